import type { DatabaseSync } from 'node:sqlite';
import type {
  AccountId,
  AuditQuery,
  ConversationId,
  Instant,
  RunId,
  SessionId,
  StoreCounts,
  UsageSum,
} from '@coderclaw/core';
import type { IntakeRow, WaitingIntake } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import * as layout from './layouts.ts';
import { albumPieceTable } from './sql-album-table.ts';
import { lazily, number, texts, withQueries } from './sql-query.ts';
import { SqlTable } from './sql-table.ts';

const WAITING = `run_id IS NULL AND disposition IS NULL AND decision = 'engage' AND command IS NULL`;

const COMMAND = `disposition IS NULL AND decision = 'engage' AND command IS NOT NULL`;

/**
 * The tables of an open, migrated database. Every query that a turn makes is answered by an index.
 * Limits are written `? + 0`: SQLite plans a statement anew whenever a bare `LIMIT ?` is bound, which
 * costs more than the query.
 */
export function createSqlTables(db: DatabaseSync): Tables {
  return {
    principal: new SqlTable(db, layout.PRINCIPAL),
    account: withQueries(new SqlTable(db, layout.ACCOUNT), (table) => ({
      byName: table.one('WHERE channel = ? AND account = ?'),
    })),
    conversation: withQueries(new SqlTable(db, layout.CONVERSATION), (table) => ({
      byAddress: table.one('WHERE account_id = ? AND address = ?'),
      byFormerAddress: table.many('WHERE account_id = ? AND former_address = ?'),
      children: table.many('WHERE parent_id = ?'),
      places: table.many(
        `INDEXED BY conversation_seen WHERE kind <> 'direct' AND parent_id IS NULL ORDER BY seen_at DESC LIMIT ? + 0`,
      ),
    })),
    ...peopleTables(db),
    message: withQueries(new SqlTable(db, layout.MESSAGE), (table) => ({
      byEventKey: table.one('WHERE account_id = ? AND event_key = ?'),
      byPlatformId: table.one(
        `WHERE conversation_id = ? AND platform_message_id = ? AND kind = 'message' ORDER BY id DESC LIMIT 1`,
      ),
    })),
    albumPiece: albumPieceTable(db),
    session: sessionTable(db),
    intake: intakeTable(db),
    run: withQueries(new SqlTable(db, layout.RUN), (table) => ({
      active: table.many('INDEXED BY run_active WHERE ended_at IS NULL ORDER BY id'),
      activeOf: table.one('WHERE session_id = ? AND ended_at IS NULL'),
    })),
    runInput: withQueries(new SqlTable(db, layout.RUN_INPUT), (table) => ({
      byRun: table.many('WHERE run_id = ? ORDER BY sequence'),
    })),
    entry: withQueries(new SqlTable(db, layout.ENTRY), (table) => ({
      range: table.many(
        'WHERE session_id = ? AND epoch = ? AND cursor > ? AND cursor < ? ORDER BY cursor DESC LIMIT ? + 0',
      ),
      blobs: texts(
        db,
        `SELECT DISTINCT file.value ->> 'sha256' FROM entry INDEXED BY entry_file, json_each(content, '$.files') AS file
         WHERE instr(content, '"files":[{') > 0`,
      ),
    })),
    prompt: new SqlTable(db, layout.PROMPT),
    step: withQueries(new SqlTable(db, layout.STEP), (table) => ({
      byCall: table.one('WHERE run_id = ? AND tool_call_id = ?'),
      byRun: table.many('WHERE run_id = ? ORDER BY rowid'),
    })),
    signal: withQueries(new SqlTable(db, layout.SIGNAL), (table) => {
      const stop = table.one(`WHERE run_id = ? AND kind = 'stop' LIMIT 1`);
      return { hasStop: (runId: RunId) => stop(runId) !== undefined };
    }),
    destination: new SqlTable(db, layout.DESTINATION),
    delivery: deliveryTable(db),
    part: partTable(db),
    attachment: attachmentTable(db),
    usage: usageTable(db),
    budget: budgetTable(db),
    reservation: reservationTable(db),
    device: withQueries(new SqlTable(db, layout.DEVICE), (table) => ({
      all: table.many('ORDER BY paired_at, id'),
    })),
    deviceToken: withQueries(new SqlTable(db, layout.DEVICE_TOKEN), (table) => ({
      byHash: table.one('WHERE token_hash = ?'),
      byDevice: table.many('WHERE device_id = ?'),
    })),
    signInCode: new SqlTable(db, layout.SIGN_IN_CODE),
    auditRecord: auditRecordTable(db),
    auditPayload: new SqlTable(db, layout.AUDIT_PAYLOAD),
    auditSeal: withQueries(new SqlTable(db, layout.AUDIT_SEAL), (table) => ({
      after: table.many('WHERE sequence > ? ORDER BY sequence LIMIT ? + 0'),
      last: table.one('ORDER BY sequence DESC LIMIT 1'),
    })),
    counts: countsQuery(db),
    lastSequence: () =>
      Number(
        db
          .prepare(
            'SELECT max((SELECT ifnull(max(sequence), 0) FROM intake), (SELECT ifnull(max(sequence), 0) FROM delivery), (SELECT ifnull(max(sequence), 0) FROM delivery_part), (SELECT ifnull(max(sequence), 0) FROM album_piece), (SELECT ifnull(max(touched), 0) FROM session WHERE deleted_at IS NULL)) AS last',
          )
          .get()?.last,
      ),
  };
}

