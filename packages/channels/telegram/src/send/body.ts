import type { Button } from '@coderclaw/core';
import type { InlineKeyboardMarkup, ReplyParameters } from 'grammy/types';
import type { Place } from '../read/place.ts';

/** “callback_data: 1-64 bytes”. */
const MAX_DATA_BYTES = 64;
/** “text: 1-256 characters” of a CopyTextButton. */
const MAX_COPY_UNITS = 256;

/** Buttons under a message. A value that is too long to be sent back is copied, for the person to send it. */
export function keyboardOf(
  buttons: readonly (readonly Button[])[] | undefined,
): InlineKeyboardMarkup | undefined {
  const rows = (buttons ?? [])
    .map((row) => row.flatMap(({ label, value }) => buttonOf(label, value) ?? []))
    .filter((row) => row.length > 0);
  return rows.length === 0 ? undefined : { inline_keyboard: rows };
}

function buttonOf(text: string, value: string) {
  const bytes = Buffer.byteLength(value);
  if (bytes > 0 && bytes <= MAX_DATA_BYTES) return { text, callback_data: value };
  if (value.length > 0 && value.length <= MAX_COPY_UNITS)
    return { text, copy_text: { text: value } };
  return undefined;
}

/** What a call needs beside its content: the topic, and what is answered. */
export function placeFields(
  { threadId }: Place,
  replyTo: string | null = null,
): { readonly message_thread_id?: number; readonly reply_parameters?: ReplyParameters } {
  return {
    ...(threadId !== undefined && { message_thread_id: threadId }),
    ...(replyTo !== null && {
      // What is answered may be gone by now: the answer is not.
      reply_parameters: { message_id: Number(replyTo), allow_sending_without_reply: true },
    }),
  };
}
