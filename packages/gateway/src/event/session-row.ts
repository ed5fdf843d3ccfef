import {
  mainSessionKey,
  type SessionRecord,
  type SessionStore,
  type SessionSummary,
} from '@coderclaw/core';
import type { SessionInfo, SessionRow } from '@coderclaw/protocol';

const PREVIEW_LENGTH = 200;
const PAGE = 100;

/** A session as lists show it. */
export function toSessionRow(session: SessionSummary): SessionRow {
  const { settings, title, lastText } = session;
  return {
    key: session.key,
    sessionId: session.id,
    kind: kindOf(session.key),
    agentId: session.agentId,
    ...(settings.label && { label: settings.label, displayName: settings.label }),
    ...(title && { derivedTitle: title }),
    ...(lastText && { lastMessagePreview: lastText.slice(0, PREVIEW_LENGTH).toWellFormed() }),
    isMain: session.key === mainSessionKey(session.agentId),
    updatedAt: session.updatedAt,
    createdAt: session.createdAt,
    status: session.activeRunId ? 'running' : session.waiting > 0 ? 'queued' : 'done',
    ...(session.activeRunId && { lastRunId: session.activeRunId }),
    hasActiveRun: session.activeRunId !== null,
    waiting: session.waiting,
    cursor: session.cursor,
    epoch: session.epoch,
    usage: { ...session.usage },
    ...toSessionInfo(session),
  };
}

/** What is set for a session itself. */
export function toSessionInfo({ settings }: Pick<SessionRecord, 'settings'>): SessionInfo {
  const { thinking, verbose, queueMode, model } = settings;
  return {
    ...(thinking && { thinkingLevel: thinking }),
    ...(verbose && { verboseLevel: verbose }),
    ...(queueMode && { queueMode }),
    ...(model && { model }),
  };
}

/** The list's row of one session, found by its key. */
export async function findSummary(
  store: Pick<SessionStore, 'listSessions'>,
  key: string,
): Promise<SessionSummary | undefined> {
  for (let offset = 0; ; offset += PAGE) {
    const { total, sessions } = await store.listSessions({ search: key, limit: PAGE, offset });
    const found = sessions.find((session) => session.key === key);
    if (found || offset + PAGE >= total) return found;
  }
}

function kindOf(key: string): SessionRow['kind'] {
  return /^agent:[^:]+:[^:]+:(?:group|channel):/u.test(key) ? 'group' : 'direct';
}
