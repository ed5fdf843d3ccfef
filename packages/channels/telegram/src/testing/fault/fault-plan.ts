import type { Fault, PlainFault } from './fault.ts';

type Planned = { readonly fault: Fault; left: number };

/** Which calls go wrong next: for each method, or `*` for any, in the order in which they were planned. */
export class FaultPlan {
  readonly #planned = new Map<string, Planned[]>();

  plan(method: string, fault: Fault | PlainFault, times: number): void {
    const key = method.toLowerCase();
    const planned = this.#planned.get(key) ?? [];
    this.#planned.set(key, planned);
    planned.push({ fault: typeof fault === 'string' ? { kind: fault } : fault, left: times });
  }

  /** The fault for a call of that method, which it uses up. */
  take(method: string): Fault | undefined {
    return this.#takeFrom(method.toLowerCase()) ?? this.#takeFrom('*');
  }

  clear(): void {
    this.#planned.clear();
  }

  #takeFrom(key: string): Fault | undefined {
    const planned = this.#planned.get(key);
    const [first] = planned ?? [];
    if (!planned || !first) return undefined;
    first.left -= 1;
    if (first.left <= 0) planned.shift();
    return first.fault;
  }
}
