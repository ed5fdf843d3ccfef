import { withDirectory } from '../disk.ts';
import { type Measure, median } from '../figure.ts';
import { BARE_NODE, startGatewayProcess, timeProcess } from '../gateway-process.ts';

const RUNS = 7;
const PORT = 28_789;

/** From the command to `/readyz` 200, on a home that exists, with a warm compile cache. */
export const measure: Measure = () =>
  withDirectory(async (home) => {
    const starts: number[] = [];
    for (let run = 0; run <= RUNS; run += 1) {
      const gateway = await startGatewayProcess(home, PORT);
      if (run > 0) starts.push(gateway.readyMs);
      await gateway.stop();
    }
    const bare: number[] = [];
    for (let run = 0; run < RUNS; run += 1)
      bare.push(await timeProcess(BARE_NODE, ['-e', '0'], home));
    const neighbour = { what: 'bare Node', value: median(bare), unit: 'ms' } as const;
    return [
      {
        what: 'cold start to /readyz 200',
        value: median(starts),
        unit: 'ms',
        budget: { at: 'most', value: 300 },
        neighbour,
      },
      {
        what: 'cold start ÷ bare Node',
        value: median(starts) / median(bare),
        unit: '×',
        budget: { at: 'most', value: 7 },
      },
    ];
  });
