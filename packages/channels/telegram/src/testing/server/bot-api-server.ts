import type { Update, UserFromGetMe } from 'grammy/types';
import { apiError } from '../error/api-error.ts';
import type { Fault, PlainFault } from '../fault/fault.ts';
import { FaultPlan } from '../fault/fault-plan.ts';
import { FloodControl, REAL_LIMITS } from '../flood/flood-control.ts';
import type { Deed } from '../memory/deed.ts';
import { PlatformMemory } from '../memory/platform-memory.ts';
import type { FileRecord, MessageRecord } from '../memory/record.ts';
import { type SeenMessage, seenMessage } from '../memory/seen-message.ts';
import { findMethod } from '../method/methods.ts';
import { Population } from '../people/population.ts';
import type { Room } from '../people/room.ts';
import { Stage } from '../people/stage.ts';
import { LongPoll } from '../update/long-poll.ts';
import { Webhook } from '../update/webhook.ts';
import type { CallArguments } from './call-arguments.ts';
import { type Answer, HttpFront } from './http-front.ts';
import { Platform } from './platform.ts';
import {
  type BotApiServerOptions,
  botOf,
  DEFAULT_TOKEN,
  FIRST_UPDATE_ID,
  REAL_CLOCK,
} from './server-options.ts';

/** One call that a client made. */
export type SeenCall = {
  readonly method: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Absent of a call that was left without an answer. */
  readonly status: number | undefined;
};

/** Starts a server; `await using` stops it. */
export async function startBotApiServer(options: BotApiServerOptions = {}): Promise<BotApiServer> {
  const server = new BotApiServer(options);
  await server.comesBack();
  return server;
}

/**
 * A Bot API server on loopback, for one bot: the cloud's methods and refusals, people who use Telegram,
 * and everything that can go wrong. See `people` for what can be done in it.
 */
export class BotApiServer extends Population implements AsyncDisposable {
  readonly bot: UserFromGetMe;
  /** Every call since the start, oldest first. */
  readonly calls: SeenCall[] = [];
  readonly #memory: PlatformMemory;
  readonly #platform: Platform;
  readonly #stage: Stage;
  readonly #faults = new FaultPlan();
  readonly #flood: FloodControl;
  readonly #longPoll: LongPoll;
  readonly #webhook: Webhook;
  readonly #front: HttpFront;
  readonly #watchers = new Set<() => void>();
  readonly #firstPort: number;

