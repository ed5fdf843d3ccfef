import { withDirectory } from '../disk.ts';
import { type Measure, median } from '../figure.ts';
import { BARE_NODE, COMMAND, startGatewayProcess, timeProcess } from '../gateway-process.ts';

const RUNS = 9;
const PORT = 28_790;

/** The command line as a person waits for it. */
export const measure: Measure = () =>
  withDirectory(async (home) => {
    const gateway = await startGatewayProcess(home, PORT);
    const sample = async (command: string, args: readonly string[]) => {
      const times: number[] = [];
      for (let run = 0; run <= RUNS; run += 1) times.push(await timeProcess(command, args, home));
      return median(times.slice(1));
    };
    const version = await sample(COMMAND, ['--version']);
    const status = await sample(COMMAND, ['status']);
    const bare = await sample(BARE_NODE, ['-e', '0']);
    await gateway.stop();
    const neighbour = { what: 'bare Node', value: bare, unit: 'ms' } as const;
    return [
      {
        what: '`coderclaw --version`',
        value: version,
        unit: 'ms',
        budget: { at: 'most', value: 80 },
        neighbour,
      },
      {
        what: '`coderclaw status` against a live gateway',
        value: status,
        unit: 'ms',
        budget: { at: 'most', value: 150 },
        neighbour,
      },
    ];
  });
