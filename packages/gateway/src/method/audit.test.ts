import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditRecord, Store } from '@coderclaw/core';
import { auditList } from './audit.ts';
import type { RequestContext } from './context.ts';

/** A trail of `length` sign-ins with one settled run at its very beginning. */
function openTrail(length: number) {
  let read = 0;
  const recordAt = (sequence: number) =>
    ({
      id: `a${sequence}`,
      sequence,
      at: sequence,
      payload: {
        action: sequence === 1 ? 'run.settle' : 'auth.connect',
        principalId: 'owner',
        resourceType: 'run',
        resourceId: 'r',
        result: 'allowed',
      },
    }) as unknown as AuditRecord;
  const store: Pick<Store, 'listAudit'> = {
    listAudit: async ({ limit, beforeSequence = length + 1 }) => {
      const count = Math.min(limit, beforeSequence - 1);
      read += count;
      return Array.from({ length: count }, (_, index) => recordAt(beforeSequence - 1 - index));
    },
  };
  return { context: { gateway: { store } } as unknown as RequestContext, read: () => read };
}

test('a rare wish over a long trail reads a part of it, and goes on with the cursor', async () => {
  const { context, read } = openTrail(12_001);
  const found: string[] = [];
  let cursor: string | undefined;
  let requests = 0;
  do {
    const before = read();
    const page = await auditList(context, { kind: 'agent_run', ...(cursor && { cursor }) });
    assert.ok(page && read() - before <= 5_000);
    found.push(...page.events.map(({ eventId }) => eventId));
    cursor = page.nextCursor;
    requests += 1;
  } while (cursor !== undefined);
  assert.deepEqual([found, requests], [['a1'], 3]);
});
