import type { AttachmentId, MessageId } from '../id/id.ts';
import type { TransitionTable } from '../machine/state-machine.ts';
import type { AccountRef } from './message.ts';

/**
 * `wanted`: to be fetched from the platform. `gone`: it will not be; `error` says why. `released`: it was
 * stored, and is not kept any more.
 */
export const ATTACHMENT_TRANSITIONS = {
  wanted: ['stored', 'gone'],
  stored: ['released'],
  released: [],
  gone: [],
} as const satisfies TransitionTable<string>;
export type AttachmentState = keyof typeof ATTACHMENT_TRANSITIONS;

/** A file that came with a message, and what became of it. */
export type AttachmentRecord = AccountRef & {
  readonly id: AttachmentId;
  readonly messageId: MessageId;
  /** The platform's own name of the file, by which its channel fetches it. */
  readonly sourceRef: string;
  readonly state: AttachmentState;
  /** Set once stored, with the size and the type that the bytes themselves show. */
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly mimeType: string | null;
  readonly error: string | null;
};
