import { networkOf } from './request-origin.ts';

export type AdmissionLimits = { readonly perAddress: number; readonly total: number };

/** One who has come in and not yet shown who it is. */
type Guest = { readonly address: string; readonly evict: () => void };

/**
 * A bounded waiting room for connections that nobody has vouched for yet. When it is full, the one that
 * has waited longest leaves, first of the same address: an honest client signs in within milliseconds,
 * and a flood of silent ones can not keep it out (T05).
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #guests = new Set<Guest>();
  readonly #byAddress = new Map<string, Set<Guest>>();

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#guests.size;
  }

  /** Lets one in; `evict` is called when it has to make room. Returns how it leaves by itself. */
  enter(from: string, evict: () => void): () => void {
    const address = networkOf(from);
    const neighbours = this.#byAddress.get(address) ?? new Set();
    this.#byAddress.set(address, neighbours);
    const guest = { address, evict };
    this.#guests.add(guest);
    neighbours.add(guest);
    if (neighbours.size > this.#limits.perAddress) this.#turnOut(neighbours);
    else if (this.#guests.size > this.#limits.total) this.#turnOut(this.#guests);
    return () => this.#leave(guest);
  }

  #turnOut(crowd: ReadonlySet<Guest>): void {
    for (const oldest of crowd) {
      this.#leave(oldest);
      oldest.evict();
      return;
    }
  }

  #leave(guest: Guest): void {
    if (!this.#guests.delete(guest)) return;
    const neighbours = this.#byAddress.get(guest.address);
    neighbours?.delete(guest);
    if (neighbours?.size === 0) this.#byAddress.delete(guest.address);
  }
}
