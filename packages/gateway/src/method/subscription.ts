import { inFlightOf } from './chat.ts';
import type { Handler } from './context.ts';
import { findSession, nameSession } from './session-lookup.ts';
import { readTranscript } from './transcript.ts';

/** Entries that one answer replays; who missed more fetches the history. */
const MAX_REPLAYED = 500;

export const sessionsSubscribe: Handler<'sessions.subscribe'> = ({ connection }) => {
  connection.watchesList = true;
  return { subscribed: true };
};

export const sessionsUnsubscribe: Handler<'sessions.unsubscribe'> = ({ connection }) => {
  connection.watchesList = false;
  return { subscribed: false };
};

/** Following a session that does not exist yet is allowed; whose events arrive is decided as each is told. */
export const messagesSubscribe: Handler<'sessions.messages.subscribe'> = async (
  context,
  params,
) => {
  const named = nameSession(context, params.key, params.agentId);
  context.connection.follow(named.key);
  await findSession(context, named);
  return { subscribed: true, key: named.key };
};

export const messagesUnsubscribe: Handler<'sessions.messages.unsubscribe'> = (context, params) => {
  const { key } = nameSession(context, params.key, params.agentId);
  context.connection.unfollow(key);
  return { subscribed: false, key };
};

/**
 * Follows a session, then reads: an event told in between arrives twice, once with its cursor, and
 * never not at all.
 */
export const subscribe: Handler<'subscribe'> = async (context, params) => {
  const named = nameSession(context, params.sessionKey);
  context.connection.follow(named.key);
  const session = await findSession(context, named);
  if (!session) {
    const nothing = { sessionId: null, epoch: 0, cursor: 0, messages: [], inFlight: null };
    return { sessionKey: named.key, complete: !params.cursor, ...nothing };
  }
  const { key: sessionKey, id: sessionId, epoch, cursor } = session;
  const inFlight = (await inFlightOf(context, session)) ?? null;
  const present = { sessionKey, sessionId, epoch, cursor, inFlight };
  if (params.cursor === undefined) return { ...present, complete: true, messages: [] };
  if (params.cursor > cursor) return { ...present, complete: false, messages: [] };
  const query = { afterCursor: params.cursor, limit: MAX_REPLAYED };
  const { messages, more } = await readTranscript(context, session, query);
  return { ...present, complete: !more, messages };
};
