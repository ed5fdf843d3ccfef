import assert from 'node:assert/strict';
import type { BlobCheck } from './blob-suite.ts';
import { chunksOf } from './blob-suite.ts';

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
    ),
  );
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const OTHER = 'application/octet-stream';

/** Beginnings of files, each with the type that it shows. */
const SHOWN: readonly (readonly [string, string, Uint8Array])[] = [
  ['a JPEG', 'image/jpeg', bytes([0xff, 0xd8, 0xff, 0xe0])],
  [
    'a PNG',
    'image/png',
    bytes(PNG, [0, 0, 0, 13], 'IHDR', Array(17).fill(0), Array(9_000).fill(1)),
  ],
  ['a GIF', 'image/gif', bytes('GIF89a', [1, 0, 1, 0])],
  ['a WebP', 'image/webp', bytes('RIFF', [16, 0, 0, 0], 'WEBPVP8 ', Array(40).fill(0))],
  [
    'a TIFF whose directory is at its end',
    'image/tiff',
    bytes('II*', [0, 9, 9, 9, 0], Array(9_000).fill(0)),
  ],
  ['a voice message', 'audio/ogg', bytes('OggS', Array(24).fill(0), 'OpusHead', Array(40).fill(0))],
  ['a film', 'video/mp4', bytes([0, 0, 0, 24], 'ftypisom', Array(40).fill(0))],
  ['a PDF', 'application/pdf', bytes('%PDF-1.7\n'.padEnd(5_000, 'x'))],
  ['a text', 'text/plain', Buffer.from('Grüße, 世界 👋\n\ttabs\r\n')],
  ['a long text cut within a character', 'text/plain', Buffer.from('€'.repeat(3_000))],
  ['a text that begins like a bitmap', 'text/plain', bytes('BMW builds cars. '.repeat(10))],
  ['a drawing in markup', 'text/plain', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['a drawing in declared markup', 'text/plain', bytes('<?xml version="1.0"?><svg/>')],
  ['a page', 'text/plain', bytes('<!doctype html><script>alert(1)</script>')],
  ['markup in UTF-16', OTHER, Buffer.from('\ufeff<?xml version="1.0"?><svg/>', 'utf16le')],
  ['bytes of no format', OTHER, bytes([1, 2, 3, 0, 250])],
  ['nothing', OTHER, new Uint8Array(0)],
];

export function blobTypeChecks(check: BlobCheck): void {
  for (const [what, mimeType, content] of SHOWN) {
    check(`${what} is ${mimeType}`, async ({ blobs, reopen }) => {
      const put = await blobs.put(chunksOf(content, 1_000), { maxBytes: 1_000_000 });
      assert.equal(put.mimeType, mimeType);
      assert.deepEqual(await (reopen?.() ?? blobs).find(put.sha256), put);
    });
  }
}
