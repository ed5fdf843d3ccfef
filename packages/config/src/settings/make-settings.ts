import type { AgentId, QueueMode, VerboseLevel } from '@coderclaw/core';
import {
  agentHome,
  DEFAULT_AGENT,
  type Environment,
  type HomePaths,
  resolveConfiguredPath,
} from '../home/home-paths.ts';
import { type AuthMode, type Bind, defaultOf } from '../schema/config-keys.ts';
import { type DeclaredChannels, listChannels } from './channel-settings.ts';
import type { ConfigProblem } from './config-problem.ts';
import { type DeclaredProvider, decideDefaultModel, listProviders } from './provider.ts';
import { Secret } from './secret.ts';
import type {
  ConfiguredAgent,
  DefaultModel,
  GatewaySettings,
  MediaSettings,
  Settings,
} from './settings.ts';

/** What `checkConfig` leaves of a file: each key present has the table's type. */
export type DeclaredConfig = {
  readonly gateway?: {
    readonly port?: number;
    readonly bind?: Bind;
    readonly auth?: {
      readonly mode?: AuthMode;
      readonly token?: string;
      readonly password?: string;
    };
  };
  readonly agents?: {
    readonly defaults?: DeclaredDefaults;
    readonly list?: readonly {
      readonly id: AgentId;
      readonly workspace?: string;
      readonly model?: string;
    }[];
  };
  readonly models?: Readonly<Record<string, DeclaredProvider>>;
  readonly messages?: { readonly queue?: { readonly mode?: QueueMode } };
  readonly media?: {
    readonly maxTotalMb?: number;
    readonly maxDailyMbPerSender?: number;
    readonly keepDays?: number;
  };
  readonly channels?: DeclaredChannels;
};

const BYTES_OF_MB = 1_000_000;
const DAY_MS = 24 * 60 * 60_000;

type DeclaredDefaults = {
  readonly model?: { readonly primary?: string; readonly fallbacks?: readonly string[] };
  readonly workspace?: string;
  readonly timeoutSeconds?: number;
  readonly verboseDefault?: VerboseLevel;
};

/**
 * Puts file, environment and defaults together. Where an agent is listed twice, the first entry holds.
 * `problems` are those of the file: what of it concerns a channel's account keeps that closed.
 */
export function makeSettings(
  declared: DeclaredConfig,
  problems: readonly ConfigProblem[],
  paths: HomePaths,
  env: Environment,
): Settings {
  const providers = listProviders(declared.models ?? {}, env);
  const defaultModel = decideDefaultModel(declared.agents?.defaults?.model?.primary, providers);
  const agents = listAgents(declared, defaultModel, paths, env);
  const queueMode = declared.messages?.queue?.mode ?? defaultOf<QueueMode>('messages.queue.mode');
  const channels = listChannels({
    declared: declared.channels ?? {},
    problems,
    agents: agents.map(({ id }) => id),
    queueMode,
    env,
  });
  return {
    gateway: gatewaySettings(declared),
    agents,
    providers,
    defaultModel,
    queueMode,
    media: mediaSettings(declared),
    channels,
  };
}

function mediaSettings({ media = {} }: DeclaredConfig): MediaSettings {
  const {
    maxTotalMb = defaultOf<number>('media.maxTotalMb'),
    maxDailyMbPerSender = defaultOf<number>('media.maxDailyMbPerSender'),
    keepDays = defaultOf<number>('media.keepDays'),
  } = media;
  return {
    totalBytes: maxTotalMb * BYTES_OF_MB,
    dailyBytes: maxDailyMbPerSender * BYTES_OF_MB,
    keepMs: keepDays === 0 ? null : keepDays * DAY_MS,
  };
}

function gatewaySettings({ gateway = {} }: DeclaredConfig): GatewaySettings {
  const { mode = defaultOf<AuthMode>('gateway.auth.mode'), token, password } = gateway.auth ?? {};
  return {
    port: gateway.port ?? defaultOf<number>('gateway.port'),
    bind: gateway.bind ?? defaultOf<Bind>('gateway.bind'),
    auth: {
      mode: password ? mode : 'token',
      token: token ? new Secret(token, 'file') : null,
      password: password ? new Secret(password, 'file') : null,
    },
  };
}

function listAgents(
  { agents = {} }: DeclaredConfig,
  defaultModel: DefaultModel,
  paths: HomePaths,
  env: Environment,
): readonly ConfiguredAgent[] {
  const { defaults = {}, list = [] } = agents;
  const byId = new Map<AgentId, (typeof list)[number]>([[DEFAULT_AGENT, { id: DEFAULT_AGENT }]]);
  for (const entry of list.toReversed()) byId.set(entry.id, entry);
  const order = new Set([DEFAULT_AGENT, ...list.map(({ id }) => id)]);
  const fallbacks = defaults.model?.fallbacks ?? [];
  return [...order].map((id) => {
    const { workspace, model } = byId.get(id)!;
    const home = agentHome(paths, id);
    const project = workspace ?? defaults.workspace;
    return {
      id,
      home,
      workspace: (project && resolveConfiguredPath(project, paths, env)) || home,
      models: [...new Set([model ?? defaultModel.ref, ...fallbacks])],
      timeoutMs:
        (defaults.timeoutSeconds ?? defaultOf<number>('agents.defaults.timeoutSeconds')) * 1000,
      verbose: defaults.verboseDefault ?? defaultOf<VerboseLevel>('agents.defaults.verboseDefault'),
    };
  });
}
