import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readToken } from './read-token.ts';
import { createFakeIo } from './testing/fake-io.ts';

const TOKEN = '123456:a-token';

test('T18 a token that a person types or pastes is not shown, and the terminal is given back', async () => {
  for (const typed of [
    `${TOKEN}\r`,
    `\u001b[200~${TOKEN}\u001b[201~\n`,
    `x\u007f${TOKEN}\u001b[D\r`,
  ]) {
    const io = createFakeIo({ terminal: true, stdin: typed });
    assert.equal(await readToken(io, undefined), TOKEN);
    assert.equal(`${io.printed()}${io.complained()}`.includes('a-token'), false);
    assert.deepEqual(io.rawModes, [true, false]);
  }
});

test('Ctrl-C, Ctrl-D, the end and an empty line give up', async () => {
  for (const typed of ['12\u0003', '\u0004', '12', '\r']) {
    const io = createFakeIo({ terminal: true, stdin: typed });
    await assert.rejects(readToken(io, undefined), /nothing was done/u);
    assert.deepEqual(io.rawModes, [true, false]);
  }
});

test('a token comes from an argument or a pipe, and who forgot both is told', async () => {
  assert.equal(await readToken(createFakeIo(), TOKEN), TOKEN);
  assert.equal(await readToken(createFakeIo({ stdin: `${TOKEN}\n` }), '-'), TOKEN);
  await assert.rejects(readToken(createFakeIo({ stdin: '\n' }), '-'), /empty/u);
  await assert.rejects(readToken(createFakeIo({ stdin: 'x'.repeat(5_000) }), '-'), /too long/u);
  await assert.rejects(readToken(createFakeIo({ stdin: TOKEN }), undefined), /there is no token/u);
});
