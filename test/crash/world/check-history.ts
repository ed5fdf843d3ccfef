import assert from 'node:assert/strict';
import type { CrashWorld } from './crash-world.ts';
import { answerWords } from './plan.ts';

/** What a client is shown: the answer to each of its messages, once. Asked of the gateway that runs now. */
export async function checkHistory(world: CrashWorld): Promise<void> {
  const asked = world.said.flatMap((said) => (said.via === 'chat' && !said.stopped ? [said] : []));
  for (const [sessionKey, same] of Map.groupBy(asked, (said) => said.sessionKey)) {
    const history = await world.insist('chat.history', { sessionKey, limit: 1_000 });
    assert.ok('messages' in history);
    const shown = JSON.stringify(history.messages.filter(({ role }) => role === 'assistant'));
    const words = Array.from(shown.matchAll(/\w+\.\d+/gu), ([word]) => word);
    for (const wanted of same.flatMap(({ plan }) => answerWords(plan))) {
      const times = words.filter((word) => word === wanted).length;
      assert.equal(times, 1, `${sessionKey} shows ${wanted} ${times} times`);
    }
  }
}
