import {
  type AssistantContent,
  addUsage,
  decideTransition,
  type EntryRecord,
  type PromptSnapshot,
  type RecordToolResult,
  type RunInput,
  type RunWrite,
  STEP_TRANSITIONS,
  type StepRecord,
  StoreError,
  type ToolCallBlock,
} from '@coderclaw/core';
import { demand, stepOf } from '../transaction/records.ts';
import type { RunRow, StepRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { spend } from './budget.ts';
import { joinableIntakes, takeIntakes } from './claim.ts';
import { SessionDraft } from './session-draft.ts';

/** The run, when the writer still holds it. */
export function demandRun(tx: Transaction, { runId, fence }: RunWrite): RunRow {
  const run = demand(tx.tables.run.find(runId), `run ${runId}`);
  if (run.fence !== fence)
    throw new StoreError('STORE_FENCED', `run ${runId} has fence ${run.fence}, not ${fence}`);
  return run;
}

/** A run that may write its journal: it was handed to the agent loop and has not ended. */
function demandRunning(tx: Transaction, write: RunWrite): RunRow {
  const run = demandRun(tx, write);
  if (run.state === 'RUNNING' || run.state === 'WAITING') return run;
  throw new StoreError(
    'STORE_ILLEGAL_TRANSITION',
    `run ${run.id} is ${run.state} and takes no journal`,
  );
}

export function openDraft(tx: Transaction, run: RunRow, at: number): SessionDraft {
  return new SessionDraft(
    tx,
    demand(tx.tables.session.find(run.sessionId), `session ${run.sessionId}`),
    at,
  );
}

export function takeInputs(tx: Transaction, command: RunWrite): readonly RunInput[] {
  const run = demandRunning(tx, command);
  const intakes = joinableIntakes(tx, run, command.at);
  if (intakes.length === 0) return [];
  const session = openDraft(tx, run, command.at);
  const inputs = takeIntakes(tx, session, run, intakes);
  session.save();
  return inputs;
}

export function recordAnswer(
  tx: Transaction,
  command: RunWrite & { readonly answer: AssistantContent; readonly prompt?: PromptSnapshot },
): EntryRecord {
  const run = demandRunning(tx, command);
  const session = openDraft(tx, run, command.at);
  const entry = appendAnswer(tx, session, run, command.answer, command.at);
  savePrompt(tx, run, command.prompt);
  session.save();
  return entry;
}

/** Appends an answer and books its usage. */
export function appendAnswer(
  tx: Transaction,
  session: SessionDraft,
  run: RunRow,
  answer: AssistantContent,
  at: number,
): EntryRecord {
  spend(tx, run, answer, at);
  session.change({ usage: addUsage(session.row.usage, answer.usage) });
  return session.append(run, answer, run.labels);
}

/** The first prompt of an epoch is the one that every later turn repeats byte by byte. */
export function savePrompt(tx: Transaction, run: RunRow, prompt: PromptSnapshot | undefined): void {
  if (!prompt || tx.tables.prompt.find(run.sessionId, prompt.epoch)) return;
  tx.tables.prompt.insert({ sessionId: run.sessionId, ...prompt });
}

export function startTool(
  tx: Transaction,
  command: RunWrite & { readonly call: ToolCallBlock; readonly idempotencyKey: string },
): StepRecord {
  const run = demandRunning(tx, command);
  const { call, at } = command;
  if (tx.tables.step.byCall(run.id, call.id))
    throw new StoreError('STORE_CONFLICT', `tool call ${call.id} was started before`);
  const step: StepRow = {
    id: tx.ids.next(),
    runId: run.id,
    kind: 'tool',
    toolCallId: call.id,
    toolName: call.name,
    state: 'started',
    idempotencyKey: command.idempotencyKey,
    startedAt: at,
    attempt: run.attempt,
    endedAt: null,
  };
  tx.tables.step.insert(step);
  noteTool(tx, run, step, at, 'tool.start');
  return stepOf(step);
}

export function recordToolResult(tx: Transaction, command: RecordToolResult): EntryRecord {
  const run = demandRunning(tx, command);
  const step = endStep(tx, run, command);
  const session = openDraft(tx, run, command.at);
  const entry = session.append(run, command.result, run.labels);
  session.save();
  noteTool(tx, run, step, command.at, 'tool.result', command.result.isError);
  return entry;
}

function endStep(
  tx: Transaction,
  run: RunRow,
  { at, result, idempotencyKey, outcome }: RecordToolResult,
): StepRow {
  const { toolCallId, toolName } = result;
  const started = tx.tables.step.byCall(run.id, toolCallId);
  if (started) {
    if (!decideTransition(STEP_TRANSITIONS, started.state, outcome).allowed) {
      throw new StoreError('STORE_CONFLICT', `tool call ${toolCallId} already has a result`);
    }
    return tx.tables.step.update(started, { state: outcome, endedAt: at });
  }
  const step: StepRow = {
    id: tx.ids.next(),
    runId: run.id,
    kind: 'tool',
    toolCallId,
    toolName,
    state: outcome,
    idempotencyKey,
    startedAt: at,
    attempt: run.attempt,
    endedAt: at,
  };
  tx.tables.step.insert(step);
  return step;
}

function noteTool(
  tx: Transaction,
  run: RunRow,
  step: StepRow,
  at: number,
  action: 'tool.start' | 'tool.result',
  isError = false,
): void {
  tx.audit(
    at,
    {
      action,
      principalId: run.principalId,
      resourceType: 'tool',
      resourceId: step.toolName ?? step.id,
      result: isError ? 'error' : 'allowed',
      metadata: { runId: run.id, toolCallId: step.toolCallId, state: step.state },
    },
    run.tenantId,
  );
}
