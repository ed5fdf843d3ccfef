/** What a platform says becomes a text that every part of the gateway can keep: well-formed, without NUL. */
export function clean(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').toWellFormed();
}

/** A name or a title, on one line. */
export function cleanName(text: string): string {
  return clean(text).replace(/\s+/gu, ' ').trim().slice(0, 200).toWellFormed();
}
