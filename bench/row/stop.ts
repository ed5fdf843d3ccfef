import { ScriptedModel } from '@coderclaw/agent/testing';
import { OWNER } from '@coderclaw/core';
import { withDirectory } from '../disk.ts';
import { messageTo, openEngine } from '../engine.ts';
import { type Measure, median } from '../figure.ts';

const ABORTS = 50;
const HANGING = 50;

/** How long a person waits for a run to stop, and a machine for the gateway, while the model says nothing. */
export const measure: Measure = () =>
  withDirectory(async (directory) => {
    const models = new ScriptedModel(() => ({
      text: 'pong',
      fault: { kind: 'hang', afterChunks: 0 },
    }));
    const { kernel, close } = openEngine({ directory, models, model: 'scripted/model' });
    await kernel.start();
    const abortMs: number[] = [];
    for (let index = 0; index < ABORTS; index += 1) {
      const accepted = await kernel.accept(messageTo(index, `abort-${index}`));
      const runId = accepted.kind === 'accepted' ? accepted.intakes[0]?.claimed?.run.id : undefined;
      if (!runId) throw new Error('the message began no run');
      await new Promise((resolve) => setTimeout(resolve, 5));
      const begun = performance.now();
      await kernel.stopRun({ runId, principalId: OWNER, reason: 'bench' });
      await kernel.waitForRun(runId);
      abortMs.push(performance.now() - begun);
    }
    for (let index = 0; index < HANGING; index += 1)
      await kernel.accept(messageTo(ABORTS + index, `hang-${index}`));
    const begun = performance.now();
    await close();
    return [
      {
        what: 'abort of a run whose model hangs, p50',
        value: median(abortMs),
        unit: 'ms',
        budget: { at: 'most', value: 500 },
      },
      {
        what: `graceful stop with ${HANGING} runs under way`,
        value: performance.now() - begun,
        unit: 'ms',
        budget: { at: 'most', value: 2_000 },
      },
    ];
  });
