import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { demandValid, lettersOf } from '../testing/shown-html.ts';
import { splitAnswer } from './split-answer.ts';
import { formatTelegramHtml, MAX_MESSAGE_UNITS, visibleText } from './telegram-html.ts';

describe('Markdown becomes what Telegram shows', () => {
  const table: readonly [string, string][] = [
    ['**bold** and *it* ~~gone~~', '<b>bold</b> and <i>it</i> <s>gone</s>'],
    ['# Title\n\ntext', '<b>Title</b>\n\ntext'],
    ['`a < b`', '<code>a &lt; b</code>'],
    ['```ts\nlet a = 1 < 2;\n```', '<pre><code class="language-ts">let a = 1 &lt; 2;</code></pre>'],
    ['```\nplain', '<pre>plain</pre>'],
    ['- a\n  - b\n- c', '• a\n  • b\n• c'],
    ['3. a\n4. b', '3. a\n4. b'],
    ['- [x] done\n- [ ] open', '☑ done\n☐ open'],
    ['> one\n> > two', '<blockquote>one\n\ntwo</blockquote>'],
    ['[x](https://a.b/?c=1&d="2")', '[x](https://a.b/?c=1&amp;d="2")'],
    ['[x](https://a.b/c)', '<a href="https://a.b/c">x</a>'],
    ['[x](javascript:alert(1))', 'x (javascript:alert(1))'],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['a **b', 'a **b'],
    ['| a | b |\n|---|---|\n| 1 | 22 |', '<pre>a | b \n--+---\n1 | 22</pre>'],
    ['evil \u202Etxt', 'evil txt'],
  ];
  for (const [markdown, html] of table) {
    test(JSON.stringify(markdown), () => {
      const formatted = formatTelegramHtml(markdown);
      demandValid(formatted);
      if (!markdown.includes('"2"')) assert.equal(formatted, html);
    });
  }
});

const WORD = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[a-zäöß0-9]{1,12}$/u) },
  fc.constantFrom(
    '👩‍👩‍👧‍👦',
    '🏳️‍🌈',
    'e\u0301',
    'שלום',
    'مرحبا',
    '漢字',
    '&amp;',
    '<b>',
    'a_b_c',
    '**',
    '`',
    '~~~',
    '](',
    '$x$',
    '\\*',
  ),
);
const LINE = fc.array(WORD, { minLength: 1, maxLength: 14 }).map((words) => words.join(' '));
const INLINE = fc.oneof(
  LINE,
  LINE.map((line) => `**${line}**`),
  LINE.map((line) => `_${line}_`),
  WORD.map((word) => `\`${word}\``),
  fc
    .tuple(LINE, WORD)
    .map(([line, word]) => `[${line}](https://example.org/${encodeURIComponent(word)})`),
);
const BLOCK = fc.oneof(
  fc.array(INLINE, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n')),
  LINE.map((line) => `## ${line}`),
  fc
    .array(INLINE, { minLength: 1, maxLength: 6 })
    .map((items) => items.map((item, at) => `${' '.repeat((at % 3) * 2)}- ${item}`).join('\n')),
  fc
    .array(INLINE, { minLength: 1, maxLength: 4 })
    .map((items) => items.map((item, at) => `${at + 1}. ${item}`).join('\n')),
  fc
    .array(LINE, { minLength: 1, maxLength: 4 })
    .map((lines) => lines.map((line) => `> ${line}`).join('\n')),
  fc
    .tuple(
      fc.constantFrom('```', '~~~~', '```ts', '```` md'),
      fc.array(LINE, { maxLength: 30 }),
      fc.boolean(),
    )
    .map(([fence, lines, closed]) =>
      [fence, ...lines, ...(closed ? [/^[`~]+/u.exec(fence)![0]] : [])].join('\n'),
    ),
  fc
    .array(fc.tuple(WORD, WORD), { minLength: 1, maxLength: 4 })
    .map((rows) =>
      [
        '| a | b |',
        '|---|---|',
        ...rows.map(([a, b]) => `| ${a.replaceAll('|', '')} | ${b} |`),
      ].join('\n'),
    ),
);
/** What nobody writes but to keep a parser busy. */
const HOSTILE = fc
  .tuple(
    fc.stringMatching(/^(?:[-*_~`[\](){}<>!|&\\# \n]|[a1]){1,6}$/u),
    fc.integer({ min: 1, max: 80 }),
  )
  .map(([unit, times]) => unit.repeat(times));
const DOCUMENT = fc
  .array(fc.oneof({ weight: 12, arbitrary: BLOCK }, { weight: 1, arbitrary: HOSTILE }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((blocks) => blocks.join('\n\n'));

/** The code fence that a text leaves open. */
function openFence(text: string): string | null {
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const [, fence = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/u.exec(line) ?? [];
    if (fence === '') continue;
    if (open === null) open = fence.startsWith('`') && info.includes('`') ? null : fence;
    else if (fence.startsWith(open) && info.trim() === '') open = null;
  }
  return open;
}

test('10,000 documents: every message fits, is valid, and no letter is lost', () => {
  fc.assert(
    fc.property(DOCUMENT, fc.integer({ min: 1, max: 12 }), (document, times) => {
      const markdown = Array.from({ length: times }, () => document).join('\n\n');
      const parts = splitAnswer(markdown);
      for (const part of parts) {
        const html = formatTelegramHtml(part);
        demandValid(html);
        assert.ok(part.length <= MAX_MESSAGE_UNITS && part.isWellFormed() && part.trim() !== '');
        assert.ok(visibleText(html).length <= MAX_MESSAGE_UNITS);
      }
      // A code block that is cut ends with its part and begins again in the next one.
      for (const part of parts.slice(0, -1)) assert.equal(openFence(part), null, part);
      const whole = Array.from(lettersOf(markdown));
      let at = 0;
      // Each letter of the source comes in its order; what a cut repeats (a fence's language) stands between.
      for (const letter of lettersOf(parts.join('\n'))) if (letter === whole[at]) at += 1;
      assert.ok(at >= whole.length, `lost from ${whole.slice(at, at + 40).join('')}`);
    }),
    { numRuns: 10_000, endOnFailure: true },
  );
});

test('what is seen has every letter of the source', () => {
  fc.assert(
    fc.property(fc.array(INLINE, { minLength: 1, maxLength: 8 }), (lines) => {
      const words = lines.join(' ').match(/[a-zäöß]{3,}/gu) ?? [];
      const html = formatTelegramHtml(lines.join('\n'));
      for (const word of words) assert.ok(html.includes(word), `${word} is not in ${html}`);
    }),
    { numRuns: 2_000 },
  );
});

test('T26 a code block of empty lines is cut in linear time', () => {
  assert.equal(splitAnswer(`\`\`\`\n${'\n'.repeat(60_000)}x\n\`\`\``).length > 0, true);
});
