import assert from 'node:assert/strict';
import {
  type ApproveResult,
  type ConversationRef,
  OWNER,
  PAIRING_TTL_MS,
  type PrincipalId,
  principalOfIdentity,
  textOf,
  type WiringRule,
} from '@coderclaw/core';
import { AGENT, rejectsWith, type StoreDriver, texts } from './store-driver.ts';
import type { Check } from './suite.ts';

export const DAVE = 'dave';
export const PLACE = { channel: 'webchat', account: 'default' } as const;

/** A stranger writes in their own conversation, and is offered `code`. */
export function knock(
  d: StoreDriver,
  code: string,
  text = 'let me in',
  identity = DAVE,
  conversation = identity,
  account: string = PLACE.account,
) {
  const at = d.tick();
  return d.say({
    at,
    text,
    conversation,
    account,
    identity,
    principalId: principalOfIdentity(PLACE.channel, identity),
    session: `agent:main:webchat:direct:${identity}`,
    route: {
      decision: 'pair',
      reason: 'access:stranger',
      pairing: { codeHash: code, expiresAt: at + PAIRING_TTL_MS, notice: [`the code is ${code}`] },
    },
  });
}

export function approve(d: StoreDriver, codeHash: string, asOwner = false): Promise<ApproveResult> {
  const claim = d.terms();
  return d.store.approvePairing({ at: d.tick(), codeHash, principalId: OWNER, asOwner, claim });
}

async function pending(d: StoreDriver) {
  return d.store.listPairings({ at: d.tick(), state: 'pending', limit: 10 });
}

