/** A value that shows itself only to who asks for it by name: not to a log, to JSON or to a debugger's print. */
export class Secret {
  readonly #value: string;
  /** Where it came from: `file`, or the name of an environment variable. */
  readonly source: string;

  constructor(value: string, source: string) {
    this.#value = value;
    this.source = source;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }
}

/** What stands in the place of a secret wherever one is shown. */
export const REDACTED = '[redacted]';
