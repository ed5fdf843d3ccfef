import type { EntryId } from '../id/id.ts';
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
  /** By the input whose message it stands on; null where there is none. */
  readonly reactions: ReadonlyMap<EntryId | null, string>;
};

/** What stands where an answer was begun and nothing came of it. */
const STOPPED = 'Stopped.';
const NOTHING = '(no answer)';

/**
 * A run's reply, cut for its platform: the text, with the choices under its last part, then the files, then
 * the reactions: one that has to wait holds up no word. Without an adapter, the text as it is.
 */
export function composeReply(
  facts: ReplyFacts,
  channel: OutboundChannel | undefined,
): readonly NewPart[] {
  const isPush = channel?.capabilities.transport !== 'pull';
  const files = isPush ? facts.files : [];
  const unsendable = files.filter((file) => !canSend(file, channel));
  const buttons = channel?.capabilities.buttons ? facts.answer?.buttons : undefined;
  const { reactions, aloud } = reactionsOf(facts, channel);
  const said = textOfReply(facts, reactions, buttons ? textOf : textWithChoices);
  const shown = isPush && said !== '' ? formatAnswer(facts.level, facts.lines, said) : said;
  const text = [shown, ...aloud, ...unsendable.map(lineOfUnsendable)]
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
    ...reactions,
  ];
}

/** Where a message takes none, its emoji is said. Without an adapter it waits for one, as files do. */
function reactionsOf(
  { reactions }: ReplyFacts,
  channel: OutboundChannel | undefined,
): { readonly reactions: readonly NewPart[]; readonly aloud: readonly string[] } {
  const { transport, reactions: areTaken } = channel?.capabilities ?? {
    transport: 'push',
    reactions: true,
  };
  const taken: NewPart[] = [];
  const aloud: string[] = [];
  for (const [inputId, emoji] of reactions) {
    if (inputId !== null && transport === 'push' && areTaken)
      taken.push({ kind: 'reaction', text: emoji, inputId });
    else aloud.push(emoji);
  }
  return { reactions: taken, aloud };
}

function textOfReply(
  { to, answer, notice, wasShown, files, reactions: { size } }: ReplyFacts,
  taken: readonly NewPart[],
  textOfAnswer: (answer: AssistantContent) => string,
): string {
  const arrived = answer ? textOfAnswer(answer) : '';
  if (to === 'DONE') {
    if (arrived !== '' || !wasShown) return arrived;
    if (files.length > 0) return files.map(({ name }) => name).join(', ');
    return size > 0 ? taken.map(({ text }) => text).join(' ') : NOTHING;
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
