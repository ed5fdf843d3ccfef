import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { OutboundPreview, PreviewOutcome } from '@coderclaw/core';
import { type PushWorld, startWith } from './push-world.ts';
import { NEVER, type StartSubject } from './world.ts';

const NO_SUCH_MESSAGE = '987654321';
/** A preview that is put off is shown when the platform's limits leave room. */
const MAX_TRIES = 20;

export function testEditing(start: StartSubject): void {
  test('an edit replaces the text of a message, and doing it twice is as good as once', async (t) => {
    const posted = await post(t, start, 'edits');
    if (!posted) return;
    const { world, place, platform, platformMessageId } = posted;
    const edit = world.part(place, { kind: 'edit', text: 'after', platformMessageId });
    for (let times = 1; times <= 2; times += 1) {
      await world.deliver(edit);
      assert.deepEqual(textsOf(posted), ['after']);
    }
    assert.equal(platform.posts()[0]?.id, platformMessageId);
  });

  test('the buttons under a message are those of the last edit', async (t) => {
    const posted = await post(t, start, 'edits');
    if (!posted) return;
    const { world, place, platform, platformMessageId, capabilities } = posted;
    if (!capabilities.buttons) return t.skip('buttons is false');
    const buttons = [[{ label: 'Yes', value: 'yes' }]];
    for (const more of [{ buttons }, {}] as const) {
      const text = `which ${JSON.stringify(more)}`;
      await world.deliver(world.part(place, { kind: 'edit', text, platformMessageId, ...more }));
      assert.deepEqual(platform.posts()[0]?.buttons, 'buttons' in more ? ['Yes'] : []);
    }
  });

  test('an edit goes wrong as a send does', async (t) => {
    const posted = await post(t, start, 'edits');
    if (!posted) return;
    const { world, place, platform, platformMessageId } = posted;
    const edit = (id: string) =>
      world.account.send(
        world.part(place, { kind: 'edit', text: 'after', platformMessageId: id }),
        NEVER,
      );
    const nowhere = await edit(NO_SUCH_MESSAGE);
    // Somebody has deleted it: the text is given up, or comes again as a message of its own.
    assert.ok(nowhere.kind === 'gone' || (nowhere.kind === 'unsent' && !nowhere.retryable));
    platform.fails('edit', 'rate-limited');
    const early = await edit(platformMessageId);
    assert.ok(early.kind === 'unsent' && early.retryable && (early.retryAfterMs ?? 0) > 0);
    assert.deepEqual(textsOf(posted), ['before']);
    platform.fails('edit', 'lost-answer');
    const lost = await edit(platformMessageId);
    // Made twice is as good as once: it may wait for the platform as what certainly was not made.
    assert.ok(lost.kind === 'unknown' || (lost.kind === 'unsent' && lost.retryable));
    assert.equal((await edit(platformMessageId)).kind, 'delivered');
  });

  test('an answer is seen while it is written, and its end is in the same message', async (t) => {
    const posted = await post(t, start, 'streaming');
    if (!posted) return;
    const { world, place, platformMessageId } = posted;
    for (const text of ['before, and', 'before, and `more', 'before, and `more` …']) {
      await show(posted, text);
      assert.equal(textsOf(posted).length, 1);
      assert.notDeepEqual(textsOf(posted), ['before']);
    }
    await world.deliver(world.part(place, { kind: 'edit', text: 'the end', platformMessageId }));
    assert.deepEqual(textsOf(posted), ['the end']);
  });

  test('a preview never throws; it is skipped, and told how long to wait where the platform says so', async (t) => {
    const posted = await post(t, start, 'streaming');
    if (!posted) return;
    const { world, platform } = posted;
    platform.fails('edit', 'rate-limited');
    const early = await preview(posted, 'more');
    assert.ok(early.kind === 'skipped' && (early.retryAfterMs ?? 0) > 0, JSON.stringify(early));
    for (const trouble of ['unavailable', 'refuse', 'forbidden', 'unauthorized'] as const) {
      platform.fails('edit', trouble);
      assert.equal((await preview(posted, `more ${trouble}`)).kind, 'skipped', trouble);
    }
    platform.fails('edit', 'hang');
    const giveUp = new AbortController();
    const hanging = preview(posted, 'too much', giveUp.signal);
    giveUp.abort();
    await hanging;
    await world.account.close();
    assert.equal((await preview(posted, 'late')).kind, 'skipped');
  });

  test('a channel that does not stream shows nothing early', async (t) => {
    const posted = await post(t, start, 'streaming', false);
    if (!posted) return;
    assert.equal((await preview(posted, 'more')).kind, 'skipped');
    assert.deepEqual(textsOf(posted), ['before']);
  });
}

type Posted = PushWorld & { readonly platformMessageId: string };

/** A world in which a message of ours says `before`. */
async function post(
  t: TestContext,
  start: StartSubject,
  flag: 'edits' | 'streaming',
  wanted = true,
): Promise<Posted | undefined> {
  const push = await startWith(t, start, flag, wanted);
  if (!push) return undefined;
  const platformMessageId = await push.world.deliver(push.world.part(push.place, 'before'));
  return { ...push, platformMessageId };
}

function textsOf({ platform }: Posted): readonly string[] {
  return platform.posts().map(({ text }) => text);
}

function preview(
  { world, place, platformMessageId }: Posted,
  text: string,
  signal = NEVER,
): Promise<PreviewOutcome> {
  const { address, kind: conversationKind } = place;
  const shown: OutboundPreview = { address, conversationKind, platformMessageId, text };
  return world.account.preview(shown, signal);
}

async function show(posted: Posted, text: string): Promise<void> {
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const outcome = await preview(posted, text);
    if (outcome.kind === 'shown') return;
    await posted.world.host.clock.sleep(outcome.retryAfterMs ?? 1_000);
  }
  assert.fail(`a preview was not shown in ${MAX_TRIES} tries`);
}
