import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { generate } from '../scripts/generate-page.ts';
import { chatPage } from './index.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('the committed page is what its sources make; npm run generate writes it', () => {
  for (const { path, text } of generate()) {
    assert.ok(readFileSync(join(ROOT, path), 'utf8') === text, `${path} is out of date`);
  }
});

test('every path of the page has a file, and its tag changes with its content', async () => {
  const assets = await chatPage.load();
  assert.deepEqual(
    assets.map(({ path }) => path),
    chatPage.paths,
  );
  assert.equal(new Set(assets.map(({ etag }) => etag)).size, assets.length);
});

test('the whole page is at most 120 kB compressed', async () => {
  const assets = await chatPage.load();
  const size = assets.reduce((sum, { body }) => sum + gzipSync(body).length, 0);
  assert.ok(size <= 120_000, `${size} bytes`);
});

test('the document holds no inline script or style and names nothing remote', async () => {
  const [page] = await chatPage.load();
  const html = Buffer.from(page?.body ?? []).toString();
  assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|https?:/u);
});
