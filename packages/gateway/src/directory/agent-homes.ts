import { AgentError, prepareHome, readBootMessage, tidyHome } from '@coderclaw/agent';
import type { AgentId, AgentRunner, Logger } from '@coderclaw/core';

/**
 * A runner whose agents have a home: it is made before an agent's first run, and what the agent has
 * done with (an emptied BOOTSTRAP.md) is removed after each.
 */
export class AgentHomes {
  readonly #homeOf: (agentId: AgentId) => string;
  readonly #logger: Logger;
  readonly #prepared = new Map<string, Promise<boolean>>();

  constructor(homeOf: (agentId: AgentId) => string, logger: Logger) {
    this.#homeOf = homeOf;
    this.#logger = logger;
  }

  prepare(agentId: AgentId): Promise<boolean> {
    const home = this.#homeOf(agentId);
    const known = this.#prepared.get(home);
    if (known) return known;
    const preparing = prepareHome(home);
    this.#prepared.set(home, preparing);
    preparing.catch(() => this.#prepared.delete(home));
    return preparing;
  }

  /** What the agent is told at each start of the gateway; null where it has nothing to be told. */
  readBootMessage(agentId: AgentId): Promise<string | null> {
    return readBootMessage(this.#homeOf(agentId));
  }

  around(runner: AgentRunner): AgentRunner {
    return {
      warm: () => runner.warm(),
      run: async (request, journal, signal) => {
        try {
          await this.prepare(request.agentId);
        } catch (error) {
          return { status: 'ERROR', error: describe(error) };
        }
        try {
          return await runner.run(request, journal, signal);
        } finally {
          await this.#tidy(request.agentId);
        }
      },
    };
  }

  async #tidy(agentId: AgentId): Promise<void> {
    try {
      await tidyHome(this.#homeOf(agentId));
    } catch (error) {
      this.#logger.warn('an emptied BOOTSTRAP.md could not be removed', { agentId, error });
    }
  }
}

function describe(error: unknown): { code: string; message: string } {
  const code = error instanceof AgentError ? error.code : 'HOME_UNUSABLE';
  return { code, message: error instanceof Error ? error.message : String(error) };
}
