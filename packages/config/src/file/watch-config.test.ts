import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryHome } from '../testing/temporary-home.ts';
import { watchConfig } from './watch-config.ts';

test('a file that appears, is replaced or goes away is noticed', async (t) => {
  const paths = temporaryHome(t);
  let changed = Promise.withResolvers<void>();
  const watch = watchConfig(paths, () => changed.resolve());
  t.after(() => watch.close());
  // The watch does not keep a process alive; this test waits for it.
  const alive = setInterval(() => {}, 1_000);
  t.after(() => clearInterval(alive));
  const steps = [
    () => writeFileSync(paths.config, 'gateway: {}\n'),
    () => {
      writeFileSync(`${paths.config}.new`, 'gateway: {port: 1}\n');
      renameSync(`${paths.config}.new`, paths.config);
    },
    () => rmSync(paths.config),
  ];
  for (const step of steps) {
    step();
    await changed.promise;
    changed = Promise.withResolvers<void>();
  }
  assert.ok(true);
});
