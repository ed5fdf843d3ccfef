import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayClient } from '@openclaw/gateway-client';
import { startWorld } from './world/gateway-world.ts';

test("OpenClaw's own client completes a chat turn", async (t) => {
  const world = await startWorld(t, { script: [{ text: 'hello, stranger' }] });
  const connected = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<unknown>();
  const client = new GatewayClient({
    url: world.gateway.url.replace('http', 'ws'),
    token: world.token,
    minProtocol: 4,
    maxProtocol: 4,
    onHelloOk: () => connected.resolve(),
    onConnectError: (error) => connected.reject(error),
    onEvent: ({ event, payload }) => {
      const chat = payload as { state?: string; message?: unknown };
      if (event === 'chat' && chat.state === 'final') answered.resolve(chat.message);
    },
  });
  t.after(() => client.stop());
  client.start();
  await connected.promise;
  const sent = await client.request('chat.send', {
    sessionKey: 'main',
    message: 'hi',
    idempotencyKey: 'a',
  });
  assert.equal((sent as { status: string }).status, 'started');
  const message = (await answered.promise) as { content: unknown };
  assert.deepEqual(message.content, [{ type: 'text', text: 'hello, stranger' }]);
  const history = (await client.request('chat.history', { sessionKey: 'main' })) as {
    messages: unknown[];
  };
  assert.equal(history.messages.length, 2);
});
