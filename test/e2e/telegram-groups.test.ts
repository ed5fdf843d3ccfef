import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Script } from '@coderclaw/agent/testing';
import { anything } from '@coderclaw/channel-telegram/testing';
import { said, startTelegramWorld } from './world/telegram-world.ts';

const STORY = anything({ story: { id: 1 } });
const ECHO: Script = ({ messages }) => ({ text: `you said: ${messages.at(-1)!.text}` });

test('what can not be read is answered in a group where a message would have been, and passed over elsewhere', async (t) => {
  const groups = '"-4000001": {requireMention: false}, "-4000002": {}, "-4000003": {}';
  const { server, owner, world } = await startTelegramWorld(t, `groups: {${groups}}`, {
    script: ECHO,
  });
  const ann = server.person('Ann');
  const room = (title: string, id: number) => server.group(title, { id, members: [ann] });
  const always = room('Always', -4_000_001);
  const called = room('Called', -4_000_002);
  const sticky = room('Sticky', -4_000_003);
  ann.sends(STORY, { in: called });
  ann.sends(STORY, { in: sticky });
  ann.sends(STORY, { in: always });
  const { text } = await said(server, always.id, /stories/u);
  assert.match(text, /^[^.]+\.$/u);
  assert.equal(server.posts.length, 1);

  ann.writes('@claw_test_bot hello', { in: called });
  await said(server, called.id, /hello$/u);
  ann.sends(STORY, { in: called });
  const answer = server.messagesIn(called).find(({ text: one }) => one.startsWith('you said'))!;
  ann.sends(STORY, { in: called, replyTo: answer.message });
  await said(server, called.id, /stories/u);
  assert.equal(server.posts.length, 3);

  const wiring = { channel: 'telegram', address: String(sticky.id), agentId: 'main' };
  await owner.request('wirings.set', { ...wiring, engage: 'mention-sticky' });
  ann.writes('@claw_test_bot stay', { in: sticky });
  await said(server, sticky.id, /stay$/u);
  ann.sends(STORY, { in: sticky });
  await said(server, sticky.id, /stories/u);
  assert.deepEqual([server.posts.length, world.model.requests.length], [5, 2]);
});
