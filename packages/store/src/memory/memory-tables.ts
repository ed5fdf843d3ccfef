import {
  type AccountId,
  addUsage,
  type Instant,
  NO_USAGE,
  type RunId,
  type SessionId,
} from '@coderclaw/core';
import type * as rows from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import { withAlbumQueries } from './memory-album-table.ts';
import { createPeopleTables } from './memory-people-tables.ts';
import { MemoryTable, type NewTable, type UndoJournal } from './memory-table.ts';

/** Tables in plain maps. Queries look at every row: this store is for tests and trials. */
export function createMemoryTables(journal: UndoJournal): Tables {
  const table = <Row extends object>(...key: (keyof Row)[]) => new MemoryTable<Row>(journal, key);
  const message = table<rows.MessageRow>('id');
  const session = table<rows.SessionRow>('id');
  const run = table<rows.RunRow>('id');
  const intake = table<rows.IntakeRow>('id');
  const part = table<rows.PartRow>('id');
  const delivery = table<rows.DeliveryRow>('id');
  const account = table<rows.AccountRow>('id');
  const conversation = table<rows.ConversationRow>('id');
  const budget = table<rows.BudgetRow>('id');
  const albumPiece = withAlbumQueries(table<rows.AlbumPieceRow>('sequence'), message);
  const tables = {
    principal: table<rows.PrincipalRow>('id'),
    account: Object.assign(account, {
      byName: (channel: string, name: string) =>
        account.first((row) => row.channel === channel && row.account === name),
    }),
    conversation: Object.assign(conversation, {
      byAddress: (accountId: string, address: string) =>
        conversation.first((row) => row.accountId === accountId && row.address === address),
      byFormerAddress: (accountId: string, address: string) =>
        conversation.filter((row) => row.accountId === accountId && row.formerAddress === address),
      children: (parentId: string) => conversation.filter((row) => row.parentId === parentId),
      places: (limit: number) =>
        conversation
          .filter(({ kind, parentId }) => kind !== 'direct' && parentId === null)
          .toSorted((a, b) => b.seenAt - a.seenAt)
          .slice(0, limit),
    }),
    message: Object.assign(message, {
      byEventKey: (accountId: string, eventKey: string) =>
        message.first((row) => row.accountId === accountId && row.eventKey === eventKey),
      byPlatformId: (conversationId: string, platformMessageId: string) =>
        message
          .filter(
            (row) =>
              row.kind === 'message' &&
              row.conversationId === conversationId &&
              row.platformMessageId === platformMessageId,
          )
          .at(-1),
    }),
    albumPiece,
    session: withSessionQueries(session),
    intake: withIntakeQueries(intake, message, session),
    run: Object.assign(run, {
      active: () => run.filter((row) => row.endedAt === null),
      activeOf: (sessionId: SessionId) =>
        run.first((row) => row.sessionId === sessionId && row.endedAt === null),
    }),
    prompt: table<rows.PromptRow>('sessionId', 'epoch'),
    destination: table<rows.DestinationRow>('id'),
    delivery: withDeliveryQueries(delivery, session),
    part: withPartQueries(part, conversation),
    attachment: withAttachmentQueries(table<rows.AttachmentRow>('id'), intake),
    usage: withUsageQueries(table<rows.UsageRow>('runId', 'model')),
    budget: Object.assign(budget, {
      matching: (scopes: Record<rows.BudgetRow['scope'], string>) =>
        budget.filter((row) => scopes[row.scope] === row.scopeId),
    }),
    device: table<rows.DeviceRow>('id'),
    signInCode: table<rows.SignInCodeRow>('codeHash'),
    ...createPeopleTables(table),
    ...createRunTables(table),
    ...createAuditTables(table),
  };
  return {
    ...tables,
    counts: () => ({
      sessions: session.filter((row) => row.deletedAt === null).length,
      messages: message.all().length,
      activeRuns: tables.run.active().length,
      waitingIntakes:
        intake.filter((row) => isWaiting({ ...row, command: null })).length +
        albumPiece.openAlbums().length,
      pendingParts: part.filter(({ state }) => state === 'pending' || state === 'sending').length,
      unknownParts: part.filter(({ state }) => state === 'unknown').length,
      failedParts: part.filter(({ state }) => state === 'failed').length,
    }),
    lastSequence: () => 0,
  };
}

