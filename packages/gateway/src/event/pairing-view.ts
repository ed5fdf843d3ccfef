import type { PairingRecord } from '@coderclaw/core';
import type { Pairing } from '@coderclaw/protocol';

/** A request to be let in, as operators see it. */
export function toPairing(record: PairingRecord): Pairing {
  const { accountId: _account, conversationId: _conversation, ...shown } = record;
  return shown;
}
