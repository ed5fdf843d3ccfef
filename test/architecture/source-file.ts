import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

export type Import = {
  readonly specifier: string;
  /** `type` vanishes when it is stripped; `dynamic` is loaded when it is reached. */
  readonly kind: 'value' | 'type' | 'dynamic';
};

export type SourceFile = {
  /** From the repository's root, such as `packages/core/src/json.ts`. */
  readonly path: string;
  /** `core`, `channels/webchat` … */
  readonly package: string;
  readonly text: string;
  /** The text with comments blanked and lines kept. */
  readonly code: string;
  readonly imports: readonly Import[];
};

const PACKAGE = /^packages\/(channels\/[^/]+|[^/]+)\//u;
// Tests, and the suites and fakes that packages offer to tests, may use more than what they test.
const FOR_TESTS = /\.test\.tsx?$|\/(testing|conformance|fixture|fake)\//u;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:'"`\\/])\/\/[^\n]*/gu;
const STATIC = /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^;'"]*?\sfrom\s+)?'([^'\n]+)'/gmu;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/gu;

/** Every hand-written source file of every package that is part of the product. */
export function listSourceFiles(): readonly SourceFile[] {
  return globSync('packages/**/src/**/*.{ts,tsx}', {
    cwd: ROOT,
    exclude: (name) => name === 'node_modules',
  })
    .filter((path) => !path.includes('/node_modules/') && !path.includes('/generated/'))
    .filter((path) => !FOR_TESTS.test(path) && !path.endsWith('.d.ts'))
    .sort()
    .map(readSourceFile);
}

function readSourceFile(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const code = text.replace(COMMENT, (comment) => comment.replace(/[^\n]/gu, ' '));
  return { path, package: PACKAGE.exec(path)?.[1] ?? '', text, code, imports: listImports(code) };
}

function listImports(code: string): readonly Import[] {
  const imports: Import[] = [];
  for (const [, type, specifier = ''] of code.matchAll(STATIC)) {
    imports.push({ specifier, kind: type ? 'type' : 'value' });
  }
  for (const [, specifier = ''] of code.matchAll(DYNAMIC))
    imports.push({ specifier, kind: 'dynamic' });
  return imports;
}

/** The file that an import of `from` means, when it is one of ours: relative, or a package's door. */
export function findImported(from: SourceFile, specifier: string): string | undefined {
  if (specifier.startsWith('.'))
    return relative(ROOT, resolve(ROOT, dirname(from.path), specifier));
  if (!specifier.startsWith('@coderclaw/')) return undefined;
  const [, name = '', ...subpath] = specifier.split('/');
  const folder =
    name.startsWith('channel-') && name !== 'channel-kit' ? `channels/${name.slice(8)}` : name;
  const manifest = readManifest(folder);
  const door = manifest.exports?.[subpath.length > 0 ? `./${subpath.join('/')}` : '.'];
  return door && join('packages', folder, door);
}

export type Manifest = {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
};

export function readManifest(packageFolder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, 'packages', packageFolder, 'package.json'), 'utf8'));
}
