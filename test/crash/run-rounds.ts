// Plays rounds of the randomised crash test: run-rounds.ts [--rounds N] [--seed S]
import { parseArgs } from 'node:util';
import { playRounds } from './world/random-rounds.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
  },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed))
  throw new RangeError('--rounds and --seed have to be whole numbers, and rounds at least 1');

process.stdout.write(`${rounds} rounds from seed ${seed}\n`);
let played = 0;
await playRounds(seed, rounds, (own) => {
  played += 1;
  process.stdout.write(`${played}/${rounds} seed ${own}: every promise kept\n`);
});
