import type { Clock, KernelApi, KernelEvent, RunId } from '@coderclaw/core';
import { type ActiveSession, coversScope, type PresenceEvent } from '@coderclaw/protocol';
import { mayReach } from '../access/session-access.ts';
import type { Member } from './connection.ts';
import type { Roster } from './roster.ts';

/** Changes within this time are told together. */
const GATHER_MS = 250;

/** Who is connected and which sessions have a run, told to everyone who may know when it changes. */
export class Presence {
  readonly #kernel: KernelApi;
  readonly #roster: Roster;
  readonly #clock: Clock;
  readonly #since = new Map<RunId, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(kernel: KernelApi, roster: Roster, clock: Clock) {
    this.#kernel = kernel;
    this.#roster = roster;
    this.#clock = clock;
  }

  take(event: KernelEvent): void {
    if (event.type === 'run' && !this.#since.has(event.run.runId)) {
      this.#since.set(event.run.runId, event.at);
      this.changed();
    } else if (event.type === 'settled') {
      this.#since.delete(event.run.runId);
      this.changed();
    }
  }

  changed(): void {
    if (this.#timer || this.#roster.size === 0) return;
    this.#timer = setTimeout(() => this.#tell(), GATHER_MS);
    this.#timer.unref();
  }

  /** As one member may see it: everybody, and its own active sessions. */
  viewOf(member: Member): PresenceEvent {
    const sessions: ActiveSession[] = [];
    for (const { run, state } of this.#kernel.liveRuns()) {
      if (!mayReach(member.principal, run.principalId)) continue;
      const { sessionKey, agentId, wireId: runId } = run;
      const since = this.#since.get(run.runId) ?? this.#clock.now();
      sessions.push({ sessionKey, agentId, runId, state, since });
    }
    return { presence: this.#roster.presenceFor(member.principal), sessions };
  }

  #tell(): void {
    this.#timer = undefined;
    for (const connection of this.#roster) {
      if (!coversScope(connection.member.scopes, 'operator.read')) continue;
      connection.tell('presence', this.viewOf(connection.member));
    }
  }
}
