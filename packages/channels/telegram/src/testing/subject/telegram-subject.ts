import type { ChannelAccount } from '@coderclaw/channel-kit';
import type {
  ChannelUnderTest,
  PlatformDriver,
  Said,
  SeenPost,
  TestCall,
  TestPerson,
  TestPlace,
  TestSaying,
  TestTrouble,
} from '@coderclaw/channel-kit/conformance';
import type { JsonObject } from '@coderclaw/core';
import type { Message, Update } from 'grammy/types';
import { TELEGRAM } from '../../telegram.ts';
import type { Content } from '../content/content.ts';
import { document, photo } from '../content/file-content.ts';
import { anything } from '../content/other-content.ts';
import type { Fault, PlainFault } from '../fault/fault.ts';
import type { SeenMessage } from '../memory/seen-message.ts';
import type { Album } from '../people/album.ts';
import type { Person } from '../people/person.ts';
import type { Room } from '../people/room.ts';
import type { Topic } from '../people/topic.ts';
import { type BotApiServer, startBotApiServer } from '../server/bot-api-server.ts';
import { WebhookFront } from './webhook-front.ts';

const SECRET = 'the-secret-of-the-webhook';
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

const FAULTS: Readonly<Record<TestTrouble, Fault | PlainFault>> = {
  'rate-limited': { kind: 'rate-limited', retryAfter: 1 },
  unavailable: { kind: 'error', code: 500, description: 'Internal Server Error' },
  refuse: { kind: 'error', code: 400, description: 'Bad Request: MESSAGE_INVALID' },
  forbidden: { kind: 'error', code: 403, description: 'Forbidden: bot was blocked by the user' },
  unauthorized: { kind: 'error', code: 401, description: 'Unauthorized' },
  'lost-answer': 'lost-answer',
  hang: 'hang',
};

const METHODS: Readonly<Record<Exclude<TestCall, 'download'>, readonly string[]>> = {
  send: ['sendMessage'],
  edit: ['editMessageText'],
  sign: ['sendChatAction', 'setMessageReaction', 'answerCallbackQuery'],
};

export type SubjectOptions = {
  /** A group that can become a supergroup, or a forum with a topic. */
  readonly group: 'basic' | 'forum';
  readonly transport: 'polling' | 'webhook';
};

/** Telegram as the conformance suite tests a channel: the adapter, and the Bot API server with people in it. */
export async function startTelegramSubject(options: SubjectOptions): Promise<ChannelUnderTest> {
  const server = await startBotApiServer({ floodControl: 'off' });
  const { apiRoot, token } = server;
  const front = options.transport === 'webhook' ? await WebhookFront.start() : null;
  const subject = new TelegramSubject(server, front, options.group);
  // That the topic was opened is old news when a test begins.
  await fetch(`${apiRoot}/bot${token}/deleteWebhook?drop_pending_updates=true`);
  return subject.asChannelUnderTest();
}

type Place = { readonly room: Room; readonly topic?: Topic };

class TelegramSubject {
  readonly #server: BotApiServer;
  readonly #front: WebhookFront | null;
  readonly #people: Readonly<Record<TestPerson, Person>>;
  readonly #places: Partial<Record<TestPlace, Place>>;
  readonly #messages = new Map<string, Message>();
  /** As the test calls them. */
  readonly #albums = new Map<string, Album>();
  #newest: Update | undefined;

  constructor(server: BotApiServer, front: WebhookFront | null, group: SubjectOptions['group']) {
    this.#server = server;
    this.#front = front;
    const ann = server.person('Ann');
    const bob = server.person('Bob');
    this.#people = { ann, bob };
    const members = [ann, bob];
    // Only administrators are told of reactions.
    const bot = 'administrator';
    const room =
      group === 'basic'
        ? server.group('Team', { members, bot })
        : server.supergroup('Team', { members, bot, forum: true });
    this.#places = { ann: { room: ann.chat }, bob: { room: bob.chat }, group: { room } };
    if (group === 'forum') this.#places.thread = { room, topic: room.opensTopic('Plans', ann) };
  }

