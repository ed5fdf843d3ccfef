import { createHash } from 'node:crypto';
import type { SyntaxProblem } from '../file/config-node.ts';
import { type ConfigText, readConfigFile } from '../file/read-file.ts';
import type { Environment, HomePaths } from '../home/home-paths.ts';
import { CONFIG_KEYS } from '../schema/config-keys.ts';
import { CONFIG_SHAPE } from '../schema/config-shape.ts';
import { checkConfig } from './check-config.ts';
import type { ConfigProblem } from './config-problem.ts';
import { listSecrets } from './list-secrets.ts';
import { type DeclaredConfig, makeSettings } from './make-settings.ts';
import type { Settings } from './settings.ts';

/** A configuration in force. */
export type LoadedConfig = {
  readonly settings: Settings;
  readonly problems: readonly ConfigProblem[];
  /**
   * SHA-256 of what the settings say, hex; the same whenever they are. The gateway's token and
   * password are left out: a run pins the revision, and a digest must not help to guess a password.
   */
  readonly revision: string;
  /** SHA-256 of the file's bytes, hex, for guarded edits; null without a readable file. */
  readonly fileRevision: string | null;
  readonly file: string;
  /** `defaults`: there is no file, or nothing of it could be used. */
  readonly source: 'file' | 'defaults';
};

/**
 * Loads the configuration of a home. Never rejects for what the file holds: whatever is wrong with it
 * becomes a problem, what it configures takes its default, and nothing becomes more open by that.
 */
export async function loadConfig(
  paths: HomePaths,
  env: Environment = process.env,
): Promise<LoadedConfig> {
  const { fileRevision, ...read } = await readDeclared(paths.config);
  const { settings, problems } = putInForce(read, paths, env);
  return {
    settings,
    problems,
    revision: revisionOf(settings),
    fileRevision,
    file: paths.config,
    source: read.declared ? 'file' : 'defaults',
  };
}

/** The settings that a text would make if it were the home's file. */
export async function settingsOfText(
  text: string,
  paths: HomePaths,
  env: Environment,
): Promise<Settings> {
  return putInForce(await checkConfigText(text, paths.config), paths, env).settings;
}

type Declared = {
  readonly declared: DeclaredConfig | undefined;
  readonly problems: readonly ConfigProblem[];
};
type ReadDeclared = Declared & { readonly fileRevision: string | null };

function putInForce(
  { declared, problems }: Declared,
  paths: HomePaths,
  env: Environment,
): Pick<LoadedConfig, 'settings' | 'problems'> {
  const own = [...problems, ...crossCheck(declared ?? {}, paths.config)];
  const settings = makeSettings(declared ?? {}, own, paths, env);
  return { settings, problems: [...own, ...closedAccounts(settings, own, paths.config)] };
}

async function readDeclared(path: string): Promise<ReadDeclared> {
  const read = readConfigFile(path);
  if (read.kind === 'absent') return { declared: undefined, problems: [], fileRevision: null };
  if (read.kind === 'unreadable') {
    return { declared: undefined, problems: [unreadable(path, read.reason)], fileRevision: null };
  }
  const { declared, problems } = await checkConfigText(read.file.text, path);
  const fileRevision = read.file.sha256;
  return { declared, problems: [...problems, ...exposed(read.file, path)], fileRevision };
}

/** Checks text as if it stood in `path`. `declared` is undefined where the text is not valid YAML. */
export async function checkConfigText(text: string, path: string): Promise<Declared> {
  // The parser is loaded for those who have a file; a first start need not wait for it.
  const { parseYaml } = await import('../file/parse-yaml.ts');
  const parsed = parseYaml(text);
  if (!parsed.ok) return { declared: undefined, problems: [broken(path, parsed.problem)] };
  const { value, problems } = checkConfig(parsed.root, CONFIG_SHAPE, path);
  // `checkConfig` left only what the table allows, which is what DeclaredConfig says in types.
  return { declared: (value ?? {}) as DeclaredConfig, problems };
}

/** What is wrong only when two keys are seen together. */
function crossCheck(declared: DeclaredConfig, file: string): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const report = (path: string, message: string): void => {
    problems.push({ severity: 'error', kind: 'bad-value', message, file, path, place: null });
  };
  const auth = declared.gateway?.auth;
  if (auth?.mode === 'password' && !auth.password) {
    report(
      'gateway.auth.mode',
      'gateway.auth.mode is password and gateway.auth.password is unset; the token is asked for instead',
    );
  }
  const seen = new Set<string>();
  for (const [index, { id }] of (declared.agents?.list ?? []).entries()) {
    if (seen.has(id))
      report(
        `agents.list[${index}].id`,
        `agent ${id} is listed twice; only its first entry counts`,
      );
    seen.add(id);
  }
  return problems;
}

/** What keeps an account closed, where the file itself shows nothing wrong. */
function closedAccounts(
  { channels }: Settings,
  known: readonly ConfigProblem[],
  file: string,
): readonly ConfigProblem[] {
  const shown = new Set(known.map(({ message }) => message));
  return channels.flatMap(({ path, problem }): readonly ConfigProblem[] =>
    problem === null || shown.has(problem)
      ? []
      : [{ severity: 'error', kind: 'bad-value', message: problem, file, path, place: null }],
  );
}

function unreadable(file: string, reason: string): ConfigProblem {
  const message = `the configuration can not be read, and nothing of it is used: ${reason}`;
  return { severity: 'error', kind: 'unreadable', message, file, path: '', place: null };
}

function broken(file: string, { reason, place }: SyntaxProblem): ConfigProblem {
  const message = `the configuration can not be understood, and nothing of it is used: ${reason}`;
  return { severity: 'error', kind: 'broken', message, file, path: '', place };
}

/** A warning for a file with secrets that others may read. Windows has no such modes. */
function exposed({ text, mode }: ConfigText, file: string): readonly ConfigProblem[] {
  const holdsSecret = CONFIG_KEYS.some(
    ({ secret, path }) => secret && text.includes(`${path.split('.').at(-1)}:`),
  );
  if (process.platform === 'win32' || !holdsSecret || (mode & 0o077) === 0) return [];
  const message = `other users of this machine can read the secrets in it; run: chmod 600 ${file}`;
  return [{ severity: 'warning', kind: 'exposed', message, file, path: '', place: null }];
}

function revisionOf(settings: Settings): string {
  const { gateway, channels, ...rest } = settings;
  const { port, bind, auth } = gateway;
  const accounts = channels.map(({ policy, ...account }) => ({
    ...account,
    policy: { ...policy, groups: [...policy.groups] },
  }));
  const content = { port, bind, mode: auth.mode, ...rest, channels: accounts };
  // A secret shows itself to JSON as redacted; a changed key has to show all the same.
  const keys = listSecrets({ ...settings, gateway: null }).map((secret) => sha256(secret.reveal()));
  return sha256(JSON.stringify({ ...content, keys }));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
