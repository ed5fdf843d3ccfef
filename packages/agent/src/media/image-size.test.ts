import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { readImageSize } from './image-size.ts';

const image = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#808080' } });

test('the size of a PNG, JPEG, GIF and WebP of every kind is read from its header', async () => {
  const size = { width: 301, height: 17 };
  const plain = () => image(size.width, size.height);
  for (const bytes of [
    await plain().png().toBuffer(),
    await plain().jpeg().toBuffer(),
    await plain().jpeg({ progressive: true }).withMetadata({ density: 72 }).toBuffer(),
    await plain().gif().toBuffer(),
    await plain().webp().toBuffer(),
    await plain().webp({ lossless: true }).toBuffer(),
    await plain().webp().withMetadata({ density: 72 }).toBuffer(),
  ])
    assert.deepEqual(readImageSize(bytes), size);
});

test('nothing else has a size, and no bytes make it fail or go on for ever', () => {
  for (const text of ['', 'GIF', '\xff\xd8', '%PDF-1.7 and so on', 'RIFF....WAVE....'])
    assert.equal(readImageSize(Buffer.from(text, 'latin1')), null);
  const magic = fc.constantFrom(
    [0xff, 0xd8, 0xff],
    [0x89, 0x50, 0x4e, 0x47],
    [0x47, 0x49, 0x46, 0x38],
    [0x52, 0x49, 0x46, 0x46],
  );
  fc.assert(
    fc.property(magic, fc.uint8Array({ maxLength: 400 }), (head, tail) => {
      readImageSize(Uint8Array.from([...head, ...tail]));
    }),
  );
  readImageSize(Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(1_000_000, 0xff)]));
});
