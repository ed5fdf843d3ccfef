import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Budget, decideReservation, formatMicros } from './budget.ts';

const month: Budget = {
  id: 'month',
  scope: 'tenant',
  scopeId: 'default',
  limitMicros: 5_000_000,
  spentMicros: 3_000_000,
  reservedMicros: 1_500_000,
};

test('without a budget everything is allowed', () => {
  assert.deepEqual(decideReservation([], 1_000_000), { allowed: true });
});

test('an amount is allowed up to exactly what is left of every budget', () => {
  assert.deepEqual(decideReservation([month], 500_000), { allowed: true });
  assert.equal(decideReservation([month], 500_001).allowed, false);
});

test('a refusal names the budget, what is left of it and what was needed', () => {
  assert.deepEqual(decideReservation([month], 750_000), {
    allowed: false,
    budgetId: 'month',
    reason: 'budget of tenant default is used up: $0.50 of $5.00 left, $0.75 needed',
  });
});

test('a budget that is used up refuses even a run that reserves nothing, and shows no negative rest', () => {
  const overdrawn = { ...month, spentMicros: 9_000_000 };
  const decision = decideReservation([overdrawn], 0);
  assert.ok(!decision.allowed);
  assert.match(decision.reason, /\$0\.00 of \$5\.00 left/);
});

test('one exhausted budget among several refuses', () => {
  const session: Budget = { ...month, id: 'session', scope: 'session', spentMicros: 5_000_000 };
  const decision = decideReservation([month, session], 1);
  assert.equal(decision.allowed ? undefined : decision.budgetId, 'session');
});

test('an amount that is negative or no number is refused', () => {
  for (const amount of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.equal(decideReservation([month], amount).allowed, false);
});

test('runs that reserve side by side never overdraw any budget together', () => {
  const limits = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 4 });
  const happening = fc.record({ amount: fc.nat(3_000), settles: fc.boolean(), share: fc.nat(100) });
  fc.assert(
    fc.property(limits, fc.array(happening, { maxLength: 60 }), (ceilings, happenings) => {
      let budgets: readonly Budget[] = ceilings.map((limitMicros, index) => ({
        ...month,
        id: `budget-${index}`,
        limitMicros,
        spentMicros: 0,
        reservedMicros: 0,
      }));
      const open: number[] = [];
      const book = (reserved: number, spent: number) => {
        budgets = budgets.map((budget) => ({
          ...budget,
          reservedMicros: budget.reservedMicros + reserved,
          spentMicros: budget.spentMicros + spent,
        }));
      };
      for (const { amount, settles, share } of happenings) {
        if (decideReservation(budgets, amount).allowed) {
          open.push(amount);
          book(amount, 0);
        }
        const ended = settles ? open.shift() : undefined;
        if (ended !== undefined) book(-ended, Math.floor((ended * share) / 100));
        for (const { limitMicros, spentMicros, reservedMicros } of budgets)
          assert.ok(spentMicros + reservedMicros <= limitMicros);
      }
    }),
  );
});

test('money is written in dollars and cents', () => {
  assert.equal(formatMicros(0), '$0.00');
  assert.equal(formatMicros(1_234_567), '$1.23');
});
