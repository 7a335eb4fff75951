/** GraphiQL as somebody meets it who has never seen Spark. */

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launch, open, type Watched } from './harness/browser.ts';
import { Graphiql } from './harness/graphiql.ts';
import { Spark } from './harness/spark.ts';

const TABS = ['SignIn', 'LoginSync', 'RoomEvents', 'SendMessage', 'Sync', 'LeaveRoom', 'UserEvents', 'ActiveRoom', 'Global'];

let spark: Spark;
let browser: Browser;
const opened: Watched[] = [];

beforeAll(async () => {
  spark = await Spark.start('--demo');
  browser = await launch();
});

afterAll(async () => {
  await browser.close();
  await spark.stop();
});

afterEach(async () => {
  for (const { context } of opened.splice(0)) await context.close();
});

async function visits(url = `${spark.url}/graphiql`) {
  const watched = await open(browser, url);
  opened.push(watched);
  const graphiql = new Graphiql(watched.page);
  await watched.page.getByRole('button', { name: /^Execute query/ }).waitFor();
  return { ...watched, graphiql };
}

test('a message that one sends in another tab arrives in the subscription', async () => {
  const { graphiql, page, trouble } = await visits();
  await graphiql.signsInAs('bob');

  await graphiql.shows('LoginSync');
  await graphiql.runs();
  await graphiql.answers('"totalUnread"');

  await graphiql.shows('RoomEvents');
  await graphiql.runs();
  await graphiql.hears('StreamReady').waitFor();
  await graphiql.answers('StreamReady');
  await graphiql.stop.waitFor();

  await graphiql.shows('SendMessage');
  await graphiql.runs();
  await graphiql.answers('"COMMIT"');
  await graphiql.hears(/MessageSent.*Hello from GraphiQL/).waitFor();
  await graphiql.runs();
  await expect.poll(() => graphiql.hears('MessageSent').count()).toBe(2);

  // It went on all the time: its tab has it still, and stops it.
  await graphiql.shows('RoomEvents');
  await graphiql.answers('MessageSent');
  await graphiql.stop.click();
  await page.getByRole('button', { name: /^Execute query/ }).waitFor();
  await page.getByRole('region', { name: 'Live' }).waitFor({ state: 'detached' });
  expect(trouble).toEqual([]);
});

test('every example runs', async () => {
  const { graphiql, page, trouble } = await visits();
  await graphiql.signsInAs('carol');
  await expect.poll(() => graphiql.tabs.allInnerTexts()).toEqual(TABS);
  for (const [tab, answer] of [
    ['SignIn', '"token"'],
    ['LoginSync', '"serverTime"'],
    ['Sync', '"nextSeq"'],
    ['ActiveRoom', ''],
    ['UserEvents', 'StreamReady'],
    ['Global', ''],
    ['SendMessage', '"COMMIT"'],
    ['LeaveRoom', '"COMMIT"'],
  ] as const) {
    await graphiql.shows(tab);
    await graphiql.runs();
    if (answer) await graphiql.answers(answer);
    else await page.getByRole('article', { name: tab }).waitFor();
  }
  // Whoever runs the first tab is signed in by it.
  await page.getByText('Signed in as Alice').waitFor();
  await page.getByRole('button', { name: 'Stop UserEvents' }).click();
  await page.getByRole('article', { name: 'UserEvents' }).waitFor({ state: 'detached' });
  expect(trouble).toEqual([]);
});

