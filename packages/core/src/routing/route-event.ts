import { type AccessDecision, decideAccess, type Person } from '../access/access.ts';
import { principalOfIdentity, principalOfPlace } from '../access/identity.ts';
import { isOwner } from '../access/principal.ts';
import {
  getCommand,
  mayUse,
  parseCommand,
  type SessionReach,
  type Standing,
} from '../command/command.ts';
import type { AgentId, PrincipalId } from '../id/id.ts';
import { textOf } from '../message/content.ts';
import type { InboundEvent } from '../message/message.ts';
import type { AccountPolicy } from '../ports/channel-policy.ts';
import type { Instant } from '../ports/clock.ts';
import { parseSessionKey, type SessionKey } from '../session/session-key.ts';
import type { QueueMode, RouteDecision, RoutedCommand } from './intake.ts';
import { matchesPattern } from './pattern.ts';
import { decideQueueMode } from './queue-mode.ts';
import { sessionKeyOf } from './session-place.ts';
import { defaultWiring, STICKY_MS, type WiringRule } from './wiring.ts';

/** Everything that routing a platform's event depends on. */
export type EventFacts = {
  readonly event: InboundEvent;
  readonly person: Person;
  readonly policy: AccountPolicy | undefined;
  /** Those that a person made for the conversation or, where it has none, for what it lies in. */
  readonly wirings: readonly WiringRule[];
  /** The platform's former ids of the conversation and its parent. */
  readonly formerAddresses: readonly string[];
  readonly defaultAgentId: AgentId;
  readonly agentExists: (agentId: AgentId) => boolean;
  /** The gateway's own, where nothing nearer says so. */
  readonly standingQueueMode?: QueueMode | undefined;
  readonly at: Instant;
};

/** What is known of a session that a route may lead to. */
export type SessionFacts = {
  /** When it last answered in the event's own place, or was asked there; null where that never was, or does not matter. */
  readonly spokeAt: Instant | null;
  readonly queueMode: QueueMode | null;
};

export type EventRoute = {
  readonly agentId: AgentId;
  readonly sessionKey: SessionKey;
  /** To whom the session belongs. */
  readonly sessionPrincipalId: PrincipalId;
  readonly decision: RouteDecision;
  readonly reason: string;
  readonly queueMode: QueueMode;
  readonly command?: RoutedCommand;
};

/** A place where the event may lead to, before it is known whether it does. */
export type EventTarget = { readonly wiring: WiringRule; readonly sessionKey: SessionKey };

export type EventPlan = {
  readonly access: AccessDecision;
  readonly targets: readonly EventTarget[];
};

/** Who may write, and which agents' sessions it may concern. At least one target, so that each event has its intake. */
export function planEvent(facts: EventFacts): EventPlan {
  const { event, policy, person } = facts;
  const access = decideAccess({
    policy,
    person,
    identity: event.sender.identity,
    isBot: event.sender.isBot ?? false,
    kind: event.conversation.kind,
    addresses: addressesOf(facts),
    isWired: facts.wirings.length > 0,
    at: facts.at,
  });
  const rule = access.allowed ? access.rule : null;
  const isDirect = event.conversation.kind === 'direct';
  const standing = [defaultWiring(facts.defaultAgentId, isDirect, rule)];
  const wirings = facts.wirings.length > 0 ? facts.wirings : standing;
  const targets = wirings.map((wiring) => ({
    wiring,
    sessionKey: sessionKeyOf(event, wiring.agentId, wiring.sessionMode),
  }));
  return { access, targets };
}

/** One route for each target: a decision with its reason. */
export function decideEventRoutes(
  facts: EventFacts,
  { access, targets }: EventPlan,
  sessionOf: (key: SessionKey) => SessionFacts,
): readonly EventRoute[] {
  const routes = targets.map((target) => {
    const session = sessionOf(target.sessionKey);
    const { event, policy } = facts;
    const rule = access.allowed ? access.rule : null;
    const standing = facts.standingQueueMode;
    const { mode } = decideQueueMode({ own: session.queueMode, rule, policy, standing });
    return {
      agentId: target.wiring.agentId,
      sessionKey: target.sessionKey,
      sessionPrincipalId: ownerOfSession(facts, target.wiring),
      queueMode: mode,
      ...decide(facts, access, target, session, event),
    };
  });
  return routes.map((route, index) => answerOnce(route, routes.slice(0, index)));
}

/** What concerns no session is answered once, however many agents listen. */
function answerOnce(route: EventRoute, earlier: readonly EventRoute[]): EventRoute {
  const { command, ...rest } = route;
  if (route.decision !== 'engage' || !command || isAboutSession(command)) return route;
  const isAnswered = earlier.some((other) => other.decision === 'engage' && other.command);
  return isAnswered ? { ...rest, ...drop('command:answered-once') } : route;
}

function isAboutSession({ name, permitted }: RoutedCommand): boolean {
  return permitted && name !== 'unsupported' && getCommand(name).about === 'session';
}

type Verdict = Pick<EventRoute, 'decision' | 'reason' | 'command'>;

