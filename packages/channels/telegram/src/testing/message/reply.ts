import type { ExternalReplyInfo, Message, TextQuote } from 'grammy/types';
import { mediaOf } from '../memory/media.ts';
import type { ChatRecord } from '../memory/record.ts';
import type { MessageFields } from '../server/platform.ts';
import { originOf } from './forward.ts';

/** core.telegram.org/bots/api#textquote; how much of a message the platform quotes of itself. */
const MAX_QUOTE_UNITS = 1_024;

/** What a message in `chat` carries of the message that it replies to, which may stand in another chat. */
export function replyFields(chat: ChatRecord, replied: Message, quote?: TextQuote): MessageFields {
  if (replied.chat.id === chat.id)
    return {
      reply_to_message: withoutReply(replied),
      ...threadOf(chat, replied),
      ...(quote && { quote }),
    };
  const automatic = automaticQuote(replied);
  return {
    external_reply: externalReply(replied),
    ...(quote ? { quote } : automatic && { quote: automatic }),
  };
}

/** Outside of forums, replies in a supergroup are a thread too: that of the first message. */
function threadOf({ kind, isForum }: ChatRecord, replied: Message): MessageFields {
  const { message_thread_id: threadId, message_id, is_topic_message: isTopic } = replied;
  if (kind !== 'supergroup') return {};
  if (!isForum) return { message_thread_id: threadId ?? message_id };
  return isTopic && threadId !== undefined
    ? { message_thread_id: threadId, is_topic_message: true }
    : {};
}

/** “The Message object in this field will not contain further reply_to_message fields.” */
function withoutReply(message: Message): NonNullable<Message['reply_to_message']> {
  const { reply_to_message: _, ...shallow } = message;
  return shallow as NonNullable<Message['reply_to_message']>;
}

const SHOWN = [
  'has_media_spoiler',
  'story',
  'contact',
  'dice',
  'game',
  'location',
  'venue',
  'poll',
  'paid_media',
] as const satisfies readonly (keyof Message & keyof ExternalReplyInfo)[];

/** All of it but its text. core.telegram.org/bots/api#externalreplyinfo */
function externalReply(message: Message): ExternalReplyInfo {
  const { chat, message_id } = message;
  const shown = SHOWN.filter((key) => message[key] !== undefined);
  return {
    origin: originOf(message),
    // “Available only if the chat is a supergroup or a channel.”
    ...((chat.type === 'supergroup' || chat.type === 'channel') && { chat, message_id }),
    ...mediaOf(message)?.fields,
    ...Object.fromEntries(shown.map((key) => [key, message[key]])),
  } as ExternalReplyInfo;
}

/** “Otherwise, the quote was added automatically by the server.” */
function automaticQuote(replied: Message): TextQuote | undefined {
  const text = (replied.text ?? replied.caption ?? '').slice(0, MAX_QUOTE_UNITS);
  return text === '' ? undefined : { text, position: 0 };
}
