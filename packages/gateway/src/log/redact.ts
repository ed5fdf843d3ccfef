/** Field names whose values never reach a log. */
const SECRET_NAME =
  /(?:token|password|secret|api-?key|authorization|cookie|signature|private-?key|bootstrap)/iu;

/** What keys and bearer tokens look like in running text. */
const SECRET_TEXT =
  /\b(?:sk-[\w-]{8,}|AIza[\w-]{20,}|xox[abps]-[\w-]{8,}|gh[pousr]_\w{16,}|(?:bot)?\d{6,12}:[\w-]{30,}|Bearer\s+[\w.~+/-]{8,}=*)/gu;

export const REDACTED = '[redacted]';

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Removes secrets from text: those that the process knows, and what looks like one. */
export class Redactor {
  readonly #known = new Set<string>();

  /** Makes `secret` unprintable from now on. Short ones are left out: they would blank out ordinary words. */
  learn(secret: string | undefined): void {
    if (secret && secret.length >= 8) this.#known.add(secret);
  }

  redact(text: string): string {
    let clean = text.replace(SECRET_TEXT, REDACTED);
    for (const secret of this.#known) {
      if (clean.includes(secret)) clean = clean.replaceAll(secret, REDACTED);
    }
    return clean;
  }
}
