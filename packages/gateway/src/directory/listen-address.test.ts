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

test('whoever starts it may open it, and what is not understood is refused', () => {
  assert.deepEqual(hostOf('loopback', 'lan'), ['0.0.0.0', false]);
  assert.deepEqual(hostOf('loopback', 'tailnet'), ['100.101.102.103', false]);
  assert.deepEqual(hostOf('lan', '192.168.1.5'), ['192.168.1.5', false]);
  assert.deepEqual(hostOf('lan', 'loopback'), ['127.0.0.1', false]);
  for (const bind of ['everywhere', 'custom', ''])
    assert.throws(() => hostOf('lan', bind), { code: 'GATEWAY_BIND' });
});

test('where other machines connect is known, and nothing of it while they can not', () => {
  const publicHosts = (explicit?: string) =>
    decideListenAddress({
      configured: 'loopback',
      explicit,
      addresses: [...addresses, '::1', 'fe80::1', '2001:db8::5'],
    }).publicHosts;
  for (const bind of [undefined, 'loopback', '127.0.0.2', '::1'])
    assert.deepEqual(publicHosts(bind), []);
  assert.deepEqual(publicHosts('lan'), ['192.168.1.5', '100.101.102.103']);
  assert.deepEqual(publicHosts('192.168.1.5'), ['192.168.1.5']);
  assert.deepEqual(publicHosts('::'), ['192.168.1.5', '100.101.102.103', '2001:db8::5']);
});
