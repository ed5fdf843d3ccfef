const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A text from outside as one harmless line: control, bidirectional and other invisible characters, line
 * separators and halves of pairs become `\u{…}`, so that none acts on a screen or passes for something else.
 */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** A text without the characters that {@link visibleText} would show. */
export function hiddenFree(text: string): string {
  return text.replace(HIDDEN, '');
}
