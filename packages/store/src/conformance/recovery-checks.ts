import assert from 'node:assert/strict';
import { MAX_ATTEMPTS } from '@coderclaw/core';
import { answer, FAR, rejectsWith, toolCall } from './store-driver.ts';
import type { Check } from './suite.ts';

export function recoveryChecks(check: Check): void {
  check(
    'another executor reclaims an unfinished run with a higher fence, and the late holder is refused',
    async (d) => {
      const late = await d.start({ text: 'unfinished' });
      const [claimed, ...others] = await d.store.reclaimRuns({
        at: d.tick(),
        ...d.terms('second'),
      });
      assert.ok(claimed && others.length === 0);
      assert.equal(claimed.verdict, 'resume');
      assert.equal(claimed.run.attempt, 2);
      assert.ok(claimed.run.fence > late.run.fence);
      assert.deepEqual(claimed.inputs, late.inputs);
      assert.ok(claimed.session.cursor > late.session.cursor);
      await rejectsWith('STORE_FENCED', d.settle(late));
      await rejectsWith(
        'STORE_FENCED',
        d.store.recordAnswer({ ...d.by(late), answer: answer('late') }),
      );
      await rejectsWith(
        'STORE_FENCED',
        d.store.startTool({ ...d.by(late), call: toolCall('t'), idempotencyKey: 'k' }),
      );
      await rejectsWith('STORE_FENCED', d.store.takeInputs(d.by(late)));
      assert.equal((await d.settle(claimed)).run.state, 'DONE');
      assert.deepEqual(await d.store.reclaimRuns({ at: d.tick(), ...d.terms('third') }), []);
    },
  );

  check('an executor does not reclaim its own runs', async (d) => {
    await d.start();
    assert.deepEqual(await d.store.reclaimRuns({ at: d.tick(), ...d.terms('first') }), []);
  });

  check('a run that never makes progress is given up, and can then only be settled', async (d) => {
    await d.start();
    const verdicts: string[] = [];
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const [claimed] = await d.store.reclaimRuns({
        at: d.tick(),
        ...d.terms(`executor-${attempt}`),
      });
      verdicts.push(claimed!.verdict);
      if (claimed!.verdict === 'give-up')
        assert.equal((await d.settle(claimed!, { to: 'ERROR' })).run.state, 'ERROR');
    }
    assert.deepEqual(verdicts, ['resume', 'resume', 'give-up']);
  });

  check(
    'journal progress, an effect that began and a graceful stop do not count as attempts',
    async (d) => {
      let claimed = await d.start();
      for (let round = 0; round < MAX_ATTEMPTS + 3; round += 1) {
        if (round % 3 === 0)
          await d.store.recordAnswer({ ...d.by(claimed), answer: answer('more') });
        if (round % 3 === 1)
          await d.store.startTool({
            ...d.by(claimed),
            call: toolCall(`t${round}`),
            idempotencyKey: 'k',
          });
        if (round % 3 === 2)
          assert.equal(
            await d.store.suspendRuns({ at: d.tick(), executorId: `executor-${round - 1}` }),
            1,
          );
        const [next] = await d.store.reclaimRuns({ at: d.tick(), ...d.terms(`executor-${round}`) });
        assert.equal(next?.verdict, 'resume');
        claimed = next!;
      }
    },
  );

  check('a stop that was asked for before the crash is told to whoever reclaims', async (d) => {
    const { run } = await d.start();
    await d.store.signalStop({
      at: d.tick(),
      runId: run.id,
      principalId: run.principalId,
      reason: 'enough',
    });
    const [claimed] = await d.store.reclaimRuns({ at: d.tick(), ...d.terms('second') });
    assert.equal(claimed?.stopRequested, true);
  });

  check('leases are renewed for this executor and nobody else', async (d) => {
    await d.start();
    await d.store.renewLeases({ at: d.tick(), executorId: 'first', leaseUntil: FAR + 1 });
    await d.store.renewLeases({ at: d.tick(), executorId: 'nobody', leaseUntil: FAR + 2 });
    assert.equal((await d.store.listActiveRuns()).length, 1);
  });
}
