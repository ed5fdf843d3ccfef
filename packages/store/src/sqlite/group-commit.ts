import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StoreError } from '@coderclaw/core';
import type { Tables } from '../transaction/tables.ts';
import type { Engine, Transaction } from '../transaction/transaction.ts';
import { toStoreError } from './sqlite-error.ts';

type Queued = {
  readonly operation: (tx: Transaction) => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: StoreError) => void;
};

type Settled = { readonly queued: Queued; readonly result: unknown };

export type GroupCommitOptions = {
  readonly db: DatabaseSync;
  readonly tx: Transaction;
  /** Runs in each transaction that changed something, after its operations; an error from it fails the whole group. */
  readonly seal: () => void;
  /** Told of every failed commit, before its operations reject. */
  readonly onFault: (error: StoreError) => void;
};

/**
 * Collects what is written during one turn of the event loop into one transaction, so that many
 * operations share one fsync. Each runs in its own SAVEPOINT and fails alone; all of them fail when
 * the commit does. A flush is synchronous, so that reads see it whole or not at all.
 */
export class GroupCommit implements Engine {
  readonly #options: GroupCommitOptions;
  readonly #statements: Readonly<
    Record<'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'undo', StatementSync>
  >;
  #queue: Queued[] = [];
  #flushing: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
    const prepare = (sql: string) => options.db.prepare(sql);
    this.#statements = {
      begin: prepare('BEGIN IMMEDIATE'),
      commit: prepare('COMMIT'),
      rollback: prepare('ROLLBACK'),
      savepoint: prepare('SAVEPOINT operation'),
      release: prepare('RELEASE operation'),
      undo: prepare('ROLLBACK TO operation'),
    };
  }

  write = <T>(operation: (tx: Transaction) => T): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (this.#closed) return reject(new StoreError('STORE_CLOSED'));
      this.#queue.push({ operation, resolve: resolve as (result: unknown) => void, reject });
      this.#flushing ??= setImmediate(() => this.#flush());
    });

  read = async <T>(query: (tables: Tables) => T): Promise<T> => {
    if (!this.#options.db.isOpen) throw new StoreError('STORE_CLOSED');
    try {
      return query(this.#options.tx.tables);
    } catch (error) {
      throw toStoreError(error);
    }
  };

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#flushing) clearImmediate(this.#flushing);
    if (!this.#options.db.isOpen) return;
    this.#flush();
    this.#options.db.close();
  }

  #flush(): void {
    this.#flushing = undefined;
    const group = this.#queue;
    if (group.length === 0) return;
    this.#queue = [];
    let settled: readonly Settled[];
    try {
      settled = this.#commit(group);
    } catch (error) {
      const fault = toStoreError(error);
      this.#options.onFault(fault);
      for (const queued of group) queued.reject(fault);
      return;
    }
    for (const { queued, result } of settled) queued.resolve(result);
  }

  /** What succeeded. What failed alone was rejected already: nothing of it is in the transaction. */
  #commit(group: readonly Queued[]): readonly Settled[] {
    const { db, seal } = this.#options;
    this.#statements.begin.run();
    try {
      const settled: Settled[] = [];
      for (const queued of group) {
        const outcome = this.#attempt(queued);
        if (outcome) settled.push(outcome);
      }
      seal();
      this.#statements.commit.run();
      return settled;
    } catch (error) {
      // SQLite itself rolls back after some errors (full disk, I/O).
      if (db.isTransaction) this.#statements.rollback.run();
      throw error;
    }
  }

  #attempt(queued: Queued): Settled | undefined {
    const { db, tx } = this.#options;
    this.#statements.savepoint.run();
    try {
      const result = queued.operation(tx);
      this.#statements.release.run();
      return { queued, result };
    } catch (error) {
      // Where SQLite ended the whole transaction, the others of the group can not be kept either.
      if (!db.isTransaction) throw error;
      this.#statements.undo.run();
      this.#statements.release.run();
      queued.reject(toStoreError(error));
      return undefined;
    }
  }
}
