import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { listSourceFiles, type SourceFile } from './source-file.ts';

const files = listSourceFiles();

/** Each line of code that matches, with its place. */
function find(pattern: RegExp, where: (file: SourceFile) => boolean): readonly string[] {
  return files
    .filter(where)
    .flatMap((file) =>
      file.code
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line) ? [`${file.path}:${index + 1}: ${line.trim()}`] : [],
        ),
    );
}

test('core reads no clock, rolls no dice and sets no timer', () => {
  const impure =
    /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\bperformance\b|\bprocess\.|\bcrypto\.|\bfetch\(/u;
  assert.deepEqual(
    find(impure, (file) => file.package === 'core'),
    [],
  );
});

test('core never learns a channel’s or a model’s name', () => {
  const names =
    /\b(telegram|discord|slack|whatsapp|webchat|openai|anthropic|gemini|openrouter|claude|sqlite|postgres)\b/iu;
  assert.deepEqual(
    find(names, (file) => file.package === 'core'),
    [],
  );
});

test('SQL lives only in store', () => {
  const sql =
    /\b(SELECT\s+.+\s+FROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX|TRIGGER)|PRAGMA)\b/u;
  assert.deepEqual(
    find(sql, (file) => file.package !== 'store'),
    [],
  );
});

test('only config reads the environment', () => {
  assert.deepEqual(
    find(/\bprocess\.env\b/u, (file) => file.package !== 'config'),
    [],
  );
});

test('a file is at most 400 lines long', () => {
  const long = files.filter((file) => file.text.split('\n').length - 1 > 400);
  assert.deepEqual(
    long.map((file) => file.path),
    [],
  );
});

test('no file or folder is a drawer', () => {
  const drawer =
    /(^|[-/])(utils?|helpers?|shared|common|types|impl|misc|manager|service)(\.tsx?$|\/)/u;
  const drawers = files.filter((file) =>
    drawer.test(file.path.slice(file.path.indexOf('/src/') + 5)),
  );
  assert.deepEqual(
    drawers.map((file) => file.path),
    [],
  );
});

test('files are named in kebab-case', () => {
  const strange = files.filter(
    (file) => !/^[a-z0-9]+(-[a-z0-9]+)*\.tsx?$/u.test(basename(file.path)),
  );
  assert.deepEqual(
    strange.map((file) => file.path),
    [],
  );
});

test('a module holds no state that changes', () => {
  assert.deepEqual(
    find(/^(export )?(let|var) /u, () => true),
    [],
  );
});
