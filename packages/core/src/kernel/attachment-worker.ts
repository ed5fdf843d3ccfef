import type { AttachmentId, MessageId } from '../id/id.ts';
import type { AttachmentRecord } from '../message/attachment.ts';
import { MAX_FILE_BYTES } from '../ports/blob-store.ts';
import type { AttachmentStore } from '../ports/delivery-store.ts';
import { StoreError } from '../ports/store-error.ts';
import type { EntryRecord } from '../session/entry.ts';
import type { ActiveRun } from './active-run.ts';
import { type Admission, FileQuota } from './file-quota.ts';
import { type KernelPorts, retryDelayMs } from './kernel-ports.ts';
import { Limiter } from './limiter.ts';

/** Fetches at once on one login. */
const FETCHES_AT_ONCE = 4;
/** How long a file that can not be had now is tried for: an outage of a platform must lose nothing. */
const MAX_TRYING_MS = 24 * 60 * 60_000;
/** The longest wait between two tries. */
const MAX_WAIT_MS = 5 * 60_000;
const FIRST_WAIT_MS = 500;
/** Files that are looked up together after a restart. */
const PAGE = 64;
/** How long a run waits for the files of its messages. */
const PATIENCE_MS = 60_000;

function filesOf({ content }: EntryRecord): readonly AttachmentId[] {
  if (content.role !== 'user') return [];
  return content.blocks.flatMap((block) => (block.type === 'file' ? [block.attachmentId] : []));
}

type Outcome = Parameters<AttachmentStore['recordAttachment']>[0]['outcome'];

/** Fetches the files of accepted messages from their platforms, whose links expire, and keeps their bytes. */
export class AttachmentWorker {
  readonly #ports: KernelPorts;
  readonly #stopping: AbortSignal;
  readonly #places = new Limiter(FETCHES_AT_ONCE);
  readonly #quota: FileQuota;
  readonly #fetching = new Map<AttachmentId, Promise<void>>();
  /** Told once, until a file finds room again. */
  #isFull = false;

  constructor(ports: KernelPorts, stopping: AbortSignal) {
    this.#ports = ports;
    this.#stopping = stopping;
    this.#quota = new FileQuota(ports);
  }

  /** Goes on with what a previous process had not fetched. */
  async recover(): Promise<void> {
    const tried = new Set<AttachmentId>();
    while (!this.#stopping.aborted) {
      // One that can not be had for hours keeps its place in the list, and must not hide the next.
      const wanted = await this.#ports.store.listWantedAttachments(tried.size + PAGE);
      const fresh = wanted.filter(({ id }) => !tried.has(id));
      if (fresh.length === 0) return;
      for (const attachment of fresh) {
        tried.add(attachment.id);
        void this.#start(attachment);
      }
    }
  }

  /** Fetches the files of a message that somebody will read. */
  async want(messageId: MessageId): Promise<void> {
    for (const attachment of await this.#ports.store.listAttachments(messageId)) {
      if (attachment.state === 'wanted') void this.#start(attachment);
    }
  }

