import type { FileRecord } from '../memory/record.ts';
import type { Platform } from '../server/platform.ts';

/** A file to be kept: its bytes, or only how large it is said to be. */
export type NewFile = {
  readonly bytes?: Uint8Array;
  readonly size?: number;
  readonly name?: string;
  readonly mimeType?: string;
  /** Where it is served from: `photos`, `documents`, `voice` … */
  readonly folder: string;
  readonly extension?: string;
};

/** The files of the platform. */
export class FileShelf {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  add(file: NewFile): FileRecord {
    const number = this.#platform.memory.files.size + 1;
    const extension = file.extension ?? /\.(\w+)$/u.exec(file.name ?? '')?.[1];
    const record: FileRecord = {
      fileId: `BQACAgIAAxkBAAI${number.toString(36).padStart(6, 'A')}${file.folder.slice(0, 4)}`,
      uniqueId: `AgAD${number.toString(36).padStart(6, '0')}`,
      path: `${file.folder}/file_${number}${extension ? `.${extension}` : ''}`,
      size: file.bytes?.length ?? file.size ?? 0,
      ...(file.name !== undefined && { name: file.name }),
      ...(file.mimeType !== undefined && { mimeType: file.mimeType }),
      ...(file.bytes && { content: Buffer.from(file.bytes).toString('base64') }),
    };
    this.#platform.commit({ type: 'file', file: record });
    return record;
  }

  /** The bytes at a path. */
  read(path: string): Buffer | undefined {
    const file = [...this.#platform.memory.files.values()].find(
      (candidate) => candidate.path === path,
    );
    return file && fileBytes(file);
  }
}

/** The bytes of a file; zeros where only the size was said. */
export function fileBytes({ content, size }: FileRecord): Buffer {
  return content === undefined ? Buffer.alloc(size) : Buffer.from(content, 'base64');
}

/** What every kind of file has in a message. */
export function wireFile({ fileId, uniqueId, size }: FileRecord) {
  return { file_id: fileId, file_unique_id: uniqueId, file_size: size };
}
