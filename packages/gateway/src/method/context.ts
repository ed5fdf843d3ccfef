import type { ModelCatalog } from '@coderclaw/agent';
import type {
  AgentDirectory,
  BlobStore,
  Clock,
  Ids,
  Instant,
  KernelApi,
  Logger,
  Store,
} from '@coderclaw/core';
import type { MethodName, MethodParams, MethodResult } from '@coderclaw/protocol';
import type { ChannelSources } from '../channel/channel-source.ts';
import type { Member } from '../connection/connection.ts';
import type { Roster, SignedIn } from '../connection/roster.ts';
import type { OpenChannels } from '../directory/channel-directory.ts';
import type { LiveConfig } from '../directory/live-config.ts';
import type { Verbosity } from '../event/verbosity.ts';
import type { Metrics } from '../http/metrics.ts';
import type { Redactor } from '../log/redact.ts';

/** What the methods work on: the gateway, without its sockets. */
export type GatewayContext = {
  readonly kernel: KernelApi;
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly agents: AgentDirectory;
  readonly models: ModelCatalog;
  readonly config: LiveConfig;
  readonly channels: OpenChannels;
  /** How the channels that can be configured are loaded. */
  readonly sources: ChannelSources;
  readonly roster: Roster;
  readonly verbosity: Verbosity;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly redactor: Redactor;
  readonly version: string;
  /** Names this start of the gateway. */
  readonly bootId: string;
  readonly startedAt: Instant;
  readonly logFile: string;
  /** Where a browser on this machine finds the page. */
  readonly pageUrl: string;
  /** Aborts when the gateway stops. */
  readonly stopping: AbortSignal;
};

/** One request, on its way to an answer. */
export type RequestContext = {
  readonly gateway: GatewayContext;
  readonly connection: SignedIn;
  readonly member: Member;
  /** Answers early: before the events that the request causes, or with the first of two answers. */
  respond(payload: unknown): void;
};

/**
 * Answers one method; its params are valid and its caller has the scope. Refuses by throwing a WireError.
 * Undefined means that `respond` has said everything.
 */
export type Handler<Name extends MethodName> = (
  context: RequestContext,
  params: MethodParams<Name>,
) => Answer<Name> | Promise<Answer<Name>>;

export type Answer<Name extends MethodName> = MethodResult<Name> | undefined;
