import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Table } from '../transaction/tables.ts';

/** How a row type is laid out in its table. Columns are the row's fields in snake case. */
export type Layout<Row> = {
  readonly name: string;
  readonly key: readonly (keyof Row & string)[];
  readonly columns: readonly (keyof Row & string)[];
  /** Columns that hold JSON text; null stays NULL. */
  readonly json?: readonly (keyof Row & string)[];
};

type Value = string | number | bigint | Uint8Array | null;

/** One table of the database, through statements that are prepared once, at their first use. */
export class SqlTable<Row extends object> implements Table<Row> {
  readonly #db: DatabaseSync;
  readonly #layout: Layout<Row>;
  readonly #isJson: readonly boolean[];
  readonly #columnList: string;
  readonly #updates = new Map<string, StatementSync>();
  #insert: StatementSync | undefined;
  readonly #byKey: (...key: SQLInputValue[]) => Row | undefined;

  constructor(db: DatabaseSync, layout: Layout<Row>) {
    this.#db = db;
    this.#layout = layout;
    this.#isJson = layout.columns.map((column) => layout.json?.includes(column) ?? false);
    this.#columnList = layout.columns.map((column) => `${layout.name}.${quote(column)}`).join(', ');
    this.#byKey = this.one(`WHERE ${this.#keyMatch()}`);
  }

  insert(row: Row): void {
    const { name, columns } = this.#layout;
    this.#insert ??= this.#db.prepare(
      `INSERT INTO ${name} (${columns.map(quote).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    this.#insert.run(...columns.map((column, index) => this.#encode(row[column], index)));
  }

  find(...key: readonly (string | number)[]): Row | undefined {
    return this.#byKey(...key);
  }

  update(row: Row, patch: Partial<Row>): Row {
    const { name, key, columns } = this.#layout;
    const changed = Object.keys(patch) as (keyof Row & string)[];
    const signature = changed.join();
    let statement = this.#updates.get(signature);
    if (!statement) {
      const assignments = changed.map((column) => `${quote(column)} = ?`).join(', ');
      statement = this.#db.prepare(`UPDATE ${name} SET ${assignments} WHERE ${this.#keyMatch()}`);
      this.#updates.set(signature, statement);
    }
    const values = changed.map((column) => this.#encode(patch[column], columns.indexOf(column)));
    statement.run(...values, ...key.map((column) => row[column] as SQLInputValue));
    return { ...row, ...patch };
  }

  /** A query for rows of this table; `tail` is everything after FROM and the table's name. */
  many(tail: string): (...parameters: SQLInputValue[]) => Row[] {
    const statement = this.#lazily(tail);
    return (...parameters) =>
      (statement().all(...parameters) as unknown as Value[][]).map((values) =>
        this.#decode(values),
      );
  }

  one(tail: string): (...parameters: SQLInputValue[]) => Row | undefined {
    const statement = this.#lazily(tail);
    return (...parameters) => {
      const values = statement().get(...parameters) as unknown as Value[] | undefined;
      return values && this.#decode(values);
    };
  }

  #lazily(tail: string): () => StatementSync {
    let statement: StatementSync | undefined;
    return () =>
      (statement ??= this.#db.prepare(
        `SELECT ${this.#columnList} FROM ${this.#layout.name} ${tail}`,
        { returnArrays: true },
      ));
  }

  #keyMatch(): string {
    return this.#layout.key
      .map((column) => `${this.#layout.name}.${quote(column)} = ?`)
      .join(' AND ');
  }

  #encode(value: unknown, index: number): SQLInputValue {
    if (value === null || value === undefined) return null;
    return this.#isJson[index] ? JSON.stringify(value) : (value as SQLInputValue);
  }

  #decode(values: readonly Value[]): Row {
    const { columns } = this.#layout;
    const row: Record<string, unknown> = {};
    for (let index = 0; index < columns.length; index += 1) {
      const value = values[index];
      row[columns[index] as string] =
        this.#isJson[index] && value !== null ? JSON.parse(value as string) : value;
    }
    return row as Row;
  }
}

function quote(column: string): string {
  return `"${column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`;
}
