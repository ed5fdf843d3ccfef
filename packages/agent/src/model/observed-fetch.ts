import { AsyncLocalStorage } from 'node:async_hooks';
import type { ExchangeFacts } from './model-source.ts';

type Fetch = typeof globalThis.fetch;

const scope = new AsyncLocalStorage<Fetch>();
const SCOPED = Symbol.for('coderclaw.scoped-fetch');

/**
 * A fetch for model endpoints. It writes down what it sees, ends a body that is longer than `maxBytes`, and
 * follows no redirect: an endpoint that was configured has no business sending our key and conversation to
 * another address, least of all a private one (T11).
 */
export function observedFetch(facts: ExchangeFacts, now: () => number, maxBytes: number): Fetch {
  return async (input, init) => {
    let response: Response;
    try {
      // Outside the scope, or it would come back here. Named only now: Node loads its client at the first mention.
      response = await scope.exit(() => fetch(input, { ...init, redirect: 'manual' }));
    } catch (error) {
      if (!init?.signal?.aborted) facts.networkError = networkCodeOf(error);
      throw error;
    }
    facts.status = response.status;
    facts.retryAfterMs = retryAfterOf(response.headers, now());
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400) {
      facts.redirectedTo = originOf(location);
      await response.body?.cancel();
      throw new TypeError('redirects of a model endpoint are not followed');
    }
    return bounded(response, facts, maxBytes);
  };
}

/**
 * Runs `work` with `fetch` in the place of the global one, for it alone. Google's library takes no fetch of
 * ours; without this its requests would follow redirects.
 */
export function withGlobalFetch<T>(fetch: Fetch, work: () => T): T {
  if (!(SCOPED in globalThis.fetch)) {
    const outer = globalThis.fetch;
    const scoped: Fetch = (input, init) => (scope.getStore() ?? outer)(input, init);
    globalThis.fetch = Object.assign(scoped, { [SCOPED]: true });
  }
  return scope.run(fetch, work);
}

function bounded(response: Response, facts: ExchangeFacts, maxBytes: number): Response {
  if (!response.body) return response;
  let seen = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      seen += chunk.byteLength;
      if (seen <= maxBytes) return controller.enqueue(chunk);
      facts.tooLarge = true;
      controller.error(new Error('the answer is larger than allowed'));
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(limit), { status, statusText, headers });
}

function retryAfterOf(headers: Headers, now: number): number | undefined {
  const exact = headers.get('retry-after-ms');
  if (exact !== null && Number.isFinite(Number(exact))) return Math.max(0, Number(exact));
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now;
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined;
}

function originOf(location: string | null): string {
  // The rest of the address may hold a token.
  return location && URL.canParse(location) ? new URL(location).origin : 'another address';
}

function networkCodeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : 'connection failed';
}
