import assert from 'node:assert/strict';
import {
  type AcceptMessage,
  type AcceptResult,
  type AgentId,
  type AssistantContent,
  type ClaimedRun,
  type ClaimTerms,
  type ConversationId,
  DEFAULT_TENANT,
  type MessageId,
  type MessageKind,
  type NewPart,
  OWNER,
  type PrincipalId,
  type Route,
  type SettleResult,
  type SettleRun,
  type Store,
  StoreError,
  type StoreErrorCode,
  userText,
} from '@coderclaw/core';

export const AGENT = 'main' as AgentId;
export const FAR = 4_102_444_800_000;

export type Said = {
  readonly text?: string;
  readonly eventKey?: string;
  readonly session?: string;
  readonly conversation?: string;
  readonly account?: string;
  readonly principalId?: PrincipalId;
  readonly labels?: readonly string[];
  readonly executorId?: string;
  readonly reserveMicros?: number;
  readonly route?: Partial<Route>;
  readonly at?: number;
  readonly kind?: MessageKind;
  /** Who writes, on the platform. */
  readonly identity?: string;
  readonly platformMessageId?: string;
};

/** Speaks to a store in the words of the tests. Its clock counts up by one with each command. */
export class StoreDriver {
  readonly store: Store;
  #now = 1_800_000_000_000;
  #events = 0;
  readonly #said = new Map<MessageId, AcceptMessage>();

  constructor(store: Store) {
    this.store = store;
  }

  tick(): number {
    return ++this.#now;
  }

  terms(executorId = 'first', reserveMicros = 0): ClaimTerms {
    return {
      executorId,
      leaseUntil: FAR,
      pins: () => ({
        configRevision: 'r1',
        models: ['demo/demo'],
        timeoutMs: 60_000,
        reserveMicros,
      }),
    };
  }

  message(said: Said = {}): AcceptMessage {
    const { text = 'hello', session = 'agent:main:main', conversation = 'here', labels } = said;
    const eventKey = said.eventKey ?? `event-${++this.#events}`;
    const route: Route = {
      agentId: AGENT,
      decision: 'engage',
      reason: 'wiring:default',
      sessionKey: session,
      queueMode: 'steer',
      options: {},
      ...said.route,
    };
    return {
      at: said.at ?? this.tick(),
      tenantId: DEFAULT_TENANT,
      principalId: said.principalId ?? OWNER,
      claim: this.terms(said.executorId, said.reserveMicros),
      event: {
        channel: 'webchat',
        account: said.account ?? 'default',
        eventKey,
        kind: said.kind ?? 'message',
        conversation: { address: conversation, kind: 'direct' },
        sender: { identity: said.identity ?? 'someone' },
        content: userText(text),
        ...(said.platformMessageId && { platformMessageId: said.platformMessageId }),
        ...(labels && { labels }),
      },
      routes: [route],
    };
  }

  async say(said: Said = {}): Promise<Extract<AcceptResult, { kind: 'accepted' }>> {
    const message = this.message(said);
    const result = await this.store.acceptMessage(message);
    assert.ok(result.kind === 'accepted');
    this.#said.set(result.messageId, message);
    return result as Extract<AcceptResult, { kind: 'accepted' }>;
  }

  /** Offers a message once more: what it became. */
  async again(messageId: MessageId): Promise<Extract<AcceptResult, { kind: 'duplicate' }>> {
    const result = await this.store.acceptMessage(this.#said.get(messageId)!);
    assert.ok(result.kind === 'duplicate');
    return result;
  }

  /** Says something in a free lane. */
  async start(said: Said = {}): Promise<ClaimedRun> {
    const { intakes } = await this.say(said);
    const claimed = intakes[0]?.claimed;
    assert.ok(claimed, 'the lane was free');
    return claimed;
  }

  settle(claimed: ClaimedRun, end: Partial<SettleRun> = {}): Promise<SettleResult> {
    return this.store.settleRun({
      ...this.by(claimed),
      to: 'DONE',
      answer: answer('done'),
      reply: texts('done'),
      transport: 'pull',
      ...end,
    });
  }

  by(claimed: Pick<ClaimedRun, 'run'>) {
    return { at: this.tick(), runId: claimed.run.id, fence: claimed.run.fence };
  }

  /** A delivery on a push channel whose parts are pending. */
  async push(reply: readonly string[], said: Said = {}) {
    const run = await this.start(said);
    const { delivery } = await this.settle(run, { reply: texts(...reply), transport: 'push' });
    assert.ok(delivery);
    return delivery;
  }

  startPart(conversationId: ConversationId, at = this.tick()) {
    return this.store.startPart({ at, conversationId });
  }
}

/** Texts as parts of a reply. */
export function texts(...all: readonly string[]): readonly NewPart[] {
  return all.map((text) => ({ kind: 'text', text }));
}

export function answer(text: string, more: Partial<AssistantContent> = {}): AssistantContent {
  return {
    role: 'assistant',
    blocks: [{ type: 'text', text }],
    stopReason: 'stop',
    model: 'demo/demo',
    usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, costMicros: 100 },
    ...more,
  };
}

export function toolCall(id: string) {
  return { type: 'toolCall', id, name: 'write', arguments: { path: 'a' } } as const;
}

export function toolResult(id: string) {
  return {
    role: 'toolResult',
    toolCallId: id,
    toolName: 'write',
    blocks: [{ type: 'text', text: 'ok' }],
    isError: false,
  } as const;
}

export async function rejectsWith(code: StoreErrorCode, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error) => error instanceof StoreError && error.code === code);
}
