import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { textOf } from '@coderclaw/core';
import type { WebhookRequest } from '../channel.ts';
import type { TestSaying } from './harness.ts';
import { type StartSubject, startWorld } from './world.ts';

const SAYING: TestSaying = { by: 'ann', in: 'ann', text: 'hello' };

export function testWebhook(start: StartSubject): void {
  test('a post that does not prove where it comes from is refused before it is read', async (t) => {
    const hooked = await startHooked(t, start);
    if (!hooked) return;
    const { world, post, driver } = hooked;
    const { headers, body } = driver.requestOf(SAYING);
    const { [driver.secretHeader]: secret, ...others } = headers;
    assert.equal(typeof secret, 'string', 'the secret header is among the headers');
    for (const wrong of [undefined, '', `${String(secret)}x`, [String(secret), 'x']]) {
      for (const content of [body, new Uint8Array([0x7b])]) {
        const status = await post({
          headers: { ...others, [driver.secretHeader]: wrong },
          body: content,
        });
        assert.ok(status >= 400 && status < 500, String(status));
      }
    }
    assert.deepEqual(world.host.offered, []);
  });

  test('a post is answered well only when its event is accepted', async (t) => {
    const hooked = await startHooked(t, start);
    if (!hooked) return;
    const { world, post, driver } = hooked;
    const { host } = world;
    const request = driver.requestOf(SAYING);
    host.refusals = 1;
    assert.ok((await post(request)) >= 500);
    const commit = Promise.withResolvers<void>();
    host.commit = () => commit.promise;
    let status = 0;
    const posting = post(request).then((answer) => {
      status = answer;
    });
    await world.eventually('it is offered again', () => host.offered.length === 2);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(status, 0);
    commit.resolve();
    await posting;
    assert.ok(status >= 200 && status < 300, String(status));
    assert.deepEqual(
      host.accepted.map(({ content }) => textOf(content)),
      [SAYING.text],
    );
  });

  test('a post that can not be read does not throw', async (t) => {
    const hooked = await startHooked(t, start);
    if (!hooked) return;
    const { world, post, driver } = hooked;
    const { headers } = driver.requestOf(SAYING);
    for (const text of ['', '{', 'null', '[]', '{"update_id":{}}', '\u0000'])
      assert.ok((await post({ headers, body: new TextEncoder().encode(text) })) >= 200);
    assert.deepEqual(world.host.offered, []);
  });
}

async function startHooked(t: TestContext, start: StartSubject) {
  const world = await startWorld(t, start);
  const { webhook } = world.account;
  if (!webhook) {
    t.skip('the platform does not call us');
    return undefined;
  }
  const driver = world.platform.webhook;
  assert.ok(driver, 'an account with a webhook is tested with what its platform posts');
  const post = async (request: WebhookRequest) => (await webhook(request)).status;
  return { world, driver, post };
}
