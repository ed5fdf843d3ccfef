import { type ApproveResult, isOwner, type PairingId } from '@coderclaw/core';
import { coversScope, missingScope, WireError } from '@coderclaw/protocol';
import { countTurnedAway } from '../access/turned-away.ts';
import { toPairing } from '../event/pairing-view.ts';
import type { Handler } from './context.ts';

const DEFAULT_LIMIT = 100;

export const pairingList: Handler<'pairing.list'> = async ({ gateway }, params) => {
  const { state, limit = DEFAULT_LIMIT } = params;
  const at = gateway.clock.now();
  const [pairings, turnedAway] = await Promise.all([
    gateway.store.listPairings({ at, limit, ...(state && { state }) }),
    countTurnedAway(gateway.store, at),
  ]);
  return { pairings: pairings.map(toPairing), turnedAway };
};

export const pairingApprove: Handler<'pairing.approve'> = async ({ gateway, member }, params) => {
  const { code, asOwner = false } = params;
  // Whoever may let people in need not be able to make owners of them.
  if (asOwner && !coversScope(member.scopes, 'operator.admin'))
    throw missingScope('operator.admin');
  const principalId = member.principal.id;
  const result = await gateway.kernel.approvePairing({ code, principalId, asOwner });
  if (result.kind === 'refused') throw refusalOf(result, gateway.clock.now());
  const { pairing, intakes } = result;
  return { ok: true, pairing: toPairing(pairing), messages: intakes.length };
};

type Refused = Extract<ApproveResult, { kind: 'refused' }>;

function refusalOf(refused: Refused, now: number): WireError {
  const { reason } = refused;
  switch (reason) {
    case 'unknown':
      return new WireError('NOT_FOUND', 'no request has this code; read it once more', {
        details: { reason },
      });
    case 'expired':
      return new WireError(
        'CONFLICT',
        'this code has run out; whoever has it writes again and is told a new one',
        { details: { reason } },
      );
    case 'decided':
      return new WireError(
        'CONFLICT',
        'this code has been used, or its request was turned away; pairing.list shows which',
        { details: { reason } },
      );
    case 'locked': {
      const { retryAt } = refused;
      const retryAfterMs = Math.max(0, retryAt - now);
      const minutes = Math.ceil(retryAfterMs / 60_000);
      return new WireError(
        'FORBIDDEN',
        `too many wrong codes; the next one can be entered in ${minutes} min`,
        { details: { reason, retryAt }, retryAfterMs },
      );
    }
  }
}

export const pairingDeny: Handler<'pairing.deny'> = async ({ gateway, member }, { id }) => {
  const by = { pairingId: id as PairingId, principalId: member.principal.id };
  return { ok: true, pairing: toPairing(await gateway.kernel.denyPairing(by)) };
};

export const pairingRevoke: Handler<'pairing.revoke'> = async ({ gateway, member }, { id }) => {
  const by = { pairingId: id as PairingId, principalId: member.principal.id };
  const pairing = await gateway.kernel.revokePairing(by);
  const { principalId } = await gateway.store.findPerson(pairing);
  return { ok: true, pairing: toPairing(pairing), stillOwner: isOwner(principalId) };
};
