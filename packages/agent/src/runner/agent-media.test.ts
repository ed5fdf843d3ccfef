import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  type AgentRequest,
  type AttachmentRecord,
  type EntryContent,
  type ToolCallBlock,
  type ToolResultContent,
  type UserContent,
  userText,
} from '@coderclaw/core';
import type { Message } from '@earendil-works/pi-ai';
import { AgentBench } from '../testing/agent-bench.ts';
import { attachment, fileBlock, recordsOf } from '../testing/attachment.ts';
import { messageText } from '../testing/pi-request.ts';
import { noise, plainImage } from '../testing/sample-image.ts';
import type { Script } from '../testing/scripted-reply.ts';
import { SeeingModel } from '../testing/seeing-model.ts';

const PHOTO = fileBlock('photo', { kind: 'photo', name: 'a.jpg' });
const look: UserContent = { role: 'user', blocks: [{ type: 'text', text: 'look' }, PHOTO] };
const imagesIn = (messages: readonly Message[]) =>
  messages.flatMap(({ content }) =>
    typeof content === 'string' ? [] : content.filter((block) => block.type === 'image'),
  );
const results = (entries: readonly EntryContent[]) =>
  entries.filter((entry): entry is ToolResultContent => entry.role === 'toolResult');

async function benchWith(script: Script, sees?: (ref: string) => boolean) {
  const model = new SeeingModel(script, sees);
  const bench = await AgentBench.open(model);
  const store = async (id: string, bytes: Uint8Array): Promise<AttachmentRecord> => {
    const source = (async function* () {
      yield bytes;
    })();
    const { mimeType } = await bench.blobs.put(source, { maxBytes: 50_000_000 });
    return attachment(id, bytes, mimeType);
  };
  return Object.assign(bench, { model, store });
}

