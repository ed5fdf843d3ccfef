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

  test('by saying nothing is asked again, and in the end the person is told', async () => {
    const mute: ScriptedReply[] = [{}, { text: ' \n' }, { thinking: 'hm', stopReason: 'length' }];
    for (const last of mute) {
      await using b = await scriptedBench([{}, {}, last]);
      const running = b.run([userText('go')]);
      await drive(b.manual, running);
      const outcome = await running;
      assert.equal(outcome.status === 'ERROR' && outcome.error.code, 'MODEL_EMPTY_ANSWER');
      assert.equal(outcome.answer, undefined);
      assert.equal(b.model.requests.length, 3);
    }
    await using b = await scriptedBench([{}, { text: 'here' }]);
    const running = b.run([userText('go')]);
    await drive(b.manual, running);
    assert.equal(textOf((await running).answer!), 'here');
  });

  test('is no failure where a run that reacts or offers choices says nothing, also one that is taken up again', async () => {
    for (const [name, args] of [
      ['react', { emoji: '👍' }],
      ['offer', { choices: ['Yes', 'No'] }],
    ] as const) {
      const call = { toolCalls: [{ id: 'c', name, arguments: args }] };
      await using b = await scriptedBench([call, { thinking: 'done' }, {}]);
      const { status, answer } = await b.run([userText('go')], { reactions: true });
      assert.deepEqual([status, textOf(answer!)], ['DONE', '']);
      const resumed = [userText('go'), ...b.journal.entries.slice(0, 2)];
      const again = await b.run(resumed, { reactions: true, attempt: 2 });
      assert.equal(again.status, 'DONE');
      assert.equal(b.model.requests.length, 3);
    }
    await using b = await scriptedBench([
      { toolCalls: [{ name: 'react', arguments: { emoji: 'no emoji' } }] },
      {},
      {},
      {},
    ]);
    const running = b.run([userText('go')], { reactions: true });
    await drive(b.manual, running);
    assert.equal((await running).status, 'ERROR');
  });

  test('is quoted in its own words, on one line that shows what would hide', async () => {
    const body = JSON.stringify({ error: { message: 'bad\nkey \u001b[31m\u202etxt', code: 'x' } });
    await using b = await scriptedBench([
      { fault: { kind: 'status', status: 401, message: `401 ${body}` } },
    ]);
    const outcome = await b.run([userText('go')]);
    assert.match(
      outcome.status === 'ERROR' ? outcome.error.message : '',
      /the key was refused \(HTTP 401\): bad key \\u\{1b\}\[31m\\u\{202e\}txt; set/,
    );
  });
});
