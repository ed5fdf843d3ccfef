import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offerChoices, textWithChoices } from './choice.ts';
import { type AssistantContent, NO_USAGE, textOf } from './content.ts';

const answer = (text: string): AssistantContent => ({
  role: 'assistant',
  stopReason: 'stop',
  model: 'demo/one',
  usage: NO_USAGE,
  blocks: text === '' ? [] : [{ type: 'text', text }],
});

const rowsOf = (...choices: readonly string[]) =>
  offerChoices(answer('?'), choices).buttons?.map((row) => row.map(({ label }) => label));

test('each choice is a button that says what stands on it', () => {
  const offered = offerChoices(answer('Which?'), ['Red', 'Green']);
  assert.deepEqual(offered.buttons, [
    [
      { label: 'Red', value: 'Red' },
      { label: 'Green', value: 'Green' },
    ],
  ]);
  assert.equal(textOf(offered), 'Which?');
});

test('short choices stand beside each other, long ones below', () => {
  assert.deepEqual(rowsOf('1', '2', '3', '4', '5', '6', '7', '8'), [
    ['1', '2', '3', '4', '5', '6', '7', '8'],
  ]);
  const long = 'the day after tomorrow';
  assert.deepEqual(rowsOf('Yes', 'No', long, 'never', 'today'), [
    ['Yes', 'No'],
    [long],
    ['never', 'today'],
  ]);
});

test('an answer without text gets what was said before, or a heading, one without choices stays as it is', () => {
  assert.equal(textOf(offerChoices(answer(''), ['a'])), 'Choose one:');
  assert.equal(textOf(offerChoices(answer(''), ['a'], 'Which?')), 'Which?');
  assert.equal(textOf(offerChoices(answer('So?'), ['a'], 'Which?')), 'So?');
  assert.equal(textOf(offerChoices(answer(' \n'), ['a'])).trim(), 'Choose one:');
  const plain = answer('Done.');
  assert.equal(offerChoices(plain, []), plain);
  assert.equal(textWithChoices(plain), 'Done.');
});

test('without buttons the choices are listed below the text', () => {
  const offered = offerChoices(answer('Which?'), ['Red', 'Green']);
  assert.equal(textWithChoices(offered), 'Which?\n\n1. Red\n2. Green');
});
