import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KernelEvent } from '@coderclaw/core';
import { ManualClock } from '@coderclaw/core/testing';
import { releaseIdleMemory } from './idle-memory.ts';

test('memory is given back after the start and after a quiet time behind work, and not in between', async () => {
  const clock = new ManualClock();
  const stopping = new AbortController();
  let collected = 0;
  let tell: (event: KernelEvent) => void = () => {};
  const kernel = {
    liveRuns: () => [],
    subscribe: (listener: typeof tell) => {
      tell = listener;
      return () => {};
    },
  };
  const before = globalThis.gc;
  const count = () => {
    collected += 1;
  };
  Object.assign(globalThis, { gc: count });
  try {
    const released = releaseIdleMemory(kernel, clock, stopping.signal);
    await clock.advance(2_000);
    assert.equal(collected, 1);
    await clock.advance(100_000);
    assert.equal(collected, 1);
    tell({ type: 'settled' } as KernelEvent);
    await clock.advance(25_000);
    assert.equal(collected, 1);
    await clock.advance(25_000);
    assert.equal(collected, 2);
    stopping.abort();
    await released;
  } finally {
    Object.assign(globalThis, { gc: before });
  }
});
