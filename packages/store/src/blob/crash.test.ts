import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ScratchBlobs } from './scratch-blobs.ts';

test('after kill -9 every acknowledged blob is there, none is there in part, and what was under way goes with a sweep', async () => {
  using scratch = new ScratchBlobs();
  const writer = spawn(
    process.execPath,
    [fileURLToPath(new URL('./crash-writer.ts', import.meta.url)), scratch.directory],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === 100) writer.kill('SIGKILL');
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  assert.equal(writer.signalCode, 'SIGKILL');

  const blobs = scratch.open();
  for (const sha256 of acknowledged) assert.equal((await blobs.find(sha256))?.bytes, 300_000);
  const incoming = join(scratch.directory, 'incoming');
  const whole = scratch.files().filter((path) => dirname(path) !== incoming);
  for (const path of whole) await blobs.read(basename(path));
  assert.ok(scratch.files().length > whole.length, 'it was killed while it wrote');

  await scratch.clock.advance(7_200_000);
  await blobs.sweep(() => true);
  assert.deepEqual(scratch.files().toSorted(), whole.toSorted());
});
