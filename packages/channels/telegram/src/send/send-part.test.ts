import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { BotApi } from '../api/bot-api.ts';
import { NEVER, part } from '../testing/subject/scene.ts';
import { sendPart } from './send-part.ts';

test('T16 the name of a file begins no field of the request that sends it', async (t) => {
  let body = '';
  const server = createServer(async (request, response) => {
    body = '';
    for await (const chunk of request) body += chunk;
    response.end(JSON.stringify({ ok: true, result: { message_id: 5 } }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = new BotApi({
    botToken: `1:${'a'.repeat(35)}`,
    apiRoot,
    streaming: true,
    webhook: null,
  });
  t.after(() => {
    api.close();
    server.closeAllConnections();
    server.close();
  });
  const bytes = Buffer.from('666');
  const name = 'x;name="chat_id"';
  const file = { sha256: 'a'.repeat(64), name, mimeType: 'text/plain', bytes: bytes.length };
  const ports = { api, readFile: async () => bytes };
  await sendPart(part({ id: 7 }, { kind: 'file', file }), ports, NEVER);
  assert.doesNotMatch(body, /filename=[^\r]*;/u);
  assert.match(body, /filename=x_name__chat_id_\r\n/u);
});
