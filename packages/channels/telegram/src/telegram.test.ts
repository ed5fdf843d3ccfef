import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelError } from '@coderclaw/channel-kit';
import { RecordingHost } from '@coderclaw/channel-kit/conformance';
import { checkToken, TELEGRAM } from './telegram.ts';
import { startBotApiServer } from './testing/index.ts';
import { REAL_CLOCK } from './testing/server/server-options.ts';
import { NEVER, openScene } from './testing/subject/scene.ts';

test('a token is checked without anything left open, and a wrong one is refused by name', async (t) => {
  const { server } = await openScene(t);
  const { apiRoot } = server;
  const login = await checkToken({ botToken: server.token, apiRoot }, NEVER);
  assert.deepEqual(login, { name: '@claw_test_bot', link: 'https://t.me/claw_test_bot' });
  const codeOf = async (options: Parameters<typeof checkToken>[0]) => {
    try {
      await checkToken(options, NEVER);
      return 'fine';
    } catch (error) {
      return (error as ChannelError).code;
    }
  };
  assert.equal(await codeOf({ botToken: `1:${'x'.repeat(30)}`, apiRoot }), 'CHANNEL_AUTH');
  assert.equal(await codeOf({ botToken: 'nonsense', apiRoot }), 'CHANNEL_SETTINGS');
  assert.equal(await codeOf({ apiRoot }), 'CHANNEL_SETTINGS');
  await server.goesDown();
  assert.equal(await codeOf({ botToken: server.token, apiRoot }), 'CHANNEL_UNREACHABLE');
});

test('with a webhook, only who knows the secret is heard, and nothing is confirmed before it is accepted', async (t) => {
  const server = await startBotApiServer({ floodControl: 'off' });
  const host = new RecordingHost(REAL_CLOCK);
  const secret = 'a-secret-of-the-webhook';
  const account = await TELEGRAM.open(
    {
      account: 'default',
      options: {
        botToken: server.token,
        apiRoot: server.apiRoot,
        webhook: { url: 'http://127.0.0.1:9/hooks/channels/telegram/default', secret },
      },
    },
    host,
  );
  t.after(async () => {
    host.stop();
    await account.close();
    await server.stop();
  });
  const ann = server.person('Ann');
  ann.writes('hello');
  const body = Buffer.from(JSON.stringify(server.waitingUpdates[0]));
  const post = async (headers: Record<string, string>, bytes: Uint8Array = body) =>
    (await account.webhook!({ headers, body: bytes })).status;
  assert.equal(await post({}), 401);
  assert.equal(
    await post({ 'x-telegram-bot-api-secret-token': `${secret}x` }, Buffer.from('{')),
    401,
  );
  const known = { 'x-telegram-bot-api-secret-token': secret };
  assert.equal(await post(known, Buffer.from('{')), 400);
  assert.equal(await post(known, Buffer.from('null')), 400);
  assert.equal(host.offered.length, 0);
  assert.equal(await post(known), 200);
  assert.equal(host.accepted.length, 1);
  host.stop();
  await account.close();
  assert.equal(await post(known), 503);
  await assert.rejects(
    TELEGRAM.open(
      {
        account: 'default',
        options: {
          botToken: server.token,
          apiRoot: server.apiRoot,
          webhook: { url: 'https://x.example/' },
        },
      },
      host,
    ),
    { code: 'CHANNEL_SETTINGS' },
  );
});
