import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withDirectory } from '../disk.ts';
import type { Measure } from '../figure.ts';
import { bareNodeMb, residentMb, startGatewayProcess } from '../gateway-process.ts';

const PORT = 28_792;
const TALKER = fileURLToPath(new URL('../talk.ts', import.meta.url));

/** What the gateway holds when nobody talks to it, and whether it keeps what it should let go of. */
export const measure: Measure = async () => {
  const bareMb = await bareNodeMb();
  const idleMb = await withDirectory(measureIdle);
  const { few, many } = await withDirectory(measureGrowth);
  const neighbour = { what: 'bare Node', value: bareMb, unit: 'MB' } as const;
  return [
    {
      what: 'idle memory, page served, before the first run',
      value: idleMb,
      unit: 'MB',
      budget: { at: 'most', value: 80 },
      neighbour,
    },
    {
      what: 'idle memory ÷ bare Node',
      value: idleMb / bareMb,
      unit: '×',
      budget: { at: 'most', value: 2 },
    },
    {
      what: 'memory 60 s after 10,000 turns ÷ after 1,000',
      value: many / few,
      unit: '×',
      budget: { at: 'most', value: 1.1 },
      neighbour: { what: 'after 1,000 turns', value: few, unit: 'MB' },
    },
  ];
};

async function measureIdle(home: string): Promise<number> {
  await (await startGatewayProcess(home, PORT)).stop();
  const gateway = await startGatewayProcess(home, PORT);
  const page = await (await fetch(gateway.url)).text();
  for (const [, path] of page.matchAll(/(?:src|href)="(\/[^"]+)"/gu))
    await (await fetch(gateway.url + path)).arrayBuffer();
  await sleep(2_000);
  const mb = residentMb(gateway.pid);
  await gateway.stop();
  return mb;
}

/** The kernel, the store and Pi's loop in one process, which says when to look. */
async function measureGrowth(directory: string): Promise<{ few: number; many: number }> {
  const talker = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--expose-gc', TALKER, directory, '1000', '10000'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const looks: number[] = [];
  for await (const _line of talker.stdout) {
    await sleep(60_000);
    looks.push(residentMb(talker.pid as number));
    talker.stdin.write('go on\n');
  }
  const [few = Number.NaN, many = Number.NaN] = looks;
  return { few, many };
}
