/** How much of an earlier text is repeated, so that the model knows which one is meant. */
const MAX_QUOTED_UNITS = 200;

/** What the model is told of an edit that came after it had read the message. */
export function noteOfEdit(before: string, after: string): string {
  return `[edited an earlier message${about(before)}] It now reads:\n${after}`;
}

export function noteOfDelete(before: string): string {
  return `[deleted an earlier message${about(before)}]`;
}

/** `reaction` is what the platform says, such as an emoji. */
export function noteOfReaction(reaction: string, to: string): string {
  return `[reacted ${JSON.stringify(reaction.slice(0, MAX_QUOTED_UNITS))} to your message${about(to)}]`;
}

/** In one line, escaped, so that no quoted text passes for a line of ours. */
function about(text: string): string {
  if (text === '') return '';
  const head = text.length > MAX_QUOTED_UNITS ? `${text.slice(0, MAX_QUOTED_UNITS)}…` : text;
  return ` ${JSON.stringify(head.toWellFormed())}`;
}
