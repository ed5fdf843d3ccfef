import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { textOf, userText } from '@coderclaw/core';
import type { ModelSource } from '../model/model-source.ts';
import { AgentBench } from './agent-bench.ts';
import type { Script, ScriptedRequest } from './scripted-reply.ts';

/** A way to put a scripted model before the runner. */
export type ScriptedSetUp = AsyncDisposable & {
  readonly models: ModelSource;
  readonly ref: string;
  readonly requests: readonly ScriptedRequest[];
};

/** What the runner must do the same, whichever wire a model speaks. */
export function testModelConformance(
  name: string,
  setUp: (script: Script) => Promise<ScriptedSetUp>,
): void {
  describe(`${name} and the runner`, () => {
    test('an answer arrives whole and in pieces', async () => {
      await using model = await setUp([
        { thinking: 'hm', text: 'An answer that comes in more than one piece.' },
      ]);
      await using bench = await AgentBench.open(model.models);
      const outcome = await bench.run([userText('hi')], { models: [model.ref] });
      assert.equal(outcome.status, 'DONE');
      assert.equal(textOf(outcome.answer!), 'An answer that comes in more than one piece.');
      assert.equal(outcome.answer?.model, model.ref);
      const texts = bench.journal.progressed.filter((progress) => progress.kind === 'text');
      assert.ok(texts.length > 1);
      assert.equal(texts.at(-1)?.text, 'An answer that comes in more than one piece.');
    });

    test('tools run between answers and the model is shown their results in order', async () => {
      const calls = [
        { name: 'read', arguments: { path: 'a.txt' } },
        { name: 'read', arguments: { path: 'b.txt' } },
      ];
      await using model = await setUp([
        { text: 'Reading.', toolCalls: calls },
        { toolCalls: [{ name: 'write', arguments: { path: 'c.txt', content: 'C' } }] },
        { text: 'Done.' },
      ]);
      await using bench = await AgentBench.open(model.models);
      await writeFile(join(bench.home, 'a.txt'), 'A');
      await writeFile(join(bench.home, 'b.txt'), 'B');
      const outcome = await bench.run([userText('copy')], { models: [model.ref] });
      assert.equal(outcome.status, 'DONE');
      assert.equal(await readFile(join(bench.home, 'c.txt'), 'utf8'), 'C');
      const shown = model.requests[1]!.messages;
      assert.deepEqual(
        shown.map(({ role }) => role),
        ['user', 'assistant', 'tool', 'tool'],
      );
      assert.deepEqual(
        shown.slice(2).map(({ text }) => text),
        ['A', 'B'],
      );
      assert.deepEqual(
        shown.slice(2).map(({ callId }) => callId),
        shown[1]!.callIds,
      );
    });

    test('every request begins with the same bytes: system prompt and tools', async () => {
      await using model = await setUp([{ toolCalls: [{ name: 'ls' }] }, { text: 'ok' }]);
      await using bench = await AgentBench.open(model.models);
      await bench.run([userText('hi')], { models: [model.ref] });
      const [first, second] = model.requests;
      assert.equal(first!.system, second!.system);
      assert.equal(first!.system.trim(), bench.journal.prompt!.text.trim());
      assert.deepEqual(first!.tools, ['read', 'write', 'edit', 'ls', 'attach', 'offer']);
      assert.deepEqual(second!.tools, first!.tools);
    });

    test('a call with broken JSON is not run and the model is told', async () => {
      const broken = { name: 'write', rawArguments: '{"path":"x.txt","content":"half' };
      await using model = await setUp([{ toolCalls: [broken] }, { text: 'sorry' }]);
      await using bench = await AgentBench.open(model.models);
      const outcome = await bench.run([userText('write')], { models: [model.ref] });
      assert.equal(outcome.status, 'DONE');
      await assert.rejects(readFile(join(bench.home, 'x.txt')), { code: 'ENOENT' });
      assert.match(model.requests[1]!.messages.at(-1)!.text, /not valid JSON/);
      assert.ok(!bench.journal.log.some((line) => line.startsWith('toolStarting')));
      assert.equal(bench.journal.log.filter((line) => line.startsWith('toolFinished')).length, 1);
    });

    test('calls that share an id get one each, and each its own result', async () => {
      const twins = [
        { id: 'same', name: 'read', arguments: { path: 'a.txt' } },
        { id: 'same', name: 'read', arguments: { path: 'b.txt' } },
      ];
      await using model = await setUp([
        { toolCalls: twins },
        { toolCalls: [twins[0]!] },
        { text: 'ok' },
      ]);
      await using bench = await AgentBench.open(model.models);
      await writeFile(join(bench.home, 'a.txt'), 'A');
      await writeFile(join(bench.home, 'b.txt'), 'B');
      assert.equal((await bench.run([userText('go')], { models: [model.ref] })).status, 'DONE');
      const { messages } = model.requests[2]!;
      const called = messages.flatMap(({ callIds }) => callIds);
      assert.equal(new Set(called).size, 3);
      const results = messages.filter(({ role }) => role === 'tool');
      assert.deepEqual(
        results.map(({ callId }) => callId),
        called,
      );
      // Pi's reader of OpenAI's wire mixes the twins up; then the second fails, and nothing else happens.
      assert.deepEqual([results[0]!.text, results[2]!.text], ['A', 'A']);
      assert.match(results[1]!.text, /^B$|not found/);
    });

    test('an answer that was cut off by the token limit runs none of its calls', async () => {
      await using model = await setUp([
        {
          stopReason: 'length',
          toolCalls: [{ name: 'write', arguments: { path: 'x', content: '' } }],
        },
        { text: 'ok' },
      ]);
      await using bench = await AgentBench.open(model.models);
      assert.equal((await bench.run([userText('go')], { models: [model.ref] })).status, 'DONE');
      await assert.rejects(readFile(join(bench.home, 'x')), { code: 'ENOENT' });
      assert.deepEqual(
        bench.journal.log.filter((line) => line.startsWith('tool')),
        ['toolFinished:call_1'],
      );
    });

    test('an aborted run returns what had arrived, though the endpoint hangs', async () => {
      await using model = await setUp([
        { text: 'x'.repeat(100), fault: { kind: 'hang', afterChunks: 2 } },
      ]);
      await using bench = await AgentBench.open(model.models);
      bench.journal.onProgress = (progress) => {
        if (progress.kind === 'text' && progress.text.length === 40)
          setImmediate(() => bench.abort.abort());
      };
      const outcome = await bench.run([userText('go')], { models: [model.ref] });
      assert.equal(outcome.status, 'ABORTED');
      assert.equal(textOf(outcome.answer!), 'x'.repeat(40));
      assert.equal(outcome.answer?.stopReason, 'aborted');
    });
  });
}
