import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withDirectory } from '../disk.ts';
import { type Measure, median } from '../figure.ts';
import { BARE_NODE, startGatewayProcess, timeProcess } from '../gateway-process.ts';

const RUNS = 7;
const PORT = 28_789;
const AGENTS = 1_000;
/** A bot whose platform nobody answers for: the start does not wait for it. */
const TELEGRAM = `channels:
  telegram:
    botToken: 7000000001:AAF-test-token_of-the-bench-00000000
    apiRoot: http://127.0.0.1:9
`;

/** From the command to `/readyz` 200, on a home that exists, with a warm compile cache. */
export const measure: Measure = async () => {
  const startMs = await withDirectory((home) => sampleStarts(home, 0));
  const oneMs = await withDirectory((home) => sampleStarts(home, 1));
  const manyMs = await withDirectory((home) => sampleStarts(home, AGENTS));
  const bareMs = await withDirectory(async (home) => {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1)
      times.push(await timeProcess(BARE_NODE, ['-e', '0'], home));
    return median(times);
  });
  return [
    {
      what: 'cold start to /readyz 200, Telegram configured',
      value: startMs,
      unit: 'ms',
      budget: { at: 'most', value: 300 },
      neighbour: { what: 'bare Node', value: bareMs, unit: 'ms' },
    },
    {
      what: 'cold start ÷ bare Node',
      value: startMs / bareMs,
      unit: '×',
      budget: { at: 'most', value: 7 },
    },
    {
      what: `cold start with ${AGENTS} agents ÷ with one`,
      value: manyMs / oneMs,
      unit: '×',
      budget: { at: 'most', value: 2 },
      neighbour: { what: 'with one', value: oneMs, unit: 'ms' },
    },
  ];
};

/** `agents` of them in the configuration file, beside a bot; 0 for none. */
async function sampleStarts(home: string, agents: number): Promise<number> {
  const list = Array.from({ length: agents }, (_, index) => `    - id: agent-${index}\n`).join('');
  const config = `${agents > 0 ? `agents:\n  list:\n${list}` : ''}${TELEGRAM}`;
  writeFileSync(join(home, 'coderclaw.yaml'), config, { mode: 0o600 });
  const times: number[] = [];
  // The first start makes the home and fills the cache.
  for (let run = 0; run <= RUNS; run += 1) {
    const gateway = await startGatewayProcess(home, PORT);
    times.push(gateway.readyMs);
    await gateway.stop();
  }
  return median(times.slice(1));
}
