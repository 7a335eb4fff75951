/** The frame of the chat, as somebody lives in it: coming in, finding others, being told, and watching things break and heal. */

import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launch, open, type Watched } from './harness/browser.ts';
import { Person, Room } from './harness/room.ts';
import { Spark } from './harness/spark.ts';

let spark: Spark;
let browser: Browser;
let people = 0;
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

/** A window, and what one does in it. */
async function comes(options: Parameters<typeof open>[2] = {}) {
  const watched = await open(browser, spark.url, options);
  opened.push(watched);
  return { ...watched, room: new Room(watched.page) };
}

/** A name that nobody has. */
const somebody = () => {
  people += 1;
  return `person${people}`;
};

/** What a checker of accessibility has to say against the page, as it is when nothing moves. */
async function faults(page: Page): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
}

const wireOf = (page: Page) => page.getByRole('region', { name: 'Wire', exact: true });
/** A line of the wire. */
const line = (page: Page, text: string | RegExp) => wireOf(page).getByRole('listitem').filter({ hasText: text });

test('one registers, is signed in in every tab, and signs out of all of them', async () => {
  const { page, context, trouble } = await comes();
  const name = somebody();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: /^New here/ }).click();
  await page.getByLabel('Username', { exact: true }).fill(name);
  await page.getByLabel('Display name').fill('<b>Dora</b>');
  await page.getByLabel('Password', { exact: true }).fill('a pass phrase of some length');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByText('<b>Dora</b>').waitFor();

  const second = await context.newPage();
  await second.goto(spark.url);
  await second.getByText('<b>Dora</b>').waitFor();
  await second.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).toBe('{}');
  expect(trouble).toEqual([]);

  await page.getByLabel('Username', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill('another pass phrase');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').getByText('password is wrong').waitFor();
});

test('a room is made, found, joined by name and by invite, and its members are kept in order', async () => {
  const [alice, bob] = [somebody(), somebody()];
  await Promise.all([Person.register(spark, alice), Person.register(spark, bob)]);
  const hers = await comes();
  await hers.room.signsIn(alice);
  const his = await comes();
  await his.room.signsIn(bob);

  await hers.page.getByRole('button', { name: 'New room' }).click();
  await hers.page.getByLabel('Name', { exact: true }).fill('Observatory');
  expect(await faults(hers.page)).toEqual([]);
  await hers.page.getByRole('button', { name: 'Create room' }).click();
  await hers.room.box.waitFor();

  await his.page.getByRole('button', { name: 'Find' }).click();
  await his.page.getByLabel('Search').fill('observ');
  await his.page.getByRole('button', { name: 'Join Observatory' }).click();
  await his.room.box.waitFor();
  expect(await his.page.getByRole('dialog').count()).toBe(0);

  await hers.page.getByRole('button', { name: 'New room' }).click();
  await hers.page.getByLabel('Name', { exact: true }).fill('Cellar');
  await hers.page.getByLabel(/^Private/).check();
  await hers.page.getByRole('button', { name: 'Create room' }).click();
  await hers.page.getByRole('heading', { name: 'Cellar' }).waitFor();
  await hers.page.getByRole('button', { name: /member/ }).click();
  await hers.page.getByRole('button', { name: 'Make an invite link' }).click();
  const link = await hers.page.getByLabel('Invite link').inputValue();
  expect(await faults(hers.page)).toEqual([]);

  await his.page.goto(link);
  await his.page.getByRole('button', { name: 'Join with the code' }).click();
  await his.page.getByRole('heading', { name: 'Cellar' }).waitFor();
  expect(his.page.url()).not.toContain('join');

  // She writes to him alone, and puts him out.
  await hers.page.getByLabel(`Role of ${bob}`).selectOption('MODERATOR');
  await hers.page.getByRole('listitem').filter({ hasText: bob }).getByText('Moderator').first().waitFor();
  await hers.page.getByRole('button', { name: `Remove ${bob}` }).click();
  await his.page.getByRole('list', { name: 'Rooms' }).getByRole('link', { name: 'Cellar', exact: true }).waitFor({ state: 'detached' });
  for (const { trouble } of [hers, his]) expect(trouble).toEqual([]);
});

