import {
  type DeliveryRecord,
  DISPOSITION_OF_END,
  decideTransition,
  type EntryRecord,
  type Instant,
  type IntakeRecord,
  RUN_TRANSITIONS,
  type SessionId,
  type SettleResult,
  type SettleRun,
  StoreError,
} from '@coderclaw/core';
import { intakeOf, runOf } from '../transaction/records.ts';
import type { RunRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { claimLane } from './claim.ts';
import { completePreview, insertDelivery } from './delivery.ts';
import { appendAnswer, demandRun, openDraft, savePrompt } from './journal.ts';
import type { SessionDraft } from './session-draft.ts';

/** The last T3: see `RunStore.settleRun`. */
export function settleRun(tx: Transaction, command: SettleRun): SettleResult {
  const { at, to } = command;
  const run = demandRun(tx, command);
  if (!decideTransition(RUN_TRANSITIONS, run.state, to).allowed) {
    throw new StoreError(
      'STORE_ILLEGAL_TRANSITION',
      `run ${run.id} can not go from ${run.state} to ${to}`,
    );
  }
  const session = openDraft(tx, run, at);
  const entries = appendEnd(tx, session, run, command);
  savePrompt(tx, run, command.prompt);
  session.advance();
  session.change({ activeRunId: null });
  const saved = session.save();
  const ended = endRun(tx, run, command);
  const intakes = disposeIntakes(tx, run, command);
  const delivery = deliverReply(tx, run, command, entries);
  tx.audit(
    at,
    {
      action: 'run.settle',
      principalId: run.principalId,
      sessionKey: saved.key,
      resourceType: 'run',
      resourceId: run.id,
      result: to === 'DONE' ? 'allowed' : 'error',
      reason: command.error?.code ?? to,
      metadata: {
        agentId: run.agentId,
        configRevision: run.pins.configRevision,
        intakes: intakes.length,
      },
    },
    run.tenantId,
  );
  const next = command.next ? (claimLane(tx, session, at, command.next) ?? null) : null;
  const heldUntil = next ? null : heldUntilOf(tx, saved.id);
  return { run: runOf(ended), session: saved, entries, intakes, delivery, next, heldUntil };
}

/** When the oldest of what is held back falls due. */
function heldUntilOf(tx: Transaction, sessionId: SessionId): Instant | null {
  const [held] = tx.tables.intake.waiting(sessionId, Number.MAX_SAFE_INTEGER, 1);
  return held && held.notBefore > 0 ? held.notBefore : null;
}

function appendEnd(
  tx: Transaction,
  session: SessionDraft,
  run: RunRow,
  { answer, notice, at }: SettleRun,
): readonly EntryRecord[] {
  const entries: EntryRecord[] = [];
  if (answer) entries.push(appendAnswer(tx, session, run, answer, at));
  if (notice !== undefined)
    entries.push(session.append(run, { role: 'notice', text: notice }, run.labels));
  return entries;
}

/** What was started and has no result stays unknown for good, and what was reserved is free again. */
function endRun(tx: Transaction, run: RunRow, { at, to, error }: SettleRun): RunRow {
  for (const step of tx.tables.step.byRun(run.id)) {
    if (step.state === 'started') tx.tables.step.update(step, { state: 'unknown', endedAt: at });
  }
  if (run.reservedMicros > 0) tx.tables.reservation.deleteOf(run.id);
  return tx.tables.run.update(run, { state: to, endedAt: at, error: error ?? null });
}

function disposeIntakes(tx: Transaction, run: RunRow, { to }: SettleRun): readonly IntakeRecord[] {
  const disposition = DISPOSITION_OF_END[to];
  return tx.tables.intake
    .byRun(run.id)
    .map((intake) => intakeOf(tx.tables.intake.update(intake, { disposition })));
}

function deliverReply(
  tx: Transaction,
  run: RunRow,
  { at, reply, transport }: SettleRun,
  entries: readonly EntryRecord[],
): DeliveryRecord | null {
  const entryId = entries[0]?.id ?? null;
  const begun = transport === 'push' ? tx.tables.delivery.byRun(run.id) : undefined;
  if (begun && reply.length > 0) return completePreview(tx, begun, { parts: reply, entryId, at });
  if (reply.length === 0) return null;
  return insertDelivery(tx, {
    run,
    at,
    kind: 'reply',
    parts: reply,
    entryId,
    state: transport === 'pull' ? 'delivered' : 'pending',
  });
}
