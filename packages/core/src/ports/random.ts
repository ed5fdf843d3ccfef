/** A source of numbers in [0, 1). Tests pass a seeded one. */
export interface Random {
  next(): number;
}
