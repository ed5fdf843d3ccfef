import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayWidth, formatTable } from './table.ts';

const plain = (_format: unknown, text: string) => text;
type Row = { name: string; size: number };
const LAYOUT = [
  { heading: 'name', cell: (row: Row) => row.name, flexible: true },
  { heading: 'size', cell: (row: Row) => String(row.size), align: 'right' },
] as const;

test('columns are as wide as their widest cell and numbers stand right', () => {
  const rows = [
    { name: 'a', size: 7 },
    { name: 'longer', size: 1234 },
  ];
  assert.equal(
    formatTable(rows, LAYOUT, { style: plain }),
    ['name    size', 'a          7', 'longer  1234', ''].join('\n'),
  );
});

test('on a narrow terminal the flexible column gives way', () => {
  const rows = [{ name: 'a very long name indeed', size: 1 }];
  const lines = formatTable(rows, LAYOUT, { style: plain, columns: 20 }).trimEnd().split('\n');
  assert.equal(lines[1], 'a very long n…     1');
  assert.ok(lines.every((line) => displayWidth(line) <= 20));
});

test('without a terminal nothing is cut', () => {
  const name = 'x'.repeat(500);
  assert.ok(formatTable([{ name, size: 1 }], LAYOUT, { style: plain }).includes(name));
});

test('wide characters and emoji take two columns, combining marks none of their own', () => {
  assert.equal(displayWidth('東京'), 4);
  assert.equal(displayWidth('👩‍👩‍👧'), 2);
  assert.equal(displayWidth('e\u0301'), 1);
});

test('T27 a cell cannot begin a line or a colour of its own', () => {
  const table = formatTable([{ name: 'a\n\u001b[31mb', size: 1 }], LAYOUT, { style: plain });
  assert.ok(table.includes('a\\n\\x1b[31mb'));
  assert.equal(table.split('\n').length, 3);
});
