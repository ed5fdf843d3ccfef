import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const PAGE = join(import.meta.dirname, '../src/page');
const TARGETS = ['chrome123', 'firefox125', 'safari17.4'];

export type GeneratedFile = {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
};

/** The page as browsers load it: one module, one style sheet, one document, one icon. */
export function generate(): readonly GeneratedFile[] {
  return [
    { path: generated('page.js'), text: bundle('main.tsx') },
    { path: generated('page.css'), text: bundle('page.css') },
    { path: generated('page.html'), text: readFileSync(join(PAGE, 'page.html'), 'utf8') },
    { path: generated('icon.svg'), text: readFileSync(join(PAGE, 'icon.svg'), 'utf8') },
  ];
}

function generated(name: string): string {
  return `packages/web/src/generated/${name}`;
}

function bundle(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(PAGE, entry)],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: TARGETS,
    charset: 'utf8',
    legalComments: 'inline',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  return outputFiles.map(({ text }) => text).join('');
}
