import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RequestFrame, WireError } from '@coderclaw/protocol';
import { createClient } from './client.ts';
import { ClientError } from './client-error.ts';
import { reach, stage } from './testing/client-stage.ts';
import { startFakeGateway } from './testing/fake-gateway.ts';

const rejectsWith = (promise: Promise<unknown>, code: string) =>
  assert.rejects(promise, (error: Error & { code?: string }) => error.code === code);

test('a client answers the challenge and resolves with the hello', async () => {
  await using scene = await stage({}, { auth: { token: 't' }, caps: ['tool-events'] });
  const hello = await scene.client.connect();
  const { params, origin } = scene.connections[0]!;
  assert.equal(hello.protocol, 4);
  assert.deepEqual(
    [params.minProtocol, params.maxProtocol, params.role, params.auth?.token],
    [4, 4, 'operator', 't'],
  );
  assert.deepEqual(params.caps, ['tool-events']);
  assert.equal(origin, undefined);
  assert.equal(scene.client.state.kind, 'connected');
});

test('answers find their requests in any order', async () => {
  const held: RequestFrame[] = [];
  await using scene = await stage({
    onRequest: (frame, connection) => {
      held.push(frame);
      if (held.length === 2)
        for (const { id, method } of held.reverse()) connection.answer(id, { method });
      return undefined;
    },
  });
  await scene.client.connect();
  const [one, other] = await Promise.all([
    scene.client.request('status', {}),
    scene.client.request('health', {}),
  ]);
  assert.deepEqual([one, other], [{ method: 'status' }, { method: 'health' }]);
});

test('a refusal arrives as the error that the gateway sent', async () => {
  await using scene = await stage({
    onRequest: () => {
      throw new WireError('FORBIDDEN', 'missing scope: operator.admin', {
        details: { code: 'MISSING_SCOPE' },
      });
    },
  });
  await scene.client.connect();
  await assert.rejects(scene.client.request('auth.link', {}), (error) => {
    return (
      error instanceof WireError &&
      error.code === 'FORBIDDEN' &&
      error.detailCode === 'MISSING_SCOPE'
    );
  });
});

test('an agent request reports its acceptance and resolves with its end', async () => {
  await using scene = await stage({
    onRequest: ({ id }, connection) => {
      connection.answer(id, { runId: 'r', status: 'accepted' });
      return { runId: 'r', status: 'ok', summary: 'completed' };
    },
  });
  await scene.client.connect();
  const accepted: string[] = [];
  const params = { message: 'hi', idempotencyKey: 'r' };
  const result = await scene.client.request('agent', params, {
    onAccepted: ({ status }) => accepted.push(status),
  });
  assert.deepEqual([accepted, result.status], [['accepted'], 'ok']);
});

test('a request ends when its time is over, its caller gives up, or the client closes', async () => {
  await using scene = await stage();
  await scene.client.connect();
  await rejectsWith(scene.client.request('status', {}, { timeoutMs: 1 }), 'CLIENT_TIMEOUT');
  await rejectsWith(
    scene.client.request('status', {}, { signal: AbortSignal.abort() }),
    'CLIENT_ABORTED',
  );
  const open = scene.client.request('status', {});
  scene.client.close();
  await rejectsWith(open, 'CLIENT_CLOSED');
  await rejectsWith(scene.client.request('status', {}), 'CLIENT_CLOSED');
  await rejectsWith(scene.client.connect(), 'CLIENT_CLOSED');
});

test('after a lost connection a keyed request is sent again under its key and others are given up', async () => {
  await using scene = await stage({
    onRequest: ({ method, params }, connection) => {
      if (connection.number === 2)
        return method === 'chat.send'
          ? { runId: (params as { idempotencyKey: string }).idempotencyKey, status: 'in_flight' }
          : {};
      if (scene.requests.length === 3) connection.cut();
      return undefined;
    },
  });
  await scene.client.connect();
  const send = scene.client.request('chat.send', {
    sessionKey: 'main',
    message: 'x',
    idempotencyKey: 'k',
  });
  const read = scene.client.request('status', {});
  const patch = scene.client.request('sessions.patch', { key: 'main', label: 'x' });
  await rejectsWith(patch, 'CLIENT_DISCONNECTED');
  assert.equal((await send).runId, 'k');
  await read;
  assert.deepEqual(scene.requests.map(({ method }) => method).sort(), [
    'chat.send',
    'chat.send',
    'sessions.patch',
    'status',
    'status',
  ]);
});

