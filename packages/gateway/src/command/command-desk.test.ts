import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  COMMANDS,
  type CommandName,
  type CommandRequest,
  type CommandSpec,
  getCommand,
  OWNER,
} from '@coderclaw/core';
import { createCommandDesk } from './command-desk.ts';
import type { CommandPorts } from './command-ports.ts';

/** The owner asks, where so many models are configured. */
function ask(name: CommandName, args = '', models = 3, more: object = {}) {
  const logged: string[] = [];
  const ports = {
    agents: { find: () => ({ models: ['house/m0'], thinking: 'off' }), list: () => [] },
    models: {
      list: async () =>
        Array.from({ length: models }, (_, at) => ({ ref: `house/m${at}`, id: `m${at}` })),
    },
    channels: { find: () => undefined },
    policies: { find: () => undefined },
    verbosity: { standingLevel: () => 'off' },
    kernel: () => assert.fail('no kernel'),
    logger: { error: (message: string) => logged.push(message) },
    clock: { now: () => 2_000 },
    ...more,
  } as unknown as CommandPorts;
  const request = {
    call: { name, args },
    permitted: true,
    standing: { isOwner: true, known: true, reach: 'person' },
    principalId: OWNER,
    askedAt: 1_000,
    agentId: 'main',
    session: { id: 's', key: 'agent:main:main', agentId: 'main', settings: {} },
    place: { channel: 'cli', account: 'default', kind: 'direct', addresses: [] },
  } as unknown as CommandRequest;
  return { answer: createCommandDesk(ports).run(request), logged };
}

test('models have buttons while there are few, and are named in part where there are many', async () => {
  const few = await ask('model').answer;
  assert.deepEqual(
    few.buttons?.flat().map(({ label, value }) => [label, value]),
    [
      ['✓ house/m0', '/model house/m0'],
      ['house/m1', '/model house/m1'],
      ['house/m2', '/model house/m2'],
      ['default', '/model default'],
    ],
  );
  const many = await ask('model', '', 900).answer;
  assert.equal(many.buttons, undefined);
  assert.match(many.text, /and 880 more/u);
  const several = await ask('model', 'HOUSE/', 4).answer;
  assert.match(several.text, /nothing was changed\. Which one\?/u);
  assert.equal(several.buttons?.length, 4);
});

test('every word to choose from has a button', async () => {
  for (const name of ['think', 'verbose', 'queue'] as const) {
    const { choices = [] }: CommandSpec = getCommand(name);
    const { answer } = ask(name, 'nonsense');
    const values = (await answer).buttons?.flat().map(({ value }) => value);
    assert.deepEqual(
      values,
      choices.map((word) => `/${name} ${word}`),
    );
  }
});

test('a command that breaks says so, and the log says why', async () => {
  const { answer, logged } = ask('resend');
  assert.match((await answer).text, /^\/resend did not work; the gateway's log says why/u);
  assert.deepEqual(logged, ['a command failed']);
});

test('a help that is shown to the owner names every command', async () => {
  const { text } = await ask('help').answer;
  for (const { name } of COMMANDS) assert.ok(text.includes(`\`/${name}`), name);
  assert.ok(text.length < 3_500);
});

test('a pairing whose answer a crash took is told when the command is run again', async () => {
  const approvedAt = (decidedAt: number) => ({
    kernel: () => ({ approvePairing: async () => ({ kind: 'refused', reason: 'decided' }) }),
    store: {
      listPairings: async () =>
        [{ identity: '7', displayName: null, channel: 'telegram', account: 'default' }].map(
          (one) => ({ ...one, asOwner: false, decidedBy: OWNER, decidedAt }),
        ),
    },
  });
  const again = await ask('pair', 'ABCDEFGH', 3, approvedAt(1_500)).answer;
  assert.equal(again.text, '`7` on `telegram` may write to me from now on.');
  const used = await ask('pair', 'ABCDEFGH', 3, approvedAt(500)).answer;
  assert.match(used.text, /^This code was used before/u);
});
