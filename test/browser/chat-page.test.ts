import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Script, startScriptedModelServer } from '@coderclaw/agent/testing';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, openPage, SKIP } from './browser.ts';
import { GatewayProcess } from './gateway-process.ts';

let browser: Browser;
before(async () => {
  if (!SKIP) browser = await launchBrowser();
});
after(() => browser?.close());

type World = {
  readonly gateway: GatewayProcess;
  readonly page: Page;
  readonly incidents: readonly string[];
  readonly requests: readonly {
    readonly messages: readonly { readonly role: string; readonly text: string }[];
  }[];
  readonly modelUrl: string;
};

/** A signed-in page at a gateway whose model follows a script; `demo` leaves the gateway unconfigured. */
async function inWorld(
  script: Script | 'demo',
  work: (world: World) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  await using model = await startScriptedModelServer(script === 'demo' ? [] : script);
  await using gateway = await GatewayProcess.start(
    script === 'demo' ? '' : configOf(model.openaiUrl),
  );
  const link = await gateway.run();
  const { page, incidents } = await openPage(browser, gateway.url, options);
  try {
    await page.goto(link);
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    await work({ gateway, page, incidents, requests: model.requests, modelUrl: model.openaiUrl });
  } finally {
    await page.context().close();
  }
}

function configOf(baseUrl: string): string {
  return JSON.stringify({
    agents: { defaults: { model: { primary: 'scripted/one' } } },
    models: {
      scripted: { apiKey: 'key-of-a-test', baseUrl, api: 'openai-completions', models: ['one'] },
    },
  });
}

async function say(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Message' });
  await field.fill(text);
  // On a touch keyboard Enter begins a line.
  await page.getByRole('button', { name: 'Send' }).click();
}

/** The last entry is committed a moment before its run ends. */
const runEnded = (page: Page) => page.locator('.answer.live').waitFor({ state: 'detached' });
const answers = (page: Page) => page.getByRole('article', { name: 'Agent' });
const messages = (page: Page) => page.getByRole('article', { name: 'You' });
/** Slow enough to act while it is written. */
const SLOW = { chunkLength: 8, chunkDelayMs: 60 };
/** Each line has an end of its own: while it is written, line 10 must not read like line 1. */
const LONG = Array.from({ length: 60 }, (_, line) => `line ${line}.`).join('\n\n');

test('the sign-in link works once, and its code leaves the address at once', { skip: SKIP }, () =>
  inWorld([], async ({ gateway, page, incidents }) => {
    assert.equal(page.url(), `${gateway.url}/`);
    await page.reload();
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    assert.deepEqual(incidents, []);
  }),
);

test('a browser that is not signed in is told how to sign in', { skip: SKIP }, async () => {
  await using gateway = await GatewayProcess.start();
  const link = await gateway.run();
  const { page } = await openPage(browser, gateway.url);
  await page.goto(gateway.url);
  await page.getByText('npx coderclaw dashboard').waitFor();
  await page.getByLabel('Sign-in link or code').fill('not-a-real-code');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Sign-in link or code').fill(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.context().close();
});

test('a message is answered, streaming, with its Markdown', { skip: SKIP }, () =>
  inWorld(
    [{ text: `Here **it** is.\n\n${LONG}`, ...SLOW, chunkDelayMs: 20 }],
    async ({ page, incidents }) => {
      await say(page, 'Show me');
      await messages(page).getByText('Show me').waitFor();
      await page.locator('.answer.live strong').waitFor();
      await page.locator('.answer:not(.live)').getByText('line 59').waitFor();
      await runEnded(page);
      assert.equal(await answers(page).count(), 1);
      assert.equal(await messages(page).count(), 1);
      assert.deepEqual(incidents, []);
    },
  ),
);

test(
  'the demo model shows the whole loop, a tool included, and says that it is one',
  { skip: SKIP },
  () =>
    inWorld('demo', async ({ page, incidents }) => {
      await page.getByText('Demo model.').waitFor();
      await page.getByRole('button', { name: 'What can you do here?' }).click();
      await page.getByRole('button', { name: 'Send' }).click();
      await page.locator('.tool.done').first().waitFor();
      // What it says before its tool is committed by now, and says nothing of a demo.
      await page.locator('.answer:not(.live)').getByText('built-in demo').waitFor();
      await runEnded(page);
      assert.deepEqual(incidents, []);
    }),
);

