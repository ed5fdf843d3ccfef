import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Tokenizer } from 'marked';
import { demandValid, lettersOf } from '../testing/shown-html.ts';
import { splitAnswer } from './split-answer.ts';
import { formatTelegramHtml, MAX_MESSAGE_UNITS, visibleText } from './telegram-html.ts';

/** What took a parser longest for its length, as found by trying: what it begins with, and what is repeated. */
const FAMILIES: readonly (readonly [string, string])[] = [
  ['', 'x*__'],
  ['', '*a&**'],
  ['', '&_a'],
  ['', '*a '],
  ['', '*a_\n'],
  ['', '~~a '],
  ['', '_a_![b '],
  ['', '!'],
  ['', '1'],
  ['', '`a'],
  ['', '['],
  ['', '[a]('],
  ['', '![]('],
  ['', '<a '],
  ['', '<b c="'],
  ['', '\\'],
  ['1. ', ' '],
  ['*', '\t'],
  ['1. ~', '\na'],
  ['- ', '[\n| '],
  ['', '- \n\ta*'],
  ['', '>'],
  ['', '> '],
  ['', '- '],
  ['', '> > > - - - - *a\na_\n'],
  ['', '[a]: b\n'],
  ['|a|\n|-|\n', 'a\n'],
  [`${'|a'.repeat(600)}|\n${'|-'.repeat(600)}|\n`, 'a\n'],
  [`| ${'h'.repeat(1_500)} |\n|---|\n`, '|a|\n'],
  [`[a]: http://${'x'.repeat(2_500)}\n\n`, '[a]'],
];

/** In units that are looked at. */
const MAX_WORK = 6_000_000;

/** How much text a parser's rules are given while something is done: what it costs, but for each rule's own pace. */
function workOf(act: () => void): number {
  let work = 0;
  const rules = Tokenizer.prototype;
  const names = [
    'emStrong',
    'del',
    'link',
    'reflink',
    'codespan',
    'url',
    'tag',
    'lheading',
    'list',
    'blockquote',
  ] as const;
  const own = new Map(names.map((name) => [name, Object.getOwnPropertyDescriptor(rules, name)!]));
  for (const [name, { value }] of own)
    Object.defineProperty(rules, name, {
      configurable: true,
      writable: true,
      value(this: Tokenizer, source: string, ...rest: unknown[]) {
        work += source.length;
        return value.call(this, source, ...rest);
      },
    });
  try {
    act();
  } finally {
    for (const [name, descriptor] of own) Object.defineProperty(rules, name, descriptor);
  }
  return work;
}

for (const [head, unit] of FAMILIES) {
  const name = JSON.stringify(`${head.slice(0, 20)} ${unit}`);
  test(`T26 a message of ${name} is shown as it was written`, () => {
    const times = Math.floor((MAX_MESSAGE_UNITS - head.length - 1) / unit.length);
    const source = `${head}${unit.repeat(times)}x`;
    let html = '';
    const work = workOf(() => {
      html = formatTelegramHtml(source);
    });
    assert.ok(work <= MAX_WORK, `${work} units were looked at`);
    demandValid(html);
    assert.equal(visibleText(html), source);
  });
}

test('what is hostile in one paragraph takes no marks from another', () => {
  const html = formatTelegramHtml(`**one**\n\n${'x*__'.repeat(500)}\n\n**two**`);
  assert.match(html, /^<b>one<\/b>\n\nx\*__.*x\*__\n\n<b>two<\/b>$/u);
});

test('many marks in one paragraph are read line by line', () => {
  const times = Math.floor(MAX_MESSAGE_UNITS / 18);
  const html = formatTelegramHtml('**key**: a `value`\n'.repeat(times).slice(0, MAX_MESSAGE_UNITS));
  assert.ok(html.split('<b>key</b>: a <code>value</code>').length > times / 2);
});

test('a full message that grows as it is shown keeps its marks, and fits', () => {
  const unit = 'The list:\n- a: **b** cde\n\n';
  const roomy = formatTelegramHtml(unit.repeat(MAX_MESSAGE_UNITS / unit.length));
  assert.match(roomy, /^The list:\n\n• a: <b>b<\/b> cde\n\nThe/u);
  const full = formatTelegramHtml(unit.replaceAll('*', '').repeat(MAX_MESSAGE_UNITS / 22));
  assert.match(full, /^The list:\n• a: b cde\nThe/u);
  assert.ok(visibleText(full).length <= MAX_MESSAGE_UNITS);
});

test('a table that is too wide for its message is shown as it was written', () => {
  const header = 'h'.repeat(200);
  const table = `| ${header} | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(100)}`;
  const html = formatTelegramHtml(`**first**\n\n${table}`);
  assert.ok(html.startsWith('<b>first</b>\n| hhh'));
  assert.ok(visibleText(html).length <= MAX_MESSAGE_UNITS);
});

test('T26 an answer is cut without being rendered', () => {
  const answer = 'word **b** `c` [x](http://a) *a_ '.repeat(3_000);
  assert.equal(
    workOf(() => assert.ok(splitAnswer(answer).length > 20)),
    0,
  );
});

test('T26 hostile answers come to an end, and lose nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...FAMILIES),
      fc.constantFrom(...FAMILIES),
      ([head, one], [, two]) => {
        const answer = head + one.repeat(9_000 / one.length) + two.repeat(9_000 / two.length);
        const parts = splitAnswer(answer);
        for (const part of parts) {
          const html = formatTelegramHtml(part);
          demandValid(html);
          assert.ok(part.length <= MAX_MESSAGE_UNITS);
          assert.ok(visibleText(html).length <= MAX_MESSAGE_UNITS);
        }
        assert.equal(lettersOf(parts.join('')), lettersOf(answer));
      },
    ),
    { numRuns: 150 },
  );
  assert.equal(splitAnswer('x'.repeat(1_000_000)).join('').length, 1_000_000);
});
