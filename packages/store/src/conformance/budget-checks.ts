import assert from 'node:assert/strict';
import { OWNER } from '@coderclaw/core';
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
