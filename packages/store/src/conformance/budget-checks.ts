import assert from 'node:assert/strict';
import { NO_USAGE, OWNER } from '@coderclaw/core';
import { answer, rejectsWith } from './store-driver.ts';
import type { Check } from './suite.ts';

export function budgetChecks(check: Check): void {
  const limit = { id: 'b1', scope: 'principal', scopeId: OWNER, limitMicros: 1_000 } as const;

  check('runs side by side never reserve more than the budget has', async (d) => {
    await d.store.saveBudget(limit);
    const accepted = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        d.say({ session: `agent:main:explicit:${i}`, reserveMicros: 300 }),
      ),
    );
    const claims = accepted.map(({ intakes }) => intakes[0]!.claimed!);
    assert.equal(claims.filter(({ refusal }) => refusal === null).length, 3);
    const refused = claims.filter(({ refusal }) => refusal !== null);
    assert.ok(refused.every(({ run }) => run.state === 'PENDING' && run.reservedMicros === 0));
    assert.equal((await d.store.listBudgets())[0]?.reservedMicros, 900);
    await rejectsWith('STORE_ILLEGAL_TRANSITION', d.settle(refused[0]!));
    await rejectsWith(
      'STORE_ILLEGAL_TRANSITION',
      d.store.recordAnswer({ ...d.by(refused[0]!), answer: answer('x') }),
    );
    assert.equal(
      (await d.settle(refused[0]!, { to: 'ERROR', answer: undefined })).run.state,
      'ERROR',
    );
  });

  check('what is spent replaces what was reserved, answer by answer', async (d) => {
    await d.store.saveBudget(limit);
    const run = await d.start({ reserveMicros: 300 });
    await d.store.recordAnswer({ ...d.by(run), answer: answer('a') });
    assert.deepEqual(await d.store.listBudgets(), [
      { ...limit, spentMicros: 100, reservedMicros: 200 },
    ]);
    const { session } = await d.settle(run);
    assert.deepEqual(await d.store.listBudgets(), [
      { ...limit, spentMicros: 200, reservedMicros: 0 },
    ]);
    assert.equal(session.usage.costMicros, 200);
  });

  check('a changed limit keeps what was spent', async (d) => {
    await d.store.saveBudget(limit);
    await d.settle(await d.start());
    await d.store.saveBudget({ ...limit, limitMicros: 50 });
    assert.deepEqual(await d.store.listBudgets(), [
      { ...limit, limitMicros: 50, spentMicros: 100, reservedMicros: 0 },
    ]);
    assert.match((await d.start({ reserveMicros: 1 })).refusal ?? '', /budget of principal/u);
  });

  check('what was used since an instant is summed over all models and sessions', async (d) => {
    const { costMicros: _c, ...tokens } = answer('a').usage;
    await d.settle(await d.start());
    const since = d.tick();
    assert.deepEqual(await d.store.sumUsage({ since }), { ...NO_USAGE, runs: 0 });
    const run = await d.start({ session: 'agent:main:explicit:other' });
    await d.store.recordAnswer({ ...d.by(run), answer: answer('b', { model: 'house/large' }) });
    await d.settle(run);
    await d.settle(await d.start());
    const { runs, costMicros, input, output } = await d.store.sumUsage({ since });
    assert.deepEqual(
      [runs, costMicros, input, output],
      [2, 300, 3 * tokens.input, 3 * tokens.output],
    );
  });

  check('the budgets of tenant, agent, principal and session all apply', async (d) => {
    for (const [scope, scopeId] of [
      ['tenant', 'default'],
      ['agent', 'main'],
      ['principal', 'someone-else'],
    ] as const) {
      await d.store.saveBudget({ id: scope, scope, scopeId, limitMicros: 1_000 });
    }
    await d.start({ reserveMicros: 10 });
    const reserved = Object.fromEntries(
      (await d.store.listBudgets()).map(({ id, reservedMicros }) => [id, reservedMicros]),
    );
    assert.deepEqual(reserved, { agent: 10, principal: 0, tenant: 10 });
  });
}