test('a run is stopped from the page, and the page says so', { skip: SKIP }, () =>
  inWorld([{ text: LONG, ...SLOW }], async ({ page }) => {
    await say(page, 'Count');
    await page.getByText('line 1.', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
    await page.locator('.answer.live').waitFor({ state: 'detached' });
    assert.equal(await page.getByText('line 59').count(), 0);
  }),
);

test('a run that failed says why and is tried again at a press', { skip: SKIP }, () => {
  const refused = { fault: { kind: 'status', status: 401, message: 'no such key' } } as const;
  return inWorld([refused, { text: 'Now it works.' }], async ({ page }) => {
    await say(page, 'Hello');
    const failure = page.locator('.problem, .notice').getByText(/key/u).first();
    await failure.waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Now it works.').waitFor();
  });
});

test('a message written during a run steers it', { skip: SKIP }, () => {
  const first = {
    toolCalls: [{ name: 'ls', arguments: { path: '.' } }],
    text: LONG,
    ...SLOW,
    chunkDelayMs: 30,
  };
  return inWorld([first, { text: 'Steered.' }], async ({ page, requests }) => {
    await say(page, 'Begin');
    await page.getByText('line 1.', { exact: true }).waitFor();
    await say(page, 'Rather do this');
    await page.getByText('Queued: the agent reads it at its next step').waitFor();
    await page.getByText('Steered.').waitFor();
    assert.equal(await messages(page).getByText('Rather do this').count(), 1);
    assert.match(requests[1]?.messages.map(({ text }) => text).join('\n') ?? '', /Rather do this/u);
  });
});

test(
  'a gateway killed in mid-stream and started again finishes the answer, once',
  { skip: SKIP },
  () =>
    inWorld(
      [{ text: LONG, ...SLOW }, { text: 'All of it after all.' }],
      async ({ gateway, page, incidents }) => {
        await say(page, 'Count');
        await page.getByText('line 1.', { exact: true }).waitFor();
        await gateway.kill();
        await page.getByText('Reconnecting').waitFor();
        await gateway.run();
        await page.locator('.answer:not(.live)').getByText('All of it after all.').waitFor();
        await runEnded(page);
        assert.equal(await answers(page).count(), 1);
        assert.equal(await messages(page).count(), 1);
        assert.deepEqual(
          incidents.filter((incident) => !incident.startsWith('request: ws:')),
          [],
        );
      },
    ),
);

test(
  'a message written while the gateway is down is delivered once when it is back',
  { skip: SKIP },
  () =>
    inWorld([{ text: 'Here I am.' }], async ({ gateway, page, requests }) => {
      await gateway.kill();
      await page.getByText('Reconnecting').waitFor();
      await say(page, 'Are you there?');
      await page.getByText('Will be sent when the gateway is back').waitFor();
      await page.reload({ waitUntil: 'commit' }).catch(() => {
        // Ignored: the gateway that would serve the page is down; the browser shows its own.
      });
      const link = await gateway.run();
      await page.goto(new URL('/', link).href);
      await page.getByText('Here I am.').waitFor();
      await runEnded(page);
      assert.equal(await messages(page).count(), 1);
      assert.equal(requests.length, 1);
    }),
);

test('T24 T28 hostile Markdown runs nothing, loads nothing and links nowhere but to the web', {
  skip: SKIP,
}, () => {
  const text = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)><style>*{display:none}</style>',
    '[press](javascript:alert(1))',
    '[data](data:text/html,<script>alert(1)</script>)',
    '![remote](https://evil.example/x.png?secret=1)',
    '[web](https://example.com/page)',
    '```html\n</code></pre><script>alert(1)</script>\n```',
    'The end.',
  ].join('\n\n');
  return inWorld([{ text }], async ({ page, incidents }) => {
    await say(page, 'Go');
    await page.locator('.answer:not(.live)').getByText('The end.').waitFor();
    const answer = page.locator('.answer');
    assert.equal(
      await answer
        .locator('img, script, iframe, style, svg:not(.icon), [onerror], [onload]')
        .count(),
      0,
    );
    const links = await answer
      .locator('a')
      .evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.getAttribute('rel')]));
    assert.deepEqual(links, [
      ['https://evil.example/x.png?secret=1', 'noopener noreferrer nofollow'],
      ['https://example.com/page', 'noopener noreferrer nofollow'],
    ]);
    assert.deepEqual(incidents, []);
  });
});

