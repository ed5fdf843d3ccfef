import { setTimeout as wait } from 'node:timers/promises';

const LOOK_MS = 2;
const PATIENCE_MS = 15_000;

/** Resolves when it holds. What does not in a quarter of a minute never will. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > giveUpAt) throw new Error(`it did not happen that ${what}`);
    await wait(LOOK_MS);
  }
}
