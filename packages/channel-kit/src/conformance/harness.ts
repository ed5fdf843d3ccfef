import type { JsonObject } from '@coderclaw/core';
import type { Channel, ChannelAccount, ChannelHost, WebhookRequest } from '../channel.ts';

/**
 * What a channel's test supplies: its adapter, and both sides of the platform, which is best a server on
 * loopback that speaks the platform's own protocol. Each test starts a new one. The platform gives the
 * ids, and the adapter hears of things in its own time: the suite waits for what it expects.
 */
export type ChannelUnderTest = {
  /** A new adapter, as each start of the gateway makes one. */
  createChannel(): Channel;
  readonly people: PeopleDriver;
  /** Left out by pull channels. */
  readonly platform?: PlatformDriver;
  /** The suite opened an account; a platform that calls us is told where. Called again after a restart. */
  opened?(account: ChannelAccount, host: ChannelHost): void;
  /** The test is over. */
  close?(): Promise<void>;
  /** How long the suite waits for what it expects of the adapter; 10 seconds if not said. */
  readonly patienceMs?: number;
};

/** Both write to us directly, both are in the group, and the thread (a topic, a thread) is in the group. */
export type TestPlace = 'ann' | 'bob' | 'group' | 'thread';
export type TestPerson = 'ann' | 'bob';

export type TestFile = {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
};

export type TestSaying = {
  readonly by: TestPerson;
  /** Of a person's direct conversation, that person's own. */
  readonly in: TestPlace;
  /** Of a message with a file, its caption. */
  readonly text: string;
  /** Calls us by our name, in the platform's own way, somewhere in the message. */
  readonly mentionsUs?: true;
  /** Answers the message with that id, which is in the same place. */
  readonly replyTo?: string;
  readonly file?: TestFile;
  /** The album that it is a piece of, as the test calls it; of a message with a file, where `albums` says that there are any. */
  readonly album?: string;
};

/** A message of a person's. `id` as `InboundEvent.platformMessageId` has it, `text` as the platform kept it. */
export type Said = Pick<TestSaying, 'by' | 'in' | 'text'> & { readonly id: string };

/** What people do. Each method resolves when the platform has it. Optional ones are for what a platform has and tells. */
export type PeopleDriver = {
  /** The places there are; `ann` and `bob` always. */
  readonly places: readonly TestPlace[];
  /** The platform's immutable ids, as `InboundEvent.sender.identity` has them. */
  readonly identities: Readonly<Record<TestPerson, string>>;
  says(saying: TestSaying): Promise<Said>;
  /** Whether the platform tells what was sent as one message piece by piece. */
  readonly albums?: true;
  edits?(said: Said, text: string): Promise<void>;
  deletes?(said: Said): Promise<void>;
  /** Puts a reaction on one of our messages. */
  reacts?(post: SeenPost, by: TestPerson, reaction: string): Promise<void>;
  /** Presses the button with that label under one of our messages. */
  presses?(post: SeenPost, by: TestPerson, label: string): Promise<void>;
  /** Sends what the adapter can not read, such as a poll. */
  saysUnreadable?(saying: Pick<TestSaying, 'by' | 'in'>): Promise<Said>;
  /** The platform tells of something that makes no sense, as a new version of it may. */
  saysNonsense?(): Promise<void>;
  /** The newest event comes once more, as when our acknowledgement of it was lost. */
  repeats(): Promise<void>;
  /** How many events the platform does not know to be accepted. */
  unacknowledged(): number;
};

/** A message of ours as people see it now. */
export type SeenPost = {
  /** As `SendOutcome.platformMessageId` has it. */
  readonly id: string;
  readonly in: TestPlace;
  /** What is read, without markup; of a file, its caption. */
  readonly text: string;
  /** The message it answers; null when it answers none, left out where the platform has no answers. */
  readonly replyTo?: string | null;
  /** The labels. */
  readonly buttons?: readonly string[];
  readonly file?: Omit<TestFile, 'mimeType'>;
};

/**
 * How the platform treats a call. It does not act on those that are `rate-limited` (it names a time to
 * wait), `unavailable` (it failed), `refuse`d (this message never), `forbidden` (we were blocked),
 * `unauthorized` (the login works no more). It acts, and the answer never arrives: `lost-answer`.
 * `hang`: there is no answer until the caller gives up, whether it acted or not.
 */
export const TEST_TROUBLES = [
  'rate-limited',
  'unavailable',
  'refuse',
  'forbidden',
  'unauthorized',
  'lost-answer',
  'hang',
] as const;
export type TestTrouble = (typeof TEST_TROUBLES)[number];

/** `send`: text and files. `edit`: parts that edit, and previews. `sign`: typing, marks, reactions, released buttons. */
export type TestCall = 'send' | 'edit' | 'sign' | 'download';

/** The platform, as far as we call it. */
export type PlatformDriver = {
  /** The settings of a login that works. */
  readonly options: JsonObject;
  /** Settings that the platform refuses; left out where there is no login. */
  readonly wrongOptions?: JsonObject;
  /** Ours, oldest first. */
  posts(): readonly SeenPost[];
  /** The next call of that kind goes wrong in that way, once. */
  fails(call: TestCall, trouble: TestTrouble): void;
  /** Nobody reaches it; what people do meanwhile is kept for us. */
  goesDown(): Promise<void>;
  comesBack(): Promise<void>;
  /** The login works no more, for no call. */
  revokesLogin?(): Promise<void>;
  /** Where people see us typing. With capability `typing`. */
  typingIn?(): readonly TestPlace[];
  /** The reactions of ours on a person's message. With capability `reactions`. */
  marksOn?(said: Said): readonly string[];
  /** The group gets another address. For platforms that do that. */
  movesGroup?(): Promise<void>;
  /** For adapters whose account has a `webhook`. */
  readonly webhook?: {
    /** What the platform posts when somebody writes: the whole of what proves that it comes from it. */
    requestOf(saying: TestSaying): WebhookRequest;
    /** The header that proves it, in small letters. */
    readonly secretHeader: string;
  };
};
