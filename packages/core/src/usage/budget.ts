/**
 * A hard limit on spending, in millionths of a US dollar. Money is reserved before a run starts and
 * replaced by what was really spent as answers arrive, so that runs side by side can not overdraw it together.
 */
export type Budget = {
  readonly id: string;
  readonly scope: 'tenant' | 'agent' | 'principal' | 'session';
  readonly scopeId: string;
  readonly limitMicros: number;
  readonly spentMicros: number;
  readonly reservedMicros: number;
};

export type ReservationDecision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly budgetId: string; readonly reason: string };

/** Every budget that applies must have room for the whole amount. */
export function decideReservation(
  budgets: readonly Budget[],
  amountMicros: number,
): ReservationDecision {
  for (const budget of budgets) {
    const room = budget.limitMicros - budget.spentMicros - budget.reservedMicros;
    // Asked for what is allowed, so that an amount that is no number is refused.
    if (!(room > 0 && amountMicros >= 0 && room >= amountMicros)) {
      return {
        allowed: false,
        budgetId: budget.id,
        reason: `budget of ${budget.scope} ${budget.scopeId} is used up: ${formatMicros(Math.max(0, room))} of ${formatMicros(budget.limitMicros)} left, ${formatMicros(amountMicros)} needed`,
      };
    }
  }
  return { allowed: true };
}

export function formatMicros(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(2)}`;
}
