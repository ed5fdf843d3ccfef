import { apiError } from '../error/api-error.ts';
import type { Call } from './call.ts';

/** core.telegram.org/bots/api#answercallbackquery: “text: 0-200 characters”. */
const MAX_TEXT_CHARACTERS = 200;

/** core.telegram.org/bots/api#answercallbackquery. A query can be answered once, and not for long. */
export function answerCallbackQuery({ platform, args }: Call): true {
  const { memory } = platform;
  const callbackQueryId = args.text('callback_query_id');
  const query = memory.callbackQueries.get(callbackQueryId);
  if (!query || query.expiresAt <= platform.clock.now()) throw apiError('QUERY_TOO_OLD');
  const text = args.text('text');
  if (Array.from(text).length > MAX_TEXT_CHARACTERS) throw apiError('EDITED_TEXT_TOO_LONG');
  // “Otherwise, you may use links like t.me/your_bot?start=XXXX that open your bot with a parameter.”
  const url = args.text('url');
  if (url !== '' && !/^(https?:\/\/)?t\.me\//u.test(url)) throw apiError('URL_INVALID');
  const alert = args.flag('show_alert');
  platform.commit({ type: 'answered', callbackQueryId, text, alert });
  return true;
}
