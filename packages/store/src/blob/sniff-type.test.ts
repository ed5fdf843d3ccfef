import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { SNIFFED_BYTES, sniffType } from './sniff-type.ts';

/** Beginnings that send a detector on a search through what follows. */
const MAGICS = [
  'PK\x03\x04',
  'PK\x05\x06',
  '\x1f\x8b\x08',
  'ID3\x04\x00\x00',
  '\x00\x00\x00\x00ftyp',
  '\x89PNG\r\n\x1a\n',
  '\x1a\x45\xdf\xa3',
  '\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9',
  'OggS',
  'II*\x00',
  'MM\x00*',
  'RIFF',
  'FORM',
  'MThd',
  '\xff\xd8\xff',
  '%PDF-',
  'BM',
  'GIF8',
  '\x00\x00\x01\x00',
  '7z\xbc\xaf\x27\x1c',
  'Rar!\x1a\x07',
  '\xff\xfb',
];

test('T26 no bytes, whatever they claim, keep the sniffer busy or make it fail', async () => {
  const head = fc
    .tuple(
      fc.constantFrom(...MAGICS),
      fc.uint8Array({ maxLength: SNIFFED_BYTES, size: 'max' }),
      fc.constantFrom(0, 255, 65),
    )
    .map(([magic, tail, filling]) => {
      const bytes = Buffer.alloc(SNIFFED_BYTES, filling);
      bytes.set(tail);
      bytes.write(magic, 'latin1');
      return bytes;
    });
  await fc.assert(
    fc.asyncProperty(head, async (bytes) => {
      const type = await sniffType(bytes);
      assert.match(type, /^[a-z]+\/[a-z0-9.+-]+$/u);
      assert.doesNotMatch(type, /svg|html|xml/u);
      assert.equal(await sniffType(bytes), type);
    }),
    { numRuns: 300 },
  );
});

test('T26 an archive that unpacks to a thousand times its size is only ever unpacked as far as its head goes', async () => {
  const bomb = gzipSync(Buffer.alloc(4_000_000)).subarray(0, SNIFFED_BYTES);
  assert.equal(await sniffType(gzipSync(bomb)), 'application/gzip');
});
