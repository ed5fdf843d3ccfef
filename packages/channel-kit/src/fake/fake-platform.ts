import { Readable } from 'node:stream';
import type { OutboundPart, WorkSign } from '@coderclaw/core';
import { ChannelError } from '../channel-error.ts';
import { formatKey } from '../event-key.ts';
import { PlatformInbox, type Reader } from './platform-inbox.ts';
import { type LedgerEntry, PlatformLedger } from './platform-ledger.ts';
import { keyOfMessage, type PlatformMessage } from './platform-message.ts';

/**
 * How the platform treats a call. `lost-answer`: it acts, and its answer never arrives. `hang`: it
 * neither acts nor answers until the caller gives up.
 */
export type PlatformMode =
  | 'ok'
  | 'rate-limited'
  | 'unavailable'
  | 'unreachable'
  | 'unauthorized'
  | 'forbidden'
  | 'lost-answer'
  | 'refuse'
  | 'hang';

/** `post`: messages; also what else parts do, where nothing is scripted for it. `edit`: also previews. `sign`: also reactions. */
export type PlatformCall = 'post' | 'edit' | 'sign' | 'download';

/** As what a part is treated: the first for which something is scripted. */
const CALLS: Readonly<Record<OutboundPart['content']['kind'], readonly PlatformCall[]>> = {
  text: ['post'],
  file: ['post'],
  edit: ['edit', 'post'],
  reaction: ['sign', 'post'],
};

/** A post beyond its text. */
export type PostDetails = Pick<OutboundPart, 'replyTo' | 'content'> & {
  readonly file: Uint8Array | undefined;
};

/** What the platform asks callers to wait for in mode `rate-limited`. */
export const RETRY_AFTER_MS = 3_000;

/**
 * A scriptable messaging platform. With a ledger file its memory of what was sent and acknowledged
 * outlives the process, so that a crash test sees from this side what happened.
 */
