import type { AccountId, AgentId, ConversationId, Id, PrincipalId } from '../id/id.ts';
import type { TransitionTable } from '../machine/state-machine.ts';
import type { Instant } from '../ports/clock.ts';

export type PairingId = Id<'pairing'>;

/** A stranger's request to be let in. `approved` lasts until it is revoked. */
export const PAIRING_TRANSITIONS = {
  pending: ['approved', 'denied', 'expired'],
  approved: ['revoked'],
  denied: [],
  expired: [],
  revoked: [],
} as const satisfies TransitionTable<string>;
export type PairingState = keyof typeof PAIRING_TRANSITIONS;

export const PAIRING_TTL_MS = 60 * 60_000;
/** Requests that may wait on one account; a further stranger is turned away. */
export const MAX_PENDING_PAIRINGS = 3;
/** Messages that are kept of one stranger until somebody decides. */
export const MAX_KEPT_MESSAGES = 10;
/** Wrong codes that one person may enter within an hour. */
export const MAX_WRONG_CODES = 5;
export const WRONG_CODE_WINDOW_MS = 60 * 60_000;
/** Whoever was denied is not asked about again for so long. */
export const DENIAL_MS = 24 * 60 * 60_000;

/** Without 0, O, 1 and I, which people mix up: 32 letters, so that eight of them hold 40 bits. */
export const PAIRING_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
export const PAIRING_CODE_LENGTH = 8;

/** Makes and recognises codes. Contract: each code is drawn uniformly from a cryptographic source. */
export interface PairingCodes {
  mint(): string;
  /** What is stored in place of a code; the same for codes that differ in case and spaces only. */
  hash(code: string): string;
}

export type PairingRecord = {
  readonly id: PairingId;
  readonly accountId: AccountId;
  readonly channel: string;
  readonly account: string;
  readonly conversationId: ConversationId;
  /** The platform's immutable user id. */
  readonly identity: string;
  /** What the person calls themselves: to be shown, never to be trusted. */
  readonly displayName: string | null;
  readonly agentId: AgentId;
  readonly state: PairingState;
  /** Whether it was approved as an owner of this gateway. */
  readonly asOwner: boolean;
  readonly decidedBy: PrincipalId | null;
  readonly decidedAt: Instant | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
};

/** What a stranger is told. */
export function pairingNotice(code: string): string {
  return [
    'I do not know you yet. Give this code to the owner of this gateway:',
    '',
    `\`${code}\``,
    '',
    'It works once, for one hour. Your message is kept and answered when you are let in.',
  ].join('\n');
}
