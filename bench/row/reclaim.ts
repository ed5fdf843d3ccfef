import { ScriptedModel } from '@coderclaw/agent/testing';
import type { AgentOutcome } from '@coderclaw/core';
import { sampleFsync, withDirectory } from '../disk.ts';
import { messageTo, openEngine } from '../engine.ts';
import { type Measure, median } from '../figure.ts';

const RUNS = 300
const UNENDING = { warm: async () => {}, run: () => new Promise<AgentOutcome>(() => {}) };

/** A restart with a thousand interrupted runs: until each is claimed again and new messages may come. */
export const measure: Measure = () =>
  withDirectory(async (directory) => {
    const fsyncMs = median(sampleFsync(directory, 200));
    const models = new ScriptedModel(() => ({ text: 'pong' }));
    const dead = openEngine({ directory, models, model: 'scripted/model', runner: UNENDING });
    await dead.kernel.start();
    await Promise.all(Array.from({ length: RUNS }, (_, index) => dead.kernel.accept(messageTo(index, `m-${index}`))));
    // The process dies here: nothing is put aside, nothing is told to stop.
    await dead.store.close();
    const heir = openEngine({ directory, models, model: 'scripted/model' });
    const begun = performance.now();
    const report = await heir.kernel.start();
    const reclaimedMs = performance.now() - begun;
    await allSettled(heir.kernel);
    const answeredMs = performance.now() - begun;
    await heir.close();
    if (report.resumed !== RUNS) throw new Error(`resumed ${report.resumed} of ${RUNS} runs`);
    const neighbour = { what: 'one flush of the disk', value: fsyncMs, unit: 'ms' } as const;
    return [
      { what: `restart → ${RUNS} interrupted runs reclaimed`, value: reclaimedMs / 1000, unit: 's', budget: { at: 'most', value: 1 }, neighbour },
      { what: 'the same, until each is answered', value: answeredMs / 1000, unit: 's' },
    ];
  });

async function allSettled(kernel: ReturnType<typeof openEngine>['kernel']): Promise<void> {
  for (let live = kernel.liveRuns()[0]; live; live = kernel.liveRuns()[0]) await kernel.waitForRun(live.run.runId);
}
