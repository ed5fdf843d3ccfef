import { eventOfWebchatRequest } from '@coderclaw/channel-webchat';
import {
  acquireHomeLock,
  type Environment,
  loadOrCreateToken,
  openHome,
  removeGatewayRun,
  resolveHome,
  writeGatewayRun,
} from '@coderclaw/config';
import { type DeviceId, mainSessionKey, OWNER } from '@coderclaw/core';
import manifest from '../package.json' with { type: 'json' };
import { isLoopback } from './access/request-origin.ts';
import { issueSignInLink } from './access/sign-in-link.ts';
import { describeAccount } from './channel/account-report.ts';
import { decideListenAddress, demandBind, ownAddresses } from './directory/listen-address.ts';
import type { GatewayOptions, RunningGateway } from './gateway-options.ts';
import { FrontDoor } from './http/front-door.ts';
import { rememberPage } from './http/page-source.ts';
import { releaseIdleMemory } from './platform/idle-memory.ts';
import { reportStart } from './start-report.ts';
import { keepBackups, sweepBlobs } from './upkeep.ts';
import { type WiredGateway, wireGateway } from './wiring.ts';

/** What is left of a stop's two seconds for sockets to say good-bye. */
const FAREWELL_MS = 500;
/** What is loaded behind the start takes tens of milliseconds: who waited for the gateway is served first. */
const FINISH_AFTER_MS = 100;

/**
 * Starts a gateway: lock the home, load the configuration, open the store, listen, recover, be ready.
 * Rejects with a ConfigError, StoreError, ChannelError or GatewayError that says what to do next, and
 * has then let go of everything.
 */
export async function startGateway(options: GatewayOptions = {}): Promise<RunningGateway> {
  await using opening = new AsyncDisposableStack();
  const gateway = await open(options, opening);
  // From here on it lives until it is stopped.
  const closing = opening.move();
  return { ...gateway, stop: () => closing.disposeAsync() };
}

async function open(
  options: GatewayOptions,
  closing: AsyncDisposableStack,
): Promise<Omit<RunningGateway, 'stop'>> {
  demandBind(options.bind);
  const paths = resolveHome(options.home === undefined ? options.env : withHome(options));
  openHome(paths);
  const lock = await acquireHomeLock(paths);
  closing.defer(() => lock.release());
  const { token, warning } = loadOrCreateToken(paths);
  const { version } = manifest;

  let url = '';
  const wired = await wireGateway({ paths, options, version, token }, closing, () => url);
  const { context } = wired;
  const { config, logger, clock } = context;

  const { host, localHost, publicHosts, problem } = decideListenAddress({
    configured: config.settings.gateway.bind,
    explicit: options.bind,
    addresses: ownAddresses(),
  });
  let isReady = false;
  const door = new FrontDoor({
    logger,
    clock,
    limiter: wired.limiter,
    shared: wired.shared,
    page: options.page ? rememberPage(options.page) : null,
    gateway: () => (isReady ? context : null),
    sockets: () => (isReady && !context.stopping.aborted ? wired.sockets : null),
  });
  const port = await door.listen(host, options.port ?? config.settings.gateway.port);
  url = urlOf(localHost, port);
  closing.defer(() => leave(door, wired));

  await wired.connect();
  const recovered = await context.kernel.start();
  isReady = true;
  closing.defer(config.watch());
  writeGatewayRun(paths, {
    pid: process.pid,
    port,
    bind: host,
    url,
    version,
    startedAt: context.startedAt,
  });
  closing.defer(() => removeGatewayRun(paths));
  logger.info('the gateway is ready', { version, url, ...recovered });
  const leaving = new AbortController();
  void finishStart(wired, leaving.signal);
  const waking = wakeAgents(wired, leaving.signal);
  // Whoever stops the gateway may take its home away: nothing is made there any more.
  closing.defer(() => waking);
  closing.defer(() => leaving.abort());
  void keepBackups(context, paths.database);
  void sweepBlobs(context, wired.blobs, () => config.settings.media.keepMs);
  void releaseIdleMemory(context.kernel, clock, context.stopping);

  const signInLink = () => issueSignInLink(url, OWNER, context);
  const report = reportStart({
    version,
    url,
    publicUrls: isLoopback(host) ? null : publicHosts.map((one) => urlOf(one, port)),
    paths,
    settings: config.settings,
    signInLink: (await signInLink()).url,
    channels: context.channels.reports.map(describeAccount),
    problems: [...config.problems, ...[warning, problem].filter((one) => one !== null)],
  });
  return {
    url,
    port,
    report,
    signInLink,
    revokeDevice: async (id, by = OWNER) => {
      const deviceId = id as DeviceId;
      const revoked = await context.store.revokeDevice({
        at: clock.now(),
        deviceId,
        principalId: by,
      });
      context.roster.closeDevice(deviceId);
      return revoked;
    },
  };
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function withHome({ home, env = {} }: GatewayOptions): Environment {
  return { ...env, CODERCLAW_HOME: home };
}

/** Lets nobody in any more, tells those who are there, and gives them a moment to go. */
async function leave(door: FrontDoor, wired: WiredGateway): Promise<void> {
  wired.abort();
  await wired.sockets.close('gateway stopping');
  const closed = door.close();
  const farewell = new AbortController();
  await Promise.race([closed, wired.context.clock.sleep(FAREWELL_MS, farewell.signal)]);
  farewell.abort();
  await wired.sockets.cut();
  door.cut();
}

/**
 * Has ready what the first client needs, and connects the configured accounts. What arrives for them before
 * that waits, as while a platform is down.
 */
async function finishStart(wired: WiredGateway, stopping: AbortSignal): Promise<void> {
  const { clock, channels, logger } = wired.context;
  await clock.sleep(FINISH_AFTER_MS, stopping);
  if (stopping.aborted) return;
  channels.connect();
  await wired.sockets
    .server()
    .catch((error: unknown) => logger.error('WebSockets can not be served', { error }));
}

/** Makes the agents' homes, and gives each the message that its BOOT.md holds for every start. */
async function wakeAgents({ context, homes }: WiredGateway, stopping: AbortSignal): Promise<void> {
  const { agents, kernel, logger, bootId } = context;
  for (const { id } of agents.list()) {
    if (stopping.aborted) return;
    try {
      await homes.prepare(id);
      const text = await homes.readBootMessage(id);
      if (text === null) continue;
      const principal = { id: OWNER, kind: 'service' } as const;
      const sessionKey = mainSessionKey(id);
      const idempotencyKey = `boot-${bootId}`;
      const event = eventOfWebchatRequest({
        principal,
        method: 'boot',
        sessionKey,
        idempotencyKey,
        text,
      });
      await kernel.accept({ event, principal, sessionKey, alias: idempotencyKey });
    } catch (error) {
      logger.warn('an agent could not be woken', { agentId: id, error });
    }
  }
}
