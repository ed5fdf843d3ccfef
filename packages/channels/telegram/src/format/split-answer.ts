import { splitMarkdown } from '@coderclaw/channel-kit';
import { MAX_MESSAGE_UNITS } from './telegram-html.ts';

/** Cuts an answer into messages: each fits as it was written, and so it does as it is shown. */
export function splitAnswer(markdown: string): readonly string[] {
  return splitMarkdown(markdown, { maxUnits: MAX_MESSAGE_UNITS });
}
