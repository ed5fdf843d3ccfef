import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitMarkdown } from './split-markdown.ts';

test('what follows a code block that was cut begins a line of its own', () => {
  const code = Array.from({ length: 12 }, (_, line) => `line ${line}`).join('\n');
  const parts = splitMarkdown(`\`\`\`ts\n${code}\n\`\`\`\nand then`, { maxUnits: 80 });
  assert.ok(parts.length > 1);
  assert.match(parts.at(-1) ?? '', /^```ts\n[^`]+\n```\nand then$/u);
});
