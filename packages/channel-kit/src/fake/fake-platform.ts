import { Readable } from 'node:stream';
import type { OutboundPart, WorkSign } from '@coderclaw/core';
import { ChannelError } from '../channel-error.ts';
import { formatKey } from '../event-key.ts';
import { type LedgerEntry, PlatformLedger } from './platform-ledger.ts';

/** What somebody wrote on the platform. `version` marks an edit. */
export type PlatformMessage = {
  readonly id: string;
  readonly conversation: string;
  readonly from: string;
  readonly text: string;
  readonly version?: number;
};

/**
 * How the platform treats a call. `lost-answer`: it acts, and its answer never arrives. `hang`: it
 * neither acts nor answers until the caller gives up.
 */
export type PlatformMode =
  | 'ok'
  | 'rate-limited'
  | 'unavailable'
  | 'unreachable'
  | 'lost-answer'
  | 'refuse'
  | 'hang';

type Reader = (message: PlatformMessage) => Promise<void>;

/** What the platform asks callers to wait for in mode `rate-limited`. */
export const RETRY_AFTER_MS = 3_000;

const MAX_OFFERS = 100;

/**
 * A scriptable messaging platform. With a ledger file its memory of what was sent and acknowledged
 * outlives the process, so that a crash test sees from this side what happened.
 */
export class FakePlatform {
  /** Applies when `script` is used up. */
  mode: PlatformMode = 'ok';
  readonly #script: PlatformMode[] = [];
  readonly #ledger: PlatformLedger;
  /** What the ledger says, as an index: tests and the benchmark send by the thousand. */
  readonly #postByKey = new Map<string, string>();
  readonly #acknowledged = new Set<string>();
  readonly #texts = new Map<string, string>();
  /** What was shown of work, oldest first. */
  readonly signs: WorkSign[] = [];
  /** Files that people sent, by what names them. */
  readonly files = new Map<string, Uint8Array>();
  #posted = 0;
  readonly #waiting: PlatformMessage[] = [];
  readonly #readers = new Set<Reader>();
  #offering: Promise<void> | undefined;
  #refused = 0;

