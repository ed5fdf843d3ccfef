/**
 * A state machine as a table: each state with the states that may follow it. A state with an empty
 * list is terminal. Stores repeat the table as CHECK constraints, and a test holds the two together.
 */
export type TransitionTable<State extends string> = { readonly [S in State]: readonly State[] };

export type Transition<State extends string> =
  | { readonly allowed: true; readonly from: State; readonly to: State }
  | {
      readonly allowed: false;
      readonly from: State;
      readonly to: State;
      readonly reason: 'terminal' | 'illegal';
    };

/** Whether `from → to` is in the table. A transition to the same state is illegal. */
export function decideTransition<State extends string>(
  table: TransitionTable<State>,
  from: State,
  to: State,
): Transition<State> {
  const following = table[from];
  if (following.includes(to)) return { allowed: true, from, to };
  return { allowed: false, from, to, reason: following.length === 0 ? 'terminal' : 'illegal' };
}

export function isTerminal<State extends string>(
  table: TransitionTable<State>,
  state: State,
): boolean {
  return table[state].length === 0;
}

export function statesOf<State extends string>(table: TransitionTable<State>): readonly State[] {
  return Object.keys(table) as State[];
}
