import { MAX_PIXELS, MAX_SECONDS, MAX_SHOWN_BYTES, MAX_SIDE } from './image-limits.ts';
import { readImageSize } from './image-size.ts';
import type { Sharp } from './load-sharp.ts';

/** An image as a model takes it. */
export type ModelImage = { readonly mimeType: string; readonly bytes: Uint8Array };

/** Of a JPEG, best first. */
const QUALITIES = [85, 60, 40] as const;

/**
 * Makes an image small enough for a model: upright, its first frame, without metadata. Null for what can
 * not be decoded, or would take more pixels or time than allowed; a header that claims too many pixels is
 * not decoded at all.
 * Contract: the same bytes give the same bytes, with the same version of sharp.
 */
export async function shrinkImage(sharp: Sharp, bytes: Uint8Array): Promise<ModelImage | null> {
  const claimed = readImageSize(bytes);
  if (claimed && claimed.width * claimed.height > MAX_PIXELS) return null;
  const reading = {
    limitInputPixels: MAX_PIXELS,
    failOn: 'error',
    sequentialRead: true,
    pages: 1,
  } as const;
  try {
    const { width, height, format } = await sharp(bytes, reading).metadata();
    if (width * height > MAX_PIXELS) return null;
    const decoded = await sharp(bytes, { ...reading, autoOrient: true })
      .timeout({ seconds: MAX_SECONDS })
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return await encode(sharp, decoded, format !== 'jpeg' && format !== 'heif');
  } catch {
    // Ignored: the answer is that it can not be shown, whatever about it is broken.
    return null;
  }
}

type Decoded = {
  readonly data: Uint8Array;
  readonly info: {
    readonly width: number;
    readonly height: number;
    readonly channels: 1 | 2 | 3 | 4;
  };
};

/** `drawn`: text and lines stay sharp as PNG, where that is small enough. */
async function encode(
  sharp: Sharp,
  { data, info }: Decoded,
  drawn: boolean,
): Promise<ModelImage | null> {
  const { width, height, channels } = info;
  const pixels = () =>
    sharp(data, { raw: { width, height, channels } }).timeout({ seconds: MAX_SECONDS });
  if (drawn) {
    const bytes = await pixels().png().toBuffer();
    if (bytes.length <= MAX_SHOWN_BYTES) return { mimeType: 'image/png', bytes };
  }
  for (const quality of QUALITIES) {
    const bytes = await pixels().flatten({ background: '#fff' }).jpeg({ quality }).toBuffer();
    if (bytes.length <= MAX_SHOWN_BYTES) return { mimeType: 'image/jpeg', bytes };
  }
  return null;
}
