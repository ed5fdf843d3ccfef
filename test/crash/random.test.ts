import { test } from 'node:test';
import { playRounds } from './world/random-rounds.ts';

/** One round is played again by `test/crash/run-rounds.ts --rounds 1 --seed <its seed>`. */
const SEED = Date.now() % 1_000_000_000;
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 20);

test(`whatever is killed whenever, nothing is lost and nothing happens twice (seed ${SEED}, ${ROUNDS} rounds)`, () =>
  playRounds(SEED, ROUNDS));
