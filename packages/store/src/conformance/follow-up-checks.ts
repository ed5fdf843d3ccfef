import assert from 'node:assert/strict';
import { type Route, textOf } from '@coderclaw/core';
import { type Said, type StoreDriver, texts } from './store-driver.ts';
import type { Check } from './suite.ts';

const LISTEN: Partial<Route> = { decision: 'accumulate', reason: 'not-engaged' };

/** Something happens to an earlier message of the same conversation. */
function later(
  d: StoreDriver,
  kind: 'edit' | 'delete' | 'reaction',
  platformMessageId: string,
  said: Said = {},
) {
  const route = { decision: 'accumulate', reason: `kind:${kind}` } as const;
  return d.say({ kind, platformMessageId, route, ...said });
}

async function entriesOf(d: StoreDriver, sessionId: string): Promise<readonly string[]> {
  const { entries } = await d.store.loadTranscript(sessionId as never);
  return entries.map(({ content }) => textOf(content));
}

export function followUpChecks(check: Check): void {
  check('an edit of a message that waits replaces its text', async (d) => {
    const run = await d.start();
    await d.say({ text: 'wrong', platformMessageId: 'm1' });
    const edit = await later(d, 'edit', 'm1', { text: 'right' });
    assert.equal(edit.intakes[0]?.intake.reason, 'edit:in-time');
    const { next } = await d.settle(run, { next: d.terms() });
    assert.equal(textOf(next!.inputs[0]!.entry.content), 'right');
  });

  check(
    'an edit of a message that was taken up starts nothing and is told the next run',
    async (d) => {
      const run = await d.start({ text: 'wrong', platformMessageId: 'm1' });
      const edit = await later(d, 'edit', 'm1', { text: 'right' });
      assert.deepEqual(
        [edit.intakes[0]?.intake.disposition, edit.intakes[0]?.intake.reason],
        ['context', 'edit:too-late'],
      );
      await d.settle(run);
      assert.equal((await d.store.readCounts()).activeRuns, 0);
      const next = await d.start({ text: 'next' });
      const texts = await entriesOf(d, next.session.id);
      assert.match(texts.at(-2) ?? '', /edited an earlier message "wrong".*\nright$/su);
      assert.equal(next.context.length, 1);
    },
  );

  check('an edit by somebody else, or of nothing we know, changes nothing', async (d) => {
    const run = await d.start();
    await d.say({ text: 'mine', platformMessageId: 'm1' });
    for (const other of [{ identity: 'mallory' }, { conversation: 'elsewhere' }]) {
      const edit = await later(d, 'edit', 'm1', { text: 'not mine', ...other });
      assert.equal(edit.intakes[0]?.intake.disposition, 'refused');
    }
    assert.equal((await later(d, 'edit', 'm9')).intakes[0]?.intake.disposition, 'refused');
    const { next } = await d.settle(run, { next: d.terms() });
    assert.equal(textOf(next!.inputs[0]!.entry.content), 'mine');
  });

  check('a message that is deleted while it waits is cancelled', async (d) => {
    const run = await d.start();
    const waiting = await d.say({ text: 'oops', platformMessageId: 'm1' });
    await later(d, 'delete', 'm1');
    const { next } = await d.settle(run, { next: d.terms() });
    assert.equal(next, null);
    const again = await d.again(waiting.messageId);
    assert.equal(again.intakes[0]?.intake.disposition, 'cancelled');
    assert.equal(again.content, null);
  });

  check('a reaction concerns us only where it is to our own words', async (d) => {
    const delivery = await d.push(['Here you are']);
    const sent = await d.startPart(delivery.conversationId);
    const verdict = { state: 'delivered', platformMessageId: 'ours' } as const;
    await d.store.recordPart({ at: d.tick(), partId: sent!.part.id, verdict });
    const other = await later(d, 'reaction', 'theirs', { text: '👍' });
    assert.equal(other.intakes[0]?.intake.disposition, 'refused');
    await later(d, 'reaction', 'ours', { text: '👍' });
    const next = await d.start({ text: 'more' });
    const texts = await entriesOf(d, next.session.id);
    assert.equal(texts.at(-2), '[reacted "👍" to your message "Here you are"]');
  });

  check('what was listened to is shown to the next run, once, the newest of it', async (d) => {
    for (let count = 1; count <= 60; count += 1) await d.say({ text: `m${count}`, route: LISTEN });
    const run = await d.start({ text: 'now' });
    assert.equal(run.context.length, 50);
    assert.deepEqual(
      [run.context[0], run.context.at(-1)].map((entry) => textOf(entry!.content)),
      ['m11', 'm60'],
    );
    await d.settle(run);
    assert.deepEqual((await d.start({ text: 'again' })).context, []);
  });

  check('what was listened to before a reset is not shown after it', async (d) => {
    const { intakes } = await d.say({ text: 'old', route: LISTEN });
    const sessionId = intakes[0]!.session!.id;
    await d.store.resetSession({ at: d.tick(), sessionId, principalId: 'owner' as never });
    assert.deepEqual((await d.start({ text: 'new' })).context, []);
  });

  check('what nobody will read is not kept', async (d) => {
    const drop = { decision: 'drop', reason: 'access:unknown-group' } as const;
    const { messageId } = await d.say({ text: 'private', route: drop });
    assert.equal((await d.again(messageId)).content, null);
  });

  check('what collects waits for the end of the run, and then comes together', async (d) => {
    const collect = { queueMode: 'collect' } as const;
    const run = await d.start();
    for (const text of ['a', 'b', 'c']) await d.say({ text, route: collect });
    assert.deepEqual(await d.store.takeInputs(d.by(run)), []);
    const { next, heldUntil } = await d.settle(run, { next: d.terms() });
    assert.equal(next, null);
    const sessionId = run.session.id;
    const claimed = await d.store.claimRun({ at: heldUntil!, sessionId, ...d.terms() });
    assert.deepEqual(
      claimed?.inputs.map(({ entry }) => textOf(entry.content)),
      ['a', 'b', 'c'],
    );
  });

  check('more than twenty that wait are answered together, whatever their mode', async (d) => {
    const run = await d.start();
    for (let count = 0; count < 21; count += 1)
      await d.say({ text: `m${count}`, route: { queueMode: 'followup' } });
    const { next } = await d.settle(run, { next: d.terms() });
    assert.equal(next?.inputs.length, 21);
  });

  check('a command takes no lane, and has one answer, one line and one delivery', async (d) => {
    const command = { name: 'status', args: '', permitted: true } as const;
    const run = await d.start();
    const { intakes } = await d.say({ text: '/status', route: { command } });
    const intakeId = intakes[0]!.intake.id;
    assert.deepEqual(
      (await d.store.listOpenCommands()).map(({ intake }) => intake.id),
      [intakeId],
    );
    const buttons = [[{ label: 'More', value: '/status more' }]];
    const settle = () =>
      d.store.settleCommand({
        at: d.tick(),
        intakeId,
        answer: 'All is well.',
        buttons,
        reply: texts('All is well.'),
        transport: 'push',
      });
    const { entry, delivery, intake } = await settle();
    const line = { role: 'command', text: '/status', answer: 'All is well.', buttons };
    assert.deepEqual(entry?.content, line);
    assert.deepEqual([delivery?.kind, delivery?.state], ['command', 'pending']);
    assert.equal(intake.disposition, 'command');
    await assert.rejects(settle(), { code: 'STORE_CONFLICT' });
    assert.deepEqual(await d.store.listOpenCommands(), []);
    assert.equal((await d.settle(run, { next: d.terms() })).next, null);
  });

  check('a command knows the place that it came from, and all that it lies in', async (d) => {
    const command = { name: 'queue', args: '', permitted: true } as const;
    const message = d.message({ text: '/queue', route: { command }, identity: '7' });
    const parent = { address: 'room', kind: 'group' } as const;
    const conversation = { address: 'topic', kind: 'thread', parent } as const;
    const event = { ...message.event, conversation };
    const result = await d.store.acceptMessage({ ...message, event });
    assert.ok(result.kind === 'accepted');
    const { channel, account } = event;
    const { at, tenantId } = message;
    await d.store.moveConversation({ at, tenantId, channel, account, from: 'room', to: 'hall' });
    const { place, identity } = await d.store.findCommandPlace(result.intakes[0]!.intake.id);
    assert.deepEqual(
      [identity, place.address, place.kind, place.addresses],
      ['7', 'topic', 'thread', ['topic', 'hall', 'room']],
    );
  });
}
