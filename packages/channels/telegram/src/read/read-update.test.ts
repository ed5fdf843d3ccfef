import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommand, textOf } from '@coderclaw/core';
import type { Message } from 'grammy/types';
import { readUpdate } from './read-update.ts';

const LOGIN = { account: 'default', botId: 1, username: 'claw_test_bot' };
const OWNER = { id: 7, is_bot: false, first_name: 'Ann' };
const CHAT = { id: 7, type: 'private', first_name: 'Ann' } as const;

test('T07 what another bot put into the mouth of the owner is no command', () => {
  const bot = { id: 9, is_bot: true, first_name: 'Helpful', username: 'helpful_bot' };
  const event = read({ text: '/pair ABCDEFGH owner', via_bot: bot });
  assert.equal(textOf(event.content), '[Written by the bot Helpful]\n/pair ABCDEFGH owner');
  assert.equal(parseCommand(textOf(event.content)), undefined);
  assert.deepEqual(event.labels, ['forwarded']);
});

test('a GIF from the bot of the platform is a file and nothing else', () => {
  const bot = { id: 9, is_bot: true, first_name: 'GIF', username: 'gif' };
  const sizes = { width: 1, height: 1, duration: 1 };
  const animation = { file_id: 'a', file_unique_id: 'b', ...sizes };
  const event = read({ animation, via_bot: bot });
  assert.deepEqual([event.content.blocks, event.labels], [[], undefined]);
});

function read(fields: Partial<Message>) {
  const message = { message_id: 1, date: 1, chat: CHAT, from: OWNER, ...fields } as Message;
  const update = readUpdate({ update_id: 1, message: message as never }, LOGIN);
  assert.equal(update.kind, 'event');
  if (update.kind !== 'event') throw new Error('no event');
  return update.event;
}