test('the examples come once, and what one changed in them survives a reload', async () => {
  const { graphiql, page, trouble } = await visits();
  await graphiql.shows('Sync');
  await page.locator('.graphiql-query-editor .view-lines').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('# mine ');
  await page.locator('.graphiql-editor-tool .view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('   // also mine');
  // At once: nothing waits until it is stored.
  for (let reloads = 0; reloads < 2; reloads++) {
    await page.reload();
    await page.locator('.graphiql-query-editor').getByText('# mine').waitFor();
    await page.locator('.graphiql-editor-tool').getByText('// also mine').waitFor();
    expect(await graphiql.tabs.allInnerTexts()).toEqual(TABS);
  }
  await graphiql.shows('Global');
  await page.reload();
  await page.locator('.graphiql-query-editor').getByText('subscription').waitFor();
  expect(await graphiql.tabs.allInnerTexts()).toEqual(TABS);
  expect(trouble).toEqual([]);
});

test('the token stands nowhere but in the answer that brought it', async () => {
  const { graphiql, page, trouble } = await visits();
  const brings = async (deed: () => Promise<void>) => {
    const brought = page.waitForResponse((response) => response.request().postData()?.includes('login(') ?? false);
    await deed();
    const { data } = (await (await brought).json()) as { data: { login: { session: { token: string } } } };
    expect(data.login.session.token).not.toBe('');
    return data.login.session.token;
  };
  const first = await brings(() => graphiql.signsInAs('alice'));

  await graphiql.shows('LoginSync');
  await graphiql.runs();
  await graphiql.answers('"totalUnread"');
  await graphiql.shows('SignIn');
  const second = await brings(() => graphiql.runs());
  await graphiql.answers('"token"');

  await page.getByRole('button', { name: 'Headers' }).click();
  const headers = page.getByRole('region', { name: 'Headers' }).locator('.view-lines').last();
  expect((await headers.innerText()).trim()).toBe('');
  await page.reload();
  await page.getByText('Nobody is signed in').waitFor();
  const stored = await graphiql.stored();
  expect(stored).toContain('LoginSync');
  for (const secret of [first, second]) expect(stored).not.toContain(secret);
  expect(trouble).toEqual([]);
});

test('who signs in as somebody else listens as somebody else', async () => {
  const { graphiql, page, trouble } = await visits();
  const said: string[] = [];
  const closed: boolean[] = [];
  page.on('websocket', (socket) => {
    const n = closed.push(false) - 1;
    socket.on('close', () => (closed[n] = true));
    socket.on('framesent', ({ payload }) => {
      if (payload.includes('connection_init')) said.push(payload.toString());
    });
  });
  await graphiql.signsInAs('alice');
  await graphiql.shows('UserEvents');
  await graphiql.runs();
  await graphiql.hears('StreamReady').waitFor();
  await graphiql.signsInAs('bob');
  await expect.poll(() => closed).toEqual([true, false]);
  await expect.poll(() => graphiql.hears('StreamReady').count()).toBe(2);
  expect(said).toHaveLength(2);
  expect(said[0]).not.toBe(said[1]);
  await graphiql.stop.waitFor();

  // Signed out, one hears no more, and the button does not say otherwise.
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: /^Execute query/ }).waitFor();
  await graphiql.answers('Sign in first');
  expect(trouble.filter((text) => !text.includes('WebSocket'))).toEqual([]);
});

test('the documentation and the explorer of the schema open', async () => {
  const { page, trouble } = await visits();
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.getByRole('link', { name: 'Subscription' }).click();
  await page.getByText('Room channel:').first().waitFor();
  await page.getByRole('button', { name: /^Show GraphiQL Explorer/ }).click();
  await page.getByText('loginSync').first().waitFor();
  // The editor knows the schema: its worker runs.
  await page.locator('.graphiql-query-editor .view-lines').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('query Wrong { nonsense }');
  await page.locator('.squiggly-error').first().waitFor();
  expect(trouble).toEqual([]);
});

test('an address typed into a browser leads to GraphiQL', async () => {
  const { page, trouble } = await visits(`${spark.url}/graphql`);
  expect(new URL(page.url()).pathname).toBe('/graphiql');
  expect(trouble).toEqual([]);
});

test('where there is no demo, one signs in with a name and a password', async () => {
  const plain = await Spark.start();
  try {
    await plain.register('dora', 'correct horse');
    const { graphiql, page, trouble } = await visits(`${plain.url}/graphiql`);
    expect(await page.getByRole('button', { name: 'alice', exact: true }).count()).toBe(0);
    const enter = async (password: string) => {
      await page.getByRole('textbox', { name: 'Username' }).fill('dora');
      await page.getByRole('textbox', { name: 'Password' }).fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    };
    await enter('wrong horse');
    await page.getByRole('status').getByText('password').waitFor();
    await enter('correct horse');
    await page.getByText('Signed in as dora').waitFor();
    expect(await graphiql.stored()).not.toContain('correct horse');
    expect(trouble).toEqual([]);
  } finally {
    await plain.stop();
  }
});