function peopleTables(
  db: DatabaseSync,
): Pick<Tables, 'pairing' | 'wrongCode' | 'identity' | 'wiring'> {
  const deleteWrongCodes = lazily(db, 'DELETE FROM wrong_code WHERE at < ?');
  const deleteIdentities = lazily(db, 'DELETE FROM identity WHERE pairing_id = ?');
  const deleteWiring = lazily(db, 'DELETE FROM wiring WHERE id = ?');
  return {
    pairing: withQueries(new SqlTable(db, layout.PAIRING), (table) => {
      const page = table.many('WHERE (?1 IS NULL OR state = ?1) ORDER BY id DESC LIMIT ?2 + 0');
      const pending = table.many(
        `INDEXED BY pairing_overdue WHERE state = 'pending' ORDER BY id DESC LIMIT ? + 0`,
      );
      return {
        newestOf: table.one('WHERE account_id = ? AND identity = ? ORDER BY id DESC LIMIT 1'),
        byCode: table.many('WHERE code_hash = ? ORDER BY id DESC'),
        pendingOf: table.many(`WHERE account_id = ? AND state = 'pending' ORDER BY id`),
        ownersOf: table.many(
          `WHERE identity = ? AND state = 'approved' AND as_owner = 1 ORDER BY id`,
        ),
        overdue: table.many(
          `INDEXED BY pairing_overdue WHERE state = 'pending' AND expires_at <= ? ORDER BY id`,
        ),
        list: (state: string | null, limit: number) =>
          state === 'pending' ? pending(limit) : page(state, limit),
      };
    }),
    wrongCode: withQueries(new SqlTable(db, layout.WRONG_CODE), (table) => ({
      since: table.many('WHERE principal_id = ? AND at > ? ORDER BY at'),
      deleteBefore: (at: Instant) => void deleteWrongCodes().run(at),
    })),
    identity: withQueries(new SqlTable(db, layout.IDENTITY), () => ({
      deleteOf: (pairingId: string) => void deleteIdentities().run(pairingId),
    })),
    wiring: withQueries(new SqlTable(db, layout.WIRING), (table) => ({
      ofConversation: table.many('WHERE conversation_id = ? ORDER BY id'),
      all: table.many('ORDER BY id'),
      deleteOf: (id: string) => void deleteWiring().run(id),
    })),
  };
}

function sessionTable(db: DatabaseSync): Tables['session'] {
  const table = new SqlTable(db, layout.SESSION);
  const filter = `deleted_at IS NULL AND (?1 IS NULL OR agent_id = ?1) AND (?2 IS NULL OR instr(search, ?2) > 0)`;
  const page = table.many(`WHERE ${filter} ORDER BY touched DESC LIMIT ?3 + 0 OFFSET ?4`);
  const total = number(db, `SELECT count(*) FROM session WHERE ${filter}`);
  return withQueries(table, () => ({
    byKey: table.one('WHERE key = ? AND deleted_at IS NULL'),
    list: ({ agentId, search, limit, offset }: Parameters<Tables['session']['list']>[0]) => ({
      total: total(agentId ?? null, search ?? null),
      rows: page(agentId ?? null, search ?? null, limit, offset),
    }),
  }));
}

