import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { ManualClock } from '@coderclaw/core/testing';
import { FailureLimiter } from '../access/failure-limiter.ts';
import type { GatewayContext } from '../method/context.ts';
import { ChannelHooks } from './channel-hook.ts';

const ACCOUNT = { channel: 'telegram', account: 'default' };
const PROXY = { address: '10.0.0.2', loopback: false };
const ELSEWHERE = { address: '10.0.0.3', loopback: false };

test('T14 guesses through the proxy slow the platform behind it, and do not lock it out', async () => {
  const { post, waits } = openHooks();
  assert.equal(await post('right', PROXY), 200);
  for (let guess = 0; guess < 30; guess += 1) await post('wrong', PROXY);
  assert.equal(await post('right', PROXY), 200);
  assert.ok(waits.includes(1_000));
});

test('T14 guesses from where no platform ever posted are locked out', async () => {
  const { post } = openHooks();
  assert.equal(await post('right', PROXY), 200);
  for (let guess = 0; guess < 10; guess += 1) assert.equal(await post('wrong', ELSEWHERE), 401);
  assert.equal(await post('wrong', ELSEWHERE), 429);
  assert.equal(await post('right', PROXY), 200);
});

function openHooks() {
  const waits: number[] = [];
  const manual = new ManualClock(0);
  const clock = {
    now: () => manual.now(),
    monotonic: () => manual.monotonic(),
    sleep: async (ms: number, signal?: AbortSignal) => {
      waits.push(ms);
      // What is read here is there at once: only a brake is waited for.
      if (signal) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  };
  const webhook = async ({ headers }: { readonly headers: Record<string, unknown> }) => ({
    status: headers['x-secret'] === 'right' ? 200 : 401,
  });
  const gateway = {
    stopping: new AbortController().signal,
    channels: { findConfigured: () => ({ webhook }) },
  } as unknown as GatewayContext;
  const limiter = new FailureLimiter(clock);
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const hooks = new ChannelHooks({ gateway: () => gateway, clock, limiter, logger });
  const post = async (secret: string, caller: typeof PROXY) => {
    const headers = { 'x-secret': secret };
    const request = Object.assign(Readable.from([Buffer.from('{}')]), { method: 'POST', headers });
    const { status } = await hooks.answer(request as unknown as IncomingMessage, caller, ACCOUNT);
    return status;
  };
  return { post, waits };
}
