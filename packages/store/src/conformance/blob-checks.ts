import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { type BlobStore, StoreError, type StoreErrorCode } from '@coderclaw/core';
import { type BlobCheck, chunksOf } from './blob-suite.ts';

const LIMIT = { maxBytes: 100_000 };
const HOUR_MS = 3_600_000;
const NONE = '0'.repeat(64);
const put = (blobs: BlobStore, bytes: Uint8Array | string, maxBytes = LIMIT.maxBytes) =>
  blobs.put(chunksOf(Buffer.from(bytes)), { maxBytes });

export function blobChecks(check: BlobCheck): void {
  check('what was put is found and read, by the digest of its bytes', async ({ blobs }) => {
    for (const bytes of [randomBytes(10_000), Uint8Array.of(255), new Uint8Array(0)]) {
      const info = await put(blobs, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      assert.deepEqual(info, {
        sha256,
        bytes: bytes.length,
        mimeType: 'application/octet-stream',
      });
      assert.deepEqual(await blobs.find(sha256), info);
      assert.deepEqual(Buffer.from(await blobs.read(sha256)), Buffer.from(bytes));
    }
  });

  check('it is found with its type after a restart', async ({ blobs, reopen }) => {
    const text = await put(blobs, 'hello');
    const again = reopen?.() ?? blobs;
    assert.deepEqual(await again.find(text.sha256), { ...text, mimeType: 'text/plain' });
    assert.equal(Buffer.from(await again.read(text.sha256)).toString(), 'hello');
  });

  check('the same bytes twice are one blob, also at the same time', async (under) => {
    const { blobs } = under;
    const bytes = randomBytes(5_000);
    const all = await Promise.all(Array.from({ length: 8 }, () => put(blobs, bytes)));
    for (const info of all) assert.deepEqual(info, all[0]);
    assert.equal((await under.countFiles?.()) ?? 1, 1);
    await under.clock.advance(HOUR_MS + 1);
    assert.equal(await blobs.sweep(() => false), 1);
  });

  check('what is not there is not found', async ({ blobs }) => {
    assert.equal(await blobs.find(NONE), undefined);
    await rejects(blobs.read(NONE), 'STORE_NOT_FOUND');
  });

  check('what is no digest names nothing, least of all a path', async ({ blobs }) => {
    const { sha256 } = await put(blobs, 'x');
    for (const name of [
      '',
      '..',
      '../../etc/passwd',
      sha256.toUpperCase(),
      `${sha256}\n`,
      `./${sha256}`,
    ]) {
      assert.equal(await blobs.find(name), undefined, name);
      await rejects(blobs.read(name), 'STORE_NOT_FOUND');
    }
  });

  check('all blobs together are measured, each once, whatever happens meanwhile', async (under) => {
    const { blobs, clock, reopen } = under;
    assert.equal(await blobs.measure(), 0);
    const all = Array.from({ length: 40 }, (_, index) => randomBytes(100 + index));
    const bytes = all.reduce((sum, { length }) => sum + length, 0);
    // Those of the first half are put again, by another store where there can be one, while it measures.
    for (const one of all.slice(0, 20)) await put(blobs, one);
    const again = reopen?.() ?? blobs;
    await Promise.all([again.measure(), ...all.map((one) => put(again, one)), again.measure()]);
    assert.equal(await again.measure(), bytes);
    await rejects(put(again, randomBytes(2_000), 1_000), 'STORE_TOO_LARGE');
    assert.equal(await again.measure(), bytes);
    await clock.advance(HOUR_MS + 1);
    const kept = createHash('sha256').update(all[0]!).digest('hex');
    await again.sweep((sha256) => sha256 === kept);
    assert.equal(await again.measure(), 100);
    await put(again, all[1]!);
    assert.equal(await again.measure(), 201);
  });

  check(
    'a blob whose bytes were spoiled is not handed out, and good again once put again',
    async (under) => {
      const { sha256 } = await put(under.blobs, 'whole');
      if (!under.spoil) return;
      await under.spoil(sha256);
      await rejects(under.blobs.read(sha256), 'STORE_BLOB_CORRUPT');
      await put(under.blobs, 'whole');
      assert.equal(Buffer.from(await under.blobs.read(sha256)).toString(), 'whole');
    },
  );
}

export function blobRefusalChecks(check: BlobCheck): void {
  check('as many bytes as allowed are taken, and one more leaves nothing behind', async (under) => {
    await put(under.blobs, 'x'.repeat(1_000), 1_000);
    let asked = 0;
    const endless = (async function* () {
      for (;;) {
        asked += 1;
        yield new Uint8Array(64);
      }
    })();
    await rejects(under.blobs.put(endless, { maxBytes: 1_000 }), 'STORE_TOO_LARGE');
    assert.equal(asked, 16, 'it is read no further than to the limit');
    assert.equal((await under.countFiles?.()) ?? 1, 1);
  });

  check('a source that fails leaves nothing behind, and is named as the cause', async (under) => {
    const cause = new Error('the line went dead');
    const failing = (async function* () {
      yield new Uint8Array(10);
      throw cause;
    })();
    const error = await rejects(under.blobs.put(failing, LIMIT), 'STORE_INCOMPLETE');
    assert.equal(error.cause, cause);
    assert.equal((await under.countFiles?.()) ?? 0, 0);
  });

  check(
    'a signal ends a put at once, whatever the source does, and leaves nothing behind',
    async (under) => {
      const abort = new AbortController();
      const hanging = (async function* () {
        yield new Uint8Array(10);
        setImmediate(() => abort.abort('stopped'));
        await new Promise(() => {});
      })();
      const putting = under.blobs.put(hanging, { ...LIMIT, signal: abort.signal });
      assert.equal((await rejects(putting, 'STORE_INCOMPLETE')).cause, 'stopped');
      const late = under.blobs.put(chunksOf(randomBytes(10)), { ...LIMIT, signal: abort.signal });
      await rejects(late, 'STORE_INCOMPLETE');
      assert.equal((await under.countFiles?.()) ?? 0, 0);
    },
  );

  check('a source that is not read to its end is let go', async ({ blobs }) => {
    let released = 0;
    const source = () => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false as const, value: new Uint8Array(10) }),
        return: async () => {
          released += 1;
          return { done: true as const, value: undefined };
        },
      }),
    });
    await rejects(blobs.put(source(), { maxBytes: 15 }), 'STORE_TOO_LARGE');
    await rejects(
      blobs.put(source(), { maxBytes: 15, signal: AbortSignal.abort() }),
      'STORE_INCOMPLETE',
    );
    assert.equal(released, 2);
  });
}

