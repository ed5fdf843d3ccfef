import type { ModelSettings } from '@coderclaw/agent';
import {
  type AccountPlan,
  type AccountRemoval,
  type AccountWish,
  type ConfiguredAgent,
  DEFAULT_AGENT,
  type Environment,
  formatProblem,
  type HomePaths,
  type LoadedConfig,
  loadConfig,
  planAccount,
  removeAccount,
  type Settings,
  watchConfig,
} from '@coderclaw/config';
import type {
  AccountRef,
  AgentDirectory,
  AgentId,
  AgentSettings,
  Logger,
  VerboseLevel,
} from '@coderclaw/core';

export type LiveConfigOptions = {
  readonly paths: HomePaths;
  readonly env: Environment | undefined;
  readonly logger: Logger;
};

/** The configuration as it is now. It follows the file; what a run holds fixed, it keeps. */
export class LiveConfig implements AgentDirectory {
  readonly paths: HomePaths;
  readonly #options: LiveConfigOptions;
  readonly #listeners = new Set<() => void>();
  #loaded: LoadedConfig;
  #agents: ReadonlyMap<AgentId, ConfiguredAgent>;
  #reloading: Promise<void> = Promise.resolve();
  #version = 0;

  constructor(options: LiveConfigOptions, loaded: LoadedConfig) {
    this.paths = options.paths;
    this.#options = options;
    this.#loaded = loaded;
    this.#agents = byId(loaded.settings);
  }

  get settings(): Settings {
    return this.#loaded.settings;
  }

  /** What a person should look at, one line each. */
  get problems(): readonly string[] {
    return this.#loaded.problems.map(formatProblem);
  }

  /** Counts up with each change. */
  get version(): number {
    return this.#version;
  }

  get modelSettings(): ModelSettings {
    return toModelSettings(this.#loaded.settings);
  }

  get defaultAgentId(): AgentId {
    return DEFAULT_AGENT;
  }

  get revision(): string {
    return this.#loaded.revision;
  }

  find(agentId: AgentId): AgentSettings | undefined {
    const agent = this.#agents.get(agentId);
    return agent && toAgentSettings(agent);
  }

  list(): readonly AgentSettings[] {
    return this.#loaded.settings.agents.map(toAgentSettings);
  }

  /** Where an agent lives and works. Throws for an agent that is not configured (any more). */
  configuredAgent(agentId: AgentId): ConfiguredAgent {
    const agent = this.#agents.get(agentId);
    if (!agent) throw new Error(`agent ${agentId} was taken out of the configuration`);
    return agent;
  }

  /** How much of its tools an agent's clients are shown where a session does not say so itself. */
  verboseOf(agentId: AgentId): VerboseLevel {
    return this.#agents.get(agentId)?.verbose ?? 'off';
  }

  /** Reads the file again, one reading after the other. Resolves when its content is in force. */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#read());
    return this.#reloading;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** What adding or changing an account would make of the configuration. Nothing is written. */
  planAccount(wish: AccountWish): Promise<AccountPlan> {
    return planAccount(this.paths, wish, this.#options.env);
  }

  /** Takes an account out of the file; its content is in force once `reload` says so. */
  removeAccount(account: AccountRef): Promise<AccountRemoval> {
    return removeAccount(this.paths, account, this.#options.env);
  }

  /** Follows the file from now on. Returns how to stop. */
  watch(): () => void {
    const watch = watchConfig(this.paths, () => void this.reload());
    return () => watch.close();
  }

  async #read(): Promise<void> {
    const { paths, env, logger } = this.#options;
    try {
      const before = this.#loaded;
      const found = await loadConfig(paths, env);
      this.#loaded = isUnusable(found) ? keepSettings(before, found) : found;
      this.#agents = byId(this.#loaded.settings);
      for (const problem of this.problems) logger.warn(problem);
      // The revision leaves the gateway's own secret out; the file's digest does not.
      const { revision, fileRevision } = this.#loaded;
      if (revision === before.revision && fileRevision === before.fileRevision) return;
      this.#version += 1;
      logger.info('the configuration changed', { revision: revision.slice(0, 12) });
      this.#tell();
    } catch (error) {
      logger.error('the configuration could not be read again; the old one stays in force', {
        error,
      });
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#options.logger.error('a part of the gateway did not take up the configuration', {
          error,
        });
      }
    }
  }
}

/** Nothing of the file can be used, not even to say what is left out of it. */
function isUnusable({ problems }: LoadedConfig): boolean {
  return problems.some(({ kind }) => kind === 'broken' || kind === 'unreadable');
}

/** A slip of the editor's must not change the model, the keys and the token under those who are at work. */
function keepSettings(before: LoadedConfig, found: LoadedConfig): LoadedConfig {
  const problems = found.problems.map((problem) => ({
    ...problem,
    message: `${problem.message}; what was in force before the edit stays so`,
  }));
  return { ...before, problems, fileRevision: found.fileRevision };
}

export async function openLiveConfig(options: LiveConfigOptions): Promise<LiveConfig> {
  return new LiveConfig(options, await loadConfig(options.paths, options.env));
}

function byId(settings: Settings): ReadonlyMap<AgentId, ConfiguredAgent> {
  return new Map(settings.agents.map((agent) => [agent.id, agent]));
}

function toAgentSettings({ id, models, timeoutMs }: ConfiguredAgent): AgentSettings {
  return { id, models, thinking: 'off', timeoutMs, reserveMicros: 0 };
}

function toModelSettings({ providers }: Settings): ModelSettings {
  return Object.fromEntries(
    providers.map(({ name, apiKey, baseUrl, api, models }) => [
      name,
      {
        ...(apiKey && { apiKey: apiKey.reveal() }),
        ...(baseUrl && { baseUrl }),
        ...(api && { api }),
        models: models.map(({ id, contextWindow, maxTokens, input, cost }) => ({
          id,
          ...(contextWindow !== null && { contextWindow }),
          ...(maxTokens !== null && { maxTokens }),
          input,
          cost,
        })),
      },
    ]),
  );
}
