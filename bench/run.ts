import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Figure, Measure } from './figure.ts';
import { formatTable } from './table.ts';

/** Every subject, in the order of the table. Loaded one by one, so that none weighs on another. */
const SUBJECTS: Readonly<Record<string, () => Promise<{ measure: Measure }>>> = {
  start: () => import('./row/start.ts'),
  memory: () => import('./row/memory.ts'),
  latency: () => import('./row/latency.ts'),
  turns: () => import('./row/turns.ts'),
  loopback: () => import('./row/loopback.ts'),
  commits: () => import('./row/commits.ts'),
  websocket: () => import('./row/websocket.ts'),
  telegram: () => import('./row/telegram.ts'),
  cli: () => import('./row/cli.ts'),
  prompt: () => import('./row/prompt.ts'),
  stop: () => import('./row/stop.ts'),
  reclaim: () => import('./row/reclaim.ts'),
  conversations: () => import('./row/conversations.ts'),
};

const USAGE = `Usage: npm run bench -- [--only ${Object.keys(SUBJECTS).join(',')}] [--json] [--write]

  --only   measure these subjects
  --json   print JSON
  --write  put the table into docs/benchmarks.md
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) process.stdout.write(USAGE);
else await run(values.only?.split(',') ?? Object.keys(SUBJECTS));

async function run(names: readonly string[]): Promise<void> {
  const figures: Figure[] = [];
  for (const name of names) {
    const load = SUBJECTS[name];
    if (!load) throw new Error(`there is no subject '${name}'\n${USAGE}`);
    process.stderr.write(`measuring ${name} …\n`);
    figures.push(...(await (await load()).measure()));
  }
  process.stdout.write(
    `${values.json ? JSON.stringify(figures, null, 2) : formatTable(figures)}\n`,
  );
  if (values.write) await writeTable(formatTable(figures));
}

async function writeTable(table: string): Promise<void> {
  const file = new URL('../docs/benchmarks.md', import.meta.url);
  const text = await readFile(file, 'utf8');
  const marked = /(<!-- table -->\n)[\s\S]*?(<!-- \/table -->)/u;
  await writeFile(
    file,
    text.replace(marked, (_all, begin: string, end: string) => `${begin}${table}\n${end}`),
  );
}
