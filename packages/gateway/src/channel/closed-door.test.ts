import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDefaults } from '@coderclaw/channel-kit';
import { closedDoor } from './closed-door.ts';

test('a code block that is cut before its channel is loaded goes on as a code block', () => {
  const door = closedDoor(withDefaults({ maxTextUnits: 80 }), 'not connected');
  const code = Array.from({ length: 12 }, (_, line) => `line ${line}`);
  const parts = door.split(`\`\`\`ts\n${code.join('\n')}\n\`\`\``);
  assert.ok(parts.length > 1);
  for (const part of parts) assert.match(part, /^```ts\n[^`]+\n```$/u);
});