function withUsageQueries(usage: MemoryTable<rows.UsageRow>): Tables['usage'] {
  return Object.assign(usage, {
    sumSince: (at: Instant) => {
      const since = usage.filter(({ createdAt }) => createdAt >= at);
      const runs = new Set(since.map(({ runId }) => runId)).size;
      return { ...since.reduce(addUsage, NO_USAGE), runs };
    },
  });
}

function createRunTables(table: NewTable) {
  const runInput = table<rows.RunInputRow>('intakeId');
  const entry = table<rows.EntryRow>('id');
  const step = table<rows.StepRow>('id');
  const signal = table<rows.SignalRow>('id');
  const reservation = table<rows.ReservationRow>('runId', 'budgetId');
  const deviceToken = table<rows.DeviceTokenRow>('deviceId', 'role');
  return {
    runInput: Object.assign(runInput, {
      byRun: (runId: RunId) => runInput.filter((row) => row.runId === runId),
    }),
    entry: Object.assign(entry, {
      blobs: () =>
        entry
          .filter(() => true)
          .flatMap(({ content }) => (content.role === 'toolResult' ? (content.files ?? []) : []))
          .map(({ sha256 }) => sha256),
      range: (sessionId: SessionId, epoch: number, after: number, before: number, limit: number) =>
        entry
          .filter(
            (row) =>
              row.sessionId === sessionId &&
              row.epoch === epoch &&
              row.cursor > after &&
              row.cursor < before,
          )
          .toReversed()
          .slice(0, limit),
    }),
    step: Object.assign(step, {
      byCall: (runId: RunId, toolCallId: string) =>
        step.first((row) => row.runId === runId && row.toolCallId === toolCallId),
      byRun: (runId: RunId) => step.filter((row) => row.runId === runId),
    }),
    signal: Object.assign(signal, {
      hasStop: (runId: RunId) => signal.first((row) => row.runId === runId) !== undefined,
    }),
    reservation: Object.assign(reservation, {
      byRun: (runId: RunId) => reservation.filter((row) => row.runId === runId),
      sumOf: (budgetId: string) =>
        reservation
          .filter((row) => row.budgetId === budgetId)
          .reduce((sum, row) => sum + row.micros, 0),
      deleteOf: (runId: RunId) => {
        for (const row of reservation.filter((candidate) => candidate.runId === runId))
          reservation.delete(row);
      },
    }),
    deviceToken: Object.assign(deviceToken, {
      byHash: (tokenHash: string) => deviceToken.first((row) => row.tokenHash === tokenHash),
      byDevice: (deviceId: string) => deviceToken.filter((row) => row.deviceId === deviceId),
    }),
  };
}

function createAuditTables(
  table: NewTable,
): Pick<Tables, 'auditRecord' | 'auditPayload' | 'auditSeal'> {
  const record = table<rows.AuditRecordRow>('sequence');
  const payload = table<rows.AuditPayloadRow>('sequence');
  const seal = table<rows.AuditSealRow>('sequence');
  return {
    auditPayload: payload,
    auditSeal: Object.assign(seal, {
      last: () => seal.all().at(-1),
      after: (sequence: number, limit: number) => seal.all().slice(sequence, sequence + limit),
    }),
    auditRecord: Object.assign(record, {
      lastSequence: () => record.all().length,
      after: (sequence: number, limit: number) => record.all().slice(sequence, sequence + limit),
      list: ({
        limit,
        beforeSequence = Number.POSITIVE_INFINITY,
        ...wanted
      }: Parameters<Tables['auditRecord']['list']>[0]) =>
        record
          .filter(
            (row) =>
              row.sequence < beforeSequence &&
              matchesNote(payload.find(row.sequence)?.payload, wanted),
          )
          .toReversed()
          .slice(0, limit),
    }),
  };
}