describe('a photo', () => {
  test('is shown to a model that sees, in the same bytes with every turn', async () => {
    await using b = await benchWith([{ text: 'one' }, { text: 'two' }]);
    const files = recordsOf(await b.store('photo', await noise(2_000, 500).jpeg().toBuffer()));
    const { answer } = await b.run([look], { files });
    await b.run([look, answer!, userText('again')], { files });
    const [first, second] = b.model.shown;
    assert.equal(imagesIn(first!).length, 1);
    assert.equal(JSON.stringify(second!.slice(0, 1)), JSON.stringify(first));
    assert.match(
      messageText(first![0]!),
      /^look\n\[photo "a\.jpg", image\/jpeg, \d+ bytes, blob:/u,
    );
  });

  test('is told to a model that does not see in the same words, also when it stands in for one that does', async () => {
    const photo = await plainImage(20, 20).jpeg().toBuffer();
    const sees = (ref: string) => ref === 'seeing/model';
    const fails: Script = [
      { fault: { kind: 'status', status: 400, message: 'no' } },
      { text: 'ok' },
    ];
    for (const [models, script] of [
      [['blind/model'], [{ text: 'ok' }]],
      [['seeing/model', 'blind/model'], fails],
    ] as const) {
      await using b = await benchWith(script, sees);
      const files = recordsOf(await b.store('photo', photo));
      assert.equal((await b.run([look], { files, models })).status, 'DONE');
      const shown = b.model.shown.at(-1)!;
      assert.deepEqual(imagesIn(shown), []);
      assert.match(messageText(shown[0]!), /^look\n\[photo "a\.jpg", image\/jpeg/u);
      assert.equal(imagesIn(b.model.shown[0]!).length, models.length - 1);
    }
  });

  test('that joins a run is shown in it', async () => {
    await using b = await benchWith([{ toolCalls: [{ name: 'ls' }] }, { text: 'ok' }]);
    const record = await b.store('photo', await plainImage(20, 20).png().toBuffer());
    b.journal.inputs.push([look]);
    b.journal.inputFiles.set(record.id, record);
    await b.run([userText('wait')]);
    assert.deepEqual(
      b.model.shown.map((messages) => imagesIn(messages).length),
      [0, 1],
    );
  });
});

describe('what a run attaches', () => {
  const attach = (path: string) => ({ name: 'attach', arguments: { path } });

  test('stands in the result of its call, and not in what failed', async () => {
    await using b = await benchWith([
      { toolCalls: [attach('a.txt'), attach('/etc/passwd')] },
      { text: 'here' },
    ]);
    await writeFile(join(b.home, 'a.txt'), 'hello');
    await b.run([userText('send it')]);
    const [sent, failed] = results(b.journal.entries);
    assert.deepEqual(
      sent!.files?.map(({ name, mimeType, bytes }) => [name, mimeType, bytes]),
      [['a.txt', 'text/plain', 5]],
    );
    assert.equal(Buffer.from(await b.blobs.read(sent!.files![0]!.sha256)).toString(), 'hello');
    assert.ok(failed!.isError && failed!.files === undefined);
  });

  test('is attached after a crash that cut the call off', async () => {
    await using b = await benchWith([{ text: 'here' }]);
    await writeFile(join(b.home, 'a.txt'), 'hello');
    const block: ToolCallBlock = { type: 'toolCall', id: 'call_1', ...attach('a.txt') };
    const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 0 };
    const model = 'scripted/model';
    const answer = {
      role: 'assistant',
      blocks: [block],
      stopReason: 'toolUse',
      model,
      usage,
    } as const;
    await b.run([userText('send it'), answer], { attempt: 2 });
    assert.equal(results(b.journal.entries)[0]!.files![0]!.name, 'a.txt');
  });
});

describe('a run of the profile messaging', () => {
  const guest: Partial<AgentRequest> = { toolProfile: 'messaging', ownerRun: false };

  test('T21 is offered nothing that reaches the machine, and can not call it', async () => {
    const calls = [{ name: 'write', arguments: { path: 'x', content: 'x' } }, { name: 'ls' }];
    await using b = await benchWith([{ toolCalls: calls }, { text: 'ok' }]);
    await b.run([userText('go')], guest);
    assert.deepEqual(b.model.requests[0]!.tools, ['read', 'attach', 'offer']);
    assert.ok(results(b.journal.entries).every(({ isError }) => isError));
    assert.doesNotMatch(b.model.requests[0]!.system, /workspace|with edit|with write/u);
  });

  test('T21 does not repeat the call of another profile that a crash cut off', async () => {
    await using b = await benchWith([{ text: 'ok' }]);
    const call = {
      type: 'toolCall',
      id: 'call_1',
      name: 'write',
      arguments: { path: 'x', content: 'x' },
    } as const;
    const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 0 };
    const answer = {
      role: 'assistant',
      blocks: [call],
      stopReason: 'toolUse',
      model: 'scripted/model',
      usage,
    } as const;
    await b.run([userText('go'), answer], { ...guest, attempt: 2 });
    assert.match(
      JSON.stringify(results(b.journal.entries)),
      /There is no tool \\"write\\" any more/u,
    );
  });

  test('reads and sends on what came with its conversation', async () => {
    const record = attachment('doc', 'hello', 'text/plain');
    const path = `blob:${record.sha256}`;
    const calls = [
      { name: 'read', arguments: { path } },
      { name: 'attach', arguments: { path } },
    ];
    await using b = await benchWith([{ toolCalls: calls }, { text: 'ok' }]);
    await b.store('doc', Buffer.from('hello'));
    const message: UserContent = { role: 'user', blocks: [fileBlock('doc', { name: 'in.txt' })] };
    await b.run([message], { ...guest, files: recordsOf(record) });
    const [read, sent] = results(b.journal.entries);
    assert.deepEqual(read!.blocks, [{ type: 'text', text: 'hello' }]);
    assert.equal(sent!.files![0]!.name, 'in.txt');
  });

  test('does not take over the prompt of a run with tools, and the other way round', async () => {
    await using b = await benchWith([{ text: 'a' }, { text: 'b' }, { text: 'c' }]);
    await b.run([userText('go')]);
    const prompt = b.journal.prompt!;
    await b.run([userText('go')], { ...guest, prompt });
    await b.run([userText('go')], { prompt });
    const [own, others, again] = b.model.requests.map(({ system }) => system);
    assert.notEqual(others, own);
    assert.equal(again, own);
  });
});
