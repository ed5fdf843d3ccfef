/**
 * Why a value is not what the wire says. `path` leads from the root to the offending place
 * (`client.id`, `attachments[2]`; empty at the root). Neither field ever holds a value that was sent.
 */
export type Problem = { readonly path: string; readonly message: string };

/** Checks a parsed JSON value; null when it conforms, else the first problem found. */
export type Check = (value: unknown) => Problem | null;

/** `invalid chat.send params: at root: unexpected property "foo"; …`, fit for logs and terminals. */
export function formatProblem(subject: string, problem: Problem): string {
  return `invalid ${subject}: at ${problem.path === '' ? 'root' : problem.path}: ${problem.message}`;
}

/**
 * A name as the other side wrote it, or a stand-in where it is long or could carry a secret, control,
 * ANSI or bidi characters: what a stranger sends is echoed only when it is plainly a name.
 */
export function formatForeignName(name: string): string {
  return /^[\w.-]{1,40}$/u.test(name) ? `"${name}"` : '(its name is not shown)';
}

/** The known name within two edits of `name`, if there is one. */
export function findNearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > 40) return undefined;
  let nearest: string | undefined;
  let least = Math.min(3, Math.ceil(name.length / 2) + 1);
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/** Levenshtein's distance (1966), row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let line = 1; line <= a.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= b.length; column += 1) {
      const swap = row[column - 1]! + (a[line - 1] === b[column - 1] ? 0 : 1);
      next.push(Math.min(swap, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
