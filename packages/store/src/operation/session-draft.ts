import {
  type EntryContent,
  type EntryRecord,
  type Instant,
  type PrincipalId,
  type RunId,
  type SessionRecord,
  textOf,
} from '@coderclaw/core';
import { entryOf, sessionOf } from '../transaction/records.ts';
import type { EntryRow, SessionRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';

const MAX_TITLE_LENGTH = 80;

/**
 * A session while one operation changes it. Entries are inserted as they are appended; the session's
 * own row is written once, by `save`.
 */
export class SessionDraft {
  readonly #tx: Transaction;
  readonly #at: Instant;
  #row: SessionRow;
  #changes: Partial<SessionRow> = {};

  constructor(tx: Transaction, row: SessionRow, at: Instant) {
    this.#tx = tx;
    this.#row = row;
    this.#at = at;
  }

  get row(): SessionRow {
    return this.#row;
  }

  /** Appends an entry of a run at the head, and counts the cursor up. */
  append(
    run: { readonly id: RunId | null; readonly principalId: PrincipalId },
    content: EntryContent,
    labels: readonly string[],
  ): EntryRecord {
    const session = this.#row;
    const entry: EntryRow = {
      id: this.#tx.ids.next(),
      tenantId: session.tenantId,
      principalId: run.principalId,
      sessionId: session.id,
      epoch: session.epoch,
      parentId: session.headId,
      runId: run.id,
      cursor: session.cursor + 1,
      content,
      labels,
      createdAt: this.#at,
    };
    this.#tx.tables.entry.insert(entry);
    this.change({ headId: entry.id, cursor: entry.cursor });
    if (session.title === null && content.role === 'user')
      this.change({ title: titleOf(textOf(content)) });
    return entryOf(entry);
  }

  /** Counts the cursor up for a durable event that is no entry. */
  advance(): void {
    this.change({ cursor: this.#row.cursor + 1 });
  }

  change(patch: Partial<SessionRow>): void {
    this.#row = { ...this.#row, ...patch };
    this.#changes = { ...this.#changes, ...patch };
  }

  /** Writes what changed and marks the session as the one used last. */
  save(): SessionRecord {
    // A column that is not named costs no index its update: this is the most written row of all.
    const { title, settings } = this.#changes;
    if (title !== undefined || settings !== undefined) {
      this.change({
        search: searchTextOf(this.#row.key, this.#row.settings.label, this.#row.title),
      });
    }
    this.change({ touched: this.#tx.nextSequence(), updatedAt: this.#at });
    this.#tx.tables.session.update(this.#row, this.#changes);
    this.#changes = {};
    return sessionOf(this.#row);
  }
}

export function searchTextOf(key: string, label: string | undefined, title: string | null): string {
  return [key, label ?? '', title ?? ''].join('\n').toLowerCase();
}

/** The first words, in one line, cut between characters. */
function titleOf(text: string): string | null {
  const line = text
    .slice(0, 8 * MAX_TITLE_LENGTH)
    .replace(/\s+/gu, ' ')
    .trim();
  if (line === '') return null;
  return Array.from(line).slice(0, MAX_TITLE_LENGTH).join('');
}
