import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { codeIn, readTable } from '../../scripts/docs/markdown.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What stands in backticks in the first column of the tables under a heading. */
export function namesIn(document: string, heading: string): readonly string[] {
  return readTable(document, heading).map(([name]) => codeIn(name));
}

/** The fenced blocks of a language, in their order. */
export function blocksIn(document: string, language: string): readonly string[] {
  const fenced = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gmu');
  return [...document.matchAll(fenced)].map(([, text]) => text!);
}
