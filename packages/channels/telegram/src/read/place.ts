import { cleanName } from '@coderclaw/channel-kit';
import type { ConversationRef } from '@coderclaw/core';
import type { Chat, Message } from 'grammy/types';

/** Where something goes on the platform: a chat and, in a forum, one of its topics. */
export type Place = { readonly chatId: string; readonly threadId?: number };

/** `<chat>` or `<chat>/<topic>`. */
function formatAddress({ chatId, threadId }: Place): string {
  return threadId === undefined ? chatId : `${chatId}/${threadId}`;
}

/** Undefined for what no address of ours is. */
export function parseAddress(address: string): Place | undefined {
  const match = /^(-?\d{1,20})(?:\/(\d{1,15}))?$/u.exec(address);
  if (!match) return undefined;
  const [, chatId = '', threadId] = match;
  return threadId === undefined ? { chatId } : { chatId, threadId: Number(threadId) };
}

/** What of a message says where it was said. */
export type Located = {
  readonly chat: Chat;
  readonly message_thread_id?: number | undefined;
  readonly is_topic_message?: boolean | undefined;
};

/**
 * The conversation of a message. Only a topic is one of its own: the threads of replies that other
 * supergroups have begin and end with every reply.
 */
export function conversationOf(message: Located): ConversationRef {
  const { chat } = message;
  const chatId = String(chat.id);
  const topic = topicOf(message);
  if (chat.type === 'private')
    return { address: formatAddress({ chatId, ...topic }), kind: 'direct' };
  const title = chat.title ? { title: cleanName(chat.title) } : {};
  if (chat.type === 'channel') return { address: chatId, kind: 'channel', ...title };
  if (!topic) return { address: chatId, kind: 'group', ...title };
  return {
    address: formatAddress({ chatId, ...topic }),
    kind: 'thread',
    parent: { address: chatId, kind: 'group', ...title },
    thread: { id: String(topic.threadId), kind: 'topic' },
  };
}

function topicOf({ is_topic_message: isTopic, message_thread_id: threadId }: Located) {
  return isTopic === true && threadId !== undefined ? { threadId } : undefined;
}

/** Whether a message is the one that opened its topic: clients name it as what every message there replies to. */
export function opensTopic({ forum_topic_created: created }: Partial<Message>): boolean {
  return created !== undefined;
}
