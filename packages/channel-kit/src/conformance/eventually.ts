import { setTimeout as wait } from 'node:timers/promises';

const LOOK_MS = 2;
const PATIENCE_MS = 10_000;

/** Resolves when it holds. What does not within `patienceMs` never will. */
export async function eventually(
  what: string,
  holds: () => boolean,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > giveUpAt) throw new Error(`it did not happen that ${what}`);
    await wait(LOOK_MS);
  }
}
