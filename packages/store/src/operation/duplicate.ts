import type { AcceptResult, IntakeStatus } from '@coderclaw/core';
import { intakeOf, runOf } from '../transaction/records.ts';
import type { IntakeRow, MessageRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';

/** What a message that is offered once more became. */
export function duplicateOf(
  tables: Tables,
  { id, content }: MessageRow,
): Extract<AcceptResult, { kind: 'duplicate' }> {
  return {
    kind: 'duplicate',
    messageId: id,
    content,
    intakes: tables.intake.byMessage(id).map((row) => statusOf(tables, row)),
  };
}

/** An intake with what a client wants to know of it. */
export function statusOf(tables: Tables, row: IntakeRow): IntakeStatus {
  const run = row.runId === null ? undefined : tables.run.find(row.runId);
  const session = row.sessionId === null ? undefined : tables.session.find(row.sessionId);
  return { intake: intakeOf(row), sessionKey: session?.key ?? null, run: run ? runOf(run) : null };
}
