import { join } from 'node:path';
import { createAgentRunner, createModelCatalog } from '@coderclaw/agent';
import { type HomePaths, listSecrets } from '@coderclaw/config';
import {
  type BlobStore,
  type Clock,
  createKernel,
  DEFAULT_TENANT,
  type Ids,
  type Instant,
  type KernelApi,
  type Logger,
  NO_CHECKPOINT,
  type Random,
  type Store,
} from '@coderclaw/core';
import { openBlobStore, openSqliteStore } from '@coderclaw/store';
import type { SharedSecret } from './access/credential.ts';
import { FailureLimiter } from './access/failure-limiter.ts';
import { type HostPorts, openChannelHost } from './channel/channel-host.ts';
import { CHANNEL_SOURCES } from './channel/channel-source.ts';
import type { AccountPorts } from './channel/configured-account.ts';
import { createCommandDesk } from './command/command-desk.ts';
import { Presence } from './connection/presence.ts';
import { Roster } from './connection/roster.ts';
import { Sockets } from './connection/sockets.ts';
import { AgentHomes } from './directory/agent-homes.ts';
import { OpenChannels } from './directory/channel-directory.ts';
import { configuredLimits } from './directory/configured-limits.ts';
import { configuredPolicies } from './directory/configured-policies.ts';
import { type LiveConfig, openLiveConfig } from './directory/live-config.ts';
import { EventFold } from './event/event-fold.ts';
import { tellPlaces } from './event/places.ts';
import { SessionList } from './event/session-list.ts';
import { Verbosity } from './event/verbosity.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { createMetrics } from './http/metrics.ts';
import { LogFile } from './log/log-file.ts';
import { createLogger } from './log/logger.ts';
import { Redactor } from './log/redact.ts';
import type { GatewayContext } from './method/context.ts';
import { healthFor, readHealth } from './method/health.ts';
import { openAuditSigner } from './platform/audit-signer.ts';
import { PAIRING_CODES } from './platform/pairing-codes.ts';
import { SYSTEM_CLOCK } from './platform/system-clock.ts';
import { createUuidIds } from './platform/uuid-ids.ts';

/** What is decided before anything is opened. */
export type Ground = {
  readonly paths: HomePaths;
  readonly options: GatewayOptions;
  readonly version: string;
  /** The content of `<home>/token`. */
  readonly token: string;
};

/** A gateway with all its parts, none of which has begun to work. */
export type WiredGateway = {
  readonly context: GatewayContext;
  readonly homes: AgentHomes;
  readonly blobs: BlobStore;
  readonly limiter: FailureLimiter;
  readonly shared: () => SharedSecret;
  /** Opens the gateway's own channels, and lets the kernel's events reach clients from then on. */
  connect(): Promise<void>;
  readonly sockets: Sockets;
  /** Says everywhere that the gateway is stopping. */
  abort(): void;
};

/**
 * Builds everything, from the bottom up. What has to be closed again is put on `closing` as it is opened.
 * `pageUrl` is asked for only once the port is known.
 */
export async function wireGateway(
  ground: Ground,
  closing: AsyncDisposableStack,
  pageUrl: () => string,
): Promise<WiredGateway> {
  const machine = openMachine(ground, closing);
  const { config, shared } = await openConfiguration(ground, machine);
  const store = openStore(ground, machine, closing);
  const verbosity = new Verbosity((agentId) => config.verboseOf(agentId));
  const startedAt = machine.clock.now();
  const foundations = { config, store, verbosity, startedAt };
  const work = buildKernel(ground, machine, foundations, closing);

  const { clock, logger } = machine;
  const stopping = new AbortController();
  const roster = new Roster();
  const context: GatewayContext = {
    ...machine,
    ...work,
    store,
    config,
    agents: config,
    sources: ground.options.channelSources ?? CHANNEL_SOURCES,
    roster,
    verbosity,
    metrics: createMetrics(),
    version: ground.version,
    startedAt,
    get pageUrl() {
      return pageUrl();
    },
    stopping: stopping.signal,
  };

  const sessions = new SessionList({ store, roster, clock, logger });
  const events = new EventFold({ roster, clock, verbosity, sessions });
  const presence = new Presence(work.kernel, roster, clock);
  const limiter = new FailureLimiter(clock);
  return {
    context,
    homes: work.homes,
    blobs: work.blobs,
    limiter,
    shared,
    connect: async () => {
      config.onChange(() => tellHealth(context));
      closeOnRotation(context, shared);
      work.kernel.subscribe((event) => {
        events.take(event);
        presence.take(event);
        if (event.type === 'settled') context.metrics.runs.add(event.to);
      });
      const host = hostPorts(context, work.blobs);
      const ports: AccountPorts = {
        sources: context.sources,
        host: (account, report, signal) => openChannelHost(host, account, report, signal),
        clock,
        random: RANDOM,
        logger,
        redact: (text) => machine.redactor.redact(text),
        stopping: stopping.signal,
        onChange: () => tellHealth(context),
      };
      await work.channels.open(ports, config.settings.channels);
      config.onChange(() => work.channels.configure(config.settings.channels));
    },
    sockets: new Sockets(async () => {
      const { SocketServer } = await import('./connection/socket-server.ts');
      const handshake = { ...machine, store, limiter, shared };
      return new SocketServer({ gateway: context, handshake, presence });
    }),
    abort: () => stopping.abort(),
  };
}

/** What files leave free on the disk, for the database and whoever else is there. */
const MIN_FREE_BYTES = 256 * 1024 * 1024;
const RANDOM: Random = { next: Math.random };