  /** Waits for the files of the run's own messages, and tells what became of all that its transcript names. */
  async receive(active: ActiveRun, entries: readonly EntryRecord[]): Promise<void> {
    const own = entries.filter(({ runId }) => runId === active.run.id).flatMap(filesOf);
    // What a previous process had not fetched is mostly not under way yet when its run is taken up again.
    for (const attachment of await this.#find(own))
      if (attachment.state === 'wanted') void this.#start(attachment);
    await this.ready(own, active.signal);
    const known = entries
      .flatMap(filesOf)
      .filter((id) => active.received.get(id)?.state !== 'stored');
    for (const record of await this.#find(known)) active.received.set(record.id, record);
  }

  async #find(ids: readonly AttachmentId[]): Promise<readonly AttachmentRecord[]> {
    return ids.length === 0 ? [] : this.#ports.store.findAttachments(ids);
  }

  /** Resolves when none of these is being fetched any more, or after a minute, or when `signal` aborts. */
  async ready(ids: readonly AttachmentId[], signal: AbortSignal): Promise<void> {
    const fetching = ids.flatMap((id) => this.#fetching.get(id) ?? []);
    if (fetching.length === 0) return;
    const done = new AbortController();
    const patience = AbortSignal.any([signal, done.signal]);
    await Promise.race([Promise.all(fetching), this.#ports.clock.sleep(PATIENCE_MS, patience)]);
    done.abort();
  }

  #start(attachment: AttachmentRecord): Promise<void> {
    const known = this.#fetching.get(attachment.id);
    if (known) return known;
    const { id } = attachment;
    const fetching = this.#bring(attachment)
      .catch((error: unknown) =>
        this.#ports.logger.error('a file could not be recorded; the next start tries again', {
          attachmentId: id,
          error,
        }),
      )
      .finally(() => this.#fetching.delete(id));
    this.#fetching.set(id, fetching);
    return fetching;
  }

  async #bring(attachment: AttachmentRecord): Promise<void> {
    const { clock } = this.#ports;
    const begunAt = clock.monotonic();
    for (let tries = 0; ; tries += 1) {
      const isLast = clock.monotonic() - begunAt >= MAX_TRYING_MS;
      if (await this.#tryInTurn(attachment, isLast)) return;
      if (this.#stopping.aborted) return;
      await clock.sleep(Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries), this.#stopping);
    }
  }

  /**
   * One try, when there is a place for it, and what came of it recorded. False when it is worth another;
   * between two of them a file holds nobody up.
   */
  async #tryInTurn(attachment: AttachmentRecord, isLast: boolean): Promise<boolean> {
    const { channel, account } = attachment;
    const leave = await this.#places.acquire(`${channel}/${account}`, this.#stopping);
    if (!leave) return false;
    try {
      const admission = await this.#admit(attachment);
      if (!admission) return false;
      if (admission.kind === 'full') {
        await this.#record(attachment, { state: 'gone', error: admission.error });
        return true;
      }
      using room = admission;
      const outcome = await this.#try(attachment, isLast);
      if (!outcome) return false;
      if (outcome.state === 'stored') room.land();
      await this.#record(attachment, outcome);
      return true;
    } finally {
      leave();
    }
  }

  /** Undefined when the store or the disk can not say now; whatever is wrong with it is told by all others. */
  async #admit({ id }: AttachmentRecord): Promise<Admission | undefined> {
    try {
      return await this.#quota.admit(id);
    } catch (error) {
      if (error instanceof StoreError && error.retryable) return undefined;
      throw error;
    }
  }

  /** Undefined when it is worth another try. */
  async #try(attachment: AttachmentRecord, isLast: boolean): Promise<Outcome | undefined> {
    const { channels, blobs, checkpoint } = this.#ports;
    const channel = channels.find(attachment);
    if (!channel?.capabilities.attachments)
      return { state: 'gone', error: 'its channel is not there any more' };
    try {
      checkpoint.reach('attachment.fetch:before');
      const source = await channel.download(attachment.sourceRef, this.#stopping);
      const options = { maxBytes: MAX_FILE_BYTES, signal: this.#stopping };
      const blob = await blobs.put(source, options);
      checkpoint.reach('attachment.fetch:after');
      this.#isFull = false;
      return { state: 'stored', blob };
    } catch (error) {
      if (this.#stopping.aborted) return undefined;
      const { retryable, message } = error as { retryable?: boolean; message?: string };
      const isOfDisk = isDiskFault(error);
      if (isOfDisk) this.#tellFull(error);
      if (isOfDisk || (retryable && !isLast)) return undefined;
      return { state: 'gone', error: message ?? String(error) };
    }
  }

  #tellFull(error: StoreError): void {
    if (this.#isFull) return;
    this.#isFull = true;
    const what = 'the disk has no room for files; they wait until something on it is deleted';
    this.#ports.logger.error(what, { error });
  }

  async #record({ id }: AttachmentRecord, outcome: Outcome): Promise<void> {
    const { store, clock, checkpoint } = this.#ports;
    for (let failures = 0; ; failures += 1) {
      try {
        checkpoint.reach('attachment.commit:before');
        await store.recordAttachment({ at: clock.now(), attachmentId: id, outcome });
        checkpoint.reach('attachment.commit:after');
        return;
      } catch (error) {
        if (!(error instanceof StoreError) || !error.retryable || this.#stopping.aborted)
          throw error;
        await clock.sleep(retryDelayMs(failures), this.#stopping);
      }
    }
  }
}

/** It is no fault of the file, which waits for as long as it takes. Bytes that did not arrive whole are one. */
function isDiskFault(error: unknown): error is StoreError {
  return error instanceof StoreError && error.retryable && error.code !== 'STORE_INCOMPLETE';
}
