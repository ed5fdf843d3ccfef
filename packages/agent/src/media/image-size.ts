/** What an image's header claims, in pixels. */
export type ImageSize = { readonly width: number; readonly height: number };

/** Reads the size from the header of a PNG, JPEG, GIF or WebP without decoding anything. Null for all else. */
export function readImageSize(bytes: Uint8Array): ImageSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const mark = view.getUint32(0);
    if (mark === 0x89504e47) return { width: view.getUint32(16), height: view.getUint32(20) };
    if (mark === 0x47494638)
      return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    if (mark === 0x52494646) return readWebpSize(view);
    return mark >>> 16 === 0xffd8 ? readJpegSize(view) : null;
  } catch {
    // Ignored: a header that ends too early tells no size.
    return null;
  }
}

/** https://developers.google.com/speed/webp/docs/riff_container: lossy, lossless and extended. */
function readWebpSize(view: DataView): ImageSize | null {
  switch (view.getUint32(12)) {
    case 0x56503820: // `VP8 `
      return {
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
      };
    case 0x5650384c: {
      // `VP8L`: twice 14 bits, each less by one.
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x56503858: {
      // `VP8X`: twice 24 bits, each less by one.
      const side = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000 + 1;
      return { width: side(24), height: side(27) };
    }
    default:
      return null;
  }
}

/** ITU-T T.81: segments follow one another until a frame header, of which there are several kinds. */
function readJpegSize(view: DataView): ImageSize | null {
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) at += 1;
    else if (isFrameHeader(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    else at += 2 + Math.max(2, view.getUint16(at + 2));
  }
}

/** SOF0 to SOF15, among which tables and extensions have their numbers. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
