import assert from 'node:assert/strict';

/** Telegram's own rules for HTML, as far as we use it; throws for what its parser would refuse. */
export function demandValid(html: string): void {
  const open: string[] = [];
  for (const [whole, closing, name = ''] of html.matchAll(/<(\/?)([a-z]+)([^<>]*)>/gu)) {
    assert.match(name, /^(?:b|i|s|code|pre|a|blockquote)$/u, whole);
    if (closing) assert.equal(open.pop(), name, `</${name}> in ${html}`);
    else {
      const inside = open.at(-1);
      assert.ok(
        inside !== 'code' && (inside !== 'pre' || name === 'code'),
        `<${name}> in <${inside}>`,
      );
      assert.ok(!(name === 'a' || name === 'blockquote') || !open.includes(name), `nested ${name}`);
      open.push(name);
    }
  }
  assert.deepEqual(open, [], `unclosed in ${html}`);
  const rest = html.replace(/<\/?[a-z]+[^<>]*>/gu, '').replace(/&(?:amp|lt|gt|quot);/gu, '');
  assert.ok(!/[<>&]/u.test(rest), `stray markup in ${html}`);
}

/** The letters and digits of a text, of which none may be lost, in their order. */
export function lettersOf(text: string): string {
  return text.normalize('NFC').replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/gu, '');
}
