import { type AcceptedIntake, type ClaimTerms, DEBOUNCE_MS, type Instant } from '@coderclaw/core';
import { intakeOf, sessionOf } from '../transaction/records.ts';
import type { IntakeRow, SessionRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { claimLane } from './claim.ts';
import { SessionDraft } from './session-draft.ts';

/** An engaged intake, which has its row, takes its session's lane where that is free, together
 * with what was held back there. A command takes none. */
export function takeLane(
  tx: Transaction,
  row: IntakeRow,
  opened: { readonly session: SessionRow; readonly isNew: boolean },
  { at, claim }: { readonly at: Instant; readonly claim: ClaimTerms },
): AcceptedIntake {
  const { session, isNew: sessionIsNew } = opened;
  const claimed =
    row.command === null
      ? claimLane(tx, new SessionDraft(tx, session, at), at, claim, at + DEBOUNCE_MS)
      : undefined;
  if (!claimed)
    return { intake: intakeOf(row), session: sessionOf(session), sessionIsNew, claimed: null };
  const takenUp = claimed.inputs.some((input) => input.intakeId === row.id);
  return {
    intake: intakeOf(takenUp ? { ...row, runId: claimed.run.id } : row),
    session: claimed.session,
    sessionIsNew,
    claimed,
  };
}
