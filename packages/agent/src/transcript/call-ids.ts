import type { AssistantMessage, Message, ToolCall } from '@earendil-works/pi-ai';

/** The ids of every tool call in a conversation. */
export function callIdsOf(messages: readonly Message[]): Set<string> {
  const ids = new Set<string>();
  for (const message of messages) {
    if (message.role !== 'assistant') continue;
    for (const block of message.content) if (block.type === 'toolCall') ids.add(block.id);
  }
  return ids;
}

/** Stands for a name that a model left out; providers refuse to be shown an empty one. */
const UNNAMED = 'unnamed';

/**
 * Gives a call whose id is missing or already taken one of its own: some models number their calls
 * from zero in each answer, and a result must name one call only. Adds the new ids to `taken`.
 */
export function withUniqueCallIds(message: AssistantMessage, taken: Set<string>): AssistantMessage {
  let changed = false;
  const content = message.content.map((block) => {
    if (block.type !== 'toolCall') return block;
    const id = freeId(block, taken);
    taken.add(id);
    if (id === block.id && block.name !== '') return block;
    changed = true;
    return { ...block, id, name: block.name || UNNAMED };
  });
  return changed ? { ...message, content } : message;
}

function freeId(call: ToolCall, taken: ReadonlySet<string>): string {
  if (call.id !== '' && !taken.has(call.id)) return call.id;
  // The Responses API joins two ids with a bar; only the first names the call.
  const [base, ...item] = (call.id || 'call').split('|');
  for (let count = 2; ; count += 1) {
    const id = [`${base}_${count}`, ...item].join('|');
    if (!taken.has(id)) return id;
  }
}
