import type { Instant } from '@coderclaw/core';
import type * as rows from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { NewTable } from './memory-table.ts';

/** Who was let in, and who answers where. */
export function createPeopleTables(
  table: NewTable,
): Pick<Tables, 'pairing' | 'wrongCode' | 'identity' | 'wiring'> {
  const pairing = table<rows.PairingRow>('id');
  const wrongCode = table<rows.WrongCodeRow>('id');
  const identity = table<rows.IdentityRow>('channel', 'platformUserId');
  const wiring = table<rows.WiringRow>('id');
  return {
    pairing: Object.assign(pairing, {
      newestOf: (accountId: string, person: string) =>
        pairing.filter((row) => row.accountId === accountId && row.identity === person).at(-1),
      byCode: (codeHash: string) => pairing.filter((row) => row.codeHash === codeHash).toReversed(),
      pendingOf: (accountId: string) =>
        pairing.filter((row) => row.accountId === accountId && row.state === 'pending'),
      ownersOf: (person: string) =>
        pairing.filter(
          (row) => row.identity === person && row.state === 'approved' && row.asOwner === 1,
        ),
      overdue: (at: Instant) =>
        pairing.filter((row) => row.state === 'pending' && row.expiresAt <= at),
      list: (state: string | null, limit: number) =>
        pairing
          .filter((row) => state === null || row.state === state)
          .toReversed()
          .slice(0, limit),
    }),
    wrongCode: Object.assign(wrongCode, {
      since: (principalId: string, at: Instant) =>
        wrongCode.filter((row) => row.principalId === principalId && row.at > at),
      deleteBefore: (at: Instant) => {
        for (const row of wrongCode.filter((candidate) => candidate.at < at)) wrongCode.delete(row);
      },
    }),
    identity: Object.assign(identity, {
      deleteOf: (pairingId: string) => {
        for (const row of identity.filter((candidate) => candidate.pairingId === pairingId))
          identity.delete(row);
      },
    }),
    wiring: Object.assign(wiring, {
      ofConversation: (conversationId: string) =>
        wiring.filter((row) => row.conversationId === conversationId),
      deleteOf: (id: string) => {
        for (const row of wiring.filter((candidate) => candidate.id === id)) wiring.delete(row);
      },
    }),
  };
}
