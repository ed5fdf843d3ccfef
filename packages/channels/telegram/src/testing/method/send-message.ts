import type { LinkPreviewOptions, Message } from 'grammy/types';
import { readText } from '../format/read-text.ts';
import { authorFields } from '../message/author.ts';
import { readPlace } from '../message/place.ts';
import { readReplyMarkup } from '../message/reply-markup.ts';
import type { MessageFields } from '../server/platform.ts';
import type { Call } from './call.ts';

/** core.telegram.org/bots/api#sendmessage */
export function sendMessage(call: Call): Message {
  const { platform, args, flood, stage } = call;
  const { text, entities } = readText(args);
  const preview = args.object<LinkPreviewOptions>('link_preview_options');
  const replyMarkup = readReplyMarkup(args);
  const { chat, fields } = readPlace(platform, args);
  flood.admit(chat);
  return stage.postByBot(chat, {
    ...authorFields(platform, chat),
    ...fields,
    text,
    ...(entities.length > 0 && { entities }),
    ...(preview && Object.keys(preview).length > 0 && { link_preview_options: preview }),
    ...(replyMarkup && { reply_markup: replyMarkup }),
  } as MessageFields);
}
