import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findImported, listSourceFiles, readManifest, type SourceFile } from './source-file.ts';

/** ARCHITECTURE.md, “Packages and direction”: what each package may import of ours. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  core: [],
  store: ['core'],
  agent: ['core'],
  config: ['core'],
  'channel-kit': ['core'],
  'channels/*': ['core', 'channel-kit'],
  client: ['protocol'],
  cli: ['client', 'protocol', 'config'],
  web: ['client', 'protocol'],
  gateway: ['core', 'store', 'agent', 'config', 'channel-kit', 'channels/*', 'protocol'],
  app: ['gateway', 'cli', 'web', 'client', 'protocol', 'config'],
};

/** Where no `node:` module may be named: these run in browsers or are pure. */
const WITHOUT_NODE = [
  /^packages\/protocol\/src\//u,
  /^packages\/core\/src\//u,
  /^packages\/client\/src\/(?!node\/)/u,
  /^packages\/web\/src\/page\//u,
];

const files = listSourceFiles();

function generalName(packageFolder: string): string {
  return packageFolder.startsWith('channels/') ? 'channels/*' : packageFolder;
}

function packageOf(specifier: string): string | undefined {
  const name = /^@coderclaw\/([^/]+)/u.exec(specifier)?.[1];
  if (!name) return undefined;
  return name.startsWith('channel-') && name !== 'channel-kit' ? 'channels/*' : name;
}

function complaints(find: (file: SourceFile) => readonly string[]): readonly string[] {
  return files.flatMap((file) => find(file).map((problem) => `${file.path}: ${problem}`));
}

test('every package is in the table of directions', () => {
  const unknown = new Set(
    files.map((file) => generalName(file.package)).filter((name) => !(name in MAY_IMPORT)),
  );
  assert.deepEqual([...unknown], []);
});

test('a package imports only what its direction allows', () => {
  assert.deepEqual(
    complaints((file) => {
      const allowed = MAY_IMPORT[generalName(file.package)] ?? [];
      return file.imports
        .map(({ specifier }) => ({ specifier, target: packageOf(specifier) }))
        .filter(({ target }) => target !== undefined && !allowed.includes(target))
        .map(({ specifier }) => `imports ${specifier}`);
    }),
    [],
  );
});

test('a relative import stays inside its package', () => {
  assert.deepEqual(
    complaints((file) =>
      file.imports
        .filter(({ specifier }) => specifier.startsWith('.'))
        .filter(
          ({ specifier }) =>
            !findImported(file, specifier)?.startsWith(`packages/${file.package}/`),
        )
        .map(({ specifier }) => `imports ${specifier}`),
    ),
    [],
  );
});

test('a package declares the libraries that it imports', () => {
  assert.deepEqual(
    complaints((file) => {
      const { dependencies, optionalDependencies } = readManifest(file.package);
      const declared = Object.keys({ ...dependencies, ...optionalDependencies });
      return file.imports
        .map(({ specifier }) => specifier)
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .map((specifier) =>
          specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/'),
        )
        .filter((library) => !declared.includes(library))
        .map((library) => `imports ${library}, which its package.json does not name`);
    }),
    [],
  );
});

test('protocol, core, the client and the page name no module of Node', () => {
  assert.deepEqual(
    complaints((file) =>
      WITHOUT_NODE.some((place) => place.test(file.path))
        ? file.imports
            .filter(({ specifier }) => specifier.startsWith('node:'))
            .map(({ specifier }) => `imports ${specifier}`)
        : [],
    ),
    [],
  );
});

test('no files import each other in a circle', () => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const state = new Map<string, 'open' | 'closed'>();
  const circles: string[] = [];
  const visit = (file: SourceFile, trail: readonly string[]) => {
    state.set(file.path, 'open');
    for (const { specifier, kind } of file.imports) {
      const path = kind === 'value' ? findImported(file, specifier) : undefined;
      const target = path === undefined ? undefined : byPath.get(path);
      if (!target) continue;
      if (state.get(target.path) === 'open')
        circles.push([...trail, file.path, target.path].join(' → '));
      else if (!state.has(target.path)) visit(target, [...trail, file.path]);
    }
    state.set(file.path, 'closed');
  };
  for (const file of files) if (!state.has(file.path)) visit(file, []);
  assert.deepEqual(circles, []);
});

test('the wire’s door loads no schema library', () => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const libraries = new Set<string>();
  const visit = (path: string) => {
    if (reached.has(path)) return;
    reached.add(path);
    const file = byPath.get(path);
    for (const { specifier, kind } of file?.imports ?? []) {
      if (kind === 'type') continue;
      const target = file && findImported(file, specifier);
      if (target) visit(target);
      else if (!specifier.startsWith('.')) libraries.add(specifier);
    }
  };
  visit('packages/protocol/src/index.ts');
  assert.deepEqual([...libraries], []);
});
