import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelUnderTest, SendTrouble } from './harness.ts';
import { NEVER, openAccount, PART, TEXT } from './open-account.ts';

export function testSending(make: () => ChannelUnderTest): void {
  test('a text is split within the limit, and nothing of it is lost', async () => {
    const { account, channel } = await openAccount(make());
    const limit = channel.capabilities.maxTextUnits;
    const length = Math.min(limit, 5_000);
    for (const unit of ['x', 'a word ', '👩‍👩‍👧‍👦', 'line\n', '\n\n']) {
      const text = unit.repeat(Math.ceil((length * 2.5) / unit.length));
      const parts = account.split(text);
      assert.equal(parts.join(''), text);
      assert.ok(
        parts.every((part) => part.length > 0 && part.length <= limit && part.isWellFormed()),
      );
    }
    assert.deepEqual(account.split(''), []);
    await account.close();
  });

  const subject = make();
  if (subject.channel.capabilities.transport === 'pull') testPull(make);
  else testPush(make);
}

function testPull(make: () => ChannelUnderTest): void {
  test('a send to a pull channel certainly does not happen', async () => {
    const { account } = await openAccount(make());
    const outcome = await account.send(PART, NEVER);
    assert.equal(outcome.kind, 'unsent');
    assert.equal(outcome.kind === 'unsent' && outcome.retryable, false);
    assert.equal(await account.lookUp(PART, NEVER), undefined);
    await account.close();
  });
}

async function openPush(make: () => ChannelUnderTest, ...troubles: readonly SendTrouble[]) {
  const opened = await openAccount(make());
  const { platform } = opened;
  assert.ok(platform, 'a push channel is tested with its platform');
  platform.troubles(...troubles);
  return { ...opened, platform };
}

function testPush(make: () => ChannelUnderTest): void {
  test('a part that the platform took is delivered, once, where it belongs', async () => {
    const { account, platform } = await openPush(make);
    assert.equal((await account.send(PART, NEVER)).kind, 'delivered');
    assert.deepEqual(
      platform.posts().map(({ conversation, text }) => ({ conversation, text })),
      [{ conversation: PART.address, text: TEXT }],
    );
    await account.close();
  });

  test('a platform that asks to wait is unsent, to be tried again not before that', async () => {
    const { account, platform } = await openPush(make, 'rate-limited');
    const outcome = await account.send(PART, NEVER);
    assert.ok(outcome.kind === 'unsent' && outcome.retryable && (outcome.retryAfterMs ?? 0) > 0);
    assert.deepEqual(platform.posts(), []);
    await account.close();
  });

  test('a platform that fails is unsent and worth another try; one that refuses is not', async () => {
    const { account } = await openPush(make, 'unavailable', 'refuse');
    const failed = await account.send(PART, NEVER);
    assert.ok(failed.kind === 'unknown' || (failed.kind === 'unsent' && failed.retryable));
    const refused = await account.send(PART, NEVER);
    assert.ok(refused.kind === 'unsent' && !refused.retryable);
    await account.close();
  });

  test('a send whose answer was lost is unknown, and is repeated or found as the capability says', async () => {
    const { account, platform } = await openPush(make, 'lost-answer');
    assert.equal((await account.send(PART, NEVER)).kind, 'unknown');
    assert.equal(platform.posts().length, 1);
    if (account.capabilities.idempotency === 'key') {
      assert.equal((await account.send(PART, NEVER)).kind, 'delivered');
      assert.equal(platform.posts().length, 1, 'the same key makes no second message');
    }
    if (account.capabilities.idempotency === 'lookup') {
      assert.ok(await account.lookUp(PART, NEVER));
      assert.equal(
        await account.lookUp({ ...PART, idempotencyKey: 'never-sent' }, NEVER),
        undefined,
      );
    }
    await account.close();
  });

  test('a send that hangs ends when its signal aborts, and is not called delivered', async () => {
    const { account } = await openPush(make, 'hang');
    const giveUp = new AbortController();
    const sending = account.send(PART, giveUp.signal);
    giveUp.abort();
    assert.notEqual((await sending).kind, 'delivered');
    await account.close();
  });
}
