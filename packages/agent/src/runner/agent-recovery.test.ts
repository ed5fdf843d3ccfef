import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  type AssistantContent,
  type EntryContent,
  NO_USAGE,
  type StepRecord,
  userText,
} from '@coderclaw/core';
import type { ScriptedReply } from '../testing/index.ts';
import { read, scriptedBench, write } from '../testing/scripted-bench.ts';

describe('a rebuilt conversation', () => {
  test('is what the model was shown before', async () => {
    const script: ScriptedReply[] = [
      { thinking: 'hm', text: 'Two.', toolCalls: [read('a'), read('b')] },
      { text: 'end' },
    ];
    await using b = await scriptedBench(script);
    // The second result is durable before the first.
    const first = Promise.withResolvers<void>();
    b.journal.before.toolFinished = (id) =>
      id === 'call_1' ? first.promise : void setImmediate(first.resolve);
    await b.run([userText('go')]);
    assert.deepEqual(
      b.journal.entries.map((entry) =>
        entry.role === 'toolResult' ? entry.toolCallId : entry.role,
      ),
      ['assistant', 'call_2', 'call_1'],
    );
    await using again = await scriptedBench([{ text: 'end' }]);
    await again.run([userText('go'), ...b.journal.entries], {
      attempt: 2,
      prompt: b.journal.prompt,
    });
    assert.deepEqual(again.model.requests[0], b.model.requests[1]);
  });

  test('uses the snapshot of the prompt byte for byte', async () => {
    await using b = await scriptedBench([{ text: 'ok' }]);
    const prompt = { epoch: 1, sha256: 'kept', text: 'an older prompt' };
    await b.run([userText('go')], { prompt });
    assert.equal(b.model.requests[0]!.system, 'an older prompt');
    assert.equal(b.journal.prompt, prompt);
  });
});

describe('a run that is taken up again', () => {
  const answered = (...calls: { name: string; arguments?: object }[]): AssistantContent => ({
    role: 'assistant',
    blocks: calls.map((call, index) => ({
      type: 'toolCall',
      id: `call_${index + 1}`,
      name: call.name,
      arguments: { ...call.arguments },
    })),
    stopReason: 'toolUse',
    model: 'scripted/model',
    usage: NO_USAGE,
  });
  const started = (toolCallId: string) => ({ toolCallId, state: 'started' }) as StepRecord;

  test('runs what never started, repeats what is safe, and reports the rest as unknown', async () => {
    await using b = await scriptedBench([{ text: 'ok' }]);
    await writeFile(join(b.home, 'r.txt'), 'read me');
    const transcript = [
      userText('go'),
      answered(write('one.txt'), write('two.txt'), read('r.txt'), { name: 'gone' }),
    ];
    const outcome = await b.run(transcript, { attempt: 2, steps: [started('call_1')] });
    assert.equal(outcome.status, 'DONE');
    await assert.rejects(readFile(join(b.home, 'one.txt')), { code: 'ENOENT' });
    assert.equal(await readFile(join(b.home, 'two.txt'), 'utf8'), 'x');
    assert.equal(b.journal.outcomes.get('call_1'), 'unknown');
    assert.equal(b.journal.outcomes.get('call_2'), 'done');
    const shown = b.model.requests[0]!.messages.filter(({ role }) => role === 'tool');
    assert.deepEqual(
      shown.map(({ callId }) => callId),
      ['call_1', 'call_2', 'call_3', 'call_4'],
    );
    assert.match(shown[0]!.text, /unknown.*before you repeat/);
    assert.equal(shown[2]!.text, 'read me');
    assert.match(shown[3]!.text, /no tool/);
    assert.deepEqual(b.journal.log.slice(0, 5), [
      'promptAssembled',
      'toolFinished:call_1',
      'toolStarting:call_2',
      'toolFinished:call_2',
      'toolStarting:call_3',
    ]);
  });

  test('does not repeat a result that the journal has', async () => {
    await using b = await scriptedBench([{ text: 'ok' }]);
    const done: EntryContent = {
      role: 'toolResult',
      toolCallId: 'call_1',
      toolName: 'write',
      blocks: [{ type: 'text', text: 'kept' }],
      isError: false,
    };
    await b.run([userText('go'), answered(write('one.txt')), done], { attempt: 2 });
    assert.deepEqual(b.journal.log, [
      'promptAssembled',
      'takeInputs',
      'modelCalling:scripted/model',
    ]);
    assert.equal(b.model.requests[0]!.messages.at(-1)!.text, 'kept');
  });

  test('ends with the answer that is already there', async () => {
    await using b = await scriptedBench([]);
    const answer: AssistantContent = {
      role: 'assistant',
      blocks: [{ type: 'text', text: 'said' }],
      stopReason: 'stop',
      model: 'scripted/model',
      usage: NO_USAGE,
    };
    assert.deepEqual(await b.run([userText('go'), answer], { attempt: 2 }), {
      status: 'DONE',
      answer,
    });
  });

  test('closes the calls of a run that was stopped before', async () => {
    await using b = await scriptedBench([{ text: 'ok' }]);
    await b.run([
      userText('go'),
      answered(write('one.txt')),
      { role: 'notice', text: 'stopped' },
      userText('and now?'),
    ]);
    const { messages } = b.model.requests[0]!;
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['user', 'assistant', 'tool', 'user', 'user'],
    );
    assert.match(messages[2]!.text, /unknown/);
    assert.match(messages[3]!.text, /^\[Notice from the gateway.*stopped/);
  });

  test('is shown the text of an answer that broke off, and none of its calls', async () => {
    await using b = await scriptedBench([{ text: 'ok' }]);
    const cut: AssistantContent = { ...answered(write('x')), stopReason: 'aborted' };
    await b.run([
      userText('go'),
      { ...cut, blocks: [...cut.blocks, { type: 'text', text: 'half' }] },
      userText('go on'),
    ]);
    assert.deepEqual(
      b.model.requests[0]!.messages.map(({ role, text }) => [role, text]),
      [
        ['user', 'go'],
        ['assistant', 'half'],
        ['user', 'go on'],
      ],
    );
  });
});
