import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChannelError } from '../channel-error.ts';
import { RecordingHost } from '../testing/recording-host.ts';
import { ACCOUNT } from './event-check.ts';
import { NEVER, type StartSubject, startSubject, startWorld } from './world.ts';

export function testLifecycle(start: StartSubject): void {
  test('its name can stand in a session key', async (t) => {
    const { channel } = await startWorld(t, start);
    assert.match(channel.name, /^[a-z0-9][a-z0-9-]*$/u);
  });

  test('wrong settings are refused with an error of the family, and nothing is read', async (t) => {
    const subject = await startSubject(t, start);
    const wrongOptions = subject.platform?.wrongOptions;
    if (!wrongOptions) return t.skip('nothing can be wrong with its settings');
    const host = new RecordingHost();
    const opening = subject.createChannel().open({ account: ACCOUNT, options: wrongOptions }, host);
    await assert.rejects(opening, (error) => error instanceof ChannelError && !error.retryable);
    await subject.people.says({ by: 'ann', in: 'ann', text: 'hello' });
    assert.deepEqual(host.offered, []);
  });

  test('closing settles while a send hangs, can be repeated, and nothing is sent or handed over after it', async (t) => {
    const world = await startWorld(t, start);
    const { account, channel, host, people, subject } = world;
    const place = await world.meet('ann');
    await world.acknowledged();
    subject.platform?.fails('send', 'hang');
    const hanging = account.send(world.part(place, 'hanging'), NEVER);
    await account.close();
    await account.close();
    assert.notEqual((await hanging).kind, 'delivered');
    assert.equal((await account.send(world.part(place, 'late'), NEVER)).kind, 'unsent');
    if (channel.capabilities.transport === 'pull') return;
    const heard = host.offered.length;
    await people.says({ by: 'ann', in: 'ann', text: 'late' });
    // Another login gets it, by which time the closed one would have had it.
    const next = await world.restart();
    await next.nextEvent(0);
    assert.equal(host.offered.length, heard);
  });
}
