import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { BotApi } from './bot-api.ts';
import { fetchFile } from './fetch-file.ts';

test('T09 a file path leads to nothing beside the files of the bot', async (t) => {
  const asked: string[] = [];
  let path = '';
  const server = createServer(({ url = '' }, response) => {
    if (!url.endsWith('/getFile')) asked.push(url);
    response.end(JSON.stringify({ ok: true, result: { file_id: 'a', file_path: path } }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { botToken: `1:${'a'.repeat(35)}`, apiRoot, streaming: true, webhook: null };
  const api = new BotApi(options);
  t.after(() => {
    api.close();
    server.closeAllConnections();
    server.close();
  });
  for (path of ['../../admin', 'documents/../../../admin', './../x', '..'])
    await assert.rejects(
      fetchFile(api, options, 'unique:a', new AbortController().signal),
      /outside its files/u,
    );
  assert.deepEqual(asked, []);
});