test('a request made without a connection waits for one', async () => {
  await using scene = await stage({ onRequest: () => ({ fine: true }) });
  const early = scene.client.request('status', {});
  await scene.client.connect();
  assert.deepEqual(await early, { fine: true });
});

test('a list of sessions that was subscribed to is subscribed to again', async () => {
  const again = Promise.withResolvers<void>();
  await using scene = await stage({
    onRequest: ({ method }, connection) => {
      if (method === 'sessions.subscribe' && connection.number === 2) again.resolve();
      return { subscribed: true };
    },
  });
  await scene.client.connect();
  await scene.client.request('sessions.subscribe', {});
  scene.connections[0]!.cut();
  await again.promise;
});

test('a refused credential ends the attempts, and the error says why', async () => {
  const mismatch = new WireError('INVALID_REQUEST', 'unauthorized', {
    details: { code: 'AUTH_TOKEN_MISMATCH' },
  });
  let attempts = 0;
  await using scene = await stage({
    onConnect: () => {
      attempts += 1;
      throw mismatch;
    },
  });
  const early = scene.client.request('status', {});
  await assert.rejects(
    scene.client.connect(),
    (error: WireError) => error.detailCode === 'AUTH_TOKEN_MISMATCH',
  );
  await assert.rejects(early, WireError);
  assert.deepEqual([attempts, scene.client.state.kind], [1, 'refused']);
});

test('a gateway that is busy is tried again, not before the time that it asks for', async () => {
  let attempts = 0;
  await using scene = await stage({
    onConnect: () => {
      attempts += 1;
      if (attempts === 1) throw new WireError('UNAVAILABLE', 'starting', { retryAfterMs: 20 });
      return undefined;
    },
  });
  const waiting = reach(scene.client, 'waiting');
  const connected = scene.client.connect();
  assert.equal((await waiting).delayMs, 20);
  await connected;
});

test('a gateway that goes silent is left and found again', async () => {
  await using scene = await stage({ onConnect: () => ({ tickIntervalMs: 4 }) });
  const lost = reach(scene.client, 'waiting');
  await scene.client.connect();
  assert.match((await lost).error.message, /silent/u);
  await reach(scene.client, 'connected');
});

test('without reconnect the first failure is final', async () => {
  const gateway = await startFakeGateway();
  await gateway.stop();
  const client = createClient({
    url: gateway.url,
    client: { id: 'cli', version: '1', platform: 'linux', mode: 'cli' },
    reconnect: false,
  });
  await rejectsWith(client.connect(), 'CLIENT_UNREACHABLE');
  assert.equal(client.state.kind, 'refused');
});

test('an address with a credential in it is refused without repeating it', () => {
  for (const url of [
    'ws://u:secret@127.0.0.1',
    'ws://127.0.0.1/?token=secret',
    'http://127.0.0.1/#secret',
    'ftp://127.0.0.1',
    'secret',
  ]) {
    const make = () =>
      createClient({ url, client: { id: 'test', version: '1', platform: 'x', mode: 'test' } });
    assert.throws(
      make,
      (error) =>
        error instanceof ClientError &&
        error.code === 'CLIENT_BAD_URL' &&
        !error.message.includes('secret'),
    );
  }
});

test('a listener that throws harms neither the connection nor the other listeners', async (t) => {
  const surfaced = Promise.withResolvers<unknown>();
  const told = Promise.withResolvers<number>();
  await using scene = await stage({ onReady: (connection) => connection.event('tick', { ts: 7 }) });
  t.mock.method(globalThis, 'queueMicrotask', (work: () => void) => {
    try {
      work();
    } catch (error) {
      surfaced.resolve(error);
    }
  });
  scene.client.on('tick', () => {
    throw new Error('mine');
  });
  scene.client.on('tick', ({ ts }) => told.resolve(ts));
  await scene.client.connect();
  assert.equal(await told.promise, 7);
  assert.match(String(await surfaced.promise), /mine/u);
});
