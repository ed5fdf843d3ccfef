import { randomUUID } from 'node:crypto';
import { constants, type Dirent, type Stats } from 'node:fs';
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  statfs,
  unlink,
} from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from './tool.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const ON_LINUX = process.platform === 'linux';
/** statfs(2) magic numbers of file systems whose "files" are the kernel itself. */
const KERNEL_FILE_SYSTEMS = new Set([
  0x9fa0 /* proc */, 0x62656572 /* sysfs */, 0x64626720 /* debugfs */, 0x27e0eb /* cgroup */,
  0x63677270 /* cgroup2 */, 0x74726163 /* tracefs */, 0x73636673 /* securityfs */,
  0x62656570 /* configfs */, 0xf97cff8c /* selinuxfs */, 0xde5e81e4 /* efivarfs */,
]);
const NEW_FILE_MODE = 0o644;

/**
 * A directory held open, so that nobody can put another in its place while we work in it.
 *
 * On Linux each name is looked up beneath the held descriptor through `/proc/self/fd` and never through a
 * link, which is openat(2) with O_NOFOLLOW. Elsewhere Node offers no such lookup: names are opened by path
 * and the directory's real path is compared before and after, which a well-timed swap could still defeat.
 */
export class HeldDirectory {
  readonly #handle: FileHandle;
  readonly #path: string;

  private constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  /** `root` is trusted and may itself be reached through links; what lies below is not. */
  static async open(root: string): Promise<HeldDirectory> {
    const path = await realpath(root).catch((cause: unknown) => {
      if (codeOf(cause) !== 'ENOENT') throw cause;
      throw new ToolError(`the directory ${root} does not exist; say so to the user`, { cause });
    });
    return new HeldDirectory(await open(path, O_RDONLY | (O_DIRECTORY ?? 0)), path);
  }

  /** Walks down one name at a time. `create` makes what is missing. Closes this directory, unless it is the last. */
  async descend(parts: readonly string[], create: boolean): Promise<HeldDirectory> {
    const [name, ...rest] = parts;
    if (name === undefined) return this;
    let next: HeldDirectory;
    try {
      next = await this.#enter(name, create);
    } finally {
      await this.close();
    }
    return next.descend(rest, create);
  }

