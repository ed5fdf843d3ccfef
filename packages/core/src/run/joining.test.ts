import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { QUEUE_MODES } from '../routing/intake.ts';
import { decideJoin, type JoinFacts } from './joining.ts';

const moment = 'boundary';
const here: JoinFacts['run'] = {
  accountId: 'telegram-1',
  conversationId: 'kitchen',
  principalId: 'ada',
  labels: ['web', 'mail'],
  options: { workspace: '/srv/site', thinking: 'low' },
};

test('a run under way is joined by what steers; one that begins, by all but what follows up', () => {
  const moments = { boundary: ['steer'], claim: ['steer', 'collect', 'interrupt'] } as const;
  for (const [when, modes] of Object.entries(moments)) {
    for (const queueMode of QUEUE_MODES) {
      const facts = { moment: when as keyof typeof moments, run: here };
      const decision = decideJoin({ ...facts, message: { ...here, queueMode } });
      const joins = (modes as readonly string[]).includes(queueMode);
      assert.deepEqual(decision, joins ? { joins } : { joins, reason: 'mode' });
    }
  }
});

test('in a crowd everything joins the run that begins, and nothing more the one under way', () => {
  const message = { ...here, queueMode: 'followup' } as const;
  assert.ok(decideJoin({ moment: 'claim', crowded: true, run: here, message }).joins);
  assert.ok(!decideJoin({ moment: 'boundary', crowded: true, run: here, message }).joins);
});

const DIFFERENCES = [
  ['account', { accountId: 'telegram-2' }],
  ['conversation', { conversationId: 'cellar' }],
  ['principal', { principalId: 'bob' }],
  ['labels', { labels: ['web'] }],
  ['labels', { labels: ['web', 'mail', 'file'] }],
  ['labels', { labels: [] }],
  ['labels', { labels: ['web', 'web'] }],
  ['options', { options: {} }],
  ['options', { options: { workspace: '/srv/other', thinking: 'low' } }],
  ['options', { options: { workspace: '/srv/site', thinking: 'low', model: 'a/b' } }],
] as const;

for (const [reason, difference] of DIFFERENCES) {
  test(`a message that differs in ${JSON.stringify(difference)} does not join, because of its ${reason}`, () => {
    const message = { ...here, ...difference, queueMode: 'steer' } as const;
    assert.deepEqual(decideJoin({ moment, run: here, message }), { joins: false, reason });
    const reversed = decideJoin({
      moment,
      run: { ...here, ...difference },
      message: { ...here, queueMode: 'steer' },
    });
    assert.deepEqual(reversed, { joins: false, reason });
  });
}

test('labels are compared as sets: order and repetition mean nothing, one label more means everything', () => {
  const labels = fc.array(fc.constantFrom('web', 'mail', 'file', 'group'), { maxLength: 6 });
  fc.assert(
    fc.property(labels, labels, (run, message) => {
      const { joins } = decideJoin({
        moment,
        run: { ...here, labels: run },
        message: { ...here, labels: message, queueMode: 'steer' },
      });
      assert.equal(
        joins,
        run.every((label) => message.includes(label)) &&
          message.every((label) => run.includes(label)),
      );
    }),
  );
});
