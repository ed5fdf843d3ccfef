/**
 * Writes every generated file. With `--check` it writes nothing, names those that are out of date
 * and exits 1. A package that generates something is one line in `GENERATORS`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  type GeneratedFile,
  generate as generateValidators,
} from '../packages/protocol/scripts/generate-validators.ts';
import { generate as generatePage } from '../packages/web/scripts/generate-page.ts';
import { generate as generateDocs } from './docs/generate-docs.ts';

type Generator = () => readonly GeneratedFile[] | Promise<readonly GeneratedFile[]>;

const GENERATORS: readonly Generator[] = [generateValidators, generatePage, generateDocs];
const ROOT = new URL('../', import.meta.url);

const isCheck = process.argv.includes('--check');
const stale: string[] = [];
const files = await Promise.all(GENERATORS.map(async (generator) => generator()));
for (const file of files.flat()) {
  const url = new URL(file.path, ROOT);
  if ((await readIfPresent(url)) === file.text) continue;
  stale.push(file.path);
  if (!isCheck) await writeFile(url, file.text);
}
for (const path of stale) console.log(`${isCheck ? 'out of date' : 'written'}: ${path}`);
if (isCheck && stale.length > 0) {
  console.error(`run \`npm run generate\` in ${fileURLToPath(ROOT)} and commit the result`);
  process.exitCode = 1;
}

async function readIfPresent(url: URL): Promise<string | undefined> {
  try {
    return await readFile(url, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
