import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type TestContext, test } from 'node:test';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** A clone with the script in it, and an npm and a Node that only say who ran. */
function createClone(t: TestContext) {
  const clone = mkdtempSync(join(tmpdir(), 'coderclaw-clone-'));
  t.after(() => {
    chmodSync(clone, 0o755);
    rmSync(clone, { recursive: true });
  });
  chmodSync(clone, 0o755);
  for (const folder of ['scripts', 'bin']) mkdirSync(join(clone, folder));
  copyFileSync(join(import.meta.dirname, '../../scripts/install'), join(clone, 'scripts/install'));
  writeFileSync(join(clone, 'package-lock.json'), '{}');
  const addProgram = (path: string, script: string) =>
    writeFileSync(join(clone, path), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  addProgram('bin/node', 'echo the machine >>ran');
  addProgram('bin/npm', 'node');
  return {
    clone,
    addOwnNode: () => {
      mkdirSync(join(clone, 'node_modules/.bin'), { recursive: true });
      addProgram('node_modules/.bin/node', 'echo our own >>ran');
    },
    install: (as: object = {}) => {
      const env = { PATH: `${join(clone, 'bin')}${delimiter}${process.env.PATH}` };
      const run = spawnSync('sh', [join(clone, 'scripts/install')], { env, ...as });
      const ran = spawnSync('cat', [join(clone, 'ran')])
        .stdout.toString()
        .trim();
      return { status: run.status, said: run.stderr.toString(), ran };
    },
  };
}

test('npm runs under the Node of the clone once there is one', (t) => {
  const { addOwnNode, install } = createClone(t);
  assert.equal(install().ran, 'the machine');
  addOwnNode();
  assert.equal(install().ran, 'the machine\nour own');
});

test('a clone that is not writable is refused in one line that says what to do', (t) => {
  const { clone, install } = createClone(t);
  chmodSync(clone, 0o555);
  const { status, said, ran } = install(isRoot ? { uid: NOBODY, gid: NOBODY } : {});
  assert.equal(status, 1);
  assert.match(said, /^CoderClaw: [^\n]+ is not writable [^\n]+\n$/u);
  assert.equal(ran, '');
});
