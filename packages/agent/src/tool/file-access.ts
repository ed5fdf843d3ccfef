import { type FileHandle, realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { decodeText, MAX_TEXT_BYTES } from './decode-text.ts';
import { type FileReach, type FileTarget, parseFileTarget } from './file-reach.ts';
import { HeldDirectory } from './held-directory.ts';
import { PathLocks } from './path-locks.ts';
import { ToolError } from './tool.ts';

const CHUNK_BYTES = 65_536;
const ONLY_WORKSPACE = 'give a path relative to the workspace';

/** The system's refusals, in words for the model. */
const REFUSALS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full; nothing was written',
  EDQUOT: 'the disk quota is used up; nothing was written',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'it is a symbolic link; links are not followed',
  ENOTDIR: 'a part of the path is not a directory',
  ENOENT: 'there is no such file',
  EEXIST: 'something else was created there meanwhile; look again',
};

export type FileEntry = {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
};

/** One run's files. Every method throws a {@link ToolError} in the model's words. */
export class FileAccess {
  readonly #reach: FileReach;
  readonly #locks: PathLocks;
  #real: Promise<FileReach> | null = null;

  /** Runs that may meet in a file share `locks`. */
  constructor(reach: FileReach, locks = new PathLocks()) {
    this.#reach = reach;
    this.#locks = locks;
  }

  async readText(path: string): Promise<{ readonly text: string; readonly shown: string }> {
    return this.#within(path, false, async (directory, name, { shown }) => {
      const bytes = await directory.readFile(name, MAX_TEXT_BYTES);
      return { text: decodeText(bytes, shown), shown };
    });
  }

  /** A file of the workspace, and of nowhere else, in chunks for as long as `work` takes. */
  async withBytes<T>(
    path: string,
    maxBytes: number,
    work: (bytes: AsyncIterable<Uint8Array>, shown: string) => Promise<T>,
  ): Promise<T> {
    if (isAbsolute(path)) throw new ToolError(`"${path}" is absolute; ${ONLY_WORKSPACE}`);
    return this.#within(path, false, async (directory, name, { root, shown }) => {
      if (root !== (await this.#resolved()).workspace)
        throw new ToolError(`"${path}" is outside the workspace; ${ONLY_WORKSPACE}`);
      return directory.withFile(name, maxBytes, (file) => work(chunksOf(file), shown));
    });
  }

  /** Creates or replaces; missing directories are made. */
  async writeText(
    path: string,
    text: string,
  ): Promise<{ readonly created: boolean; readonly shown: string }> {
    const bytes = encode(text);
    return this.#within(path, true, (directory, name, target) =>
      this.#locks.hold(nameOf(target), async () => {
        const created = (await directory.find(name)) === null;
        await directory.replaceFile(name, bytes);
        return { created, shown: target.shown };
      }),
    );
  }

  /** Replaces a file by what `change` makes of its text, unless somebody else changed it meanwhile. */
  async editText(
    path: string,
    change: (text: string, shown: string) => string,
  ): Promise<{ readonly shown: string }> {
    return this.#within(path, false, (directory, name, target) =>
      this.#locks.hold(nameOf(target), async () => {
        const { shown } = target;
        const before = await directory.readFile(name, MAX_TEXT_BYTES);
        const after = encode(change(decodeText(before, shown), shown));
        await directory.replaceFile(name, after, before);
        return { shown };
      }),
    );
  }

  /** By name; a link is shown as one and never followed. */
  async list(
    path: string,
  ): Promise<{ readonly entries: readonly FileEntry[]; readonly shown: string }> {
    return this.#explained(path, async () => {
      const target = await this.#target(path, 'directory');
      const directory = await (await HeldDirectory.open(target.root)).descend(target.parts, false);
      try {
        const entries = (await directory.list())
          .filter((entry) => target.lists(entry.name))
          .map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
        entries.sort((a, b) => (a.name < b.name ? -1 : 1));
        return { entries, shown: target.shown };
      } finally {
        await directory.close();
      }
    });
  }

  #within<T>(
    path: string,
    create: boolean,
    work: (directory: HeldDirectory, name: string, target: FileTarget) => Promise<T>,
  ): Promise<T> {
    return this.#explained(path, async () => {
      const target = await this.#target(path, 'file');
      const name = target.parts.at(-1);
      if (name === undefined) throw new ToolError(`"${path}" is a directory; list it with ls`);
      const directory = await (await HeldDirectory.open(target.root)).descend(
        target.parts.slice(0, -1),
        create,
      );
      try {
        return await work(directory, name, target);
      } finally {
        await directory.close();
      }
    });
  }

  async #explained<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const refusal = REFUSALS[(error as NodeJS.ErrnoException).code ?? ''];
      if (error instanceof ToolError || !refusal) throw error;
      throw new ToolError(`"${path}": ${refusal}`, { cause: error });
    }
  }

  async #target(path: string, kind: 'file' | 'directory'): Promise<FileTarget> {
    const real = await this.#resolved();
    const { workspace, home } = this.#reach;
    const named = rebase(path, workspace, real.workspace) ?? rebase(path, home, real.home) ?? path;
    return parseFileTarget(real, named, kind);
  }

  /** Home and workspace by their real names, so that one reached through a link is still recognised. */
  #resolved(): Promise<FileReach> {
    this.#real ??= this.#resolve();
    return this.#real;
  }

  async #resolve(): Promise<FileReach> {
    const { workspace, home, closed = [], ownerRun } = this.#reach;
    const [realWorkspace, realHome, ...realClosed] = await Promise.all(
      [workspace, home, ...closed].map(realOrSame),
    );
    return { workspace: realWorkspace!, home: realHome!, closed: realClosed, ownerRun };
  }
}

/** A path below a directory that the model knows by another name than the system does. */
function rebase(path: string, from: string, to: string): string | null {
  return path === from || path.startsWith(from + sep) ? to + path.slice(from.length) : null;
}

async function realOrSame(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    // Ignored: opening it will fail and say why; until then its own name protects it as well.
    return path;
  }
}

/** One name for a file, whichever root a run reaches it from: roots are real, and nothing below is a link. */
function nameOf({ root, parts }: FileTarget): string {
  return join(root, ...parts);
}

function encode(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > MAX_TEXT_BYTES)
    throw new ToolError(`the text has ${bytes.length} bytes; ${MAX_TEXT_BYTES} are allowed`);
  return bytes;
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const { buffer, bytesRead } = await file.read(new Uint8Array(CHUNK_BYTES));
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function kindOf(entry: {
  isDirectory(): boolean;
  isFile(): boolean;
  isSymbolicLink(): boolean;
}): FileEntry['kind'] {
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'link';
  return entry.isFile() ? 'file' : 'other';
}
