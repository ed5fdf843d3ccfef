import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@coderclaw/core';
import type { Document } from 'yaml';
import { ConfigError, systemCode } from '../config-error.ts';
import { writeFileAtomically } from '../file/write-file.ts';
import type { Environment, HomePaths } from '../home/home-paths.ts';
import { openHome } from '../home/open-home.ts';
import { openProcessLock } from '../home/process-lock.ts';
import { type ConfigStep, formatConfigPath, parseConfigPath } from '../schema/config-shape.ts';
import { checkConfigText, settingsOfText } from '../settings/load-config.ts';
import type { Settings } from '../settings/settings.ts';
import { findKey } from './find-key.ts';
import { parseNewValue } from './parse-new-value.ts';
import { readForEdit } from './read-for-edit.ts';
import { writtenSteps } from './written-steps.ts';

const LOCK_WAIT_MS = 5_000;

export type EditOptions = {
  /** The `fileRevision` that the edit was made from; CONFIG_CONFLICT when the file is another by now. */
  readonly expectedRevision?: string | null;
};

/**
 * Writes one value, keeping every comment and the order of the file. A string is read by the key's
 * type, so that a command line's argument can be handed over as it is; sections and lists take JSON.
 * Throws CONFIG_UNKNOWN_KEY, CONFIG_BAD_VALUE, CONFIG_BROKEN, CONFIG_CONFLICT or CONFIG_UNWRITABLE.
 */
export async function setConfigValue(
  paths: HomePaths,
  path: string,
  value: Json,
  options: EditOptions = {},
): Promise<void> {
  await setConfigValues(paths, { [path]: value }, options);
}

/** Writes several values, by path, in one step: all of them or none. Otherwise as `setConfigValue`. */
export async function setConfigValues(
  paths: HomePaths,
  values: Readonly<Record<string, Json>>,
  options: EditOptions = {},
): Promise<void> {
  await editFile(paths, Object.keys(values), options, settingOf(values));
}

/**
 * The settings that these values would make. Nothing is written. Throws as `setConfigValues` does, but
 * for CONFIG_CONFLICT and CONFIG_UNWRITABLE.
 */
export async function tryConfigValues(
  paths: HomePaths,
  values: Readonly<Record<string, Json>>,
  env: Environment,
): Promise<Settings> {
  const places = Object.keys(values);
  const text = await editText(readForEdit(paths.config).text, places, settingOf(values));
  await refuseProblems(text, paths.config, places);
  return settingsOfText(text, paths, env);
}

/** Removes values, and the sections that are empty without them. Throws as `setConfigValue` does. */
export async function unsetConfigValues(
  paths: HomePaths,
  places: readonly string[],
  options: EditOptions = {},
): Promise<void> {
  const all = places.map((path) => findKey(path).steps);
  await editFile(paths, places, options, (document) => {
    for (const steps of all) unset(document, steps);
  });
}

/** Removes one value. Otherwise as `unsetConfigValues`. */
export async function unsetConfigValue(
  paths: HomePaths,
  path: string,
  options: EditOptions = {},
): Promise<void> {
  await unsetConfigValues(paths, [path], options);
}

type Edit = (document: Document.Parsed) => void;

/** Throws for what no document could hold; the edit itself is for a later one. */
function settingOf(values: Readonly<Record<string, Json>>): Edit {
  const changes = Object.entries(values).map(([path, value]) => {
    const { steps, shape } = findKey(path);
    return { steps, parsed: parseNewValue(path, shape, value) };
  });
  return (document) => {
    for (const { steps, parsed } of changes) {
      makeRoom(document, steps);
      // A plain value replaces a scalar's own and leaves its comment where it is.
      const plain = typeof parsed !== 'object' || parsed === null;
      document.setIn(writtenSteps(document, steps), plain ? parsed : document.createNode(parsed));
    }
  };
}

function unset(document: Document.Parsed, steps: readonly ConfigStep[]): void {
  const written = writtenSteps(document, steps);
  for (let length = steps.length; length > 0; length -= 1) {
    const place = written.slice(0, length);
    if (length < steps.length && !isEmpty(document.getIn(place))) break;
    if (document.hasIn(place)) document.deleteIn(place);
  }
}

