import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ScriptedModel } from '@coderclaw/agent/testing';
import type { KernelApi } from '@coderclaw/core';
import { sampleFsync, withDirectory } from '../disk.ts';
import { openEngine } from '../engine.ts';
import { type Measure, median } from '../figure.ts';

const RUNS = 1_000;
const VICTIM = fileURLToPath(new URL('../interrupted-runs.ts', import.meta.url));

/** A restart with a thousand interrupted runs: until each is claimed again and new messages may come. */
export const measure: Measure = () =>
  withDirectory(async (directory) => {
    const fsyncMs = median(sampleFsync(directory, 200));
    await interrupt(directory);
    const engine = openEngine({
      directory,
      models: new ScriptedModel(() => ({ text: 'pong' })),
      model: 'scripted/model',
    });
    const begun = performance.now();
    const report = await engine.kernel.start();
    const reclaimedMs = performance.now() - begun;
    await allSettled(engine.kernel);
    const answeredMs = performance.now() - begun;
    await engine.close();
    if (report.resumed !== RUNS) throw new Error(`resumed ${report.resumed} of ${RUNS} runs`);
    const neighbour = { what: 'one flush of the disk', value: fsyncMs, unit: 'ms' } as const;
    return [
      {
        what: `restart → ${RUNS} interrupted runs reclaimed`,
        value: reclaimedMs / 1000,
        unit: 's',
        budget: { at: 'most', value: 1 },
        neighbour,
      },
      { what: 'the same, until each is answered', value: answeredMs / 1000, unit: 's' },
    ];
  });

/** Leaves a database behind whose process was killed in the middle of its runs. */
async function interrupt(directory: string): Promise<void> {
  const victim = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', VICTIM, directory, String(RUNS)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(victim.stdout, 'data');
  victim.kill('SIGKILL');
  await once(victim, 'exit');
}

async function allSettled(kernel: KernelApi): Promise<void> {
  for (let live = kernel.liveRuns()[0]; live; live = kernel.liveRuns()[0])
    await kernel.waitForRun(live.run.runId);
}
