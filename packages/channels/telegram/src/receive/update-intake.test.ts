import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordingHost } from '@coderclaw/channel-kit/conformance';
import { StoreError } from '@coderclaw/core';
import { REAL_CLOCK } from '../testing/server/server-options.ts';
import { UpdateIntake } from './update-intake.ts';

const LOGIN = { account: 'default', botId: 1, username: 'claw_bot' };
const FETCHED = { insists: true };
const POSTED = { insists: false };

function hurriedHost(): RecordingHost {
  return new RecordingHost({ ...REAL_CLOCK, sleep: () => REAL_CLOCK.sleep(1) });
}

function updateOf(id: number) {
  const ann = { id: 5, first_name: 'Ann' };
  return {
    update_id: id,
    message: {
      message_id: id,
      date: 1,
      text: 'hello',
      chat: { ...ann, type: 'private' },
      from: { ...ann, is_bot: false },
    },
  } as const;
}

test('an update is offered for as long as the store takes none, whatever is wrong with it', async () => {
  const host = hurriedHost();
  const intake = new UpdateIntake(host, LOGIN, host.signal, FETCHED);
  let failures = 8;
  host.commit = async () => {
    failures -= 1;
    if (failures >= 0) throw new StoreError('STORE_CORRUPT');
  };
  await intake.take(updateOf(1));
  assert.equal(host.accepted.length, 1);
});

for (const [name, terms] of Object.entries({ fetched: FETCHED, posted: POSTED }))
  test(`an update that is ${name} and refused for itself is given up after five tries`, async () => {
    const host = hurriedHost();
    const intake = new UpdateIntake(host, LOGIN, host.signal, terms);
    host.refusals = 5;
    let answers = 1;
    // As the platform does: it posts an update again until it is told that it arrived.
    while (!(await isTaken(intake, 1))) answers += 1;
    assert.equal(answers, terms.insists ? 1 : 5);
    await intake.take(updateOf(2));
    assert.deepEqual(
      host.offered.map(({ platformMessageId }) => platformMessageId),
      ['1', '1', '1', '1', '1', '2'],
    );
  });

test('a posted update that the store does not take is not counted against it', async () => {
  const host = hurriedHost();
  const intake = new UpdateIntake(host, LOGIN, host.signal, POSTED);
  for (const code of ['STORE_FULL', 'STORE_CLOSED', 'STORE_CORRUPT'] as const) {
    host.commit = async () => {
      throw new StoreError(code);
    };
    for (let times = 0; times < 8; times += 1) assert.equal(await isTaken(intake, 1), false);
  }
  host.commit = async () => {};
  assert.equal(await isTaken(intake, 1), true);
  assert.equal(host.accepted.length, 1);
});

test('refusals are counted for each update, and for no more of them than there is room for', async () => {
  const host = hurriedHost();
  const intake = new UpdateIntake(host, LOGIN, host.signal, POSTED);
  host.refusals = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 4; times += 1) assert.equal(await isTaken(intake, 1), false);
  for (let id = 2; id <= 1_001; id += 1) assert.equal(await isTaken(intake, id), false);
  for (let times = 0; times < 4; times += 1) assert.equal(await isTaken(intake, 1), false);
  assert.equal(await isTaken(intake, 1), true);
});

function isTaken(intake: UpdateIntake, id: number): Promise<boolean> {
  return intake.take(updateOf(id)).then(
    () => true,
    () => false,
  );
}
