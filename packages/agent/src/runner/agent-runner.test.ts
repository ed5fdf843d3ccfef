import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { textOf, toolCallsOf, userText } from '@coderclaw/core';
import { ScriptedModel, type ScriptedReply } from '../testing/index.ts';
import { testModelConformance } from '../testing/model-conformance.ts';
import { read, scriptedBench, settle, waitFor, write } from '../testing/scripted-bench.ts';
import type { Tool } from '../tool/tool.ts';

testModelConformance('ScriptedModel', async (script) => {
  const models = new ScriptedModel(script);
  return {
    models,
    ref: 'scripted/model',
    requests: models.requests,
    [Symbol.asyncDispose]: async () => {},
  };
});

describe('the runner journals', () => {
  test('the answer, each tool and its result in this order, and returns the last answer', async () => {
    await using b = await scriptedBench([
      { text: 'Look.', toolCalls: [write('a.txt')] },
      { text: 'Done.' },
    ]);
    const outcome = await b.run([userText('go')]);
    assert.equal(outcome.status, 'DONE');
    assert.equal(textOf(outcome.answer!), 'Done.');
    assert.deepEqual(b.journal.log, [
      'promptAssembled',
      'modelCalling:scripted/model',
      'answered',
      'toolStarting:call_1',
      'toolFinished:call_1',
      'takeInputs',
      'modelCalling:scripted/model',
    ]);
    assert.equal(b.journal.keys.get('call_1'), 'run-1:call_1');
  });

  test('and starts no tool before the answer is durable', async () => {
    await using b = await scriptedBench([{ toolCalls: [write('a.txt')] }, { text: 'ok' }]);
    const held = Promise.withResolvers<void>();
    b.journal.before.answered = () => held.promise;
    const running = b.run([userText('go')]);
    await waitFor(() => b.journal.log.includes('answered'));
    await settle();
    assert.equal(b.journal.log.at(-1), 'answered');
    await assert.rejects(readFile(join(b.home, 'a.txt')), { code: 'ENOENT' });
    held.resolve();
    assert.equal((await running).status, 'DONE');
  });

  test('and runs no tool before its start is durable', async () => {
    await using b = await scriptedBench([{ toolCalls: [write('a.txt')] }, { text: 'ok' }]);
    const held = Promise.withResolvers<void>();
    b.journal.before.toolStarting = () => held.promise;
    const running = b.run([userText('go')]);
    await waitFor(() => b.journal.log.includes('toolStarting:call_1'));
    await settle();
    await assert.rejects(readFile(join(b.home, 'a.txt')), { code: 'ENOENT' });
    held.resolve();
    assert.equal((await running).status, 'DONE');
  });

  test('and asks the model nothing more before a result is durable', async () => {
    await using b = await scriptedBench([{ toolCalls: [write('a.txt')] }, { text: 'ok' }]);
    const held = Promise.withResolvers<void>();
    b.journal.before.toolFinished = () => held.promise;
    const running = b.run([userText('go')]);
    await waitFor(() => b.journal.log.includes('toolFinished:call_1'));
    await settle();
    assert.equal(b.model.requests.length, 1);
    held.resolve();
    assert.equal((await running).status, 'DONE');
  });

  test('every call once, also those that fail, are unknown or have wrong arguments', async () => {
    const calls = [
      read('missing'),
      { name: 'nonsense' },
      { name: 'read' },
      { name: 'read', arguments: { path: 7 } },
      read('ok.txt'),
    ];
    await using b = await scriptedBench([{ toolCalls: calls }, { text: 'ok' }]);
    await writeFile(join(b.home, 'ok.txt'), 'fine');
    await b.run([userText('go')]);
    const finished = b.journal.log.filter((line) => line.startsWith('toolFinished'));
    assert.deepEqual(
      finished.toSorted(),
      [1, 2, 3, 4, 5].map((n) => `toolFinished:call_${n}`),
    );
    const results = b.journal.entries.filter((entry) => entry.role === 'toolResult');
    assert.deepEqual(
      results.filter(({ isError }) => !isError).map(({ toolCallId }) => toolCallId),
      ['call_5'],
    );
  });

  test('and rejects at once when the journal does, with nothing after it', async () => {
    for (const operation of ['answered', 'toolStarting', 'toolFinished', 'takeInputs'] as const) {
      await using b = await scriptedBench([{ toolCalls: [write('a.txt')] }, { text: 'ok' }]);
      const fenced = new Error('fenced');
      b.journal.before[operation] = () => Promise.reject(fenced);
      await assert.rejects(b.run([userText('go')]), fenced);
      await settle();
      assert.match(b.journal.log.at(-1)!, new RegExp(operation));
      assert.equal(b.model.requests.length, 1);
    }
  });

  test('inputs that arrive at a model boundary, and shows them to the model after the results', async () => {
    await using b = await scriptedBench([
      { toolCalls: [read('a')] },
      { toolCalls: [read('b')] },
      { text: 'ok' },
    ]);
    b.journal.inputs.push([userText('also this')], []);
    await b.run([userText('go')]);
    assert.deepEqual(
      b.model.requests[2]!.messages.map(({ role }) => role),
      ['user', 'assistant', 'tool', 'user', 'assistant', 'tool'],
    );
    assert.equal(b.model.requests[1]!.messages.at(-1)!.text, 'also this');
  });
});

