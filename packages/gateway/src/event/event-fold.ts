import type { AgentId, Clock, KernelEvent, RunRef, VerboseLevel } from '@coderclaw/core';
import {
  type AgentEvent,
  type ChatEvent,
  CLIENT_CAPABILITIES,
  type EventName,
  type EventPayload,
} from '@coderclaw/protocol';
import { type Belonging, OWNERS, type Roster } from '../connection/roster.ts';
import { toDelivery } from './delivery-view.ts';
import { toPairing } from './pairing-view.ts';
import { tellPlaces } from './places.ts';
import type { SessionList } from './session-list.ts';
import { type Delta, ToldRun } from './told-run.ts';
import { summarise, toTranscriptMessage, visibleArguments } from './transcript-message.ts';
import type { Verbosity } from './verbosity.ts';

/** Unread bytes from which on a client is spared deltas; the next one it is sent holds all of the text. */
const LAG_BYTES = 1024 * 1024;

type Event<Type extends KernelEvent['type']> = Extract<KernelEvent, { type: Type }>;

export type EventFoldPorts = {
  readonly roster: Roster;
  readonly clock: Pick<Clock, 'now'>;
  readonly verbosity: Verbosity;
  readonly sessions: SessionList;
};

/**
 * What clients are told of the kernel's events: status, deltas and the end of each answer (`chat`), the
 * finer grain beneath (`agent`), entries, run transitions, changed sessions and deliveries.
 */
export class EventFold {
  readonly #ports: EventFoldPorts;
  readonly #runs = new Map<string, ToldRun>();

  constructor(ports: EventFoldPorts) {
    this.#ports = ports;
  }

  /** Contract: never throws, never waits; called in the order of the events. */
  take(event: KernelEvent): void {
    switch (event.type) {
      case 'cancelled':
        this.#cancelled(event);
        break;
      case 'command':
        this.#command(event);
        break;
      case 'joined':
        this.#joined(event);
        break;
      case 'run':
        this.#moved(event);
        break;
      case 'entry':
        this.#entry(event);
        break;
      case 'delta':
        this.#toldRun(event.run)[event.stream].push(event);
        break;
      case 'tool-start':
      case 'tool-update':
      case 'tool-result':
        this.#tool(event);
        break;
      case 'retry':
        this.#retry(event);
        break;
      case 'settled':
        this.#settled(event);
        break;
      case 'session':
        this.#session(event);
        break;
      case 'delivery':
        this.#delivery(event);
        break;
      case 'pairing':
        this.#broadcast('pairing.changed', { pairing: toPairing(event.pairing) }, OWNERS);
        break;
      case 'place':
        tellPlaces(this.#ports.roster, event);
        break;
    }
  }

  /**
   * The message has no answer of its own: its client is told that there is none to wait for. Not before it
   * joined: a run may end without taking up what would steer it, which then has a run of its own.
   */
  #joined({ run, alias }: Event<'joined'>): void {
    if (alias === null) return;
    const final: ChatEvent = { ...identityOf(run), runId: alias, seq: 0, state: 'final' };
    this.#broadcast('chat', final, belongingOf(run));
  }

