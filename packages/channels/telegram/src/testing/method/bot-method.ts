import type { BotCommand, ChatFullInfo, UserFromGetMe } from 'grammy/types';
import { getChat } from '../chat/chat-access.ts';
import { wireMember } from '../chat/wire-chat.ts';
import { apiError } from '../error/api-error.ts';
import type { Call } from './call.ts';

const MAX_COMMANDS = 100;
const CHAT_ACTIONS: ReadonlySet<string> = new Set([
  'cancel',
  'typing',
  'record_video',
  'upload_video',
  'record_audio',
  'record_voice',
  'upload_audio',
  'upload_voice',
  'upload_photo',
  'upload_document',
  'choose_sticker',
  'pick_up_location',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

/** core.telegram.org/bots/api#getme */
export function getMe({ platform }: Call): UserFromGetMe {
  return platform.bot;
}

/** core.telegram.org/bots/api#sendchataction */
export function sendChatAction({ platform, args }: Call): true {
  const action = args.text('action').toLowerCase();
  if (!CHAT_ACTIONS.has(action)) throw apiError('ACTION_INVALID');
  const chat = getChat(platform.memory, args.text('chat_id'), 'write');
  platform.commit({ type: 'acted', chatId: chat.id, action });
  return true;
}

/** core.telegram.org/bots/api#getchat */
export function getChatMethod({ platform, args }: Call): ChatFullInfo {
  const chat = getChat(platform.memory, args.text('chat_id'), 'read');
  return {
    ...platform.wireChat(chat),
    accent_color_id: 0,
    max_reaction_count: 11,
    ...(chat.reactions && {
      available_reactions: chat.reactions.map((emoji) => ({ type: 'emoji', emoji })),
    }),
    permissions: { can_send_messages: chat.mayWrite },
    ...(chat.linkedChatId !== undefined && { linked_chat_id: chat.linkedChatId }),
  } as unknown as ChatFullInfo;
}

/** core.telegram.org/bots/api#getchatmember */
export function getChatMember({ platform, args }: Call) {
  const chat = getChat(platform.memory, args.text('chat_id'), 'read');
  const userId = args.integer('user_id');
  if (userId === platform.bot.id) return wireMember(platform.bot, chat.botStatus);
  const person = platform.memory.people.get(userId);
  if (!person) throw apiError('CHAT_NOT_FOUND');
  return wireMember(person.user, chat.members.includes(userId) ? 'member' : 'left');
}

/** core.telegram.org/bots/api#setmycommands */
export function setMyCommands({ platform, args }: Call): true {
  const commands = args.object<BotCommand[]>('commands') ?? [];
  if (commands.length > MAX_COMMANDS) throw apiError('COMMANDS_TOO_MANY');
  for (const { command, description } of commands) {
    if (!/^\/?[a-z0-9_]{1,32}$/u.test(command)) throw apiError('COMMAND_INVALID');
    if (description.length < 1 || description.length > 256)
      throw apiError('COMMAND_DESCRIPTION_INVALID');
  }
  const key = commandsKey({ args } as Call);
  const kept = commands.map(({ command, description }) => ({
    command: command.replace(/^\//u, ''),
    description,
  }));
  platform.commit({ type: 'commands', commands: { key, commands: kept } });
  return true;
}

/** core.telegram.org/bots/api#getmycommands */
export function getMyCommands(call: Call): readonly BotCommand[] {
  return call.platform.memory.commands.get(commandsKey(call))?.commands ?? [];
}

/** core.telegram.org/bots/api#deletemycommands */
export function deleteMyCommands(call: Call): true {
  call.platform.commit({
    type: 'commands',
    commands: { key: commandsKey(call), commands: [] },
  });
  return true;
}

function commandsKey({ args }: Call): string {
  return JSON.stringify([args.object('scope') ?? { type: 'default' }, args.text('language_code')]);
}
