import type { BlobStore, Logger } from '@coderclaw/core';
import {
  isShownType,
  MAX_ORIGINAL_BYTES,
  MAX_ORIGINAL_SIDE,
  MAX_SHOWN_BYTES,
} from './image-limits.ts';
import { readImageSize } from './image-size.ts';
import { loadSharp, type Sharp } from './load-sharp.ts';
import { type ModelImage, shrinkImage } from './shrink-image.ts';

export type ModelImagesOptions = {
  readonly blobs: BlobStore;
  readonly logger: Logger;
  /** Null where there is no converter; sharp by default. */
  readonly load?: () => Promise<Sharp | null>;
};

/** Stored bytes that may be shown. `mimeType` is what they themselves show. */
export type StoredImage = { readonly sha256: string; readonly mimeType: string };

/** How many results are remembered; each is two short strings. */
const MAX_REMEMBERED = 10_000;

/**
 * Images as models are shown them, for all runs of one runner. A conversation shows its images again with
 * every turn, in the same bytes, or the provider's cache of it is lost. So a conversion depends on nothing
 * but the original, and can be made again at any time; what was made is kept as a blob, and found again by
 * this process only: a sweep may take it, and a restart forgets it, at the price of making it anew.
 */
export class ModelImages {
  readonly #blobs: BlobStore;
  readonly #logger: Logger;
  readonly #load: () => Promise<Sharp | null>;
  /** By the original's digest; null for what can not be shown. */
  readonly #made = new Map<string, StoredImage | null>();
  #sharp: Promise<Sharp | null> | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ blobs, logger, load = loadSharp }: ModelImagesOptions) {
    this.#blobs = blobs;
    this.#logger = logger;
    this.#load = load;
  }

  /** Null for what can not be shown. Rejects where the original can not be read. */
  async get(original: StoredImage): Promise<ModelImage | null> {
    const kept = await this.#kept(original);
    if (kept !== undefined) return kept;
    // One after the other: each may take a few hundred megabytes.
    const making = this.#last.then(
      async () => (await this.#kept(original)) ?? this.#make(original),
    );
    this.#last = making.catch(() => {
      // Ignored: whoever asked for it hears of it.
    });
    return making;
  }

  /** Undefined where it has to be made. */
  async #kept({ sha256 }: StoredImage): Promise<ModelImage | null | undefined> {
    const made = this.#made.get(sha256);
    if (!made) return made;
    try {
      return { mimeType: made.mimeType, bytes: await this.#blobs.read(made.sha256) };
    } catch {
      // Ignored: it was swept or spoiled, and is made again.
      return undefined;
    }
  }

  async #make(original: StoredImage): Promise<ModelImage | null> {
    const bytes = await this.#blobs.read(original.sha256);
    const sharp = await this.#converter();
    if (!sharp) {
      const shown = isFit(original, bytes);
      this.#remember(original, shown ? original : null);
      return shown ? { mimeType: original.mimeType, bytes } : null;
    }
    const image = await shrinkImage(sharp, bytes);
    if (!image) {
      this.#remember(original, null);
      return null;
    }
    try {
      const { sha256 } = await this.#blobs.put(once(image.bytes), { maxBytes: MAX_SHOWN_BYTES });
      this.#remember(original, { sha256, mimeType: image.mimeType });
    } catch (error) {
      this.#logger.warn('a converted image could not be kept and is made again next time', {
        error,
      });
    }
    return image;
  }

  #converter(): Promise<Sharp | null> {
    this.#sharp ??= this.#load().then((sharp) => {
      if (!sharp)
        this.#logger.warn(
          'images are shown to models as they came, and large ones not at all: sharp is not installed; run npm install',
        );
      return sharp;
    });
    return this.#sharp;
  }

  #remember({ sha256 }: StoredImage, made: StoredImage | null): void {
    this.#made.delete(sha256);
    this.#made.set(sha256, made);
    const [oldest] = this.#made.keys();
    if (this.#made.size > MAX_REMEMBERED && oldest !== undefined) this.#made.delete(oldest);
  }
}

function isFit({ mimeType }: StoredImage, bytes: Uint8Array): boolean {
  if (!isShownType(mimeType) || bytes.length > MAX_ORIGINAL_BYTES) return false;
  const size = readImageSize(bytes);
  return size !== null && Math.max(size.width, size.height) <= MAX_ORIGINAL_SIDE;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}
