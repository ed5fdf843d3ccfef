import type {
  AcceptedIntake,
  CommandRequest,
  EntryRecord,
  SettleCommand,
  SettledCommand,
} from '@coderclaw/core';
import { StoreError, textOf } from '@coderclaw/core';
import { demand, demandSession, intakeOf, sessionOf } from '../transaction/records.ts';
import type { IntakeRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { conversationOf } from './conversation.ts';
import { insertDelivery } from './delivery.ts';
import { SessionDraft } from './session-draft.ts';

/** Commands that were accepted and have no answer, oldest first. */
export function listOpenCommands(tables: Tables): readonly AcceptedIntake[] {
  return tables.intake.openCommands().map((row) => ({
    intake: intakeOf(row),
    session: sessionOf(demandSession(tables, row.sessionId ?? '')),
    sessionIsNew: false,
    claimed: null,
  }));
}

/** Where a command came from, and from whom. */
export function placeOfCommand(
  tables: Tables,
  intakeId: string,
): Pick<CommandRequest, 'identity' | 'place'> {
  const intake = demand(tables.intake.find(intakeId), `intake ${intakeId}`);
  const message = demand(tables.message.find(intake.messageId), `message ${intake.messageId}`);
  const row = demand(
    tables.conversation.find(message.conversationId),
    `conversation ${message.conversationId}`,
  );
  const { accountId, channel, account, id, address, kind } = conversationOf(tables, row);
  const parent = row.parentId === null ? undefined : tables.conversation.find(row.parentId);
  const former = [row.formerAddress, parent?.formerAddress ?? null];
  const addresses = [address, parent?.address ?? null, ...former].filter((one) => one !== null);
  return {
    identity: message.identity,
    place: { accountId, channel, account, conversationId: id, address, addresses, kind },
  };
}

/** The answer of a command: its disposition, its line in the transcript and its delivery, at once. */
export function settleCommand(tx: Transaction, command: SettleCommand): SettledCommand {
  const { at, intakeId, reply, transport } = command;
  const row = demand(tx.tables.intake.find(intakeId), `intake ${intakeId}`);
  if (row.disposition !== null)
    throw new StoreError('STORE_CONFLICT', `command ${intakeId} was answered before`);
  const intake = tx.tables.intake.update(row, { disposition: 'command' });
  const entry = appendCommand(tx, row, command);
  const session = demand(tx.tables.session.find(row.sessionId ?? ''), 'session of the command');
  const delivery =
    reply.length === 0
      ? null
      : insertDelivery(tx, {
          run: {
            tenantId: row.tenantId,
            principalId: row.principalId,
            sessionId: row.sessionId,
            destinationId: demand(row.destinationId ?? undefined, `destination of ${intakeId}`),
            id: null,
          },
          at,
          kind: 'command',
          parts: reply,
          entryId: entry?.id ?? null,
          state: transport === 'pull' ? 'delivered' : 'pending',
        });
  tx.audit(
    at,
    {
      action: 'command.answer',
      principalId: row.principalId,
      sessionKey: session.key,
      resourceType: 'message',
      resourceId: row.messageId,
      result: row.command?.permitted === false ? 'denied' : 'allowed',
      reason: `command:${row.command?.name}`,
    },
    row.tenantId,
  );
  return { intake: intakeOf(intake), session: sessionOf(session), entry, delivery };
}

/** In the epoch that the command left behind; a session that was deleted meanwhile takes no more lines. */
function appendCommand(
  tx: Transaction,
  { sessionId, messageId, principalId }: IntakeRow,
  { at, answer, buttons }: SettleCommand,
): EntryRecord | null {
  const row = sessionId === null ? undefined : tx.tables.session.find(sessionId);
  if (!row || row.deletedAt !== null) return null;
  const content = tx.tables.message.find(messageId)?.content;
  const text = content ? textOf(content) : '';
  const session = new SessionDraft(tx, row, at);
  const line = { role: 'command', text, answer, ...(buttons && { buttons }) } as const;
  const entry = session.append({ id: null, principalId }, line, []);
  session.save();
  return entry;
}