function intakeTable(db: DatabaseSync): Tables['intake'] {
  const table = new SqlTable(db, layout.INTAKE);
  const ready = table.many(
    `WHERE session_id = ? AND ${WAITING} AND not_before <= ? ORDER BY sequence LIMIT ? + 0`,
  );
  const messageOf = new SqlTable(db, layout.MESSAGE);
  const idle = lazily(
    db,
    `SELECT session_id FROM intake JOIN session ON session.id = intake.session_id
    WHERE ${WAITING} AND not_before <= ? AND active_run_id IS NULL GROUP BY session_id ORDER BY min(sequence)`,
  );
  const withMessage = (intake: IntakeRow): WaitingIntake => {
    // The foreign key holds: an intake's message is never deleted, only emptied.
    const { accountId, conversationId, labels, content } = messageOf.find(intake.messageId)!;
    return { ...intake, accountId, conversationId, labels, content };
  };
  const waiting = (sessionId: SessionId, at: Instant, limit: number): readonly WaitingIntake[] =>
    ready(sessionId, at, limit).map(withMessage);
  const passContexts = lazily(
    db,
    `UPDATE intake SET shown = 1 WHERE session_id = ? AND decision = 'accumulate' AND disposition = 'context' AND shown = 0`,
  );
  // The newest of each reason: one sender who writes on and on must not make each count a long one.
  const refused = lazily(
    db,
    `SELECT DISTINCT account_id, identity FROM (SELECT message_id FROM intake INDEXED BY intake_notable
    WHERE reason IN ('pairing:full', 'loop:repeats', 'loop:volume') AND reason = ? AND created_at >= ?
    ORDER BY created_at DESC LIMIT ? + 0) AS refused CROSS JOIN message ON message.id = refused.message_id`,
  );
  const listened = table.many(
    `WHERE session_id = ? AND decision = 'accumulate' AND disposition = 'context' AND shown = 0 ORDER BY sequence DESC LIMIT ? + 0`,
  );
  return withQueries(table, () => ({
    byMessage: table.many('WHERE message_id = ? ORDER BY sequence'),
    byRun: table.many('WHERE run_id = ? ORDER BY sequence'),
    byAlias: table.many('WHERE principal_id = ? AND alias = ? ORDER BY sequence DESC'),
    waiting,
    countWaiting: number(db, `SELECT count(*) FROM intake WHERE session_id = ? AND ${WAITING}`),
    contexts: (sessionId: SessionId, limit: number) =>
      listened(sessionId, limit).toReversed().map(withMessage),
    passContexts: (sessionId: SessionId) => void passContexts().run(sessionId),
    openCommands: table.many(`WHERE ${COMMAND} ORDER BY sequence`),
    keptOf: table.many(
      `INDEXED BY intake_kept CROSS JOIN message ON message.id = intake.message_id
       WHERE message.conversation_id = ? AND message.identity = ? AND intake.decision = 'pair' AND intake.disposition IS NULL
       ORDER BY intake.sequence`,
    ),
    countRefused: (reasons: readonly string[], since: Instant, limit: number) => {
      const senders = new Map<AccountId, Set<string>>();
      for (const reason of reasons)
        for (const row of refused().all(reason, since, limit) as unknown as RefusedRow[])
          senders.set(row.account_id, (senders.get(row.account_id) ?? new Set()).add(row.identity));
      return [...senders].map(([accountId, { size }]) => ({ accountId, senders: size }));
    },
    idleLanes: (at: Instant) =>
      (idle().all(at) as { session_id: SessionId }[]).map((row) => row.session_id),
  }));
}

type RefusedRow = { readonly account_id: AccountId; readonly identity: string };

