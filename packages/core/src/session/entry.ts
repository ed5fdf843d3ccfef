import type { EntryId, RunId, SessionId } from '../id/id.ts';
import type { EntryContent } from '../message/content.ts';
import type { Instant } from '../ports/clock.ts';

/** One line of a session's transcript. Entries form a tree; the path from root to head is what the model sees. */
export type EntryRecord = {
  readonly id: EntryId;
  readonly sessionId: SessionId;
  readonly epoch: number;
  readonly parentId: EntryId | null;
  readonly runId: RunId | null;
  /** The session's cursor when it was written: total order within the session. */
  readonly cursor: number;
  readonly content: EntryContent;
  readonly labels: readonly string[];
  readonly createdAt: Instant;
};

/** The assembled system prompt of one session epoch. Byte-stable from turn to turn. */
export type PromptSnapshot = {
  readonly epoch: number;
  readonly sha256: string;
  readonly text: string;
};
