import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reactTool } from './react-tool.ts';
import { parseToolArguments, ToolError, type ToolOutput } from './tool.ts';

async function react(emoji: unknown): Promise<ToolOutput> {
  const tool = reactTool();
  return tool.run(parseToolArguments(tool, { emoji }), new AbortController().signal);
}

describe('react', () => {
  test('takes any one emoji', async () => {
    for (const emoji of ['👍', '❤️', '❤', '👍🏽', '👨‍👩‍👧‍👦', '🇩🇪', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'])
      assert.equal((await react(` ${emoji} `)).reaction, emoji);
  });

  test('says what it takes when it is given anything else', async () => {
    for (const emoji of [
      '',
      ' ',
      'ok',
      '👍👍',
      '👍 thanks',
      '#',
      '1',
      '\u202e',
      '👍'.repeat(1_000_000),
      `a${'\u200d👍'.repeat(20)}`,
    ])
      await assert.rejects(
        react(emoji),
        (error) => error instanceof ToolError && /takes one emoji, such as/u.test(error.message),
        emoji.slice(0, 20),
      );
    await assert.rejects(react(5), /"emoji" must be a string/u);
    assert.throws(() => parseToolArguments(reactTool(), {}), /"emoji" is missing/u);
  });
});
