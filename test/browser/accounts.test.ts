import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { startBotApiServer } from '@coderclaw/channel-telegram/testing';
import type { Browser, Page } from 'playwright-core';
import { FakeTelegram } from '../e2e/world/fake-telegram.ts';
import { said } from '../e2e/world/telegram-world.ts';
import { launchBrowser, SKIP } from './browser.ts';
import { openPageWorld } from './page-world.ts';

let browser: Browser;
before(async () => {
  if (!SKIP) browser = await launchBrowser();
});
after(() => browser?.close());

/** The owner's page at a gateway that knows where the Bot API is, and no bot; with what it is told and tells. */
async function openBotless(t: TestContext) {
  const server = await startBotApiServer({ floodControl: 'off' });
  t.after(() => server.stop());
  const model = 'agents: {defaults: {model: {primary: scripted/model}}}';
  const config = `${model}\nchannels: {telegram: {apiRoot: "${server.apiRoot}"}}\n`;
  const opened = await openPageWorld(t, browser, { config });
  const sent: string[] = [];
  const heard: string[] = [];
  opened.page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => sent.push(String(payload)));
    socket.on('framereceived', ({ payload }) => heard.push(String(payload)));
  });
  // So that the socket that is listened to is the one that the page uses.
  await opened.page.reload();
  await opened.page.getByRole('textbox', { name: 'Message' }).waitFor();
  await opened.page.getByRole('button', { name: /^People and channels/u }).click();
  const read = (name: string) => readFileSync(join(opened.world.home, name), 'utf8');
  return { server, sent, heard, read, ...opened };
}

const region = (page: Page, name: string) => page.getByRole('region', { name });
const focused = (page: Page, text: string) =>
  page.waitForFunction((wanted) => document.activeElement?.textContent?.includes(wanted), text);

test('T18 a bot is connected by its token, which is tested first, met, and told to nobody', {
  skip: SKIP,
}, async (t) => {
  const { page, server, sent, heard, read, incidents } = await openBotless(t);
  const { token } = server;
  const channels = region(page, 'Channels');
  await channels.getByRole('button', { name: 'New bot token for Telegram' }).press('Enter');
  const field = channels.getByLabel('Bot token', { exact: true });
  assert.equal(await field.getAttribute('type'), 'password');
  assert.equal(await field.evaluate((element) => element === document.activeElement), true);
  assert.equal(
    await channels.getByRole('link', { name: 't.me/BotFather' }).getAttribute('href'),
    'https://t.me/BotFather',
  );

  await field.fill(`${token}x`);
  await field.press('Enter');
  const status = page.getByRole('dialog').getByRole('status');
  await status.getByText('Telegram does not know this bot token. Copy it once more').waitFor();
  assert.equal(read('coderclaw.yaml').includes(token), false);
  assert.equal(await field.evaluate((element) => element === document.activeElement), true);

  await field.fill(` ${token} `);
  await field.press('Enter');
  await channels.getByText(/^Write to @/u).waitFor();
  await focused(page, 'It answers with a code.');
  await channels.getByText('Connected', { exact: true }).waitFor();
  await field.waitFor({ state: 'detached' });
  assert.equal(read('coderclaw.yaml').includes(token), true);

  await server.until(() => server.isPolled);
  const ann = server.person('Ann');
  ann.writes('hello');
  const { text } = await said(server, ann.id, /Give this code to the owner/u);
  const waiting = region(page, 'Waiting to be let in');
  await waiting.getByText('Ann').waitFor();
  await waiting.getByRole('textbox', { name: /^Code/u }).fill(/[A-Z2-9]{8}/u.exec(text)![0]);
  await waiting.getByRole('button', { name: 'Let in' }).click();
  await said(server, ann.id, 'ok');
  await channels.getByText(/^Write to @/u).waitFor({ state: 'detached' });

  const renew = channels.getByRole('button', { name: 'New bot token for Telegram' });
  await renew.press('Enter');
  assert.equal(await status.textContent(), '');
  await channels.getByRole('button', { name: 'Cancel' }).press('Enter');
  await page.waitForFunction(() => document.activeElement?.textContent === 'Channels');

  const held = await page.evaluate(() => [
    document.documentElement.outerHTML,
    JSON.stringify([localStorage, sessionStorage]),
    location.href,
  ]);
  const told = [...heard, ...held, read('logs/gateway.log')].join('\n');
  assert.equal(told.includes(token), false);
  assert.equal(sent.filter((frame) => frame.includes(token)).length, 2);
  assert.deepEqual(incidents, []);
});

test('where nothing is connected the form is there, a second account has a name, and both can go', {
  skip: SKIP,
}, async (t) => {
  const fake = new FakeTelegram();
  const config = 'agents: {defaults: {model: {primary: scripted/model}}}\n';
  const opened = await openPageWorld(t, browser, { config, channelSources: fake.sources });
  const { page, world, incidents } = opened;
  await page.getByRole('button', { name: /^People and channels/u }).click();
  const channels = region(page, 'Channels');
  const status = page.getByRole('dialog').getByRole('status');
  assert.equal(await region(page, 'Waiting to be let in').count(), 0);
  await channels.getByText('No chat app is connected yet.').waitFor();
  await channels.getByLabel('Bot token', { exact: true }).fill('1:first');
  await channels.getByRole('button', { name: 'Connect Telegram' }).click();
  await focused(page, 'Write to @claw_bot:');
  await region(page, 'Waiting to be let in').waitFor();

  const another = channels.getByRole('button', { name: 'Connect another account' });
  await another.press('Enter');
  const token = channels.getByLabel('Bot token', { exact: true });
  const name = channels.getByRole('textbox', { name: /^Name/u });
  const connect = channels.getByRole('button', { name: 'Connect Telegram' });
  await token.fill('1:first');
  await name.fill('default');
  await connect.click();
  await status.getByText('There is an account default already.').waitFor();
  assert.equal(await token.inputValue(), '1:first');
  await name.fill('work');
  await connect.click();
  await status.getByText('give it its own').waitFor();
  await token.fill('2:second');
  await connect.click();
  const work = channels.getByRole('listitem').filter({ hasText: 'Telegram, work' });
  await work.getByText('Connected', { exact: true }).waitFor();
  assert.deepEqual(fake.log, ['open default 1:first', 'open work 2:second']);

  await work.getByRole('button', { name: 'Remove Telegram, work' }).press('Enter');
  await work.getByText('Its login and its rules are forgotten.').waitFor();
  await work.getByRole('button', { name: 'Keep' }).press('Enter');
  await work.getByRole('button', { name: 'Remove Telegram, work' }).press('Enter');
  await work.getByRole('button', { name: 'Remove', exact: true }).click();
  await status.getByText('Telegram, work is removed.').waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'Channels');
  await channels.getByRole('button', { name: 'Remove Telegram' }).click();
  await channels.getByRole('button', { name: 'Remove', exact: true }).click();
  await channels.getByText('No chat app is connected yet.').waitFor();
  assert.deepEqual(fake.log.slice(2), ['close work', 'close default']);
  assert.doesNotMatch(readFileSync(join(world.home, 'coderclaw.yaml'), 'utf8'), /telegram/u);
  assert.deepEqual(incidents, []);
});
