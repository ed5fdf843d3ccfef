import { LoopGuard } from '../access/loop-guard.ts';
import { PAIRING_TTL_MS, pairingNotice } from '../access/pairing.ts';
import { isOwner } from '../access/principal.ts';
import type { PrincipalId } from '../id/id.ts';
import { textOf } from '../message/content.ts';
import type { InboundEvent } from '../message/message.ts';
import type { PairingOffer, Route } from '../routing/intake.ts';
import {
  decideEventRoutes,
  type EventFacts,
  type EventRoute,
  type EventTarget,
  planEvent,
  type SessionFacts,
} from '../routing/route-event.ts';
import type { KernelPorts } from './kernel-ports.ts';

/** A platform's event, ready for T1. */
export type Received = {
  readonly event: InboundEvent;
  readonly principalId: PrincipalId;
  readonly routes: readonly Route[];
};

/** Gathers what is known of an event from a platform, and decides where it goes. */
export class Reception {
  readonly #ports: KernelPorts;
  readonly #loops = new LoopGuard();

  constructor(ports: KernelPorts) {
    this.#ports = ports;
  }

  async receive(offered: InboundEvent): Promise<Received> {
    const { event, facts } = await this.#facts(offered);
    const plan = planEvent(facts);
    const sessions = await this.#sessions(event, plan.targets);
    const routes = decideEventRoutes(facts, plan, (key) => sessions.get(key) ?? UNKNOWN_SESSION);
    const { principalId } = facts.person;
    const loop = this.#loopReason(event, principalId, routes);
    return {
      event: labelled(event, principalId),
      principalId,
      routes: routes.map((route) => this.#complete(event, route, loop)),
    };
  }

  /** Former addresses are replaced by what the platform calls the place now. */
  async #facts(offered: InboundEvent): Promise<{ event: InboundEvent; facts: EventFacts }> {
    const { store, policies, agents, clock } = this.#ports;
    const { channel, account, conversation, sender } = offered;
    const { address, parent } = conversation;
    const [person, place] = await Promise.all([
      store.findPerson({ channel, account, identity: sender.identity }),
      store.findPlace({
        channel,
        account,
        address,
        ...(parent && { parentAddress: parent.address }),
      }),
    ]);
    const event: InboundEvent = {
      ...offered,
      conversation: {
        ...conversation,
        address: place.address,
        ...(parent && { parent: { ...parent, address: place.parentAddress ?? parent.address } }),
      },
    };
    const facts: EventFacts = {
      event,
      person,
      policy: policies.find({ channel, account }),
      wirings: place.wirings,
      formerAddresses: place.formerAddresses,
      defaultAgentId: agents.defaultAgentId,
      agentExists: (agentId) => agents.find(agentId) !== undefined,
      standingQueueMode: policies.queueMode,
      at: clock.now(),
    };
    return { event, facts };
  }

  async #sessions(
    event: InboundEvent,
    targets: readonly EventTarget[],
  ): Promise<ReadonlyMap<string, SessionFacts>> {
    const found = targets.map(
      async (target) => [target.sessionKey, await this.#session(event, target)] as const,
    );
    return new Map(await Promise.all(found));
  }

  async #session(
    { channel, account, conversation }: InboundEvent,
    { wiring, sessionKey }: EventTarget,
  ): Promise<SessionFacts> {
    const { store } = this.#ports;
    const place = { channel, account, address: conversation.address };
    const [session, spokeAt] = await Promise.all([
      store.findSession(sessionKey),
      wiring.engage === 'mention-sticky' ? store.findLastWord({ ...place, sessionKey }) : null,
    ]);
    return { spokeAt, queueMode: session?.settings.queueMode ?? null };
  }

  /** Why nothing is answered to a sender who seems to be a program in a loop with us. */
  #loopReason(
    event: InboundEvent,
    principalId: PrincipalId,
    routes: readonly EventRoute[],
  ): string | null {
    if (isOwner(principalId) || routes.every(({ decision }) => decision !== 'engage')) return null;
    const { channel, account, conversation, sender } = event;
    const name = JSON.stringify([channel, account, conversation.address, sender.identity]);
    const writtenAt = event.sentAt ?? this.#ports.clock.now();
    const verdict = this.#loops.judge(name, event.eventKey, textOf(event.content), writtenAt);
    if (!verdict.loops) return null;
    if (verdict.first)
      this.#ports.logger.warn(
        'a sender seems to be a program in a loop with us; it is not answered',
        {
          channel,
          account,
          address: conversation.address,
          identity: sender.identity,
          reason: verdict.reason,
        },
      );
    return verdict.reason;
  }

  #complete(event: InboundEvent, route: EventRoute, loop: string | null): Route {
    const { command: _c, ...plain } = route;
    if (loop !== null && route.decision === 'engage')
      return { ...plain, decision: 'drop', reason: loop, options: {} };
    const pairing = route.decision === 'pair' ? { pairing: this.#offer(event) } : {};
    return { ...route, options: {}, ...pairing };
  }

  #offer(event: InboundEvent): PairingOffer {
    const { pairingCodes, channels, clock } = this.#ports;
    const code = pairingCodes.mint();
    const notice = pairingNotice(code);
    return {
      codeHash: pairingCodes.hash(code),
      expiresAt: clock.now() + PAIRING_TTL_MS,
      notice: channels.find(event)?.split(notice) ?? [notice],
    };
  }
}

const UNKNOWN_SESSION: SessionFacts = { spokeAt: null, queueMode: null };

/** What is not the owner's own word says whose it is. */
function labelled(event: InboundEvent, principalId: PrincipalId): InboundEvent {
  if (isOwner(principalId)) return event;
  return { ...event, labels: [...(event.labels ?? []), `from:${principalId}`] };
}
