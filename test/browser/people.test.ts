import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { userText } from '@coderclaw/core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { FakeTelegram } from '../e2e/world/fake-telegram.ts';
import { inviteGuest } from '../e2e/world/guest.ts';
import { launchBrowser, openPage, SKIP } from './browser.ts';
import { openPageWorld, PHONE } from './page-world.ts';

let browser: Browser;
before(async () => {
  if (!SKIP) browser = await launchBrowser();
});
after(() => browser?.close());

const CONFIG = 'agents: {defaults: {model: {primary: scripted/model}}}\n';
/** Names that a stranger may give themselves to be taken for something else. */
const HOSTILE = `\u202e<img src=x onerror=alert(1)>\n${'Z͑͒͂'.repeat(40)}${'x'.repeat(3_000)}`;

/** The owner's page at a gateway whose Telegram is connected. */
async function openTelegram(t: TestContext, look: BrowserContextOptions = {}) {
  const fake = new FakeTelegram();
  const config = `${CONFIG}channels: {telegram: {botToken: "1:a"}}\n`;
  const opened = await openPageWorld(t, browser, { config, channelSources: fake.sources }, look);
  while (!fake.reports.has('default')) await pause();
  const link = 'https://t.me/claw_bot';
  fake.reports.get('default')!({ state: 'running', name: '@claw_bot', link });
  return { fake, ...opened };
}

/** A stranger writes for the first time, and is told a code. */
async function knock(fake: FakeTelegram, identity: string, displayName: string): Promise<string> {
  const told = fake.platform.posts.length;
  await fake.hosts.get('default')!.accept({
    channel: 'telegram',
    account: 'default',
    kind: 'message',
    eventKey: `knock ${identity}`,
    conversation: { address: `dm-${identity}`, kind: 'direct' },
    sender: { identity, displayName },
    platformMessageId: `k${identity}`,
    content: userText('let me in'),
  });
  for (;;) {
    const texts = fake.platform.posts.slice(told).map(({ text }) => text);
    const code = texts.map((text) => /`(\w{8})`/u.exec(text)?.[1]).find(Boolean);
    if (code) return code;
    await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const opener = (page: Page) => page.getByRole('button', { name: /^People and channels/u });
const region = (page: Page, name: string) => page.getByRole('region', { name });

test('T13 a stranger shows up at once, is let in by the code alone, and shown out again', {
  skip: SKIP,
}, async (t) => {
  const { page, fake, incidents } = await openTelegram(t);
  const code = await knock(fake, '7', 'Ada');
  const badge = page.getByRole('button', { name: /, 1 waiting to be let in$/u });
  await badge.waitFor();
  await badge.press('Enter');
  const waiting = region(page, 'Waiting to be let in');
  await waiting.getByText(/Telegram, id 7/u).waitFor();
  const status = page.getByRole('dialog').getByRole('status');

  const field = waiting.getByRole('textbox', { name: /^Code/u });
  await field.fill('AAAAAAAA');
  await field.press('Enter');
  await status.getByText('Nobody who waits has this code').waitFor();
  assert.equal(await field.evaluate((element) => element === document.activeElement), true);
  await field.fill(code);
  await field.press('Enter');
  await status.getByText('They are let in. What they wrote is answered now.').waitFor();
  assert.equal(await field.inputValue(), '');
  await waiting.getByText('Nobody waits').waitFor();
  while (fake.platform.posts.at(-1)?.text !== 'ok') await pause();

  const inside = region(page, 'People let in');
  await inside.getByRole('button', { name: 'Revoke Ada' }).press('Enter');
  await inside.getByText('They can write no more.').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('dialog').count(), 1);
  await inside.getByRole('button', { name: 'Revoke Ada' }).press('Enter');
  await inside.getByRole('button', { name: 'Revoke', exact: true }).click();
  await inside.getByText('Nobody yet.').waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'People let in');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.waitForFunction(() =>
    document.activeElement?.getAttribute('aria-label')?.startsWith('People and channels'),
  );
  assert.deepEqual(incidents, []);
});

test('an owner is made of whom the owner says so, and who is denied is gone', {
  skip: SKIP,
}, async (t) => {
  const { page, fake } = await openTelegram(t);
  const code = await knock(fake, '7', 'Ada');
  const denied = await knock(fake, '8', 'Eve');
  await opener(page).click();
  const waiting = region(page, 'Waiting to be let in');
  const eve = waiting.getByRole('listitem').filter({ hasText: 'Eve' });
  await eve.getByRole('button', { name: 'Deny' }).click();
  await eve.waitFor({ state: 'detached' });
  await waiting.getByRole('textbox', { name: /^Code/u }).fill(denied);
  await waiting.getByRole('button', { name: 'Let in' }).click();
  await page.getByText('used already, or its request was turned away').waitFor();
  await waiting.getByRole('textbox', { name: /^Code/u }).fill(code);
  await waiting.getByRole('checkbox', { name: /^As an owner/u }).check();
  await waiting.getByRole('button', { name: 'Let in' }).click();
  const ada = region(page, 'People let in').getByRole('listitem').filter({ hasText: 'Ada' });
  await ada.getByText('owner', { exact: true }).waitFor();
  for (const wrong of ['BBBBBBBB', 'CCCCCCCC', 'DDDDDDDD', 'EEEEEEEE', 'FFFFFFFF']) {
    await waiting.getByRole('textbox', { name: /^Code/u }).fill(wrong);
    await waiting.getByRole('button', { name: 'Let in' }).click();
    await waiting.getByRole('button', { name: 'Let in', disabled: false }).waitFor();
  }
  await page.getByText(/^Too many wrong codes\. Try again in \d+ (min|hour)/u).waitFor();
});

