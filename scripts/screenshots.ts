/**
 * Takes the pictures in docs/images: a real gateway, a model that follows a script, the chat page in
 * the system's Chromium. Run it with `scripts/with-node scripts/screenshots.ts`.
 */
import { join } from 'node:path';
import { startScriptedModelServer } from '@coderclaw/agent/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, openPage } from '../test/browser/browser.ts';
import { GatewayProcess } from '../test/browser/gateway-process.ts';

const IMAGES = join(import.meta.dirname, '../docs/images');

const ANSWER = `The test fails because \`formatDate\` uses the **local** time zone and the test expects UTC.

1. \`new Date('2026-03-01')\` is midnight in UTC
2. \`getDate()\` answers in local time, so west of Greenwich it is *28 February*

\`\`\`ts
export function formatDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
\`\`\`

| zone | before | after |
|---|---|---|
| UTC | 2026-03-01 | 2026-03-01 |
| New York | 2026-02-28 | 2026-03-01 |

Shall I apply it?`;

const SCRIPT = [
  {
    text: 'I will look at the workspace first.',
    toolCalls: [{ name: 'ls', arguments: { path: '.' } }],
  },
  { text: ANSWER },
  {
    text: `Applying it now. ${'Then I read the result once more. '.repeat(40)}`,
    chunkDelayMs: 250,
  },
];

const SHOTS: readonly { name: string; options: BrowserContextOptions }[] = [
  { name: 'chat-light', options: { viewport: { width: 1200, height: 820 }, colorScheme: 'light' } },
  { name: 'chat-dark', options: { viewport: { width: 1200, height: 820 }, colorScheme: 'dark' } },
  {
    name: 'chat-phone',
    options: { viewport: { width: 360, height: 740 }, colorScheme: 'light', deviceScaleFactor: 2 },
  },
];

await using model = await startScriptedModelServer(SCRIPT);
const scripted = {
  apiKey: 'unused',
  baseUrl: model.openaiUrl,
  api: 'openai-completions',
  models: ['one'],
};
await using gateway = await GatewayProcess.start(
  JSON.stringify({
    agents: { defaults: { model: { primary: 'scripted/one' } } },
    models: { scripted },
  }),
);
const browser = await launchBrowser();
let link = await gateway.run();
for (const [index, { name, options }] of SHOTS.entries()) {
  const { page } = await openPage(browser, gateway.url, options);
  await page.goto(link);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  if (index === 0) await converse(page);
  await page.getByText('Applying it now.').waitFor();
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await page.context().close();
  link = await gateway.signInLink();
}
await browser.close();

async function converse(page: Page): Promise<void> {
  await say(page, 'The date test fails on my machine. What is wrong?');
  await page.locator('.answer:not(.live)').getByText('Shall I apply it?').waitFor();
  await say(page, 'Yes, please.');
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}
