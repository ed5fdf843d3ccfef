const SHORTEST_SECRET = 8;
// Keys as the big providers write them; endpoints like to quote a refused one.
const KEY_SHAPES = /\b(?:sk|pk|rk|gsk|xai|AIza|key|or)-?[A-Za-z0-9_-]{16,}\b/gu;
const BEARER = /\b(bearer\s+)\S+/giu;

/** Takes the given secrets, and whatever looks like a key, out of a text. */
export function redactSecrets(text: string, secrets: Iterable<string>): string {
  let redacted = text;
  for (const secret of secrets) {
    if (secret.length >= SHORTEST_SECRET) redacted = redacted.replaceAll(secret, '[key]');
  }
  return redacted.replace(BEARER, '$1[key]').replace(KEY_SHAPES, '[key]');
}
