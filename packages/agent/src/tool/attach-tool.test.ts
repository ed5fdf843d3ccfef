import assert from 'node:assert/strict';
import { link, mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type BlobStore, type FileRef, MAX_FILE_BYTES, type ToolProfile } from '@coderclaw/core';
import { ManualClock } from '@coderclaw/core/testing';
import { openMemoryBlobStore } from '@coderclaw/store/memory';
import { PathLocks } from './path-locks.ts';
import { runTools } from './run-tools.ts';
import { SharedFiles } from './shared-files.ts';
import { parseToolArguments, type Tool, ToolError, type ToolOutput } from './tool.ts';

let root: string;
let workspace: string;
let home: string;
let blobs: BlobStore;
let conversation: Map<string, FileRef>;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'coderclaw-attach-')));
  [workspace, home] = [join(root, 'workspace'), join(root, 'home')];
  for (const directory of [workspace, home]) await mkdir(directory);
  await writeFile(join(root, 'secret.txt'), 'SECRET');
  blobs = openMemoryBlobStore({ clock: new ManualClock() });
  conversation = new Map();
});
afterEach(() => rm(root, { recursive: true, force: true }));

function toolsOf(profile: ToolProfile, others: readonly Tool[] = []) {
  const files = {
    find: (sha256: string) => conversation.get(sha256),
    add: (file: FileRef) => {
      if (!conversation.has(file.sha256)) conversation.set(file.sha256, file);
    },
  };
  const reach = { home, workspace, ownerRun: true };
  const shared = new SharedFiles(files, blobs);
  return runTools({ profile, reach, locks: new PathLocks(), shared, others });
}

function call(
  name: string,
  args: object,
  profile: ToolProfile = 'coding',
  tools = toolsOf(profile),
): Promise<ToolOutput> {
  const tool = tools.find((candidate) => candidate.name === name)!;
  return tool.run(parseToolArguments(tool, args), new AbortController().signal);
}

const refused = (running: Promise<unknown>, why: RegExp) =>
  assert.rejects(running, (error) => error instanceof ToolError && why.test(error.message));

/** Stores bytes; they are the conversation's when they have a name. */
async function stored(content: string | Uint8Array, name?: string): Promise<string> {
  const source = (async function* () {
    yield Buffer.from(content);
  })();
  const info = await blobs.put(source, { maxBytes: MAX_FILE_BYTES });
  if (name !== undefined) conversation.set(info.sha256, { ...info, name });
  return `blob:${info.sha256}`;
}

describe('attach', () => {
  test('sends a file of the workspace, with the type that its bytes show', async () => {
    await mkdir(join(workspace, 'out'));
    await writeFile(join(workspace, 'out', 'report.png'), 'a text');
    const { files, text } = await call('attach', { path: 'out/report.png' });
    const [file] = files!;
    assert.deepEqual(
      { ...file, sha256: '' },
      { sha256: '', name: 'report.png', mimeType: 'text/plain', bytes: 6 },
    );
    assert.equal(Buffer.from(await blobs.read(file!.sha256)).toString(), 'a text');
    assert.ok(text.includes(`blob:${file!.sha256}`));
    assert.equal((await call('read', { path: `blob:${file!.sha256}` })).text, 'a text');
  });

  test('sends a file of the conversation on, under another name where one is given', async () => {
    const path = await stored('hello', 'in.txt');
    for (const profile of ['coding', 'messaging'] as const) {
      assert.equal((await call('attach', { path }, profile)).files![0]!.name, 'in.txt');
      const renamed = await call('attach', { path, name: '../a\u202e\n/b.txt ' }, profile);
      assert.equal(renamed.files![0]!.name, '.._a_b.txt');
    }
  });

  test('refuses what is empty, too large or too much', async () => {
    await writeFile(join(workspace, 'empty'), '');
    await refused(call('attach', { path: 'empty' }), /is empty/u);
    await writeFile(join(workspace, 'large'), '');
    await truncate(join(workspace, 'large'), MAX_FILE_BYTES + 1);
    await refused(call('attach', { path: 'large' }), /52428801 bytes/u);
    const path = await stored('hello', 'in.txt');
    const tools = toolsOf('coding');
    for (let count = 0; count < 10; count += 1) await call('attach', { path }, 'coding', tools);
    await refused(call('attach', { path }, 'coding', tools), /10 files are attached/u);
  });

  test('says what is not kept any more, and what the store says', async () => {
    const sha256 = '0'.repeat(64);
    conversation.set(sha256, { sha256, name: 'x', mimeType: 'text/plain', bytes: 1 });
    await refused(call('attach', { path: `blob:${sha256}` }), /not kept any more/u);
    await refused(call('read', { path: `blob:${sha256}` }), /not kept any more/u);
  });
});

