import { type ApiErrorName, apiError, noRightToSend, type SentThing } from '../error/api-error.ts';
import type { PlatformMemory } from '../memory/platform-memory.ts';
import type { ChatKind, ChatRecord } from '../memory/record.ts';

/** What a call wants in a chat, as `AccessRights` in tdlib/telegram-bot-api `Client.h`. */
export type Access = 'read' | 'edit' | 'write';

type Refusals = Readonly<Record<ChatKind, ApiErrorName>>;
const KICKED: Refusals = {
  private: 'BLOCKED',
  group: 'KICKED_GROUP',
  supergroup: 'KICKED_SUPERGROUP',
  channel: 'KICKED_CHANNEL',
};
const NOT_MEMBER: Refusals = {
  private: 'CHAT_NOT_FOUND',
  group: 'NOT_MEMBER_GROUP',
  supergroup: 'NOT_MEMBER_SUPERGROUP',
  channel: 'NOT_MEMBER_CHANNEL',
};

/**
 * The chat that a call names, by number or `@username`. Throws what the platform says to a bot that may
 * not do that there; `thing` is what it wants to send (`check_chat_access` in tdlib/telegram-bot-api, and Telegram's servers for private chats).
 */
export function getChat(
  memory: PlatformMemory,
  name: string,
  access: Access,
  thing: SentThing = 'text',
): ChatRecord {
  if (name === '') throw apiError('CHAT_ID_EMPTY');
  const chat = findChat(memory, name);
  if (!chat) throw apiError('CHAT_NOT_FOUND');
  if (chat.kind === 'private') checkPerson(memory, chat, access);
  else checkRoom(chat, access, thing);
  return chat;
}

function findChat(memory: PlatformMemory, name: string): ChatRecord | undefined {
  if (!name.startsWith('@')) return memory.chats.get(Number.parseInt(name, 10));
  const username = name.slice(1).toLowerCase();
  return [...memory.chats.values()].find(
    (chat) => chat.kind !== 'private' && chat.username?.toLowerCase() === username,
  );
}

function checkPerson(memory: PlatformMemory, chat: ChatRecord, access: Access): void {
  const person = memory.people.get(chat.id);
  if (!person) throw apiError('CHAT_NOT_FOUND');
  if (!person.started && !person.user.is_bot) {
    const met = [...memory.chats.values()].some(
      ({ kind, members }) => kind !== 'private' && members.includes(chat.id),
    );
    throw apiError(met && access !== 'read' ? 'NOT_STARTED' : 'CHAT_NOT_FOUND');
  }
  if (access === 'read') return;
  if (person.deactivated) throw apiError('DEACTIVATED');
  if (person.user.is_bot) throw apiError('OTHER_BOT');
  if (person.blocked) throw apiError('BLOCKED');
}

function checkRoom(chat: ChatRecord, access: Access, thing: SentThing): void {
  const isGroup = chat.kind === 'group';
  if (chat.deleted && !isGroup) throw apiError('CHAT_NOT_FOUND');
  // A group can be looked at whatever became of it.
  if (isGroup && access === 'read') return;
  if (chat.migratedTo !== undefined)
    throw apiError('GROUP_UPGRADED', { migrate_to_chat_id: chat.migratedTo });
  if (chat.deleted) throw apiError('GROUP_DELETED');
  if (chat.botStatus === 'kicked') throw apiError(KICKED[chat.kind]);
  const isPublic = chat.username !== undefined;
  if (chat.botStatus === 'left' && !(isPublic && access === 'read'))
    throw apiError(NOT_MEMBER[chat.kind]);
  if (access !== 'write') return;
  if (chat.kind === 'channel' && chat.botStatus === 'member')
    throw apiError('NEED_ADMIN_IN_CHANNEL');
  if (!chat.mayWrite && chat.botStatus !== 'administrator') throw noRightToSend(thing);
}
