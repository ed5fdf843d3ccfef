import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideListenAddress } from './listen-address.ts';

const addresses = ['127.0.0.1', '192.168.1.5', '100.101.102.103'];
const hostOf = (configured: string, explicit?: string) => {
  const { host, problem } = decideListenAddress({ configured, explicit, addresses });
  return [host, problem !== null];
};

test('a file alone never opens the gateway to other machines', () => {
  assert.deepEqual(hostOf('loopback'), ['127.0.0.1', false]);
  assert.deepEqual(hostOf('auto'), ['127.0.0.1', false]);
  for (const bind of ['lan', 'tailnet', 'custom', '0.0.0.0']) {
    assert.deepEqual(hostOf(bind), ['127.0.0.1', true]);
  }
});

test('whoever starts it may open it, and what is not understood stays closed', () => {
  assert.deepEqual(hostOf('loopback', 'lan'), ['0.0.0.0', false]);
  assert.deepEqual(hostOf('loopback', 'tailnet'), ['100.101.102.103', false]);
  assert.deepEqual(hostOf('lan', '192.168.1.5'), ['192.168.1.5', false]);
  assert.deepEqual(hostOf('lan', 'loopback'), ['127.0.0.1', false]);
  assert.deepEqual(hostOf('lan', 'everywhere'), ['127.0.0.1', true]);
  assert.deepEqual(hostOf('lan', 'custom'), ['127.0.0.1', true]);
});
