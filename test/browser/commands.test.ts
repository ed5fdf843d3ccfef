import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, SKIP } from './browser.ts';
import { openPageWorld, PHONE } from './page-world.ts';

let browser: Browser;
before(async () => {
  if (!SKIP) browser = await launchBrowser();
});
after(() => browser?.close());

const field = (page: Page) => page.getByLabel('Message');
const list = (page: Page) => page.getByRole('listbox', { name: 'Commands' });
const chosen = (page: Page) => page.getByRole('option', { selected: true });
const answer = (page: Page) => page.getByRole('article', { name: 'Gateway' });

test('commands are found and completed with the keyboard, told to screen readers, and answered without a model', {
  skip: SKIP,
}, async (t) => {
  const { page, world, incidents } = await openPageWorld(t, browser);
  await field(page).pressSequentially('/');
  await list(page).waitFor();
  assert.match((await list(page).textContent()) ?? '', /\/stop.*Stop what runs and what waits/u);
  await page.getByText(/^\d+ suggestions$/u).waitFor();
  const pointed = async () => (await field(page).getAttribute('aria-activedescendant')) ?? '';
  assert.match((await page.locator(`[id="${await pointed()}"]`).textContent()) ?? '', /^\/help/u);
  await field(page).press('ArrowUp');
  const last = page.getByRole('option').last();
  assert.equal(await last.getAttribute('id'), await pointed());

  await field(page).pressSequentially('thi');
  assert.match((await chosen(page).textContent()) ?? '', /^\/think \[off\|.*How hard to think$/u);
  await field(page).press('Tab');
  assert.equal(await field(page).inputValue(), '/think ');
  await page.getByRole('option', { name: 'minimal' }).waitFor();
  assert.equal(await chosen(page).count(), 0);
  await field(page).press('Escape');
  await list(page).waitFor({ state: 'detached' });

  await field(page).fill('/whoa');
  await field(page).press('Enter');
  assert.equal(await field(page).inputValue(), '/whoami');
  await list(page).waitFor({ state: 'detached' });
  await field(page).press('Enter');
  await answer(page).getByText('the owner of this gateway').waitFor();
  assert.equal((await answer(page).locator('code').count()) > 0, true);
  assert.equal(await page.getByRole('article', { name: 'You' }).count(), 1);
  assert.equal(await page.getByRole('article', { name: 'Agent' }).count(), 0);
  assert.deepEqual(world.model.requests, []);
  await page.reload();
  await answer(page).getByText('the owner of this gateway').waitFor();
  assert.equal(await page.getByRole('article', { name: 'You' }).count(), 1);
  assert.deepEqual(incidents, []);
});

test('what no command is called goes to the model, and /new begins anew', {
  skip: SKIP,
}, async (t) => {
  const { page, world } = await openPageWorld(t, browser, { script: () => ({ text: 'A path?' }) });
  await field(page).fill('/etc/hosts');
  assert.equal(await list(page).count(), 0);
  await field(page).press('Enter');
  await page.getByText('A path?').waitFor();
  assert.equal(world.model.requests.length, 1);
  await field(page).fill('/new');
  await field(page).press('Enter');
  await answer(page).getByText('no longer see what was said').waitFor();
  await page.getByText('A path?').waitFor({ state: 'detached' });
  assert.equal(world.model.requests.length, 1);
});

test('on a phone a command is taken with a tap and keeps its place in the field', {
  skip: SKIP,
}, async (t) => {
  const { page } = await openPageWorld(t, browser, {}, PHONE);
  await field(page).tap();
  await field(page).pressSequentially('/');
  await list(page).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  const box = await list(page).boundingBox();
  assert.ok(box && box.y >= 0 && box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
  await page.getByRole('option', { name: /^\/verbose/u }).tap();
  assert.equal(await field(page).inputValue(), '/verbose ');
  await page.getByRole('option', { name: 'full' }).tap();
  assert.equal(await field(page).inputValue(), '/verbose full');
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
});

test('a button under an answer says what stands on it, and is there after a reload', {
  skip: SKIP,
}, async (t) => {
  const { page, world, incidents } = await openPageWorld(t, browser);
  await field(page).fill('/verbose');
  await field(page).press('Escape');
  await field(page).press('Enter');
  const full = answer(page).getByRole('button', { name: 'full' });
  await full.waitFor();
  await page.reload();
  await full.press('Enter');
  await answer(page).getByText('Verbose is full from now on').waitFor();
  await page.getByRole('article', { name: 'You' }).getByText('/verbose full').waitFor();
  assert.deepEqual(world.model.requests, []);
  assert.deepEqual(incidents, []);
});
