import { createHash, randomBytes } from 'node:crypto';
import { PAIRING_ALPHABET, PAIRING_CODE_LENGTH, type PairingCodes } from '@coderclaw/core';

/** Codes of the system's random source. The alphabet has 32 letters, so that five bits of a byte are one of them. */
export const PAIRING_CODES: PairingCodes = {
  mint: () =>
    Array.from(
      randomBytes(PAIRING_CODE_LENGTH),
      (byte) => PAIRING_ALPHABET[byte % PAIRING_ALPHABET.length],
    ).join(''),
  hash: (code) =>
    createHash('sha256').update(code.replaceAll(/[\s-]/gu, '').toUpperCase()).digest('hex'),
};
