import type {
  AttachmentId,
  AttachmentRecord,
  EntryContent,
  FileBlock,
  FileRef,
  Logger,
} from '@coderclaw/core';
import type { ImageContent } from '@earendil-works/pi-ai';
import { fileLine, type NotShown } from '../transcript/file-line.ts';
import type { FileView } from '../transcript/user-message.ts';
import { isImageType } from './image-limits.ts';
import type { ModelImages, StoredImage } from './model-images.ts';

export type RunFilesOptions = {
  readonly images: ModelImages;
  readonly logger: Logger;
  /** Whether any model of the run takes images. Asked only where there is one to show. */
  readonly seeing: () => Promise<boolean>;
};

/** Providers take no more in one request, by count or by weight. */
export const MAX_IMAGES = 16;
/** Beyond that the oldest go, so many at once: each going changes the conversation's bytes, and ends the provider's cache of it. */
const IMAGES_THAT_GO = 8;

/**
 * The files of one run's conversation: how the model is shown them, and which the tools may take. What is
 * not in it is out of reach, whatever else is stored (T15).
 */
export class RunFiles implements FileView {
  readonly #options: RunFilesOptions;
  readonly #records = new Map<AttachmentId, AttachmentRecord>();
  readonly #refs = new Map<string, FileRef>();
  /** What stands in place of each image that could be one. */
  readonly #images = new Map<AttachmentId, ImageContent | NotShown>();

  constructor(options: RunFilesOptions) {
    this.#options = options;
  }

  /** Takes up what is part of the conversation from now on, oldest first. What was taken up before stays as it is. */
  async learn(
    contents: readonly EntryContent[],
    records: ReadonlyMap<AttachmentId, AttachmentRecord>,
  ): Promise<void> {
    const blocks: FileBlock[] = [];
    for (const content of contents) {
      if (content.role === 'toolResult') for (const file of content.files ?? []) this.add(file);
      if (content.role !== 'user') continue;
      for (const block of content.blocks) {
        if (block.type !== 'file') continue;
        this.#register(block, records.get(block.attachmentId));
        blocks.push(block);
      }
    }
    const candidates = blocks.filter((block) => this.#imageBehind(block) !== null);
    if (candidates.length === 0 || !(await this.#options.seeing())) return;
    const over = Math.max(0, candidates.length - MAX_IMAGES);
    const gone = Math.ceil(over / IMAGES_THAT_GO) * IMAGES_THAT_GO;
    for (const [index, { attachmentId, ...block }] of candidates.entries()) {
      const stored = this.#imageBehind({ attachmentId, ...block })!;
      this.#images.set(attachmentId, index < gone ? 'no longer shown' : await this.#show(stored));
    }
  }

  /** A file that the tools may take from now on. The same bytes keep the name under which they came first. */
  add(file: FileRef): void {
    if (!this.#refs.has(file.sha256)) this.#refs.set(file.sha256, file);
  }

  /** The file of this conversation that has these bytes. */
  find(sha256: string): FileRef | undefined {
    return this.#refs.get(sha256);
  }

  lineOf(block: FileBlock): string {
    const shown = this.#images.get(block.attachmentId);
    const record = this.#records.get(block.attachmentId);
    return fileLine(block, record, typeof shown === 'string' ? shown : undefined);
  }

  imageOf({ attachmentId }: FileBlock): ImageContent | null {
    const shown = this.#images.get(attachmentId);
    return typeof shown === 'object' ? shown : null;
  }

  #register({ attachmentId, name }: FileBlock, record: AttachmentRecord | undefined): void {
    if (!record) return;
    this.#records.set(attachmentId, record);
    // One that is not kept any more stays known by its name, so that the tools say what became of it.
    if (record.state !== 'stored' && record.state !== 'released') return;
    if (record.sha256 === null) return;
    const { sha256, bytes, mimeType } = record;
    this.add({ sha256, name, bytes: bytes ?? 0, mimeType: mimeType ?? 'application/octet-stream' });
  }

  #imageBehind({ attachmentId, kind }: FileBlock): StoredImage | null {
    const record = this.#records.get(attachmentId);
    if (record?.state !== 'stored' || kind === 'sticker') return null;
    const { sha256, mimeType } = record;
    return sha256 !== null && mimeType !== null && isImageType(mimeType)
      ? { sha256, mimeType }
      : null;
  }

  async #show(stored: StoredImage): Promise<ImageContent | NotShown> {
    const { images, logger } = this.#options;
    try {
      const image = await images.get(stored);
      if (!image) return 'can not be shown';
      const data = Buffer.from(image.bytes).toString('base64');
      return { type: 'image', mimeType: image.mimeType, data };
    } catch (error) {
      const fields = { sha256: stored.sha256, error };
      logger.warn('an image could not be read and is not shown to the model', fields);
      return 'can not be shown';
    }
  }
}
