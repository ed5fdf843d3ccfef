import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type MarkdownBlock, renderBlocks } from './markdown-block.ts';

const NOTHING: ReadonlyMap<string, MarkdownBlock> = new Map();

function render(text: string): string {
  return renderBlocks(text, NOTHING)
    .map(({ html }) => html)
    .join('');
}

test('Markdown becomes HTML, block by block', () => {
  const blocks = renderBlocks('# Title\n\nSome **bold** words.\n\n- one\n- two\n', NOTHING);
  assert.equal(blocks.length, 3);
  assert.match(blocks[1]?.html ?? '', /<strong>bold<\/strong>/u);
});

test('T28 HTML in an answer is text', () => {
  assert.doesNotMatch(
    render('<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> hi <b>x</b>'),
    /<(script|img|b)\b/u,
  );
});

test('T24 a remote image is a link that names it and is not loaded', () => {
  const html = render('![a chart](https://example.com/x.png?secret=1)');
  assert.doesNotMatch(html, /<img/u);
  assert.match(html, /<a href="https:\/\/example\.com\/x\.png\?secret=1".*image: a chart<\/a>/u);
});

test('only web and mail addresses become links, and they tell the other side nothing', () => {
  assert.doesNotMatch(
    render('[x](javascript:alert(1)) [y](data:text/html,x) [z](file:///etc/passwd)'),
    /<a/u,
  );
  assert.match(render('[x](https://example.com)'), /rel="noopener noreferrer nofollow"/u);
  assert.match(render('[x](mailto:ann@example.com)'), /<a href="mailto:/u);
});

test('no text brings an element of its own into the page', () => {
  const hostile = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '`',
    '](',
    '[',
    '![',
    '&',
    '\n',
    'onerror=',
    'javascript:',
    'a',
  );
  const allowed =
    /<\/?(a|p|br|em|strong|code|pre|h[1-6]|ul|ol|li|blockquote|hr|table|thead|tbody|tr|th|td|del)\b[^<>]*>/gu;
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 40 }), (parts) => {
      const rest = render(parts.join('')).replace(allowed, '');
      assert.doesNotMatch(rest, /[<>]/u);
    }),
  );
});

test('a growing text renders again only its last block', () => {
  const first = renderBlocks('One.\n\nTwo', NOTHING);
  const known = new Map(first.map((block) => [block.source, block]));
  const second = renderBlocks('One.\n\nTwo and more', known);
  assert.equal(second[0], first[0]);
  assert.notEqual(second[1], first[1]);
});

test('T26 a text that no parser should be given is shown as it is, and ends nothing', () => {
  const bombs = [
    '> '.repeat(5_000),
    '- '.repeat(5_000),
    '1. '.repeat(5_000),
    '_a__'.repeat(40_000),
    '*'.repeat(50_000),
    `${'|a'.repeat(3_000)}\n${'|-'.repeat(3_000)}\n${'x\n'.repeat(2_000)}`,
  ];
  for (const bomb of bombs) {
    const blocks = renderBlocks(`${bomb}<b>x</b>`, NOTHING);
    assert.equal(blocks.length, 1);
    assert.match(blocks[0]!.html, /^<pre[^>]*><code>[^<]*&#60;b&#62;x/u);
  }
});
