import { type Capabilities, DEFAULT_CAPABILITIES } from '../delivery/capabilities.ts';
import type { SendOutcome } from '../delivery/delivery.ts';
import type {
  OutboundChannel,
  OutboundPart,
  OutboundPreview,
  PreviewOutcome,
  WorkSign,
} from '../ports/channel-port.ts';

type Traits = Partial<Capabilities> & {
  /** UTF-16 units that one part may hold. Default: no limit. */
  readonly maxLength?: number;
};

/** What happens to one send: its outcome, or how to make it once the part is known. A rejection is a broken adapter. */
export type ScriptedSend =
  | SendOutcome
  | ((part: OutboundPart, signal: AbortSignal) => Promise<SendOutcome>);

/** A platform that remembers every call. Sends end as scripted, one after the other, and then all arrive. */
export class RecordingChannel implements OutboundChannel {
  readonly capabilities: Capabilities;
  /** What was shown of answers under way, and of work. */
  readonly previews: OutboundPreview[] = [];
  readonly signs: WorkSign[] = [];
  /** Files that people sent, by what names them. */
  readonly files = new Map<string, Uint8Array>();
  /** Every call, in order, whatever came of it. */
  readonly sent: OutboundPart[] = [];
  /** What the platform holds, by idempotency key. */
  readonly arrived = new Map<string, string>();
  readonly script: ScriptedSend[];
  readonly #maxLength: number;

  constructor(traits: Traits = {}, script: readonly ScriptedSend[] = []) {
    const { maxLength, ...own } = traits;
    this.capabilities = { ...DEFAULT_CAPABILITIES, ...own };
    this.#maxLength = maxLength ?? Number.POSITIVE_INFINITY;
    this.script = [...script];
  }

  get texts(): readonly string[] {
    return this.sent.map(({ content }) =>
      content.kind === 'file' ? content.file.name : content.text,
    );
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

  async lookUp(
    part: OutboundPart,
    _signal?: AbortSignal,
  ): Promise<{ readonly platformMessageId: string } | undefined> {
    const platformMessageId = this.arrived.get(part.idempotencyKey);
    return platformMessageId === undefined ? undefined : { platformMessageId };
  }

  async preview(preview: OutboundPreview, _signal?: AbortSignal): Promise<PreviewOutcome> {
    this.previews.push(preview);
    return { kind: 'shown' };
  }

  async indicate(sign: WorkSign): Promise<void> {
    this.signs.push(sign);
  }

  async download(sourceRef: string): Promise<AsyncIterable<Uint8Array>> {
    const bytes = this.files.get(sourceRef);
    if (!bytes) throw Object.assign(new Error(`no such file: ${sourceRef}`), { retryable: false });
    return (async function* () {
      yield bytes;
    })();
  }
}
