import type { Message, ReplyParameters, TextQuote } from 'grammy/types';
import { getChat } from '../chat/chat-access.ts';
import { apiError, type SentThing } from '../error/api-error.ts';
import { parseHtml } from '../format/html-text.ts';
import type { ChatRecord } from '../memory/record.ts';
import type { CallArguments } from '../server/call-arguments.ts';
import type { MessageFields, Platform } from '../server/platform.ts';
import { replyFields } from './reply.ts';

export type Place = {
  readonly chat: ChatRecord;
  /** What the place adds to the message: the thread, and what it replies to. */
  readonly fields: MessageFields;
};

/**
 * Where a message of the bot goes: `chat_id`, `message_thread_id`, `reply_parameters`
 * (`check_reply_parameters` in tdlib/telegram-bot-api). Throws an ApiError.
 */
export function readPlace(
  platform: Platform,
  args: CallArguments,
  thing: SentThing = 'text',
): Place {
  const chat = getChat(platform.memory, args.text('chat_id'), 'write', thing);
  const reply = readReply(platform, args, chat);
  const threadId =
    args.integer('message_thread_id') ||
    (reply.fields.is_topic_message ? (reply.fields.message_thread_id ?? 0) : 0);
  const thread =
    args.integer('message_thread_id') > 0 || chat.isForum
      ? threadFields(platform, chat, threadId)
      : {};
  return { chat, fields: { ...reply.fields, ...thread } };
}

function threadFields(platform: Platform, chat: ChatRecord, threadId: number): MessageFields {
  // The topic “General” has no thread: its messages come without one, and naming 1 is refused.
  if (threadId <= 0) return {};
  if (chat.isForum) {
    const topic = chat.topics.find((candidate) => candidate.threadId === threadId);
    if (!topic) throw apiError('THREAD_NOT_FOUND');
    if (topic.closed && chat.botStatus !== 'administrator') throw apiError('TOPIC_CLOSED');
    return { message_thread_id: threadId, is_topic_message: true };
  }
  const root = platform.memory.findMessage(chat.id, threadId);
  if (chat.kind !== 'supergroup' || !root) throw apiError('THREAD_NOT_FOUND');
  return { message_thread_id: threadId };
}

function readReply(
  platform: Platform,
  args: CallArguments,
  chat: ChatRecord,
): { readonly fields: MessageFields } {
  const parameters = replyParameters(args);
  if (!parameters?.message_id) return { fields: {} };
  const where =
    parameters.chat_id === undefined
      ? chat
      : getChat(platform.memory, String(parameters.chat_id), 'read');
  const replied = platform.memory.findMessage(where.id, parameters.message_id)?.message;
  if (!replied) {
    if (parameters.allow_sending_without_reply) return { fields: {} };
    throw apiError('REPLY_NOT_FOUND');
  }
  return { fields: replyFields(chat, replied, readQuote(parameters, replied)) };
}

/** The old parameters still work: `reply_to_message_id`, `allow_sending_without_reply`. */
function replyParameters(args: CallArguments): ReplyParameters | undefined {
  const parameters = args.object<ReplyParameters>('reply_parameters');
  if (parameters) return parameters;
  const messageId = args.integer('reply_to_message_id');
  if (messageId <= 0) return undefined;
  return {
    message_id: messageId,
    allow_sending_without_reply: args.flag('allow_sending_without_reply'),
  };
}

/** “The quote must be an exact substring of the message to be replied to.” core.telegram.org/bots/api#replyparameters */
function readQuote(parameters: ReplyParameters, replied: Message): TextQuote | undefined {
  if (!parameters.quote) return undefined;
  const isHtml = parameters.quote_parse_mode?.toLowerCase() === 'html';
  const text = isHtml ? parseHtml(parameters.quote).text : parameters.quote;
  const position = (replied.text ?? replied.caption ?? '').indexOf(text);
  if (position < 0) throw apiError('QUOTE_INVALID');
  return { text, position, is_manual: true };
}
