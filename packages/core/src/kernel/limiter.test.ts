import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Limiter } from './limiter.ts';

const never = new AbortController().signal;

test('places are given up to the limit and the next one waits for a release', async () => {
  const limiter = new Limiter(2);
  const first = await limiter.acquire('a', never);
  await limiter.acquire('a', never);
  let entered = false;
  const third = limiter.acquire('a', never).then(() => {
    entered = true;
  });
  await Promise.resolve();
  assert.equal(entered, false);
  first?.();
  await third;
  assert.ok(entered);
});

test('names do not wait for each other', async () => {
  const limiter = new Limiter(1);
  assert.ok(await limiter.acquire('a', never));
  assert.ok(await limiter.acquire('b', never));
});

test('who waits enters in the order of asking', async () => {
  const limiter = new Limiter(1);
  const order: number[] = [];
  const release = await limiter.acquire('a', never);
  const all = [1, 2, 3].map(async (number) => {
    const leave = await limiter.acquire('a', never);
    order.push(number);
    leave?.();
  });
  release?.();
  await Promise.all(all);
  assert.deepEqual(order, [1, 2, 3]);
});

test('who gives up waiting gets no place and does not hold the others up', async () => {
  const limiter = new Limiter(1);
  const release = await limiter.acquire('a', never);
  const impatient = new AbortController();
  const gone = limiter.acquire('a', impatient.signal);
  const next = limiter.acquire('a', never);
  impatient.abort();
  assert.equal(await gone, undefined);
  release?.();
  assert.ok(await next);
});

test('an aborted signal takes no place at all', async () => {
  const limiter = new Limiter(1);
  assert.equal(await limiter.acquire('a', AbortSignal.abort()), undefined);
  assert.ok(await limiter.acquire('a', never));
});

test('an abort after the place was given changes nothing', async () => {
  const limiter = new Limiter(1);
  const late = new AbortController();
  const release = await limiter.acquire('a', never);
  const waiting = limiter.acquire('a', late.signal);
  const behind = limiter.acquire('a', never);
  release?.();
  const leave = await waiting;
  late.abort();
  leave?.();
  assert.ok(await behind);
});

test('a place given back twice lets in one, not two', async () => {
  const limiter = new Limiter(1);
  const release = await limiter.acquire('a', never);
  release?.();
  const second = await limiter.acquire('a', never);
  release?.();
  let entered = false;
  const third = limiter.acquire('a', never).then(() => {
    entered = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(entered, false);
  second?.();
  await third;
});

test('whatever comes, never more than the limit work at once and everyone who waits enters or gives up', async () => {
  const visit = fc.record({
    name: fc.constantFrom('a', 'b'),
    aborts: fc.boolean(),
    turns: fc.nat(4),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(visit, { maxLength: 25 }),
      async (limit, visits) => {
        const limiter = new Limiter(limit);
        const inside = { a: 0, b: 0 };
        await Promise.all(
          visits.map(async ({ name, aborts, turns }) => {
            const patience = new AbortController();
            const asked = limiter.acquire(name as 'a' | 'b', patience.signal);
            if (aborts) queueMicrotask(() => patience.abort());
            const leave = await asked;
            if (!leave) return;
            inside[name as 'a' | 'b'] += 1;
            assert.ok(inside[name as 'a' | 'b'] <= limit);
            for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
            inside[name as 'a' | 'b'] -= 1;
            leave();
          }),
        );
        assert.deepEqual(inside, { a: 0, b: 0 });
      },
    ),
  );
});
