import type { HelloOk, MethodName, MethodParams, MethodResult } from '@coderclaw/protocol';
import { signal } from '@preact/signals';
import {
  CONNECTION_LOST,
  type GatewayEvent,
  type GatewayLink,
  type LinkState,
  RequestError,
  type SessionFollower,
} from '../page/gateway/gateway-link.ts';

type Answers = {
  readonly [Name in MethodName]?: (params: MethodParams<Name>) => MethodResult<Name>;
};

/** A gateway whose answers a test writes, and whose connection it cuts. */
export class FakeLink implements GatewayLink {
  readonly state = signal<LinkState>({ kind: 'connecting' });
  readonly requests: { readonly method: MethodName; readonly params: unknown }[] = [];
  readonly #answers: Answers;
  readonly #listeners = new Set<(event: GatewayEvent) => void>();

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  connect(): void {
    this.state.value = { kind: 'connected', hello: FAKE_HELLO };
  }

  disconnect(): void {
    this.state.value = { kind: 'reconnecting' };
  }

  emit(event: GatewayEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** The parameters of every request of a method, oldest first. */
  requested<Name extends MethodName>(method: Name): readonly MethodParams<Name>[] {
    return this.requests
      .filter((request) => request.method === method)
      .map(({ params }) => params as MethodParams<Name>);
  }

  async request<Name extends MethodName>(
    method: Name,
    params: MethodParams<Name>,
  ): Promise<MethodResult<Name>> {
    this.requests.push({ method, params });
    const answer = this.#answers[method] as
      | ((params: MethodParams<Name>) => MethodResult<Name>)
      | undefined;
    if (this.state.peek().kind !== 'connected') {
      throw new RequestError(CONNECTION_LOST, 'the connection was lost');
    }
    if (!answer) throw new RequestError('INVALID_REQUEST', `unknown method: ${method}`);
    return answer(params);
  }

  listen(listener: (event: GatewayEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The newest one; `cursor` is where it began. */
  follower: (SessionFollower & { readonly cursor: number }) | undefined;

  watch(_sessionKey: string, cursor: number, follower: SessionFollower): () => void {
    this.follower = { ...follower, cursor };
    return () => {
      this.follower = undefined;
    };
  }

  close(): void {
    this.#listeners.clear();
  }
}

const FAKE_HELLO: HelloOk = {
  type: 'hello-ok',
  protocol: 4,
  server: { version: '0.1.0', connId: 'connection-1' },
  features: { methods: [], events: [] },
  snapshot: {
    presence: [],
    health: {},
    stateVersion: { presence: 0, health: 0 },
    uptimeMs: 0,
    sessionDefaults: { defaultAgentId: 'main', mainKey: 'main', mainSessionKey: 'agent:main:main' },
  },
  auth: { role: 'operator', scopes: ['operator.admin'] },
  policy: { maxPayload: 1, maxBufferedBytes: 1, tickIntervalMs: 30_000 },
};
