import type { Clock } from '@coderclaw/core';
import type { AssistantMessage } from '@earendil-works/pi-ai';
import type { KeyTest } from './model-catalog.ts';
import { failureOf } from './model-failure.ts';
import type { ExchangeFacts, FoundModel } from './model-source.ts';

const TIMEOUT_MS = 20_000;

/** Asks the model for one word, and listens no longer than to its first. */
export async function testModelKey(
  found: FoundModel,
  clock: Clock,
  signal: AbortSignal,
): Promise<KeyTest> {
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const late = clock.sleep(TIMEOUT_MS, stopped).then((): KeyTest => {
    const problem = signal.aborted
      ? 'the test was stopped'
      : `${found.ref} did not answer within ${TIMEOUT_MS / 1000} s`;
    return { ok: false, problem };
  });
  try {
    return await Promise.race([ask(found, stopped), late]);
  } finally {
    stop.abort();
  }
}

async function ask(found: FoundModel, signal: AbortSignal): Promise<KeyTest> {
  const { normalizeContext } = await import('@earendil-works/pi-ai');
  const facts: ExchangeFacts = {};
  let last: AssistantMessage | null = null;
  const context = normalizeContext({
    messages: [{ role: 'user', content: 'Answer with the word OK.', timestamp: 0 }],
  });
  for await (const event of found.stream(context, { signal, facts })) {
    if (event.type === 'error') last = event.error;
    else if (event.type !== 'start') return { ok: true };
  }
  const failure = failureOf(found, facts, last);
  // A provider that is busy has looked at the key and let it pass.
  if (failure.code === 'MODEL_RATE_LIMITED' || failure.code === 'MODEL_OVERLOADED')
    return { ok: true };
  return { ok: false, problem: failure.message };
}
