import { isOwner } from '../access/principal.ts';
import type { AttachmentId, PrincipalId } from '../id/id.ts';
import type { KernelPorts } from './kernel-ports.ts';

const DAY_MS = 24 * 60 * 60_000;

/** `landed`: its bytes are stored, though no row says so yet. */
type UnderWay = { readonly principalId: PrincipalId; readonly bytes: number; landed: boolean };

/** What was found for a file: room, which is held until it is disposed of, or why there is none. */
export type Admission =
  | (Disposable & { readonly kind: 'room'; land(): void })
  | { readonly kind: 'full'; readonly error: string };

/**
 * Who may write could fill the disk, file by file. So a file is fetched only where it fits into what all
 * files may take, and into what its sender's files of a day may; the owner's need only the former.
 *
 * What is being fetched counts as the platform told its size, and not at all where it did not: so the
 * limits are passed by no more than what is under way.
 */
export class FileQuota {
  readonly #ports: KernelPorts;
  readonly #underWay = new Map<AttachmentId, UnderWay>();
  /** When it was last told that a limit is reached: that of all, or of whom. */
  readonly #toldAt = new Map<PrincipalId | 'total', number>();

  constructor(ports: KernelPorts) {
    this.#ports = ports;
  }

  /** Rejects with a StoreError. */
  async admit(attachmentId: AttachmentId): Promise<Admission> {
    const { store, blobs, fileLimits } = this.#ports;
    const weight = await store.weighAttachment({ attachmentId, windowMs: DAY_MS });
    const stored = await blobs.measure();
    const { principalId, recentBytes } = weight;
    const bytes = weight.claimedBytes ?? 0;
    const { totalBytes, dailyBytes } = fileLimits;
    const others = [...this.#underWay.values()];

    const coming = sumOf(others.filter(({ landed }) => !landed));
    if (!this.#fits('total', stored + coming, bytes, totalBytes))
      return {
        kind: 'full',
        error: 'all files together have reached their limit; the owner can allow more',
      };
    const own = sumOf(others.filter((other) => other.principalId === principalId));
    if (!isOwner(principalId) && !this.#fits(principalId, recentBytes + own, bytes, dailyBytes))
      return {
        kind: 'full',
        error: "its sender's files of one day have reached their limit; send it again tomorrow",
      };

    const underWay: UnderWay = { principalId, bytes, landed: false };
    this.#underWay.set(attachmentId, underWay);
    return {
      kind: 'room',
      land: () => {
        underWay.landed = true;
      },
      [Symbol.dispose]: () => void this.#underWay.delete(attachmentId),
    };
  }

  /** A file whose size nobody told fits where anything would. */
  #fits(whose: PrincipalId | 'total', used: number, bytes: number, limit: number): boolean {
    const fits = used + Math.max(bytes, 1) <= limit;
    if (!fits) this.#tell(whose, { used, bytes, limit });
    return fits;
  }

  /** Once a day, not for each file. */
  #tell(whose: PrincipalId | 'total', fields: Readonly<Record<string, number>>): void {
    const { logger, clock } = this.#ports;
    const now = clock.monotonic();
    for (const [other, at] of this.#toldAt) if (now - at >= DAY_MS) this.#toldAt.delete(other);
    if (this.#toldAt.has(whose)) return;
    this.#toldAt.set(whose, now);
    if (whose === 'total')
      logger.warn('all files together have reached their limit; no more are fetched', fields);
    else
      logger.warn("a sender's files of one day have reached their limit; no more are fetched", {
        principalId: whose,
        ...fields,
      });
  }
}

function sumOf(files: readonly UnderWay[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