export class FakePlatform {
  /** Applies when `script` is used up. */
  mode: PlatformMode = 'ok';
  readonly #scripts = new Map<PlatformCall, PlatformMode[]>();
  readonly #ledger: PlatformLedger;
  readonly #inbox = new PlatformInbox((message) => this.#acknowledge(message));
  /** What the ledger says, as an index: tests and the benchmark send by the thousand. */
  readonly #postByKey = new Map<string, string>();
  readonly #acknowledged = new Set<string>();
  readonly #texts = new Map<string, string>();
  readonly #details = new Map<string, PostDetails>();
  /** Our reactions, by the message that they stand on. */
  readonly #marks = new Map<string, string>();
  /** Messages of people. */
  readonly #heard = new Set<string>();
  readonly #moves = new Map<string, string>();
  /** What was shown of work, oldest first. */
  readonly signs: WorkSign[] = [];
  /** Files that people sent, by what names them. */
  readonly files = new Map<string, Uint8Array>();
  #posted = 0;
  /** Why nobody gets through. */
  #outage: ChannelError | undefined;

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
    return this.#inbox.refused;
  }

  /** How many messages wait to be acknowledged. */
  get waiting(): number {
    return this.#inbox.waiting;
  }

  /** Treats the next calls that post in these ways, one each. */
  script(...modes: readonly PlatformMode[]): void {
    this.scriptCall('post', ...modes);
  }

  scriptCall(call: PlatformCall, ...modes: readonly PlatformMode[]): void {
    this.#scripts.set(call, [...(this.#scripts.get(call) ?? []), ...modes]);
  }

  /** Somebody writes. The message is offered, in order, until it is acknowledged; also to a later reader. */
  receive(message: PlatformMessage): void {
    this.#heard.add(formatKey([message.conversation, message.id]));
    if (!this.#acknowledged.has(keyOfMessage(message))) this.#inbox.put(message);
  }

  /** As when the platform lost our acknowledgement: offers a message once more, whatever it remembers. */
  repeat(message: PlatformMessage): void {
    this.#inbox.put(message);
  }

  /** Resolves when nothing is being offered. */
  settled(): Promise<void> {
    return this.#inbox.settled();
  }

  /** A login begins to read. Returns how to stop. Throws a ChannelError while nobody gets through. */
  connect(reader: Reader): () => void {
    if (this.#outage) throw this.#outage;
    return this.#inbox.connect(reader);
  }

  /** From now on nobody gets through, for that reason. */
  breaks(code: 'CHANNEL_UNREACHABLE' | 'CHANNEL_AUTH'): void {
    this.#outage = new ChannelError(code, 'for every call');
    this.#inbox.disconnect(this.#outage);
  }

  comesBack(): void {
    this.#outage = undefined;
  }

  /** A conversation gets another address. Whoever writes to the old one is told. */
  moves(from: string, to: string): void {
    this.#moves.set(from, to);
    this.receive({
      id: `move-to-${to}`,
      conversation: from,
      from: 'platform',
      text: to,
      kind: 'moved',
    });
  }

  /** The address that a conversation was given in place of this one. */
  movedTo(conversation: string): string | undefined {
    return this.#moves.get(conversation);
  }

  /** One call of the platform's send method, which answers with the message's id or throws a ChannelError. */
  async post(
    part: OutboundPart,
    key: string | null,
    repeat: 'same' | 'new',
    signal: AbortSignal,
    file?: Uint8Array,
  ): Promise<string> {
    const lost = await this.#treat(CALLS[part.content.kind], signal);
    if (this.#moves.has(part.address)) throw new ChannelError('CHANNEL_NOT_FOUND', 'it moved');
    const known = repeat === 'same' && key !== null ? this.findPost(part.address, key) : undefined;
    const id = known ?? this.#write(part, key, file);
    if (lost) throw lost;
    return id;
  }

  /** The id of the message that was posted with this key, if there is one. */
  findPost(conversation: string, key: string): string | undefined {
    return this.#postByKey.get(formatKey([conversation, key]));
  }

  /** One call that asks for it. Throws a ChannelError where nobody gets through. */
  lookUp(conversation: string, key: string): string | undefined {
    if (this.#outage) throw this.#outage;
    return this.findPost(conversation, key);
  }

  /** Replaces the text of a message that was posted. */
  edit(conversation: string, id: string, text: string): void {
    if (!this.#texts.has(formatKey([conversation, id])))
      throw new ChannelError('CHANNEL_REFUSED', 'there is no such message to edit');
    this.#record({ type: 'edited', id, conversation, text, key: null });
  }

  /** One call of the platform's edit method. */
  async callEdit(conversation: string, id: string, text: string, signal: AbortSignal) {
    const lost = await this.#treat(['edit'], signal);
    this.edit(conversation, id, text);
    if (lost) throw lost;
  }

  /** One call that shows something. */
  async show(sign: WorkSign, signal: AbortSignal): Promise<void> {
    const lost = await this.#treat(['sign'], signal);
    this.signs.push(sign);
    if (sign.kind === 'progress') {
      const key = formatKey([sign.address, sign.platformMessageId]);
      if (sign.state === 'done') this.#marks.delete(key);
      else this.#marks.set(key, sign.state);
    }
    if (lost) throw lost;
  }

  /** What a message says now, as people on the platform see it. */
  textOf(conversation: string, id: string): string | undefined {
    return this.#texts.get(formatKey([conversation, id]));
  }

  /** Our reaction on a person's message, as people see it: an emoji, or what became of the message. */
  markOn(conversation: string, id: string): string | undefined {
    return this.#marks.get(formatKey([conversation, id]));
  }

  /** What a message of ours is beyond its text; forgotten with the process. */
  detailsOf(conversation: string, id: string): PostDetails | undefined {
    return this.#details.get(formatKey([conversation, id]));
  }

  /** The bytes of a file that somebody sent. */
  async download(sourceRef: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const lost = await this.#treat(['download'], signal);
    const bytes = this.files.get(sourceRef);
    if (!bytes) throw new ChannelError('CHANNEL_NOT_FOUND', 'the file is gone');
    if (lost) throw lost;
    return Readable.from([bytes]);
  }

  /** Goes wrong as it was told to. Returns what is to be thrown after the platform acted. */
  async #treat(
    calls: readonly PlatformCall[],
    signal: AbortSignal,
  ): Promise<ChannelError | undefined> {
    if (this.#outage) throw this.#outage;
    const scripted = calls.map((call) => this.#scripts.get(call)).find((modes) => modes?.length);
    const mode = scripted?.shift() ?? this.mode;
    if (mode === 'rate-limited')
      throw new ChannelError('CHANNEL_RATE_LIMITED', '429', { retryAfterMs: RETRY_AFTER_MS });
    if (mode === 'unavailable') throw new ChannelError('CHANNEL_UNAVAILABLE', '503');
    if (mode === 'unreachable') throw new ChannelError('CHANNEL_UNREACHABLE', 'ECONNREFUSED');
    if (mode === 'unauthorized') throw new ChannelError('CHANNEL_AUTH', '401');
    if (mode === 'forbidden') throw new ChannelError('CHANNEL_FORBIDDEN', '403');
    if (mode === 'refuse') throw new ChannelError('CHANNEL_REFUSED', '400');
    if (mode === 'hang') await aborted(signal);
    if (mode !== 'lost-answer') return undefined;
    return new ChannelError('CHANNEL_ANSWER_LOST', 'connection reset');
  }

  #write(part: OutboundPart, key: string | null, file: Uint8Array | undefined): string {
    const { address, content, replyTo } = part;
    if (content.kind === 'edit') {
      const { platformMessageId: edited, text } = content;
      this.edit(address, edited, text);
      // What stood beyond the text goes, but for what the message answers.
      const before = this.detailsOf(address, edited);
      this.#details.set(formatKey([address, edited]), {
        replyTo: before?.replyTo ?? null,
        content,
        file: undefined,
      });
      return edited;
    }
    if (content.kind === 'reaction') {
      const { text, platformMessageId: id } = content;
      if (!this.#heard.has(formatKey([address, id])))
        throw new ChannelError('CHANNEL_NOT_FOUND', 'there is no such message to react to');
      this.#record({ type: 'reacted', id, conversation: address, text, key: null });
      return id;
    }
    const id = `post-${this.#posted + 1}`;
    const text = content.kind === 'file' ? `[file ${content.file.name}]` : content.text;
    this.#record({ type: 'posted', id, conversation: address, text: text.toWellFormed(), key });
    this.#details.set(formatKey([address, id]), { replyTo, content, file });
    return id;
  }

  #acknowledge({ id, conversation, text, version, kind }: PlatformMessage): void {
    this.#record({
      type: 'acknowledged',
      id,
      conversation,
      text,
      key: null,
      ...(version !== undefined && { version }),
      ...(kind && { kind }),
    });
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
    if (entry.type === 'reacted') {
      this.#marks.set(formatKey([entry.conversation, entry.id]), entry.text);
      return;
    }
    this.#texts.set(formatKey([entry.conversation, entry.id]), entry.text);
    if (entry.type === 'edited') return;
    this.#posted += 1;
    if (entry.key !== null)
      this.#postByKey.set(formatKey([entry.conversation, entry.key]), entry.id);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  const lost = (): ChannelError => new ChannelError('CHANNEL_ANSWER_LOST', 'no answer');
  if (signal.aborted) return Promise.reject(lost());
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(lost()), { once: true });
  });
}
