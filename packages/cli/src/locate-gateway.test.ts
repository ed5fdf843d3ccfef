import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CliError } from './cli-error.ts';
import { locateGateway } from './locate-gateway.ts';
import { createFakeIo } from './testing/fake-io.ts';
import { createTemporaryHome } from './testing/temporary-home.ts';

const TOKEN = 'a-home-token-of-thirty-two-characters';
const OWN = 'http://127.0.0.1:18789';

test('without a running gateway the error says how to start one', async () => {
  using home = createTemporaryHome();
  await assert.rejects(locateGateway(createFakeIo({ env: home.env }), {}), (error) => {
    assert.ok(error instanceof CliError);
    assert.equal(error.exitCode, 3);
    assert.match(error.nextStep ?? '', /npx coderclaw gateway/u);
    return true;
  });
});

test("the home's gateway is found by its run file and its token file", async () => {
  using home = createTemporaryHome();
  home.writeRun(OWN);
  home.writeToken(TOKEN);
  const found = await locateGateway(createFakeIo({ env: home.env }), {});
  assert.deepEqual(found, { url: OWN, auth: { token: TOKEN } });
});

test('the token of the configuration wins over the token file, and a password over both', async () => {
  using home = createTemporaryHome();
  home.writeRun(OWN);
  home.writeToken(TOKEN);
  const io = createFakeIo({ env: home.env });
  home.writeConfig('gateway: { auth: { token: from-the-file } }');
  assert.deepEqual((await locateGateway(io, {})).auth, { token: 'from-the-file' });
  home.writeConfig('gateway: { auth: { mode: password, password: open-sesame } }');
  assert.deepEqual((await locateGateway(io, {})).auth, { password: 'open-sesame' });
});

test("T18 the home's token goes to no other gateway than the home's own", async () => {
  using home = createTemporaryHome();
  home.writeRun(OWN);
  home.writeToken(TOKEN);
  const io = createFakeIo({ env: home.env });
  await assert.rejects(locateGateway(io, { url: 'https://example.org' }), /is not the gateway of/u);
  assert.deepEqual(await locateGateway(io, { url: `${OWN}/` }), {
    url: OWN,
    auth: { token: TOKEN },
  });
  assert.deepEqual(await locateGateway(io, { url: 'wss://example.org', token: 'theirs' }), {
    url: 'wss://example.org',
    auth: { token: 'theirs' },
  });
});

test('T01 an address with a token, a password or a fragment in it is refused', async () => {
  using home = createTemporaryHome();
  const io = createFakeIo({ env: home.env });
  const wrong = ['ftp://x', 'nonsense', 'http://u:p@x', 'http://x/?token=1', 'http://x/#code=1'];
  for (const url of wrong) {
    const refused = locateGateway(io, { url, token: 't' });
    await assert.rejects(refused, (error) => error instanceof CliError && error.exitCode === 2);
  }
});
