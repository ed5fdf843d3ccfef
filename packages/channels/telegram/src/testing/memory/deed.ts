import type { Message, ReactionType, Update } from 'grammy/types';
import type {
  ChatRecord,
  CommandsRecord,
  FileRecord,
  PersonRecord,
  WebhookRecord,
} from './record.ts';

/** One thing that happened on the platform for good: one line of the ledger. */
export type Deed = { readonly at: number } & (
  | { readonly type: 'person'; readonly person: PersonRecord }
  | { readonly type: 'chat'; readonly chat: ChatRecord }
  | { readonly type: 'file'; readonly file: FileRecord }
  /** A message stands in a chat. */
  | { readonly type: 'posted'; readonly by: 'bot' | 'person'; readonly message: Message }
  /** It became this. */
  | { readonly type: 'edited'; readonly by: 'bot' | 'person'; readonly message: Message }
  | { readonly type: 'deleted'; readonly chatId: number; readonly messageId: number }
  | {
      readonly type: 'reacted';
      readonly chatId: number;
      readonly messageId: number;
      readonly userId: number;
      readonly reaction: readonly ReactionType[];
    }
  /** An update waits for the bot. */
  | {
      readonly type: 'offered';
      readonly update: Update;
      readonly expiresAt: number;
      /** Handed out once whatever the offset, as when the platform forgot that it was confirmed. */
      readonly stubborn?: boolean;
    }
  /** The bot said that it has everything before this update: they are forgotten. */
  | { readonly type: 'confirmed'; readonly offset: number }
  /** What waits is handed out in the reverse order. */
  | { readonly type: 'reversed' }
  | { readonly type: 'dropped' }
  | { readonly type: 'subscribed'; readonly allowed: readonly string[] | null }
  | { readonly type: 'webhook'; readonly webhook: WebhookRecord | null }
  | { readonly type: 'commands'; readonly commands: CommandsRecord }
  | { readonly type: 'acted'; readonly chatId: number; readonly action: string }
  | {
      readonly type: 'answered';
      readonly callbackQueryId: string;
      readonly text: string;
      readonly alert: boolean;
    }
  | { readonly type: 'token'; readonly token: string | null }
);
