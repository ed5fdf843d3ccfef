import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ScriptedModel } from '@coderclaw/agent/testing';
import { cloneTurn } from '../clone-turn.ts';
import { withDirectory } from '../disk.ts';
import { drive, openEngine } from '../engine.ts';
import { type Figure, type Measure, median } from '../figure.ts';
import { bareNodeMb, residentMb, startGatewayProcess } from '../gateway-process.ts';

const CONVERSATIONS = 100_000;
const RUNS = 5;
const PORT = 28_793;
/** Names that nothing else in the database has. */
const TEMPLATE = { conversation: 987_654_321, tag: 'template' };

/** What a long life costs: start and memory of a gateway that has talked in a hundred thousand conversations. */
export const measure: Measure = () =>
  withDirectory(async (home) => {
    const none = await sample(home);
    await fill(home);
    const many = await sample(home);
    const count = CONVERSATIONS.toLocaleString('en');
    return [
      {
        what: `cold start with ${count} conversations`,
        value: many.startMs,
        unit: 'ms',
        neighbour: { what: 'reading the database once', value: readMs(home), unit: 'ms' },
      },
      ratio(many.startMs, none.startMs, 'ms'),
      {
        what: `idle memory with ${count} conversations`,
        value: many.idleMb,
        unit: 'MB',
        neighbour: { what: 'bare Node', value: await bareNodeMb(), unit: 'MB' },
      },
      ratio(many.idleMb, none.idleMb, 'MB'),
    ];
  });

function ratio(many: number, none: number, unit: 'ms' | 'MB'): Figure {
  const neighbour = { what: 'with none', value: none, unit };
  return { what: 'the same ÷ with none', value: many / none, unit: '×', neighbour };
}

async function sample(home: string): Promise<{ startMs: number; idleMb: number }> {
  const startMs: number[] = [];
  let idleMb = Number.NaN;
  // The first start makes what is missing and fills the cache.
  for (let run = 0; run <= RUNS; run += 1) {
    const gateway = await startGatewayProcess(home, PORT);
    startMs.push(gateway.readyMs);
    if (run === RUNS) {
      await sleep(2_000);
      idleMb = residentMb(gateway.pid);
    }
    await gateway.stop();
  }
  return { startMs: median(startMs.slice(1)), idleMb };
}

/** One turn as it is, and all others in its image. */
async function fill(home: string): Promise<void> {
  const models = new ScriptedModel(() => ({ text: 'pong' }));
  const database = { file: 'coderclaw.db', auditKey: 'audit-key' };
  const engine = openEngine({ directory: home, database, models, model: 'scripted/model' });
  await engine.kernel.start();
  const { conversation: first, tag } = TEMPLATE;
  await drive(engine.kernel, { count: 1, tag, first });
  await engine.close();
  cloneTurn(join(home, database.file), CONVERSATIONS - 1, [`c${first}`, `${tag}-0`]);
}

function readMs(home: string): number {
  const begun = performance.now();
  readFileSync(join(home, 'coderclaw.db'));
  return performance.now() - begun;
}
