import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import manifest from '../package.json' with { type: 'json' };

const BIN = join(import.meta.dirname, '../bin');

/** Runs the work in an empty directory that is gone afterwards. */
function inDirectory(work: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'coderclaw-launcher-'));
  try {
    work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** An installed package without a Node of its own, on a machine whose Node says to be `version`. */
function launchWithNode(directory: string, version: string) {
  cpSync(BIN, join(directory, 'package/bin'), { recursive: true });
  mkdirSync(join(directory, 'machine'));
  const node = join(directory, 'machine/node');
  writeFileSync(
    node,
    `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else echo "ran: $*"; fi\n`,
  );
  chmodSync(node, 0o755);
  return spawnSync(join(directory, 'package/bin/coderclaw'), ['status', 'two words'], {
    env: { PATH: `${join(directory, 'machine')}:/usr/bin:/bin`, HOME: directory },
    encoding: 'utf8',
  });
}

test('the launcher finds its package through any chain of symbolic links', () => {
  inDirectory((directory) => {
    symlinkSync(join(BIN, 'coderclaw'), join(directory, 'first'));
    symlinkSync('first', join(directory, 'second'));
    const { stdout, status } = spawnSync(join(directory, 'second'), ['--version'], {
      encoding: 'utf8',
    });
    assert.deepEqual([stdout, status], [`${manifest.version}\n`, 0]);
  });
});

test('a machine’s own Node is used when it is new enough, with the arguments as they were', () => {
  for (const version of ['v24.16.0', 'v26.1.0']) {
    inDirectory((directory) => {
      const { stdout } = launchWithNode(directory, version);
      assert.match(stdout, /^ran: .*\/package\/src\/main\.ts status two words\n$/u);
    });
  }
});

test('a machine whose Node is too old is told which one to install', () => {
  for (const version of ['v20.20.2', 'v24.15.9']) {
    inDirectory((directory) => {
      const { stderr, status } = launchWithNode(directory, version);
      assert.match(stderr, /needs Node 24\.16 or newer.*npm install/u);
      assert.equal(status, 1);
    });
  }
});
