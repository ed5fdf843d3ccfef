import { splitMarkdown } from '@coderclaw/channel-kit';
import { formatTelegramHtml, visibleText } from './telegram-html.ts';

/** sendMessage: "1-4096 characters after entities parsing", counted in UTF-16 units. */
export const MAX_MESSAGE_UNITS = 4_096;

/** Cuts an answer into messages: each fits as it is shown, and as it was written, for when it is shown as that. */
export function splitAnswer(markdown: string): readonly string[] {
  return splitMarkdown(markdown, {
    maxUnits: MAX_MESSAGE_UNITS,
    measure: (part) => visibleText(formatTelegramHtml(part)).length,
  });
}
