import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type EntryContent, textOf, userText } from '@coderclaw/core';
import { ManualClock } from '@coderclaw/core/testing';
import { createModelCatalog } from '../model/model-catalog.ts';
import { AgentBench } from '../testing/agent-bench.ts';
import { DEMO_REF } from './demo-model.ts';

async function converse(
  bench: AgentBench,
  transcript: EntryContent[],
  text: string,
): Promise<string> {
  transcript.push(userText(text));
  const from = bench.journal.entries.length;
  const outcome = await bench.run(transcript, { models: [DEMO_REF] });
  assert.equal(outcome.status, 'DONE');
  transcript.push(...bench.journal.entries.slice(from), outcome.answer!);
  return textOf(outcome.answer!);
}

function open(): Promise<AgentBench> {
  const clock = Object.assign(new ManualClock(), { slept: 0 });
  const sleep = clock.sleep.bind(clock);
  // Words come at once; the guards against hanging sleep on.
  clock.sleep = (ms, signal) => {
    if (ms >= 1_000) return sleep(ms, signal);
    clock.slept += ms;
    return Promise.resolve();
  };
  return AgentBench.open(createModelCatalog({}, { clock }), clock);
}

describe('the demo model', () => {
  test('uses a tool, streams, says what it is and how to set a key', async () => {
    await using bench = await open();
    await writeFile(join(bench.home, 'README.md'), 'hello');
    const answer = await converse(bench, [], 'Hi there');
    assert.match(answer, /README\.md/);
    assert.match(answer, /built-in demo.*no model key is set/);
    assert.match(answer, /coderclaw config set models\.anthropic\.apiKey/);
    assert.ok(bench.journal.log.includes('toolFinished:demo_call'));
    assert.ok(bench.journal.progressed.filter(({ kind }) => kind === 'text').length > 20);
    assert.ok((bench.clock as unknown as { slept: number }).slept <= 2_100);
  });

  test('says so only once in a session, and does the little it can', async () => {
    await using bench = await open();
    const transcript: EntryContent[] = [];
    await converse(bench, transcript, 'Hi');
    const second = await converse(bench, transcript, 'What is the meaning of life?');
    assert.match(second, /You said: "What is the meaning of life\?"/);
    assert.doesNotMatch(second, /no model key is set/);
    assert.match(
      await converse(bench, transcript, 'please write a file hello.txt'),
      /Done\. Created hello\.txt/,
    );
    assert.match(await readFile(join(bench.home, 'hello.txt'), 'utf8'), /built-in demo/);
    assert.match(await converse(bench, transcript, 'read hello.txt'), /It says:/);
    assert.match(await converse(bench, transcript, 'read nothing.txt'), /could not do it/);
    assert.match(await converse(bench, transcript, 'list files'), /hello\.txt/);
  });
});
