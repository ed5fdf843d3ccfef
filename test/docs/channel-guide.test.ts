import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import {
  CHANNEL_ERRORS,
  ChannelError,
  type ChannelErrorCode,
  DEFAULT_CAPABILITIES,
  outcomeOfError,
} from '@coderclaw/channel-kit';
import { decidePart } from '@coderclaw/core';
import { codeIn, readTable } from '../../scripts/docs/markdown.ts';
import { namesIn, ROOT, readDocument } from './document.ts';

const guide = readDocument('docs/internals/channel-guide.md');
const suite = globSync('packages/channel-kit/src/conformance/*.ts', { cwd: ROOT })
  .map(readDocument)
  .join('\n');

test('the capabilities and their defaults are those of the code', () => {
  const rows = readTable(guide, '## Capabilities');
  assert.deepEqual(
    rows.map(([flag, value]) => [codeIn(flag), codeIn(value)]),
    Object.entries(DEFAULT_CAPABILITIES).map(([flag, value]) => [flag, JSON.stringify(value)]),
  );
});

test('what becomes of a part and its account is what the kernel makes of each error', () => {
  const rows = readTable(guide, '## What goes wrong');
  assert.deepEqual(
    rows.map(([code, , part, account]) => [codeIn(code), part, account]),
    (Object.keys(CHANNEL_ERRORS) as ChannelErrorCode[]).map((code) => {
      const outcome = outcomeOfError(new ChannelError(code));
      const facts = { attempt: 1, ageMs: 0, idempotency: 'none', random: 0 } as const;
      const waits = outcome.kind === 'unsent' && outcome.scope === 'account';
      return [code, decidePart(outcome, facts).state, waits ? 'yes' : 'no'];
    }),
  );
});

test('each rule names a test of the conformance suite', () => {
  const [, rules = ''] = guide.split('\n## Ten rules\n');
  const named = [...rules.split('\n## ')[0]!.matchAll(/^ {3,4}"(.+)"$/gmu)].map(([, name]) => name);
  assert.equal(named.length, 10);
  assert.deepEqual(
    named.filter((name) => !suite.includes(`test('${name}', `)),
    [],
  );
});

test('the parts of a subject are those of the harness', () => {
  const harness = readDocument('packages/channel-kit/src/conformance/harness.ts');
  const membersOf = (type: string) =>
    [...harness.split(`export type ${type} = {\n`)[1]!.split('\n};')[0]!.matchAll(MEMBER)].map(
      ([, name]) => name!,
    );
  const expected = [...membersOf('PeopleDriver'), ...membersOf('PlatformDriver')];
  assert.deepEqual(namesIn(guide, '## The platform on loopback'), expected);
});

const MEMBER = /^ {2}(?:readonly )?(\w+)\??[:(]/gmu;

test('every file that it names is there', () => {
  const readme = readDocument('packages/channels/template/README.md');
  const named = [
    ...`${guide}\n${readme}`.matchAll(/`((?:packages|docs|test|decisions|src)\/[^`*]+)`/gu),
  ];
  const missing = named
    .map(([, path]) => (path!.startsWith('src/') ? `packages/channels/template/${path}` : path!))
    .filter((path) => !existsSync(join(ROOT, path)));
  assert.ok(named.length > 15);
  assert.deepEqual(missing, []);
});

test('a copy of the template under a name of its own is a channel', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'coderclaw-channel-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
  const run = async (...args: string[]) => {
    // Without the variable by which Node knows the child of a test, it reports as it does to a person.
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    return (await promisify(execFile)(process.execPath, args, { cwd: root, env })).stdout;
  };
  const copy = (name: string) => run(join(ROOT, 'scripts/new-channel.ts'), name, root);
  await copy('my-chat');
  const folder = 'packages/channels/my-chat';
  for (const file of globSync(`${folder}/**/*.*`, { cwd: root }))
    assert.doesNotMatch(`${file}\n${readFileSync(join(root, file), 'utf8')}`, /template/iu);
  const report = await run('--test', '--test-reporter=tap', `${folder}/src/**/*.test.ts`);
  assert.match(report, /^# pass [1-9]\d+$/mu);
  assert.match(report, /^# fail 0$/mu);
  await assert.rejects(copy('my-chat'), /is there already/u);
  await assert.rejects(copy('../x'), /small letters/u);
});
