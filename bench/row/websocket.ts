import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createClient } from '@coderclaw/client';
import { WebSocketServer } from 'ws';
import { withDirectory } from '../disk.ts';
import { type Measure, median } from '../figure.ts';
import { startGatewayProcess } from '../gateway-process.ts';

const PORT = 28_791;
/** Within what the gateway allows one connection at once. */
const ROUNDS = 150;

/** One request and its answer over the gateway's WebSocket, and over a socket that only echoes. */
export const measure: Measure = () =>
  withDirectory(async (home) => {
    const gateway = await startGatewayProcess(home, PORT);
    const token = readFileSync(join(home, 'token'), 'utf8').trim();
    const client = createClient({
      url: gateway.url,
      client: { id: 'cli', version: 'bench', platform: process.platform, mode: 'cli' },
      auth: { token },
      reconnect: false,
    });
    await client.connect();
    const requestMs = await sample(() => client.request('sessions.list', { limit: 1 }));
    client.close();
    await gateway.stop();
    const echoMs = await sampleEcho();
    const neighbour = { what: 'a bare echo', value: echoMs, unit: 'ms' } as const;
    return [
      {
        what: 'WebSocket round trip (`sessions.list`), p50',
        value: requestMs,
        unit: 'ms',
        neighbour,
      },
    ];
  });

async function sample(act: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    await act();
    times.push(performance.now() - begun);
  }
  return median(times);
}

async function sampleEcho(): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data.toString())));
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  const ms = await sample(() => {
    const answered = new Promise((resolve) =>
      socket.addEventListener('message', resolve, { once: true }),
    );
    socket.send('{"type":"req","id":"1","method":"sessions.list","params":{"limit":1}}');
    return answered;
  });
  socket.close();
  server.close();
  return ms;
}