test('a message to a room that one was put out of meanwhile is taken back, and it says why', async () => {
  const [alice, bob] = [somebody(), somebody()];
  const [her, him] = await Promise.all([Person.register(spark, alice), Person.register(spark, bob)]);
  const roomId = await her.makes('Raft', him);
  const { page, room, trouble } = await comes();
  await room.signsIn(bob);
  await room.opens('Raft');
  await page.getByRole('button', { name: 'Drop connection' }).click();
  await page.getByRole('status').getByText('No connection').waitFor();
  await her.removes(roomId, him);
  await room.box.fill('am I still here?');
  await page.keyboard.press('Enter');
  await room.row('am I still here?').waitFor();

  // With something unsent, signing out asks first.
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('dialog').getByText('1 message is not sent yet').waitFor();
  await page.getByRole('button', { name: 'Stay' }).click();

  await page.getByRole('alert').filter({ hasText: 'Not sent' }).waitFor();
  await room.row('am I still here?').waitFor({ state: 'detached' });
  await line(page, 'sendMessage').getByText('ROLLBACK').waitFor();
  expect(trouble).toEqual([]);
});

test('where nothing may be stored the page works, and says once that a reload forgets', async () => {
  const name = somebody();
  const [him, her] = [await Person.register(spark, name), await Person.register(spark, somebody())];
  await her.makes('Sand', him);
  const { page, room, context } = await comes();
  await context.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('blocked', 'SecurityError'); } });
  });
  await page.reload();
  await room.signsIn(name);
  const says = page.getByRole('status').filter({ hasText: 'a reload will forget' });
  await says.waitFor();
  await says.getByRole('button', { name: 'Dismiss' }).click();
  await room.opens('Sand');
  await room.box.fill('written in it');
  await page.keyboard.press('Enter');
  await line(page, /sendMessage.*COMMIT/).waitFor();
  expect(await says.count()).toBe(0);
});

test('what was swallowed is missed at the next number, and fetched', async () => {
  const [alice, bob] = [somebody(), somebody()];
  const [her, him] = await Promise.all([Person.register(spark, alice), Person.register(spark, bob)]);
  const roomId = await her.makes('Sieve', him);
  const { page, room, trouble } = await comes();
  await room.signsIn(bob);
  await room.opens('Sieve');
  const first = await her.says(roomId, 'before');
  await room.row('before').waitFor();
  await page.getByRole('button', { name: 'Swallow events' }).click();
  await her.says(roomId, 'one', 'two', 'three', 'four', 'five');
  await line(page, 'swallowed').nth(4).waitFor();
  await wireOf(page).getByText(`${first + 1}–${first + 5} never came`).waitFor();
  expect(await room.row('one').count()).toBe(0);

  await her.says(roomId, 'six');
  await room.row('six').waitFor();
  await line(page, `${first + 1}–${first + 5} missing`).waitFor();
  await line(page, 'Healed: 5 events fetched').waitFor();
  await page.getByRole('status').getByText('5 missing events were fetched').waitFor();
  expect(await room.texts()).toEqual(['before', 'one', 'two', 'three', 'four', 'five', 'six']);
  expect(await faults(page)).toEqual([]);
  expect(trouble).toEqual([]);
});

test('a dropped connection comes back by itself, without a hole and without a double, and sends what waited in order', async () => {
  const [alice, bob] = [somebody(), somebody()];
  const [her, him] = await Promise.all([Person.register(spark, alice), Person.register(spark, bob)]);
  const roomId = await her.makes('Tunnel', him);
  const { page, room, trouble } = await comes();
  await room.signsIn(bob);
  await room.opens('Tunnel');
  await page.getByRole('button', { name: 'Fail next send' }).click();
  await room.box.fill('twice tried, once sent');
  await page.keyboard.press('Enter');
  await line(page, /sendMessage.*no answer.*COMMIT/).waitFor();

  await page.getByRole('button', { name: 'Drop connection' }).click();
  const passed = Array.from({ length: 10 }, (_, n) => `passed ${n}`);
  await her.says(roomId, ...passed);
  for (const text of ['first', 'second', 'third']) {
    await room.box.fill(text);
    await page.keyboard.press('Enter');
  }
  // What was sent at once when the network was back may be among what is fetched.
  await page.getByRole('status').getByText(/1[0-3] missed events were fetched/).waitFor();
  await line(page, /sendMessage.*COMMIT/).nth(3).waitFor();
  await expect.poll(() => room.texts()).toEqual(['twice tried, once sent', ...passed, 'first', 'second', 'third']);
  expect(trouble).toEqual([]);
});

