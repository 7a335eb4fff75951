/** Pages that sleep, are loaded again or closed in the middle of something: nothing is lost, and nothing is done twice. */

import type { BrowserContext, Page, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { openSleeper } from './harness/asleep.ts';
import { Room } from './harness/room.ts';
import { besidesTheNetwork, Stage, wireLine, type Window } from './harness/stage.ts';

const stage = Stage.set();
const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `message ${from + n}`);

/** Two who share a room; Bob comes, and looks at it. */
async function meeting(options: { readonly url?: string } = {}) {
  const [alice, bob] = [await stage.guest('alice'), await stage.guest('bob')];
  const roomId = await alice.makes('Attic', bob);
  const his = await stage.comes(bob, options);
  await his.room.opens('Attic');
  return { alice, bob, roomId, his };
}

async function says({ room, page }: Pick<Window, 'room' | 'page'>, ...texts: string[]) {
  for (const text of texts) {
    await room.box.fill(text);
    await page.keyboard.press('Enter');
  }
}

/** Sends that leave the pages of somebody and go no further: for ever, until they are let go, or until the server has them. */
async function holdsSends(context: BrowserContext, how: 'for ever' | 'for a while' | 'unanswered') {
  const bodies: string[] = [];
  let go = () => {};
  const held = new Promise<void>((resolve) => { go = resolve; });
  const hold = async (route: Route) => {
    const text = route.request().postData() ?? '';
    if (!text.includes('sendMessage(')) return route.continue();
    bodies.push((JSON.parse(text) as { variables: { input: { body: string } } }).variables.input.body);
    if (how === 'unanswered') await route.fetch();
    await held;
    if (how === 'for a while') await route.continue();
  };
  await context.route('**/graphql', hold);
  return { bodies, letsGo: go, ends: () => context.unroute('**/graphql', hold) };
}

async function anotherTab({ context, page: first }: { context: BrowserContext; page: Page }) {
  const page = await context.newPage();
  await page.goto(first.url());
  return { context, page, room: new Room(page) };
}

test('a tab that was frozen comes back whole', async () => {
  const [alice, bob] = [await stage.guest('alice'), await stage.guest('bob')];
  const roomId = await alice.makes('Attic', bob);
  const sleeper = await openSleeper(stage.spark.url);
  try {
    const { page, trouble } = sleeper;
    const room = new Room(page);
    await room.signsIn(bob.name);
    await room.opens('Attic');
    await alice.says(roomId, ...numbered(1, 3));
    await room.row('message 3').waitFor();
    const slept = await page.evaluateHandle(() => {
      const seen: string[] = [];
      for (const name of ['freeze', 'resume']) document.addEventListener(name, () => seen.push(name));
      return seen;
    });

    await sleeper.freezes();
    // The browser takes its time, and until it has done so the page hears what is said.
    await expect.poll(() => slept.jsonValue(), { timeout: 20_000 }).toEqual(['freeze']);
    await alice.says(roomId, ...numbered(4, 13));
    await sleeper.wakes();
    await room.row('message 13').waitFor();
    expect(await room.texts()).toEqual(numbered(1, 13));

    await page.getByRole('status').getByText('10 missed events were fetched').waitFor();
    expect(await slept.jsonValue()).toEqual(['freeze', 'resume']);

    // It is alive again, not only caught up.
    await says({ room, page }, 'Good morning');
    await alice.says(roomId, 'message 14');
    await room.row('message 14').waitFor();
    await expect.poll(() => room.messages.locator('.is-pending').count()).toBe(0);
    expect((await room.texts()).toSorted()).toEqual([...numbered(1, 14), 'Good morning'].toSorted());
    // A browser closes the socket of a page that it freezes, and says so.
    expect(trouble.filter((text) => !/^error: WebSocket connection .* failed: Page entered Back-Forward Cache/.test(text))).toEqual([]);
  } finally {
    await sleeper.ends();
  }
});

