import type { Place } from '../file/config-node.ts';

/** Something in the configuration that a person should look at. The gateway runs all the same. */
export type ConfigProblem = {
  /** `error`: what this configures is off or at its default. `warning`: everything else is as written. */
  readonly severity: 'error' | 'warning';
  readonly kind:
    | 'unreadable'
    | 'broken'
    | 'exposed'
    | 'unknown-key'
    | 'duplicate-key'
    | 'bad-value';
  /** What is wrong and what to do; holds no secret and no control character. */
  readonly message: string;
  readonly file: string;
  /** The key, such as `agents.list[0].model`; empty when it is about the whole file. */
  readonly path: string;
  readonly place: Place | null;
};

/** One line, in the form that editors and terminals make a link of. */
export function formatProblem(problem: ConfigProblem): string {
  const { place } = problem;
  const where = place ? `${problem.file}:${place.line}:${place.column}` : problem.file;
  return `${where}: ${problem.severity}: ${problem.message}`;
}

const QUOTED_LENGTH = 60;

/** Text from a file as it may be shown: quoted, shortened, with control and bidi characters escaped. */
export function quoteText(text: string): string {
  const short = text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text;
  return JSON.stringify(short.toWellFormed()).replaceAll(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
