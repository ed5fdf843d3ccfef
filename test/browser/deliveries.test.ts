import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { FakeTelegram } from '../e2e/world/fake-telegram.ts';
import { launchBrowser, SKIP } from './browser.ts';
import { openPageWorld, PHONE } from './page-world.ts';

let browser: Browser;
before(async () => {
  if (!SKIP) browser = await launchBrowser();
});
after(() => browser?.close());

const CONFIG =
  'agents: {defaults: {model: {primary: scripted/model}}}\nchannels: {telegram: {botToken: "1:a", dmPolicy: open}}\n';

async function openTelegram(t: TestContext, text: string, look: BrowserContextOptions = {}) {
  const fake = new FakeTelegram();
  const script = () => ({ text });
  const options = { config: CONFIG, channelSources: fake.sources, script };
  const opened = await openPageWorld(t, browser, options, look);
  const ask = (id: string) =>
    fake.platform.receive({ id, conversation: 'c7', from: '7', text: 'hi' });
  return { fake, ask, ...opened };
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Undelivered messages' });

test('what was not sent is told on the page, sent again from there, and told of no more', {
  skip: SKIP,
}, async (t) => {
  const { page, fake, ask, incidents } = await openTelegram(t, 'Here is what you wanted.');
  fake.platform.mode = 'refuse';
  ask('m1');
  const line = page.getByRole('status').getByText('Messages to chat apps: 1 was not sent.');
  await line.waitFor();
  await page.getByRole('button', { name: 'Look' }).press('Enter');
  await dialog(page).getByText('telegram: c7').waitFor();
  await dialog(page).getByText('Here is what you wanted.').waitFor();
  const again = dialog(page).getByRole('button', { name: 'Send again to telegram: c7' });
  fake.platform.mode = 'ok';
  await again.press('Enter');
  await dialog(page).getByText('Nothing is left').waitFor();
  await line.waitFor({ state: 'detached' });
  assert.equal(fake.platform.posts.at(-1)?.text, 'Here is what you wanted.');
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  assert.deepEqual(incidents, []);
});

test('what may have arrived says that it may be there twice, and is dropped after a second word', {
  skip: SKIP,
}, async (t) => {
  const hostile = `\u202e<img src=x onerror=alert(1)> ${'W'.repeat(3_000)}`;
  const { page, fake, ask, incidents } = await openTelegram(t, hostile, PHONE);
  fake.platform.script('lost-answer');
  ask('m1');
  await page.getByText('1 may not have arrived.').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await page.getByRole('button', { name: 'Look' }).tap();
  await dialog(page).getByText('it may be there twice').waitFor();
  const row = dialog(page).getByRole('listitem');
  const box = (await row.boundingBox())!;
  assert.ok(box.x >= 0 && box.x + box.width <= 360 && box.height < 300, JSON.stringify(box));
  await row.getByRole('button', { name: /^Drop/u }).tap();
  await row.getByRole('button', { name: 'Drop', exact: true }).tap();
  await dialog(page).getByText('Nothing is left').waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Nothing'));
  assert.equal(await page.locator('dialog img').count(), 0);
  assert.deepEqual(incidents, []);
});
