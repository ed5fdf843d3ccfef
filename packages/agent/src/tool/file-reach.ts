import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ToolError } from './tool.ts';

/** What one run's file tools reach. Directories are absolute. */
export type FileReach = {
  readonly home: string;
  readonly workspace: string;
  /** Out of reach even inside the workspace: the gateway's own state. Workspace and home stay open within it. */
  readonly closed?: readonly string[];
  /** The owner's runs reach the home's Markdown files: at its top, and below `memory/`. */
  readonly ownerRun: boolean;
};

/** A path that may be tried: its parts are walked one by one below `root`. */
export type FileTarget = {
  readonly root: string;
  readonly parts: readonly string[];
  /** As the model should name it. */
  readonly shown: string;
  /** Only these entries are listed, where the target is a directory that is open in part. */
  readonly lists: (name: string) => boolean;
};

const MAX_PATH_LENGTH = 4096;
const MAX_NAME_BYTES = 255;

/** Decides, by the path's text alone, whether it is in reach. Throws a {@link ToolError} when not. */
export function parseFileTarget(
  reach: FileReach,
  path: string,
  kind: 'file' | 'directory',
): FileTarget {
  checkText(path);
  const absolute = isAbsolute(path) ? resolve(path) : resolve(reach.workspace, path);
  const inWorkspace = beneath(reach.workspace, absolute);
  const inHome = beneath(reach.home, absolute);
  const parts = inWorkspace ?? (reach.ownerRun ? inHome : null);
  const refuse = (why: string) =>
    new ToolError(`"${path}" is out of reach: ${why}. ${describeReach(reach)}`);
  if (!parts) throw refuse('it is outside the workspace');
  for (const part of parts) {
    if (Buffer.byteLength(part) > MAX_NAME_BYTES)
      throw new ToolError(`a name in the path is longer than ${MAX_NAME_BYTES} bytes`);
  }
  if (isClosed(reach, absolute)) throw refuse("it is the gateway's own state");
  if (inHome && !reach.ownerRun && isInstruction(inHome))
    throw refuse("only the owner's runs reach the agent's instructions and memory");
  const open = kind === 'file' ? isHomeMarkdown : isHomeDirectory;
  if (!inWorkspace && !open(parts)) throw refuse('only Markdown files of the home are open');
  const listed = (name: string) => lists(reach, absolute, inWorkspace !== null, name);
  const shown = inWorkspace ? parts.join('/') || '.' : absolute;
  return { root: inWorkspace ? reach.workspace : reach.home, parts, shown, lists: listed };
}

/** One sentence for prompt and refusals. */
export function describeReach(reach: FileReach): string {
  const workspace = `The tools reach the workspace ${reach.workspace}`;
  if (!reach.ownerRun || reach.home === reach.workspace) return `${workspace}.`;
  return `${workspace} and the Markdown files of your home ${reach.home} (*.md and memory/*.md, by absolute path).`;
}

function checkText(path: string): void {
  if (path.trim() === '')
    throw new ToolError('the path is empty; give one relative to the workspace');
  if (path.includes('\0')) throw new ToolError('the path has a NUL character');
  if (path.length > MAX_PATH_LENGTH)
    throw new ToolError(`the path is longer than ${MAX_PATH_LENGTH} characters`);
  if (path.startsWith('~'))
    throw new ToolError('"~" is not expanded; give a path relative to the workspace');
}

/** The parts of `path` below `directory`, or null when it is not below it. */
function beneath(directory: string, path: string): readonly string[] | null {
  const rest = relative(directory, path);
  if (rest === '') return [];
  if (isAbsolute(rest) || rest === '..' || rest.startsWith(`..${sep}`)) return null;
  return rest.split(sep);
}

/** A state directory usually holds the agents' homes: within it, the workspace and this home stay open. */
function isClosed(reach: FileReach, absolute: string): boolean {
  return (reach.closed ?? []).some((directory) => {
    if (!beneath(fold(directory), fold(absolute))) return false;
    const open = [reach.workspace, reach.home].filter(
      (place) => beneath(directory, place) !== null,
    );
    return !open.some((place) => place !== directory && beneath(place, absolute) !== null);
  });
}

/** One spelling for every name that some file system takes for the same. Being strict about it costs nothing. */
function fold(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase();
}

function isInstruction(parts: readonly string[]): boolean {
  const [first = ''] = parts;
  const directory = fold(first);
  return (
    directory === 'memory' || directory === 'skills' || (parts.length === 1 && isMarkdown(first))
  );
}

function isHomeMarkdown(parts: readonly string[]): boolean {
  const name = parts.at(-1) ?? '';
  return isMarkdown(name) && (parts.length === 1 || parts[0] === 'memory');
}

function isHomeDirectory(parts: readonly string[]): boolean {
  return parts.length === 0 || parts[0] === 'memory';
}

function isMarkdown(name: string): boolean {
  return fold(name).endsWith('.md');
}

function lists(reach: FileReach, directory: string, inWorkspace: boolean, name: string): boolean {
  const path = join(directory, name);
  if (isClosed(reach, path)) return false;
  if (!inWorkspace)
    return (
      isMarkdown(name) ||
      name === 'memory' ||
      beneath(join(reach.home, 'memory'), directory) !== null
    );
  const inHome = beneath(reach.home, path);
  return reach.ownerRun || !inHome || !isInstruction(inHome);
}
