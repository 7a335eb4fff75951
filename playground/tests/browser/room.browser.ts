/** An open room, as somebody lives in it: reading, being away, writing in any script. */

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { faults } from './harness/axe.ts';
import { launch, open, type Watched } from './harness/browser.ts';
import { Person, Room } from './harness/room.ts';
import { Spark } from './harness/spark.ts';

let spark: Spark;
let browser: Browser;
let people = 0;
const opened: Watched[] = [];

beforeAll(async () => {
  spark = await Spark.start();
  browser = await launch();
});

afterAll(async () => {
  await browser.close();
  await spark.stop();
});

afterEach(async () => {
  for (const { context } of opened.splice(0)) await context.close();
});

/** Two people with a room; one of them comes with a browser, once something stands there. */
async function meeting(said: readonly string[] = [], options: Parameters<typeof open>[2] = {}) {
  people += 1;
  const [alice, bob] = await Promise.all([Person.register(spark, `alice${people}`), Person.register(spark, `bob${people}`)]);
  const roomId = await alice.makes('Attic', bob);
  await alice.says(roomId, ...said);
  const comes = async () => {
    const watched = await open(browser, spark.url, options);
    opened.push(watched);
    const room = new Room(watched.page);
    await room.signsIn(`bob${people}`);
    return { ...watched, room };
  };
  return { alice, bob, roomId, comes };
}

const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `message ${from + n}`);

test('who reads above stays in place, and is told how much came', async () => {
  const { alice, bob, roomId, comes } = await meeting(numbered(1, 160));
  await bob.reads(roomId, 160);
  const { room, page, trouble } = await comes();
  await room.opens('Attic');
  await room.row('message 160').waitFor();
  expect(await room.below()).toBeLessThanOrEqual(3);
  expect(await room.newest.isVisible()).toBe(false);

  await room.scroller.evaluate((element) => { element.scrollTop -= 600; });
  await room.newest.waitFor();
  const visible = 'message 145';
  const before = await room.topOf(visible);
  await alice.says(roomId, ...numbered(161, 163));
  await room.newest.getByText('3 new').waitFor();
  expect(Math.abs((await room.topOf(visible)) - before)).toBeLessThanOrEqual(3);

  // Older pages, as one scrolls: each leaves what one sees where it is.
  while (!(await room.row('message 1').isVisible())) {
    const [first = ''] = await room.texts();
    await room.scroller.evaluate((element) => { element.scrollTop = 60; });
    const there = await room.topOf(first);
    await expect.poll(async () => (await room.texts())[0] !== first || (await room.row('message 1').isVisible())).toBe(true);
    if ((await room.texts()).includes(first)) expect(Math.abs((await room.topOf(first)) - there)).toBeLessThanOrEqual(3);
  }

  await room.newest.click();
  await room.row('message 163').waitFor();
  expect(await room.below()).toBeLessThanOrEqual(3);
  await room.newest.waitFor({ state: 'hidden' });

  // At the end the list follows whatever takes its room.
  await page.setViewportSize({ width: 1280, height: 420 });
  await expect.poll(() => room.below()).toBeLessThanOrEqual(3);
  await room.box.fill('a\nb\nc\nd\ne\nf\ng');
  await expect.poll(() => room.below()).toBeLessThanOrEqual(3);
  await alice.says(roomId, 'message 164');
  await room.row('message 164').waitFor();
  await expect.poll(() => room.below()).toBeLessThanOrEqual(3);
  await page.setViewportSize({ width: 500, height: 900 });
  await expect.poll(() => room.below()).toBeLessThanOrEqual(3);
  expect(trouble).toEqual([]);
});

test('the unread begins at a line that stays, and is read when a person can see it', async () => {
  const { alice, bob, roomId, comes } = await meeting(numbered(1, 40));
  await bob.reads(roomId, 11);
  const { room, page, trouble } = await comes();
  const unread = await bob.unreadIn(roomId);
  await page.evaluate(() => { document.hasFocus = () => false; });
  await room.opens('Attic');
  const line = room.messages.locator('.unread-line');
  await line.waitFor();
  const marked = room.messages.getByRole('listitem').filter({ has: page.locator('.unread-line') });
  const first = await marked.locator('.body').textContent();
  expect(first).toBe(`message ${41 - unread}`);

  // Without the focus nothing is read, however long it is shown.
  await alice.says(roomId, 'message 41');
  await room.scroller.evaluate((element) => { element.scrollTop = element.scrollHeight; });
  await room.row('message 41').waitFor();
  expect(await bob.unreadIn(roomId)).toBe(unread + 1);

  // With it, as far as one sees.
  await room.scroller.evaluate((element) => { element.scrollTop = 0; });
  await page.evaluate(() => {
    document.hasFocus = () => true;
    dispatchEvent(new Event('focus'));
  });
  await expect.poll(() => bob.unreadIn(roomId)).toBeLessThan(unread + 1);
  expect(await bob.unreadIn(roomId)).toBeGreaterThan(0);
  await room.newest.click();
  await expect.poll(() => bob.unreadIn(roomId)).toBe(0);
  expect(await marked.locator('.body').textContent()).toBe(first);

  await room.box.fill('Here I am');
  await room.box.press('Enter');
  await line.waitFor({ state: 'detached' });
  expect(trouble).toEqual([]);
});

