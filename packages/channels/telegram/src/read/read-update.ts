import { cleanText, formatEventKey, formatKey } from '@coderclaw/channel-kit';
import { type InboundEvent, userText } from '@coderclaw/core';
import type {
  CallbackQuery,
  Message,
  MessageReactionUpdated,
  ReactionType,
  Update,
} from 'grammy/types';
import { addressedOf, isForAnotherBot } from './addressed.ts';
import { lineOfWriter, quoteOf, textOfMessage } from './content.ts';
import { filesOf } from './file.ts';
import { CHANNEL_NAME, type Login } from './login.ts';
import { conversationOf } from './place.ts';
import { senderOf } from './sender.ts';
import { unsupportedOf } from './unsupported.ts';

/** The kinds of update that we ask the platform for; each is read below. */
export const WANTED_UPDATES = [
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'message_reaction',
  'callback_query',
] as const satisfies readonly (keyof Update)[];

/** What an update is to us. `lane`: updates of one lane are handed over in their order. */
export type ReadUpdate =
  | { readonly kind: 'event'; readonly lane: string; readonly event: InboundEvent }
  | { readonly kind: 'moved'; readonly lane: string; readonly from: string; readonly to: string }
  | { readonly kind: 'ignored'; readonly reason: string };

/** Reads an update. Throws for what the platform never sends. */
export function readUpdate(update: Update, login: Login): ReadUpdate {
  const message = update.message ?? update.channel_post;
  if (message) return readMessage(message, login);
  const edited = update.edited_message ?? update.edited_channel_post;
  if (edited) return readEdit(edited, update.update_id, login);
  if (update.callback_query) return readPress(update.callback_query, login);
  if (update.message_reaction) return readReaction(update.message_reaction, login);
  return ignored('not asked for');
}

function readMessage(message: Message, login: Login): ReadUpdate {
  const { chat, message_id: id, migrate_to_chat_id: to, migrate_from_chat_id: from } = message;
  const lane = String(chat.id);
  if (to !== undefined) return { kind: 'moved', lane, from: lane, to: String(to) };
  if (from !== undefined) return { kind: 'moved', lane, from: String(from), to: lane };
  if (message.from?.id === login.botId) return ignored('our own');
  if (isForAnotherBot(message, login)) return ignored("another bot's command");
  const said = whatIsSaid(message, login);
  if (!said) return ignored('nothing is said');
  const { media_group_id: album } = message;
  const event: InboundEvent = {
    ...headOf(message, login),
    ...said,
    kind: 'message',
    eventKey: formatEventKey({ kind: 'message', conversation: lane, messageId: String(id) }),
    ...(album !== undefined && { album: { key: album } }),
  };
  return { kind: 'event', lane, event };
}

function readEdit(message: Message, updateId: number, login: Login): ReadUpdate {
  if (message.from?.id === login.botId) return ignored('our own');
  const said = whatIsSaid(message, login);
  if (!said || said.unsupported !== undefined) return ignored('nothing is said');
  const lane = String(message.chat.id);
  const eventKey = formatEventKey({
    kind: 'edit',
    conversation: lane,
    messageId: String(message.message_id),
    // Two edits may come within one second, which is as fine as the platform dates them.
    version: `${message.edit_date ?? 0}-${updateId}`,
  });
  const event: InboundEvent = { ...headOf(message, login), ...said, kind: 'edit', eventKey };
  return { kind: 'event', lane, event };
}

function readPress({ id, from, message, data }: CallbackQuery, login: Login): ReadUpdate {
  if (!message || data === undefined) return ignored('a button that is not ours');
  const lane = String(message.chat.id);
  const event: InboundEvent = {
    ...accountOf(login),
    kind: 'action',
    eventKey: eventKeyOfPress(id),
    conversation: conversationOf(message),
    sender: senderOf({ from, chat: message.chat }),
    platformMessageId: String(message.message_id),
    content: userText(cleanText(data)),
  };
  return { kind: 'event', lane, event };
}

/** A pressed button has to be released by the id of its press. */
function eventKeyOfPress(callbackQueryId: string): string {
  return formatKey(['action', callbackQueryId]);
}

/** Undefined for the key of another kind of event. */
export function pressOfEventKey(eventKey: string): string | undefined {
  const [kind, id] = eventKey.split('/');
  return kind === 'action' && id ? decodeURIComponent(id) : undefined;
}

function readReaction(reaction: MessageReactionUpdated, login: Login): ReadUpdate {
  const { chat, message_id: messageId, user, actor_chat: actor, date } = reaction;
  const before = new Set(reaction.old_reaction.map(nameOfReaction));
  const now = reaction.new_reaction.map(nameOfReaction);
  const added = now.filter((name) => !before.has(name));
  const lane = String(chat.id);
  const sender = senderOf({ from: user, sender_chat: actor, chat });
  const event: InboundEvent = {
    ...accountOf(login),
    kind: 'reaction',
    eventKey: formatEventKey({
      kind: 'reaction',
      conversation: lane,
      messageId: String(messageId),
      version: [date, sender.identity, ...now].join('-'),
    }),
    conversation: conversationOf({ chat }),
    sender,
    platformMessageId: String(messageId),
    content: userText(cleanText(added.join(' '))),
    sentAt: date * 1_000,
  };
  return { kind: 'event', lane, event };
}

function nameOfReaction(reaction: ReactionType): string {
  if (reaction.type === 'emoji') return reaction.emoji;
  return reaction.type === 'paid' ? '⭐' : `:${reaction.custom_emoji_id}:`;
}

type Said = Pick<InboundEvent, 'content' | 'files' | 'unsupported' | 'addressed' | 'labels'>;

function whatIsSaid(message: Message, login: Login): Said | undefined {
  const text = textOfMessage(message);
  const files = filesOf(message);
  const quote = quoteOf(message);
  const unsupported = text === '' && files.length === 0 ? unsupportedOf(message) : undefined;
  if (text === '' && files.length === 0 && unsupported === undefined) return undefined;
  const addressed = addressedOf(message, login);
  const { forward_origin: origin, via_bot: bot } = message;
  const isForeign = origin !== undefined || (bot !== undefined && text !== '');
  const writer = isForeign ? lineOfWriter(message) : '';
  const words = unsupported === undefined ? `${writer}${text}`.trimEnd() : '';
  return {
    content: {
      role: 'user',
      blocks: words === '' ? [] : [{ type: 'text', text: words }],
      ...(quote && { quote }),
    },
    ...(files.length > 0 && { files }),
    ...(unsupported !== undefined && { unsupported }),
    ...(addressed && { addressed }),
    ...(isForeign && { labels: ['forwarded'] }),
  };
}

type Head = Pick<
  InboundEvent,
  'channel' | 'account' | 'conversation' | 'sender' | 'platformMessageId' | 'sentAt'
>;

function headOf(message: Message, login: Login): Head {
  return {
    ...accountOf(login),
    conversation: conversationOf(message),
    sender: senderOf(message),
    platformMessageId: String(message.message_id),
    sentAt: (message.edit_date ?? message.date) * 1_000,
  };
}

function accountOf({ account }: Login) {
  return { channel: CHANNEL_NAME, account };
}

function ignored(reason: string): ReadUpdate {
  return { kind: 'ignored', reason };
}
