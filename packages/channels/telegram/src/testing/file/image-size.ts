import { crc32 } from 'node:zlib';

export type ImageSize = { readonly width: number; readonly height: number };

/**
 * The size of a whole picture; undefined of anything else. The pictures that sendPhoto takes: PNG, JPEG,
 * GIF and WebP. Pixels are not decoded; what was cut off or, in a PNG, changed is found.
 */
export function imageSize(bytes: Buffer): ImageSize | undefined {
  const size = pngSize(bytes) ?? jpegSize(bytes) ?? gifSize(bytes) ?? webpSize(bytes);
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function pngSize(bytes: Buffer): ImageSize | undefined {
  if (!bytes.subarray(0, PNG.length).equals(PNG)) return undefined;
  let size: ImageSize | undefined;
  let hasPixels = false;
  for (let at = PNG.length; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) return undefined;
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) return undefined;
    if (type === 'IHDR' && length >= 8)
      size = { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) };
    if (type === 'IDAT') hasPixels = true;
    if (type === 'IEND') return hasPixels ? size : undefined;
    at = end + 4;
  }
  return undefined;
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);
/** Frame headers are C0 to CF, but for Huffman tables, arithmetic coding and a reserved one. */
const NO_FRAME: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);

function jpegSize(bytes: Buffer): ImageSize | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let size: ImageSize | undefined;
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.has(marker))
      size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    if (marker === START_OF_SCAN) return bytes.lastIndexOf(END_OF_IMAGE) > at ? size : undefined;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function gifSize(bytes: Buffer): ImageSize | undefined {
  const isGif = /^GIF8[79]a/u.test(bytes.toString('latin1', 0, 6));
  if (!isGif || bytes.length < 14 || bytes.at(-1) !== 0x3b) return undefined;
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

function webpSize(bytes: Buffer): ImageSize | undefined {
  const isWebp = /^RIFF.{4}WEBPVP8/su.test(bytes.toString('latin1', 0, 15));
  if (!isWebp || bytes.length < 30 || bytes.readUInt32LE(4) + 8 > bytes.length) return undefined;
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return {
        width: bytes.readUInt16LE(26) & 0x3fff,
        height: bytes.readUInt16LE(28) & 0x3fff,
      };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return undefined;
  }
}
