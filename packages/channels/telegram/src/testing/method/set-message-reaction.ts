import type { ReactionType } from 'grammy/types';
import { getChat } from '../chat/chat-access.ts';
import { apiError } from '../error/api-error.ts';
import type { ChatRecord, MessageRecord } from '../memory/record.ts';
import type { Call } from './call.ts';

/** core.telegram.org/bots/api#reactiontypeemoji: “Currently, it can be one of …” */
const EMOJI =
  '👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 ' +
  '💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡';
const ALLOWED: ReadonlySet<string> = new Set(EMOJI.split(' '));

/** core.telegram.org/bots/api#setmessagereaction */
export function setMessageReaction({ platform, args }: Call): true {
  const reaction = args.object<ReactionType[]>('reaction') ?? [];
  // The Bot API checks that the bot may read, and Telegram's servers that it may do more.
  const chat = getChat(platform.memory, args.text('chat_id'), 'edit');
  const messageId = args.integer('message_id');
  const record = platform.memory.findMessage(chat.id, messageId);
  if (!record) throw apiError('REACT_NOT_FOUND');
  if (!Array.isArray(reaction)) throw apiError('REACTION_INVALID');
  // “Currently, as non-premium users, bots can set up to one reaction per message.”
  if (reaction.length > 1) throw apiError('REACTIONS_TOO_MANY');
  for (const one of reaction) if (!isAllowed(one, chat, record)) throw apiError('REACTION_INVALID');
  const userId = platform.bot.id;
  platform.commit({ type: 'reacted', chatId: chat.id, messageId, userId, reaction });
  return true;
}

function isAllowed(reaction: ReactionType, chat: ChatRecord, record: MessageRecord): boolean {
  switch (reaction.type) {
    case 'emoji':
      return ALLOWED.has(reaction.emoji) && (chat.reactions?.includes(reaction.emoji) ?? true);
    // “A custom emoji reaction can be used if it is either already present on the message or explicitly
    // allowed by chat administrators.”
    case 'custom_emoji':
      return record.reactions.some(({ reaction: present }) =>
        present.some(
          (one) => one.type === 'custom_emoji' && one.custom_emoji_id === reaction.custom_emoji_id,
        ),
      );
    // “Paid reactions can't be used by bots.”
    default:
      return false;
  }
}