  constructor({ ledgerFile }: { readonly ledgerFile?: string } = {}) {
    this.#ledger = new PlatformLedger(ledgerFile);
    for (const entry of this.#ledger.entries) this.#index(entry);
  }

  /** Everything the platform did, oldest first. */
  get ledger(): readonly LedgerEntry[] {
    return this.#ledger.entries;
  }

  /** The messages that people on the platform see, oldest first. */
  get posts(): readonly LedgerEntry[] {
    return this.ledger.filter(({ type }) => type === 'posted');
  }

  /** The ids of messages that were acknowledged to the platform, in that order. */
  get acknowledged(): readonly string[] {
    return this.ledger.filter(({ type }) => type === 'acknowledged').map(({ id }) => id);
  }

  /** How often an offered message was not accepted. */
  get refused(): number {
    return this.#refused;
  }

  /** Treats the next calls in these ways, one each. */
  script(...modes: readonly PlatformMode[]): void {
    this.#script.push(...modes);
  }

  /** Somebody writes. The message is offered, in order, until it is acknowledged; also to a later reader. */
  receive(message: PlatformMessage): void {
    if (this.#acknowledged.has(keyOfMessage(message))) return;
    this.#waiting.push(message);
    this.#offer();
  }

  /** As when the platform lost our acknowledgement: offers a message once more, whatever it remembers. */
  repeat(message: PlatformMessage): void {
    this.#waiting.push(message);
    this.#offer();
  }

  /** Resolves when nothing is being offered. */
  async settled(): Promise<void> {
    while (this.#offering) await this.#offering;
  }

  /** A login begins to read. Returns how to stop. */
  connect(reader: Reader): () => void {
    this.#readers.add(reader);
    this.#offer();
    return () => this.#readers.delete(reader);
  }

  /** One call of the platform's send method, which answers with the message's id or throws a ChannelError. */
  async post(
    part: OutboundPart,
    key: string | null,
    repeat: 'same' | 'new',
    signal: AbortSignal,
  ): Promise<string> {
    const mode = this.#script.shift() ?? this.mode;
    if (mode === 'rate-limited')
      throw new ChannelError('CHANNEL_RATE_LIMITED', '429', { retryAfterMs: RETRY_AFTER_MS });
    if (mode === 'unavailable') throw new ChannelError('CHANNEL_UNAVAILABLE', '503');
    if (mode === 'unreachable') throw new ChannelError('CHANNEL_UNREACHABLE', 'ECONNREFUSED');
    if (mode === 'refuse') throw new ChannelError('CHANNEL_REFUSED', '400');
    if (mode === 'hang') await aborted(signal);
    const known = repeat === 'same' && key !== null ? this.findPost(part.address, key) : undefined;
    const id = known ?? this.#write(part, key);
    if (mode === 'lost-answer') throw new ChannelError('CHANNEL_ANSWER_LOST', 'connection reset');
    return id;
  }

  /** The id of the message that was posted with this key, if there is one. */
  findPost(conversation: string, key: string): string | undefined {
    return this.#postByKey.get(formatKey([conversation, key]));
  }

  /** Replaces the text of a message that was posted. */
  edit(conversation: string, id: string, text: string): void {
    if (!this.#texts.has(formatKey([conversation, id])))
      throw new ChannelError('CHANNEL_REFUSED', 'there is no such message to edit');
    this.#record({ type: 'edited', id, conversation, text, key: null });
  }

  /** What a message says now, as people on the platform see it. */
  textOf(conversation: string, id: string): string | undefined {
    return this.#texts.get(formatKey([conversation, id]));
  }

  /** The bytes of a file that somebody sent. */
  async download(sourceRef: string): Promise<AsyncIterable<Uint8Array>> {
    const bytes = this.files.get(sourceRef);
    if (!bytes) throw new ChannelError('CHANNEL_NOT_FOUND', 'the file is gone');
    return Readable.from([bytes]);
  }

  #write({ address, content }: OutboundPart, key: string | null): string {
    if (content.kind === 'edit') {
      this.edit(address, content.platformMessageId, content.text);
      return content.platformMessageId;
    }
    const id = `post-${this.#posted + 1}`;
    const text = content.kind === 'file' ? `[file ${content.file.name}]` : content.text;
    this.#record({ type: 'posted', id, conversation: address, text, key });
    return id;
  }

  #record(entry: LedgerEntry): void {
    this.#ledger.append(entry);
    this.#index(entry);
  }

  #index(entry: LedgerEntry): void {
    if (entry.type === 'acknowledged') {
      this.#acknowledged.add(keyOfMessage(entry));
      return;
    }
    this.#texts.set(formatKey([entry.conversation, entry.id]), entry.text);
    if (entry.type === 'edited') return;
    this.#posted += 1;
    if (entry.key !== null)
      this.#postByKey.set(formatKey([entry.conversation, entry.key]), entry.id);
  }

  #offer(): void {
    this.#offering ??= this.#offerAll().finally(() => {
      this.#offering = undefined;
    });
  }

  async #offerAll(): Promise<void> {
    for (let offers = 0; offers < MAX_OFFERS; ) {
      const [message] = this.#waiting;
      const [reader] = this.#readers;
      if (!message || !reader) return;
      try {
        await reader(message);
      } catch {
        // Ignored: a message that was not accepted is offered again, which is all a platform does.
        this.#refused += 1;
        offers += 1;
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      this.#waiting.shift();
      const { from: _, ...said } = message;
      this.#record({ type: 'acknowledged', ...said, key: null });
    }
  }
}

function keyOfMessage({
  conversation,
  id,
  version,
}: Omit<PlatformMessage, 'from' | 'text'>): string {
  return formatKey([conversation, id, version === undefined ? '' : String(version)]);
}

function aborted(signal: AbortSignal): Promise<never> {
  const lost = (): ChannelError => new ChannelError('CHANNEL_ANSWER_LOST', 'no answer');
  if (signal.aborted) return Promise.reject(lost());
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(lost()), { once: true });
  });
}
