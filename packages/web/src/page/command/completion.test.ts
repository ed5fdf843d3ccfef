import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '@coderclaw/protocol';
import { completeDraft, isTyped } from './completion.ts';

function command(name: string, more: Partial<Command> = {}): Command {
  const fixed = { source: 'native', scope: 'both' } as const;
  return { name, description: `What ${name} does`, acceptsArgs: false, ...fixed, ...more };
}

const choices = ['off', 'low', 'high'].map((value) => ({ value, label: value }));
const arg = {
  name: 'args',
  description: '[off|low|high]',
  type: 'string',
  required: false,
} as const;
const COMMANDS = [
  command('help', { textAliases: ['start'] }),
  command('stop', { textAliases: ['abort'] }),
  command('reset'),
  command('think', { textAliases: ['thinking'], acceptsArgs: true, args: [{ ...arg, choices }] }),
  command('model', { acceptsArgs: true, args: [{ ...arg, description: '[name]' }] }),
];
const suggested = (draft: string) =>
  completeDraft(draft, COMMANDS)?.suggestions.map(({ text }) => text) ?? null;

test('a slash suggests every command, with what may follow it', () => {
  assert.deepEqual(suggested('/'), ['/help', '/stop', '/reset', '/think ', '/model ']);
  const [think] = completeDraft('/think', COMMANDS)!.suggestions;
  assert.deepEqual(
    [think!.label, think!.args, think!.description],
    ['/think', '[off|low|high]', 'What think does'],
  );
});

test('names that begin with it come before other words for them, and those before names that hold it', () => {
  assert.deepEqual(suggested('/ST'), ['/stop', '/help']);
  assert.deepEqual(suggested('/set'), ['/reset']);
  assert.deepEqual(suggested('/abo'), ['/stop']);
});

test('what may follow is suggested under every name of the command, and nothing is taken unasked', () => {
  assert.deepEqual(suggested('/thinking '), ['/thinking off', '/thinking low', '/thinking high']);
  assert.equal(completeDraft('/think ', COMMANDS)!.first, -1);
  assert.deepEqual(suggested('/think H'), ['/think high']);
  assert.equal(completeDraft('/think h', COMMANDS)!.first, 0);
});

test('what no command begins with, and what goes on as a text does, suggests nothing', () => {
  for (const draft of [
    '',
    'help',
    ' /help',
    '/nonsense',
    '/model gpt',
    '/help me',
    '/think low now',
    '/a\nb',
  ])
    assert.equal(suggested(draft), null, draft);
});

test('a command that is typed to its end is complete', () => {
  const [think] = completeDraft('/think', COMMANDS)!.suggestions;
  assert.equal(isTyped('/Think', think!), true);
  assert.equal(isTyped('/thin', think!), false);
});