  asChannelUnderTest(): ChannelUnderTest {
    const server = this.#server;
    const { ann, bob } = this.#people;
    return {
      createChannel: () => TELEGRAM,
      people: {
        places: Object.keys(this.#places) as TestPlace[],
        identities: { ann: String(ann.id), bob: String(bob.id) },
        says: async (saying) => this.#says(saying, () => this.#contentOf(saying)),
        albums: true,
        edits: async (said, text) => {
          this.#noted(() => this.#people[said.by].edits(this.#messageOf(said), text));
        },
        reacts: async (post, by, reaction) => {
          // The platform tells reactions only to who asked for them.
          await server.until(() => server.callsOf('getUpdates').length > 0 || this.#front !== null);
          this.#noted(() => this.#people[by].reacts(this.#postOf(post).message, reaction));
        },
        presses: async (post, by, label) => {
          this.#noted(() => this.#people[by].presses(this.#postOf(post).message, label));
        },
        saysUnreadable: async ({ by, in: place }) =>
          this.#says({ by, in: place, text: '' }, () => anything({ story: { id: 1 } })),
        saysNonsense: async () => {
          server.injects({ message: { message_id: 'x', chat: null } });
        },
        repeats: async () => {
          if (this.#newest) server.repeats(this.#newest);
        },
        unacknowledged: () => server.waitingUpdates.length,
      },
      platform: this.#platform(),
      opened: (account: ChannelAccount) => this.#front?.serve(account),
      close: async () => {
        await server.stop();
        await this.#front?.close();
      },
    };
  }

  #platform(): PlatformDriver {
    const server = this.#server;
    const front = this.#front;
    const { apiRoot } = server;
    const webhook = front && { url: front.url, secret: SECRET };
    const options: JsonObject = { botToken: server.token, apiRoot, ...(webhook && { webhook }) };
    return {
      options,
      wrongOptions: { ...options, botToken: `1:${'x'.repeat(35)}` },
      posts: () => server.posts.filter(({ deleted }) => !deleted).map((post) => this.#seen(post)),
      fails: (call, trouble) => this.#fails(call, trouble),
      goesDown: () => server.goesDown(),
      comesBack: () => server.comesBack(),
      revokesLogin: async () => server.revokesToken(),
      typingIn: () =>
        server
          .callsOf('sendChatAction')
          .map(({ values }) =>
            this.#placeOf(Number(values.chat_id), Number(values.message_thread_id) || undefined),
          ),
      marksOn: (said) => this.#marksOn(said),
      ...(this.#places.thread ? {} : { movesGroup: async () => this.#movesGroup() }),
      ...(front && {
        webhook: {
          requestOf: (saying) => this.#requestOf(saying),
          secretHeader: SECRET_HEADER,
        },
      }),
    };
  }

  #says(saying: TestSaying, content: () => Content | string): Said {
    const { by, in: where } = saying;
    const person = this.#people[by];
    const { room, topic } = this.#places[where]!;
    const replied = saying.replyTo === undefined ? undefined : this.#repliedTo(saying.replyTo);
    const said = content();
    const context = {
      in: room,
      ...(topic && { topic }),
      ...(replied && { replyTo: replied }),
    };
    const message = this.#noted(() => {
      if (typeof said === 'string') return person.writes(said, context);
      if (saying.album === undefined) return person.sends(said, context);
      const album = this.#albums.get(saying.album) ?? person.album(context);
      this.#albums.set(saying.album, album);
      return album.sends(said).messages.at(-1)!;
    });
    const id = String(message.message_id);
    this.#messages.set(id, message);
    return { by, in: where, text: message.text ?? message.caption ?? '', id };
  }

  #contentOf({ text, file, mentionsUs }: TestSaying): Content | string {
    const words = mentionsUs ? `${text} @${this.#server.bot.username}` : text;
    if (!file) return words;
    const { name, mimeType, bytes } = file;
    if (mimeType === 'image/jpeg') return photo({ bytes, caption: words });
    return document({ name, mimeType, bytes, caption: words });
  }

  /** Remembers the update that this made. */
  #noted<Result>(deed: () => Result): Result {
    const result = deed();
    this.#newest = this.#server.waitingUpdates.at(-1) ?? this.#newest;
    return result;
  }

  /** One of theirs, or one of ours. */
  #repliedTo(id: string): Message {
    return this.#messages.get(id) ?? this.#findPost(id).message;
  }

  #messageOf({ id }: Said): Message {
    return this.#messages.get(id)!;
  }

  #postOf({ id }: SeenPost): SeenMessage {
    return this.#findPost(id);
  }

  #findPost(id: string): SeenMessage {
    const post = this.#server.posts.find((one) => String(one.id) === id);
    if (!post) throw new Error(`the bot has no post ${id}`);
    return post;
  }

  #seen(post: SeenMessage): SeenPost {
    const { id, chatId, threadId, text, replyToId, buttons, file } = post;
    return {
      id: String(id),
      in: this.#placeOf(chatId, threadId),
      text,
      replyTo: replyToId === undefined ? null : String(replyToId),
      buttons: buttons.flat(),
      ...(file && { file: { name: file.name ?? '', bytes: file.bytes } }),
    };
  }

  #placeOf(chatId: number, threadId: number | undefined): TestPlace {
    const found = Object.entries(this.#places).find(
      ([, { room, topic }]) => room.id === chatId && topic?.threadId === threadId,
    );
    if (!found) throw new Error(`nobody is in ${chatId}/${threadId}`);
    return found[0] as TestPlace;
  }

  #fails(call: TestCall, trouble: TestTrouble): void {
    const fault = FAULTS[trouble];
    if (call !== 'download') for (const method of METHODS[call]) this.#server.fails(method, fault);
    else this.#server.fails(typeof fault === 'string' ? 'file' : 'getFile', fault);
  }

  #marksOn(said: Said): readonly string[] {
    const { room } = this.#places[said.in]!;
    const message = this.#server.messagesIn(room).find(({ id }) => String(id) === said.id);
    return (message?.reactions ?? [])
      .filter(({ userId }) => userId === this.#server.bot.id)
      .map(({ emoji }) => emoji);
  }

  #movesGroup(): void {
    const { room } = this.#places.group!;
    this.#places.group = { room: this.#noted(() => room.migrates(this.#people.ann)) };
  }

  /** An update that is in no queue: only this request brings it. */
  #requestOf(saying: TestSaying) {
    const id = this.#server.waitingUpdates.at(-1)?.update_id ?? 0;
    const { room } = this.#places[saying.in]!;
    const update = {
      update_id: id + 1_000_000,
      message: {
        message_id: 900_000,
        date: 1_700_000_000,
        chat: room.wire,
        from: this.#people[saying.by].user,
        text: saying.text,
      },
    };
    return {
      headers: { [SECRET_HEADER]: SECRET, 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(update)),
    };
  }
}
