import assert from 'node:assert/strict';
import { type DeliveryId, OWNER } from '@coderclaw/core';
import { rejectsWith, texts } from './store-driver.ts';
import type { Check } from './suite.ts';

const DELIVERED = { state: 'delivered', platformMessageId: 'p1' } as const;

export function deliveryChecks(check: Check): void {
  check('parts are sent one after the other, in the order of the conversation', async (d) => {
    const { conversationId } = await d.push(['a', 'b']);
    await d.push(['c']);
    const sent: string[] = [];
    for (;;) {
      const next = await d.startPart(conversationId);
      if (!next) break;
      assert.equal(next.part.state, 'sending');
      assert.equal(await d.startPart(conversationId), undefined);
      sent.push(next.part.text);
      await d.store.recordPart({ at: d.tick(), partId: next.part.id, verdict: DELIVERED });
    }
    assert.deepEqual(sent, ['a', 'b', 'c']);
    assert.deepEqual(
      (await d.store.listDeliveries({ limit: 9 })).map(({ state }) => state),
      ['delivered', 'delivered'],
    );
    assert.deepEqual(await d.store.listPendingConversations(), []);
  });

  check(
    'a retry holds those behind it until it is due, with the same key and the next attempt',
    async (d) => {
      const { conversationId, accountId } = await d.push(['a', 'b']);
      const first = await d.startPart(conversationId);
      const at = d.tick();
      await d.store.recordPart({
        at,
        partId: first!.part.id,
        verdict: { state: 'pending', delayMs: 1_000, error: 'busy' },
      });
      assert.equal(await d.startPart(conversationId, at + 999), undefined);
      assert.deepEqual(await d.store.listPendingConversations(), [
        { conversationId, accountId, dueAt: at + 1_000 },
      ]);
      const again = await d.startPart(conversationId, at + 1_000);
      assert.equal(again?.part.id, first?.part.id);
      assert.equal(again?.part.idempotencyKey, first?.part.idempotencyKey);
      assert.equal(again?.part.attempt, 2);
    },
  );

  check('a conversation is not due while its oldest open part is being sent', async (d) => {
    const { conversationId, accountId, parts } = await d.push(['a', 'b']);
    const a = await d.startPart(conversationId);
    assert.deepEqual(await d.store.listPendingConversations(), []);
    await d.store.recordPart({ at: d.tick(), partId: a!.part.id, verdict: DELIVERED });
    assert.deepEqual(await d.store.listPendingConversations(), [
      { conversationId, accountId, dueAt: parts[1]!.nextAttemptAt },
    ]);
  });

  check('a part that was put back untried keeps its count of tries', async (d) => {
    const { conversationId } = await d.push(['a']);
    const first = await d.startPart(conversationId);
    const delivery = await d.store.recordPart({
      at: d.tick(),
      partId: first!.part.id,
      verdict: { state: 'pending', delayMs: 1_000, error: 'no room', untried: true },
    });
    assert.deepEqual(
      delivery.parts.map(({ state, attempt }) => [state, attempt]),
      [['pending', 0]],
    );
    assert.equal((await d.startPart(conversationId))?.part.attempt, 1);
  });

  check('an unknown or failed part does not hold those behind it', async (d) => {
    const { id, conversationId } = await d.push(['a', 'b', 'c']);
    const a = await d.startPart(conversationId);
    await d.store.recordPart({
      at: d.tick(),
      partId: a!.part.id,
      verdict: { state: 'unknown', error: 'lost' },
    });
    const b = await d.startPart(conversationId);
    await d.store.recordPart({
      at: d.tick(),
      partId: b!.part.id,
      verdict: { state: 'failed', error: 'refused' },
    });
    assert.equal((await d.startPart(conversationId))?.part.text, 'c');
    assert.equal((await d.store.findDelivery(id))?.state, 'unknown');
    assert.equal((await d.store.listDeliveries({ state: 'unknown', limit: 9 })).length, 1);
    const { unknownParts, failedParts, pendingParts } = await d.store.readCounts();
    assert.deepEqual(
      { unknownParts, failedParts, pendingParts },
      { unknownParts: 1, failedParts: 1, pendingParts: 1 },
    );
  });

  check('a notice joins the outcome as a delivery of its own', async (d) => {
    const { conversationId, runId } = await d.push(['a']);
    const a = await d.startPart(conversationId);
    await d.store.recordPart({
      at: d.tick(),
      partId: a!.part.id,
      verdict: { state: 'unknown', error: 'lost' },
      notice: texts('may not have arrived'),
    });
    const notice = await d.startPart(conversationId);
    assert.equal(notice?.delivery.kind, 'notice');
    assert.equal(notice?.delivery.runId, runId);
    assert.equal(notice?.part.text, 'may not have arrived');
  });

  check('only a part in sending has an outcome', async (d) => {
    const { parts, conversationId } = await d.push(['a']);
    const outcome = () =>
      d.store.recordPart({ at: d.tick(), partId: parts[0]!.id, verdict: DELIVERED });
    await rejectsWith('STORE_ILLEGAL_TRANSITION', outcome());
    await d.startPart(conversationId);
    await outcome();
    await rejectsWith('STORE_ILLEGAL_TRANSITION', outcome());
    await rejectsWith(
      'STORE_NOT_FOUND',
      d.store.recordPart({ at: 1, partId: 'nowhere' as never, verdict: DELIVERED }),
    );
  });

  check(
    'a reaction is a part on the message that an input names; said, it is a text',
    async (d) => {
      const run = await d.start({ platformMessageId: 'theirs' });
      const inputId = run.inputs[0]!.entry.id;
      const reaction = { kind: 'reaction', text: '👍', inputId } as const;
      const settled = { reply: [...texts('done'), reaction], transport: 'push' } as const;
      const { delivery } = await d.settle(run, settled);
      const { conversationId, id } = delivery!;
      const first = await d.startPart(conversationId);
      await d.store.recordPart({ at: d.tick(), partId: first!.part.id, verdict: DELIVERED });
      const next = await d.startPart(conversationId);
      const content = { kind: 'reaction', text: '👍', platformMessageId: 'theirs' } as const;
      assert.deepEqual(next?.content, content);
      assert.deepEqual([next.part.kind, next.part.reactsTo], ['reaction', 'theirs']);
      const error = 'no such emoji';
      const verdict = { state: 'pending', delayMs: 0, error, becomesText: true } as const;
      const { parts } = await d.store.recordPart({ at: d.tick(), partId: next.part.id, verdict });
      assert.deepEqual([parts[1]?.kind, parts[1]?.reactsTo], ['text', null]);
      const said = await d.startPart(conversationId, d.tick() + 1);
      assert.deepEqual(said?.content, { kind: 'text', text: '👍' });
      assert.equal((await d.store.findDelivery(id))?.parts.length, 2);
    },
  );

  check('a reaction on an input without a name on the platform is a text', async (d) => {
    const run = await d.start();
    const inputId = run.inputs[0]!.entry.id;
    const reply = [{ kind: 'reaction', text: '👍', inputId } as const];
    const { delivery } = await d.settle(run, { reply, transport: 'push' });
    const next = await d.startPart(delivery!.conversationId);
    assert.deepEqual(next?.content, { kind: 'text', text: '👍' });
  });

  check('parts in sending are listed after a restart', async (d, { reopen }) => {
    const { conversationId } = await d.push(['a']);
    const sending = await d.startPart(conversationId);
    const store = reopen ? await reopen() : d.store;
    assert.deepEqual(await store.listSendingParts(), [sending]);
    await store.close();
  });

  check('deliveries are listed newest first, and on from any one of them', async (d) => {
    const ids: DeliveryId[] = [];
    for (const text of ['a', 'b', 'c']) ids.unshift((await d.push([text])).id);
    const list = async (query: object) =>
      (await d.store.listDeliveries({ limit: 2, ...query })).map(({ id }) => id);
    assert.deepEqual(await list({}), ids.slice(0, 2));
    assert.deepEqual(await list({ before: ids[1] }), ids.slice(2));
    assert.deepEqual(await list({ before: ids[0], state: 'pending' }), ids.slice(1));
    assert.deepEqual(await list({ before: ids[0], sessionKey: 'agent:main:main' }), ids.slice(1));
    assert.deepEqual(await list({ before: ids[2] }), []);
    assert.deepEqual(await list({ before: 'unknown' }), []);
    assert.deepEqual(await list({ principalId: OWNER }), ids.slice(0, 2));
    assert.deepEqual(await list({ principalId: 'somebody else' }), []);
  });

  check('a delivery says what its conversation is called by now', async (d) => {
    const delivery = await d.push(['a']);
    const titles = async () => (await d.store.listDeliveries({ limit: 9 })).map((one) => one.title);
    assert.deepEqual([delivery.title, await titles()], [null, [null]]);
    const message = d.message();
    const conversation = { ...message.event.conversation, title: 'Erin' };
    await d.store.acceptMessage({ ...message, event: { ...message.event, conversation } });
    assert.deepEqual(await titles(), ['Erin']);
  });

  check('a delivery is sent again on request, unless nothing of it failed', async (d) => {
    const { id, conversationId } = await d.push(['a', 'b'], { session: 'agent:main:explicit:x' });
    const retry = () => d.store.retryDelivery({ at: d.tick(), deliveryId: id, principalId: OWNER });
    await rejectsWith('STORE_ILLEGAL_TRANSITION', retry());
    for (const state of ['failed', 'unknown'] as const) {
      const part = await d.startPart(conversationId);
      await d.store.recordPart({
        at: d.tick(),
        partId: part!.part.id,
        verdict: { state, error: 'x' },
      });
    }
    const [listed] = await d.store.listDeliveries({
      sessionKey: 'agent:main:explicit:x',
      limit: 1,
    });
    assert.equal(listed?.id, id);
    assert.deepEqual(await d.store.listDeliveries({ sessionKey: 'agent:main:main', limit: 1 }), []);
    assert.deepEqual(
      (await retry()).parts.map(({ state }) => state),
      ['pending', 'pending'],
    );
    assert.equal((await d.startPart(conversationId))?.part.text, 'a');
  });

  check('what is dropped is given up for good, and holds nobody', async (d) => {
    const { id, conversationId } = await d.push(['a', 'b']);
    const drop = () => d.store.dropDelivery({ at: d.tick(), deliveryId: id, principalId: OWNER });
    await d.startPart(conversationId);
    await rejectsWith('STORE_CONFLICT', drop());
    const [sending] = await d.store.listSendingParts();
    const verdict = { state: 'unknown', error: 'lost' } as const;
    await d.store.recordPart({ at: d.tick(), partId: sending!.part.id, verdict });
    assert.equal((await drop()).state, 'dropped');
    assert.equal(await d.startPart(conversationId), undefined);
    await rejectsWith('STORE_ILLEGAL_TRANSITION', drop());
    const { unknownParts, pendingParts } = await d.store.readCounts();
    assert.deepEqual([unknownParts, pendingParts], [0, 0]);
  });

  check(
    'one line tells of unknown parts; once it is told, another tells of the next',
    async (d) => {
      const { conversationId } = await d.push(['a', 'b']);
      const verdict = { state: 'unknown', error: 'lost' } as const;
      const lose = async () => {
        const part = await d.startPart(conversationId);
        const notice = texts('lost');
        await d.store.recordPart({ at: d.tick(), partId: part!.part.id, verdict, notice });
      };
      const kinds = async () =>
        (await d.store.listDeliveries({ limit: 9 })).map(({ kind }) => kind);
      await lose();
      await lose();
      assert.deepEqual(await kinds(), ['notice', 'reply']);
      const told = await d.startPart(conversationId);
      const arrived = { state: 'delivered', platformMessageId: null } as const;
      await d.store.recordPart({ at: d.tick(), partId: told!.part.id, verdict: arrived });
      await d.push(['c']);
      await lose();
      assert.deepEqual(await kinds(), ['notice', 'reply', 'notice', 'reply']);
    },
  );

  check('an answer that was shown is completed where it was shown', async (d) => {
    const run = await d.start();
    const shown = await d.store.startPreview({ ...d.by(run), text: 'to be …' });
    assert.equal(shown?.part.state, 'sending');
    assert.equal(await d.store.startPreview({ ...d.by(run), text: 'again' }), undefined);
    await d.store.recordPart({ at: d.tick(), partId: shown!.part.id, verdict: DELIVERED });
    const reply = texts('to be, or not', 'to be');
    const { delivery } = await d.settle(run, { reply, transport: 'push' });
    assert.equal(delivery?.id, shown?.delivery.id);
    const edit = await d.startPart(delivery!.conversationId);
    const content = { kind: 'edit', text: 'to be, or not', platformMessageId: 'p1' };
    assert.deepEqual(edit?.content, content);
    await d.store.recordPart({ at: d.tick(), partId: edit!.part.id, verdict: DELIVERED });
    const rest = await d.startPart(delivery!.conversationId);
    assert.deepEqual(rest?.content, { kind: 'text', text: 'to be' });
  });

  check('a preview whose fate is unknown is replaced by the answer, in silence', async (d) => {
    const run = await d.start();
    const shown = await d.store.startPreview({ ...d.by(run), text: 'to be …' });
    const { delivery } = await d.settle(run, { reply: texts('to be'), transport: 'push' });
    const verdict = { state: 'unknown', error: 'lost' } as const;
    const notice = texts('lost');
    await d.store.recordPart({ at: d.tick(), partId: shown!.part.id, verdict, notice });
    const answer = await d.startPart(delivery!.conversationId);
    assert.deepEqual(answer?.content, { kind: 'text', text: 'to be' });
    await d.store.recordPart({ at: d.tick(), partId: answer!.part.id, verdict: DELIVERED });
    const all = await d.store.listDeliveries({ limit: 9 });
    assert.deepEqual(
      all.map(({ state, parts }) => [state, ...parts.map((part) => part.state)]),
      [['delivered', 'dropped', 'delivered']],
    );
  });

  check(
    'nothing is shown of a run before what is to be sent there, or after its end',
    async (d) => {
      await d.push(['waits']);
      const run = await d.start();
      assert.equal(await d.store.startPreview({ ...d.by(run), text: 'no' }), undefined);
      await d.settle(run, { transport: 'push' });
      assert.equal(await d.store.startPreview({ ...d.by(run), text: 'no' }), undefined);
    },
  );
}
