import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HomePaths, openHome, resolveHome, writeGatewayRun } from '@coderclaw/config';

/** A home of its own for one test; `using` removes it. */
export type TemporaryHome = Disposable & {
  readonly paths: HomePaths;
  readonly env: Readonly<Record<string, string>>;
  writeConfig(yaml: string): void;
  writeToken(token: string): void;
  /** Says that this test's process is the home's gateway, at this address. */
  writeRun(url: string): void;
};

export function createTemporaryHome(): TemporaryHome {
  const env = { CODERCLAW_HOME: mkdtempSync(join(tmpdir(), 'coderclaw-cli-')) };
  const paths = resolveHome(env);
  openHome(paths);
  return {
    paths,
    env,
    writeConfig: (yaml) => writeFileSync(paths.config, yaml, { mode: 0o600 }),
    writeToken: (token) => writeFileSync(paths.token, `${token}\n`, { mode: 0o600 }),
    writeRun: (url) => {
      mkdirSync(paths.run, { recursive: true });
      const port = Number(new URL(url).port);
      const bind = '127.0.0.1';
      writeGatewayRun(paths, { pid: process.pid, port, bind, url, version: '1.2.3', startedAt: 1 });
    },
    [Symbol.dispose]: () => rmSync(paths.home, { recursive: true, force: true }),
  };
}
