import { ScriptedModel } from '@coderclaw/agent/testing';
import { sampleFsync, withDirectory } from '../disk.ts';
import { drive, openEngine } from '../engine.ts';
import { type Measure, median, percentile } from '../figure.ts';

const CONVERSATIONS = 64;

/** Durable turns per second with Pi's loop and a model that answers in the process. */
export const measure: Measure = () =>
  withDirectory(async (directory) => {
    const fsyncMs = median(sampleFsync(directory, 200));
    const models = new ScriptedModel(() => ({ text: 'pong' }));
    const engine = openEngine({ directory, models, model: 'scripted/model' });
    await engine.kernel.start();
    await drive(engine.kernel, { count: 1_000, conversations: CONVERSATIONS, tag: 'warm' });
    const { turnMs, totalMs } = await drive(engine.kernel, {
      count: 6_000,
      conversations: CONVERSATIONS,
      tag: 'turn',
      first: CONVERSATIONS,
    });
    await engine.close();
    const neighbour = { what: 'flushes of the disk', value: 1000 / fsyncMs, unit: '/s' } as const;
    return [
      {
        what: `durable turns, ${CONVERSATIONS} conversations, model in the process`,
        value: (turnMs.length / totalMs) * 1000,
        unit: '/s',
        budget: { at: 'least', value: 2_000 },
        neighbour,
      },
      {
        what: 'the same: time of one turn, p99',
        value: percentile(turnMs, 0.99),
        unit: 'ms',
        budget: { at: 'most', value: 50 },
        neighbour: { what: 'one flush', value: fsyncMs, unit: 'ms' },
      },
    ];
  });
