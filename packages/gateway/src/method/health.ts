import { isOwner, type Principal, type StoreCounts } from '@coderclaw/core';
import { type Health, PROTOCOL_VERSION } from '@coderclaw/protocol';
import type { GatewayContext, Handler } from './context.ts';

/** How the gateway is: failing when its store does not answer, degraded when a person should look at something. */
export async function readHealth(gateway: GatewayContext): Promise<Health> {
  const began = gateway.clock.monotonic();
  const problems = [...gateway.config.problems, ...gateway.channels.problems];
  let failing = false;
  try {
    problems.push(...problemsIn(await gateway.store.readCounts()));
  } catch (error) {
    failing = true;
    gateway.logger.error('the store does not answer', { error });
    problems.push('the store does not answer; the log says why');
  }
  return {
    ok: !failing,
    status: failing ? 'failing' : problems.length > 0 ? 'degraded' : 'ok',
    version: gateway.version,
    ts: gateway.clock.now(),
    durationMs: Math.round(gateway.clock.monotonic() - began),
    uptimeMs: uptimeOf(gateway),
    defaultAgentId: gateway.agents.defaultAgentId,
    channels: [...gateway.channels.health],
    problems,
  };
}

function problemsIn({ unknownParts, failedParts }: StoreCounts): string[] {
  const problems: string[] = [];
  if (unknownParts > 0)
    problems.push(`${unknownParts} sent parts may not have arrived; see deliveries list`);
  if (failedParts > 0) problems.push(`${failedParts} parts could not be sent; see deliveries list`);
  return problems;
}

export function uptimeOf({ clock, startedAt }: GatewayContext): number {
  return Math.max(0, clock.now() - startedAt);
}

/** What a principal may know of it: problems name the owner's files and settings. */
export function healthFor(principal: Principal, whole: Health): Health {
  if (isOwner(principal.id)) return whole;
  const channels = whole.channels.map(({ detail: _detail, ...channel }) => channel);
  return { ...whole, channels, problems: [] };
}

export const health: Handler<'health'> = async ({ gateway, member }) =>
  healthFor(member.principal, await readHealth(gateway));

export const status: Handler<'status'> = async (context) => {
  const { gateway } = context;
  const { config, agents, roster, startedAt, version } = gateway;
  const { defaultModel } = config.settings;
  return {
    version,
    protocol: PROTOCOL_VERSION,
    ts: gateway.clock.now(),
    startedAt,
    uptimeMs: uptimeOf(gateway),
    defaultAgentId: agents.defaultAgentId,
    agents: agents.list().length,
    model: defaultModel.ref,
    modelConfigured: defaultModel.source !== 'demo',
    channels: [...gateway.channels.health],
    connections: roster.size,
    counts: { ...(await gateway.store.readCounts()) },
    files: {
      usedBytes: await gateway.blobs.measure(),
      limitBytes: config.settings.media.totalBytes,
    },
    problems: [...config.problems, ...gateway.channels.problems],
  };
};

export const systemPresence: Handler<'system-presence'> = ({ gateway, member }) =>
  gateway.roster.presenceFor(member.principal);
