import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AgentId } from '../id/id.ts';
import { userText } from '../message/content.ts';
import type { ConversationKind, InboundEvent, MessageKind } from '../message/message.ts';
import { formatSessionKey, parseSessionKey } from '../session/session-key.ts';
import { decideRoute, type RouteFacts } from './route.ts';

const main = 'main' as AgentId;
const event: InboundEvent = {
  channel: 'telegram',
  account: 'work',
  eventKey: 'message:7',
  kind: 'message',
  conversation: { address: '-100 5', kind: 'group' },
  sender: { identity: 'ada@example.org', displayName: 'Ada' },
  content: userText('hello'),
};
const facts: RouteFacts = {
  event,
  principalKnown: true,
  requestedKey: undefined,
  defaultAgentId: main,
  agentExists: (agentId) => agentId === 'main' || agentId === 'coder',
};

function routed(change: Partial<RouteFacts>) {
  const plan = decideRoute({ ...facts, ...change });
  assert.ok(plan.kind === 'routed');
  return plan;
}

function refusal(change: Partial<RouteFacts>) {
  const plan = decideRoute({ ...facts, ...change });
  assert.ok(plan.kind === 'refused');
  return plan.reason;
}

test('a known principal’s message engages the default agent', () => {
  assert.deepEqual(routed({}), {
    kind: 'routed',
    agentId: 'main',
    sessionKey: 'agent:main:telegram:group:-100%205',
    decision: 'engage',
    reason: 'wiring:default',
  });
});

test('a stranger’s message is dropped, whatever it is', () => {
  const plan = routed({ principalKnown: false });
  assert.deepEqual([plan.decision, plan.reason], ['drop', 'access:stranger']);
  const edit = routed({ principalKnown: false, event: { ...event, kind: 'edit' } });
  assert.equal(edit.reason, 'access:stranger');
});

test('a stranger who names a session is dropped as well', () => {
  const plan = routed({ principalKnown: false, requestedKey: 'main' });
  assert.deepEqual([plan.decision, plan.reason], ['drop', 'access:stranger']);
});

test('edits, deletes, reactions and actions start nothing', () => {
  for (const kind of ['edit', 'delete', 'reaction', 'action'] satisfies MessageKind[]) {
    const plan = routed({ event: { ...event, kind } });
    assert.deepEqual([plan.decision, plan.reason], ['drop', `kind:${kind}`]);
  }
});

test('a face that names a session reaches the agent of that session', () => {
  const plan = routed({ requestedKey: 'agent:coder:explicit:notes' });
  assert.deepEqual(
    [plan.agentId, plan.sessionKey, plan.decision, plan.reason],
    ['coder', 'agent:coder:explicit:notes', 'engage', 'session:requested'],
  );
  assert.equal(routed({ requestedKey: 'main' }).sessionKey, 'agent:main:main');
});

test('a requested session that can not be is refused with its reason', () => {
  assert.match(refusal({ requestedKey: 'agent:main' }), /names no session/);
  assert.equal(refusal({ requestedKey: 'agent:ghost:main' }), "there is no agent 'ghost'");
  assert.equal(refusal({ requestedKey: 'cron:x' }), 'cron sessions take no messages from people');
  assert.equal(refusal({ requestedKey: 'hook:x' }), 'hook sessions take no messages from people');
});

test('a direct conversation’s session is named by channel, login and peer, not by the chat’s address', () => {
  const direct = { ...event, conversation: { address: '99', kind: 'direct' as const } };
  assert.equal(
    routed({ event: direct }).sessionKey,
    'agent:main:telegram:work:direct:ada%40example.org',
  );
  const only = { ...direct, account: 'default' };
  assert.equal(routed({ event: only }).sessionKey, 'agent:main:telegram:direct:ada%40example.org');
  const other = { ...direct, sender: { identity: 'bob' } };
  assert.notEqual(routed({ event: other }).sessionKey, routed({ event: direct }).sessionKey);
});

test('a thread’s session lies under its parent, one without a parent under itself', () => {
  const thread = { address: '9', kind: 'thread' as const };
  const inKind = (kind: ConversationKind) =>
    routed({ event: { ...event, conversation: { ...thread, parent: { address: '5', kind } } } })
      .sessionKey;
  assert.equal(inKind('channel'), 'agent:main:telegram:channel:5:thread:9');
  assert.equal(inKind('group'), 'agent:main:telegram:group:5:thread:9');
  assert.equal(
    routed({ event: { ...event, conversation: thread } }).sessionKey,
    'agent:main:telegram:group:9',
  );
});

test('an event without an address or a sender, or with one too long to name a session, is refused', () => {
  const at = (address: string) => ({ ...event, conversation: { address, kind: 'group' as const } });
  assert.match(refusal({ event: at('') }), /empty part/);
  assert.match(refusal({ event: at('x'.repeat(600)) }), /longer than 512/);
});

test('whatever a platform calls its places and people, the session key is well formed and names one session', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
  const kind = fc.constantFrom<ConversationKind>('direct', 'group', 'channel', 'thread');
  fc.assert(
    fc.property(name, name, kind, (address, identity, conversationKind) => {
      const conversation = { address, kind: conversationKind };
      const plan = decideRoute({
        ...facts,
        event: { ...event, conversation, sender: { identity } },
      });
      if (plan.kind === 'refused') return;
      const key = parseSessionKey(plan.sessionKey, main);
      assert.ok(key.kind === 'agent');
      assert.equal(formatSessionKey(key), plan.sessionKey);
    }),
  );
});

test('half a surrogate pair in an address breaks nothing', () => {
  assert.match(
    routed({ event: { ...event, conversation: { address: 'a\ud800', kind: 'group' } } }).sessionKey,
    /group:a%EF%BF%BD$/,
  );
});
