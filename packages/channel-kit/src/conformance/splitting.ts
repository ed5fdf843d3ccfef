import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StartSubject, startWorld } from './world.ts';

const UNITS = [
  'x',
  'a word ',
  '👩‍👩‍👧‍👦',
  'e\u0301\u0323',
  'line\n',
  'par\n\n',
  '- item\n  - inner\n',
  '**b** `c` ',
  'שלום ',
];
const FENCE = /^ {0,3}(?:`{3,}|~{3,})/gmu;

export function testSplitting(start: StartSubject): void {
  test('a text is split within the limit, and nothing of it is lost', async (t) => {
    const { account, channel } = await startWorld(t, start);
    const limit = channel.capabilities.maxTextUnits;
    const length = Math.min(limit, 5_000);
    for (const unit of UNITS) {
      const text = unit.repeat(Math.ceil((length * 2.5) / unit.length));
      const parts = account.split(text);
      assert.equal(withoutSpace(parts.join('')), withoutSpace(text));
      checkParts(parts, limit);
    }
    assert.deepEqual(account.split(''), []);
  });

  test('a code block that is cut goes on as a code block', async (t) => {
    const { account, channel } = await startWorld(t, start);
    const limit = channel.capabilities.maxTextUnits;
    const lines = Math.ceil((Math.min(limit, 5_000) * 2.5) / 20);
    const code = Array.from({ length: lines }, (_, index) => `const x${index} = ${index};`);
    const parts = account.split(`before\n\n\`\`\`ts\n${code.join('\n')}\n\`\`\`\n\nafter`);
    checkParts(parts, limit);
    for (const part of parts) assert.equal((part.match(FENCE) ?? []).length % 2, 0, part);
    const said = parts.join('\n').split('\n');
    assert.deepEqual(
      said.filter((line) => line.startsWith('const ')),
      code,
    );
  });
}

function checkParts(parts: readonly string[], limit: number): void {
  for (const part of parts)
    assert.ok(part.trim() !== '' && part.length <= limit && part.isWellFormed(), part);
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/gu, '');
}
