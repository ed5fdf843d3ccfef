import {
  type ClaimedRun,
  type ClaimTerms,
  CROWD,
  DEBOUNCE_MS,
  decideJoin,
  type Instant,
  type JoinFacts,
  type ReplyTo,
  type RunId,
  type RunInput,
  type SessionId,
  type UserContent,
} from '@coderclaw/core';
import { demand, demandSession, entryOf, runOf } from '../transaction/records.ts';
import type { RunRow, WaitingIntake } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { findRefusal, recordReservations } from './budget.ts';
import { SessionDraft } from './session-draft.ts';

/** Waiting intakes that one claim or model boundary looks at; the rest follow at the next one. */
const MAX_INPUTS = 64;
/** Messages that were only listened to, of which a run is told. */
const MAX_CONTEXTS = 50;

/** Claims the lane of a session that has waiting intakes and no run. */
export function claimRun(
  tx: Transaction,
  command: { readonly at: Instant; readonly sessionId: string } & ClaimTerms,
): ClaimedRun | undefined {
  const row = demandSession(tx.tables, command.sessionId);
  const { at } = command;
  // What is held back comes along with the first that is not any more.
  return claimLane(tx, new SessionDraft(tx, row, at), at, command, at + DEBOUNCE_MS);
}

/**
 * Starts a run for the oldest waiting intake of a free lane, together with those directly behind it
 * that may join; of what is held back, what falls due by `dueAt`. Saves the draft when it claims.
 */
export function claimLane(
  tx: Transaction,
  session: SessionDraft,
  at: Instant,
  terms: ClaimTerms,
  dueAt: Instant = at,
): ClaimedRun | undefined {
  if (session.row.activeRunId !== null) return undefined;
  const [first, ...behind] = tx.tables.intake.waiting(session.row.id, dueAt, MAX_INPUTS);
  if (!first) return undefined;
  const run = newRun(tx, session, first, at, terms);
  const refusal = findRefusal(tx.tables, run);
  const crowded = behind.length >= CROWD;
  const joining = { moment: 'claim', crowded, run: wishOf(first) } as const;
  const stranger = behind.findIndex((intake) => !joins(joining, intake));
  const joined = stranger === -1 ? behind : behind.slice(0, stranger);
  // The run's row comes first: entries and inputs refer to it. Its cursor counts after theirs.
  const contexts = takeContexts(tx, session.row.id);
  const attemptCursor = session.row.cursor + contexts.length + 1 + joined.length + 1;
  const claimed: RunRow =
    refusal === null
      ? { ...run, attemptCursor, state: 'RUNNING', reservedMicros: run.pins.reserveMicros }
      : { ...run, attemptCursor, refusal };
  tx.tables.run.insert(claimed);
  if (refusal === null) recordReservations(tx.tables, claimed);
  const context = contexts.map(({ content, labels }) => session.append(claimed, content, labels));
  const inputs = takeIntakes(tx, session, claimed, [first, ...joined]);
  session.advance();
  session.change({ activeRunId: run.id, fence: run.fence });
  return { run: runOf(claimed), session: session.save(), context, inputs, preview: null, refusal };
}

/** The waiting intakes of the run's lane that may become part of it, in lane order. */
export function joinableIntakes(
  tx: Transaction,
  run: RunRow,
  at: Instant,
): readonly WaitingIntake[] {
  const waiting = tx.tables.intake.waiting(run.sessionId, at, MAX_INPUTS);
  if (waiting.length === 0) return waiting;
  const { replyTo, principalId, labels, options } = run;
  const { accountId, conversationId } = replyTo;
  const wish = { accountId, conversationId, principalId, labels, options };
  return waiting.filter((intake) => joins({ moment: 'boundary', run: wish }, intake));
}

function joins(run: Omit<JoinFacts, 'message'>, intake: WaitingIntake): boolean {
  return decideJoin({ ...run, message: { ...wishOf(intake), queueMode: intake.queueMode } }).joins;
}

type Context = { readonly content: UserContent; readonly labels: readonly string[] };

/**
 * What was said since the last run, for the run to know of it without answering it. The newest of it: what
 * is older is passed over for good, and so is what was deleted or emptied since.
 */
function takeContexts(tx: Transaction, sessionId: SessionId): readonly Context[] {
  const heard = tx.tables.intake.contexts(sessionId, MAX_CONTEXTS);
  if (heard.length > 0) tx.tables.intake.passContexts(sessionId);
  return heard.flatMap(({ content, labels }) => (content ? [{ content, labels }] : []));
}

/** Appends each intake's text to the journal as an input of the run. */
export function takeIntakes(
  tx: Transaction,
  session: SessionDraft,
  run: RunRow,
  intakes: readonly WaitingIntake[],
): readonly RunInput[] {
  return intakes.map((intake) => {
    const entry = session.append(run, intake.content ?? FORGOTTEN, intake.labels);
    tx.tables.intake.update(intake, { runId: run.id });
    tx.tables.runInput.insert({
      intakeId: intake.id,
      runId: run.id,
      entryId: entry.id,
      sequence: intake.sequence,
    });
    return { intakeId: intake.id, alias: intake.alias, entry };
  });
}

export function listInputs(tables: Tables, runId: RunId): readonly RunInput[] {
  return tables.runInput.byRun(runId).map((input) => ({
    intakeId: input.intakeId,
    alias: demand(tables.intake.find(input.intakeId), `intake ${input.intakeId}`).alias,
    entry: entryOf(demand(tables.entry.find(input.entryId), `entry ${input.entryId}`)),
  }));
}

/** Retention emptied the message while it waited. */
const FORGOTTEN: UserContent = { role: 'user', blocks: [] };

function wishOf(intake: WaitingIntake): JoinFacts['run'] {
  const { accountId, conversationId, principalId, labels, options } = intake;
  return { accountId, conversationId, principalId, labels, options };
}

function replyToOf(tables: Tables, { accountId, conversationId }: WaitingIntake): ReplyTo {
  const { channel, account } = demand(tables.account.find(accountId), `account ${accountId}`);
  const { address, kind } = demand(
    tables.conversation.find(conversationId),
    `conversation ${conversationId}`,
  );
  return { accountId, channel, account, conversationId, address, kind };
}

function newRun(
  tx: Transaction,
  session: SessionDraft,
  first: WaitingIntake,
  at: Instant,
  terms: ClaimTerms,
): RunRow {
  return {
    id: tx.ids.next(),
    tenantId: first.tenantId,
    principalId: first.principalId,
    agentId: first.agentId,
    sessionId: session.row.id,
    epoch: session.row.epoch,
    state: 'PENDING',
    attempt: 1,
    fence: session.row.fence + 1,
    pins: terms.pins(first.agentId),
    options: first.options,
    destinationId: demand(first.destinationId ?? undefined, `destination of intake ${first.id}`),
    replyTo: replyToOf(tx.tables, first),
    labels: first.labels,
    reservedMicros: 0,
    error: null,
    startedAt: at,
    endedAt: null,
    executorId: terms.executorId,
    leaseUntil: terms.leaseUntil,
    counted: 0,
    attemptCursor: 0,
    suspended: 0,
    refusal: null,
  };
}
