import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FileBlock, UserContent } from '@coderclaw/core';
import { SILENT_LOGGER } from '@coderclaw/core/testing';
import { attachment, fileBlock, recordsOf } from '../testing/attachment.ts';
import type { ModelImages } from './model-images.ts';
import { MAX_IMAGES, RunFiles } from './run-files.ts';

const message = (...blocks: readonly FileBlock[]): UserContent => ({ role: 'user', blocks });
const photo = (id: string) => fileBlock(id, { kind: 'photo' });
const image = (id: string) => attachment(id, id, 'image/jpeg');

function runFiles(seeing = true) {
  const asked: string[] = [];
  const get: ModelImages['get'] = async ({ sha256 }) => {
    asked.push(sha256);
    if (sha256 === image('lost').sha256) throw new Error('the disk is gone');
    if (sha256 === image('bomb').sha256) return null;
    return { mimeType: 'image/jpeg', bytes: Buffer.from(sha256) };
  };
  const images = { get } as ModelImages;
  const files = new RunFiles({ images, logger: SILENT_LOGGER, seeing: async () => seeing });
  return { files, asked };
}

describe('the files of a run', () => {
  test('are images where they show that they are, whatever they are called', async () => {
    const { files } = runFiles();
    const blocks = [
      photo('a'),
      fileBlock('b', { name: 'x.exe' }),
      fileBlock('c', { name: 'x.jpg', mimeType: 'image/jpeg' }),
      fileBlock('d', { kind: 'sticker' }),
    ];
    const records = recordsOf(
      image('a'),
      image('b'),
      attachment('c', 'c', 'text/plain'),
      image('d'),
    );
    await files.learn([message(...blocks)], records);
    assert.deepEqual(
      blocks.map((block) => files.imageOf(block) !== null),
      [true, true, false, false],
    );
  });

  test('are not even read for models that do not see', async () => {
    const { files, asked } = runFiles(false);
    await files.learn([message(photo('a'))], recordsOf(image('a')));
    assert.equal(files.imageOf(photo('a')), null);
    assert.match(files.lineOf(photo('a')), /blob:[0-9a-f]{64}\]$/u);
    assert.deepEqual(asked, []);
  });

  test('that can not be shown or read are told', async () => {
    const { files } = runFiles();
    await files.learn(
      [message(photo('bomb'), photo('lost'))],
      recordsOf(image('bomb'), image('lost')),
    );
    for (const id of ['bomb', 'lost']) {
      assert.equal(files.imageOf(photo(id)), null);
      assert.match(files.lineOf(photo(id)), /, can not be shown\]$/u);
    }
  });

  test('are at most sixteen images; of more the oldest go, eight at a time', async () => {
    const gone = async (count: number) => {
      const { files } = runFiles();
      const ids = Array.from({ length: count }, (_, index) => `photo-${index}`);
      await files.learn(
        ids.map((id) => message(photo(id))),
        recordsOf(...ids.map(image)),
      );
      const hidden = ids.filter((id) => files.imageOf(photo(id)) === null);
      assert.deepEqual(hidden, ids.slice(0, hidden.length));
      for (const id of hidden) assert.match(files.lineOf(photo(id)), /, no longer shown\]$/u);
      return hidden.length;
    };
    assert.equal(await gone(MAX_IMAGES), 0);
    assert.equal(await gone(MAX_IMAGES + 1), 8);
    assert.equal(await gone(MAX_IMAGES + 8), 8);
    assert.equal(await gone(MAX_IMAGES + 9), 16);
  });

  test('that join it leave those before them as they were', async () => {
    const { files } = runFiles();
    await files.learn([message(photo('a'))], recordsOf(image('a')));
    const before = files.lineOf(photo('a'));
    await files.learn([message(photo('b'))], recordsOf(image('b')));
    assert.ok(files.imageOf(photo('a')) && files.imageOf(photo('b')));
    assert.equal(files.lineOf(photo('a')), before);
  });

  test('T15 are those of its own conversation, received or sent, and no others', async () => {
    const { files } = runFiles();
    const sent = { sha256: 'f'.repeat(64), name: 'out.txt', mimeType: 'text/plain', bytes: 3 };
    const wanted = attachment('w', 'w', 'text/plain', { state: 'wanted' });
    const old = attachment('old', 'old', 'image/png', { state: 'released' });
    await files.learn(
      [
        message(fileBlock('a', { name: 'in.txt' }), fileBlock('w'), fileBlock('old')),
        {
          role: 'toolResult',
          toolCallId: 'c',
          toolName: 'attach',
          blocks: [],
          isError: false,
          files: [sent],
        },
      ],
      recordsOf(attachment('a', 'a', 'text/plain'), wanted, old, attachment('elsewhere')),
    );
    assert.ok(files.find(old.sha256!), 'so that the tools can say what became of it');
    assert.match(files.lineOf(fileBlock('old')), /not kept any more/u);
    assert.equal(files.find(attachment('a').sha256!)?.name, 'in.txt');
    assert.deepEqual(files.find(sent.sha256), sent);
    for (const other of [attachment('elsewhere').sha256!, wanted.sha256!])
      assert.equal(files.find(other), undefined);
  });
});
