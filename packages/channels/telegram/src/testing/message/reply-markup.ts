import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import { apiError } from '../error/api-error.ts';
import type { CallArguments } from '../server/call-arguments.ts';

/** core.telegram.org/bots/api#inlinekeyboardbutton: “callback_data: 1-64 bytes”. */
const MAX_DATA_BYTES = 64;
const MAX_BUTTONS = 100;

/** The buttons of a call; undefined where there are none, also for keyboards that no message carries. */
export function readReplyMarkup(args: CallArguments): InlineKeyboardMarkup | undefined {
  const markup = args.object<unknown>('reply_markup', apiError('MARKUP_NOT_JSON'));
  if (markup === undefined) return undefined;
  if (markup === null || typeof markup !== 'object' || Array.isArray(markup))
    throw apiError('MARKUP_NOT_OBJECT');
  const rows = (markup as { inline_keyboard?: unknown }).inline_keyboard;
  if (rows === undefined) return undefined;
  if (!Array.isArray(rows) || !rows.every((row) => Array.isArray(row)))
    throw apiError('MARKUP_NOT_ROWS');
  const keyboard = (rows as InlineKeyboardButton[][]).filter((row) => row.length > 0);
  const buttons = keyboard.flat();
  for (const button of buttons) checkButton(button);
  if (buttons.length > MAX_BUTTONS) throw apiError('REPLY_MARKUP_TOO_LONG');
  return buttons.length === 0 ? undefined : { inline_keyboard: keyboard };
}

function checkButton(button: InlineKeyboardButton): void {
  if (typeof button.text !== 'string') throw apiError('BUTTON_WITHOUT_TEXT');
  if ('callback_data' in button) {
    const bytes = Buffer.byteLength(button.callback_data);
    if (bytes === 0 || bytes > MAX_DATA_BYTES) throw apiError('BUTTON_DATA_INVALID');
    return;
  }
  if ('url' in button) {
    const full = button.url.includes(':') ? button.url : `http://${button.url}`;
    if (!URL.canParse(full)) throw apiError('BUTTON_URL_INVALID');
    return;
  }
  if (Object.keys(button).length < 2) throw apiError('BUTTON_WITHOUT_ACTION');
}