describe('a run ends', () => {
  test('with an abort though a tool does not notice it, and drops its late result', async () => {
    const stuck = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const tool: Tool = {
      name: 'stuck',
      description: '',
      parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
      replay: 'never',
      executionMode: 'parallel',
      run: async () => {
        begun.resolve();
        await stuck.promise;
        return { text: 'late' };
      },
    };
    await using b = await scriptedBench(
      [{ toolCalls: [{ name: 'stuck' }] }, { text: 'never' }],
      {},
      [tool],
    );
    const running = b.run([userText('go')]);
    await begun.promise;
    b.abort.abort();
    assert.equal((await running).status, 'ABORTED');
    const before = [...b.journal.log];
    stuck.resolve();
    await settle();
    assert.deepEqual(b.journal.log, before);
  });

  test('before it begins when it is already aborted', async () => {
    await using b = await scriptedBench([{ text: 'never' }]);
    b.abort.abort();
    assert.deepEqual(await b.run([userText('go')]), { status: 'ABORTED' });
    assert.deepEqual(b.journal.log, []);
  });

  test('in TIMEOUT after its time', async () => {
    await using b = await scriptedBench([{ text: 'a b', chunkLength: 1, chunkDelayMs: 20_000 }]);
    const running = b.run([userText('go')], { timeoutMs: 50_000 });
    await waitFor(() => b.model.requests.length === 1);
    await settle();
    await b.manual.advance(50_000);
    const outcome = await running;
    assert.equal(outcome.status, 'TIMEOUT');
    assert.equal(outcome.status === 'TIMEOUT' && outcome.error.code, 'RUN_TIMEOUT');
    assert.equal(textOf(outcome.answer!), 'a ');
  });

  test('in TIMEOUT when the endpoint is silent for too long, however long the run may take', async () => {
    await using b = await scriptedBench([
      {
        text: 'abc',
        chunkLength: 1,
        chunkDelayMs: 100_000,
        fault: { kind: 'hang', afterChunks: 2 },
      },
    ]);
    const running = b.run([userText('go')]);
    await waitFor(() => b.model.requests.length === 1);
    await settle();
    await b.manual.advance(200_000);
    await settle();
    await b.manual.advance(119_000);
    assert.equal(await Promise.race([running, settle().then(() => 'running')]), 'running');
    await b.manual.advance(1_000);
    const outcome = await running;
    assert.equal(outcome.status === 'TIMEOUT' && outcome.error.code, 'MODEL_IDLE');
  });

  test('in ERROR after too many answers', async () => {
    await using b = await scriptedBench(() => ({ toolCalls: [{ name: 'ls' }] }), { maxTurns: 3 });
    const outcome = await b.run([userText('go')]);
    assert.equal(outcome.status === 'ERROR' && outcome.error.code, 'RUN_TURN_LIMIT');
    assert.equal(b.model.requests.length, 3);
  });

  test('in ERROR when the answer is larger than allowed, and is not tried again', async () => {
    await using b = await scriptedBench([{ text: 'x'.repeat(2_000) }], { maxAnswerLength: 1_000 });
    const outcome = await b.run([userText('go')]);
    assert.equal(outcome.status === 'ERROR' && outcome.error.code, 'MODEL_ANSWER_TOO_LARGE');
    assert.equal(outcome.answer, undefined);
    assert.equal(b.model.requests.length, 1);
  });

  test('in ERROR after five answers in a row of which no call could run', async () => {
    const useless: ScriptedReply[] = [
      { toolCalls: [{ name: 'write', rawArguments: '{"path":"x' }] },
      { toolCalls: [{ name: 'nonsense' }, { name: 'read', arguments: { path: 7 } }] },
    ];
    await using b = await scriptedBench((_request, index) => useless[index % 2]!);
    const outcome = await b.run([userText('go')]);
    assert.equal(outcome.status === 'ERROR' && outcome.error.code, 'RUN_CALLS_INVALID');
    assert.equal(b.model.requests.length, 5);
    const calls = b.journal.entries.flatMap((entry) =>
      entry.role === 'assistant' ? toolCallsOf(entry) : [],
    );
    assert.equal(calls.length, 7);
    assert.equal(b.journal.outcomes.size, 7);
  });

  test('later when one call in between ran, even if it failed', async () => {
    const useless: ScriptedReply = { toolCalls: [{ name: 'nonsense' }] };
    const failing: ScriptedReply = { toolCalls: [{ name: 'nonsense' }, read('missing')] };
    await using b = await scriptedBench([
      ...Array<ScriptedReply>(4).fill(useless),
      failing,
      ...Array<ScriptedReply>(4).fill(useless),
      { text: 'ok' },
    ]);
    assert.equal((await b.run([userText('go')])).status, 'DONE');
  });

  test('in ERROR before anything is asked when its workspace is not a directory', async () => {
    await using b = await scriptedBench([]);
    await writeFile(join(b.home, 'file'), '');
    for (const workspace of [join(b.home, 'none'), join(b.home, 'file'), '.', `${b.home}\0`]) {
      const outcome = await b.run([userText('go')], { options: { workspace } });
      assert.equal(outcome.status === 'ERROR' && outcome.error.code, 'WORKSPACE_MISSING');
    }
    assert.deepEqual(b.journal.log, []);
    assert.equal(b.model.requests.length, 0);
  });

  test('in ERROR when there is nothing to answer or no model to ask', async () => {
    await using b = await scriptedBench([]);
    const empty = await b.run([]);
    assert.equal(empty.status === 'ERROR' && empty.error.code, 'RUN_EMPTY');
    const unknown = await b.run([userText('go')], { models: ['scripted/modell'] });
    assert.match(
      unknown.status === 'ERROR' ? unknown.error.message : '',
      /nearest is "scripted\/model"/,
    );
    const none = await b.run([userText('go')], { models: [] });
    assert.equal(none.status === 'ERROR' && none.error.code, 'MODEL_NOT_CONFIGURED');
  });
});
