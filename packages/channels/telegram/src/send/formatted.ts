import { failureOf } from '../api/api-failure.ts';
import { formatTelegramHtml, visibleText } from '../format/telegram-html.ts';

/** How a text is written for one call. `plain`: as it was, without a mark of formatting. */
export type Written = { readonly text: string; readonly parse_mode?: 'HTML' };

/** Makes a call with formatted text; should the platform not take the formatting, with the plain text. Nothing is lost to it. */
export async function withFormatting<Result>(
  markdown: string,
  call: (written: Written) => Promise<Result>,
): Promise<Result> {
  const plain: Written = { text: markdown.toWellFormed() };
  const html = formatTelegramHtml(markdown);
  // Marks alone, such as an empty heading, show nothing.
  if (visibleText(html).trim() === '') return call(plain);
  try {
    return await call({ text: html, parse_mode: 'HTML' });
  } catch (error) {
    if (!isFormattingRefusal(failureOf(error).description)) throw error;
    return call(plain);
  }
}

function isFormattingRefusal(description: string): boolean {
  return /can't parse entities|message is too long|MESSAGE_TOO_LONG|caption is too long|text must be non-empty|message text is empty|ENTITY_\w+/iu.test(
    description,
  );
}