  async list(): Promise<readonly Dirent[]> {
    await this.#verify();
    return readdir(ON_LINUX ? `/proc/self/fd/${this.#handle.fd}` : this.#path, {
      withFileTypes: true,
    });
  }

  /** What stands under a name, or null. Never follows a link. */
  async find(name: string): Promise<Stats | null> {
    try {
      return await lstat(this.#at(name));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** The whole of a regular file. Throws a {@link ToolError} for anything else, and beyond `maxBytes`. */
  readFile(name: string, maxBytes: number): Promise<Buffer> {
    return this.withFile(name, maxBytes, (file) => file.readFile());
  }

  /** A regular file, open for as long as `work` takes. Throws a {@link ToolError} as `readFile` does. */
  async withFile<T>(
    name: string,
    maxBytes: number,
    work: (file: FileHandle) => Promise<T>,
  ): Promise<T> {
    const found = await this.find(name);
    if (!found) throw new ToolError(`there is no file "${name}"`);
    checkRegular(found, name);
    await this.#verify();
    // O_NONBLOCK: should a FIFO have taken the file's place, opening it must not wait for a writer.
    const file = await open(this.#at(name), O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
    try {
      const opened = await file.stat();
      checkRegular(opened, name);
      if (ON_LINUX && KERNEL_FILE_SYSTEMS.has((await statfs(`/proc/self/fd/${file.fd}`)).type)) {
        throw new ToolError(`"${name}" belongs to the kernel, not to the workspace`);
      }
      if (opened.size > maxBytes)
        throw new ToolError(
          `"${name}" has ${opened.size} bytes; files over ${maxBytes} are not read`,
        );
      return await work(file);
    } finally {
      await file.close();
    }
  }

  /**
   * Puts a whole new file in the name's place: readers see the old or the new one, also after a power cut.
   * With `expected`, throws a {@link ToolError} when the file does not hold these bytes any more. No system
   * compares and renames in one step: what is left to a race is the instant between the two.
   */
  async replaceFile(name: string, bytes: Uint8Array, expected?: Buffer): Promise<void> {
    const found = await this.find(name);
    if (found) checkRegular(found, name);
    const temporary = `.${randomUUID()}.coderclaw-tmp`;
    await this.#verify();
    const file = await open(
      this.#at(temporary),
      O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0),
      found ? found.mode & 0o777 : NEW_FILE_MODE,
    );
    try {
      try {
        await file.writeFile(bytes);
        if (found) await keepOwnership(file, found);
        await file.sync();
      } finally {
        await file.close();
      }
      if (expected) await this.#expect(name, expected);
      await rename(this.#at(temporary), this.#at(name));
    } catch (error) {
      await unlink(this.#at(temporary)).catch(() => {
        // Ignored: the write's own error tells more, and the rename may already have moved it.
      });
      throw error;
    }
    if (ON_LINUX) await this.#handle.sync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async #expect(name: string, expected: Buffer): Promise<void> {
    const found = await this.find(name);
    const same =
      found?.size === expected.length &&
      (await this.readFile(name, expected.length)).equals(expected);
    if (!same)
      throw new ToolError(`"${name}" was changed meanwhile; read it again, then repeat the edit`);
  }

  async #enter(name: string, create: boolean): Promise<HeldDirectory> {
    const flags = O_RDONLY | (O_DIRECTORY ?? 0) | (O_NOFOLLOW ?? 0);
    const enter = async () => {
      const next = new HeldDirectory(await open(this.#at(name), flags), join(this.#path, name));
      await next.#verify();
      return next;
    };
    try {
      return await enter();
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && create) {
        await mkdir(this.#at(name));
        return enter();
      }
      throw await this.#explain(name, error);
    }
  }

  async #explain(name: string, error: unknown): Promise<unknown> {
    const code = codeOf(error);
    if (code === 'ENOENT') return new ToolError(`there is no directory "${name}"`);
    if (code !== 'ENOTDIR' && code !== 'ELOOP') return error;
    const found = await this.find(name);
    if (found?.isSymbolicLink())
      return new ToolError(`"${name}" is a symbolic link; links are not followed`);
    return new ToolError(`"${name}" is not a directory`);
  }

  #at(name: string): string {
    return ON_LINUX ? `/proc/self/fd/${this.#handle.fd}/${name}` : join(this.#path, name);
  }

  async #verify(): Promise<void> {
    if (ON_LINUX) return;
    const [real, held, present] = await Promise.all([
      realpath(this.#path),
      this.#handle.stat(),
      lstat(this.#path),
    ]);
    if (real !== this.#path || held.ino !== present.ino || held.dev !== present.dev) {
      throw new ToolError('the directory was moved or replaced by a link; links are not followed');
    }
  }
}

/** The new file is the old one to everybody else; set-id bits are dropped. */
async function keepOwnership(file: FileHandle, old: Stats): Promise<void> {
  await file.chmod(old.mode & 0o777);
  if (process.getuid?.() === 0) await file.chown(old.uid, old.gid);
}

function checkRegular(stats: Stats, name: string): void {
  if (stats.isSymbolicLink())
    throw new ToolError(`"${name}" is a symbolic link; links are not followed`);
  if (stats.isDirectory()) throw new ToolError(`"${name}" is a directory; list it with ls`);
  if (!stats.isFile()) throw new ToolError(`"${name}" is a device, pipe or socket, not a file`);
  // A second name may lie outside the workspace, and nothing tells which of the two is the file's home.
  if (stats.nlink > 1)
    throw new ToolError(`"${name}" is hard-linked under another name; work on a copy of it`);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
