import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { FLAWS } from './fixture/flawed-adapter.ts';

const FIXTURE = join(import.meta.dirname, 'fixture/flawed-channels.ts');
const MAX_REPORT_BYTES = 64 * 1024 * 1024;

/** The names of the tests that failed, by the name of the suite's subject. */
async function failedTests(): Promise<ReadonlyMap<string, readonly string[]>> {
  // Without the variable by which Node knows the child of a test, it reports as it does to a person.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const args = ['--test-reporter=tap', '--test-timeout=3000', FIXTURE];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env,
    maxBuffer: MAX_REPORT_BYTES,
  }).catch((error: { readonly stdout: string }) => error);
  const failed = new Map<string, string[]>();
  let names: string[] = [];
  for (const line of stdout.split('\n')) {
    const [, subject] = /^# Subtest: (.+) keeps the contract of a channel$/u.exec(line) ?? [];
    if (subject) {
      names = [];
      failed.set(subject, names);
    }
    const [, name] = /^ {4}not ok \d+ - (.+)$/u.exec(line) ?? [];
    if (name) names.push(name);
  }
  return failed;
}

test('each flaw of an adapter is noticed by the test that is there for it', async () => {
  const failed = await failedTests();
  const missed = Object.entries(FLAWS).filter(
    ([name, { caught }]) => !failed.get(name)?.includes(caught),
  );
  assert.deepEqual(
    missed.map(([name, { caught }]) => `${name}: not noticed by “${caught}”`),
    [],
  );
});
