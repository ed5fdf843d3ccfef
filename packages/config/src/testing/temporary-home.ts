import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type HomePaths, resolveHome } from '../home/home-paths.ts';
import { openHome } from '../home/open-home.ts';

/** An empty home that goes away with its test, with `yaml` as its configuration where given. */
export function temporaryHome(test: TestContext, yaml?: string | Uint8Array): HomePaths {
  const directory = mkdtempSync(join(tmpdir(), 'coderclaw-config-'));
  test.after(() => rmSync(directory, { recursive: true, force: true }));
  const paths = resolveHome({ CODERCLAW_HOME: join(directory, 'home') });
  openHome(paths);
  if (yaml !== undefined) writeFileSync(paths.config, yaml, { mode: 0o600 });
  return paths;
}
