import assert from 'node:assert/strict';
import { type ClaimedRun, type RunInput, textOf } from '@coderclaw/core';
import { rejectsWith } from './store-driver.ts';
import type { Check } from './suite.ts';

const textsOf = (inputs: readonly RunInput[] | undefined) =>
  inputs?.map(({ entry }) => textOf(entry.content));

export function laneChecks(check: Check): void {
  check('a busy lane queues, and settling claims it for the oldest that waits', async (d) => {
    const first = await d.start({ text: '1' });
    const { intakes } = await d.say({ text: '2', route: { queueMode: 'followup' } });
    await d.say({ text: '3', route: { queueMode: 'followup' } });
    assert.equal(intakes[0]?.claimed, null);
    const { next } = await d.settle(first, { next: d.terms() });
    assert.deepEqual(textsOf(next?.inputs), ['2']);
    assert.ok(next!.run.fence > first.run.fence);
    const after = await d.settle(next as ClaimedRun, { next: d.terms() });
    assert.deepEqual(textsOf(after.next?.inputs), ['3']);
  });

  check(
    'waiting messages that may join start one run together, up to the first that may not',
    async (d) => {
      const first = await d.start();
      await d.say({ text: 'a', route: { queueMode: 'followup' } });
      await d.say({ text: 'b' });
      await d.say({ text: 'c', conversation: 'elsewhere' });
      await d.say({ text: 'd' });
      const { next } = await d.settle(first, { next: d.terms() });
      assert.deepEqual(textsOf(next?.inputs), ['a', 'b']);
    },
  );

  check(
    'takeInputs appends what may join, in lane order, and leaves the rest waiting',
    async (d) => {
      const run = await d.start();
      await d.say({ text: 'joins' });
      await d.say({ text: 'elsewhere', conversation: 'elsewhere' });
      await d.say({ text: 'labelled', labels: ['web'] });
      await d.say({ text: 'stranger', principalId: 'guest' as never });
      await d.say({ text: 'later', route: { queueMode: 'followup' } });
      await d.say({ text: 'collected', route: { queueMode: 'collect' } });
      assert.deepEqual(textsOf(await d.store.takeInputs(d.by(run))), ['joins']);
      assert.deepEqual(await d.store.takeInputs(d.by(run)), []);
      assert.equal((await d.store.readCounts()).waitingIntakes, 5);
      assert.equal((await d.settle(run)).intakes.length, 2);
    },
  );

  check('without next the lane stays free, is listed as idle, and claimRun takes it', async (d) => {
    const first = await d.start();
    await d.say({ text: 'later' });
    const { session, next } = await d.settle(first);
    assert.equal(next, null);
    assert.deepEqual(await d.store.listIdleLanes(d.tick()), [session.id]);
    const claimed = await d.store.claimRun({ at: d.tick(), sessionId: session.id, ...d.terms() });
    assert.deepEqual(textsOf(claimed?.inputs), ['later']);
    assert.deepEqual(await d.store.listIdleLanes(d.tick()), []);
    assert.equal(
      await d.store.claimRun({ at: d.tick(), sessionId: session.id, ...d.terms() }),
      undefined,
    );
  });

  check('a new message does not overtake those that wait in a free lane', async (d) => {
    await d.settle(await d.start());
    const held = await d.start();
    await d.say({ text: 'older', route: { queueMode: 'followup' } });
    await d.settle(held);
    const { intakes } = await d.say({ text: 'newer', route: { queueMode: 'followup' } });
    assert.deepEqual(textsOf(intakes[0]?.claimed?.inputs), ['older']);
    assert.equal(intakes[0]?.intake.runId, null);
  });

  check('a clock that jumps back changes no order and holds nothing back', async (d) => {
    const first = await d.start();
    await d.say({ text: 'before', at: 5_000, route: { queueMode: 'followup' } });
    await d.say({ text: 'after', at: 4_000, route: { queueMode: 'followup' } });
    const { next } = await d.settle(first, { at: 3_000, next: d.terms() });
    assert.deepEqual(textsOf(next?.inputs), ['before']);
  });

  check('cancelWaiting ends what waits, or only what is named, once', async (d) => {
    const run = await d.start();
    const [a, b] = [await d.say(), await d.say()];
    const command = { at: d.tick(), sessionId: run.session.id, principalId: run.run.principalId };
    const [named] = await d.store.cancelWaiting({
      ...command,
      intakeIds: [a.intakes[0]!.intake.id],
    });
    assert.equal(named?.disposition, 'cancelled');
    assert.deepEqual(
      (await d.store.cancelWaiting(command)).map(({ id }) => id),
      [b.intakes[0]!.intake.id],
    );
    assert.deepEqual(await d.store.cancelWaiting(command), []);
    assert.equal((await d.settle(run, { next: d.terms() })).next, null);
  });

  check('a session has one run at a time, however many messages arrive at once', async (d) => {
    const results = await Promise.all(Array.from({ length: 20 }, () => d.say()));
    assert.equal(results.filter(({ intakes }) => intakes[0]?.claimed).length, 1);
    assert.equal((await d.store.listActiveRuns()).length, 1);
    await rejectsWith(
      'STORE_NOT_FOUND',
      d.store.claimRun({ at: 1, sessionId: 'nowhere' as never, ...d.terms() }),
    );
  });
}