test('a group that wrote is allowed, answered, changed and taken back', {
  skip: SKIP,
}, async (t) => {
  const { page, fake } = await openTelegram(t);
  await fake.hearIn({ address: '-5', title: 'family' }, '7', 'hi');
  await opener(page).click();
  const account = region(page, 'Channels').getByRole('listitem');
  await account.getByText('Connected').waitFor();
  assert.equal(await account.getByRole('link').getAttribute('href'), 'https://t.me/claw_bot');
  const groups = region(page, 'Groups that wrote');
  await groups.getByRole('button', { name: 'Allow family' }).press('Enter');
  await groups.getByLabel('Answers').selectOption({ label: 'every message' });
  await groups.getByRole('button', { name: 'Allow', exact: true }).click();
  await groups.waitFor({ state: 'detached' });
  await fake.hearIn({ address: '-5' }, '7', 'anybody?');
  while (fake.platform.posts.at(-1)?.text !== 'ok') await pause();

  const wired = region(page, 'Where agents answer');
  await wired.getByText('main answers: every message').waitFor();
  await wired.getByRole('button', { name: 'Change family' }).click();
  await wired
    .getByRole('combobox', { name: /^Answers/u })
    .selectOption({ label: 'messages that match' });
  await wired.getByLabel(/^Words/u).fill('claw*');
  await wired.getByRole('button', { name: 'Save' }).click();
  await wired.getByText('main answers: messages that match claw*').waitFor();
  await wired.getByRole('button', { name: 'Remove family' }).click();
  await wired.getByRole('button', { name: 'Remove', exact: true }).click();
  await wired.getByText('In no group yet').waitFor();
  await groups.getByText('family').waitFor();
});

test('a direct conversation is given to an agent by its address, and to nobody by a wrong one', {
  skip: SKIP,
}, async (t) => {
  const { page, fake } = await openTelegram(t);
  await knock(fake, '7', 'Ada');
  await opener(page).click();
  const wired = region(page, 'Where agents answer');
  await wired.getByRole('button', { name: 'Add a place' }).press('Enter');
  await wired.getByLabel(/^Address/u).fill('dm-8');
  await wired.getByRole('button', { name: 'Allow' }).click();
  await page.getByText('nothing has been heard from this place').waitFor();
  await wired.getByLabel(/^Address/u).fill('dm-7');
  await wired.getByRole('combobox', { name: /^Answers/u }).selectOption({ label: 'every message' });
  await wired.getByRole('button', { name: 'Allow' }).click();
  await wired.getByText('main answers: every message').waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'Where agents answer');
});

test('T03 nobody but the owner finds people and channels', { skip: SKIP }, async (t) => {
  const { page, world } = await openPageWorld(t, browser);
  await opener(page).waitFor();
  const code = await inviteGuest(world);
  const guest = await openPage(browser, world.gateway.url);
  t.after(() => guest.page.context().close());
  await guest.page.goto(`${world.gateway.url}/#code=${code}`);
  await field(guest.page).waitFor();
  assert.equal(await opener(guest.page).count(), 0);
});

test('an account says what is wrong with it, and what it says next without being asked', {
  skip: SKIP,
}, async (t) => {
  const { page, fake } = await openTelegram(t);
  await opener(page).click();
  const account = region(page, 'Channels').getByRole('listitem');
  await account.getByText('Connected').waitFor();
  fake.reports.get('default')!({ state: 'waiting', problem: 'the platform is silent' });
  await account.getByText('In trouble, trying again').waitFor();
  await account.getByText('the platform is silent').waitFor();
});

test('T28 hostile names on a phone act on nothing, keep their place and make nothing wider', {
  skip: SKIP,
}, async (t) => {
  const { page, fake, incidents } = await openTelegram(t, PHONE);
  const code = await knock(fake, '7', HOSTILE);
  await knock(fake, '8', HOSTILE);
  await fake.hearIn({ address: '-5', title: HOSTILE }, '7', 'hi');
  await opener(page).tap();
  const dialog = page.getByRole('dialog');
  await region(page, 'Groups that wrote')
    .getByRole('button', { name: /^Allow/u })
    .tap();
  const waiting = region(page, 'Waiting to be let in');
  await waiting.getByRole('textbox', { name: /^Code/u }).fill(code);
  await waiting.getByRole('button', { name: 'Let in' }).tap();
  await region(page, 'People let in')
    .getByRole('button', { name: /^Revoke/u })
    .tap();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  assert.equal(await dialog.evaluate(({ scrollWidth }) => scrollWidth <= 360), true);
  for (const row of await dialog.getByRole('listitem').all()) {
    const box = (await row.boundingBox())!;
    assert.ok(box.x >= 0 && box.x + box.width <= 360 && box.height < 520, JSON.stringify(box));
  }
  const names = dialog.locator('b bdi');
  assert.equal(await names.count(), 3);
  for (const name of await names.all()) {
    const text = (await name.textContent()) ?? '';
    assert.ok(text.startsWith('<img') && text.length <= 200 && !text.includes('\u202e'));
  }
  assert.equal(await dialog.locator('img').count(), 0);
  assert.deepEqual(incidents, []);
});
