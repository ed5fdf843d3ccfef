import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { ConversationRef, InboundEvent, OutboundPart, PartContent } from '@coderclaw/core';
import type { Channel, ChannelAccount } from '../channel.ts';
import { RecordingHost } from '../testing/recording-host.ts';
import { ACCOUNT, checkEvents } from './event-check.ts';
import { eventually } from './eventually.ts';
import type {
  ChannelUnderTest,
  PeopleDriver,
  PlatformDriver,
  Said,
  TestPlace,
  TestSaying,
} from './harness.ts';

export type StartSubject = () => ChannelUnderTest | Promise<ChannelUnderTest>;

/** A signal that never aborts. */
export const NEVER: AbortSignal = new AbortController().signal;
const PULL_OPTIONS = {};

/** One adapter with an open account, its platform, and the gateway as the adapter sees it. */
export class World {
  readonly subject: ChannelUnderTest;
  readonly channel: Channel;
  readonly host: RecordingHost;
  readonly account: ChannelAccount;
  #parts = 0;
  #next: World | undefined;

  constructor(
    subject: ChannelUnderTest,
    channel: Channel,
    host: RecordingHost,
    account: ChannelAccount,
  ) {
    this.subject = subject;
    this.channel = channel;
    this.host = host;
    this.account = account;
  }

  get people(): PeopleDriver {
    return this.subject.people;
  }

  /** The platform's side of a push channel. */
  get platform(): PlatformDriver {
    const { platform } = this.subject;
    assert.ok(platform, 'a push channel is tested with its platform');
    return platform;
  }

  /** Resolves when it holds. */
  eventually(what: string, holds: () => boolean): Promise<void> {
    return eventually(what, holds, this.subject.patienceMs);
  }

  /** Somebody says it, and the adapter hands it over. */
  async hear(saying: TestSaying): Promise<{ readonly said: Said; readonly event: InboundEvent }> {
    let said: Said | undefined;
    const event = await this.after(async () => {
      said = await this.people.says(saying);
    });
    return { said: said!, event };
  }

  /** What the adapter hands over next, because of that. */
  async after(deed: () => Promise<unknown>): Promise<InboundEvent> {
    const before = this.host.accepted.length;
    await deed();
    return this.nextEvent(before);
  }

  /** The event that was accepted after `before` others. */
  async nextEvent(before: number): Promise<InboundEvent> {
    const { accepted } = this.host;
    await this.eventually('an event is accepted', () => accepted.length > before);
    return accepted[before]!;
  }

  /** Ann says something there; Bob where it is his. */
  async hearIn(place: TestPlace): Promise<InboundEvent> {
    const by = place === 'bob' ? 'bob' : 'ann';
    return (await this.hear({ by, in: place, text: 'hello', mentionsUs: true })).event;
  }

  /** Where that is, as the adapter tells it. */
  async meet(place: TestPlace): Promise<ConversationRef> {
    return (await this.hearIn(place)).conversation;
  }

  /** A part for a conversation, with a key of its own. */
  part(
    { address, kind }: Pick<ConversationRef, 'address' | 'kind'>,
    content: PartContent | string,
    more: Partial<OutboundPart> = {},
  ): OutboundPart {
    this.#parts += 1;
    return {
      address,
      conversationKind: kind,
      content: typeof content === 'string' ? { kind: 'text', text: content } : content,
      replyTo: null,
      idempotencyKey: `part-${this.#parts}`,
      ...more,
    };
  }

  /** Sends a part that has to arrive. Returns its platform id. */
  async deliver(part: OutboundPart): Promise<string> {
    const outcome = await this.account.send(part, NEVER);
    assert.equal(outcome.kind, 'delivered', `not delivered: ${JSON.stringify(outcome)}`);
    return (outcome.kind === 'delivered' && outcome.platformMessageId) || '';
  }

  /** Resolves when the platform knows everything to be accepted. */
  async acknowledged(): Promise<void> {
    await this.eventually('the platform is told', () => this.people.unacknowledged() === 0);
  }

  /** Another life of the gateway, as after a crash: a new adapter with a new host, on the same platform. */
  async restart(): Promise<World> {
    this.host.stop();
    await this.account.close();
    this.#next = await openWorld(this.subject);
    return this.#next;
  }

  /** Closes the account, and those of the lives that followed, and checks all that they offered. */
  async close(): Promise<void> {
    await this.account.close();
    checkEvents(this.host, this.channel.name);
    await this.#next?.close();
  }
}

/** Starts a subject and opens its account. Ends with the test, which then checks all that was offered. */
export async function startWorld(t: TestContext, start: StartSubject): Promise<World> {
  const subject = await startSubject(t, start);
  const world = await openWorld(subject);
  t.after(() => world.close());
  return world;
}

/** A platform and an adapter that is not open yet. */
export async function startSubject(t: TestContext, start: StartSubject): Promise<ChannelUnderTest> {
  const subject = await start();
  t.after(() => subject.close?.());
  return subject;
}

async function openWorld(subject: ChannelUnderTest): Promise<World> {
  const channel = subject.createChannel();
  const host = new RecordingHost();
  const options = subject.platform?.options ?? PULL_OPTIONS;
  const account = await channel.open({ account: ACCOUNT, options }, host);
  subject.opened?.(account, host);
  return new World(subject, channel, host, account);
}
