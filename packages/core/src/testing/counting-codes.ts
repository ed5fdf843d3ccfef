import type { PairingCodes } from '../access/pairing.ts';

/** Codes that a test can name: CODE0001, CODE0002 … */
export class CountingCodes implements PairingCodes {
  #minted = 0;

  mint(): string {
    this.#minted += 1;
    return `CODE${String(this.#minted).padStart(4, '0')}`;
  }

  hash(code: string): string {
    return `hash of ${code.replaceAll(/\s/gu, '').toUpperCase()}`;
  }
}
