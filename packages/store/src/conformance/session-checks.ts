import assert from 'node:assert/strict';
import { DEFAULT_TENANT, OWNER, textOf } from '@coderclaw/core';
import { AGENT, answer, rejectsWith } from './store-driver.ts';
import type { Check } from './suite.ts';

export function sessionChecks(check: Check): void {
  check('a session is created once, found by its key and patched by merging', async (d) => {
    const create = () =>
      d.store.createSession({
        at: d.tick(),
        tenantId: DEFAULT_TENANT,
        principalId: OWNER,
        agentId: AGENT,
        key: 'agent:main:explicit:a',
        settings: { label: 'Plans' },
      });
    const session = await create();
    await rejectsWith('STORE_CONFLICT', create());
    assert.deepEqual(await d.store.findSession(session.key), session);
    assert.deepEqual(await d.store.getSession(session.id), session);
    const patched = await d.store.patchSession({
      at: d.tick(),
      sessionId: session.id,
      principalId: OWNER,
      settings: { label: null, model: 'demo/x' },
    });
    assert.deepEqual(patched.settings, { model: 'demo/x' });
    assert.ok(patched.cursor > session.cursor);
    assert.equal(await d.store.findSession('agent:main:explicit:none'), undefined);
    await rejectsWith('STORE_NOT_FOUND', d.store.getSession('none' as never));
  });

  check('a reset begins an empty epoch and keeps the entries of the old one', async (d) => {
    const run = await d.start({ text: 'first words' });
    const reset = () =>
      d.store.resetSession({ at: d.tick(), sessionId: run.session.id, principalId: OWNER });
    await rejectsWith('STORE_CONFLICT', reset());
    const { session } = await d.settle(run);
    const fresh = await reset();
    assert.deepEqual([fresh.epoch, fresh.headId], [2, null]);
    assert.ok(fresh.cursor > session.cursor);
    assert.deepEqual((await d.store.loadTranscript(session.id)).entries, []);
    assert.deepEqual((await d.store.listEntries({ sessionId: session.id, limit: 9 })).entries, []);
    await d.settle(await d.start({ text: 'second words' }));
    const [summary] = (await d.store.listSessions({ limit: 1, offset: 0 })).sessions;
    assert.deepEqual([summary?.title, summary?.lastText], ['second words', 'done']);
  });

  check('a deleted session leaves the lists, frees its key and cancels what waits', async (d) => {
    const run = await d.start();
    const remove = () =>
      d.store.deleteSession({ at: d.tick(), sessionId: run.session.id, principalId: OWNER });
    await rejectsWith('STORE_CONFLICT', remove());
    const { delivery } = await d.settle(run);
    const held = await d.start();
    const { intakes } = await d.say();
    await d.settle(held);
    await remove();
    assert.equal((await d.store.listSessions({ limit: 9, offset: 0 })).total, 0);
    assert.equal(await d.store.findSession(run.session.key), undefined);
    await rejectsWith('STORE_NOT_FOUND', d.store.getSession(run.session.id));
    assert.ok(await d.store.findDelivery(delivery!.id));
    assert.deepEqual(await d.store.listIdleLanes(d.tick()), []);
    assert.equal((await d.store.readCounts()).waitingIntakes, 0);
    assert.notEqual((await d.start()).session.id, intakes[0]!.session!.id);
  });

  check(
    'sessions are listed by last use, page by page, and searched by key, label and title',
    async (d) => {
      for (const name of ['a', 'b', 'c'])
        await d.settle(
          await d.start({
            text: `About ${name.toUpperCase()}pples`,
            session: `agent:main:explicit:${name}`,
          }),
        );
      await d.settle(await d.start({ session: 'agent:main:explicit:a', at: 1 }), { at: 2 });
      const keys = async (query: {
        search?: string;
        limit?: number;
        offset?: number;
        agentId?: typeof AGENT;
      }) => {
        const { total, sessions } = await d.store.listSessions({ limit: 9, offset: 0, ...query });
        return [total, ...sessions.map(({ key }) => key.at(-1))];
      };
      assert.deepEqual(await keys({}), [3, 'a', 'c', 'b']);
      assert.deepEqual(await keys({ limit: 1, offset: 1 }), [3, 'c']);
      assert.deepEqual(await keys({ search: 'BPPLES' }), [1, 'b']);
      assert.deepEqual(await keys({ search: 'explicit:c' }), [1, 'c']);
      assert.deepEqual(await keys({ search: '%' }), [0]);
      assert.deepEqual(await keys({ agentId: 'other' as never }), [0]);
    },
  );

  check(
    'a summary counts what waits, and its title is one line of at most 80 characters',
    async (d) => {
      await d.start({ text: `  spread\n over  lines ${'😀'.repeat(100)}` });
      await d.say();
      const [summary] = (await d.store.listSessions({ limit: 1, offset: 0 })).sessions;
      assert.equal(summary?.waiting, 1);
      assert.equal(Array.from(summary!.title!).length, 80);
      assert.ok(
        summary!.title!.startsWith('spread over lines 😀') && summary!.title!.isWellFormed(),
      );
    },
  );

  check('entries come page by page, oldest first, before or after a cursor', async (d) => {
    const run = await d.start({ text: '0' });
    for (const text of ['1', '2', '3', '4'])
      await d.store.recordAnswer({ ...d.by(run), answer: answer(text) });
    const page = async (query: { limit: number; beforeCursor?: number; afterCursor?: number }) => {
      const { entries, more } = await d.store.listEntries({ sessionId: run.session.id, ...query });
      return {
        texts: entries.map(({ content }) => textOf(content)).join(''),
        more,
        first: entries[0]?.cursor,
      };
    };
    const newest = await page({ limit: 2 });
    assert.deepEqual([newest.texts, newest.more], ['34', true]);
    const before = await page({ limit: 3, beforeCursor: newest.first });
    assert.deepEqual([before.texts, before.more], ['012', false]);
    const after = await page({ limit: 9, afterCursor: newest.first });
    assert.deepEqual([after.texts, after.more], ['4', false]);
  });

  check('unfinished runs are listed, of one session or of all', async (d) => {
    const a = await d.start({ session: 'agent:main:explicit:a' });
    const b = await d.start({ session: 'agent:main:explicit:b' });
    assert.deepEqual(
      (await d.store.listActiveRuns(a.session.id)).map(({ id }) => id),
      [a.run.id],
    );
    assert.equal((await d.store.listActiveRuns()).length, 2);
    await d.settle(b);
    assert.deepEqual(await d.store.listActiveRuns(b.session.id), []);
  });
}
