import type { AgentId, Clock, Logger, PrincipalId, SessionStore } from '@coderclaw/core';
import type { SessionsChangedEvent } from '@coderclaw/protocol';
import type { Roster } from '../connection/roster.ts';
import { findSummary, toSessionRow } from './session-row.ts';

export type ChangedSession = {
  readonly sessionKey: string;
  readonly agentId: AgentId;
  /** Null where it is not known; the row says it then. */
  readonly principalId: PrincipalId | null;
};

type Reason = SessionsChangedEvent['reason'];

export type SessionListPorts = {
  readonly store: SessionStore;
  readonly roster: Roster;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
};

/**
 * Tells those who watch the list that a session changed, with its row. One that changes again before
 * it was read is told once; the first reason stands.
 */
export class SessionList {
  readonly #ports: SessionListPorts;
  readonly #reading = new Set<string>();

  constructor(ports: SessionListPorts) {
    this.#ports = ports;
  }

  changed(session: ChangedSession, reason: Reason): void {
    const { roster, logger } = this.#ports;
    const { sessionKey } = session;
    if (this.#reading.has(sessionKey) && reason !== 'delete') return;
    if (![...roster].some((connection) => connection.watchesList)) return;
    this.#reading.add(sessionKey);
    void this.#tell(session, reason)
      .catch((error: unknown) =>
        logger.warn('a changed session could not be read', { sessionKey, error }),
      )
      .finally(() => this.#reading.delete(sessionKey));
  }

  async #tell({ sessionKey, agentId, principalId }: ChangedSession, reason: Reason): Promise<void> {
    const { store, roster, clock } = this.#ports;
    const summary = await findSummary(store, sessionKey);
    this.#reading.delete(sessionKey);
    const payload: SessionsChangedEvent = {
      sessionKey,
      agentId,
      reason: summary ? reason : 'delete',
      ts: clock.now(),
      ...(summary && { session: toSessionRow(summary) }),
    };
    const holder = summary?.principalId ?? principalId;
    roster.broadcast('sessions.changed', payload, { sessionKey, principalId: holder });
  }
}
