import {
  type AssistantContent,
  addUsage,
  type Budget,
  decideReservation,
  type Instant,
  NO_USAGE,
  type TokenUsage,
} from '@coderclaw/core';
import type { BudgetRow, RunRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** Why no budget allows the run, or null. */
export function findRefusal(tables: Tables, run: RunRow): string | null {
  const budgets = tables.budget.matching(scopesOf(run));
  if (budgets.length === 0) return null;
  const decision = decideReservation(
    budgets.map((budget) => budgetOf(tables, budget)),
    run.pins.reserveMicros,
  );
  return decision.allowed ? null : decision.reason;
}

/** Sets the run's reservation aside in every budget that applies. */
export function recordReservations(tables: Tables, run: RunRow): void {
  if (run.reservedMicros === 0) return;
  for (const { id } of tables.budget.matching(scopesOf(run))) {
    tables.reservation.insert({ runId: run.id, budgetId: id, micros: run.reservedMicros });
  }
}

/** Books what an answer used: the run's row of that model, the budgets in scope, and so much less reserved. */
export function spend(tx: Transaction, run: RunRow, answer: AssistantContent, at: Instant): void {
  const { tables } = tx;
  const { model, usage } = answer;
  const row = tables.usage.find(run.id, model);
  if (row) tables.usage.update(row, addUsage(row, usage));
  else tables.usage.insert(newUsage(run, model, usage, at));
  if (usage.costMicros === 0) return;
  for (const budget of tables.budget.matching(scopesOf(run))) {
    tables.budget.update(budget, { spentMicros: budget.spentMicros + usage.costMicros });
  }
  for (const reservation of tables.reservation.byRun(run.id)) {
    tables.reservation.update(reservation, {
      micros: Math.max(0, reservation.micros - usage.costMicros),
    });
  }
}

export function budgetOf(tables: Tables, row: BudgetRow): Budget {
  return { ...row, reservedMicros: tables.reservation.sumOf(row.id) };
}

function newUsage(run: RunRow, model: string, usage: TokenUsage, at: Instant) {
  const { id: runId, tenantId, principalId, agentId, sessionId } = run;
  return {
    runId,
    model,
    tenantId,
    principalId,
    agentId,
    sessionId,
    ...addUsage(NO_USAGE, usage),
    createdAt: at,
  };
}

function scopesOf(run: RunRow) {
  return {
    tenant: run.tenantId,
    agent: run.agentId,
    principal: run.principalId,
    session: run.sessionId,
  };
}
