import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  CHANNEL_SCHEMAS,
  CONFIG_KEYS,
  KNOWN_PROVIDERS,
  loadConfig,
  resolveHome,
} from '@coderclaw/config';
import { codeIn, readTable } from '../../scripts/docs/markdown.ts';
import { listSourceFiles } from '../architecture/source-file.ts';
import { startWorld } from '../e2e/world/gateway-world.ts';
import { blocksIn, namesIn, readDocument } from './document.ts';

const document = readDocument('docs/configuration.md');
const examples = blocksIn(document, 'yaml');

test('every example of a configuration loads without a problem', async (t) => {
  for (const example of examples) {
    const home = mkdtempSync(join(tmpdir(), 'coderclaw-docs-'));
    t.after(() => rmSync(home, { recursive: true, force: true }));
    const paths = resolveHome({ CODERCLAW_HOME: home });
    writeFileSync(paths.config, example, { mode: 0o600 });
    assert.deepEqual((await loadConfig(paths, {})).problems, []);
  }
});

test('every key stands in an example', () => {
  const text = examples.join('\n');
  const missing = CONFIG_KEYS.filter(({ path }) => {
    const name = path.split('.').at(-1)!;
    return !new RegExp(`\\b${name}:`, 'u').test(text);
  });
  assert.deepEqual(
    missing.map(({ path }) => path),
    [],
  );
});

test('the variables of the environment are those that the code reads', () => {
  const read = listSourceFiles()
    .filter(({ package: name }) => name === 'config')
    .flatMap(({ code }) => [...code.matchAll(/\benv\.([A-Z_]+)/gu)].map(([, name]) => name!));
  const keys = [
    ...KNOWN_PROVIDERS.map(({ variable }) => variable),
    ...CHANNEL_SCHEMAS.map(({ login }) => login.variable),
  ];
  assert.deepEqual(
    namesIn(document, '## Environment').toSorted(),
    [...new Set([...read, ...keys])].sort(),
  );
});

test('T37 the home holds what is documented, and nothing in it is open to others', {
  skip: process.platform === 'win32' && 'Windows has no modes',
}, async (t) => {
  const world = await startWorld(t);
  const documented = new Map(
    readTable(document, '## The home directory').map(([path, mode]) => [codeIn(path), mode!]),
  );
  assert.equal(statSync(world.home).mode & 0o077, 0);
  for (const name of readdirSync(world.home)) {
    const mode = documented.get(name.replace(/-(wal|shm)$/u, ''));
    assert.ok(mode, `${name} is not documented`);
    const found = (statSync(join(world.home, name)).mode & 0o777).toString(8);
    if (mode !== '–') assert.equal(`0${found}`, mode, name);
  }
  // The rest is made here: `workspace` in a moment.
  const present = new Set([...readdirSync(world.home), 'workspace']);
  assert.deepEqual(
    [...documented.keys()].filter((name) => !present.has(name)),
    [],
  );
});

test('the sample in the repository is the one that is shown', () => {
  const sample = join(
    import.meta.dirname,
    '../../packages/config/src/fixture/sample-coderclaw.yaml',
  );
  assert.equal(examples[0], readFileSync(sample, 'utf8'));
});
