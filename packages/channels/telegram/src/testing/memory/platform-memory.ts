import type { Message, Update } from 'grammy/types';
import { UpdateQueue } from '../update/update-queue.ts';
import type { Deed } from './deed.ts';
import { LedgerFile, readDeeds } from './ledger-file.ts';
import type {
  ChatRecord,
  CommandsRecord,
  FileRecord,
  MessageRecord,
  PersonRecord,
  WebhookRecord,
} from './record.ts';

/**
 * Everything that the platform knows, as a fold over its deeds. `commit` is the only writer; with a
 * ledger file the deeds of an earlier process come first, and nothing is known that is not on the disk.
 */
export class PlatformMemory {
  readonly deeds: Deed[] = [];
  readonly people = new Map<number, PersonRecord>();
  readonly chats = new Map<number, ChatRecord>();
  readonly files = new Map<string, FileRecord>();
  readonly messages = new Map<number, Map<number, MessageRecord>>();
  readonly queue: UpdateQueue;
  readonly commands = new Map<string, CommandsRecord>();
  readonly answers = new Map<string, Deed & { readonly type: 'answered' }>();
  /** The update ids of callback queries that the bot may still answer. */
  readonly callbackQueries = new Map<string, { readonly expiresAt: number }>();
  confirmedOffset = 0;
  allowedUpdates: readonly string[] | null = null;
  webhook: WebhookRecord | null = null;
  token: string | null;
  readonly #ledger: LedgerFile | undefined;
  readonly #watchers = new Set<() => void>();

  constructor(options: {
    readonly token: string;
    readonly firstUpdateId: number;
    readonly ledgerFile?: string | undefined;
  }) {
    this.token = options.token;
    this.queue = new UpdateQueue(options.firstUpdateId);
    const { ledgerFile } = options;
    if (ledgerFile === undefined) return;
    for (const deed of readDeeds(ledgerFile)) this.#apply(deed);
    this.#ledger = new LedgerFile(ledgerFile);
  }

  commit(deed: Deed): void {
    this.#ledger?.append(deed);
    this.#apply(deed);
    for (const watcher of this.#watchers) watcher();
  }

  /** Calls back after each deed, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  findMessage(chatId: number, messageId: number): MessageRecord | undefined {
    const record = this.messages.get(chatId)?.get(messageId);
    return record?.deleted ? undefined : record;
  }

  close(): void {
    this.#ledger?.close();
  }

  #apply(deed: Deed): void {
    this.deeds.push(deed);
    switch (deed.type) {
      case 'person':
        this.people.set(deed.person.user.id, deed.person);
        return;
      case 'chat':
        this.chats.set(deed.chat.id, deed.chat);
        return;
      case 'file':
        this.files.set(deed.file.fileId, deed.file);
        return;
      case 'posted':
        this.#post(deed.message, deed.by);
        return;
      case 'edited':
        this.#change(deed.message.chat.id, deed.message.message_id, (record) => ({
          ...record,
          message: deed.message,
          history: [...record.history, record.message],
        }));
        return;
      case 'deleted':
        this.#change(deed.chatId, deed.messageId, (record) => ({ ...record, deleted: true }));
        return;
      case 'reacted':
        this.#change(deed.chatId, deed.messageId, (record) => ({
          ...record,
          reactions: [
            ...record.reactions.filter(({ userId }) => userId !== deed.userId),
            ...(deed.reaction.length > 0 ? [{ userId: deed.userId, reaction: deed.reaction }] : []),
          ],
        }));
        return;
      case 'offered':
        this.#offer(deed.update, deed.expiresAt, deed.stubborn ?? false);
        return;
      default:
        this.#applyToBot(deed);
    }
  }

  #applyToBot(deed: Deed): void {
    switch (deed.type) {
      case 'confirmed':
        this.confirmedOffset = deed.offset;
        this.queue.forget(deed.offset);
        return;
      case 'reversed':
        this.queue.reverse();
        return;
      case 'dropped':
        this.queue.clear();
        return;
      case 'subscribed':
        this.allowedUpdates = deed.allowed;
        return;
      case 'webhook':
        this.webhook = deed.webhook;
        return;
      case 'commands':
        this.commands.set(deed.commands.key, deed.commands);
        return;
      case 'answered':
        this.answers.set(deed.callbackQueryId, deed);
        this.callbackQueries.delete(deed.callbackQueryId);
        return;
      case 'token':
        this.token = deed.token;
    }
  }

  #post(message: Message, by: 'bot' | 'person'): void {
    const inChat = this.messages.get(message.chat.id) ?? new Map<number, MessageRecord>();
    this.messages.set(message.chat.id, inChat);
    const record: MessageRecord = { message, by, history: [], reactions: [], deleted: false };
    inChat.set(message.message_id, record);
  }

  #change(
    chatId: number,
    messageId: number,
    change: (record: MessageRecord) => MessageRecord,
  ): void {
    const inChat = this.messages.get(chatId);
    const record = inChat?.get(messageId);
    if (record) inChat?.set(messageId, change(record));
  }

  #offer(update: Update, expiresAt: number, stubborn: boolean): void {
    this.queue.push(update, expiresAt, stubborn);
    if (update.callback_query) this.callbackQueries.set(update.callback_query.id, { expiresAt });
  }
}
