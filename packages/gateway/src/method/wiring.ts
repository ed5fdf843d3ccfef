import { DEFAULT_ACCOUNT } from '@coderclaw/config';
import {
  type AgentId,
  type ConversationRecord,
  DEFAULT_TENANT,
  defaultWiring,
  type WiringId,
  type WiringRule,
} from '@coderclaw/core';
import { WireError, type Wiring } from '@coderclaw/protocol';
import { tellPlaces } from '../event/places.ts';
import type { GatewayContext, Handler } from './context.ts';
import { knownAgent } from './session-lookup.ts';

const DEFAULT_LIMIT = 100;

export const wiringsList: Handler<'wirings.list'> = async ({ gateway }, params) => {
  const { channel, limit = DEFAULT_LIMIT, offset = 0 } = params;
  const made = await gateway.store.listWirings();
  const all = [
    ...made.map(({ id, place, ...rule }) => toWiring(rule, place, id)),
    ...configuredWirings(gateway),
  ].filter((wiring) => channel === undefined || wiring.channel === channel);
  const page = all.slice(offset, offset + limit);
  const wirings = await Promise.all(page.map((wiring) => withPlace(gateway, wiring)));
  return { total: all.length, wirings };
};

/** What the configuration says of single groups; it holds where nobody made a wiring. */
function configuredWirings({ config, agents }: GatewayContext): readonly Wiring[] {
  return config.settings.channels.flatMap(({ channel, account, policy }) =>
    [...policy.groups].map(([address, rule]) => ({
      ...ruleOf(defaultWiring(agents.defaultAgentId, false, rule)),
      id: null,
      origin: 'file' as const,
      channel,
      account,
      address,
      kind: null,
      title: null,
    })),
  );
}

/** A place of the configuration is shown by the name that it was heard of with. */
async function withPlace({ store }: GatewayContext, wiring: Wiring): Promise<Wiring> {
  if (wiring.origin === 'table') return wiring;
  const place = await store.findConversation(wiring);
  return place ? { ...wiring, kind: place.kind, title: place.title } : wiring;
}

export const wiringsSet: Handler<'wirings.set'> = async ({ gateway, member }, params) => {
  const { channel, account = DEFAULT_ACCOUNT, address } = params;
  const agentId = knownAgent(params.agentId, gateway.agents);
  const place = await gateway.store.findConversation({ channel, account, address });
  if (!place)
    throw new WireError(
      'NOT_FOUND',
      'nothing has been heard from this place; write a message there, or name it in the configuration',
    );
  const rule = ruleWanted(params, agentId, place);
  const { id } = await gateway.store.saveWiring({
    at: gateway.clock.now(),
    tenantId: DEFAULT_TENANT,
    principalId: member.principal.id,
    conversationId: place.id,
    rule,
  });
  tellPlaces(gateway.roster, place);
  return { ok: true, wiring: toWiring(rule, place, id) };
};

function ruleWanted(
  params: Parameters<typeof wiringsSet>[1],
  agentId: AgentId,
  { kind }: ConversationRecord,
): WiringRule {
  const usual = defaultWiring(agentId, kind === 'direct', null);
  const { engage = usual.engage, pattern = null } = params;
  if ((engage === 'pattern') !== (pattern !== null))
    throw new WireError('INVALID_REQUEST', 'engage "pattern" and pattern go together');
  const { senders = usual.senders, ignored = usual.ignored } = params;
  const { sessionMode = usual.sessionMode } = params;
  return { agentId, engage, pattern, senders, ignored, sessionMode };
}

export const wiringsRemove: Handler<'wirings.remove'> = async ({ gateway, member }, { id }) => {
  const wiring = (await gateway.store.listWirings()).find((one) => one.id === id);
  const removed = await gateway.store.removeWiring({
    at: gateway.clock.now(),
    principalId: member.principal.id,
    wiringId: id as WiringId,
  });
  if (!removed || !wiring)
    throw new WireError('NOT_FOUND', 'there is no such wiring; wirings.list has them');
  tellPlaces(gateway.roster, wiring.place);
  return { ok: true };
};

function toWiring(rule: WiringRule, place: ConversationRecord, id: WiringId): Wiring {
  const { channel, account, address, kind, title } = place;
  return { id, origin: 'table', channel, account, address, kind, title, ...ruleOf(rule) };
}

function ruleOf(rule: WiringRule): WiringRule {
  const { agentId, engage, pattern, senders, ignored, sessionMode } = rule;
  return { agentId, engage, pattern, senders, ignored, sessionMode };
}
