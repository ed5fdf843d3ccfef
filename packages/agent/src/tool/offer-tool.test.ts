import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { offerTool } from './offer-tool.ts';
import { parseToolArguments, ToolError, type ToolOutput } from './tool.ts';

async function offer(choices: unknown): Promise<ToolOutput> {
  const tool = offerTool();
  return tool.run(parseToolArguments(tool, { choices }), new AbortController().signal);
}

describe('offer', () => {
  test('hands over the choices, without what stands around them', async () => {
    const eight = ['1', '2', '3', '4', '5', '6', '7', '8'];
    assert.deepEqual((await offer(eight)).choices, eight);
    assert.deepEqual((await offer([' Ja, bitte ', '👩‍💻', 'ü'.repeat(32)])).choices, [
      'Ja, bitte',
      '👩‍💻',
      'ü'.repeat(32),
    ]);
  });

  test('says what is wrong with choices that no button can carry', async () => {
    for (const [choices, why] of [
      [[], /offer 1 to 8 choices, not 0/u],
      [Array.from({ length: 100 }, (_, index) => String(index)), /offer 1 to 8 choices, not 100/u],
      [['a', ' '], /choice 2 is empty/u],
      [['ü'.repeat(33)], /choice 1 has 66 bytes; shorten it to 64/u],
      [['x'.repeat(1_000_000)], /choice 1 has 1000000 bytes/u],
      [['a', 'b', 'a'], /choice 3 is there twice/u],
      [['a\nb'], /line breaks, control or invisible characters/u],
      [['a\u202eb'], /line breaks, control or invisible characters/u],
      ['a', /"choices" must be a list of strings/u],
      [[1, 2], /"choices" must be a list of strings/u],
      [null, /must be a list of strings/u],
    ] as const)
      await assert.rejects(
        offer(choices),
        (error) => error instanceof ToolError && why.test(error.message),
        String(why),
      );
    assert.throws(() => parseToolArguments(offerTool(), {}), /"choices" is missing/u);
  });

  test('T21 nobody is made to say a command by a button of the agent', async () => {
    for (const choice of ['/stop', ' /pair ABCD owner', '\u200d/stop', '/'])
      await assert.rejects(offer(['Yes', choice]), /choice 2 begins with "\/"/u);
  });
});