function matchesNote(
  payload: string | null | undefined,
  wanted: Readonly<Record<string, unknown>>,
): boolean {
  const filters = Object.entries(wanted).filter(([, value]) => value !== undefined);
  if (filters.length === 0) return true;
  if (!payload) return false;
  const note = JSON.parse(payload) as Record<string, unknown>;
  return filters.every(([field, value]) => note[field] === value);
}

function isWaiting(row: rows.IntakeRow): boolean {
  return (
    row.decision === 'engage' &&
    row.disposition === null &&
    row.runId === null &&
    row.command === null
  );
}

function withSessionQueries(session: MemoryTable<rows.SessionRow>): Tables['session'] {
  return Object.assign(session, {
    byKey: (key: string) => session.first((row) => row.key === key && row.deletedAt === null),
    list: ({ agentId, search, limit, offset }: Parameters<Tables['session']['list']>[0]) => {
      const found = session
        .filter(
          (row) =>
            row.deletedAt === null &&
            (!agentId || row.agentId === agentId) &&
            (!search || row.search.includes(search)),
        )
        .toSorted((a, b) => b.touched - a.touched);
      return { total: found.length, rows: found.slice(offset, offset + limit) };
    },
  });
}

function withIntakeQueries(
  intake: MemoryTable<rows.IntakeRow>,
  message: MemoryTable<rows.MessageRow>,
  session: MemoryTable<rows.SessionRow>,
): Tables['intake'] {
  const withMessage = (row: rows.IntakeRow) => {
    const { accountId, conversationId, labels, content } = message.find(row.messageId)!;
    return { ...row, accountId, conversationId, labels, content };
  };
  const listened = (sessionId: SessionId) =>
    intake.filter(
      (row) => row.sessionId === sessionId && row.disposition === 'context' && row.shown === 0,
    );
  return Object.assign(intake, {
    contexts: (sessionId: SessionId, limit: number) =>
      listened(sessionId).slice(-limit).map(withMessage),
    passContexts: (sessionId: SessionId) => {
      for (const row of listened(sessionId)) intake.update(row, { shown: 1 });
    },
    openCommands: () =>
      intake.filter(
        (row) => row.decision === 'engage' && row.disposition === null && row.command !== null,
      ),
    keptOf: (conversationId: string, identity: string) =>
      intake.filter((row) => {
        if (row.decision !== 'pair' || row.disposition !== null) return false;
        const said = message.find(row.messageId);
        return said?.conversationId === conversationId && said.identity === identity;
      }),
    countRefused: (reasons: readonly string[], since: Instant, limit: number) => {
      const senders = new Map<AccountId, Set<string>>();
      const refused = reasons.flatMap((reason) =>
        intake
          .filter((row) => row.createdAt >= since && row.reason === reason)
          .toSorted((a, b) => b.createdAt - a.createdAt)
          .slice(0, limit),
      );
      for (const { messageId } of refused) {
        const { accountId, identity } = message.find(messageId)!;
        senders.set(accountId, (senders.get(accountId) ?? new Set()).add(identity));
      }
      return [...senders].map(([accountId, { size }]) => ({ accountId, senders: size }));
    },
    byMessage: (messageId: string) => intake.filter((row) => row.messageId === messageId),
    byRun: (runId: RunId) => intake.filter((row) => row.runId === runId),
    byAlias: (principalId: string, alias: string) =>
      intake.filter((row) => row.principalId === principalId && row.alias === alias).toReversed(),
    waiting: (sessionId: SessionId, at: Instant, limit: number) =>
      intake
        .filter((row) => isWaiting(row) && row.sessionId === sessionId && row.notBefore <= at)
        .slice(0, limit)
        .map(withMessage),
    countWaiting: (sessionId: SessionId) =>
      intake.filter((row) => isWaiting(row) && row.sessionId === sessionId).length,
    idleLanes: (at: Instant) => {
      const due = intake
        .filter((row) => isWaiting(row) && row.notBefore <= at)
        .map((row) => row.sessionId!);
      return [...new Set(due)].filter((id) => session.find(id)?.activeRunId === null);
    },
  });
}

