import type { Table } from '../transaction/tables.ts';

/** What undoes one change, kept until the operation that made it is done. */
export type UndoJournal = { push(undo: () => void): unknown };

/** Rows in a map, in order of insertion. A constraint that the database would hold is checked in `insert`. */
export class MemoryTable<Row extends object> implements Table<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #key: readonly (keyof Row)[];
  readonly #journal: UndoJournal;

  constructor(journal: UndoJournal, key: readonly (keyof Row)[]) {
    this.#journal = journal;
    this.#key = key;
  }

  insert(row: Row): void {
    const key = this.#keyOf(row);
    if (this.#rows.has(key)) throw new Error(`a row ${key} exists`);
    this.#rows.set(key, row);
    this.#journal.push(() => this.#rows.delete(key));
  }

  find(...key: readonly (string | number)[]): Row | undefined {
    return this.#rows.get(key.join('\n'));
  }

  update(row: Row, patch: Partial<Row>): Row {
    const key = this.#keyOf(row);
    const before = this.#rows.get(key);
    if (!before) throw new Error(`no row ${key}`);
    this.#rows.set(key, { ...before, ...patch });
    this.#journal.push(() => this.#rows.set(key, before));
    return { ...row, ...patch };
  }

  delete(row: Row): void {
    const key = this.#keyOf(row);
    this.#rows.delete(key);
    this.#journal.push(() => this.#rows.set(key, row));
  }

  all(): readonly Row[] {
    return [...this.#rows.values()];
  }

  filter(matches: (row: Row) => boolean): readonly Row[] {
    return this.all().filter(matches);
  }

  first(matches: (row: Row) => boolean): Row | undefined {
    for (const row of this.#rows.values()) if (matches(row)) return row;
    return undefined;
  }

  #keyOf(row: Row): string {
    return this.#key.map((column) => row[column]).join('\n');
  }
}

/** Makes a table by its primary key. */
export type NewTable = <Row extends object>(...key: (keyof Row)[]) => MemoryTable<Row>;
