import assert from 'node:assert/strict';
import { type AuditNote, OWNER, SYSTEM } from '@coderclaw/core';
import { rejectsWith } from './store-driver.ts';
import type { Check } from './suite.ts';

export function auditChecks(check: Check): void {
  const note = (resourceId: string, more: Partial<AuditNote> = {}): AuditNote => ({
    action: 'config.change',
    principalId: OWNER,
    resourceType: 'config',
    resourceId,
    result: 'allowed',
    ...more,
  });

  check('operations write their own notes, and the chain over them holds', async (d) => {
    await d.settle(await d.start());
    const actions = (await d.store.listAudit({ limit: 9 })).map(({ payload }) => payload?.action);
    assert.deepEqual(actions, ['run.settle', 'message.accept']);
    const verified = await d.store.verifyAudit();
    assert.deepEqual(
      [verified.ok, verified.records, verified.unsealed, verified.brokenAt],
      [true, 2, 0, null],
    );
    assert.match(verified.head, /^[0-9a-f]{64}$/u);
  });

  check('notes are listed newest first, by page, action, principal and result', async (d) => {
    await d.store.appendAudit({
      at: d.tick(),
      notes: [
        note('a'),
        note('b', { result: 'denied' }),
        note('c', { principalId: SYSTEM, action: 'gateway.start' }),
      ],
    });
    const ids = async (query: object) =>
      (await d.store.listAudit({ limit: 9, ...query }))
        .map(({ payload }) => payload?.resourceId)
        .join('');
    assert.equal(await ids({}), 'cba');
    assert.equal(await ids({ limit: 1, beforeSequence: 3 }), 'b');
    assert.equal(await ids({ result: 'denied' }), 'b');
    assert.equal(await ids({ principalId: SYSTEM }), 'c');
    assert.equal(await ids({ action: 'config.change' }), 'ba');
  });

  check('redaction drops the payload, keeps the digest, and the chain still holds', async (d) => {
    await d.store.appendAudit({ at: d.tick(), notes: [note('secret'), note('other')] });
    const [, before] = await d.store.listAudit({ limit: 2 });
    const redact = (sequence: number) =>
      d.store.redactAudit({ at: d.tick(), sequence, principalId: OWNER });
    await redact(1);
    await redact(1);
    await rejectsWith('STORE_NOT_FOUND', redact(99));
    const [, after] = await d.store.listAudit({ limit: 2 });
    assert.deepEqual(after, { ...before, payload: null });
    assert.equal((await d.store.verifyAudit()).ok, true);
  });

  check('the head changes with every record', async (d) => {
    const heads = new Set<string>([(await d.store.verifyAudit()).head]);
    for (const id of ['a', 'b', 'c']) {
      await d.store.appendAudit({ at: d.tick(), notes: [note(id)] });
      heads.add((await d.store.verifyAudit()).head);
    }
    assert.equal(heads.size, 4);
  });
}
