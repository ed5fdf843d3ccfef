import type { IncomingMessage } from 'node:http';
import type { Clock } from '@coderclaw/core';
import type { SharedSecret } from '../access/credential.ts';
import type { FailureLimiter } from '../access/failure-limiter.ts';
import { equalSecrets } from '../access/secret.ts';
import type { GatewayContext } from '../method/context.ts';
import { readHealth } from '../method/health.ts';
import { formatMetrics, type Gauge } from './metrics.ts';
import type { PageSource } from './page-source.ts';
import { failure, json, type Reply } from './reply.ts';

export type RoutePorts = {
  readonly gateway: () => GatewayContext | null;
  readonly clock: Clock;
  readonly limiter: FailureLimiter;
  readonly shared: () => SharedSecret;
  readonly page: PageSource | null;
};

export type Caller = { readonly address: string; readonly loopback: boolean };

type Route = (request: IncomingMessage, caller: Caller) => Promise<Reply> | Reply;

const METHODS = 'GET, HEAD';
/** Nothing here takes a body; a small one is read past, a large one is not waited for. */
const MAX_BODY_BYTES = 64 * 1024;

/** Answers a request whose Host and Origin were found to be ours. */
export async function answer(
  request: IncomingMessage,
  caller: Caller,
  ports: RoutePorts,
): Promise<Reply> {
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > MAX_BODY_BYTES)
    return failure(413, 'the body is too large', { Connection: 'close' });
  const path = (request.url ?? '/').split('?', 1)[0]!;
  const route = findRoute(path, ports);
  if (!route) return failure(404, 'there is nothing here');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return failure(405, 'only GET and HEAD are served here', { Allow: METHODS });
  }
  return route(request, caller);
}

function findRoute(path: string, ports: RoutePorts): Route | undefined {
  switch (path) {
    case '/healthz':
      return (request, caller) => healthz(request, caller, ports);
    case '/readyz':
      return (request, caller) => readyz(request, caller, ports);
    case '/metrics':
      return (request, caller) => metrics(request, caller, ports);
    default:
      return ports.page?.paths.includes(path)
        ? (request) => page(request, path, ports.page!)
        : undefined;
  }
}

/** Alive, as long as this answers. The rest is for those who show the token. */
async function healthz(
  request: IncomingMessage,
  caller: Caller,
  ports: RoutePorts,
): Promise<Reply> {
  const gateway = ports.gateway();
  if (!gateway || (await authorise(request, caller, ports))) return json(200, { ok: true });
  return json(200, await readHealth(gateway));
}

async function readyz(request: IncomingMessage, caller: Caller, ports: RoutePorts): Promise<Reply> {
  const gateway = ports.gateway();
  if (!gateway) return json(503, { ok: false, status: 'starting' }, { 'Retry-After': '1' });
  if (gateway.stopping.aborted) return json(503, { ok: false, status: 'stopping' });
  const health = await readHealth(gateway);
  const details = (await authorise(request, caller, ports)) ? { ok: health.ok } : health;
  return json(health.ok ? 200 : 503, details);
}

async function metrics(
  request: IncomingMessage,
  caller: Caller,
  ports: RoutePorts,
): Promise<Reply> {
  const refusal = await authorise(request, caller, ports);
  if (refusal) return refusal;
  const gateway = ports.gateway();
  if (!gateway) return failure(503, 'the gateway is starting', { 'Retry-After': '1' });
  const counts = await gateway.store.readCounts();
  const memory = process.memoryUsage();
  const gauges: Gauge[] = [
    ['coderclaw_uptime_seconds', 'Seconds since the start.', process.uptime()],
    ['coderclaw_connections', 'Signed-in WebSocket connections.', gateway.roster.size],
    ['coderclaw_runs_live', 'Runs that this process works on.', gateway.kernel.liveRuns().length],
    ['coderclaw_sessions', 'Sessions.', counts.sessions],
    ['coderclaw_messages', 'Messages accepted.', counts.messages],
    ['coderclaw_intakes_waiting', 'Messages that wait in a lane.', counts.waitingIntakes],
    ['coderclaw_parts_pending', 'Delivery parts to send.', counts.pendingParts],
    ['coderclaw_parts_unknown', 'Delivery parts whose outcome is unknown.', counts.unknownParts],
    ['coderclaw_parts_failed', 'Delivery parts given up.', counts.failedParts],
    ['process_resident_memory_bytes', 'Resident memory.', memory.rss],
    ['nodejs_heap_size_used_bytes', 'Used heap.', memory.heapUsed],
  ];
  const body = formatMetrics(Object.values(gateway.metrics), gauges);
  return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body };
}

async function page(request: IncomingMessage, path: string, source: PageSource): Promise<Reply> {
  const asset = (await source.load()).find((one) => one.path === path);
  if (!asset) return failure(404, 'there is nothing here');
  const headers = {
    'Content-Security-Policy': source.policy,
    'Cache-Control': 'no-cache',
    ETag: asset.etag,
  };
  const status = request.headers['if-none-match'] === asset.etag ? 304 : 200;
  return { status, type: asset.type, body: status === 304 ? '' : asset.body, headers };
}

/** Null when the request shows the shared secret as a bearer; the refusal otherwise. */
async function authorise(
  request: IncomingMessage,
  caller: Caller,
  ports: RoutePorts,
): Promise<Reply | null> {
  const [scheme, secret] = (request.headers.authorization ?? '').split(' ');
  const refusal = failure(401, 'send the token of this gateway: Authorization: Bearer …', {
    'WWW-Authenticate': 'Bearer',
  });
  if (scheme?.toLowerCase() !== 'bearer' || !secret) return refusal;
  const attempt = ports.limiter.decide(caller.address, ['shared'], caller.loopback);
  if (attempt.kind === 'locked-out') {
    const seconds = String(Math.ceil(attempt.retryAfterMs / 1_000));
    return failure(429, 'too many failed attempts', { 'Retry-After': seconds });
  }
  if (attempt.delayMs > 0) await ports.clock.sleep(attempt.delayMs);
  if (equalSecrets(secret, ports.shared().value)) return null;
  ports.limiter.recordFailure(caller.address, 'shared');
  return refusal;
}