  #cancelled({ sessionKey, agentId, principalId, alias }: Event<'cancelled'>): void {
    if (alias === null) return;
    const ending = { state: 'aborted', stopReason: 'aborted' } as const;
    const payload: ChatEvent = { runId: alias, sessionKey, agentId, seq: 0, ...ending };
    this.#broadcast('chat', payload, { sessionKey, principalId });
  }

  /** The gateway's own answer ends what the client began, as a run's would. */
  #command({ sessionKey, agentId, principalId, alias, entry }: Event<'command'>): void {
    if (alias === null) return;
    const names = { idempotencyKey: alias };
    const told = entry && toTranscriptMessage(entry, this.#verbose(sessionKey, agentId), names);
    const message = told && { message: { ...told, role: 'assistant' as const } };
    const ending = { seq: 0, state: 'final', ...message } as const;
    const final: ChatEvent = { runId: alias, sessionKey, agentId, ...ending };
    this.#broadcast('chat', final, { sessionKey, principalId });
  }

  #moved({ run, from, to, at, reason }: Event<'run'>): void {
    const told = this.#toldRun(run);
    told.flush();
    this.#tellTransition(run, from, to, at, reason);
    if (to === 'PLANNING') this.#chat(run, told, { state: 'status', phase: 'preparing_context' });
    if (to === 'RUNNING' && from !== 'WAITING') {
      this.#chat(run, told, { state: 'status', phase: 'starting_model' });
      this.#agent(run, told, 'lifecycle', { phase: 'start', startedAt: at });
    }
    this.#ports.sessions.changed(run, 'run');
  }

  /** Clients that do not know WAITING see a run that goes on, with the reason why it seems not to. */
  #tellTransition(
    run: RunRef,
    from: Event<'run'>['from'],
    to: Event<'run'>['to'],
    at: number,
    reason = to === 'WAITING' ? 'waiting' : undefined,
  ): void {
    const event = { runId: run.wireId, sessionKey: run.sessionKey, at, ...(reason && { reason }) };
    const plain = (state: typeof to) => (state === 'WAITING' ? 'RUNNING' : state);
    for (const connection of this.#ports.roster.audienceOf('run', belongingOf(run))) {
      const knows = connection.member.caps.has(CLIENT_CAPABILITIES.runWaiting);
      if (knows) connection.tell('run', { ...event, from, to });
      else connection.tell('run', { ...event, from: from && plain(from), to: plain(to) });
    }
  }

  #entry({ sessionKey, agentId, run, entry, alias }: Event<'entry'>): void {
    const told = run && this.#toldRun(run);
    told?.flush();
    if (told && entry.content.role === 'assistant') told.answer = entry;
    const names = { runId: run?.wireId, idempotencyKey: alias };
    const message = toTranscriptMessage(entry, this.#verbose(sessionKey, agentId), names);
    const belonging = { sessionKey, principalId: run?.principalId ?? null };
    if (message) {
      const { id: messageId, cursor: messageSeq, sessionId } = entry;
      const payload = { sessionKey, agentId, sessionId, messageId, messageSeq, message };
      this.#broadcast('session.message', payload, belonging);
    }
    this.#ports.sessions.changed({ ...belonging, agentId }, 'message');
  }

  #delta(delta: Delta): void {
    const { run, step, stream, text } = delta;
    const told = this.#toldRun(run);
    const { text: added, replaces } = told.advance(delta);
    if (stream === 'thinking' && this.#verbose(run.sessionKey, run.agentId) === 'off') return;
    const { attempt } = run;
    const data = { text, delta: added, step, attempt, ...(replaces && { replace: true }) };
    const event = this.#agentEvent(run, told, AGENT_STREAM_OF[stream], data);
    const whole = { ...event, data: { ...data, delta: text, replace: true } };
    this.#tellGrowth('agent', run, told.lagging[stream], event, whole);
    if (stream === 'text') this.#chatDelta(run, told, data);
  }

  #chatDelta(run: RunRef, told: ToldRun, growth: TextGrowth): void {
    const { text, delta, replace, step, attempt } = growth;
    const content = [{ type: 'text' as const, text }];
    const timestamp = this.#ports.clock.now();
    const message = { role: 'assistant' as const, content, timestamp, step, attempt };
    const head = { ...identityOf(run), seq: told.nextChat(), state: 'delta' as const, message };
    const event = { ...head, deltaText: delta, ...(replace && { replace }) };
    const caughtUp = { ...head, deltaText: text, replace: true };
    this.#tellGrowth('chat', run, told.lagging.chat, event, caughtUp);
  }

  /** Text that grows, to those who keep up; who fell behind is sent all of it once there is room again. */
  #tellGrowth<Name extends 'agent' | 'chat'>(
    name: Name,
    run: RunRef,
    lagging: Set<string>,
    event: EventPayload<Name>,
    whole: EventPayload<Name>,
  ): void {
    const json = once(() => JSON.stringify(event));
    const wholeJson = once(() => JSON.stringify(whole));
    for (const connection of this.#ports.roster.audienceOf(name, belongingOf(run))) {
      if (connection.unsentBytes > LAG_BYTES) lagging.add(connection.id);
      else if (lagging.delete(connection.id)) connection.tellJson(name, wholeJson());
      else connection.tellJson(name, json());
    }
  }

  #tool(event: Event<'tool-start' | 'tool-update' | 'tool-result'>): void {
    const { run, toolCallId, name } = event;
    const told = this.#toldRun(run);
    told.flush();
    const verbose = this.#verbose(run.sessionKey, run.agentId);
    if (verbose === 'off') return;
    const data = {
      phase: event.type.slice('tool-'.length),
      name,
      toolCallId,
      ...toolFields(event, verbose),
    };
    const payload = this.#agentEvent(run, told, 'tool', data);
    const json = once(() => JSON.stringify(payload));
    for (const connection of this.#ports.roster.audienceOf('agent', belongingOf(run))) {
      if (connection.member.caps.has(CLIENT_CAPABILITIES.toolEvents))
        connection.tellJson('agent', json());
    }
  }

  #retry({ run, model, reason, delayMs }: Event<'retry'>): void {
    const told = this.#toldRun(run);
    told.flush();
    this.#agent(run, told, 'lifecycle', { phase: 'retry', model, reason, delayMs });
  }

  #settled(event: Event<'settled'>): void {
    const { run, to, usage } = event;
    const told = this.#toldRun(run);
    told.flush();
    const endedAt = this.#ports.clock.now();
    this.#agent(run, told, 'usage', { ...usage });
    if (to === 'ERROR' || to === 'TIMEOUT') {
      const error = event.error?.message ?? event.notice ?? 'the run failed';
      this.#agent(run, told, 'error', { error, code: event.error?.code ?? to });
      this.#agent(run, told, 'lifecycle', { phase: 'error', error, endedAt });
    } else {
      const aborted = to === 'ABORTED' ? { aborted: true } : {};
      this.#agent(run, told, 'lifecycle', { phase: 'end', endedAt, ...aborted });
    }
    this.#chat(run, told, this.#ending(event, told));
    this.#runs.delete(run.runId);
  }

  #ending({ run, to, usage, error, notice }: Event<'settled'>, told: ToldRun): ChatEnding {
    const verbose = this.#verbose(run.sessionKey, run.agentId);
    const message = told.answer && toTranscriptMessage(told.answer, verbose, { runId: run.wireId });
    const answer = message ? { message } : {};
    const errorMessage = notice ?? error?.message;
    const explained = errorMessage ? { errorMessage } : {};
    const stopReason = message?.stopReason ? { stopReason: message.stopReason } : {};
    if (to === 'DONE') return { state: 'final', ...answer, usage: { ...usage }, ...stopReason };
    if (to === 'ABORTED') return { state: 'aborted', ...answer, stopReason: 'aborted' };
    const errorKind = errorKindOf(to, error?.code);
    return { state: 'error', ...answer, ...explained, errorKind, usage: { ...usage } };
  }

  #session({ sessionKey, agentId, change }: Event<'session'>): void {
    const reason = REASON_OF_CHANGE[change];
    this.#ports.sessions.changed({ sessionKey, agentId, principalId: null }, reason);
  }

  #delivery({ delivery }: Event<'delivery'>): void {
    const belonging = { sessionKey: null, principalId: delivery.principalId };
    this.#broadcast('deliveries.changed', { delivery: toDelivery(delivery) }, belonging);
  }

  #chat(run: RunRef, told: ToldRun, rest: ChatStatus | ChatEnding): void {
    const payload = { ...identityOf(run), seq: told.nextChat(), ...rest } as ChatEvent;
    this.#broadcast('chat', payload, belongingOf(run));
  }

  #agent(
    run: RunRef,
    told: ToldRun,
    stream: AgentEvent['stream'],
    data: Record<string, unknown>,
  ): void {
    this.#broadcast('agent', this.#agentEvent(run, told, stream, data), belongingOf(run));
  }

  #agentEvent(
    run: RunRef,
    told: ToldRun,
    stream: AgentEvent['stream'],
    data: Record<string, unknown>,
  ): AgentEvent {
    const ts = this.#ports.clock.now();
    return { ...identityOf(run), seq: told.nextAgent(), stream, ts, data };
  }

  #broadcast<Name extends EventName>(
    name: Name,
    payload: EventPayload<Name>,
    belonging: Belonging,
  ): void {
    this.#ports.roster.broadcast(name, payload, belonging);
  }

  #verbose(sessionKey: string, agentId: AgentId): VerboseLevel {
    return this.#ports.verbosity.levelOf(sessionKey, agentId);
  }

  #toldRun(run: RunRef): ToldRun {
    const known = this.#runs.get(run.runId);
    if (known) return known;
    const told = new ToldRun((delta) => this.#delta(delta));
    this.#runs.set(run.runId, told);
    return told;
  }
}

