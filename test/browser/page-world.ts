import type { TestContext } from 'node:test';
import { chatPage } from '@coderclaw/web';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type GatewayWorld, startWorld, type WorldOptions } from '../e2e/world/gateway-world.ts';
import { openPage } from './browser.ts';

export type PageWorld = {
  readonly world: GatewayWorld;
  readonly page: Page;
  /** What must never happen and did. */
  readonly incidents: readonly string[];
};

/** The owner's signed-in page at a gateway in this process, whose channels and model a test commands. */
export async function openPageWorld(
  t: TestContext,
  browser: Browser,
  options: WorldOptions = {},
  look: BrowserContextOptions = {},
): Promise<PageWorld> {
  const world = await startWorld(t, { ...options, page: chatPage });
  const { url } = await world.gateway.signInLink();
  const { page, incidents } = await openPage(browser, world.gateway.url, look);
  t.after(() => page.context().close());
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  return { world, page, incidents };
}

/** A phone: narrow, and touched. */
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 640 },
  hasTouch: true,
  isMobile: true,
};
