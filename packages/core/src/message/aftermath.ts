/** How much of an earlier text is repeated, so that the model knows which one is meant. */
const MAX_QUOTED_UNITS = 200;

/** Of which earlier words a note is. `isPart`: of one piece of an album, whose message has more than these. */
export type Before = { readonly text: string; readonly isPart: boolean };

/** What the model is told of an edit that came after it had read the message. */
export function noteOfEdit(before: Before, after: string): string {
  return `[edited ${nameOf(before)}] It now reads:\n${after}`;
}

export function noteOfDelete(before: Before): string {
  return `[deleted ${nameOf(before)}]`;
}

/** `reaction` is what the platform says, such as an emoji. */
export function noteOfReaction(reaction: string, to: string): string {
  return `[reacted ${JSON.stringify(reaction.slice(0, MAX_QUOTED_UNITS))} to your message${about(to)}]`;
}

function nameOf({ text, isPart }: Before): string {
  return `${isPart ? 'a part of an earlier message' : 'an earlier message'}${about(text)}`;
}

/** In one line, escaped, so that no quoted text passes for a line of ours. */
function about(text: string): string {
  if (text === '') return '';
  const head = text.length > MAX_QUOTED_UNITS ? `${text.slice(0, MAX_QUOTED_UNITS)}…` : text;
  return ` ${JSON.stringify(head.toWellFormed())}`;
}
