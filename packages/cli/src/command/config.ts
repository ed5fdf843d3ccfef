import { text as readAll } from 'node:stream/consumers';
import {
  CONFIG_KEYS,
  type ConfigValue,
  findGateway,
  formatProblem,
  getConfigValue,
  type HomePaths,
  loadConfig,
  resolveHome,
  setConfigValue,
  unsetConfigValue,
} from '@coderclaw/config';
import { rejectConfigError } from '../config-failure.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import { escapeJson, escapeLine } from '../output/escape.ts';
import { printJson, printTable } from '../output/print.ts';
import { createStyle } from '../output/style.ts';

type ConfigOptions = { readonly json?: boolean };

/** `coderclaw config path`: where the file is, or would be. */
export async function showConfigPath(io: CliIo, options: ConfigOptions): Promise<ExitCode> {
  const { config } = resolveHome(io.env);
  if (options.json) printJson(io, { path: config });
  else io.stdout.write(`${escapeLine(config)}\n`);
  return EXIT.done;
}

/** `coderclaw config validate`: every problem, one a line. Warnings alone do not make it fail. */
export async function validateConfig(io: CliIo, options: ConfigOptions): Promise<ExitCode> {
  const { file, source, problems } = await loadConfig(resolveHome(io.env), io.env);
  const ok = problems.every(({ severity }) => severity !== 'error');
  if (options.json) {
    printJson(io, { ok, file, source, problems });
    return ok ? EXIT.done : EXIT.failed;
  }
  const style = createStyle(io.stdout);
  for (const problem of problems) {
    const format = problem.severity === 'error' ? 'red' : 'yellow';
    io.stdout.write(`${style(format, escapeLine(formatProblem(problem)))}\n`);
  }
  if (problems.length === 0) {
    const what = source === 'file' ? 'is in order' : 'is not there; the defaults hold';
    io.stdout.write(`${escapeLine(file)} ${what}.\n`);
  }
  return ok ? EXIT.done : EXIT.failed;
}

/** `coderclaw config get [key]`: one value or section, or everything that is in force. */
export async function getConfig(
  io: CliIo,
  key: string | undefined,
  options: ConfigOptions,
): Promise<ExitCode> {
  const paths = resolveHome(io.env);
  if (key === undefined) return listValues(io, paths, options);
  const { value, source } = await getConfigValue(paths, key).catch(rejectConfigError);
  if (options.json) printJson(io, { key, value, source });
  else if (value === null) io.stderr.write(`${escapeLine(key)} is not set.\n`);
  else io.stdout.write(`${formatValue(value, 2)}\n`);
  return EXIT.done;
}

type Value = ConfigValue['value'];
/** `source` may also be the environment variable that a key comes from. */
type NamedValue = { readonly key: string; readonly value: Value; readonly source: string };

async function listValues(io: CliIo, paths: HomePaths, options: ConfigOptions): Promise<ExitCode> {
  const values: NamedValue[] = [];
  for (const key of [...plainKeys(), 'agents.list', 'models']) {
    const { value, source } = await getConfigValue(paths, key).catch(rejectConfigError);
    for (const leaf of listLeaves(key, value)) values.push({ ...leaf, source });
  }
  values.push(...(await listInferred(io, paths)));
  if (options.json) {
    printJson(io, { file: paths.config, values });
    return EXIT.done;
  }
  printTable<NamedValue>(
    io,
    values,
    [
      { heading: 'KEY', cell: ({ key }) => key },
      { heading: 'VALUE', cell: ({ value }) => formatValue(value), flexible: true },
      { heading: 'FROM', cell: ({ source }) => source },
    ],
    'Nothing is configured.',
  );
  return EXIT.done;
}

/** What holds although the file does not say it: the model that goes with a key, and the environment's keys. */
async function listInferred(io: CliIo, paths: HomePaths): Promise<readonly NamedValue[]> {
  const { providers, defaultModel } = (await loadConfig(paths, io.env)).settings;
  const model = {
    key: 'agents.defaults.model.primary',
    value: defaultModel.ref,
    source: 'default',
  };
  const keys = providers.flatMap(({ name, apiKey }) =>
    apiKey && apiKey.source !== 'file'
      ? [{ key: `models.${name}.apiKey`, value: String(apiKey), source: apiKey.source }]
      : [],
  );
  return defaultModel.source === 'file' ? keys : [model, ...keys];
}

/** Keys without a name or a place that a person chooses. */
function plainKeys(): readonly string[] {
  return CONFIG_KEYS.map(({ path }) => path).filter((path) => !/[<[]/u.test(path));
}

function listLeaves(key: string, value: Value): readonly Omit<NamedValue, 'source'>[] {
  if (value === null) return [];
  if (typeof value !== 'object') return [{ key, value }];
  if (!Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, below]) =>
      listLeaves(`${key}.${name}`, below as Value),
    );
  }
  const isPlain = value.every((item) => typeof item !== 'object');
  if (isPlain) return value.length > 0 ? [{ key, value }] : [];
  return value.flatMap((item: Value, at) => listLeaves(`${key}[${at}]`, item));
}

function formatValue(value: Value, indent?: number): string {
  return typeof value === 'object' ? escapeJson(value, indent) : escapeLine(String(value));
}

/** `coderclaw config set <key> <value>`. */
export async function setConfig(
  io: CliIo,
  key: string,
  value: string,
  options: ConfigOptions,
): Promise<ExitCode> {
  const paths = resolveHome(io.env);
  const given = value === '-' ? (await readAll(io.stdin)).trim() : value;
  await setConfigValue(paths, key, given).catch(rejectConfigError);
  reportEdit(io, paths, key, 'is set', options);
  return EXIT.done;
}

/** `coderclaw config unset <key>`. */
export async function unsetConfig(
  io: CliIo,
  key: string,
  options: ConfigOptions,
): Promise<ExitCode> {
  const paths = resolveHome(io.env);
  await unsetConfigValue(paths, key).catch(rejectConfigError);
  reportEdit(io, paths, key, 'is not set any more', options);
  return EXIT.done;
}

/** Where the gateway listens, it decides once. Everything else a running one takes up. */
const READ_AT_START: ReadonlySet<string> = new Set(['gateway', 'gateway.port', 'gateway.bind']);

/** The value is not repeated: it may be a secret. */
function reportEdit(
  io: CliIo,
  paths: HomePaths,
  key: string,
  what: string,
  options: ConfigOptions,
): void {
  const needsRestart = READ_AT_START.has(key) && findGateway(paths) !== undefined;
  if (options.json) {
    printJson(io, { key, file: paths.config, needsRestart });
    return;
  }
  io.stdout.write(`${escapeLine(key)} ${what} in ${escapeLine(paths.config)}.\n`);
  if (needsRestart) io.stderr.write('Restart the gateway: it takes this up when it starts.\n');
}
