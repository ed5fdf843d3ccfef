import type { SendIdempotency, SendOutcome } from '../delivery/delivery.ts';
import type { OutboundChannel, OutboundPart } from '../ports/channel-port.ts';

type Traits = {
  /** Default `push`. */
  readonly transport?: 'pull' | 'push';
  /** Default `none`. */
  readonly idempotency?: SendIdempotency;
  /** UTF-16 units that one part may hold. Default: no limit. */
  readonly maxLength?: number;
};

/** What happens to one send: its outcome, or how to make it once the part is known. A rejection is a broken adapter. */
export type ScriptedSend =
  | SendOutcome
  | ((part: OutboundPart, signal: AbortSignal) => Promise<SendOutcome>);

/** A platform that remembers every call. Sends end as scripted, one after the other, and then all arrive. */
export class RecordingChannel implements OutboundChannel {
  readonly transport: 'pull' | 'push';
  readonly idempotency: SendIdempotency;
  /** Every call, in order, whatever came of it. */
  readonly sent: OutboundPart[] = [];
  /** What the platform holds, by idempotency key. */
  readonly arrived = new Map<string, string>();
  readonly script: ScriptedSend[];
  readonly #maxLength: number;

  constructor(traits: Traits = {}, script: readonly ScriptedSend[] = []) {
    this.transport = traits.transport ?? 'push';
    this.idempotency = traits.idempotency ?? 'none';
    this.#maxLength = traits.maxLength ?? Number.POSITIVE_INFINITY;
    this.script = [...script];
  }

  get texts(): readonly string[] {
    return this.sent.map((part) => part.text);
  }

  split(text: string): readonly string[] {
    const parts: string[] = [];
    for (let rest = text; rest !== ''; rest = rest.slice(parts.at(-1)?.length))
      parts.push(rest.slice(0, this.#maxLength));
    return parts;
  }

  async send(part: OutboundPart, signal: AbortSignal): Promise<SendOutcome> {
    this.sent.push(part);
    const scripted = this.script.shift() ?? { kind: 'delivered' };
    const outcome = typeof scripted === 'function' ? await scripted(part, signal) : scripted;
    if (outcome.kind !== 'delivered') return outcome;
    const platformMessageId = outcome.platformMessageId ?? `m-${this.sent.length}`;
    this.arrived.set(part.idempotencyKey, platformMessageId);
    return { kind: 'delivered', platformMessageId };
  }

  async lookUp(part: OutboundPart): Promise<{ readonly platformMessageId: string } | undefined> {
    const platformMessageId = this.arrived.get(part.idempotencyKey);
    return platformMessageId === undefined ? undefined : { platformMessageId };
  }
}
