import assert from 'node:assert/strict';
import { OWNER, type PairingId, principalOfIdentity } from '@coderclaw/core';
import { approve, DAVE, knock, PLACE } from './people-checks.ts';
import type { Check } from './suite.ts';

export function revocationChecks(check: Check): void {
  check(
    'T13 each revocation takes what its own approval gave, and another owner’s stands',
    async (d) => {
      const owners: PairingId[] = [];
      for (const account of ['default', 'work', 'home'])
        await knock(d, account, 'hello', DAVE, `${DAVE} on ${account}`, account);
      for (const account of ['default', 'work']) {
        const result = await approve(d, account, true);
        assert.ok(result.kind === 'approved');
        owners.push(result.pairing.id);
      }
      assert.equal((await approve(d, 'home')).kind, 'approved');
      const standing = async () => {
        const accounts = ['default', 'work', 'home'].map(async (account) => {
          const person = await d.store.findPerson({ ...PLACE, account, identity: DAVE });
          return [person.principalId === OWNER, person.pairing?.state];
        });
        return Promise.all(accounts);
      };
      const revoke = (pairingId: PairingId) =>
        d.store.revokePairing({ at: d.tick(), pairingId, principalId: OWNER });
      await revoke(owners[0]!);
      assert.deepEqual(await standing(), [
        [true, 'revoked'],
        [true, 'approved'],
        [true, 'approved'],
      ]);
      await revoke(owners[1]!);
      assert.deepEqual(await standing(), [
        [false, 'revoked'],
        [false, 'revoked'],
        [false, 'approved'],
      ]);
    },
  );

  check(
    'T13 what waits when an owner is revoked is answered without the owner’s rights',
    async (d) => {
      await knock(d, 'A');
      await knock(d, 'A', 'and this');
      const result = await approve(d, 'A', true);
      assert.ok(result.kind === 'approved');
      const [first] = result.intakes.flatMap((intake) => intake.claimed ?? []);
      assert.equal(first?.session.principalId, OWNER);
      const by = { pairingId: result.pairing.id, principalId: OWNER };
      await d.store.revokePairing({ at: d.tick(), ...by });
      const { next } = await d.settle(first!, { next: d.terms() });
      assert.equal(next?.session.principalId, principalOfIdentity('webchat', DAVE));
    },
  );

  check(
    'T13 what waits when an owner is revoked joins no run that has the owner’s rights',
    async (d) => {
      await knock(d, 'A');
      const result = await approve(d, 'A', true);
      assert.ok(result.kind === 'approved');
      const [run] = result.intakes.flatMap((intake) => intake.claimed ?? []);
      const session = `agent:main:webchat:direct:${DAVE}`;
      await d.say({ text: 'and this', identity: DAVE, conversation: DAVE, session });
      const by = { pairingId: result.pairing.id, principalId: OWNER };
      await d.store.revokePairing({ at: d.tick(), ...by });
      assert.deepEqual(await d.store.takeInputs(d.by(run!)), []);
      const { next } = await d.settle(run!, { next: d.terms() });
      const person = principalOfIdentity('webchat', DAVE);
      assert.deepEqual([next?.run.principalId, next?.session.principalId], [person, person]);
      assert.deepEqual(next?.run.labels, [`from:${person}`]);
    },
  );

  check('T13 a revocation that comes second leaves the first owner’s approval', async (d) => {
    await knock(d, 'A');
    await knock(d, 'B', 'hello', DAVE, `${DAVE} at work`, 'work');
    assert.equal((await approve(d, 'A', true)).kind, 'approved');
    const second = await approve(d, 'B', true);
    assert.ok(second.kind === 'approved');
    const by = { pairingId: second.pairing.id, principalId: OWNER };
    await d.store.revokePairing({ at: d.tick(), ...by });
    const find = (identity: string) => d.store.findPerson({ ...PLACE, identity });
    assert.equal((await find(DAVE)).principalId, OWNER);
    assert.notEqual((await find('erin')).principalId, OWNER);
  });
}
