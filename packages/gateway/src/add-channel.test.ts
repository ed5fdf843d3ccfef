import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ChannelError } from '@coderclaw/channel-kit';
import { FakeChannel, FakePlatform } from '@coderclaw/channel-kit/fake';
import { addChannel } from './add-channel.ts';
import type { LoadedChannel } from './channel/channel-source.ts';

const TOKEN = '123456:a-token-of-some-length';

test('T18 without a gateway an account is tested and written, or refused without its token', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'coderclaw-add-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const wish = { channel: 'telegram', account: 'default', options: { botToken: TOKEN } };
  const add = (check: LoadedChannel['check']) => {
    const channel = new FakeChannel(new FakePlatform(), {}, 'telegram');
    const sources = { telegram: async () => ({ channel, check }) };
    return addChannel({ ...wish, env: { CODERCLAW_HOME: home } }, sources);
  };
  const failures = [
    new ChannelError('CHANNEL_AUTH', `401 for /bot${TOKEN}/getMe`),
    new TypeError(`no method of ${TOKEN}`),
  ];
  for (const failure of failures) {
    const refused = await add(() => Promise.reject(failure));
    assert.ok(!refused.ok && refused.problem.length > 0);
    assert.equal(refused.problem.includes(TOKEN), false);
  }
  assert.throws(() => readFileSync(join(home, 'coderclaw.yaml')));
  const login = { name: '@claw_bot', link: 'https://t.me/claw_bot' };
  const added = await add(async ({ botToken }) => {
    assert.equal(botToken, TOKEN);
    return login;
  });
  assert.deepEqual(added, { ok: true, enabled: true, dmPolicy: 'pairing', ...login });
  assert.match(readFileSync(join(home, 'coderclaw.yaml'), 'utf8'), /botToken/u);
});
