import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { codingTools } from '../testing/coding-tools.ts';
import { FileAccess } from './file-access.ts';
import type { FileReach } from './file-reach.ts';
import { PathLocks } from './path-locks.ts';
import { parseToolArguments, ToolError } from './tool.ts';

let root: string;
let workspace: string;
let home: string;
let outside: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'coderclaw-tools-')));
  [workspace, home, outside] = [join(root, 'workspace'), join(root, 'home'), join(root, 'outside')];
  for (const directory of [workspace, home, outside]) await mkdir(directory);
  await writeFile(join(outside, 'secret.txt'), 'SECRET');
});
afterEach(() => rm(root, { recursive: true, force: true }));

function call(name: string, args: object, reach: Partial<FileReach> = {}): Promise<string> {
  const tool = codingTools({ home, workspace, ownerRun: true, ...reach }).find(
    (candidate) => candidate.name === name,
  )!;
  return tool
    .run(parseToolArguments(tool, args), new AbortController().signal)
    .then(({ text }) => text);
}

const refused = (running: Promise<unknown>, why: RegExp) =>
  assert.rejects(running, (error) => error instanceof ToolError && why.test(error.message));

describe('read', () => {
  test('pages by lines and says where to go on', async () => {
    await writeFile(
      join(workspace, 'many.txt'),
      Array.from({ length: 3_000 }, (_, index) => `line ${index + 1}\n`).join(''),
    );
    const first = await call('read', { path: 'many.txt' });
    assert.match(first, /^line 1\n/);
    assert.match(first, /\[lines 1 to 2000 of 3000; go on with offset 2001\]$/);
    assert.equal(await call('read', { path: 'many.txt', offset: 2_999 }), 'line 2999\nline 3000');
    assert.match(
      await call('read', { path: 'many.txt', offset: 5, limit: 1 }),
      /^line 5\n\[lines 5 to 5/,
    );
    await refused(call('read', { path: 'many.txt', offset: 3_001 }), /3000 lines/);
  });

  test('cuts a page at 50 KB and a line that is longer', async () => {
    await writeFile(join(workspace, 'wide.txt'), `${'a'.repeat(40_000)}\n${'b'.repeat(40_000)}\n`);
    assert.match(await call('read', { path: 'wide.txt' }), /^a+\n\[lines 1 to 1 of 2/);
    await writeFile(join(workspace, 'one.txt'), 'c'.repeat(60_000));
    assert.match(await call('read', { path: 'one.txt' }), /^c{50000}\n\[line 1 of 1 is cut/);
  });

  test('tells an empty, a missing, a binary and a huge file apart', async () => {
    await writeFile(join(workspace, 'empty'), '');
    assert.equal(await call('read', { path: 'empty' }), '[empty]');
    await refused(call('read', { path: 'none' }), /no file/);
    await refused(call('read', { path: 'no/where' }), /no directory/);
    await writeFile(join(workspace, 'binary'), Buffer.from([0x7f, 0x45, 0x00]));
    await refused(call('read', { path: 'binary' }), /binary/);
    await writeFile(join(workspace, 'latin1'), Buffer.from([0xe4, 0xf6]));
    await refused(call('read', { path: 'latin1' }), /not UTF-8/);
    execFileSync('truncate', ['-s', '11M', join(workspace, 'huge')]);
    await refused(call('read', { path: 'huge' }), /not read/);
  });
});

describe('write and edit', () => {
  test('create with directories, replace whole, and leave nothing else behind', async () => {
    assert.equal(
      await call('write', { path: 'a/b/c.txt', content: 'one\n' }),
      'Created a/b/c.txt (1 lines).',
    );
    assert.equal(
      await call('write', { path: 'a/b/c.txt', content: 'two\nthree' }),
      'Replaced a/b/c.txt (2 lines).',
    );
    assert.equal(await readFile(join(workspace, 'a/b/c.txt'), 'utf8'), 'two\nthree');
    assert.deepEqual(await readdir(join(workspace, 'a/b')), ['c.txt']);
    await refused(call('write', { path: 'a', content: '' }), /is a directory/);
    await refused(call('write', { path: '.', content: '' }), /is a directory/);
    await refused(
      call('write', { path: 'x', content: 'x'.repeat(10_000_001) }),
      /10000000 are allowed/,
    );
  });

  test("keep the file's mode", async () => {
    await writeFile(join(workspace, 'run.sh'), 'old', { mode: 0o775 });
    await chmod(join(workspace, 'run.sh'), 0o775);
    await call('edit', { path: 'run.sh', oldText: 'old', newText: 'new' });
    assert.equal((await stat(join(workspace, 'run.sh'))).mode & 0o777, 0o775);
  });

  test('work in a workspace that is known by a link, and name one that is missing', async () => {
    const alias = join(root, 'alias');
    await symlink(workspace, alias);
    const path = join(alias, 'x.txt');
    assert.match(
      await call('write', { path, content: '' }, { workspace: alias }),
      /Created x\.txt/,
    );
    const missing = { workspace: join(root, 'none') };
    await refused(call('write', { path: 'x', content: '' }, missing), /none does not exist/);
  });

  test('replace one passage that occurs once, byte for byte', async () => {
    await writeFile(join(workspace, 'f'), 'one\r\ntwo $& two\r\nthree');
    assert.match(
      await call('edit', { path: 'f', oldText: 'three', newText: '$1\n4' }),
      /line 3 \(-1 \+2/,
    );
    assert.equal(await readFile(join(workspace, 'f'), 'utf8'), 'one\r\ntwo $& two\r\n$1\n4');
    await refused(call('edit', { path: 'f', oldText: 'five', newText: '' }), /does not occur/);
    await refused(call('edit', { path: 'f', oldText: 'two', newText: '' }), /occurs 2 times/);
    await refused(call('edit', { path: 'f', oldText: '', newText: 'x' }), /oldText is empty/);
  });

  test('of several runs at once leave every change in the file', async () => {
    const path = join(workspace, 'list');
    const names = Array.from({ length: 12 }, (_, index) => `item-${index};`);
    await writeFile(path, names.join(''));
    const locks = new PathLocks();
    const edits = names.map((oldText, index) => {
      // Every other run knows the directory by a name of its own.
      const reach = index % 2 ? { workspace } : { workspace: root, home };
      const tools = codingTools({ home, ownerRun: true, ...reach }, locks);
      const edit = tools.find(({ name }) => name === 'edit')!;
      const args = { path, oldText, newText: oldText.toUpperCase() };
      return edit.run(args, new AbortController().signal);
    });
    await Promise.all(edits);
    assert.equal(await readFile(path, 'utf8'), names.join('').toUpperCase());
    assert.deepEqual(await readdir(workspace), ['list']);
  });

  test('undo nothing that somebody else did to the file meanwhile', async () => {
    const path = join(workspace, 'f');
    const files = new FileAccess({ home, workspace, ownerRun: true });
    for (const meanwhile of [() => writeFileSync(path, 'theirs'), () => rmSync(path)]) {
      await writeFile(path, 'ours');
      const editing = files.editText('f', (text) => {
        meanwhile();
        return `${text} and more`;
      });
      await refused(editing, /changed meanwhile/);
      assert.ok(!(await readFile(path, 'utf8').catch(() => '')).includes('more'));
    }
    assert.deepEqual(await readdir(workspace), []);
  });
});

describe('ls', () => {
  test('marks directories and links, and escapes what would mislead', async () => {
    await mkdir(join(workspace, 'dir'));
    await symlink(outside, join(workspace, 'link'));
    await writeFile(join(workspace, 'line\nbreak\u202e'), '');
    assert.equal(await call('ls', {}), 'dir/\nline\\u{a}break\\u{202e}\nlink@');
    assert.equal(await call('ls', { path: 'dir' }), '[empty]');
  });
});

describe('T09 the tools stay in the workspace', () => {
  test('against .., absolute paths, ~, NUL and over-long names', async () => {
    for (const path of [
      '../outside/secret.txt',
      'a/../../outside/secret.txt',
      join(outside, 'secret.txt'),
      '/etc/passwd',
      '/proc/self/environ',
    ]) {
      await refused(call('read', { path }), /out of reach/);
      await refused(call('write', { path, content: 'x' }), /out of reach/);
    }
    await refused(call('ls', { path: '..' }), /out of reach/);
    await refused(call('read', { path: '~/secret' }), /not expanded/);
    await refused(call('read', { path: 'a\0b' }), /NUL/);
    await refused(call('write', { path: 'x'.repeat(256), content: '' }), /longer than 255/);
    await refused(call('read', { path: 'x/'.repeat(3_000) }), /longer than 4096/);
    assert.equal(await readFile(join(outside, 'secret.txt'), 'utf8'), 'SECRET');
  });

  test('against symbolic links, as the file and as any directory on the way', async () => {
    await symlink(join(outside, 'secret.txt'), join(workspace, 'file'));
    await symlink(outside, join(workspace, 'dir'));
    await symlink('/proc/self', join(workspace, 'self'));
    for (const path of ['file', 'dir/secret.txt', 'self/environ']) {
      await refused(call('read', { path }), /link/);
      await refused(call('write', { path, content: 'x' }), /link/);
      await refused(call('edit', { path, oldText: 'SECRET', newText: 'x' }), /link/);
    }
    await refused(call('ls', { path: 'dir' }), /link/);
    await refused(call('write', { path: 'dir/new/file', content: 'x' }), /link/);
    assert.deepEqual(await readdir(outside), ['secret.txt']);
    assert.equal(await readFile(join(outside, 'secret.txt'), 'utf8'), 'SECRET');
  });

  test('against hard links', async () => {
    await link(join(outside, 'secret.txt'), join(workspace, 'hard'));
    await refused(call('read', { path: 'hard' }), /hard-linked/);
    await refused(call('write', { path: 'hard', content: 'x' }), /hard-linked/);
  });

  test('against devices, pipes and sockets, without waiting for them', async () => {
    execFileSync('mkfifo', [join(workspace, 'pipe')]);
    await refused(call('read', { path: 'pipe' }), /device, pipe or socket/);
    await refused(call('write', { path: 'pipe', content: 'x' }), /device, pipe or socket/);
    const server = createServer().listen(join(workspace, 'socket'));
    await refused(call('read', { path: 'socket' }), /device, pipe or socket/);
    server.close();
    for (const path of ['null', 'zero'])
      await refused(call('read', { path }, { workspace: '/dev' }), /device/);
  });

  test('against /proc, even in a workspace that holds it', {
    skip: process.platform !== 'linux',
  }, async () => {
    await refused(call('read', { path: 'proc/self/environ' }, { workspace: '/' }), /link|kernel/);
    await refused(call('read', { path: 'proc/version' }, { workspace: '/' }), /kernel/);
  });

  test('against a directory that is swapped for a link while the tools work', async () => {
    const [inside, parked, trap] = [
      join(workspace, 'd'),
      join(workspace, 'parked'),
      join(workspace, 'trap'),
    ];
    await mkdir(inside);
    await writeFile(join(inside, 'secret.txt'), 'inside');
    await symlink(outside, trap);
    let swapping = true;
    const swap = async () => {
      await rename(inside, parked);
      await rename(trap, inside);
      await rename(inside, trap);
      await rename(parked, inside);
    };
    const swapper = (async () => {
      // In the instant without a directory, write may have made one: out of the way with it.
      while (swapping)
        await swap().catch(() =>
          rm(inside, { recursive: true, force: true, maxRetries: 10 }).then(() =>
            rename(parked, inside),
          ),
        );
    })();
    const read = new Set<string>();
    for (let round = 0; round < 300; round += 1) {
      read.add(
        await call('read', { path: 'd/secret.txt' }).catch((error: unknown) => ruled(error)),
      );
      await call('write', { path: 'd/new.txt', content: 'mine' }).catch(ruled);
    }
    swapping = false;
    await swapper;
    assert.ok(!read.has('SECRET'));
    assert.deepEqual(await readdir(outside), ['secret.txt']);
  });
});

function ruled(error: unknown): string {
  assert.ok(error instanceof ToolError, String(error));
  return 'refused';
}

describe('the home', () => {
  test("is open to the owner's runs as far as its Markdown goes", async () => {
    await writeFile(join(home, 'AGENTS.md'), 'rules');
    await writeFile(join(home, 'token'), 'SECRET');
    assert.equal(await call('read', { path: join(home, 'AGENTS.md') }), 'rules');
    assert.match(
      await call('write', { path: join(home, 'memory/people.md'), content: 'x' }),
      /Created/,
    );
    assert.equal(await call('ls', { path: home }), 'AGENTS.md\nmemory/');
    for (const path of ['token', 'notes/x.md', 'memory/x.sh']) {
      await refused(call('read', { path: join(home, path) }), /only Markdown/);
    }
    await refused(
      call('read', { path: join(home, 'AGENTS.md') }, { ownerRun: false }),
      /outside the workspace/,
    );
  });

  test("keeps its instructions and memory from others' runs when it is the workspace", async () => {
    await writeFile(join(home, 'AGENTS.md'), 'rules');
    await mkdir(join(home, 'memory'));
    const reach = { workspace: home, ownerRun: false };
    for (const path of [
      'AGENTS.md',
      'agents.MD',
      'memory/x.txt',
      'Memory/x.md',
      'skills/a/SKILL.md',
      '\u017fkills/a/run.sh',
      's\u212aills/a/run.sh',
    ]) {
      await refused(call('write', { path, content: 'evil' }, reach), /only the owner/);
    }
    assert.equal(await call('ls', {}, reach), '[empty]');
    assert.match(await call('write', { path: 'work.txt', content: 'fine' }, reach), /Created/);
  });

  test('lies in a state directory of which nothing else is reached', async () => {
    const state = join(root, 'state');
    const inner = join(state, 'workspace');
    await mkdir(inner, { recursive: true });
    await writeFile(join(state, 'token'), 'SECRET');
    const open = { home: inner, workspace: inner, closed: [state] };
    assert.match(await call('write', { path: 'x.txt', content: '' }, open), /Created/);
    const wide = { home: inner, workspace: root, closed: [state] };
    for (const path of ['state/token', 'STATE/token', '\u017ftate/Token'])
      await refused(call('read', { path }, wide), /gateway's own state/);
    assert.ok(!(await call('ls', {}, wide)).includes('state'));
    await refused(
      call('read', { path: 'token' }, { home: inner, workspace: state, closed: [state] }),
      /gateway's own state/,
    );
  });
});
