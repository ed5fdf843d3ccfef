import type { Clock, KernelApi } from '@coderclaw/core';

/** Long enough for whoever waited for the start to be served first. */
const AFTER_START_MS = 1_500;
/** No run may have ended for this long, and none be under way. */
const QUIET_MS = 25_000;

type Collector = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * Gives back what only the start and a burst of work needed: Node keeps the pages of a heap that has
 * shrunk, 60 MB after a thousand turns. Costs one pause of some 20 to 100 ms when nobody is waiting.
 * Does nothing where Node was started without `--expose-gc`. Ends when `stopping` aborts.
 */
export async function releaseIdleMemory(
  kernel: Pick<KernelApi, 'subscribe' | 'liveRuns'>,
  clock: Clock,
  stopping: AbortSignal,
): Promise<void> {
  const collect = (globalThis as { gc?: Collector }).gc;
  if (!collect) return;
  // Work since the last look, and whether there is anything to give back.
  const seen = { work: false, owed: true };
  const unsubscribe = kernel.subscribe((event) => {
    if (event.type === 'settled') seen.work = true;
  });
  await clock.sleep(AFTER_START_MS, stopping);
  while (!stopping.aborted) {
    if (seen.work) {
      Object.assign(seen, { work: false, owed: true });
    } else if (seen.owed && kernel.liveRuns().length === 0) {
      collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
      seen.owed = false;
    }
    await clock.sleep(QUIET_MS, stopping);
  }
  unsubscribe();
}
