import {
  type ClaimTerms,
  decideAttempt,
  type Instant,
  type PreviewRef,
  type PrincipalId,
  type ReclaimedRun,
  type RunId,
} from '@coderclaw/core';
import { demand, runOf } from '../transaction/records.ts';
import type { RunRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { listInputs } from './claim.ts';
import { openDraft } from './journal.ts';

export function signalStop(
  tx: Transaction,
  command: {
    readonly at: Instant;
    readonly runId: RunId;
    readonly principalId: PrincipalId;
    readonly reason: string;
  },
): boolean {
  const { at, principalId, reason } = command;
  const run = demand(tx.tables.run.find(command.runId), `run ${command.runId}`);
  if (run.endedAt !== null) return false;
  tx.tables.signal.insert({
    id: tx.ids.next(),
    principalId,
    runId: run.id,
    kind: 'stop',
    payload: { reason },
    createdAt: at,
  });
  tx.audit(
    at,
    {
      action: 'run.stop',
      principalId,
      resourceType: 'run',
      resourceId: run.id,
      result: 'allowed',
      reason,
    },
    run.tenantId,
  );
  return true;
}

export function suspendRuns(
  tx: Transaction,
  { executorId }: { readonly executorId: string },
): number {
  const own = tx.tables.run.active().filter((run) => run.executorId === executorId);
  for (const run of own) tx.tables.run.update(run, { suspended: 1 });
  return own.length;
}

export function renewLeases(
  tx: Transaction,
  { executorId, leaseUntil }: { readonly executorId: string; readonly leaseUntil: Instant },
): void {
  for (const run of tx.tables.run.active()) {
    if (run.executorId === executorId) tx.tables.run.update(run, { leaseUntil });
  }
}

/**
 * Takes over what other executors left. Their leases do not matter here: an embedded database has one
 * gateway at a time, which its home's lock enforces, so that an executor with another id is dead.
 */
export function reclaimRuns(
  tx: Transaction,
  command: { readonly at: Instant } & ClaimTerms,
): readonly ReclaimedRun[] {
  const left = tx.tables.run.active().filter((run) => run.executorId !== command.executorId);
  return left.map((run) => reclaim(tx, run, command));
}

function reclaim(
  tx: Transaction,
  run: RunRow,
  { at, executorId, leaseUntil }: { readonly at: Instant } & ClaimTerms,
): ReclaimedRun {
  const session = openDraft(tx, run, at);
  const verdict = decideAttempt({
    attempt: run.attempt,
    wasRunning: run.state === 'RUNNING',
    progressed: hasProgressed(tx, run),
    suspended: run.suspended === 1,
    counted: run.counted,
  });
  session.advance();
  session.change({ fence: session.row.fence + 1 });
  const saved = session.save();
  const claimed = tx.tables.run.update(run, {
    attempt: verdict.decision === 'resume' ? verdict.attempt : run.attempt,
    counted: verdict.counted,
    fence: session.row.fence,
    executorId,
    leaseUntil,
    attemptCursor: saved.cursor,
    suspended: 0,
  });
  tx.audit(
    at,
    {
      action: 'run.reclaim',
      principalId: run.principalId,
      sessionKey: saved.key,
      resourceType: 'run',
      resourceId: run.id,
      result: verdict.decision === 'resume' ? 'allowed' : 'denied',
      reason: verdict.reason,
      metadata: { attempt: claimed.attempt, fence: claimed.fence },
    },
    run.tenantId,
  );
  return {
    run: runOf(claimed),
    session: saved,
    context: [],
    inputs: listInputs(tx.tables, run.id),
    preview: previewOf(tx, run),
    refusal: run.refusal,
    verdict: verdict.decision,
    stopRequested: tx.tables.signal.hasStop(run.id),
  };
}

function previewOf(tx: Transaction, run: RunRow): PreviewRef | null {
  const delivery = tx.tables.delivery.byRun(run.id);
  const part = delivery && tx.tables.part.byDelivery(delivery.id)[0];
  return part ? { partId: part.id, platformMessageId: part.platformMessageId } : null;
}

/** Whether this attempt wrote an entry or began an effect. */
function hasProgressed(tx: Transaction, run: RunRow): boolean {
  const { sessionId, epoch, attemptCursor } = run;
  const since = tx.tables.entry.range(
    sessionId,
    epoch,
    attemptCursor,
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
  );
  return (
    since.some(({ runId }) => runId === run.id) ||
    tx.tables.step.byRun(run.id).some((step) => step.attempt === run.attempt)
  );
}