test('what was announced while one was away is a toast until it is acknowledged, and a maintenance is a banner', async () => {
  const name = somebody();
  await Person.register(spark, name);
  const admin = await comes();
  await admin.page.getByRole('button', { name: 'alice' }).click();
  await admin.page.getByRole('button', { name: 'Announcements' }).click();
  const publishes = async (title: string, kind: string) => {
    await admin.page.getByText('Publish an announcement').click();
    await admin.page.getByLabel('Title').fill(title);
    await admin.page.getByLabel('Text').fill('So it is.');
    await admin.page.getByLabel('Kind').selectOption(kind);
    await admin.page.getByLabel(/^Link/).fill('https://spark.example/news');
    await admin.page.getByRole('button', { name: 'Publish', exact: true }).click();
    await admin.page.getByRole('heading', { name: title }).waitFor();
    await admin.page.getByText('Publish an announcement').click();
  };
  await publishes('A new bell', 'NOTICE');
  await publishes('Sunday', 'MAINTENANCE');

  const [here, there] = [await comes(), await comes()];
  for (const { room } of [here, there]) await room.signsIn(name);
  const toast = (page: Page) => page.getByRole('status').filter({ hasText: 'A new bell' });
  for (const { page } of [here, there]) {
    await toast(page).waitFor();
    await page.getByRole('status').getByText('Sunday').waitFor();
  }
  const link = toast(here.page).getByRole('link', { name: 'Learn more' });
  expect([await link.getAttribute('href'), await link.getAttribute('rel')]).toEqual(['https://spark.example/news', 'noopener noreferrer']);
  expect(await faults(here.page)).toEqual([]);
  await here.page.getByRole('button', { name: 'Got it: A new bell' }).click();
  for (const { page } of [here, there]) await toast(page).waitFor({ state: 'detached' });
  for (const { trouble } of [admin, here, there]) expect(trouble).toEqual([]);
});

test('unread messages of others are counted in the tab, said once, and rooms stay under the pointer', async () => {
  const [alice, bob] = [somebody(), somebody()];
  const [her, him] = await Promise.all([Person.register(spark, alice), Person.register(spark, bob)]);
  const [lower] = [await her.makes('Lower', him), await her.makes('Upper', him)];
  const { page, room } = await comes();
  await room.signsIn(bob);
  const names = () => page.getByRole('list', { name: 'Rooms' }).getByRole('link').allTextContents();
  await expect.poll(names).toEqual(['Upper', 'Lower']);
  await page.getByRole('link', { name: 'Upper' }).hover();
  await her.says(lower, 'psst', 'over here');
  await expect.poll(() => page.title()).toBe('(2) Spark');
  expect(await names()).toEqual(['Upper', 'Lower']);
  expect(await page.getByRole('log').getByText(`${alice} in Lower: psst`).count()).toBe(1);
  await page.mouse.move(640, 400);
  await expect.poll(names).toEqual(['Lower', 'Upper']);
  await room.opens('Lower');
  await expect.poll(() => page.title()).toBe('Spark');
});

test.each(['ko-KR', 'en-US'])('a phone of %s shows the list or the room, and nothing is too wide', async (locale) => {
  const [alice, bob] = [somebody(), somebody()];
  const [her, him] = await Promise.all([Person.register(spark, alice), Person.register(spark, bob)]);
  const roomId = await her.makes('W'.repeat(60), him);
  await her.says(roomId, 'x'.repeat(200));
  const { page, trouble } = await comes({ locale, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, colorScheme: 'dark' });
  expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2));
  await page.locator('[name=username]').fill(bob);
  await page.locator('[name=password]').fill('a pass phrase of some length');
  await page.locator('[name=password]').press('Enter');
  const link = page.getByRole('link', { name: /^W+$/ });
  await link.waitFor();
  const isFitting = () => page.evaluate(() => document.documentElement.scrollWidth <= 360 && document.body.scrollWidth <= 360);
  expect(await isFitting()).toBe(true);
  expect(await faults(page)).toEqual([]);
  await link.click();
  await page.getByText('x'.repeat(200)).last().waitFor();
  expect(await link.isVisible()).toBe(false);
  expect(await isFitting()).toBe(true);
  expect(await faults(page)).toEqual([]);
  await page.goBack();
  await link.waitFor();
  expect(trouble).toEqual([]);
});
