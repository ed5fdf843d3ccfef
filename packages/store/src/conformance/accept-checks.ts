import assert from 'node:assert/strict';
import { textOf } from '@coderclaw/core';
import { rejectsWith } from './store-driver.ts';
import type { Check } from './suite.ts';

export function acceptChecks(check: Check): void {
  check(
    'an engaged message in a free lane becomes a running run with its user entry',
    async (d) => {
      const accepted = await d.say({ text: 'hi there' });
      const [intake] = accepted.intakes;
      assert.equal(intake?.sessionIsNew, true);
      assert.equal(intake?.claimed?.run.state, 'RUNNING');
      assert.equal(intake?.intake.runId, intake?.claimed?.run.id);
      assert.equal(intake?.intake.disposition, null);
      assert.equal(intake?.session?.activeRunId, intake?.claimed?.run.id);
      assert.equal(textOf(intake!.claimed!.inputs[0]!.entry.content), 'hi there');
      const { channel, account, address, conversationId } = intake!.claimed!.run.replyTo;
      assert.deepEqual(
        { channel, account, address, conversationId },
        {
          channel: 'webchat',
          account: 'default',
          address: 'here',
          conversationId: accepted.conversationId,
        },
      );
      const transcript = await d.store.loadTranscript(intake!.session!.id);
      assert.equal(transcript.entries.length, 1);
    },
  );

  check(
    'the same event key is accepted once, and answers with what the first became',
    async (d) => {
      const first = await d.say({ eventKey: 'same', route: { alias: 'client-run' } });
      const before = await d.store.readCounts();
      const again = await d.store.acceptMessage(d.message({ eventKey: 'same', text: 'other' }));
      assert.equal(again.kind, 'duplicate');
      assert.equal(again.messageId, first.messageId);
      assert.deepEqual(again.content, d.message({ eventKey: 'same' }).event.content);
      assert.equal(again.intakes[0]!.run!.id, first.intakes[0]!.claimed!.run.id);
      assert.deepEqual(await d.store.readCounts(), before);
    },
  );

  check('the same event key twice in one turn of the event loop is accepted once', async (d) => {
    const results = await Promise.all(
      [d.message({ eventKey: 'same' }), d.message({ eventKey: 'same' })].map((m) =>
        d.store.acceptMessage(m),
      ),
    );
    assert.deepEqual(
      results.map(({ kind }) => kind),
      ['accepted', 'duplicate'],
    );
  });

  check('a route that does not engage gets its disposition and takes no lane', async (d) => {
    for (const [decision, disposition] of [
      ['drop', 'refused'],
      ['accumulate', 'context'],
      ['pair', null],
      ['ask', null],
    ] as const) {
      const { intakes } = await d.say({
        session: `agent:main:explicit:${decision}`,
        route: { decision },
      });
      assert.equal(intakes[0]?.intake.disposition, disposition);
      assert.equal(intakes[0]?.claimed, null);
      assert.equal(intakes[0]?.session !== null, decision === 'accumulate');
    }
    assert.equal((await d.store.readCounts()).activeRuns, 0);
  });

  check('each route of a message has an intake of its own', async (d) => {
    const message = d.message();
    const [route] = message.routes;
    const result = await d.store.acceptMessage({
      ...message,
      routes: [route!, { ...route!, sessionKey: 'agent:main:explicit:other' }],
    });
    assert.ok(result.kind === 'accepted');
    assert.equal(new Set(result.intakes.map(({ claimed }) => claimed?.run.id)).size, 2);
  });

  check('intakes are found by their alias, within the principal and the session', async (d) => {
    await d.say({ route: { alias: 'mine' } });
    await d.say({ session: 'agent:main:explicit:b', route: { alias: 'mine' } });
    const principalId = d.message().principalId;
    const found = await d.store.findIntakesByAlias({ principalId, alias: 'mine' });
    assert.deepEqual(
      found.map(({ sessionKey }) => sessionKey),
      ['agent:main:explicit:b', 'agent:main:main'],
    );
    assert.equal(
      (
        await d.store.findIntakesByAlias({
          principalId,
          alias: 'mine',
          sessionKey: 'agent:main:main',
        })
      ).length,
      1,
    );
    assert.equal(
      (await d.store.findIntakesByAlias({ principalId: 'other' as never, alias: 'mine' })).length,
      0,
    );
  });

  check('a write that fails leaves nothing behind and hurts no other', async (d) => {
    const bad = d.message();
    const failing = {
      ...bad,
      claim: {
        ...bad.claim,
        pins: () => {
          throw new Error('no such agent');
        },
      },
    };
    const results = await Promise.allSettled([
      d.store.acceptMessage(d.message({ session: 'agent:main:explicit:a' })),
      d.store.acceptMessage(failing),
      d.store.acceptMessage(d.message({ session: 'agent:main:explicit:b' })),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    await rejectsWith('STORE_IO', d.store.acceptMessage(failing));
    const { messages, sessions, activeRuns } = await d.store.readCounts();
    assert.deepEqual(
      { messages, sessions, activeRuns },
      { messages: 2, sessions: 2, activeRuns: 2 },
    );
    assert.equal((await d.store.verifyAudit()).ok, true);
  });

  check('what was written outlives the store', async (d, { reopen }) => {
    const run = await d.start({ text: 'remember' });
    await d.settle(run);
    if (!reopen) return;
    const store = await reopen();
    assert.equal((await store.findRun(run.run.id))?.state, 'DONE');
    assert.equal((await store.loadTranscript(run.session.id)).entries.length, 2);
    assert.equal((await store.verifyAudit()).ok, true);
    await store.close();
  });

  check('a closed store refuses every call, and closing twice is fine', async (d) => {
    const last = d.say();
    await d.store.close();
    await last;
    await d.store.close();
    await rejectsWith('STORE_CLOSED', d.say());
    await rejectsWith('STORE_CLOSED', d.store.readCounts());
  });
}
