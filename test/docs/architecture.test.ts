import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PART_TRANSITIONS, RUN_TRANSITIONS, statesOf } from '@coderclaw/core';
import { codeIn, readTable } from '../../scripts/docs/markdown.ts';
import { listTests } from '../../scripts/docs/test-names.ts';
import { ROOT, readDocument } from './document.ts';

const document = readDocument('ARCHITECTURE.md');

/** The text of one section, without its heading. */
function section(heading: string): string {
  const [, after = ''] = document.split(`\n${heading}\n`);
  return after.split(/\n#+ /u, 1)[0]!;
}

test('every invariant names a test that exists', () => {
  const lines = section('## What always holds').match(/^\d+\. .*$/gmu) ?? [];
  const tests = listTests();
  assert.ok(lines.length >= 15);
  for (const [index, line] of lines.entries()) {
    assert.ok(line.startsWith(`${index + 1}. **`), line);
    const [, file, name] = /`([^`]+\.test\.ts)` "(.+)"$/u.exec(line) ?? [];
    assert.ok(file && name, `no test in: ${line}`);
    const inFile = tests.filter((one) => one.file === file).map((one) => one.name);
    assert.ok(inFile.includes(name), `${file} has no test "${name}"`);
  }
});

test('the packages are those of the repository', () => {
  const documented = readTable(document, '## The layers').flatMap(([cell]) =>
    [...cell!.matchAll(/`([^`]+)`/gu)].map(([, name]) => name!),
  );
  const present = globSync('packages/{*,channels/*}/package.json', { cwd: ROOT }).map((path) =>
    path.split('/').slice(1, -1).join('/'),
  );
  const general = present.map((name) => (name.startsWith('channels/') ? 'channels/*' : name));
  assert.deepEqual(documented.toSorted(), [...new Set(general)].sort());
});

test('the pictures show exactly the states of a run and of a part', () => {
  const runs = section('### A run').match(/\b[A-Z]{4,}\b/gu) ?? [];
  assert.deepEqual([...new Set(runs)].sort(), statesOf(RUN_TRANSITIONS).toSorted());
  const picture = section('### A delivery part').split('```')[1] ?? '';
  const shown = statesOf(PART_TRANSITIONS).filter((state) => picture.includes(state));
  assert.deepEqual(shown, statesOf(PART_TRANSITIONS));
});

test('the places where something is added exist', () => {
  const places = section('## Where to add').matchAll(/`((?:packages|docs|decisions)[^`]*)`/gu);
  const missing = [...places]
    .map(([, path]) => path!)
    .filter((path) => !existsSync(join(ROOT, path)));
  assert.deepEqual(missing, []);
});

test('the code that the steps of a message name exists', () => {
  const named = readTable(document, '## Life of a message').flatMap(([, code]) =>
    [...(code ?? '').matchAll(/`([a-z-]+)\/([a-z/-]+)(\.ts)?`/gu)].map(
      ([, name, path, extension]) => `packages/${name}/src/${path}${extension ?? ''}`,
    ),
  );
  assert.notEqual(codeIn(readTable(document, '## Life of a message')[0]?.[1]), '');
  assert.deepEqual(
    named.filter((path) => !existsSync(join(ROOT, path))),
    [],
  );
});
