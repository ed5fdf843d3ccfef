import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordingHost } from '@coderclaw/channel-kit/conformance';
import { StoreError } from '@coderclaw/core';
import { REAL_CLOCK } from '../testing/server/server-options.ts';
import { UpdateIntake } from './update-intake.ts';

test('an update is offered for as long as the store takes none, whatever is wrong with it', async () => {
  const host = new RecordingHost({ ...REAL_CLOCK, sleep: () => REAL_CLOCK.sleep(1) });
  const login = { account: 'default', botId: 1, username: 'claw_bot' };
  const intake = new UpdateIntake(host, login, host.signal, { albumQuietMs: 0, insists: true });
  let failures = 8;
  host.commit = async () => {
    failures -= 1;
    if (failures >= 0) throw new StoreError('STORE_CORRUPT');
  };
  const ann = { id: 5, first_name: 'Ann' };
  await intake.take({
    update_id: 1,
    message: {
      message_id: 1,
      date: 1,
      text: 'hello',
      chat: { ...ann, type: 'private' },
      from: { ...ann, is_bot: false },
    },
  });
  assert.equal(host.accepted.length, 1);
});
