import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { blocksIn, ROOT, readDocument } from './document.ts';

const document = readDocument('README.md');
const commands = blocksIn(document, 'sh').flatMap((block) => block.trim().split('\n'));

/** Runs a line of a shell as a reader would, in the clone; resolves with its exit code and output. */
async function run(line: string, home: string): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, CODERCLAW_HOME: home, npm_config_offline: 'true' };
  const child = spawn('sh', ['-c', line], { cwd: ROOT, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  return { code: await promise, output };
}

/** `npm start` as the README has it, on a free port; a process group of its own, as a terminal makes. */
function start(home: string) {
  const env = { ...process.env, CODERCLAW_HOME: home };
  const args = ['start', '--', '--port', '0'];
  const child = spawn('npm', args, { cwd: ROOT, env, stdio: 'ignore', detached: true });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const signal = (name: NodeJS.Signals) => {
    if (child.exitCode === null && child.pid) process.kill(-child.pid, name);
    return ended;
  };
  return { child, signal };
}

test('the README is at most 200 lines long and links only to what exists', () => {
  assert.ok(document.split('\n').length <= 201);
  const links = [...document.matchAll(/\]\(([^)]+)\)|src(?:set)?="([^"]+)"/gu)];
  const missing = links
    .map(([, link, image]) => link ?? image!)
    .filter((path) => !existsSync(join(ROOT, path)));
  assert.deepEqual(missing, []);
});

test('every command of the README works', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'coderclaw-readme-'));
  const { child, signal } = start(home);
  t.after(async () => {
    await signal('SIGKILL');
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });
  while (!existsSync(join(home, 'run/gateway.json'))) {
    assert.equal(child.exitCode, null, 'npm start ended');
    await setTimeout(50);
  }
  const lines = commands.filter((line) => line.startsWith('npx coderclaw'));
  assert.ok(lines.length >= 10);
  for (const line of lines) {
    const { code, output } = await run(line, home);
    assert.equal(code, 0, `${line}\n${output}`);
  }
  assert.equal(await signal('SIGINT'), 0);
});

test('what else the README runs is a script of the package', () => {
  const others = commands.filter((line) => !line.startsWith('npx coderclaw'));
  assert.deepEqual(others, [
    'npm start',
    'CODERCLAW_HOME=/tmp/claw npm start -- --port 18790',
    'npm test',
  ]);
});
