import type { AgentId, SessionRecord, VerboseLevel } from '@coderclaw/core';

const MAX_REMEMBERED = 10_000;

/**
 * How much of each session's tools clients are shown. Events can not wait for the store, so what a
 * session sets for itself is remembered when the session passes by; others follow their agent.
 */
export class Verbosity {
  readonly #defaultOf: (agentId: AgentId) => VerboseLevel;
  readonly #levels = new Map<string, VerboseLevel>();

  constructor(defaultOf: (agentId: AgentId) => VerboseLevel) {
    this.#defaultOf = defaultOf;
  }

  remember(session: {
    readonly key: string;
    readonly settings: { readonly verbose?: VerboseLevel };
  }): void {
    this.#levels.delete(session.key);
    const { verbose } = session.settings;
    if (!verbose) return;
    this.#levels.set(session.key, verbose);
    if (this.#levels.size > MAX_REMEMBERED) this.#levels.delete(this.#levels.keys().next().value!);
  }

  /** What a run's own person sees where it was written: on a platform nothing but the text, unless asked for. */
  levelForRun(session: SessionRecord, transport: 'pull' | 'push'): VerboseLevel {
    const asked = this.#levels.get(session.key) ?? session.settings.verbose;
    return asked ?? this.standingLevel(session.agentId, transport);
  }

  /** What holds where a session does not say so itself. */
  standingLevel(agentId: AgentId, transport: 'pull' | 'push'): VerboseLevel {
    return transport === 'push' ? 'off' : this.#defaultOf(agentId);
  }

  levelOf(sessionKey: string, agentId: AgentId): VerboseLevel {
    return this.#levels.get(sessionKey) ?? this.#defaultOf(agentId);
  }
}
