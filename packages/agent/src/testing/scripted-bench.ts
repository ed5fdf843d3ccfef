import { setImmediate as turn } from 'node:timers/promises';
import { ManualClock } from '@coderclaw/core/testing';
import type { AgentLimits } from '../runner/agent-limits.ts';
import type { Tool } from '../tool/tool.ts';
import { AgentBench } from './agent-bench.ts';
import { ScriptedModel } from './scripted-model.ts';
import type { Script } from './scripted-reply.ts';

/** A bench whose model follows a script and whose clock moves by hand. */
export async function scriptedBench(
  script: Script,
  limits: Partial<AgentLimits> = {},
  tools: readonly Tool[] = [],
) {
  const clock = new ManualClock();
  const model = new ScriptedModel(script, { clock });
  const opened = await AgentBench.open(model, clock, limits, tools);
  return Object.assign(opened, { model, manual: clock });
}

/** Lets everything that can happen without time passing happen. */
export async function settle(): Promise<void> {
  for (let count = 0; count < 50; count += 1) await turn();
}

/** Moves time on until the run is over. */
export async function drive(clock: ManualClock, running: Promise<unknown>): Promise<void> {
  let over = false;
  void running.finally(() => (over = true)).catch(() => {});
  while (!over) {
    await settle();
    if (clock.sleeping > 0) await clock.advance(500);
  }
}

/** Waits for something that happens without the clock. */
export async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

export const write = (path: string, content = 'x') => ({
  name: 'write',
  arguments: { path, content },
});
export const read = (path: string) => ({ name: 'read', arguments: { path } });
