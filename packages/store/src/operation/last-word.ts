import type { ConversationId, Instant, PeopleStore } from '@coderclaw/core';
import type { IntakeRow, SessionRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import { findConversation } from './conversation.ts';

/** Deliveries to a place that are looked through, and intakes that wait: several agents may speak there. */
const MAX_LOOKED_AT = 100;

/** See `PeopleStore.findLastWord`. */
export function findLastWord(
  tables: Tables,
  { channel, account, address, sessionKey }: Parameters<PeopleStore['findLastWord']>[0],
): Instant | null {
  const login = tables.account.byName(channel, account);
  const place = login && findConversation(tables, login, address);
  const session = tables.session.byKey(sessionKey);
  if (!place || !session) return null;
  const words = [...answered(tables, session, place.id), ...asked(tables, session, place.id)];
  return words.length === 0 ? null : Math.max(...words);
}

/** The newest answer: one that was shown as it grew is spoken until its run ends. */
function answered(
  tables: Tables,
  session: SessionRow,
  conversationId: ConversationId,
): readonly Instant[] {
  const last = tables.delivery
    .list({ conversationId, limit: MAX_LOOKED_AT })
    .find(({ sessionId, kind }) => sessionId === session.id && kind === 'reply');
  if (!last) return [];
  const run = last.runId === null ? undefined : tables.run.find(last.runId);
  return [Math.max(last.createdAt, run?.endedAt ?? 0)];
}

/** What is being answered, and what waits for that. */
function asked(
  tables: Tables,
  { id, activeRunId }: SessionRow,
  conversationId: ConversationId,
): readonly Instant[] {
  const running = activeRunId === null ? [] : tables.intake.byRun(activeRunId);
  const waiting = tables.intake.waiting(id, Number.MAX_SAFE_INTEGER, MAX_LOOKED_AT);
  const isThere = ({ messageId }: IntakeRow) =>
    tables.message.find(messageId)?.conversationId === conversationId;
  return [...running, ...waiting].filter(isThere).map(({ createdAt }) => createdAt);
}
