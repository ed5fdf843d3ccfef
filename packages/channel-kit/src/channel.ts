import type { Clock, InboundEvent, JsonObject, Logger, OutboundChannel } from '@coderclaw/core';
import type { Capabilities } from './capabilities.ts';

/**
 * An adapter to one messaging platform. Each line of the contracts below is held by a test of
 * `@coderclaw/channel-kit/conformance`; an adapter that passes it is a channel.
 */
export interface Channel {
  /** The name in session keys and rows: small letters, digits and `-`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /**
   * Logs in. Contract:
   * - Must reject with a ChannelError when the settings are wrong or the platform refuses them.
   * - May call `host.accept` from now on, also before it resolves.
   * - Must leave nothing behind (socket, timer, listener) when it rejects.
   */
  open(settings: AccountSettings, host: ChannelHost): Promise<ChannelAccount>;
}

export type AccountSettings = {
  /** The name of the login; `default` where there is one. */
  readonly account: string;
  /** The platform's own settings, as the configuration has them. */
  readonly options: JsonObject;
};

/** What an adapter may ask of the gateway. */
export interface ChannelHost {
  /**
   * Hands an event over. Resolves after the commit: only then may the adapter acknowledge it to the
   * platform. When it rejects, nothing was accepted and the event has to be offered again. Contract:
   * - Events of one conversation must be handed over in the platform's order, each after the one before resolved.
   * - The same platform event must have the same `eventKey` each time, and no other event may have it.
   * - Every text must be well-formed Unicode without NUL.
   */
  accept(event: InboundEvent): Promise<void>;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Aborts when the gateway stops; `close` follows. */
  readonly signal: AbortSignal;
}

/**
 * One login. Contract of the sending half, beyond core's:
 * - `split` must return parts of at most `maxTextUnits`, none empty, that join to the text; nothing for an empty text.
 * - `send` must return an outcome for whatever the platform does; it must not throw, and not retry by itself.
 * - `send` may return `unsent` only when the platform certainly did not act; a lost answer is `unknown`.
 * - `send` must return soon after its signal aborts.
 * - With idempotency `key`, a second `send` with the same key must not make a second message.
 * - With idempotency `lookup`, `lookUp` must find each message that was sent, by its key.
 * - A pull account is never sent to; if it is, it must answer `unsent`, not retryable.
 */
export interface ChannelAccount extends OutboundChannel {
  readonly account: string;
  /**
   * Contract: must settle soon whatever is under way, must be repeatable, and after it no event is
   * handed over and every `send` returns `unsent`.
   */
  close(): Promise<void>;
}