function withDeliveryQueries(
  delivery: MemoryTable<rows.DeliveryRow>,
  session: MemoryTable<rows.SessionRow>,
): Tables['delivery'] {
  return Object.assign(delivery, {
    byRun: (runId: RunId) => delivery.first((row) => row.runId === runId && row.kind === 'reply'),
    list: (query: Parameters<Tables['delivery']['list']>[0]) => {
      const { state, sessionKey, conversationId, principalId, before, limit } = query;
      const end = before === undefined ? Infinity : (delivery.find(before)?.sequence ?? 0);
      const owner =
        sessionKey === undefined
          ? undefined
          : session.first((row) => row.key === sessionKey && row.deletedAt === null);
      return delivery
        .filter(
          (row) =>
            row.sequence < end &&
            (!state || row.state === state) &&
            (conversationId === undefined || row.conversationId === conversationId) &&
            (principalId === undefined || row.principalId === principalId) &&
            (sessionKey === undefined || row.sessionId === owner?.id),
        )
        .toReversed()
        .slice(0, limit);
    },
  });
}

function withAttachmentQueries(
  attachment: MemoryTable<rows.AttachmentRow>,
  intake: MemoryTable<rows.IntakeRow>,
): Tables['attachment'] {
  const isTakenUp = (messageId: string) =>
    intake.first(
      (row) =>
        row.messageId === messageId && (row.decision === 'engage' || row.decision === 'accumulate'),
    ) !== undefined;
  const isOpen = (messageId: string) =>
    intake.first((row) => row.messageId === messageId && row.disposition === null) !== undefined;
  return Object.assign(attachment, {
    byMessage: (messageId: string) => attachment.filter((row) => row.messageId === messageId),
    wanted: (limit: number) =>
      attachment
        .filter((row) => row.state === 'wanted' && isTakenUp(row.messageId))
        .slice(0, limit),
    releasable: (before: Instant, limit: number) =>
      attachment
        .filter((row) => row.state === 'stored' && row.createdAt < before && !isOpen(row.messageId))
        .slice(0, limit),
    sumOf: (principalId: string, after: Instant) =>
      attachment
        .filter((row) => row.principalId === principalId && row.createdAt > after)
        .reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    blobs: () =>
      attachment.filter(({ state }) => state === 'stored').flatMap(({ sha256 }) => sha256 ?? []),
  });
}

function withPartQueries(
  part: MemoryTable<rows.PartRow>,
  conversation: MemoryTable<rows.ConversationRow>,
): Tables['part'] {
  const isOpen = (row: rows.PartRow) => row.state === 'pending' || row.state === 'sending';
  return Object.assign(part, {
    byDelivery: (deliveryId: string) => part.filter((row) => row.deliveryId === deliveryId),
    firstOpen: (conversationId: string) =>
      part.first((row) => row.conversationId === conversationId && isOpen(row)),
    byPlatformId: (conversationId: string, platformMessageId: string) =>
      part
        .filter(
          (row) =>
            row.conversationId === conversationId && row.platformMessageId === platformMessageId,
        )
        .at(-1),
    sending: () => part.filter((row) => row.state === 'sending'),
    pendingConversations: () => {
      const heads = new Map<rows.PartRow['conversationId'], rows.PartRow>();
      for (const row of part.filter(isOpen)) {
        if (!heads.has(row.conversationId)) heads.set(row.conversationId, row);
      }
      return [...heads.values()]
        .filter(({ state }) => state === 'pending')
        .map((row) => ({
          conversationId: row.conversationId,
          accountId: conversation.find(row.conversationId)!.accountId,
          dueAt: row.nextAttemptAt,
        }));
    },
    blobs: () => part.filter(() => true).flatMap(({ file }) => file?.sha256 ?? []),
  });
}
