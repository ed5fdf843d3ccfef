import {
  CLOSE_CODES,
  coversScope,
  HANDSHAKE_TIMEOUT_MS,
  MAX_PREAUTH_FRAME_BYTES,
  parseConnectParams,
  parseRequestFrame,
  type RequestFrame,
  WireError,
} from '@coderclaw/protocol';
import { briefClient } from '../access/brief-client.ts';
import {
  type ConnectOutcome,
  type HandshakePorts,
  type Peer,
  signIn,
} from '../access/handshake.ts';
import { RequestRate } from '../access/request-rate.ts';
import { createSecret } from '../access/secret.ts';
import type { GatewayContext } from '../method/context.ts';
import { healthFor, readHealth } from '../method/health.ts';
import { Connection, type Socket } from './connection.ts';
import { dispatch } from './dispatch.ts';
import { formatHello } from './hello.ts';
import type { Presence } from './presence.ts';
import type { SignedIn } from './roster.ts';
import { toRefusal, toWireError } from './wire-error.ts';

/** Requests of one connection that may be under way at once. */
const MAX_OPEN_REQUESTS = 256;

export type VisitPorts = {
  readonly gateway: GatewayContext;
  readonly handshake: HandshakePorts;
  readonly presence: Presence;
};

/** What one socket goes through: challenge, `connect`, then requests until it closes. */
export class Visit {
  readonly connection: Connection;
  readonly #ports: VisitPorts;
  readonly #peer: Peer;
  readonly #rate: RequestRate;
  readonly #onSignedIn: () => void;
  readonly #lateness: NodeJS.Timeout;
  #signingIn = false;
  #open = 0;

  constructor(
    socket: Socket,
    peer: Omit<Peer, 'nonce'>,
    ports: VisitPorts,
    onSignedIn: () => void,
  ) {
    const { clock, ids } = ports.gateway;
    this.#ports = ports;
    this.#peer = { ...peer, nonce: createSecret() };
    this.#rate = new RequestRate(clock);
    this.#onSignedIn = onSignedIn;
    this.connection = new Connection(ids.next(), peer.address, socket);
    this.connection.tell('connect.challenge', { nonce: this.#peer.nonce, ts: clock.now() });
    this.#lateness = setTimeout(() => {
      this.connection.close(CLOSE_CODES.policy, 'handshake timeout');
    }, HANDSHAKE_TIMEOUT_MS);
    this.#lateness.unref();
  }

  /** One text frame. Never throws. */
  receive(text: string): void {
    if (this.connection.isClosing) return;
    if (isSignedIn(this.connection)) this.#request(text, this.connection);
    else if (text.length > MAX_PREAUTH_FRAME_BYTES) this.tooMuch();
    else if (this.#signingIn) this.connection.close(CLOSE_CODES.policy, 'connect is under way');
    else void this.#greet(text);
  }

  tooMuch(): void {
    this.connection.close(CLOSE_CODES.tooLarge, 'more than 64 KiB before connect');
  }

  /** The socket is gone. */
  end(): void {
    this.connection.cut();
    clearTimeout(this.#lateness);
    if (this.#ports.gateway.roster.remove(this.connection)) this.#ports.presence.changed();
  }

  async #greet(text: string): Promise<void> {
    const { gateway, handshake } = this.#ports;
    const { connection } = this;
    let id = 'invalid';
    this.#signingIn = true;
    try {
      const frame = parseRequestFrame(text);
      id = frame.id;
      if (frame.method !== 'connect') {
        throw new WireError('INVALID_REQUEST', 'the first request must be connect');
      }
      const params = parseConnectParams(frame.params);
      const { revocations } = gateway.roster;
      const outcome = await signIn(params, this.#peer, handshake);
      if (connection.isClosing) return;
      if (outcome.kind === 'accepted')
        return await this.#welcome(frame, params, outcome, revocations);
      gateway.metrics.refusals.add(outcome.closeReason);
      connection.refuse(id, outcome.error);
      connection.close(outcome.closeCode, outcome.closeReason);
    } catch (error) {
      // Whatever could not be decided is refused (T17).
      connection.refuse(id, toRefusal(error, gateway.logger));
      connection.close(CLOSE_CODES.policy, 'connect failed');
    }
  }

  async #welcome(
    { id }: RequestFrame,
    params: ReturnType<typeof parseConnectParams>,
    { access, deviceToken }: Extract<ConnectOutcome, { kind: 'accepted' }>,
    revocations: number,
  ): Promise<void> {
    const { gateway, presence } = this.#ports;
    const health = await readHealth(gateway);
    if (this.connection.isClosing) return;
    // What was taken back meanwhile may be what this one was let in for: it has to show it again (T04).
    if (gateway.roster.revocations !== revocations) {
      this.connection.close(CLOSE_CODES.policy, 'credential changed');
      return;
    }
    clearTimeout(this.#lateness);
    this.#onSignedIn();
    const member = {
      ...access,
      caps: new Set(params.caps),
      client: briefClient(params.client),
      since: gateway.clock.now(),
    };
    const connection = Object.assign(this.connection, { member });
    gateway.roster.add(connection);
    connection.respond(id, formatHello(connection, gateway, health, deviceToken));
    gateway.logger.info('a client signed in', {
      client: params.client.id,
      mode: params.client.mode,
      address: this.#peer.address,
      scopes: access.scopes,
    });
    if (coversScope(member.scopes, 'operator.read')) {
      connection.tell('health', healthFor(member.principal, health));
      connection.tell('presence', presence.viewOf(member));
    }
    presence.changed();
  }

  #request(text: string, connection: SignedIn): void {
    let frame: RequestFrame;
    try {
      frame = parseRequestFrame(text);
    } catch (error) {
      connection.refuse('invalid', toWireError(error, 'frame', this.#ports.gateway.logger));
      return;
    }
    const retryAfterMs = this.#open >= MAX_OPEN_REQUESTS ? 1_000 : this.#rate.take();
    if (retryAfterMs > 0) {
      const error = new WireError('UNAVAILABLE', 'too many requests', { retryAfterMs });
      connection.refuse(frame.id, error);
      return;
    }
    this.#open += 1;
    void dispatch(frame, connection, this.#ports.gateway).finally(() => {
      this.#open -= 1;
    });
  }
}

function isSignedIn(connection: Connection): connection is SignedIn {
  return connection.member !== null;
}
