import { ChannelError } from '@coderclaw/channel-kit';
import type { FileRef, OutboundPart, PartContent } from '@coderclaw/core';
import { InputFile } from 'grammy';
import type { ReactionTypeEmoji } from 'grammy/types';
import { failureOf } from '../api/api-failure.ts';
import type { BotApi, CallOptions } from '../api/bot-api.ts';
import { type Place, parseAddress } from '../read/place.ts';
import { keyboardOf, placeFields } from './body.ts';
import { type Written, withFormatting } from './formatted.ts';

/** Without previews of links: they show what an answer only names, and tell its sites that it was read. */
const NO_PREVIEW = { is_disabled: true } as const;
/** “sendPhoto: … must be at most 10 MB in size.” */
const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const PHOTO_TYPES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp']);
/** A slow line needs its time for 50 MB. */
const UPLOAD_TIMEOUT_MS = 5 * 60_000;

export type SendPorts = {
  readonly api: BotApi;
  readonly readFile: (file: FileRef) => Promise<Uint8Array>;
};

/** One message, edit or reaction. Resolves with the platform's id of the message; throws a ChannelError. */
export async function sendPart(
  part: OutboundPart,
  ports: SendPorts,
  signal: AbortSignal,
): Promise<string> {
  const place = placeOf(part.address);
  const { content } = part;
  switch (content.kind) {
    case 'text':
      return sendText(place, content, part.replyTo, ports, { signal });
    case 'edit':
      await editText(place, content, ports.api, { signal });
      return content.platformMessageId;
    case 'file':
      return sendFile(place, content, part.replyTo, ports, signal);
    case 'reaction':
      await react(place, content, ports.api, { signal });
      return content.platformMessageId;
  }
}

/** Throws CHANNEL_NOT_FOUND for what is no address of this platform. */
export function placeOf(address: string): Place {
  const place = parseAddress(address);
  if (!place) throw new ChannelError('CHANNEL_NOT_FOUND', 'its id is none of Telegram');
  return place;
}

type TextContent = Extract<PartContent, { kind: 'text' }>;
type EditContent = Extract<PartContent, { kind: 'edit' }>;
type FileContent = Extract<PartContent, { kind: 'file' }>;
type ReactionContent = Extract<PartContent, { kind: 'reaction' }>;

async function sendText(
  place: Place,
  { text, buttons }: Omit<TextContent, 'kind'>,
  replyTo: string | null,
  { api }: SendPorts,
  options: CallOptions,
): Promise<string> {
  const keyboard = keyboardOf(buttons);
  const sent = await withFormatting(text, (written) =>
    api.act(
      (bot, over) =>
        bot.sendMessage(
          place.chatId,
          written.text,
          {
            ...(written.parse_mode && { parse_mode: written.parse_mode }),
            link_preview_options: NO_PREVIEW,
            ...placeFields(place, replyTo),
            ...(keyboard && { reply_markup: keyboard }),
          },
          over,
        ),
      options,
    ),
  );
  return String(sent.message_id);
}

/**
 * Whether somebody deleted the message that was to be edited or reacted to, or it is too old for it, or takes
 * no such reaction: the platform has a list, and a group may have a shorter one.
 */
export function isGone(error: unknown): boolean {
  return /message to (?:edit|react) not found|message can't be edited|REACTION_INVALID|REACTION_EMPTY/iu.test(
    failureOf(error).description,
  );
}

/**
 * Replaces a message's text; that it says so already is as good. Made twice is as good as once: when the
 * answer is lost the platform counts as one that was not reached, and the edit waits until it is back.
 */
export async function editText(
  { chatId }: Place,
  { text, platformMessageId, buttons }: Omit<EditContent, 'kind'>,
  api: BotApi,
  options: CallOptions,
): Promise<void> {
  const keyboard = keyboardOf(buttons);
  try {
    await withFormatting(text, (written) =>
      api.ask(
        (bot, over) =>
          bot.editMessageText(
            chatId,
            Number(platformMessageId),
            written.text,
            {
              ...(written.parse_mode && { parse_mode: written.parse_mode }),
              link_preview_options: NO_PREVIEW,
              ...(keyboard && { reply_markup: keyboard }),
            },
            over,
          ),
        options,
      ),
    );
  } catch (error) {
    if (!/message is not modified/iu.test(failureOf(error).description)) throw error;
  }
}

/** As an edit: twice is as good as once, and a lost answer is a platform that was not reached. */
async function react(
  { chatId }: Place,
  { text, platformMessageId }: ReactionContent,
  api: BotApi,
  options: CallOptions,
): Promise<void> {
  // The platform's list is made of types; what is not in it is refused, and said as a text then.
  const emoji = plainEmoji(text) as ReactionTypeEmoji['emoji'];
  const messageId = Number(platformMessageId);
  await api.ask(
    (bot, over) => bot.setMessageReaction(chatId, messageId, [{ type: 'emoji', emoji }], {}, over),
    options,
  );
}

/** As the platform writes it: without the sign of an emoji's coloured form, and without a colour of skin. */
function plainEmoji(emoji: string): string {
  return emoji.replace(/\ufe0f|\p{Emoji_Modifier}/gu, '');
}

async function sendFile(
  place: Place,
  content: FileContent,
  replyTo: string | null,
  ports: SendPorts,
  signal: AbortSignal,
): Promise<string> {
  const { file } = content;
  const bytes = await readBytes(file, ports);
  const isPhoto = PHOTO_TYPES.has(file.mimeType) && bytes.byteLength <= MAX_PHOTO_BYTES;
  try {
    return await upload(
      isPhoto ? 'photo' : 'document',
      place,
      content,
      bytes,
      replyTo,
      ports,
      signal,
    );
  } catch (error) {
    // Not every image is one that the platform shows; as a document it takes every file.
    if (!isPhoto || !/PHOTO_|IMAGE_PROCESS_FAILED/u.test(failureOf(error).description)) throw error;
    return upload('document', place, content, bytes, replyTo, ports, signal);
  }
}

/** Nothing was sent yet, whatever is wrong with the bytes. */
async function readBytes(file: FileRef, { readFile }: SendPorts): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ChannelError('CHANNEL_REFUSED', `its bytes can not be read: ${why}`);
  }
}

async function upload(
  as: 'photo' | 'document',
  place: Place,
  { file, caption }: FileContent,
  bytes: Uint8Array,
  replyTo: string | null,
  { api }: SendPorts,
  signal: AbortSignal,
): Promise<string> {
  const options: CallOptions = { signal, timeoutMs: UPLOAD_TIMEOUT_MS };
  const send = (written?: Written) =>
    api.act<{ readonly message_id: number }>((bot, over) => {
      const input = new InputFile(bytes, plainName(file.name));
      const fields = {
        ...(written && { caption: written.text }),
        ...(written?.parse_mode && { parse_mode: written.parse_mode }),
        ...placeFields(place, replyTo),
      };
      if (as === 'photo') return bot.sendPhoto(place.chatId, input, fields, over);
      // As it is: otherwise a song becomes a player and a GIF a film.
      const asItIs = { ...fields, disable_content_type_detection: true };
      return bot.sendDocument(place.chatId, input, asItIs, over);
    }, options);
  const sent = await (caption ? withFormatting(caption, send) : send());
  return String(sent.message_id);
}

/** The name stands in a header without quotes: what ends it there, or begins another field, is left out. */
function plainName(name: string): string {
  return name.replace(/["\\;=\p{Cc}]/gu, '_').toWellFormed();
}
