const MAX_NAME_UNITS = 200;

/** What a platform says becomes a text that every part of the gateway can keep: well-formed, without NUL. */
export function cleanText(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').toWellFormed();
}

/** A name or a title, on one line. */
export function cleanName(text: string): string {
  return cleanText(text).replace(/\s+/gu, ' ').trim().slice(0, MAX_NAME_UNITS).toWellFormed();
}