export function blobSweepChecks(check: BlobCheck): void {
  check('a sweep deletes what is not kept, and only after an hour', async ({ blobs, clock }) => {
    const [kept, dropped] = [await put(blobs, 'kept'), await put(blobs, 'dropped')];
    const keep = (sha256: string) => sha256 === kept.sha256;
    await clock.advance(HOUR_MS - 1_000);
    assert.equal(await blobs.sweep(keep), 0);
    const young = await put(blobs, 'young');
    await clock.advance(2_000);
    assert.equal(await blobs.sweep(keep), 1);
    assert.equal(await blobs.find(dropped.sha256), undefined);
    assert.deepEqual(await blobs.find(kept.sha256), kept);
    assert.deepEqual(await blobs.find(young.sha256), young);
  });

  check('what is put again is as young as what is new', async ({ blobs, clock }) => {
    const { sha256 } = await put(blobs, 'again');
    await clock.advance(HOUR_MS - 1_000);
    await put(blobs, 'again');
    await clock.advance(2_000);
    assert.equal(await blobs.sweep(() => false), 0);
    assert.ok(await blobs.find(sha256));
  });

  check(
    'what a put returned is there, however many sweeps run beside it',
    async ({ blobs, clock }) => {
      const bytes = randomBytes(300);
      for (let round = 0; round < 20; round += 1) {
        await put(blobs, bytes);
        await clock.advance(HOUR_MS + 1);
        const [info] = await Promise.all([
          put(blobs, bytes),
          blobs.sweep(() => false),
          blobs.sweep(() => false),
        ]);
        assert.deepEqual(await blobs.find(info.sha256), info);
      }
    },
  );
}

async function rejects(promise: Promise<unknown>, code: StoreErrorCode): Promise<StoreError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof StoreError, `it did not reject with a StoreError: ${String(error)}`);
  assert.equal(error.code, code);
  return error;
}
