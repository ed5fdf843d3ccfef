import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SocketServer } from './socket-server.ts';
import { Sockets } from './sockets.ts';

function recordingServer() {
  const done: string[] = [];
  const server = {
    close: (reason: string) => done.push(`close: ${reason}`),
    cut: () => done.push('cut'),
  } as unknown as SocketServer;
  return { done, server };
}

test('nothing is loaded until somebody comes, and then once', async () => {
  const { done, server } = recordingServer();
  let loads = 0;
  const sockets = new Sockets(async () => {
    loads += 1;
    return server;
  });
  await sockets.close('nobody came');
  assert.deepEqual([loads, done], [0, []]);
  assert.deepEqual(await Promise.all([sockets.server(), sockets.server()]), [server, server]);
  assert.equal(loads, 1);
});

test('who comes while it loads is told when the gateway stops', async () => {
  const { done, server } = recordingServer();
  const loading = Promise.withResolvers<SocketServer>();
  const sockets = new Sockets(() => loading.promise);
  const coming = sockets.server().then(() => done.push('came'));
  const leaving = sockets.close('gateway stopping').then(() => sockets.cut());
  loading.resolve(server);
  await Promise.all([coming, leaving]);
  assert.deepEqual(done, ['came', 'close: gateway stopping', 'cut']);
});

test('what can not be loaded is told to who came, and keeps nobody from leaving', async () => {
  const sockets = new Sockets(async () => {
    throw new Error('no such module');
  });
  await assert.rejects(sockets.server(), /no such module/u);
  await sockets.close('gateway stopping');
  await sockets.cut();
});
