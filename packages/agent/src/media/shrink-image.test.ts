import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { emptyPng, noise, plainImage } from '../testing/sample-image.ts';
import { MAX_SHOWN_BYTES, MAX_SIDE } from './image-limits.ts';
import { readImageSize } from './image-size.ts';
import { loadSharp } from './load-sharp.ts';
import { shrinkImage } from './shrink-image.ts';

const loaded = await loadSharp();
const sharp = loaded!;
const shrink = (bytes: Uint8Array) => shrinkImage(sharp, bytes);

describe('an image for a model', { skip: loaded ? false : 'sharp is not installed' }, () => {
  test('has 1,568 pixels on its longer side at most, and is never made larger', async () => {
    const wide = await shrink(await plainImage(4_000, 2_000).jpeg().toBuffer());
    assert.deepEqual(readImageSize(wide!.bytes), { width: MAX_SIDE, height: MAX_SIDE / 2 });
    assert.equal(wide!.mimeType, 'image/jpeg');
    const small = await shrink(await plainImage(30, 20).png().toBuffer());
    assert.deepEqual(readImageSize(small!.bytes), { width: 30, height: 20 });
    assert.equal(small!.mimeType, 'image/png');
  });

  test('has 1.5 MB at most, whatever is in it', async () => {
    for (const bytes of [
      await noise(1_600, 1_600).png().toBuffer(),
      await noise(1_600, 1_600).jpeg({ quality: 100 }).toBuffer(),
    ]) {
      const image = await shrink(bytes);
      assert.ok(image!.bytes.length <= MAX_SHOWN_BYTES);
      assert.equal(image!.mimeType, 'image/jpeg');
    }
  });

  test('stands upright and tells nothing of where and with what it was taken', async () => {
    const exif = { IFD0: { Make: 'SECRETCAM' }, IFD3: { GPSLatitude: '48/1 51/1 30/1' } };
    const taken = await plainImage(60, 40)
      .jpeg()
      .withExif(exif)
      .withMetadata({ orientation: 6 })
      .toBuffer();
    assert.ok(taken.includes('Exif'));
    const image = await shrink(taken);
    assert.deepEqual(readImageSize(image!.bytes), { width: 40, height: 60 });
    const { exif: left, orientation, icc, xmp } = await sharp(image!.bytes).metadata();
    assert.deepEqual([left, orientation, icc, xmp], [undefined, undefined, undefined, undefined]);
    assert.ok(!Buffer.from(image!.bytes).includes('SECRETCAM'));
  });

  test('is the first frame of an animation', async () => {
    const frames = Buffer.concat([Buffer.alloc(8 * 8 * 3, 255), Buffer.alloc(8 * 8 * 3, 0)]);
    const raw = { width: 8, height: 16, channels: 3, pageHeight: 8 } as const;
    const animation = await sharp(frames, { raw })
      .gif({ delay: [100, 100] })
      .toBuffer();
    assert.equal((await sharp(animation).metadata()).pages, 2);
    const image = await shrink(animation);
    assert.deepEqual(readImageSize(image!.bytes), { width: 8, height: 8 });
    const { channels } = await sharp(image!.bytes).stats();
    assert.equal(channels[0]!.mean, 255);
  });

  test('keeps what is see-through in a drawing, and lies on white as a JPEG', async () => {
    const clear = {
      width: 40,
      height: 40,
      channels: 4,
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    } as const;
    const drawing = await shrink(await sharp({ create: clear }).png().toBuffer());
    assert.ok((await sharp(drawing!.bytes).metadata()).hasAlpha);
  });

  test('is made of WebP, TIFF and AVIF as well', async () => {
    for (const bytes of [
      await plainImage(50, 50).webp().toBuffer(),
      await plainImage(50, 50).tiff().toBuffer(),
      await plainImage(50, 50).avif().toBuffer(),
    ])
      assert.deepEqual(readImageSize((await shrink(bytes))!.bytes), { width: 50, height: 50 });
  });

  test('is the same bytes from the same bytes', async () => {
    for (const bytes of [
      await noise(2_000, 900).jpeg().toBuffer(),
      await noise(300, 300).png().toBuffer(),
    ])
      assert.deepEqual((await shrink(bytes))!.bytes, (await shrink(bytes))!.bytes);
  });

  test('is not made of what is broken, cut off or no image', async () => {
    const photo = await noise(200, 200).jpeg().toBuffer();
    for (const bytes of [
      photo.subarray(0, photo.length / 2),
      Buffer.from('GIF89a'),
      Buffer.from('no image'),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      new Uint8Array(0),
    ])
      assert.equal(await shrink(bytes), null);
  });

  test('T26 is not made of a bomb: more than 67 million pixels are never decoded, whoever claims them', async () => {
    const tiff = await sharp(emptyPng(9_000, 9_000))
      .tiff({ compression: 'lzw', bitdepth: 1 })
      .toBuffer();
    const huge = Buffer.from('GIF89a\xff\xff\xff\xff\0\0\0;', 'latin1');
    for (const bomb of [emptyPng(9_000, 9_000), emptyPng(60_000, 60_000, false), tiff, huge])
      assert.equal(await shrink(bomb), null);
    const large = await shrink(emptyPng(8_000, 8_000));
    assert.deepEqual(readImageSize(large!.bytes), { width: MAX_SIDE, height: MAX_SIDE });
  });
});