test('a message keeps its node from the key to the server', async () => {
  const { comes, roomId, alice } = await meeting(['hello']);
  const { room, page, trouble } = await comes();
  await room.opens('Attic');
  let go = () => {};
  const held = new Promise<void>((resolve) => { go = resolve; });
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('sendMessage(')) await held;
    await route.continue();
  });
  await room.box.fill('one of a kind');
  await room.box.press('Enter');
  const pending = room.row('one of a kind');
  await pending.getByText('Sending…').waitFor();
  await pending.evaluate((element) => Object.assign(element, { isTheOne: true }));
  go();
  await pending.getByText('Sending…').waitFor({ state: 'detached' });
  expect(await pending.evaluate((element) => 'isTheOne' in element)).toBe(true);
  expect(await room.texts()).toEqual(['hello', 'one of a kind']);

  await alice.reads(roomId, 4);
  await pending.getByText(/^Read by alice/).waitFor();
  expect(trouble).toEqual([]);
});

test('Enter sends once, and not in the middle of a word', async () => {
  const { comes } = await meeting();
  const { room, page, trouble } = await comes();
  await room.opens('Attic');
  await expect.poll(() => room.box.evaluate((box) => box === document.activeElement)).toBe(true);
  const input = await page.context().newCDPSession(page);
  await input.send('Input.imeSetComposition', { text: '안녕', selectionStart: 2, selectionEnd: 2 });
  /** An Enter of an input method: by its flag, or by the code that Safari gives. */
  const enter = (isComposing: boolean, code: number, ctrlKey = false) =>
    room.box.evaluate(
      (box, [composes, key, ctrl]) => {
        const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, isComposing: composes, ctrlKey: ctrl });
        Object.defineProperty(event, 'keyCode', { value: key });
        box.dispatchEvent(event);
      },
      [isComposing, code, ctrlKey] as const,
    );
  await enter(true, 13);
  await enter(false, 229);
  await enter(false, 229, true);
  await input.send('Input.insertText', { text: '안녕' });
  expect(await room.box.inputValue()).toBe('안녕');
  expect(await room.texts()).toEqual([]);
  await page.keyboard.press('Enter');
  await room.row('안녕').waitFor();
  expect(await room.box.inputValue()).toBe('');
  await page.keyboard.press('Enter');

  await page.keyboard.type('one');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('two');
  await page.keyboard.press('Enter');
  // Three, as fast as they are typed.
  for (const word of ['first', 'second', 'third']) {
    await page.keyboard.type(word);
    await page.keyboard.press('Enter');
  }
  await expect.poll(() => room.messages.locator('.is-pending').count()).toBe(0);
  expect(await room.texts()).toEqual(['안녕', 'one\ntwo', 'first', 'second', 'third']);
  expect(trouble).toEqual([]);
});

test('under a finger Enter makes a line, and a room does not take the focus', async () => {
  const { comes } = await meeting([], { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } });
  const { room, page, trouble } = await comes();
  await room.opens('Attic');
  await room.box.waitFor();
  expect(await room.box.evaluate((box) => box === document.activeElement)).toBe(false);
  await room.box.tap();
  await page.keyboard.type('one');
  await page.keyboard.press('Enter');
  await page.keyboard.type('two');
  expect(await room.box.inputValue()).toBe('one\ntwo');
  await page.getByRole('button', { name: 'Send', exact: true }).tap();
  await room.row('one\ntwo').waitFor();
  expect(await room.box.evaluate((box) => box === document.activeElement)).toBe(true);
  await page.keyboard.type('three');
  await page.keyboard.press('Control+Enter');
  await room.row('three').waitFor();
  await expect.poll(() => room.messages.locator('.is-pending').count()).toBe(0);
  // A message is tapped before its tools are there.
  await room.row('three').tap();
  await room.row('three').getByRole('button', { name: 'Edit', exact: true }).tap();
  await page.getByRole('textbox', { name: 'New text' }).fill('four');
  await page.getByRole('button', { name: 'Save', exact: true }).tap();
  await room.row('four').waitFor();
  expect(trouble).toEqual([]);
});

