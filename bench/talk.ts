// Talks up to each number of turns that argv names, prints a line there, and waits for one on stdin.
import { once } from 'node:events';
import { ScriptedModel } from '@coderclaw/agent/testing';
import { releaseIdleMemory, SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import { drive, openEngine } from './engine.ts';

const CONVERSATIONS = 64;
/** Sessions are left after this many turns, as people do. */
const TURNS_PER_SESSION = 20;

const [directory = '', ...marks] = process.argv.slice(2);
const models = new ScriptedModel(() => ({ text: 'pong' }), { remembers: false });
const { kernel, close } = openEngine({ directory, models, model: 'scripted/model' });
await kernel.start();
const stopping = new AbortController();
void releaseIdleMemory(kernel, SYSTEM_CLOCK, stopping.signal);
let turns = 0;
for (const mark of marks.map(Number)) {
  while (turns < mark) {
    const count = Math.min(CONVERSATIONS * TURNS_PER_SESSION, mark - turns);
    await drive(kernel, { count, tag: `t${turns}`, conversations: CONVERSATIONS, first: turns });
    turns += count;
  }
  process.stdout.write(`${turns}\n`);
  await once(process.stdin, 'data');
}
process.stdin.destroy();
stopping.abort();
await close();
