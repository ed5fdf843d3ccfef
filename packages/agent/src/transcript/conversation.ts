import {
  type AssistantContent,
  type EntryRecord,
  type ToolCallBlock,
  type ToolResultContent,
  textOf,
  toolCallsOf,
} from '@coderclaw/core';
import type { Message } from '@earendil-works/pi-ai';
import { assistantToPi, toolResultToPi } from './pi-content.ts';
import { type FileView, noticeToPi, userToPi } from './user-message.ts';

/** A model answer whose tool calls do not all have results yet. */
export type OpenAnswer = {
  readonly answer: AssistantContent;
  readonly results: ReadonlyMap<string, ToolResultContent>;
  /** What was noted meanwhile; shown after the results, where providers accept it. */
  readonly held: readonly Message[];
};

/** A transcript as a model is shown it. */
export type Conversation = {
  readonly messages: readonly Message[];
  /** The last answer, when some of its calls are still without a result. Its own message is in `messages`. */
  readonly open: OpenAnswer | null;
  /** Set when nothing follows a complete last answer: there is nothing to ask. */
  readonly finalAnswer: AssistantContent | null;
};

/** What the model is told of a call that nobody will ever report on. */
const STOPPED_CALL =
  'The run was stopped before this call reported back; whether it took effect is unknown. Check before repeating it.';

/**
 * Builds the conversation from the transcript. Contract: the same entries and files give the same messages,
 * byte for byte; results stand in the order of their calls; every call but those of `open` has a result.
 */
export function buildConversation(entries: readonly EntryRecord[], files: FileView): Conversation {
  const messages: Message[] = [];
  let open: {
    answer: AssistantContent;
    results: Map<string, ToolResultContent>;
    held: Message[];
  } | null = null;
  let finalAnswer: AssistantContent | null = null;
  const close = () => {
    if (open) messages.push(...closeAnswer(open));
    open = null;
  };
  for (const { content } of entries) {
    if (content.role === 'toolResult') {
      if (open && !open.results.has(content.toolCallId))
        open.results.set(content.toolCallId, content);
      continue;
    }
    if (content.role === 'notice') {
      const message = noticeToPi(content.text);
      if (open) open.held.push(message);
      else messages.push(message);
      continue;
    }
    if (content.role === 'command') continue;
    close();
    finalAnswer = null;
    if (content.role === 'user') {
      messages.push(userToPi(content, files));
      continue;
    }
    const shown = presentable(content);
    if (!shown) continue;
    messages.push(assistantToPi(shown));
    if (toolCallsOf(shown).length > 0) open = { answer: shown, results: new Map(), held: [] };
    else if (shown === content) finalAnswer = content;
  }
  const last = open as OpenAnswer | null;
  if (last && toolCallsOf(last.answer).every((call) => last.results.has(call.id))) {
    close();
    return { messages, open: null, finalAnswer: null };
  }
  return { messages, open: last, finalAnswer };
}

/** The results of an answer's calls in the calls' order, then what was held back. */
export function closeAnswer(open: OpenAnswer): readonly Message[] {
  const results = toolCallsOf(open.answer).map(
    (call) => open.results.get(call.id) ?? toolError(call, STOPPED_CALL),
  );
  return [...results.map(toolResultToPi), ...open.held];
}

export function toolError(call: ToolCallBlock, text: string): ToolResultContent {
  return {
    role: 'toolResult',
    toolCallId: call.id,
    toolName: call.name,
    blocks: [{ type: 'text', text }],
    isError: true,
  };
}

/**
 * An answer that broke off is shown as the text that the person saw: its thoughts lack their signatures and its
 * calls never ran, so providers would refuse them. Without text it is left out.
 */
function presentable(content: AssistantContent): AssistantContent | null {
  const whole = content.stopReason !== 'aborted' && content.stopReason !== 'error';
  if (whole) return content.blocks.length > 0 ? content : null;
  const text = textOf(content);
  if (text.trim() === '') return null;
  return { ...content, blocks: [{ type: 'text', text }], stopReason: 'stop' };
}
