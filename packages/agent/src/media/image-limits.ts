/** Longer side of an image as a model is shown it: more is scaled down by the providers themselves. */
export const MAX_SIDE = 1_568;
/** Bytes of an image as a model is shown it. */
export const MAX_SHOWN_BYTES = 1_500_000;
/** More pixels than this are never decoded, however few bytes claim them. */
export const MAX_PIXELS = 8_192 * 8_192;
/** Of one conversion. */
export const MAX_SECONDS = 20;

/** Without a converter an image is shown as it came, within what providers take. */
export const MAX_ORIGINAL_BYTES = 5_000_000;
export const MAX_ORIGINAL_SIDE = 8_000;

/** Types of which providers take the original. */
const SHOWN_TYPES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
]);
const CONVERTED_TYPES: ReadonlySet<string> = new Set([
  ...SHOWN_TYPES,
  'image/apng',
  'image/avif',
  'image/bmp',
  'image/heic',
  'image/heif',
  'image/tiff',
]);

/** Whether a sniffed type is one that may become an image for a model. */
export function isImageType(mimeType: string): boolean {
  return CONVERTED_TYPES.has(mimeType);
}

export function isShownType(mimeType: string): boolean {
  return SHOWN_TYPES.has(mimeType);
}