  constructor(options: BotApiServerOptions) {
    const { token = DEFAULT_TOKEN, clock = REAL_CLOCK, privacyMode = false } = options;
    const { floodControl = 'real', ledgerFile, firstUpdateId = FIRST_UPDATE_ID } = options;
    const memory = new PlatformMemory({ token, firstUpdateId, ledgerFile });
    const bot = botOf(token, options.bot ?? {}, privacyMode);
    const platform = new Platform(memory, clock, bot);
    const stage = new Stage(platform, privacyMode);
    super(stage);
    this.bot = bot;
    this.#memory = memory;
    this.#platform = platform;
    this.#stage = stage;
    this.#firstPort = options.port ?? 0;
    const limits = floodControl === 'real' ? REAL_LIMITS : floodControl;
    this.#flood = new FloodControl(limits === 'off' ? undefined : limits, clock);
    this.#longPoll = new LongPoll(platform, () => this.#changed());
    this.#webhook = new Webhook(platform, (method, args) =>
      this.#act(method, args, AbortSignal.abort()),
    );
    memory.watch(() => this.#changed());
    this.#front = new HttpFront({
      clock,
      faults: this.#faults,
      act: (method, args, gone) => this.#act(method, args, gone),
      findFile: (path) => stage.shelf.read(path),
      get token() {
        return memory.token;
      },
      called: (method, args, answer) => this.#called(method, args, answer),
    });
  }

  /** For grammY: `new Api(server.token, { apiRoot: server.apiRoot })`. */
  get apiRoot(): string {
    return this.#front.origin;
  }

  /** The token that works; empty after it was revoked. */
  get token(): string {
    return this.#memory.token ?? '';
  }

  // What happened

  /** What the bot posted in all chats, as it is now, oldest first. */
  get posts(): readonly SeenMessage[] {
    return this.#memory.deeds
      .filter((deed) => deed.type === 'posted' && deed.by === 'bot')
      .map((deed) => {
        const { message } = deed as Deed & { type: 'posted' };
        const record = this.#memory.messages.get(message.chat.id)?.get(message.message_id);
        return this.#seen(record!);
      });
  }

  /** What stands in a chat, the bot's and people's, oldest first; without what was deleted. */
  messagesIn(room: Room): readonly SeenMessage[] {
    const records = [...(this.#memory.messages.get(room.id)?.values() ?? [])];
    return records.filter(({ deleted }) => !deleted).map((record) => this.#seen(record));
  }

  /** Everything that happened for good: what a ledger file holds. */
  get deeds(): readonly Deed[] {
    return this.#memory.deeds;
  }

  /** The offset up to which the bot confirmed updates; 0 before it did. */
  get confirmedOffset(): number {
    return this.#memory.confirmedOffset;
  }

  /** The updates that wait, oldest first. */
  get waitingUpdates(): readonly Update[] {
    return this.#memory.queue.updates;
  }

  /** Whether a long poll waits right now. */
  get isPolled(): boolean {
    return this.#longPoll.isWaiting;
  }

  /** How often flood control refused. */
  get floodRefusals(): number {
    return this.#flood.refused;
  }

  file(fileId: string): FileRecord | undefined {
    return this.#memory.files.get(fileId);
  }

  bytesOf(fileId: string): Buffer | undefined {
    const file = this.file(fileId);
    return file && this.#stage.shelf.read(file.path);
  }

  /** How a callback query was answered; undefined until it is. */
  answerTo(callbackQueryId: string) {
    return this.#memory.answers.get(callbackQueryId);
  }

  callsOf(method: string): readonly SeenCall[] {
    const name = method.toLowerCase();
    return this.calls.filter((call) => call.method.toLowerCase() === name);
  }

  /** Resolves when the condition holds; it is looked at after each call, deed, and at once. */
  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
    });
  }

  // What goes wrong

  /** The next `times` calls of a method go wrong in that way; `*` means any, `file` a download. */
  fails(method: string, fault: Fault | PlainFault, times = 1): void {
    this.#faults.plan(method, fault, times);
  }

  /** What was planned to go wrong does not. */
  failsNoMore(): void {
    this.#faults.clear();
  }

  /** Lets any object wait as an update. Without an id it gets the next one; the queue goes on from its id. */
  injects(update: Partial<Update> | Readonly<Record<string, unknown>>): Update {
    const whole = { update_id: this.#memory.queue.tail, ...update } as Update;
    this.#platform.inject(whole, false);
    return whole;
  }

  /** Hands an update out once more, although an offset beyond it was confirmed. */
  repeats(update: Update): void {
    this.#platform.inject(update, true);
  }

  /** Hands out what waits now in the reverse order, each with the id that it has. */
  reversesUpdates(): void {
    this.#platform.commit({ type: 'reversed' });
  }

  /** From now on the platform's clock is ahead of ours by so many seconds, or behind. */
  skewsDates(seconds: number): void {
    this.#platform.dateSkewSeconds = seconds;
  }

  /** From now on every call is refused with 401, until `token` is given again. */
  revokesToken(): void {
    this.#platform.commit({ type: 'token', token: null });
  }

  issuesToken(token: string): void {
    this.#platform.commit({ type: 'token', token });
  }

  /** Breaks every connection and refuses new ones. What waits goes on waiting. */
  async goesDown(): Promise<void> {
    await this.#webhook.close();
    await this.#front.close();
    this.#longPoll.close();
  }

  /** Listens again, on the same port. */
  async comesBack(): Promise<void> {
    if (this.#front.isOpen) return;
    await this.#front.open(this.#front.port || this.#firstPort);
    this.#webhook.open();
  }

  async stop(): Promise<void> {
    await this.goesDown();
    this.#memory.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #act(name: string, args: CallArguments, gone: AbortSignal): Promise<unknown> {
    const method = findMethod(name);
    if (!method) throw apiError('NOT_FOUND');
    return method({
      platform: this.#platform,
      stage: this.#stage,
      flood: this.#flood,
      longPoll: this.#longPoll,
      webhook: this.#webhook,
      args,
      gone,
    });
  }

  #seen(record: MessageRecord): SeenMessage {
    return seenMessage(record, this.#memory.files);
  }

  #called(method: string, args: CallArguments, answer: Answer | undefined): void {
    this.calls.push({ method, values: args.values, status: answer?.status });
    this.#changed();
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
