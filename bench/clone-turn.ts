import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** What a turn leaves behind, besides the audit trail, which is sealed. */
const TABLES = [
  'conversation',
  'session',
  'prompt',
  'message',
  'destination',
  'run',
  'entry',
  'intake',
  'run_input',
  'step',
  'delivery',
  'delivery_part',
  'usage',
];
/** Columns that order rows, each value once. */
const ORDERED = new Set(['sequence', 'touched']);
/** More than the rows of one turn that are ordered together. */
const STRIDE = 100;

type Row = { readonly [column: string]: SQLInputValue };

/**
 * Copies the only turn of a database so many times, each in a conversation and a session of its own, in
 * one transaction: a hundred thousand in seconds. `words` are those by which the turn is told from others.
 */
export function cloneTurn(path: string, copies: number, words: readonly string[]): void {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  try {
    const rows = TABLES.map(
      (table) => [table, db.prepare(`SELECT * FROM ${table}`).all()] as const,
    );
    const ids = rows.flatMap(([, all]) => all.flatMap(({ id }) => (id === undefined ? [] : [id])));
    const names = new RegExp([...ids, ...words].join('|'), 'gu');
    db.exec('BEGIN IMMEDIATE');
    for (const [table, all] of rows) {
      for (const row of all as Row[]) cloneRow(db, { table, row, copies, names });
    }
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

type Cloning = {
  readonly table: string;
  readonly row: Row;
  readonly copies: number;
  readonly names: RegExp;
};

function cloneRow(db: DatabaseSync, { table, row, copies, names }: Cloning): void {
  const columns = Object.keys(row);
  const insert = db.prepare(
    `INSERT INTO ${table} (${columns.map((column) => `"${column}"`).join()}) VALUES (${columns.map(() => '?').join()})`,
  );
  for (let copy = 1; copy <= copies; copy += 1) {
    const values = Object.entries(row).map(([column, value]) => {
      if (typeof value === 'string') return value.replace(names, (name) => `${name}-${copy}`);
      return ORDERED.has(column) ? Number(value) + copy * STRIDE : value;
    });
    insert.run(...values);
  }
}
