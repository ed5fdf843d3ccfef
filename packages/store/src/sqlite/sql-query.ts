import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

// How the tables ask: each statement is prepared once, at its first use.

/** A table with its queries. */
export function withQueries<T extends object, Queries>(
  table: T,
  queries: (table: T) => Queries,
): T & Queries {
  return Object.assign(table, queries(table));
}

export function number(db: DatabaseSync, sql: string): (...parameters: SQLInputValue[]) => number {
  const statement = lazily(db, sql);
  return (...parameters) => Number(Object.values(statement().get(...parameters) ?? {})[0]);
}

export function texts(db: DatabaseSync, sql: string): () => readonly string[] {
  const statement = lazily(db, sql);
  return () =>
    statement()
      .all()
      .map((row) => String(Object.values(row)[0]));
}

export function lazily(db: DatabaseSync, sql: string): () => StatementSync {
  let statement: StatementSync | undefined;
  return () => (statement ??= db.prepare(sql));
}
