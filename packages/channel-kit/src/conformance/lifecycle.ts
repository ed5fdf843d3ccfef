import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_CAPABILITIES } from '../capabilities.ts';
import { ChannelError } from '../channel-error.ts';
import type { ChannelUnderTest } from './harness.ts';
import { NEVER, openAccount, PART, SETTINGS } from './open-account.ts';

export function testLifecycle(make: () => ChannelUnderTest): void {
  test('its name can stand in a session key', () => {
    assert.match(make().channel.name, /^[a-z0-9][a-z0-9-]*$/u);
  });

  test('it states every capability', () => {
    const { capabilities } = make().channel;
    assert.deepEqual(
      Object.keys(capabilities).toSorted(),
      Object.keys(DEFAULT_CAPABILITIES).toSorted(),
    );
    assert.ok(capabilities.maxTextUnits >= 2);
  });

  test('an account does what the capabilities say', async () => {
    const { channel, account } = await openAccount(make());
    assert.deepEqual(account.capabilities, channel.capabilities);
    assert.equal(account.account, SETTINGS.account);
    await account.close();
  });

  test('wrong settings are refused with an error of the family', async (t) => {
    const { channel, host, wrongOptions } = make();
    if (!wrongOptions) return t.skip('nothing can be wrong with its settings');
    const opening = channel.open({ ...SETTINGS, options: wrongOptions }, host);
    await assert.rejects(opening, (error) => error instanceof ChannelError && !error.retryable);
  });

  test('closing settles while a send hangs, can be repeated, and nothing is sent or handed over after it', async () => {
    const { account, host, platform, write } = await openAccount(make());
    platform?.troubles('hang');
    const hanging = account.send(PART, NEVER);
    await account.close();
    await account.close();
    assert.notEqual((await hanging).kind, 'delivered');
    assert.equal((await account.send(PART, NEVER)).kind, 'unsent');
    if (account.capabilities.transport === 'push') {
      await write({ id: 'late', conversation: 'c', from: 'u', text: 'late' });
      assert.deepEqual(host.offered, []);
    }
  });
}
