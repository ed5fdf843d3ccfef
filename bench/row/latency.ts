import { ScriptedModel } from '@coderclaw/agent/testing';
import { sampleFsync, withDirectory } from '../disk.ts';
import { drive, openEngine } from '../engine.ts';
import { type Measure, median, percentile } from '../figure.ts';

const TURNS = 1_000;
/** So that a transcript has the length of a real one. */
const TURNS_PER_SESSION = 50;

/** From the message's arrival to the model's request, one at a time: what the gateway adds. */
export const measure: Measure = () =>
  withDirectory(async (directory) => {
    const fsyncMs = sampleFsync(directory, 500);
    const requestedAt: number[] = [];
    const models = new ScriptedModel(() => {
      requestedAt.push(performance.now());
      return { text: 'pong' };
    });
    const engine = openEngine({ directory, models, model: 'scripted/model' });
    await engine.kernel.start();
    await drive(engine.kernel, { count: 300, tag: 'warm', first: TURNS });
    const samples: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      requestedAt.length = 0;
      const sent = performance.now();
      await drive(engine.kernel, {
        count: 1,
        tag: `turn-${turn}`,
        first: Math.floor(turn / TURNS_PER_SESSION),
      });
      samples.push((requestedAt[0] ?? Number.NaN) - sent);
    }
    await engine.close();
    const flush = {
      what: 'one flush of the disk, p50',
      value: median(fsyncMs),
      unit: 'ms',
    } as const;
    const slowFlush = {
      what: 'one flush of the disk, p99',
      value: percentile(fsyncMs, 0.99),
      unit: 'ms',
    } as const;
    return [
      {
        what: 'message in → model request out, p50',
        value: median(samples),
        unit: 'ms',
        budget: { at: 'most', value: 2 },
        neighbour: flush,
      },
      {
        what: 'message in → model request out, p99',
        value: percentile(samples, 0.99),
        unit: 'ms',
        budget: { at: 'most', value: 10 + Math.ceil(slowFlush.value) },
        neighbour: slowFlush,
      },
    ];
  });
