import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { textOf, userText } from '@coderclaw/core';
import type { ScriptedReply } from '../testing/index.ts';
import { drive, scriptedBench } from '../testing/scripted-bench.ts';

describe('a model that fails', () => {
  const busy: ScriptedReply = { fault: { kind: 'status', status: 529, message: 'overloaded' } };

  test('is asked three times with growing waits, then the next one is', async () => {
    await using b = await scriptedBench([busy, busy, busy]);
    const running = b.run([userText('go')], { models: ['scripted/model', 'other/model'] });
    await drive(b.manual, running);
    const outcome = await running;
    assert.equal(b.model.requests.length, 3);
    const waits = b.journal.progressed.flatMap((progress) =>
      progress.kind === 'retry' ? [progress.delayMs] : [],
    );
    assert.equal(waits.length, 2);
    assert.ok(waits[0]! >= 500 && waits[0]! <= 1_000 && waits[1]! >= 1_000 && waits[1]! <= 2_000);
    assert.match(
      outcome.status === 'ERROR' ? outcome.error.message : '',
      /every model failed.*overloaded.*other\/model/,
    );
  });

  test('is waited for as long as it asks, but no longer than a minute', async () => {
    const after = (retryAfterSeconds: number): ScriptedReply => ({
      fault: { kind: 'status', status: 429, retryAfterSeconds },
    });
    await using b = await scriptedBench([after(30), { text: 'ok' }]);
    const running = b.run([userText('go')]);
    await drive(b.manual, running);
    assert.equal((await running).status, 'DONE');
    assert.equal(
      b.journal.progressed.find((progress) => progress.kind === 'retry')?.delayMs,
      30_000,
    );
    await using long = await scriptedBench([after(61), { text: 'never' }]);
    const outcome = await long.run([userText('go')]);
    assert.equal(outcome.status === 'ERROR' && outcome.error.code, 'MODEL_RATE_LIMITED');
  });

  test('in the middle of an answer is asked for all of it again', async () => {
    await using b = await scriptedBench([
      { text: 'half of an answer that breaks', fault: { kind: 'cut', afterChunks: 1 } },
      { text: 'whole' },
    ]);
    const running = b.run([userText('go')]);
    await drive(b.manual, running);
    assert.equal(textOf((await running).answer!), 'whole');
    assert.deepEqual(b.model.requests[0], b.model.requests[1]);
  });

  test('for good is not asked again', async () => {
    await using b = await scriptedBench([
      { fault: { kind: 'status', status: 401, message: 'bad key' } },
    ]);
    const outcome = await b.run([userText('go')]);
    assert.match(
      outcome.status === 'ERROR' ? outcome.error.message : '',
      /the key was refused \(HTTP 401\).*models\.scripted\.apiKey/,
    );
    assert.equal(b.model.requests.length, 1);
  });
});
