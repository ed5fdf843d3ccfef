import type {
  Clock,
  FileRef,
  InboundEvent,
  JsonObject,
  Logger,
  OutboundChannel,
} from '@coderclaw/core';
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

/** What became of an event that was handed over. `duplicate`: it had been accepted before. */
export type AcceptReceipt = { readonly kind: 'accepted' | 'duplicate' };

/** `waiting`: the platform is out of reach or asks us to wait, and is tried again. `refused`: it takes a person to mend. */
export type AccountStatus = {
  readonly state: 'running' | 'waiting' | 'refused';
  /** Who we are on the platform, such as `@my_bot`, and where people find us. */
  readonly name?: string;
  readonly link?: string;
  readonly problem?: string;
};

/** What an adapter may ask of the gateway. */
export interface ChannelHost {
  /**
   * Hands an event over. Resolves after the commit: only then may the adapter acknowledge it to the
   * platform. When it rejects, nothing was accepted and the event has to be offered again. Contract:
   * - Events of one conversation must be handed over in the platform's order, each after the one before resolved.
   * - The same platform event must have the same `eventKey` each time, and no other event may have it.
   * - Every text must be well-formed Unicode without NUL.
   * - What makes no sense must be skipped, logged and acknowledged: all else waits behind it.
   * - What the adapter can not read must be handed over all the same, with what it is in `unsupported`.
   * - What people sent as one message and the platform tells one by one must be handed over one by one, each
   *   with its own key and as soon as it comes, with the platform's name of the album in `album`. The
   *   gateway makes one message of it.
   * - In a conversation of several people, `addressed` must be set if, and only if, we are meant.
   */
  accept(event: InboundEvent): Promise<AcceptReceipt>;
  /** The platform gave a conversation another address. Contract: as of `accept`. */
  moved(move: { readonly from: string; readonly to: string }): Promise<void>;
  /** The bytes of a file that a part sends. */
  readFile(file: FileRef): Promise<Uint8Array>;
  /**
   * How the login is, for `channels status`; each call replaces the one before. Contract: must say so when
   * an outage begins and when it ends, and when the platform refuses the login.
   */
  report(status: AccountStatus): void;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Aborts when the gateway stops; `close` follows. */
  readonly signal: AbortSignal;
}

export type WebhookRequest = {
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** At most 1 MiB, as it came. */
  readonly body: Uint8Array;
};

/** A command in a platform's menu: `name` without its slash. */
export type CommandEntry = { readonly name: string; readonly description: string };

/**
 * One login. Contract of the sending half, beyond core's:
 * - `split` must return parts of at most `maxTextUnits`, none empty, that lose no text; nothing for an empty text.
 *   A code block that is cut must go on as a code block.
 * - `send` must return an outcome for whatever the platform does; it must not throw, and not retry by itself.
 * - `send` may return `unsent` only when the platform certainly did not act; a lost answer is `unknown`.
 * - `send` must return soon after its signal aborts. What goes out must be well-formed Unicode.
 * - What a capability denies must be `unsent`, not retryable; so must a file that the gateway can not read.
 * - What a refused login can not send must be `unsent`, retryable, with scope `account`.
 * - An edit to the text that stands there must be `delivered`. One of a message that is gone must be `gone`, or
 *   `unsent`, not retryable; an edit must never send, since it is repeated when its answer was lost.
 * - A reaction must replace the one of ours, the mark too. Where its message is gone, or takes no such emoji, it
 *   must be `gone`.
 * - With idempotency `key`, a second `send` with the same key must not make a second message.
 * - With idempotency `lookup`, `lookUp` must find each message that was sent, by its key.
 * - `preview` and `indicate` must not throw, and must give way to sends where the platform limits calls.
 * - `download` must do with nothing but the `sourceRef`, also after a restart. It must reject with a
 *   ChannelError, retryable unless the file is gone.
 * - A pull account is never sent to; if it is, it must answer `unsent`, not retryable.
 */
export interface ChannelAccount extends OutboundChannel {
  readonly account: string;
  /**
   * Where the platform posts its events, for platforms that call us. The gateway routes
   * `POST /hooks/channels/<channel>/<account>` to it. Contract: must check the caller before it parses
   * the body, must answer 2xx only after `host.accept` resolved, must not throw.
   */
  readonly webhook?: (request: WebhookRequest) => Promise<{ readonly status: number }>;
  /** Tells the platform which commands there are, for its own menu. Best effort. */
  publishCommands?(commands: readonly CommandEntry[]): Promise<void>;
  /**
   * Contract: must settle soon whatever is under way, must be repeatable, and after it no event is
   * handed over and every `send` returns `unsent`.
   */
  close(): Promise<void>;
}