function deliveryTable(db: DatabaseSync): Tables['delivery'] {
  const table = new SqlTable(db, layout.DELIVERY);
  const ofState = '(?1 IS NULL OR state = ?1)';
  const page =
    'sequence < ?3 AND (?4 IS NULL OR principal_id = ?4) ORDER BY sequence DESC LIMIT ?2 + 0';
  const all = table.many(`WHERE ${ofState} AND ${page}`);
  const open = table.many(`WHERE state <> 'delivered' AND state = ?1 AND ${page}`);
  const ofConversation = table.many(`WHERE ${ofState} AND conversation_id = ?5 AND ${page}`);
  const ofSession = table.many(
    `WHERE ${ofState} AND session_id IN (SELECT id FROM session WHERE key = ?5 AND deleted_at IS NULL) AND ${page}`,
  );
  return withQueries(table, () => ({
    byRun: table.one(`WHERE run_id = ? AND kind = 'reply' LIMIT 1`),
    list: (query: Parameters<Tables['delivery']['list']>[0]) => {
      const { state = null, sessionKey, conversationId, principalId = null, before, limit } = query;
      const end = before === undefined ? Number.MAX_SAFE_INTEGER : table.find(before)?.sequence;
      const wanted = [state, limit, end ?? 0, principalId] as const;
      if (conversationId !== undefined) return ofConversation(...wanted, conversationId);
      if (sessionKey !== undefined) return ofSession(...wanted, sessionKey);
      return state === null || state === 'delivered' ? all(...wanted) : open(...wanted);
    },
  }));
}

function partTable(db: DatabaseSync): Tables['part'] {
  const table = new SqlTable(db, layout.PART);
  const open = `state IN ('pending', 'sending')`;
  // With min(), SQLite takes the other columns from the row that holds the minimum (lang_select, "bare columns").
  const pending = lazily(
    db,
    `SELECT conversation_id, account_id, next_attempt_at, state, min(sequence) FROM delivery_part
    JOIN conversation ON conversation.id = conversation_id
    WHERE ${open} GROUP BY conversation_id HAVING state = 'pending'`,
  );
  return withQueries(table, () => ({
    byDelivery: table.many('WHERE delivery_id = ? ORDER BY "index"'),
    firstOpen: table.one(`WHERE conversation_id = ? AND ${open} ORDER BY sequence LIMIT 1`),
    byPlatformId: table.one(
      'WHERE conversation_id = ? AND platform_message_id = ? ORDER BY sequence DESC LIMIT 1',
    ),
    sending: table.many(
      `INDEXED BY delivery_part_open WHERE ${open} AND state = 'sending' ORDER BY sequence`,
    ),
    pendingConversations: () =>
      (pending().all() as unknown as PendingRow[]).map((row) => ({
        conversationId: row.conversation_id,
        accountId: row.account_id,
        dueAt: row.next_attempt_at,
      })),
    blobs: texts(
      db,
      `SELECT DISTINCT file ->> 'sha256' FROM delivery_part INDEXED BY delivery_part_file WHERE kind = 'file'`,
    ),
  }));
}

type PendingRow = {
  readonly conversation_id: ConversationId;
  readonly account_id: AccountId;
  readonly next_attempt_at: Instant;
};

function attachmentTable(db: DatabaseSync): Tables['attachment'] {
  const table = new SqlTable(db, layout.ATTACHMENT);
  return withQueries(table, () => ({
    byMessage: table.many('WHERE message_id = ? ORDER BY "index"'),
    wanted: table.many(
      `WHERE state = 'wanted' AND EXISTS (SELECT 1 FROM intake WHERE intake.message_id = attachment.message_id
       AND decision IN ('engage', 'accumulate')) ORDER BY created_at LIMIT ? + 0`,
    ),
    releasable: table.many(
      `WHERE state = 'stored' AND created_at < ? AND NOT EXISTS (SELECT 1 FROM intake
       WHERE intake.message_id = attachment.message_id AND disposition IS NULL) ORDER BY created_at LIMIT ? + 0`,
    ),
    sumOf: number(
      db,
      'SELECT ifnull(sum(bytes), 0) FROM attachment WHERE principal_id = ? AND created_at > ? AND bytes IS NOT NULL',
    ),
    blobs: texts(db, `SELECT DISTINCT sha256 FROM attachment WHERE state = 'stored'`),
  }));
}

