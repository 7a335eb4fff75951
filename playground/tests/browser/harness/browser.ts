/** A browser whose pages tell what went wrong in them. */

import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

export function chromiumPath(): string {
  const path = process.env['SPARK_CHROMIUM'];
  if (!path) throw new Error('SPARK_CHROMIUM is not set: start the tests with tests/browser/run');
  return path;
}

/** Chromium's sandbox refuses root. */
export const flags = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: flags() });
}

/** A page, and all that should not have happened in it and in its context. */
export interface Watched {
  context: BrowserContext;
  page: Page;
  trouble: string[];
}

/** Opens a window of somebody: its storage is nobody else's. */
export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US', ...options });
  const trouble = watched(context, url);
  const page = await context.newPage();
  await page.goto(url);
  return { context, page, trouble };
}

/** All that will go wrong in the pages of a context. */
export function watched(context: BrowserContext, url: string): string[] {
  const { host } = new URL(url);
  const trouble: string[] = [];
  context.on('console', (message) => {
    // A violation of the page's policy is an error here as well.
    if (['error', 'warning'].includes(message.type())) trouble.push(`${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (error) => trouble.push(`thrown: ${error.error().stack ?? error.error().message}`));
  context.on('request', (request) => {
    const { protocol, host: other } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && other !== host) trouble.push(`another host: ${request.url()}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) trouble.push(`${response.status().toString()}: ${response.url()}`);
  });
  return trouble;
}