type Machine = {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly bootId: string;
  readonly logger: Logger;
  readonly logFile: string;
  readonly redactor: Redactor;
};

/** Time, names and the log: everything else may have something to say. */
function openMachine({ paths, options }: Ground, closing: AsyncDisposableStack): Machine {
  const clock = options.clock ?? SYSTEM_CLOCK;
  const ids = createUuidIds(clock);
  const redactor = new Redactor();
  const file = new LogFile(join(paths.logs, 'gateway.log'));
  closing.defer(() => file.close());
  const print = options.verbose ? (options.print ?? printToStderr) : undefined;
  const logger = createLogger({ file, redactor, clock, ...(print && { print }) });
  return { clock, ids, bootId: ids.next(), logger, logFile: file.path, redactor };
}

/** What is configured, now and after each change of the file. */
async function openConfiguration({ paths, options, token }: Ground, { logger, redactor }: Machine) {
  const config = await openLiveConfig({ paths, env: options.env, logger });
  const shared = () => sharedSecret(config, token);
  const learn = () => learnSecrets(redactor, config, shared);
  learn();
  config.onChange(learn);
  return { config, shared };
}

/** What is kept, and the key that seals it. */
function openStore(
  { paths }: Ground,
  { ids, logger }: Machine,
  closing: AsyncDisposableStack,
): Store {
  const signer = openAuditSigner(paths.auditKey);
  const witness = paths.auditKey;
  const store = openSqliteStore({ path: paths.database, ids, signer, witness, logger });
  closing.defer(() => store.close());
  return store;
}

type Foundations = {
  readonly config: LiveConfig;
  readonly store: Store;
  readonly verbosity: Verbosity;
  readonly startedAt: Instant;
};

/** Who answers: models, agents, channels, and the kernel that gives each message its turn. */
function buildKernel(
  { paths, options, version }: Ground,
  { clock, logger, bootId }: Machine,
  { config, store, verbosity, startedAt }: Foundations,
  closing: AsyncDisposableStack,
) {
  const models = createModelCatalog(config.modelSettings, { clock });
  config.onChange(() => models.update(config.modelSettings));
  const blobs = openBlobStore({ directory: paths.media, clock, minFreeBytes: MIN_FREE_BYTES });
  const runner = createAgentRunner({
    models: options.models ?? models,
    homes: (agentId) => {
      const { home, workspace } = config.configuredAgent(agentId);
      return { home, workspace, closed: [paths.home] };
    },
    blobs,
    clock,
    random: RANDOM,
    logger,
  });
  const homes = new AgentHomes((agentId) => config.configuredAgent(agentId).home, logger);
  const channels = new OpenChannels(options.channels ?? []);
  closing.defer(() => channels.close());
  const policies = options.policies ?? configuredPolicies(config);
  const commands = createCommandDesk({
    kernel: () => kernel,
    store,
    models,
    agents: config,
    policies,
    channels,
    verbosity,
    clock,
    logger,
    version,
    startedAt,
  });
  const kernel: KernelApi = createKernel({
    store,
    runner: homes.around(runner),
    channels,
    agents: config,
    policies,
    commands,
    pairingCodes: PAIRING_CODES,
    blobs,
    fileLimits: configuredLimits(config),
    verbosity: { levelOf: (session, transport) => verbosity.levelForRun(session, transport) },
    clock,
    random: RANDOM,
    logger,
    checkpoint: options.checkpoint ?? NO_CHECKPOINT,
    tenantId: DEFAULT_TENANT,
    executorId: bootId,
    ...(options.identify && { identify: options.identify }),
  });
  closing.defer(() => kernel.stop());
  return { models, homes, channels, kernel, blobs };
}

/** Who signed in with a shared secret that was replaced has to sign in again. */
function closeOnRotation({ config, roster }: GatewayContext, shared: () => SharedSecret): void {
  let known = shared().value;
  config.onChange(() => {
    if (shared().value === known) return;
    known = shared().value;
    roster.closeDeviceless();
  });
}

/** Clients are told how the gateway is whenever its configuration or a login of it changed. */
function tellHealth(context: GatewayContext): void {
  const { roster, logger } = context;
  void readHealth(context)
    .then((health) => {
      for (const connection of roster.audienceOf('health', null))
        connection.tell('health', healthFor(connection.member.principal, health));
    })
    .catch((error: unknown) => logger.warn('the health could not be told', { error }));
}

function hostPorts(
  { kernel, store, roster, logger, clock }: GatewayContext,
  blobs: BlobStore,
): HostPorts {
  const readFile: HostPorts['readFile'] = ({ sha256 }) => blobs.read(sha256);
  const onMoved: HostPorts['onMoved'] = (account) => tellPlaces(roster, account);
  return { kernel, store, onMoved, readFile, logger, clock };
}

/** The file's token wins over the home's own. */
function sharedSecret({ settings }: LiveConfig, token: string): SharedSecret {
  const { auth } = settings.gateway;
  if (auth.mode === 'password' && auth.password) {
    return { mode: 'password', value: auth.password.reveal() };
  }
  return { mode: 'token', value: auth.token?.reveal() ?? token };
}

function learnSecrets(
  redactor: Redactor,
  { settings }: LiveConfig,
  shared: () => SharedSecret,
): void {
  redactor.learn(shared().value);
  for (const secret of listSecrets(settings)) redactor.learn(secret.reveal());
}

function printToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
