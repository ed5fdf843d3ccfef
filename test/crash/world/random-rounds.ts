import { playRound } from './random-round.ts';

/** As many as two cores can work on. */
const ROUNDS_AT_ONCE = 2;

/** Plays rounds with the seeds from `seed` on; rejects with the first that fails, whose seed the error names. */
export async function playRounds(
  seed: number,
  rounds: number,
  onPlayed = (_seed: number) => {},
): Promise<void> {
  let next = seed;
  const play = async () => {
    while (next < seed + rounds) {
      const own = next;
      next += 1;
      await playRound(own);
      onPlayed(own);
    }
  };
  await Promise.all(Array.from({ length: ROUNDS_AT_ONCE }, play));
}
