import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AgentId, OWNER, type PrincipalId } from '../id/id.ts';
import { userText } from '../message/content.ts';
import type { InboundEvent } from '../message/message.ts';
import { accountPolicy } from '../testing/account-policy.ts';
import {
  decideEventRoutes,
  type EventFacts,
  planEvent,
  type SessionFacts,
  strangerOf,
} from './route-event.ts';
import { ENGAGE_MODES, STICKY_MS, type WiringRule } from './wiring.ts';

const main = 'main' as AgentId;
const coder = 'coder' as AgentId;
const AT = 1_000 * STICKY_MS;
const RULE = { requireMention: true, allowFrom: [], agentId: null, queueMode: null };
const WIRING: WiringRule = {
  agentId: main,
  engage: 'mention',
  pattern: null,
  senders: 'all',
  ignored: 'drop',
  sessionMode: 'thread',
};

function event(text: string, change: Partial<InboundEvent> = {}): InboundEvent {
  return {
    channel: 'chat',
    account: 'default',
    eventKey: text,
    kind: 'message',
    conversation: { address: 'room', kind: 'group' },
    sender: { identity: '7' },
    content: userText(text),
    ...change,
  };
}

function route(
  heard: InboundEvent,
  change: Partial<EventFacts> = {},
  session: Partial<SessionFacts> = {},
) {
  const facts: EventFacts = {
    event: heard,
    person: strangerOf(heard),
    policy: accountPolicy({ dmPolicy: 'open', groups: new Map([['room', RULE]]) }),
    wirings: [],
    formerAddresses: [],
    defaultAgentId: main,
    agentExists: (agentId) => agentId === main || agentId === coder,
    at: AT,
    ...change,
  };
  const known = { spokeAt: null, queueMode: null, ...session };
  return decideEventRoutes(facts, planEvent(facts), () => known);
}

function decision(...wanted: Parameters<typeof route>): string {
  return route(...wanted)
    .map(({ decision: one, reason }) => `${one} ${reason}`)
    .join('; ');
}

test('in a group we speak when we are spoken to: by name, in an answer to us, or by a pattern', () => {
  assert.equal(decision(event('hello')), 'drop not-engaged:mention');
  assert.equal(
    decision(event('hi', { addressed: 'mention' })),
    'engage access:group engage:mention',
  );
  assert.equal(decision(event('hi', { addressed: 'reply' })), 'engage access:group engage:mention');
  const groups = new Map([['room', RULE]]);
  const policy = accountPolicy({ groups, mentionPatterns: ['jarvis'] });
  assert.match(decision(event('Jarvis, hi'), { policy }), /^engage/u);
  const always = accountPolicy({ groups: new Map([['room', { ...RULE, requireMention: false }]]) });
  assert.match(decision(event('hello'), { policy: always }), /^engage/u);
});

test('an unknown group is silent, whoever speaks and however', () => {
  const heard = event('/status', {
    addressed: 'mention',
    conversation: { address: 'x', kind: 'group' },
  });
  assert.equal(decision(heard), 'drop access:unknown-group');
});

test('a wiring says when its agent engages', () => {
  const wire = (change: Partial<WiringRule>) => ({ wirings: [{ ...WIRING, ...change }] });
  assert.match(decision(event('hello'), wire({ engage: 'always' })), /^engage/u);
  const sticky = wire({ engage: 'mention-sticky' });
  assert.match(decision(event('and?'), sticky), /^drop/u);
  assert.match(decision(event('and?'), sticky, { spokeAt: AT - STICKY_MS + 1 }), /^engage/u);
  assert.match(decision(event('and?'), sticky, { spokeAt: AT - STICKY_MS }), /^drop/u);
  // A clock that was a little ahead, and one that was set back by far more.
  assert.match(decision(event('and?'), sticky, { spokeAt: AT + 1_000 }), /^engage/u);
  assert.match(decision(event('and?'), sticky, { spokeAt: AT + STICKY_MS }), /^drop/u);
  const pattern = wire({ engage: 'pattern', pattern: 'deploy*' });
  assert.match(decision(event('deploying'), pattern), /^engage/u);
  assert.match(decision(event('hello', { addressed: 'mention' }), pattern), /^drop/u);
});

test('what an agent does not take up it drops or listens to; of strangers too, if all may speak', () => {
  const wirings = [
    { ...WIRING, ignored: 'accumulate' as const },
    { ...WIRING, agentId: coder, engage: 'always' as const, senders: 'known' as const },
  ];
  assert.equal(
    decision(event('hello'), { wirings }),
    'accumulate not-engaged:mention; drop sender:unknown',
  );
  const owner = { principalId: OWNER, pairing: null };
  assert.match(decision(event('hello'), { wirings, person: owner }), /; engage /u);
});

test('each mode has its sessions, and what several people say belongs to none of them', () => {
  const topic = event('hi', {
    addressed: 'mention',
    conversation: {
      address: 'room/9',
      kind: 'thread',
      parent: { address: 'room', kind: 'group' },
      thread: { id: '9', kind: 'topic' },
    },
  });
  const keys = (['thread', 'conversation', 'shared'] as const).map((sessionMode) => {
    const [one] = route(topic, { wirings: [{ ...WIRING, sessionMode }] });
    return [one?.sessionKey, one?.sessionPrincipalId];
  });
  assert.deepEqual(keys, [
    ['agent:main:chat:group:room:topic:9', 'chat:place:room'],
    ['agent:main:chat:group:room', 'chat:place:room'],
    ['agent:main:explicit:shared', 'shared:place:main'],
  ]);
});

