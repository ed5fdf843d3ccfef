import { type Client, ClientError, type ClientState, createClient } from '@coderclaw/client';
import { openDeviceVault } from '@coderclaw/client/browser';
import {
  CLIENT_CAPABILITIES,
  type MethodName,
  type MethodParams,
  type MethodResult,
  WireError,
} from '@coderclaw/protocol';
import { signal } from '@preact/signals';
import manifest from '../../../package.json' with { type: 'json' };
import {
  CONNECTION_LOST,
  type GatewayEvent,
  type GatewayLink,
  type LinkState,
  messageOf,
  RequestError,
  type SessionFollower,
} from './gateway-link.ts';

const ROLE = 'operator';
const SCOPES = ['operator.read', 'operator.write', 'operator.admin'];

/** Signs this browser in at the gateway that served the page: with a code or, without one, as the device it is. */
export function connectToGateway(code: string | null): GatewayLink {
  return new ClientLink(code);
}

class ClientLink implements GatewayLink {
  readonly state = signal<LinkState>({ kind: 'connecting' });
  readonly #listeners = new Set<(event: GatewayEvent) => void>();
  #client: Client | undefined;
  #closed = false;

  constructor(code: string | null) {
    this.#open(code).catch((error: unknown) => {
      this.state.value = { kind: 'refused', message: messageOf(error) };
    });
  }

  async request<Name extends MethodName>(
    method: Name,
    params: MethodParams<Name>,
  ): Promise<MethodResult<Name>> {
    if (!this.#client) throw new RequestError(CONNECTION_LOST, 'there is no connection yet');
    try {
      // No timeout: the client notices a dead connection and asks again on the next one.
      return await this.#client.request(method, params, { timeoutMs: 0 });
    } catch (error) {
      throw toRequestError(error);
    }
  }

  listen(listener: (event: GatewayEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watch(sessionKey: string, cursor: number, follower: SessionFollower): () => void {
    const onError = (error: Error) => follower.onError(toRequestError(error));
    return (
      this.#client?.watchSession(sessionKey, { ...follower, onError }, { cursor }) ?? (() => {})
    );
  }

  close(): void {
    this.#closed = true;
    this.#client?.close();
  }

  async #open(code: string | null): Promise<void> {
    const vault = await openDeviceVault();
    if (vault.kind === 'unsupported')
      throw new Error(`This browser cannot sign in: ${vault.reason}.`);
    const { device } = vault;
    // A gateway counts failed tries: without anything to show, do not ask.
    if (!code && !(await device.loadToken(location.origin.replace(/^http/u, 'ws'), ROLE))) {
      this.state.value = { kind: 'refused', message: '' };
      return;
    }
    if (this.#closed) return;
    this.#client = createClient({
      url: location.origin,
      client: {
        id: 'coderclaw-web',
        version: manifest.version,
        platform: 'web',
        mode: 'webchat',
        displayName: 'Chat page',
      },
      auth: code ? { bootstrapToken: code } : {},
      device,
      role: ROLE,
      scopes: SCOPES,
      caps: Object.values(CLIENT_CAPABILITIES),
      onEvent: (frame) => {
        // The gateway's word: an event that the page does not know reaches no listener's branch.
        for (const listener of this.#listeners) listener(frame as unknown as GatewayEvent);
      },
    });
    this.#client.onState((state) => this.#follow(state, code !== null));
    this.#client.connect().catch(() => {
      // Ignored: `onState` is told the same.
    });
  }

  #follow(state: ClientState, withCode: boolean): void {
    if (state.kind === 'connected') this.state.value = state;
    if (state.kind === 'waiting') this.state.value = { kind: 'reconnecting' };
    if (state.kind === 'refused') {
      this.state.value = { kind: 'refused', message: explainRefusal(state.error, withCode) };
    }
  }
}

function explainRefusal(error: Error, withCode: boolean): string {
  const detail = error instanceof WireError ? error.detailCode : undefined;
  if (withCode && detail === 'AUTH_BOOTSTRAP_TOKEN_INVALID') {
    return 'That code was used before, or is older than ten minutes. Ask for a fresh link.';
  }
  if (detail === 'AUTH_DEVICE_TOKEN_MISMATCH')
    return 'This browser was signed out. Ask for a fresh link.';
  return messageOf(error);
}

function toRequestError(error: unknown): RequestError {
  if (error instanceof ClientError) return new RequestError(CONNECTION_LOST, error.message, error);
  if (!(error instanceof WireError)) return new RequestError('UNKNOWN', messageOf(error), error);
  return new RequestError(error.code, error.message, error, error.details);
}