test('a page that is loaded again while a send is on its way sends it all the same, once', async () => {
  const { alice, roomId, his } = await meeting();
  const { page, room, context } = his;
  // The first never arrives. The second does, and the page hears neither its answer nor its event.
  const first = await holdsSends(context, 'for ever');
  await says(his, 'never arrived');
  await expect.poll(() => first.bodies).toEqual(['never arrived']);
  await page.reload();
  await expect.poll(() => first.bodies).toEqual(['never arrived', 'never arrived']);
  await first.ends();
  await room.row('never arrived').waitFor();
  await expect.poll(() => room.messages.locator('.is-pending').count()).toBe(0);

  const second = await holdsSends(context, 'unanswered');
  await page.getByRole('button', { name: 'Swallow events' }).click();
  await says(his, 'arrived unheard');
  await wireLine(page, 'arrived unheard').filter({ hasText: 'swallowed' }).waitFor();
  await room.row('arrived unheard').getByText('Sending…').waitFor();
  await page.reload();
  await expect.poll(() => second.bodies).toEqual(['arrived unheard', 'arrived unheard']);
  await second.ends();
  await room.row('arrived unheard').waitFor();
  await expect.poll(() => room.messages.locator('.is-pending').count()).toBe(0);

  await alice.says(roomId, 'and then');
  await room.row('and then').waitFor();
  expect(await room.texts()).toEqual(['never arrived', 'arrived unheard', 'and then']);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('outbox')))).toEqual([]);
  expect(his.trouble).toEqual([]);
});

test('two tabs send what waits once and in order, also when the one that sends is closed', async () => {
  const { bob, his } = await meeting({ url: stage.cable.url });
  const witness = await stage.comes(bob);
  await witness.room.opens('Attic');
  const tab = await anotherTab(his);
  await tab.room.box.waitFor();

  stage.cable.cuts();
  for (const each of [his, tab]) await each.page.getByRole('status').getByText('No connection').waitFor();
  await says(his, 'one', 'two');
  await tab.room.row('two').waitFor();
  await says(tab, 'three');
  await his.room.row('three').waitFor();
  await says(his, 'four');
  await tab.room.row('four').waitFor();
  expect(await witness.room.texts()).toEqual([]);

  // What one of them was about to send, the other one sends.
  await his.page.close();
  stage.cable.mends();
  await tab.page.getByRole('button', { name: 'Try now' }).click();
  for (const { room } of [tab, witness]) {
    await room.row('four').waitFor();
    await expect.poll(() => room.messages.locator('.is-pending').count()).toBe(0);
    await expect.poll(() => room.texts()).toEqual(['one', 'two', 'three', 'four']);
  }

  // And with both of them there: each is asked for once.
  const other = await anotherTab(tab);
  await other.room.row('four').waitFor();
  const { bodies, letsGo } = await holdsSends(his.context, 'for a while');
  await says(other, 'five', 'six');
  await tab.room.row('six').waitFor();
  await says(tab, 'seven');
  await other.room.row('seven').waitFor();
  await says(other, 'eight');
  await tab.room.row('eight').waitFor();
  letsGo();
  await expect.poll(() => witness.room.texts()).toEqual(['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']);
  for (const { room } of [tab, other]) {
    await expect.poll(() => room.messages.locator('.is-pending').count()).toBe(0);
    expect(await room.texts()).toEqual(await witness.room.texts());
  }
  expect(bodies).toEqual(['five', 'six', 'seven', 'eight']);
  expect(besidesTheNetwork([...his.trouble, ...witness.trouble])).toEqual([]);
});

test('who signs out in one tab is out in the other one, and nothing of theirs stays on the machine', async () => {
  const { his } = await meeting();
  const { page, room } = await anotherTab(his);
  await room.box.fill('a secret draft');
  await expect.poll(() => his.room.box.inputValue()).toBe('a secret draft');
  await his.page.getByRole('button', { name: 'Sign out' }).click();
  for (const each of [page, his.page]) await each.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expect(await page.getByText('a secret draft').count()).toBe(0);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
  expect(his.trouble).toEqual([]);
});
