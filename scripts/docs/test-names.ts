import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const TEST =
  /\b(?:test|it|describe|kernelTest)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`]*)`)/gu;

export type NamedTest = { readonly name: string; readonly file: string };

/** Every test in the repository, by the name that stands in its source; sorted by file. */
export function listTests(): readonly NamedTest[] {
  const files = globSync('{packages,test}/**/*.test.ts', {
    cwd: ROOT,
    exclude: (name) => name === 'node_modules',
  });
  return files
    .filter((file) => !file.includes('node_modules'))
    .sort()
    .flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(TEST)].map((match) => ({
        name: (match[1] ?? match[2] ?? match[3] ?? '').replaceAll(/\\(.)/gu, '$1'),
        file,
      })),
    );
}
