import { type BlobInfo, type BlobStore, type FileRef, StoreError } from '@coderclaw/core';
import { visibleText } from '../text/visible-text.ts';
import { decodeText, MAX_TEXT_BYTES } from './decode-text.ts';
import { ToolError } from './tool.ts';

/** Which files a conversation has. */
export type ConversationFiles = {
  find(sha256: string): FileRef | undefined;
  add(file: FileRef): void;
};

const PREFIX = 'blob:';

/** A path's description, for the model. */
export const BLOB = 'A blob: name.';
export const PATH_OR_BLOB = 'Relative to the workspace, or a blob: name.';

/**
 * Stored files as the tools take them: by `blob:<sha256>`, and only those of this conversation. Whoever
 * names another's bytes is told the same as whoever names none.
 */
export class SharedFiles {
  readonly #files: ConversationFiles;
  readonly #blobs: BlobStore;

  constructor(files: ConversationFiles, blobs: BlobStore) {
    this.#files = files;
    this.#blobs = blobs;
  }

  /** Whether a path is meant for these files. */
  names(path: string): boolean {
    return path.startsWith(PREFIX);
  }

  get(path: string): FileRef {
    const file = this.names(path) ? this.#files.find(path.slice(PREFIX.length)) : undefined;
    if (!file) throw this.unknown(path);
    return file;
  }

  unknown(path: string): ToolError {
    const what = `there is no file ${JSON.stringify(path.slice(0, 100))} in this conversation`;
    return new ToolError(`${what}; give the blob: name that stands in a file's line`);
  }

  async readText(path: string): Promise<{ readonly text: string; readonly shown: string }> {
    const file = this.get(path);
    const { sha256, bytes, mimeType } = file;
    if (!mimeType.startsWith('text/') && mimeType !== 'application/octet-stream')
      throw new ToolError(`"${path}" is ${mimeType} (${bytes} bytes), not a text`);
    if (bytes > MAX_TEXT_BYTES)
      throw new ToolError(
        `"${path}" has ${bytes} bytes; files over ${MAX_TEXT_BYTES} are not read`,
      );
    await this.check(path, file);
    const content = await this.#explained(path, () => this.#blobs.read(sha256));
    return { text: decodeText(content, path), shown: path };
  }

  /** Whether the bytes are still there, and what they are. */
  async check(path: string, { sha256 }: FileRef): Promise<BlobInfo> {
    const info = await this.#explained(path, () => this.#blobs.find(sha256));
    if (!info) throw new ToolError(`"${path}" is not kept any more; ask for it to be sent again`);
    return info;
  }

  /** Stores bytes, which are this conversation's from then on. */
  async store(
    path: string,
    bytes: AsyncIterable<Uint8Array>,
    options: { readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<BlobInfo> {
    return this.#explained(path, () => this.#blobs.put(bytes, options));
  }

  add(file: FileRef): void {
    this.#files.add(file);
  }

  async #explained<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause;
      // What a source of ours failed with is in the model's words already.
      if (cause.cause instanceof ToolError) throw cause.cause;
      throw new ToolError(`"${visibleText(path)}": ${cause.message}`, { cause });
    }
  }
}