function decide(
  facts: EventFacts,
  access: AccessDecision,
  target: EventTarget,
  session: SessionFacts,
  event: InboundEvent,
): Verdict {
  const { wiring } = target;
  if (!isNameable(target, facts.defaultAgentId)) return drop('address:unusable');
  if (!access.allowed) return decideStranger(facts, access, wiring);
  if (!facts.agentExists(wiring.agentId)) return drop('agent:unknown');
  if (event.kind === 'edit' || event.kind === 'delete' || event.kind === 'reaction')
    return { decision: 'accumulate', reason: `kind:${event.kind}` };
  if (wiring.senders === 'known' && !access.known) return ignore(wiring, 'sender:unknown');
  const command = commandOf(event, standingOf(facts, wiring, access.known));
  // A command is meant for us by its form; what can not be read is only answered where it was.
  if (command && (command.name !== 'unsupported' || isEngaged(facts, wiring, session)))
    return { decision: 'engage', reason: `command:${command.name}`, command };
  if (command) return drop('unsupported');
  if (isEngaged(facts, wiring, session))
    return { decision: 'engage', reason: `${access.reason} engage:${wiring.engage}` };
  return ignore(wiring, `not-engaged:${wiring.engage}`);
}

/** A stranger is offered a pairing by what they write; what they edit meanwhile changes what is kept. */
function decideStranger(
  facts: EventFacts,
  access: Extract<AccessDecision, { allowed: false }>,
  wiring: WiringRule,
): Verdict {
  const { event } = facts;
  if (access.answer === 'silence') return drop(access.reason);
  if (event.kind === 'edit' || event.kind === 'delete')
    return { decision: 'accumulate', reason: `kind:${event.kind}` };
  if (event.kind !== 'message') return drop(access.reason);
  const standing = { isOwner: false, known: true, reach: reachOf(event, wiring) };
  const command = commandOf(event, standing);
  return { decision: 'pair', reason: access.reason, ...(command && { command }) };
}

function commandOf(event: InboundEvent, standing: Standing): RoutedCommand | undefined {
  const call = parseCommand(textOf(event.content));
  if (call) return { ...call, permitted: mayUse(call.name, standing), standing };
  if (event.unsupported === undefined) return undefined;
  return { name: 'unsupported', args: event.unsupported, permitted: true };
}

function standingOf({ event, person }: EventFacts, wiring: WiringRule, known: boolean): Standing {
  return { isOwner: isOwner(person.principalId), known, reach: reachOf(event, wiring) };
}

function reachOf({ conversation }: InboundEvent, { sessionMode }: WiringRule): SessionReach {
  if (sessionMode === 'shared') return 'places';
  return conversation.kind === 'direct' ? 'person' : 'place';
}

function isEngaged(facts: EventFacts, wiring: WiringRule, session: SessionFacts): boolean {
  switch (wiring.engage) {
    case 'always':
      return true;
    case 'mention':
      return isAddressed(facts, wiring);
    case 'mention-sticky':
      return isAddressed(facts, wiring) || isWarm(session, facts.at);
    case 'pattern':
      return wiring.pattern !== null && matchesPattern(textOf(facts.event.content), wiring.pattern);
  }
}

/** A word from long ahead was written by a clock that has been set back since, and says nothing. */
function isWarm({ spokeAt }: SessionFacts, at: Instant): boolean {
  return spokeAt !== null && Math.abs(at - spokeAt) < STICKY_MS;
}

/** A pressed button is one of ours. */
function isAddressed({ event, policy }: EventFacts, { pattern }: WiringRule): boolean {
  if (event.addressed !== undefined || event.kind === 'action') return true;
  const patterns = [...(policy?.mentionPatterns ?? []), ...(pattern === null ? [] : [pattern])];
  const text = textOf(event.content);
  return patterns.some((one) => matchesPattern(text, one));
}

function ignore({ ignored }: WiringRule, reason: string): Verdict {
  return ignored === 'accumulate' ? { decision: 'accumulate', reason } : drop(reason);
}

function drop(reason: string): Verdict {
  return { decision: 'drop', reason };
}

function isNameable({ sessionKey }: EventTarget, defaultAgentId: AgentId): boolean {
  return parseSessionKey(sessionKey, defaultAgentId).kind === 'agent';
}

function ownerOfSession({ event, person }: EventFacts, wiring: WiringRule): PrincipalId {
  const { channel, conversation } = event;
  if (wiring.sessionMode === 'shared') return principalOfPlace('shared', wiring.agentId);
  if (conversation.kind === 'direct') return person.principalId;
  return principalOfPlace(channel, conversation.parent?.address ?? conversation.address);
}

function addressesOf({ event, formerAddresses }: EventFacts): readonly string[] {
  const { address, parent } = event.conversation;
  return [address, ...(parent ? [parent.address] : []), ...formerAddresses];
}

/** Somebody of whom the tables know nothing. */
export function strangerOf(event: Pick<InboundEvent, 'channel' | 'sender'>): Person {
  return {
    principalId: principalOfIdentity(event.channel, event.sender.identity),
    pairing: null,
  };
}