test('above a keyboard on the screen one still sees the newest message and the box', async () => {
  const { bob, roomId, comes } = await meeting(numbered(1, 30), { viewport: { width: 360, height: 740 } });
  await bob.reads(roomId, 30);
  const { room, page, trouble } = await comes();
  await room.opens('Attic');
  await room.row('message 30').waitFor();
  await page.evaluate(() => {
    const { visualViewport } = window;
    if (!visualViewport) return;
    Object.defineProperty(visualViewport, 'height', { value: 400, configurable: true });
    visualViewport.dispatchEvent(new Event('resize'));
  });
  await expect.poll(() => room.below()).toBeLessThanOrEqual(3);
  const bottom = await room.box.evaluate((box) => box.getBoundingClientRect().bottom);
  expect(bottom).toBeLessThanOrEqual(400);
  expect(await room.topOf('message 30')).toBeLessThan(bottom);
  expect(trouble).toEqual([]);
});

test('with 500 rooms and 10,000 messages a key is shown at once', async () => {
  const { comes, alice, bob, roomId } = await meeting();
  // No one makes more than a person may in a while.
  const makers = await Promise.all(Array.from({ length: 10 }, (_, n) => Person.register(spark, `maker${n}`)));
  const making = makers.map(async (maker, n) => {
    for (let k = 0; k < 50; k += 1) await maker.makes(`Room ${n}-${k}`, bob);
  });
  await Promise.all([...making, alice.fills(roomId, 10_000)]);
  const { room, page, trouble } = await comes();
  await room.opens('Attic');
  await room.row('message 9999 and so on and so on and so on').waitFor();
  // Up to the first message, page by page.
  await room.scroller.evaluate(async (element) => {
    while (!element.textContent.includes('where it begins')) {
      element.scrollTop = 0;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
  const keys = async () => {
    await page.evaluate(() => {
      const shown: number[] = [];
      Object.assign(window, { shown });
      addEventListener(
        'keydown',
        () => {
          const pressed = performance.now();
          // After the frame, in which it is laid out and painted.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => shown.push(performance.now() - pressed);
            port2.postMessage(null);
          });
        },
        true,
      );
    });
    await room.box.click();
    for (let n = 0; n < 40; n += 1) await page.keyboard.press('x');
    await expect.poll(() => page.evaluate(() => (window as unknown as { shown: number[] }).shown.length)).toBeGreaterThanOrEqual(40);
    const shown = await page.evaluate(() => (window as unknown as { shown: number[] }).shown);
    return shown.sort((a, b) => a - b)[20];
  };
  expect(await keys()).toBeLessThan(50);
  await room.newest.click();
  await room.newest.waitFor({ state: 'hidden' });
  expect(await keys()).toBeLessThan(50);
  expect(trouble).toEqual([]);
}, 120_000);

test('text is text, a word of 200 letters widens nothing, and a link says where it leads', async () => {
  const bodies = ['<img src=x onerror=alert(1)>', 'w'.repeat(200), 'see https://аpple.example/pay now', 'javascript:alert(1)', 'שלום world'];
  const { comes } = await meeting(bodies, { viewport: { width: 360, height: 740 } });
  const { room, page, trouble } = await comes();
  await room.opens('Attic');
  await room.row('שלום world').waitFor();
  expect(await room.texts()).toEqual(bodies.map((body) => body.replace('аpple', 'xn--pple-43d')));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await room.scroller.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  const links = room.messages.getByRole('link');
  expect(await links.count()).toBe(1);
  expect(await links.first().getAttribute('href')).toBe('https://xn--pple-43d.example/pay');
  expect(await links.first().getAttribute('rel')).toContain('noopener');
  expect(await room.messages.locator('img').count()).toBe(0);
  expect(trouble).toEqual([]);
});

test('one sees that somebody types, until they do not', async () => {
  const { comes, alice, roomId } = await meeting(['hello']);
  const { room, page, trouble } = await comes();
  await room.opens('Attic');
  await room.row('hello').waitFor();
  const typing = page.getByText(/alice\d+ is typing…/);
  // What is typed before the page listens is not heard.
  await expect.poll(async () => {
    await alice.types(roomId);
    return typing.isVisible();
  }).toBe(true);
  // Nobody says that it has ended: the instant that came with it does.
  await typing.waitFor({ state: 'detached' });
  expect(trouble).toEqual([]);
});

test('at midnight today becomes yesterday, where one is', async () => {
  const { comes, alice, roomId } = await meeting(['hello'], { timezoneId: 'Asia/Seoul' });
  const { room, page, trouble } = await comes();
  const now = Date.now();
  await page.clock.install({ time: now });
  await page.reload();
  await room.opens('Attic');
  const days = room.messages.locator('.day-line');
  await room.row('hello').waitFor();
  expect(await days.allTextContents()).toEqual(['Today']);
  const seoul = new Date(now + 9 * 3_600_000);
  const midnight = Date.UTC(seoul.getUTCFullYear(), seoul.getUTCMonth(), seoul.getUTCDate() + 1) - 9 * 3_600_000;
  await page.clock.fastForward(midnight - now + 1_000);
  await expect.poll(() => days.allTextContents()).toEqual(['Yesterday']);
  await alice.says(roomId, 'still here');
  await room.row('still here').waitFor();
  expect(trouble).toEqual([]);
});

test('a message changes its text, or goes, when one wishes so', async () => {
  const { comes, alice, roomId } = await meeting(['hello']);
  const { room, page, trouble } = await comes();
  await room.opens('Attic');
  await room.box.fill('wrng');
  await room.box.press('Enter');
  await expect.poll(() => room.messages.locator('.is-pending').count()).toBe(0);
  await room.box.press('ArrowUp');
  const text = page.getByRole('textbox', { name: 'New text' });
  await text.fill('right');
  await text.press('Enter');
  const right = room.row('right');
  await right.getByText('edited').waitFor();
  await right.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await room.row('This message was deleted.').waitFor();
  expect(await room.row('hello').getByRole('button', { name: /Edit|Delete/ }).count()).toBe(0);
  expect(await room.row('This message was deleted.').getByRole('button').count()).toBe(0);
  await alice.says(roomId, 'after');
  await room.row('after').waitFor();
  expect(await room.texts()).toEqual(['hello', 'This message was deleted.', 'after']);
  expect(trouble).toEqual([]);
});

test.each(['light', 'dark'] as const)('axe finds nothing in a room, whatever goes on in it, in the %s', async (colorScheme) => {
  const { comes, alice, roomId } = await meeting([...numbered(1, 30), 'see https://spark.example/'], { colorScheme, reducedMotion: 'reduce' });
  const { room, page } = await comes();
  await room.opens('Attic');
  await room.newest.waitFor();
  expect(await faults(page)).toEqual([]);
  await room.newest.click();
  await page.route('**/graphql', (route) => (route.request().postData()?.includes('sendMessage(') ? route.abort() : route.continue()));
  await room.box.fill('does not get through');
  await room.box.press('Enter');
  await room.row('does not get through').getByText(/^Not sent yet/).waitFor();
  await alice.types(roomId);
  await page.getByText(/is typing…/).waitFor();
  expect(await faults(page)).toEqual([]);
  await page.unroute('**/graphql');
  await expect.poll(() => room.messages.locator('.is-pending').count(), { timeout: 20_000 }).toBe(0);
  await room.box.press('ArrowUp');
  await page.getByRole('textbox', { name: 'New text' }).waitFor();
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await room.row('does not get through').getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').waitFor();
  expect(await faults(page)).toEqual([]);
});

test('a draft belongs to its room; who was put out reads why nothing is sent, and keeps the text', async () => {
  const { comes, alice, bob, roomId } = await meeting(['hello']);
  await alice.makes('Cellar', bob);
  const { room, page, trouble } = await comes();
  await room.opens('Attic');
  await room.box.fill('for the attic');
  await room.opens('Cellar');
  expect(await room.box.inputValue()).toBe('');
  await room.box.fill('for the cellar');
  await page.reload();
  await room.opens('Attic');
  expect(await room.box.inputValue()).toBe('for the attic');

  await alice.removes(roomId, bob);
  await page.getByText('You are not in this room any more.').waitFor();
  await room.box.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'Attic' }).waitFor();
  await expect.poll(() => room.box.inputValue()).toBe('for the attic');
  expect(await room.texts()).toEqual(['hello']);
  expect(trouble).toEqual([]);
});
