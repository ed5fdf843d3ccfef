import type { AgentId, QueueMode, VerboseLevel } from '@coderclaw/core';
import type { AuthMode, Bind, ModelApi } from '../schema/config-keys.ts';
import type { ChannelSettings } from './channel-settings.ts';
import type { Secret } from './secret.ts';

/** The configuration as the gateway acts on it: file, environment and defaults put together. */
export type Settings = {
  readonly gateway: GatewaySettings;
  /** The default agent `main` first; ids are unique. */
  readonly agents: readonly ConfiguredAgent[];
  /** What `models` declares or the environment has a key for, in the order of the file. */
  readonly providers: readonly ProviderSettings[];
  readonly defaultModel: DefaultModel;
  /** What a message does that arrives while a run works, where nothing nearer says so. */
  readonly queueMode: QueueMode;
  readonly media: MediaSettings;
  /** Every account of a channel, whether it can be connected or not; channel and account are unique. */
  readonly channels: readonly ChannelSettings[];
};

export type GatewaySettings = {
  readonly port: number;
  readonly bind: Bind;
  readonly auth: {
    /** `password` only where there is one. */
    readonly mode: AuthMode;
    /** The file's token, which wins over `<home>/token`; null without one. */
    readonly token: Secret | null;
    readonly password: Secret | null;
  };
};

/** How much files may take, in bytes, and how long they stay. */
export type MediaSettings = {
  readonly totalBytes: number;
  /** Of one sender who is not the owner, in 24 hours. */
  readonly dailyBytes: number;
  /** For how long those that came are kept; null for ever. */
  readonly keepMs: number | null;
};

export type ConfiguredAgent = {
  readonly id: AgentId;
  /** Its instructions and memory; absolute, always inside the gateway's home. */
  readonly home: string;
  /** The project directory it works on; absolute. */
  readonly workspace: string;
  /** `<name>/<model>` or a bare known id, tried in order; never empty. */
  readonly models: readonly string[];
  readonly timeoutMs: number;
  readonly verbose: VerboseLevel;
};

export type ProviderSettings = {
  readonly name: string;
  readonly apiKey: Secret | null;
  readonly baseUrl: string | null;
  readonly api: ModelApi | null;
  readonly models: readonly DeclaredModel[];
};

export type DeclaredModel = {
  readonly id: string;
  readonly contextWindow: number | null;
  readonly maxTokens: number | null;
  readonly input: readonly ('text' | 'image')[];
  /** US dollars for a million tokens. */
  readonly cost: ModelCost;
};

export type ModelCost = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
};

/** `file`: a person chose it. `key`: it goes with the first key that was found. `demo`: there is none. */
export type DefaultModel = { readonly ref: string; readonly source: 'file' | 'key' | 'demo' };