function usageTable(db: DatabaseSync): Tables['usage'] {
  const sum = lazily(
    db,
    `SELECT count(DISTINCT run_id) AS runs, total(input) AS input, total(output) AS output, total(cache_read) AS cacheRead,
    total(cache_write) AS cacheWrite, total(cost_micros) AS costMicros FROM usage WHERE created_at >= ?`,
  );
  return withQueries(new SqlTable(db, layout.USAGE), () => ({
    sumSince: (at: Instant) => ({ ...(sum().get(at) as unknown as UsageSum) }),
  }));
}

function budgetTable(db: DatabaseSync): Tables['budget'] {
  const table = new SqlTable(db, layout.BUDGET);
  // Most installations have no budget, and every run asks.
  const any = number(db, 'SELECT EXISTS (SELECT 1 FROM budget)');
  const matching = table.many(
    `WHERE (scope, scope_id) IN (VALUES ('tenant', ?), ('agent', ?), ('principal', ?), ('session', ?)) ORDER BY id`,
  );
  return withQueries(table, () => ({
    all: table.many('ORDER BY id'),
    matching: (scopes: Parameters<Tables['budget']['matching']>[0]) => {
      if (any() === 0) return [];
      return matching(scopes.tenant, scopes.agent, scopes.principal, scopes.session);
    },
  }));
}

function reservationTable(db: DatabaseSync): Tables['reservation'] {
  const table = new SqlTable(db, layout.RESERVATION);
  const deleteOf = lazily(db, 'DELETE FROM reservation WHERE run_id = ?');
  return withQueries(table, () => ({
    byRun: table.many('WHERE run_id = ?'),
    sumOf: number(db, 'SELECT ifnull(sum(micros), 0) FROM reservation WHERE budget_id = ?'),
    deleteOf: (runId: RunId) => void deleteOf().run(runId),
  }));
}

function auditRecordTable(db: DatabaseSync): Tables['auditRecord'] {
  const table = new SqlTable(db, layout.AUDIT_RECORD);
  const all = table.many('WHERE sequence < ? ORDER BY sequence DESC LIMIT ? + 0');
  const filtered = table.many(`JOIN audit_payload USING (sequence) WHERE audit_record.sequence < ?1
    AND (?3 IS NULL OR payload ->> 'action' = ?3) AND (?4 IS NULL OR payload ->> 'principalId' = ?4)
    AND (?5 IS NULL OR payload ->> 'result' = ?5) ORDER BY audit_record.sequence DESC LIMIT ?2 + 0`);
  return withQueries(table, () => ({
    lastSequence: number(db, 'SELECT ifnull(max(sequence), 0) FROM audit_record'),
    after: table.many('WHERE sequence > ? ORDER BY sequence LIMIT ? + 0'),
    list: ({
      limit,
      beforeSequence = Number.MAX_SAFE_INTEGER,
      action,
      principalId,
      result,
    }: AuditQuery) =>
      action === undefined && principalId === undefined && result === undefined
        ? all(beforeSequence, limit)
        : filtered(beforeSequence, limit, action ?? null, principalId ?? null, result ?? null),
  }));
}

function countsQuery(db: DatabaseSync): () => StoreCounts {
  const statement = lazily(
    db,
    `SELECT
    (SELECT count(*) FROM session WHERE deleted_at IS NULL) AS sessions,
    (SELECT ifnull(max(rowid), 0) FROM message) AS messages,
    (SELECT count(*) FROM run WHERE ended_at IS NULL) AS activeRuns,
    (SELECT count(*) FROM intake WHERE ${WAITING}) + (SELECT count(*) FROM intake WHERE ${COMMAND})
      + (SELECT count(*) FROM (SELECT DISTINCT account_id, address, identity, album FROM album_piece INDEXED BY album_piece_open WHERE message_id IS NULL)) AS waitingIntakes,
    (SELECT count(*) FROM delivery_part WHERE state IN ('pending', 'sending')) AS pendingParts,
    (SELECT count(*) FROM delivery_part WHERE state IN ('failed', 'unknown') AND state = 'unknown') AS unknownParts,
    (SELECT count(*) FROM delivery_part WHERE state IN ('failed', 'unknown') AND state = 'failed') AS failedParts`,
  );
  return () => ({ ...(statement().get() as unknown as StoreCounts) });
}