test('a direct conversation belongs to its person, each login apart', () => {
  const conversation = { address: '7', kind: 'direct' } as const;
  const [one] = route(event('hi', { conversation }));
  assert.deepEqual(
    [one?.decision, one?.sessionKey, one?.sessionPrincipalId],
    ['engage', 'agent:main:chat:direct:7', 'chat:7'],
  );
  const [work] = route(event('hi', { conversation, account: 'work' }));
  assert.equal(work?.sessionKey, 'agent:main:chat:work:direct:7');
});

test('a stranger is offered a pairing by a message, not by an edit or a reaction', () => {
  const conversation = { address: '7', kind: 'direct' } as const;
  const policy = accountPolicy();
  const knock = (kind: InboundEvent['kind'], text = 'hi') =>
    decision(event(text, { conversation, kind }), { policy });
  assert.equal(knock('message'), 'pair access:stranger');
  assert.equal(knock('edit'), 'accumulate kind:edit');
  assert.equal(knock('reaction'), 'drop access:stranger');
  assert.equal(knock('action'), 'drop access:stranger');
  const [kept] = route(event('/start', { conversation }), { policy });
  const standing = { isOwner: false, known: true, reach: 'person' };
  assert.deepEqual(kept?.command, { name: 'help', args: '', permitted: true, standing });
});

test('a command is for the gateway, with what its sender may', () => {
  const [one] = route(event('/stop'));
  assert.deepEqual(
    [one?.decision, one?.reason, one?.command?.permitted],
    ['engage', 'command:stop', false],
  );
  const owner = { principalId: OWNER as PrincipalId, pairing: null };
  assert.equal(route(event('/stop'), { person: owner })[0]?.command?.permitted, true);
});

test('a session reaches its person, its place, or all places that share it, and a direct one too', () => {
  const known = accountPolicy({
    dmPolicy: 'open',
    allowFrom: ['7'],
    groups: new Map([['room', RULE]]),
  });
  const conversation = { address: '7', kind: 'direct' } as const;
  const shared = { wirings: [{ ...WIRING, sessionMode: 'shared' as const }] };
  const use = (text: string, change = {}, facts: Partial<EventFacts> = {}) => {
    const [one] = route(event(text, change), { policy: known, ...facts });
    return [one?.command?.permitted, one?.command?.standing?.reach];
  };
  assert.deepEqual(use('/verbose full', { conversation }), [true, 'person']);
  assert.deepEqual(use('/verbose full'), [false, 'place']);
  assert.deepEqual(use('/new'), [true, 'place']);
  assert.deepEqual(use('/new', {}, shared), [false, 'places']);
  assert.deepEqual(use('/verbose full', { conversation }, shared), [false, 'places']);
  assert.deepEqual(use('/think', { conversation }, shared), [false, 'places']);
});

test('what can not be read is answered where a message would have been, and no pattern is in it', () => {
  const poll = { unsupported: 'polls', content: userText('') };
  const heard = (change: Partial<InboundEvent>, engage: WiringRule['engage'], session = {}) =>
    decision(
      event('', { ...poll, ...change }),
      { wirings: [{ ...WIRING, engage, pattern: engage === 'pattern' ? '*' : null }] },
      session,
    );
  const [answered, silent] = ['engage command:unsupported', 'drop unsupported'];
  const warm = { spokeAt: AT - 1 };
  const table = ENGAGE_MODES.map((engage) => [
    engage,
    heard({}, engage),
    heard({}, engage, warm),
    heard({ addressed: 'reply' }, engage),
    heard({ addressed: 'mention' }, engage),
  ]);
  assert.deepEqual(table, [
    ['always', answered, answered, answered, answered],
    ['mention', silent, silent, answered, answered],
    ['mention-sticky', silent, answered, answered, answered],
    ['pattern', silent, silent, silent, silent],
  ]);
  const asked = route(event('', { ...poll, addressed: 'reply' }))[0];
  assert.deepEqual(asked?.command, { name: 'unsupported', args: 'polls', permitted: true });
});

test('what can not be read is answered once where several agents listen, and to nobody who is not answered', () => {
  const poll = event('', { unsupported: 'polls', content: userText(''), addressed: 'reply' });
  const wirings = [WIRING, { ...WIRING, agentId: coder }];
  assert.equal(
    decision(poll, { wirings }),
    'engage command:unsupported; drop command:answered-once',
  );
  const known = [{ ...WIRING, engage: 'always' as const, senders: 'known' as const }];
  assert.equal(decision(poll, { wirings: known }), 'drop sender:unknown');
});

test('an agent that is gone, and an address that can name no session, are refused', () => {
  const wirings = [{ ...WIRING, agentId: 'ghost' as AgentId }];
  assert.equal(decision(event('hi', { addressed: 'mention' }), { wirings }), 'drop agent:unknown');
  const long = { address: 'x'.repeat(600), kind: 'group' } as const;
  assert.equal(decision(event('hi', { conversation: long })), 'drop address:unusable');
});

test('the queue mode of the session comes first, then the group’s, then the account’s', () => {
  const groups = new Map([['room', { ...RULE, queueMode: 'collect' as const }]]);
  const policy = accountPolicy({ groups, queueMode: 'followup' });
  const mode = (session = {}, change: Partial<EventFacts> = { policy }) =>
    route(event('hi', { addressed: 'mention' }), change, session)[0]?.queueMode;
  assert.equal(mode({ queueMode: 'interrupt' }), 'interrupt');
  assert.equal(mode(), 'collect');
  assert.equal(mode({}, { policy: { ...policy, groups: new Map([['room', RULE]]) } }), 'followup');
  assert.equal(mode({}, {}), 'steer');
});
