import type { BotCommand, ChatMember, Message, ReactionType, User } from 'grammy/types';

/** Somebody with an account. */
export type PersonRecord = {
  readonly user: User;
  /** Whether they ever wrote to the bot or pressed “Start”; a bot may not begin. */
  readonly started: boolean;
  readonly blocked: boolean;
  readonly deactivated: boolean;
};

export type ChatKind = 'private' | 'group' | 'supergroup' | 'channel';

export type TopicRecord = {
  readonly threadId: number;
  readonly name: string;
  readonly closed: boolean;
};

export type BotStatus = ChatMember['status'];

export type ChatRecord = {
  readonly id: number;
  readonly kind: ChatKind;
  readonly title: string;
  readonly username?: string;
  readonly isForum: boolean;
  readonly members: readonly number[];
  /** What the bot is there. */
  readonly botStatus: BotStatus;
  /** Of a restricted bot, or in a group where only administrators write. */
  readonly mayWrite: boolean;
  readonly topics: readonly TopicRecord[];
  readonly deleted: boolean;
  readonly migratedTo?: number;
  /** Of a channel: the group that discusses its posts. */
  readonly linkedChatId?: number;
  /** Which reactions are allowed there; absent where all are. */
  readonly reactions?: readonly string[];
};

export type FileRecord = {
  readonly fileId: string;
  readonly uniqueId: string;
  /** Where `/file/bot<TOKEN>/` serves it. */
  readonly path: string;
  readonly size: number;
  readonly name?: string;
  readonly mimeType?: string;
  /** Base64; absent of a file that is only said to be that large. */
  readonly content?: string;
};

export type Reaction = { readonly userId: number; readonly reaction: readonly ReactionType[] };

/** A message with everything that became of it. */
export type MessageRecord = {
  readonly message: Message;
  readonly by: 'bot' | 'person';
  /** What it was before each edit, oldest first. */
  readonly history: readonly Message[];
  readonly reactions: readonly Reaction[];
  readonly deleted: boolean;
};

export type WebhookRecord = {
  readonly url: string;
  readonly secretToken?: string;
  readonly maxConnections: number;
};

export type CommandsRecord = {
  /** The scope and the language, as JSON. */
  readonly key: string;
  readonly commands: readonly BotCommand[];
};
