import { answerCallbackQuery } from './answer-callback-query.ts';
import {
  deleteMyCommands,
  getChatMember,
  getChatMethod,
  getMe,
  getMyCommands,
  sendChatAction,
  setMyCommands,
} from './bot-method.ts';
import type { Method } from './call.ts';
import { deleteMessage } from './delete-message.ts';
import { editMessageCaption, editMessageReplyMarkup, editMessageText } from './edit-message.ts';
import { getFile } from './get-file.ts';
import { sendAudio, sendDocument, sendPhoto, sendVideo, sendVoice } from './send-media.ts';
import { sendMediaGroup } from './send-media-group.ts';
import { sendMessage } from './send-message.ts';
import { setMessageReaction } from './set-message-reaction.ts';
import { deleteWebhook, getWebhookInfo, setWebhook } from './webhook-method.ts';

/** The methods that this server speaks, by their name in the documentation. */
const METHODS = {
  getMe,
  getUpdates: ({ longPoll, args, gone }) => longPoll.getUpdates(args, gone),
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  sendMessage,
  sendPhoto,
  sendDocument,
  sendVoice,
  sendVideo,
  sendAudio,
  sendMediaGroup,
  editMessageText,
  editMessageCaption,
  editMessageReplyMarkup,
  deleteMessage,
  setMessageReaction,
  answerCallbackQuery,
  sendChatAction,
  getFile,
  getChat: getChatMethod,
  getChatMember,
  setMyCommands,
  getMyCommands,
  deleteMyCommands,
} as const satisfies Readonly<Record<string, Method>>;

const BY_NAME: ReadonlyMap<string, Method> = new Map(
  Object.entries(METHODS).map(([name, method]) => [name.toLowerCase(), method]),
);

/** “All methods in the Bot API are case-insensitive.” core.telegram.org/bots/api#making-requests */
export function findMethod(name: string): Method | undefined {
  return BY_NAME.get(name.toLowerCase());
}