type TextGrowth = {
  readonly text: string;
  readonly delta: string;
  readonly step: number;
  readonly attempt: number;
  readonly replace?: boolean;
};
type ChatStatus = { state: 'status'; phase: 'preparing_context' | 'starting_model' };
type ChatEnding = EndingOf<'final'> | EndingOf<'aborted'> | EndingOf<'error'>;
type EndingOf<State extends ChatEvent['state']> = Omit<
  Extract<ChatEvent, { state: State }>,
  'runId' | 'sessionKey' | 'agentId' | 'seq'
>;

const AGENT_STREAM_OF = { text: 'assistant', thinking: 'thinking' } as const;

const REASON_OF_CHANGE = {
  created: 'create',
  patched: 'patch',
  reset: 'reset',
  deleted: 'delete',
  active: 'run',
} as const;

function identityOf(run: RunRef) {
  return { runId: run.wireId, sessionKey: run.sessionKey, agentId: run.agentId };
}

function belongingOf({ sessionKey, principalId }: RunRef): Belonging {
  return { sessionKey, principalId };
}

function toolFields(
  event: Event<'tool-start' | 'tool-update' | 'tool-result'>,
  verbose: VerboseLevel,
): Record<string, unknown> {
  if (event.type === 'tool-start') return { args: visibleArguments(event.args, verbose) };
  if (event.type === 'tool-update') return verbose === 'full' ? { update: event.details } : {};
  const { text, isError, details } = event;
  const result = verbose === 'full' ? text : summarise(text);
  return { result, isError, ...(details !== undefined && { details }) };
}

function errorKindOf(
  to: 'ERROR' | 'TIMEOUT',
  code = '',
): 'timeout' | 'rate_limit' | 'context_length' | 'unknown' {
  if (to === 'TIMEOUT') return 'timeout';
  if (/rate/iu.test(code)) return 'rate_limit';
  return /context/iu.test(code) ? 'context_length' : 'unknown';
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