async function editFile(
  paths: HomePaths,
  places: readonly string[],
  { expectedRevision }: EditOptions,
  edit: Edit,
): Promise<void> {
  openHome(paths);
  const lock = await openProcessLock(join(paths.run, 'config-lock.db'), LOCK_WAIT_MS);
  if (!lock) throw new ConfigError('CONFIG_CONFLICT');
  try {
    const before = readForEdit(paths.config);
    if (expectedRevision !== undefined && expectedRevision !== before.revision) {
      throw new ConfigError('CONFIG_CONFLICT');
    }
    const text = await editText(before.text, places, edit);
    await refuseProblems(text, paths.config, places);
    // Editors do not take our lock; this leaves them a moment of microseconds.
    if (readForEdit(paths.config).revision !== before.revision)
      throw new ConfigError('CONFIG_CONFLICT');
    write(paths.config, before.crlf ? text.replaceAll('\n', '\r\n') : text);
  } finally {
    lock.release();
  }
}

async function editText(text: string, places: readonly string[], edit: Edit): Promise<string> {
  const { parseYaml, parseYamlDocument } = await import('../file/parse-yaml.ts');
  const parsed = parseYaml(text);
  if (!parsed.ok) {
    const { place, reason } = parsed.problem;
    throw new ConfigError('CONFIG_BROKEN', `line ${place.line}: ${reason}`);
  }
  const document = parseYamlDocument(text);
  try {
    edit(document);
    return document.contents === null ? '' : document.toString({ lineWidth: 0 });
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    // An alias or a scalar stands where a section has to be: a person has to say what becomes of it.
    throw new ConfigError(
      'CONFIG_BROKEN',
      `${places.join(', ')} can not be reached; edit the file by hand`,
      {
        cause,
      },
    );
  }
}

/** What the edit itself would do wrong is refused; older problems elsewhere do not stand in its way. */
async function refuseProblems(
  text: string,
  file: string,
  places: readonly string[],
): Promise<void> {
  const { problems } = await checkConfigText(text, file);
  const own = problems.find((problem) =>
    places.some(
      (path) =>
        isWithin(problem.path, path) ||
        (problem.severity === 'error' && isWithin(path, problem.path)),
    ),
  );
  if (!own) return;
  throw new ConfigError(
    own.kind === 'unknown-key' ? 'CONFIG_UNKNOWN_KEY' : 'CONFIG_BAD_VALUE',
    own.message,
  );
}

function isWithin(path: string, section: string): boolean {
  const [inner, outer] = [path, section].map((text) => formatConfigPath(parseConfigPath(text)));
  return inner === outer || inner!.startsWith(`${outer}.`) || inner!.startsWith(`${outer}[`);
}

/** Makes way for a path: an empty section (`gateway:`) becomes one that can be filled. */
function makeRoom(document: Document.Parsed, steps: readonly ConfigStep[]): void {
  for (const [index, step] of steps.entries()) {
    const place = writtenSteps(document, steps.slice(0, index));
    const found = place.length === 0 ? document.contents : document.getIn(place, true);
    if (place.length > 0 && isEmptyValue(found)) {
      const section = document.createNode({});
      section.commentBefore = found.comment ?? null;
      document.setIn(place, section);
    }
    const length = countItems(found);
    if (typeof step === 'number' && step > length) {
      const path = formatConfigPath(steps.slice(0, index));
      throw new ConfigError(
        'CONFIG_BAD_VALUE',
        `${path} has ${length} entries; the next one is ${path}[${length}]`,
      );
    }
  }
}

function isEmptyValue(
  node: unknown,
): node is { readonly value: null; readonly comment?: string | null } {
  return typeof node === 'object' && node !== null && 'value' in node && node.value === null;
}

function countItems(collection: unknown): number {
  if (typeof collection !== 'object' || collection === null || !('items' in collection)) return 0;
  return Array.isArray(collection.items) ? collection.items.length : 0;
}

function isEmpty(collection: unknown): boolean {
  return (
    collection === null ||
    collection === undefined ||
    (typeof collection === 'object' && 'items' in collection && countItems(collection) === 0)
  );
}

function write(file: string, text: string): void {
  try {
    writeFileAtomically(resolveLink(file), text);
  } catch (cause) {
    const detail = `${file} (${systemCode(cause) || String(cause)}); check its permissions and the disk's free space`;
    throw new ConfigError('CONFIG_UNWRITABLE', detail, { cause });
  }
}

/** The file behind a symbolic link, which people keep their dotfiles by. */
function resolveLink(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return file;
    throw error;
  }
}
