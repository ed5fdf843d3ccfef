import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAnswer, formatProgress, type ToolLine } from './work-line.ts';

const line = (change: Partial<ToolLine> = {}): ToolLine => ({
  toolCallId: 'c',
  name: 'read',
  args: { path: 'a.txt' },
  state: 'running',
  output: '',
  ...change,
});
const DONE = line({ state: 'done', output: 'what it says' });

test('off shows one line while a tool works, and the text alone when it is over', () => {
  assert.equal(formatProgress('off', [DONE, line()], ''), '⚙ `read` `a.txt`');
  assert.equal(formatProgress('off', [DONE], 'I read it'), 'I read it');
  assert.equal(formatAnswer('off', [DONE, DONE], 'I read it'), 'I read it');
});

test('on keeps a line for each of the newest tools, full their arguments and output', () => {
  assert.equal(formatAnswer('on', [DONE], 'I read it'), '✓ `read` `a.txt`\n\nI read it');
  const many = Array.from({ length: 15 }, () => DONE);
  assert.match(formatProgress('on', many, ''), /^… 3 more\n(?:✓ `read` `a\.txt`\n?){12}$/u);
  const full = formatAnswer('full', [DONE], 'I read it');
  for (const shown of ['"path": "a.txt"', 'what it says', 'I read it'])
    assert.ok(full.includes(shown), full);
});

test('what a tool was given or says breaks out of no line and no fence, and has an end', () => {
  const args = { path: 'a`\n# b' };
  assert.equal(formatProgress('off', [line({ args })], ''), "⚙ `read` `a' # b`");
  const output = `\`\`\`\`\n${'x'.repeat(10_000)}`;
  const full = formatAnswer('full', [line({ args: {}, output })], '');
  assert.match(full, /^⚙ `read`\n(`{5})\n.*…\n\1$/su);
  assert.ok(full.length < 800);
});
