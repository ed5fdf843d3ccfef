import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideOrigin, type OriginFacts } from './request-origin.ts';

const facts: OriginFacts = {
  target: '/',
  host: '127.0.0.1:18789',
  origin: undefined,
  localAddress: '127.0.0.1',
  localPort: 18_789,
};
const ALLOWED: readonly Partial<OriginFacts>[] = [
  {},
  { host: 'LOCALHOST:18789' },
  { host: '[::1]:18789', localAddress: '::1' },
  { origin: 'http://127.0.0.1:18789' },
  { localAddress: '::ffff:127.0.0.1' },
  { localAddress: '192.168.1.5', host: '192.168.1.5:18789', origin: 'http://192.168.1.5:18789' },
  { localPort: 80, host: '127.0.0.1' },
  { target: '/page.js?version=1' },
];
const REFUSED: readonly (readonly [Partial<OriginFacts>, number])[] = [
  [{ host: undefined }, 403],
  [{ host: '' }, 403],
  [{ host: 'evil.example:18789' }, 403],
  [{ host: '127.0.0.1.evil.example:18789' }, 403],
  [{ host: '127.0.0.1:18789@evil.example' }, 403],
  [{ host: '127.0.0.1' }, 403],
  [{ localAddress: '192.168.1.5', host: 'localhost:18789' }, 403],
  [{ origin: 'https://127.0.0.1:18789' }, 403],
  [{ origin: 'http://localhost:18789' }, 403],
  [{ origin: 'null' }, 403],
  [{ origin: '' }, 403],
  [{ target: 'http://127.0.0.1:18789/' }, 421],
  [{ target: '//evil.example/' }, 421],
  [{ target: '*' }, 421],
  [{ target: '/?token=x' }, 400],
  [{ target: '/?a=b&Access_Token=x' }, 400],
  [{ target: '/x?api-key=x' }, 400],
  [{ target: '/?accessToken=x' }, 400],
  [{ target: '/?gateway.auth=x' }, 400],
  [{ target: '/?%74oken=x' }, 400],
];

for (const changed of ALLOWED) {
  test(`${JSON.stringify(changed)} is ours`, () => {
    assert.deepEqual(decideOrigin({ ...facts, ...changed }), { allowed: true });
  });
}
for (const [changed, status] of REFUSED) {
  test(`${JSON.stringify(changed)} is refused with ${status}`, () => {
    const decision = decideOrigin({ ...facts, ...changed });
    assert.equal(decision.allowed ? 200 : decision.status, status);
  });
}