describe('T10 a file that is sent comes from the workspace or the conversation', () => {
  test('never from an absolute path, not even of the workspace', async () => {
    await writeFile(join(workspace, 'x'), 'x');
    for (const path of [
      join(workspace, 'x'),
      join(root, 'secret.txt'),
      '/etc/passwd',
      '/proc/self/environ',
    ])
      await refused(call('attach', { path }), /is absolute/u);
  });

  test('never from a URL', async () => {
    for (const path of [
      'https://example.com/x',
      'file:///etc/passwd',
      'data:text/plain,x',
      'FILE:/etc/passwd',
    ])
      await refused(call('attach', { path }), /URL/u);
  });

  test('never from beside the workspace, nor from the home', async () => {
    await writeFile(join(home, 'AGENTS.md'), 'SECRET');
    await symlink(join(root, 'secret.txt'), join(workspace, 'link'));
    await link(join(root, 'secret.txt'), join(workspace, 'hard'));
    for (const path of ['../secret.txt', '../home/AGENTS.md', 'link', 'hard', '~/secret', '.'])
      await refused(call('attach', { path }), /workspace|link|not expanded|directory/u);
  });

  test('never from the machine at all in a run of the profile messaging', async () => {
    await writeFile(join(workspace, 'x'), 'x');
    for (const path of ['x', join(workspace, 'x'), '../secret.txt'])
      await refused(call('attach', { path }, 'messaging'), /in this conversation/u);
    await refused(call('read', { path: 'x' }, 'messaging'), /in this conversation/u);
  });
});

test('T15 a file of another conversation is neither read nor sent, and is not told from one that is not there', async () => {
  const others = await stored('SECRET');
  const none = `blob:${'0'.repeat(64)}`;
  for (const profile of ['coding', 'messaging'] as const) {
    for (const name of ['read', 'attach']) {
      const told = async (path: string) =>
        call(name, { path }, profile).then(
          () => 'handed out',
          (error: Error) => error.message.replace(path, ''),
        );
      assert.match(await told(others), /^there is no file "" in this conversation/u);
      assert.equal(await told(others), await told(none));
    }
    for (const path of ['blob:', 'blob:../../token', `${others}\n`, others.toUpperCase()])
      await assert.rejects(call('read', { path }, profile), ToolError);
  }
});

describe('read of a file of the conversation', () => {
  test('pages a text', async () => {
    const path = await stored('one\ntwo\nthree', 'in.txt');
    assert.match(
      (await call('read', { path, offset: 2, limit: 1 }, 'messaging')).text,
      /^two\n\[lines 2 to 2 of 3/u,
    );
  });

  test('tells what is no text apart', async () => {
    await refused(
      call('read', { path: await stored(Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'x.txt') }),
      /is image\/jpeg \(4 bytes\), not a text/u,
    );
    await refused(
      call('read', { path: await stored(Buffer.from([1, 2, 0]), 'x.txt') }),
      /is a binary file/u,
    );
  });
});

describe('T21 a tool that the profile leaves out', () => {
  const other: Tool = {
    name: 'shell',
    description: '',
    parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
    replay: 'never',
    executionMode: 'sequential',
    run: async () => ({ text: 'ran' }),
  };
  const names = (tools: readonly Tool[]) => tools.map(({ name }) => name);

  test('is not among the tools, wherever it comes from', () => {
    assert.deepEqual(names(toolsOf('coding', [other])), [
      'read',
      'write',
      'edit',
      'ls',
      'attach',
      'offer',
      'shell',
    ]);
    assert.deepEqual(names(toolsOf('messaging', [other])), ['read', 'attach', 'offer']);
  });

  test('does not come back under the name of another', async () => {
    const tools = toolsOf('messaging', [{ ...other, name: 'read' }]);
    assert.deepEqual(names(tools), ['read', 'attach', 'offer']);
    await assert.rejects(call('read', { path: 'x' }, 'messaging', tools), ToolError);
  });
});
