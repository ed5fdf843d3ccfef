import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import {
  type ConnectParams,
  type ErrorShape,
  type EventFrame,
  type EventName,
  type EventPayload,
  formatDevicePayload,
  type HelloOk,
  type MethodName,
  type MethodParams,
  type MethodResult,
  PROTOCOL_VERSION,
  type ResponseFrame,
  type ServerFrame,
} from '@coderclaw/protocol';
import { WebSocket } from 'ws';
import { checkFrame } from './frame-check.ts';

/** A key pair that signs for a device. */
export type TestDevice = {
  readonly id: string;
  readonly publicKey: string;
  readonly privateKey: KeyObject;
};

export function createTestDevice(): TestDevice {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const id = createHash('sha256').update(raw).digest('hex');
  return { id, publicKey: raw.toString('base64url'), privateKey };
}

export type WireError = Error & { readonly shape: ErrorShape };

/** A bare client: what it is sent is checked against every schema we have, and kept. */
export class WireClient {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[] = [];
  /** Failures of a check, for the end of the test. */
  readonly problems: unknown[] = [];
  readonly #methods = new Map<string, string>();
  readonly #waiting = new Set<() => void>();
  #nextId = 1;
  #closed: { code: number; reason: string } | null = null;

  constructor(url: string, options: { readonly headers?: Record<string, string> } = {}) {
    this.socket = new WebSocket(url.replace(/^http/u, 'ws'), { headers: options.headers });
    this.socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString())));
    this.socket.on('close', (code, reason) => {
      this.#closed = { code, reason: String(reason) };
      this.#wake();
    });
    this.socket.on('error', () => this.#wake());
  }

  /** The nonce of the challenge, once it has come. */
  async challenge(): Promise<string> {
    const { payload } = await this.event('connect.challenge');
    return payload.nonce;
  }

  /** Signs in; rejects with the error of a refusal. */
  async connect(params: Partial<ConnectParams> = {}, device?: TestDevice): Promise<HelloOk> {
    const nonce = await this.challenge();
    const whole = connectParams(params);
    if (device) Object.assign(whole, { device: prove(device, whole, nonce) });
    return (await this.raw('connect', whole)) as HelloOk;
  }

  async request<Name extends MethodName>(
    method: Name,
    params: MethodParams<Name>,
  ): Promise<MethodResult<Name>> {
    return (await this.raw(method, params)) as MethodResult<Name>;
  }

  /** A request whose method and params may be wrong. Resolves with its last answer. */
  async raw(method: string, params?: unknown): Promise<unknown> {
    const id = this.send(method, params);
    const isLast = (frame: ServerFrame): frame is ResponseFrame =>
      frame.type === 'res' && frame.id === id && !(method === 'agent' && isAccepted(frame));
    const frame = (await this.until(isLast)) as ResponseFrame;
    if (frame.ok) return frame.payload;
    throw Object.assign(new Error(`${frame.error?.code}: ${frame.error?.message}`), {
      shape: frame.error,
    });
  }

  send(method: string, params?: unknown): string {
    const id = `r${this.#nextId++}`;
    this.#methods.set(id, method);
    this.socket.send(
      JSON.stringify({ type: 'req', id, method, ...(params !== undefined && { params }) }),
    );
    return id;
  }

  /** The first event of this name, received already or later, that `wanted` accepts. */
  async event<Name extends EventName>(
    name: Name,
    wanted: (payload: EventPayload<Name>) => boolean = () => true,
  ): Promise<EventFrame & { payload: EventPayload<Name> }> {
    const isIt = (frame: ServerFrame): frame is EventFrame & { payload: EventPayload<Name> } =>
      frame.type === 'event' && frame.event === name && wanted(frame.payload as EventPayload<Name>);
    return (await this.until(isIt)) as EventFrame & { payload: EventPayload<Name> };
  }

  events<Name extends EventName>(name: Name): EventPayload<Name>[] {
    return this.frames.flatMap((frame) =>
      frame.type === 'event' && frame.event === name ? [frame.payload as EventPayload<Name>] : [],
    );
  }

  async until(wanted: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
    for (;;) {
      const found = this.frames.find(wanted);
      if (found) return found;
      if (this.#closed) throw new Error(`closed: ${this.#closed.code} ${this.#closed.reason}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** How the socket was closed, once it is. */
  async closed(): Promise<{ readonly code: number; readonly reason: string }> {
    while (!this.#closed) await new Promise<void>((resolve) => this.#waiting.add(resolve));
    return this.#closed;
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.terminate();
    if (!this.#closed) await once(this.socket, 'close');
  }

  #take(frame: ServerFrame): void {
    try {
      checkFrame(frame, frame.type === 'res' ? this.#methods.get(frame.id) : undefined);
    } catch (problem) {
      this.problems.push(problem);
    }
    this.frames.push(frame);
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

export function connectParams(params: Partial<ConnectParams> = {}): ConnectParams {
  return {
    minProtocol: PROTOCOL_VERSION,
    maxProtocol: PROTOCOL_VERSION,
    client: { id: 'cli', version: '0.0.0', platform: 'linux', mode: 'cli' },
    role: 'operator',
    scopes: ['operator.admin'],
    ...params,
  };
}

/** Signs a challenge as clients do; `changed` overrides what is signed or sent. */
export function prove(
  device: TestDevice,
  params: ConnectParams,
  nonce: string,
  changed: { readonly signedAt?: number; readonly nonce?: string } = {},
) {
  const signedAt = changed.signedAt ?? Date.now();
  const { client, role = 'operator', scopes = [], auth } = params;
  const payload = formatDevicePayload({
    deviceId: device.id,
    clientId: client.id,
    clientMode: client.mode,
    role,
    scopes,
    signedAt,
    token: auth?.token ?? auth?.deviceToken ?? auth?.bootstrapToken,
    nonce: changed.nonce ?? nonce,
    platform: client.platform,
    deviceFamily: client.deviceFamily,
  });
  const signature = sign(null, Buffer.from(payload), device.privateKey).toString('base64url');
  return {
    id: device.id,
    publicKey: device.publicKey,
    signature,
    signedAt,
    nonce: changed.nonce ?? nonce,
  };
}

function isAccepted(frame: ResponseFrame): boolean {
  return frame.ok && (frame.payload as { status?: string }).status === 'accepted';
}

/** The code of the refusal that an attempt to sign in met; fails when it was let in. */
export async function detailOf(attempt: Promise<unknown>): Promise<string | undefined> {
  return attempt.then(
    () => assert.fail('it was let in'),
    (error: { shape?: { details?: { code: string } } }) => error.shape?.details?.code,
  );
}
