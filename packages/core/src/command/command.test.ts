import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COMMANDS, type CommandSpec, mayUse, parseCommand, SESSION_REACHES } from './command.ts';

test('a command is a known name behind a slash, with or without our name and arguments', () => {
  assert.deepEqual(parseCommand('/status'), { name: 'status', args: '' });
  assert.deepEqual(parseCommand('  /Think@my_bot   high '), { name: 'think', args: 'high' });
  assert.deepEqual(parseCommand('/start'), { name: 'help', args: '' });
  assert.deepEqual(parseCommand('/model\nopenai/gpt'), { name: 'model', args: 'openai/gpt' });
});

test('everything else goes to the model', () => {
  for (const text of ['status', '/etc/hosts is empty', '/unknown', '/', '//status', '/status!'])
    assert.equal(parseCommand(text), undefined, text);
  assert.equal(parseCommand(`/think ${'x'.repeat(501)}`), undefined);
  fc.assert(fc.property(fc.string(), (text) => text.trim().startsWith('/') || !parseCommand(text)));
});

test('names and aliases mean one command each, in the form that every platform takes', () => {
  const names = COMMANDS.flatMap((command: CommandSpec) => [
    command.name,
    ...(command.aliases ?? []),
  ]);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[a-z]{1,32}$/u);
});

test('the words to choose from are those that help shows', () => {
  for (const { name, args, choices } of COMMANDS as readonly CommandSpec[])
    if (choices) assert.equal(args, `[${choices.join('|')}]`, name);
});

test('a command is for anyone, for who is known, or for the owner', () => {
  const use = (name: 'help' | 'stop' | 'model', isOwner: boolean, known: boolean) =>
    mayUse(name, { isOwner, known, reach: 'person' });
  assert.deepEqual(
    (['help', 'stop', 'model'] as const).map((name) => [
      use(name, false, false),
      use(name, false, true),
      use(name, true, false),
    ]),
    [
      [true, true, true],
      [false, true, true],
      [false, false, true],
    ],
  );
});

test('who is known somewhere may not show the work of an agent to all, nor change what others share', () => {
  const allowed = SESSION_REACHES.map((reach) => [
    reach,
    ...COMMANDS.filter(({ name }) => mayUse(name, { isOwner: false, known: true, reach })).map(
      ({ name }) => name,
    ),
  ]);
  const anywhere = ['help', 'status', 'whoami'];
  const others = ['agents', 'usage', 'resend'];
  assert.deepEqual(allowed, [
    ['person', ...anywhere, 'new', 'reset', 'stop', 'think', 'verbose', 'queue', ...others],
    ['place', ...anywhere, 'new', 'reset', 'stop', 'think', 'queue', ...others],
    ['places', ...anywhere, ...others],
  ]);
  for (const reach of SESSION_REACHES)
    for (const { name } of COMMANDS)
      assert.ok(mayUse(name, { isOwner: true, known: false, reach }), name);
});
