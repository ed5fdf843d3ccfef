import type { ModelCatalog } from '@coderclaw/agent';
import type {
  AgentDirectory,
  Clock,
  CommandAnswer,
  CommandRequest,
  Instant,
  KernelApi,
  Logger,
  PolicyDirectory,
  Store,
} from '@coderclaw/core';
import type { OpenChannels } from '../directory/channel-directory.ts';
import type { Verbosity } from '../event/verbosity.ts';

/** What commands are answered from. */
export type CommandPorts = {
  /** Asked when a command runs: the kernel is built with the desk. */
  readonly kernel: () => KernelApi;
  readonly store: Pick<
    Store,
    | 'countRefusals'
    | 'listActiveRuns'
    | 'listEntries'
    | 'listPairings'
    | 'listSessions'
    | 'listWirings'
    | 'sumUsage'
  >;
  readonly models: Pick<ModelCatalog, 'list' | 'resolve'>;
  readonly agents: AgentDirectory;
  readonly policies: PolicyDirectory;
  readonly channels: Pick<OpenChannels, 'find' | 'reports'>;
  readonly verbosity: Verbosity;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
  readonly version: string;
  readonly startedAt: Instant;
};

/** Answers one command. May throw: the desk says that it did not work. */
export type CommandHandler = (
  request: CommandRequest,
  ports: CommandPorts,
) => Promise<CommandAnswer>;
