import assert from 'node:assert/strict';
import { DISPOSITION_OF_END, type RunEnd } from '@coderclaw/core';
import { answer, rejectsWith, texts, toolCall, toolResult } from './store-driver.ts';
import type { Check } from './suite.ts';

export function runChecks(check: Check): void {
  check(
    'settle ends the run, its intakes, its entries and its delivery in one commit',
    async (d) => {
      const run = await d.start();
      const settled = await d.settle(run, { notice: 'mind the gap', reply: texts('one', 'two') });
      assert.equal(settled.run.state, 'DONE');
      assert.equal(settled.session.activeRunId, null);
      assert.deepEqual(
        settled.entries.map(({ content }) => content.role),
        ['assistant', 'notice'],
      );
      assert.deepEqual(
        settled.intakes.map(({ disposition }) => disposition),
        ['answered'],
      );
      assert.equal(settled.delivery?.state, 'delivered');
      assert.deepEqual(
        settled.delivery?.parts.map(({ text, state, entryId }) => [text, state, entryId]),
        ['one', 'two'].map((text) => [text, 'delivered', settled.entries[0]!.id]),
      );
      assert.deepEqual(await d.store.listRunIntakes(run.run.id), settled.intakes);
      assert.deepEqual(await d.store.findDelivery(settled.delivery!.id), settled.delivery);
      assert.equal(settled.session.usage.input, 10);
    },
  );

  check('every end of a run gives its intakes the disposition of that end', async (d) => {
    for (const [to, disposition] of Object.entries(DISPOSITION_OF_END) as [RunEnd, string][]) {
      const { intakes, run, delivery } = await d.settle(await d.start(), {
        to,
        reply: [],
        error: { code: 'X', message: 'x' },
      });
      assert.deepEqual([run.state, intakes[0]?.disposition, delivery], [to, disposition, null]);
    }
  });

  check('a run that has ended is final', async (d) => {
    const run = await d.start();
    await d.settle(run);
    await rejectsWith('STORE_ILLEGAL_TRANSITION', d.settle(run, { to: 'ERROR' }));
    await rejectsWith(
      'STORE_ILLEGAL_TRANSITION',
      d.store.recordAnswer({ ...d.by(run), answer: answer('late') }),
    );
    assert.equal((await d.store.loadTranscript(run.session.id)).entries.length, 2);
  });

  check('answers and tool results append to the journal, and a tool has one result', async (d) => {
    const run = await d.start();
    await d.store.recordAnswer({
      ...d.by(run),
      answer: answer('', { blocks: [toolCall('t1'), toolCall('t2')], stopReason: 'toolUse' }),
      prompt: { epoch: 1, sha256: 'p', text: 'prompt' },
    });
    const step = await d.store.startTool({
      ...d.by(run),
      call: toolCall('t1'),
      idempotencyKey: 'k1',
    });
    assert.deepEqual([step.state, step.toolName, step.idempotencyKey], ['started', 'write', 'k1']);
    await rejectsWith(
      'STORE_CONFLICT',
      d.store.startTool({ ...d.by(run), call: toolCall('t1'), idempotencyKey: 'k1' }),
    );
    const result = (id: string, outcome: 'done' | 'unknown') =>
      d.store.recordToolResult({
        ...d.by(run),
        result: toolResult(id),
        idempotencyKey: id,
        replay: 'never',
        outcome,
      });
    await result('t1', 'done');
    await rejectsWith('STORE_CONFLICT', result('t1', 'done'));
    await result('t2', 'unknown');
    await rejectsWith('STORE_CONFLICT', result('t2', 'done'));
    const transcript = await d.store.loadTranscript(run.session.id);
    assert.deepEqual(
      transcript.entries.map(({ content }) => content.role),
      ['user', 'assistant', 'toolResult', 'toolResult'],
    );
    assert.deepEqual(
      transcript.steps.map(({ state }) => state),
      ['done', 'unknown'],
    );
    assert.deepEqual(transcript.prompt, { epoch: 1, sha256: 'p', text: 'prompt' });
    for (const [index, entry] of transcript.entries.entries())
      assert.equal(entry.parentId, transcript.entries[index - 1]?.id ?? null);
  });

  check('a step without result becomes unknown when its run ends', async (d) => {
    const run = await d.start();
    await d.store.startTool({ ...d.by(run), call: toolCall('t1'), idempotencyKey: 'k1' });
    const before = await d.store.loadTranscript(run.session.id);
    assert.equal(before.steps[0]?.state, 'started');
    await d.settle(run, { to: 'ABORTED' });
    assert.deepEqual((await d.store.loadTranscript(run.session.id)).steps, []);
  });

  check("the first prompt of an epoch stays the epoch's prompt", async (d) => {
    const run = await d.start();
    await d.settle(run, { prompt: { epoch: 1, sha256: 'a', text: 'first' } });
    await d.settle(await d.start(), { prompt: { epoch: 1, sha256: 'b', text: 'second' } });
    assert.equal((await d.store.loadTranscript(run.session.id)).prompt?.text, 'first');
  });

  check('a stop is recorded while the run lasts and refused when it has ended', async (d) => {
    const run = await d.start();
    const stop = () =>
      d.store.signalStop({
        at: d.tick(),
        runId: run.run.id,
        principalId: run.run.principalId,
        reason: 'enough',
      });
    assert.equal(await stop(), true);
    await d.settle(run, { to: 'ABORTED' });
    assert.equal(await stop(), false);
    await rejectsWith(
      'STORE_NOT_FOUND',
      d.store.signalStop({
        at: 1,
        runId: 'nowhere' as never,
        principalId: run.run.principalId,
        reason: '',
      }),
    );
  });

  check(
    'the cursor counts up with every entry and every transition, without repeating',
    async (d) => {
      const run = await d.start();
      const entry = await d.store.recordAnswer({ ...d.by(run), answer: answer('a') });
      const settled = await d.settle(run);
      const cursors = [
        run.inputs[0]!.entry.cursor,
        run.session.cursor,
        entry.cursor,
        settled.entries[0]!.cursor,
        settled.session.cursor,
      ];
      assert.deepEqual(
        cursors,
        [...new Set(cursors)].toSorted((a, b) => a - b),
      );
    },
  );
}