test('unsent words wait in their session', { skip: SKIP }, () =>
  inWorld([], async ({ page }) => {
    const field = page.getByRole('textbox', { name: 'Message' });
    await field.fill('half a thought');
    await page.getByRole('button', { name: 'New session' }).click();
    await page.waitForFunction(() => document.querySelector('textarea')?.value === '');
    await page.reload();
    await page.getByRole('navigation').getByText('Main session').click();
    await page.waitForFunction(
      () => document.querySelector('textarea')?.value === 'half a thought',
    );
  }),
);

test('sessions are made, renamed and deleted', { skip: SKIP }, () =>
  inWorld([{ text: 'Noted.' }], async ({ page }) => {
    const sessions = page.getByRole('navigation', { name: 'Sessions' });
    await page.getByRole('button', { name: 'New session' }).click();
    // What is typed before the page has moved on is a draft of the session that it leaves.
    await page
      .getByRole('heading', { level: 1 })
      .getByText('Main session')
      .waitFor({ state: 'detached' });
    await say(page, 'A thing to remember');
    await page.locator('.answer:not(.live)').getByText('Noted.').waitFor();
    await sessions.getByText('A thing to remember').hover();
    await sessions.getByRole('button', { name: 'Rename A thing to remember' }).click();
    await page.getByLabel('Name of the session').fill('My notes');
    await page.getByLabel('Name of the session').press('Enter');
    await page.getByRole('heading', { name: 'My notes' }).waitFor();
    await sessions.getByText('My notes').hover();
    await sessions.getByRole('button', { name: 'Delete My notes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await sessions.getByText('My notes').waitFor({ state: 'detached' });
  }),
);

test('a model key is tried, saved and used without a restart', { skip: SKIP }, () =>
  inWorld('demo', async ({ page }) => {
    await using model = await startScriptedModelServer(() => ({ text: 'A real model speaks.' }));
    await page.getByRole('button', { name: 'Add a key' }).click();
    await page.getByLabel('Provider').selectOption({ label: 'Another, by its address' });
    await page.getByRole('textbox', { name: 'Name' }).fill('mine');
    await page.getByRole('textbox', { name: 'Address' }).fill(model.openaiUrl);
    await page.getByLabel('Key', { exact: true }).fill('secret-of-mine');
    await page.getByRole('textbox', { name: 'Model' }).fill('one');
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('It works').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Demo model.').waitFor({ state: 'detached' });
    await say(page, 'Who are you?');
    await page.getByText('A real model speaks.').waitFor();
  }),
);

test('at 360 pixels nothing is wider than the screen, and the sessions are a button away', {
  skip: SKIP,
}, () => {
  const wide = `| ${'column | '.repeat(12)}\n|${'---|'.repeat(12)}\n\n\`${'x'.repeat(200)}\`\n\nThe end.`;
  const phone = { viewport: { width: 360, height: 640 }, hasTouch: true };
  return inWorld(
    [{ text: wide }],
    async ({ page }) => {
      await say(page, 'A wide table, please');
      await page.locator('.answer:not(.live)').getByText('The end.').waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
      await page.getByRole('button', { name: 'Sessions', exact: true }).click();
      await page.getByRole('button', { name: 'New session' }).click();
      await page.getByText('What shall we work on?').waitFor();
    },
    phone,
  );
});

test('the page is dark where the person’s system is', { skip: SKIP }, () =>
  inWorld(
    [],
    async ({ page }) => {
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(ground, 'rgb(24, 23, 21)');
    },
    { colorScheme: 'dark' },
  ),
);
