import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Api } from 'grammy';
import { document } from '../content/file-content.ts';
import { startBotApiServer } from '../server/bot-api-server.ts';
import { readDeeds } from './ledger-file.ts';

test('a server with a ledger file goes on where an earlier one was killed, and forgets a torn deed only', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'coderclaw-botapi-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const ledgerFile = join(directory, 'ledger.jsonl');
  const before = await startBotApiServer({ ledgerFile, floodControl: 'off' });
  const api = new Api(before.token, { apiRoot: before.apiRoot });
  const ann = before.person('Ann');
  ann.writes('one');
  ann.sends(document({ bytes: Buffer.from('bytes'), name: 'a.txt' }));
  const [first] = await api.getUpdates({ allowed_updates: ['message'] });
  await api.getUpdates({ offset: first!.update_id + 1 });
  const { message_id: id } = await api.sendMessage(ann.id, 'draft');
  await api.editMessageText(ann.id, id, 'final');
  await before.stop();
  appendFileSync(ledgerFile, '{"type":"posted","by":"bot"');

  await using after = await startBotApiServer({ ledgerFile, floodControl: 'off' });
  const again = new Api(after.token, { apiRoot: after.apiRoot });
  assert.equal(after.person('Ann').id, ann.id);
  assert.equal(after.confirmedOffset, first!.update_id + 1);
  assert.deepEqual(
    after.posts.map(({ text, earlierTexts }) => [text, earlierTexts]),
    [['final', ['draft']]],
  );
  const [second] = await again.getUpdates();
  assert.equal(second?.message?.document?.file_name, 'a.txt');
  const { file_path } = await again.getFile(second!.message!.document!.file_id);
  const bytes = await fetch(`${after.apiRoot}/file/bot${after.token}/${file_path}`);
  assert.equal(await bytes.text(), 'bytes');
  const next = await again.sendMessage(ann.id, 'next');
  assert.equal(next.message_id, id + 1);
  assert.deepEqual(
    readDeeds(ledgerFile)
      .filter(({ type }) => type === 'posted' || type === 'edited' || type === 'confirmed')
      .map(({ type }) => type),
    ['posted', 'posted', 'confirmed', 'posted', 'edited', 'posted'],
  );
});
