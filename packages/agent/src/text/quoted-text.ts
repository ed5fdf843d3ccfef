import { visibleText } from './visible-text.ts';

/**
 * A text from outside in quotation marks, on one line: nothing in it ends the quotation or the line, or acts
 * on a screen. Beyond `maxLength` UTF-16 units it is cut, and says so with an ellipsis.
 */
export function quotedText(text: string, maxLength: number): string {
  const shown = text.length > maxLength ? `${text.slice(0, maxLength).toWellFormed()}…` : text;
  return visibleText(JSON.stringify(shown));
}
