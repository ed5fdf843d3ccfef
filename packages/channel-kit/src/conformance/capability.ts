import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PartContent } from '@coderclaw/core';
import { DEFAULT_CAPABILITIES } from '../capabilities.ts';
import { keep } from './attachment.ts';
import { ACCOUNT } from './event-check.ts';
import { startWith } from './push-world.ts';
import { NEVER, type StartSubject, startWorld, type World } from './world.ts';

export function testCapabilities(start: StartSubject): void {
  test('it states every capability, and an account does what they say', async (t) => {
    const { channel, account } = await startWorld(t, start);
    const { capabilities } = channel;
    assert.deepEqual(
      Object.keys(capabilities).toSorted(),
      Object.keys(DEFAULT_CAPABILITIES).toSorted(),
    );
    assert.deepEqual(account.capabilities, capabilities);
    assert.equal(account.account, ACCOUNT);
  });

  test('its capabilities go together', async (t) => {
    const { channel, people } = await startWorld(t, start);
    const { capabilities } = channel;
    const { maxTextUnits, maxFileBytes, previewIntervalMs } = capabilities;
    assert.ok(maxTextUnits >= 2);
    assert.equal(capabilities.attachments, maxFileBytes > 0, 'files have a largest size');
    assert.ok(capabilities.edits || !capabilities.streaming, 'streaming needs edits');
    assert.ok(previewIntervalMs.direct > 0 && previewIntervalMs.shared > 0);
    if (capabilities.transport === 'push')
      assert.ok(capabilities.threads || !people.places.includes('thread'));
  });

  const lacking = {
    edits: () => ({ kind: 'edit', text: 'after', platformMessageId: '1' }),
    attachments: (world) => ({ kind: 'file', file: keep(world) }),
    buttons: () => ({ kind: 'text', text: 'x', buttons: [[{ label: 'Yes', value: 'yes' }]] }),
    reactions: () => ({ kind: 'reaction', text: '👍', platformMessageId: '1' }),
  } as const satisfies Record<string, (world: World) => PartContent>;
  for (const flag of ['edits', 'attachments', 'buttons', 'reactions'] as const) {
    test(`what it can not do is certainly not done, and not tried again (${flag})`, async (t) => {
      const push = await startWith(t, start, flag, false);
      if (!push) return;
      const { world, platform, place } = push;
      const outcome = await world.account.send(world.part(place, lacking[flag](world)), NEVER);
      assert.ok(outcome.kind === 'unsent' && !outcome.retryable, JSON.stringify(outcome));
      assert.deepEqual(platform.posts(), []);
    });
  }
}
