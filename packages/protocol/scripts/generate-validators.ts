import type { TSchema } from 'typebox';
import { EVENT_SCHEMAS, FRAME_SCHEMAS, METHOD_SCHEMAS } from '../src/schema/registry.ts';
import { CheckEmitter, capitalise, type JsonSchema } from './emit-check.ts';

/** A generated file: its path from the repository's root, and its whole text. */
export type GeneratedFile = { readonly path: string; readonly text: string };

type Table = { readonly [key: string]: TSchema };

const FOLDER = 'packages/protocol/src/generated';
const HEADER = '// Generated from src/schema by `npm run generate`. Do not edit.\n';

/** The validators of the wire: what the gateway reads apart from what it writes, which only tests check. */
export function generate(): readonly GeneratedFile[] {
  const params = pick(METHOD_SCHEMAS, (schemas) => schemas.params);
  const results = pick(METHOD_SCHEMAS, (schemas) => schemas.result);
  return [
    ...emitModule('incoming', { frameChecks: FRAME_SCHEMAS, paramChecks: params }),
    ...emitModule('outgoing', { resultChecks: results, eventChecks: EVENT_SCHEMAS }),
  ];
}

function emitModule(
  name: string,
  tables: { readonly [table: string]: Table },
): readonly GeneratedFile[] {
  const emitter = new CheckEmitter();
  const exports: string[] = [];
  const types: string[] = [];
  for (const [table, schemas] of Object.entries(tables)) {
    const rows = Object.entries(schemas).map(([key, schema]) => {
      const proposal = `check${capitalise(key)}${table === 'paramChecks' ? 'Params' : ''}`;
      return `  ${JSON.stringify(key)}: ${emitter.check(plain(schema), proposal)},`;
    });
    exports.push(`export const ${table} = {\n${rows.join('\n')}\n};`);
    types.push(
      `export const ${table}: {\n${Object.keys(schemas)
        .map((key) => `  readonly ${JSON.stringify(key)}: Check;`)
        .join('\n')}\n};`,
    );
  }
  const body = [...emitter.definitions(), ...exports].join('\n\n');
  return [
    { path: `${FOLDER}/${name}.js`, text: `${HEADER}${importWords(body)}\n${body}\n` },
    {
      path: `${FOLDER}/${name}.d.ts`,
      text: `${HEADER}import type { Check } from '../validation/problem.ts';\n\n${types.join('\n')}\n`,
    },
  ];
}

const WORDS = [
  'at',
  'bool',
  'choice',
  'either',
  'exclusive',
  'integer',
  'list',
  'none',
  'number',
  'object',
  'pattern',
  'record',
  'text',
  'variant',
];

function importWords(body: string): string {
  const used = WORDS.filter((word) => new RegExp(`\\b${word}\\(`, 'u').test(body));
  return `import { ${used.join(', ')} } from '../validation/check.ts';\n`;
}

/** The schema as plain JSON: TypeBox marks its kinds with hidden properties. */
function plain(schema: TSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema));
}

function pick<Row>(rows: { readonly [key: string]: Row }, field: (row: Row) => TSchema): Table {
  return Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, field(row)]));
}
