/** A browser as people have it, whose tabs can be hidden and frozen: a page of the other one believes that it is always looked at. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright-core';
import { chromiumPath, flags, watched, type Watched } from './browser.ts';

export interface Sleeper extends Watched {
  freezes(): Promise<void>;
  wakes(): Promise<void>;
  ends(): Promise<void>;
}

/** Opens the page in a browser of its own. */
export async function openSleeper(url: string): Promise<Sleeper> {
  const folder = await mkdtemp(join(tmpdir(), 'sleeper-'));
  const own = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${folder}`, '--no-first-run', '--lang=en-US', '--disable-background-networking'];
  const child = spawn(chromiumPath(), [...own, ...flags(), 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const endpoint = await new Promise<string>((resolve, reject) => {
    createInterface(child.stderr).on('line', (line) => {
      const found = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => { reject(new Error('the browser did not start')); });
  });
  const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true });
  const [context] = browser.contexts();
  if (!context) throw new Error('the browser has no window');
  const page: Page = context.pages()[0] ?? (await context.newPage());
  const trouble = watched(context, url);
  await page.goto(url);
  const devtools = await context.newCDPSession(page);
  return {
    context,
    page,
    trouble,
    freezes: async () => {
      await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    },
    wakes: async () => {
      await devtools.send('Page.setWebLifecycleState', { state: 'active' });
      await page.bringToFront();
    },
    ends: async () => {
      await browser.close();
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
