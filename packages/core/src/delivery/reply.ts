import { textWithChoices } from '../message/choice.ts';
import type { AssistantContent, FileRef } from '../message/content.ts';
import { textOf } from '../message/content.ts';
import type { OutboundChannel } from '../ports/channel-port.ts';
import type { NewPart } from '../ports/delivery-store.ts';
import type { RunEnd } from '../run/run-state.ts';
import type { VerboseLevel } from '../session/session.ts';
import { formatAnswer, type ToolLine } from './work-line.ts';

/** What a run leaves for the person who waits for it. */
export type ReplyFacts = {
  readonly to: RunEnd;
  readonly answer: AssistantContent | undefined;
  readonly notice: string | undefined;
  /** Whether something of the answer was shown while it was written. */
  readonly wasShown: boolean;
  readonly level: VerboseLevel;
  readonly lines: readonly ToolLine[];
  readonly files: readonly FileRef[];
};

/** What stands where an answer was begun and nothing came of it. */
const STOPPED = 'Stopped.';
const NOTHING = '(no answer)';

/**
 * A run's reply, cut for its platform: the text, with the choices under its last part, then the files.
 * Without an adapter, the text as it is.
 */
export function composeReply(
  facts: ReplyFacts,
  channel: OutboundChannel | undefined,
): readonly NewPart[] {
  const isPush = channel?.capabilities.transport !== 'pull';
  const files = isPush ? facts.files : [];
  const unsendable = files.filter((file) => !canSend(file, channel));
  const buttons = channel?.capabilities.buttons ? facts.answer?.buttons : undefined;
  const said = textOfReply(facts, buttons ? textOf : textWithChoices);
  const shown = isPush && said !== '' ? formatAnswer(facts.level, facts.lines, said) : said;
  const text = [shown, ...unsendable.map(lineOfUnsendable)]
    .filter((part) => part !== '')
    .join('\n\n');
  const parts = text === '' ? [] : (channel?.split(text) ?? [text]);
  return [
    ...parts.map((part, index): NewPart => {
      const isLast = index === parts.length - 1;
      return { kind: 'text', text: part, ...(isLast && buttons && { buttons }) };
    }),
    ...files
      .filter((file) => canSend(file, channel))
      .map((file): NewPart => ({ kind: 'file', text: '', file })),
  ];
}

function textOfReply(
  { to, answer, notice, wasShown, files }: ReplyFacts,
  textOfAnswer: (answer: AssistantContent) => string,
): string {
  const arrived = answer ? textOfAnswer(answer) : '';
  if (to === 'DONE') {
    if (arrived !== '' || !wasShown) return arrived;
    return files.length > 0 ? files.map(({ name }) => name).join(', ') : NOTHING;
  }
  if (!wasShown) return notice ?? '';
  // What was seen must not vanish: it stays, with what became of it.
  return [arrived, notice ?? STOPPED].filter((part) => part !== '').join('\n\n');
}

function canSend(file: FileRef, channel: OutboundChannel | undefined): boolean {
  if (!channel) return true;
  const { attachments, maxFileBytes } = channel.capabilities;
  return attachments && file.bytes <= maxFileBytes;
}

function lineOfUnsendable({ name, bytes }: FileRef): string {
  return `[The file ${JSON.stringify(name)} (${bytes} bytes) can not be sent here.]`;
}
