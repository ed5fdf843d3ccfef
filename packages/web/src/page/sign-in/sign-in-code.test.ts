import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSignInCode, takeSignInCode } from './sign-in-code.ts';

function open(hash: string) {
  const addresses: unknown[] = [];
  const history = {
    replaceState: (_state: unknown, _title: string, address?: unknown) =>
      void addresses.push(address),
  };
  const code = takeSignInCode({ hash, pathname: '/' }, history as Pick<History, 'replaceState'>);
  return { code, addresses };
}

test('the code of a sign-in link is taken out of the address', () => {
  assert.deepEqual(open('#code=abc-DEF_123'), { code: 'abc-DEF_123', addresses: ['/'] });
});

test('an address without a fragment is left alone', () => {
  assert.deepEqual(open(''), { code: null, addresses: [] });
});

test('a fragment that is no code is no code, and still leaves the address', () => {
  assert.deepEqual(open('#code=<script>'), { code: null, addresses: ['/'] });
});

test('a person may paste the link, its fragment or the bare code', () => {
  for (const text of ['http://127.0.0.1:18789/#code=abcdefgh', '#code=abcdefgh', ' abcdefgh\n']) {
    assert.equal(parseSignInCode(text), 'abcdefgh');
  }
  for (const text of ['', 'short', 'two words', 'http://127.0.0.1:18789/']) {
    assert.equal(parseSignInCode(text), null);
  }
});