export function peopleChecks(check: Check): void {
  check('a stranger’s first message is kept and answered with one code', async (d) => {
    const { intakes, conversationId } = await knock(d, 'A');
    assert.equal(intakes[0]?.intake.disposition, null);
    assert.equal(intakes[0]?.session, null);
    const part = await d.startPart(conversationId);
    assert.equal(part?.delivery.kind, 'pairing');
    assert.equal(part?.part.text, 'the code is A');
    const more = await knock(d, 'B', 'are you there?');
    const [request, ...others] = await pending(d);
    assert.deepEqual(others, []);
    assert.deepEqual([intakes[0]?.pairing, more.intakes[0]?.pairing], [request, undefined]);
    assert.deepEqual([request?.identity, request?.asOwner], [DAVE, false]);
    assert.equal((await d.store.readCounts()).sessions, 0);
  });

  check('a code that arrived is forgotten', async (d) => {
    const { conversationId } = await knock(d, 'A');
    const sent = await d.startPart(conversationId);
    const verdict = { state: 'delivered', platformMessageId: 'p1' } as const;
    const delivery = await d.store.recordPart({ at: d.tick(), partId: sent!.part.id, verdict });
    assert.deepEqual(
      delivery.parts.map(({ text, state }) => [text, state]),
      [['', 'delivered']],
    );
  });

  check('an approval engages what was kept, in order, for the person it belongs to', async (d) => {
    await knock(d, 'A', 'one');
    await knock(d, 'A', 'two');
    const result = await approve(d, 'A');
    assert.ok(result.kind === 'approved');
    const claimed = result.intakes.flatMap((intake) => intake.claimed ?? []);
    assert.equal(claimed.length, 1);
    assert.equal(claimed[0]!.session.principalId, principalOfIdentity('webchat', DAVE));
    const { next } = await d.settle(claimed[0]!, { next: d.terms() });
    assert.deepEqual(
      [claimed[0]!, next!].map(({ inputs }) => inputs.map(({ entry }) => textOf(entry.content))),
      [['one'], ['two']],
    );
    const person = await d.store.findPerson({ ...PLACE, identity: DAVE });
    assert.equal(person.pairing?.state, 'approved');
  });

  check(
    'approved as owner, a person is the owner from then on, until that is revoked',
    async (d) => {
      await knock(d, 'A');
      const result = await approve(d, 'A', true);
      assert.ok(result.kind === 'approved');
      assert.equal(result.intakes[0]?.claimed?.run.principalId, OWNER);
      assert.equal(result.intakes[0]?.session?.principalId, OWNER);
      const find = () => d.store.findPerson({ ...PLACE, identity: DAVE });
      assert.equal((await find()).principalId, OWNER);
      const by = { at: d.tick(), pairingId: result.pairing.id, principalId: OWNER };
      await d.store.revokePairing(by);
      assert.deepEqual(
        [(await find()).principalId, (await find()).pairing?.state],
        [principalOfIdentity('webchat', DAVE), 'revoked'],
      );
      await rejectsWith('STORE_ILLEGAL_TRANSITION', d.store.revokePairing(by));
    },
  );

  check('T13 a code works once, for an hour, and whoever guesses is locked out', async (d) => {
    await knock(d, 'A');
    assert.equal((await approve(d, 'A')).kind, 'approved');
    assert.deepEqual(await approve(d, 'A'), { kind: 'refused', reason: 'decided' });
    for (let guess = 0; guess < 4; guess += 1)
      assert.deepEqual(await approve(d, `guess ${guess}`), { kind: 'refused', reason: 'unknown' });
    await knock(d, 'B', 'me too', 'erin');
    const locked = await approve(d, 'B');
    assert.ok(locked.kind === 'refused' && locked.reason === 'locked');
    assert.equal((await pending(d)).length, 1);
    const claim = d.terms();
    const other = { principalId: 'bob' as PrincipalId, asOwner: false, claim };
    const late = { at: d.tick() + PAIRING_TTL_MS, codeHash: 'B', ...other };
    assert.deepEqual(await d.store.approvePairing(late), { kind: 'refused', reason: 'expired' });
  });

  check('T13 who was decided about meanwhile makes no new request', async (d) => {
    await knock(d, 'A');
    assert.equal((await approve(d, 'A')).kind, 'approved');
    await knock(d, 'B', 'hello', 'erin');
    const [erin] = await pending(d);
    await d.store.denyPairing({ at: d.tick(), pairingId: erin!.id, principalId: OWNER });
    for (const who of [DAVE, 'erin'])
      await rejectsWith('STORE_CONFLICT', knock(d, 'C', 'routed before', who));
    assert.deepEqual(await pending(d), []);
    const dave = await d.store.findPerson({ ...PLACE, identity: DAVE });
    assert.equal(dave.pairing?.state, 'approved');
  });

  check('an account keeps three requests at once, and ten messages of each', async (d) => {
    for (const who of ['a', 'b', 'c']) await knock(d, who, 'hello', who);
    const turned = await knock(d, 'D', 'hello', 'd');
    assert.deepEqual(
      [turned.intakes[0]?.intake.disposition, turned.intakes[0]?.intake.reason],
      ['refused', 'pairing:full'],
    );
    for (let more = 0; more < 9; more += 1) await knock(d, 'A', `more ${more}`, 'a');
    const enough = await knock(d, 'A', 'too much', 'a');
    assert.equal(enough.intakes[0]?.intake.reason, 'pairing:enough-kept');
    const topic = await knock(d, 'A', 'in a topic of mine', 'a', 'a/7');
    assert.equal(topic.intakes[0]?.intake.reason, 'pairing:elsewhere');
    assert.equal((await pending(d)).length, 3);
    await knock(d, 'D', 'hello?', 'd');
    await knock(d, 'E', 'hello', 'e');
    await knock(d, 'F', 'hello', 'f', 'f at work', 'work');
    const full = { ...PLACE, kind: 'full' } as const;
    assert.deepEqual(await d.store.countRefusals({ since: 0 }), [{ ...full, senders: 2 }]);
    assert.deepEqual(await d.store.countRefusals({ since: d.tick() }), []);
  });

  check('senders who are cut off as a loop are counted once each, on their account', async (d) => {
    const cut = (identity: string, reason: string, account = 'default') =>
      d.say({ identity, account, conversation: account, route: { decision: 'drop', reason } });
    for (const reason of ['loop:repeats', 'loop:cut', 'loop:volume']) await cut('a', reason);
    await cut('b', 'loop:volume');
    await cut('c', 'loop:volume', 'work');
    await cut('e', 'loop:cut');
    const loop = { channel: PLACE.channel, kind: 'loop' } as const;
    assert.deepEqual(await d.store.countRefusals({ since: 0 }), [
      { ...loop, account: 'default', senders: 2 },
      { ...loop, account: 'work', senders: 1 },
    ]);
  });

  check('T26 one who writes on and on makes the count of senders no longer', async (d) => {
    const cut = (identity: string) =>
      d.say({ identity, route: { decision: 'drop', reason: 'loop:volume' } });
    const other = (identity: string) =>
      d.say({ identity, route: { decision: 'drop', reason: 'pairing:full' } });
    await cut('a');
    await other('c');
    await Promise.all(Array.from({ length: 2_000 }, () => cut('b')));
    const counted = await d.store.countRefusals({ since: 0 });
    assert.deepEqual(
      counted.map(({ kind, senders }) => [kind, senders]),
      [
        ['full', 1],
        ['loop', 1],
      ],
    );
  });

  check('what is denied or expires is refused and forgotten', async (d) => {
    const first = await knock(d, 'A');
    const [request] = await pending(d);
    await d.store.denyPairing({ at: d.tick(), pairingId: request!.id, principalId: OWNER });
    const second = await knock(d, 'B', 'please', 'erin');
    const [expired, ...others] = await d.store.expirePairings({ at: d.tick() + PAIRING_TTL_MS });
    assert.deepEqual([expired?.state, others.length], ['expired', 0]);
    for (const { messageId } of [first, second]) {
      const again = await d.again(messageId);
      assert.equal(again.content, null);
      assert.deepEqual(
        again.intakes.map(({ intake }) => intake.disposition),
        ['refused'],
      );
    }
    assert.equal((await approve(d, 'A')).kind, 'refused');
  });

  check(
    'a group is news once, and once more under another title; its threads, people and what is known are none',
    async (d) => {
      const isNews = async (conversation: ConversationRef) => {
        const message = d.message();
        const event = { ...message.event, conversation };
        const result = await d.store.acceptMessage({ ...message, event });
        assert.ok(result.kind === 'accepted');
        return result.placeIsNews;
      };
      const room = { address: 'room', kind: 'group' } as const;
      const thread = { kind: 'thread', parent: room } as const;
      assert.equal(await isNews({ ...thread, address: 'room/1' }), true);
      assert.equal(await isNews({ ...thread, address: 'room/2', title: 'bills' }), false);
      assert.equal(await isNews({ ...thread, address: 'room/2', title: 'rent' }), false);
      assert.equal(await isNews(room), false);
      assert.equal(await isNews({ ...room, title: 'family' }), true);
      assert.equal(await isNews({ ...room, title: 'family' }), false);
      assert.equal(await isNews({ address: 'erin', kind: 'direct', title: 'Erin' }), false);
    },
  );

  check('T26 threads, which members make at will, hide no place from the list', async (d) => {
    const hear = async (conversation: ConversationRef) => {
      const message = d.message();
      await d.store.acceptMessage({ ...message, event: { ...message.event, conversation } });
    };
    const group = { address: 'g', kind: 'group' } as const;
    for (const topic of ['g/1', 'g/2', 'g/3', 'g/4'])
      await hear({ address: topic, kind: 'thread', parent: group });
    await hear({ address: 'h', kind: 'group' });
    const listed = await d.store.listPlaces({ limit: 2 });
    assert.deepEqual(
      listed.map(({ address }) => address),
      ['h', 'g'],
    );
  });

  check(
    'a wiring is made, replaced, found for the place and its threads, and removed',
    async (d) => {
      const { conversationId } = await d.say({ conversation: 'room' });
      const rule: WiringRule = {
        agentId: AGENT,
        engage: 'mention',
        pattern: null,
        senders: 'all',
        ignored: 'accumulate',
        sessionMode: 'thread',
      };
      const by = { tenantId: d.message().tenantId, principalId: OWNER, conversationId };
      const made = await d.store.saveWiring({ at: d.tick(), ...by, rule });
      const always = { ...rule, engage: 'always' } as const;
      const again = await d.store.saveWiring({ at: d.tick(), ...by, rule: always });
      assert.equal(again.id, made.id);
      const found = await d.store.findPlace({ ...PLACE, address: '9', parentAddress: 'room' });
      assert.deepEqual(found.wirings, [always]);
      assert.equal((await d.store.listWirings())[0]?.place.address, 'room');
      const gone = { at: d.tick(), principalId: OWNER, wiringId: made.id };
      assert.equal(await d.store.removeWiring(gone), true);
      assert.equal(await d.store.removeWiring(gone), false);
      assert.deepEqual((await d.store.findPlace({ ...PLACE, address: 'room' })).wirings, []);
    },
  );

  check(
    'the last word in a place is what a run was asked or answered there, nothing else',
    async (d) => {
      const sessionKey = 'agent:main:explicit:shared';
      const last = (address: string, key = sessionKey) =>
        d.store.findLastWord({ ...PLACE, address, sessionKey: key });
      assert.equal(await last('here'), null);
      const heard = { decision: 'accumulate', reason: 'not-engaged:mention-sticky' } as const;
      await d.say({ session: sessionKey, conversation: 'there', route: heard });
      const run = await d.start({ session: sessionKey, at: d.tick() });
      const asked = await last('here');
      assert.equal(asked, run.run.startedAt);
      const waits = d.tick();
      await d.say({ session: sessionKey, at: waits, route: { queueMode: 'followup' } });
      assert.deepEqual([await last('here'), await last('there')], [waits, null]);
      const { run: ended, next } = await d.settle(run, { next: d.terms() });
      assert.equal(await last('here'), ended.endedAt);
      await d.settle(next!);
      const said = await last('here');
      const command = { name: 'status', args: '', permitted: true } as const;
      const { intakes } = await d.say({ session: sessionKey, route: { command } });
      await d.store.settleCommand({
        at: d.tick(),
        intakeId: intakes[0]!.intake.id,
        answer: 'fine',
        reply: texts('fine'),
        transport: 'pull',
      });
      assert.deepEqual([await last('here'), await last('there')], [said, null]);
      await d.settle(await d.start({ session: 'agent:other:explicit:shared' }));
      assert.equal(await last('here'), said);
      assert.equal(await last('here', 'agent:none:explicit:shared'), null);
    },
  );

  check('a place that moved keeps its session, and its old address leads to the new', async (d) => {
    const key = 'agent:main:webchat:group:-5';
    const run = await d.start({ conversation: '-5', session: key });
    await d.settle(run);
    const move = { ...PLACE, at: d.tick(), tenantId: d.message().tenantId, from: '-5', to: '-100' };
    await d.store.moveConversation(move);
    await d.store.moveConversation(move);
    const place = await d.store.findPlace({ ...PLACE, address: '-5' });
    assert.deepEqual([place.address, place.formerAddresses], ['-100', ['-5']]);
    const found = await d.store.findConversation({ ...PLACE, address: '-5' });
    assert.deepEqual([found?.address, found?.formerAddress], ['-100', '-5']);
    assert.equal(await d.store.findConversation({ ...PLACE, address: '-6' }), undefined);
    const moved = await d.store.findSession('agent:main:webchat:group:-100');
    assert.equal(moved?.id, run.session.id);
    assert.equal(await d.store.findSession(key), undefined);
    const next = await d.start({ conversation: '-5', session: moved!.key });
    assert.equal(next.run.replyTo.address, '-100');
  });

  check('what was to be sent to a place that moved goes to the new one', async (d) => {
    const delivery = await d.push(['one', 'two'], { conversation: '-5' });
    const there = await d.say({ conversation: '-100', session: 'agent:main:explicit:b' });
    const tenantId = d.message().tenantId;
    await d.store.moveConversation({ ...PLACE, at: d.tick(), tenantId, from: '-5', to: '-100' });
    assert.equal(await d.startPart(delivery.conversationId), undefined);
    const part = await d.startPart(there.conversationId);
    assert.deepEqual([part?.part.text, part?.delivery.address], ['one', '-100']);
  });

  check(
    'what is answered or sent again after two places became one goes to the new one',
    async (d) => {
      const { principalId, tenantId } = d.message();
      const lost = await d.push(['lost'], { conversation: '-5' });
      const sent = await d.startPart(lost.conversationId);
      const verdict = { state: 'unknown', error: 'lost' } as const;
      await d.store.recordPart({ at: d.tick(), partId: sent!.part.id, verdict });
      const run = await d.start({ conversation: '-5', session: 'agent:main:explicit:c' });
      const there = await d.say({ conversation: '-100', session: 'agent:main:explicit:b' });
      await d.store.moveConversation({ ...PLACE, at: d.tick(), tenantId, from: '-5', to: '-100' });
      const { conversationId } = there;
      const [troubled] = await d.store.listDeliveries({
        state: 'unknown',
        conversationId,
        limit: 9,
      });
      assert.equal(troubled?.id, lost.id);
      await d.store.retryDelivery({ at: d.tick(), deliveryId: lost.id, principalId });
      const again = await d.startPart(conversationId);
      assert.deepEqual([again?.part.text, again?.delivery.address], ['lost', '-100']);
      await d.store.recordPart({
        at: d.tick(),
        partId: again!.part.id,
        verdict: { state: 'delivered', platformMessageId: null },
      });
      await d.settle(run, { reply: texts('answer'), transport: 'push' });
      const answer = await d.startPart(conversationId);
      assert.deepEqual([answer?.part.text, answer?.delivery.address], ['answer', '-100']);
    },
  );
}
