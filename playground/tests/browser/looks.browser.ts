/**
 * The whole page, part by part: in both colours, wide and narrow, a checker of accessibility finds nothing, and nothing is wider than
 * the window. With SPARK_LOOKS=folder each part is taken as a picture, to be looked at.
 */

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { frame } from '../../src/chat/i18n/frame.ts';
import { roomText } from '../../src/chat/i18n/room.ts';
import { talkText } from '../../src/chat/i18n/talk.ts';
import { wire } from '../../src/chat/i18n/wire.ts';
import { filesText } from '../../src/chat/i18n/files.ts';
import { faults } from './harness/axe.ts';
import { film, noise, picture, sound, text as textFile } from './harness/drawn.ts';
import { Stage } from './harness/stage.ts';

const stage = Stage.set('--demo', '--max-file-bytes=200000');
const LOOKS = process.env['SPARK_LOOKS'];

const WIDE = { viewport: { width: 1280, height: 800 } };
const NARROW = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** What an admin tells everybody. */
async function announces(title: string, input: object) {
  const { login } = (await stage.spark.ask('mutation { login(input: { username: "alice", password: "spark-demo" }) { session { token } } }')) as unknown as {
    login: { session: { token: string } };
  };
  const publish = 'mutation($input: PublishAnnouncementInput!) { publishAnnouncement(input: $input) { action } }';
  await stage.spark.ask(publish, { input: { title, body: 'So it is.', landingUrl: 'https://spark.example/news', ...input } }, login.session.token);
}

/** Looks at a part of the page, in both colours. */
function looker(page: Page, name: string) {
  let parts = 0;
  return async (part: string) => {
    parts += 1;
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      if (LOOKS) await page.screenshot({ path: `${LOOKS}/${name}-${colorScheme}-${parts.toString().padStart(2, '0')}-${part}.png` });
      // The other rules don't look at colours.
      expect(await faults(page, colorScheme === 'dark' ? ['color-contrast'] : undefined), `${part}, ${colorScheme}`).toEqual([]);
    }
    expect(await isFitting(page), `${part} is too wide`).toBe(true);
  };
}

const isFitting = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth);

test.each([
  ['en-US', 'wide'],
  ['ko-KR', 'narrow'],
] as const)('in %s and %s, light and dark, all can be read by everybody', async (locale, width) => {
  const isNarrow = width === 'narrow';
  const language = locale.startsWith('ko') ? 'ko' : 'en';
  const text = { ...roomText[language], ...wire[language], ...frame[language] };
  const inRoom = roomText[language];
  const [eve, dora] = [await stage.guest('eve'), await stage.guest('dora')];
  const roomId = await eve.makes(language === 'ko' ? '천문대' : 'Observatory', dora);
  const other = await dora.makes('x'.repeat(40), eve);
  const last = await eve.says(roomId, 'Is the sky clear tonight?', '<img src=x onerror=alert(1)>', 'w'.repeat(200), 'see https://spark.example/map');
  await dora.says(other, 'and another one');
  const news = `A new bell for ${dora.name}`;
  await announces(news, { severity: 'WARNING' });

  const window = await stage.window({ ...(isNarrow ? NARROW : WIDE), locale, colorScheme: 'light', reducedMotion: 'reduce' });
  const { page, trouble } = window;
  expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
  const looks = looker(page, `${locale}-${width}`);
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const closes = async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };

  await looks('door');
  await button(text.noAccount).click();
  await page.getByLabel(text.displayName).waitFor();
  await looks('registering');
  await button(text.hasAccount).click();
  await page.getByLabel(text.username, { exact: true }).fill(dora.name);
  await page.getByLabel(text.password, { exact: true }).fill('wrong, and long enough');
  await button(text.signIn).click();
  await page.getByRole('alert').waitFor();
  await looks('refused');
  await page.getByLabel(text.password, { exact: true }).fill('a pass phrase of some length');
  await button(text.signIn).click();
  const rooms = page.getByRole('list', { name: text.rooms });
  await rooms.getByRole('link').first().waitFor();
  await button(text.gotItOf(news)).waitFor();
  await looks('rooms');

  const dialog = page.getByRole('dialog');
  await button(text.find).click();
  await page.getByLabel(text.search).fill('e');
  await dialog.getByRole('button', { name: text.writeTo(eve.name) }).waitFor();
  await looks('finding');
  await closes();
  await button(text.newRoom).click();
  await looks('a new room');
  await closes();
  await button(new RegExp(`^${text.announcements}`)).click();
  await dialog.getByText(news).waitFor();
  await looks('announcements');
  await closes();
  await button(text.gotItOf(news)).click();
  await button(text.gotItOf(news)).waitFor({ state: 'detached' });

  await rooms.getByRole('link', { name: language === 'ko' ? '천문대' : 'Observatory' }).click();
  const messages = page.getByRole('list', { name: text.messages });
  await messages.getByText('see').waitFor();
  expect(await messages.getByText('<img src=x onerror=alert(1)>').count()).toBe(1);
  expect(await messages.locator('img').count()).toBe(0);
  await looks('a room');
  const box = page.getByRole('textbox', { name: text.message, exact: true });
  await box.fill('Not a cloud.');
  await button(text.send).click();
  await expect.poll(() => messages.locator('.is-pending').count()).toBe(0);
  await eve.reads(roomId, last + 1);
  await messages.getByText(inRoom.readBy([eve.name], 0)).waitFor();
  await expect.poll(async () => {
    await eve.types(roomId);
    return page.getByText(inRoom.typing([eve.name])).isVisible();
  }).toBe(true);
  await looks('typing and read');
  await page.getByRole('button', { name: inRoom.members(2) }).click();
  await dialog.getByText(eve.name, { exact: false }).first().waitFor();
  await looks('members');
  await closes();

  if (isNarrow) await button(text.show).click();
  await button(text.fail).click();
  await box.fill('Twice tried.');
  await button(text.send).click();
  await expect.poll(async () => (await messages.getByText('Twice tried.').isVisible()) && (await messages.locator('.is-pending').count()), { timeout: 20_000 }).toBe(0);
  await button(text.swallow).click();
  await eve.says(roomId, 'one', 'two', 'three', 'four', 'five', 'six');
  await messages.getByText('six', { exact: true }).waitFor();
  await page.getByRole('status').filter({ hasText: text.healedGap(5) }).waitFor();
  await looks('the wire');
  await button(text.drop).click();
  await page.getByRole('status').filter({ hasText: text.offline }).waitFor();
  await box.fill('It waits.');
  await button(text.send).click();
  await looks('offline');
  await eve.removes(roomId, dora);
  if (isNarrow) await button(text.hide).click();
  await page.getByRole('alert').filter({ hasText: text.refused['sendMessage'] ?? '' }).waitFor();
  await page.getByText(inRoom.away).waitFor();
  await looks('taken back');
  expect(trouble).toEqual([]);
});

test.each([
  ['en-US', 'wide'],
  ['ko-KR', 'narrow'],
] as const)('in %s and %s, light and dark, a conversation can be read by everybody', async (locale, width) => {
  const language = locale.startsWith('ko') ? 'ko' : 'en';
  const text = { ...roomText[language], ...frame[language], ...talkText[language] };
  const [eve, dora] = [await stage.guest('eve'), await stage.guest('dora')];
  const [name, elsewhere] = language === 'ko' ? ['천문대', '도서관'] : ['Observatory', 'Library'];
  const roomId = await eve.makes(name, dora);
  const otherId = await eve.makes(elsewhere, dora);
  const question = await eve.writes(roomId, 'Is the sky clear tonight?');
  for (const emoji of ['👍', '❤️', '🎉']) await eve.reacts(question, emoji);
  await dora.reacts(question, '❤️');
  await dora.writes(roomId, `Not a cloud, @${eve.name}. ${'So it goes on. '.repeat(12)}`, question);
  await eve.writes(roomId, `Then at nine, @${dora.name}?`, question);
  await eve.writes(otherId, `Where is the star atlas, @${dora.name}?`);

  const window = await stage.window({ ...(width === 'narrow' ? NARROW : WIDE), locale, colorScheme: 'light', reducedMotion: 'reduce' });
  const { page, trouble } = window;
  const looks = looker(page, `talk-${locale}-${width}`);
  const button = (label: string | RegExp) => page.getByRole('button', { name: label, exact: typeof label === 'string' });
  await page.getByLabel(text.username, { exact: true }).fill(dora.name);
  await page.getByLabel(text.password, { exact: true }).fill('a pass phrase of some length');
  await button(text.signIn).click();
  const rooms = page.getByRole('list', { name: text.rooms });
  await rooms.getByText(text.mentions(1)).first().waitFor();
  await looks('mentions in the list');

  const field = page.getByRole('searchbox', { name: text.searchBox });
  await field.fill('sky');
  const results = page.getByRole('list', { name: text.results });
  await results.getByRole('link').first().waitFor();
  await looks('found');
  await results.getByRole('link').first().click();
  const messages = page.getByRole('list', { name: text.messages });
  await messages.locator('.is-found').waitFor();
  await looks('a place');
  await button(text.backToNewest).click();
  await button(text.reaction('❤️', 2)).focus();
  await page.getByRole('tooltip').filter({ hasText: eve.name }).waitFor();
  await looks('reactions, and who');
  const row = messages.getByRole('listitem').filter({ has: page.getByRole('button', { name: text.replyCount(2) }) });
  if (width === 'narrow') await row.getByText('Is the sky clear').tap();
  else await row.hover();
  await row.getByRole('button', { name: text.react, exact: true }).click();
  await looks('a picker');
  await page.keyboard.press('Escape');
  await row.getByRole('button', { name: text.forward, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: text.forwardTo(elsewhere) }).waitFor();
  await looks('forwarding');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await row.getByRole('button', { name: text.replyCount(2) }).click();
  const thread = page.getByRole('region', { name: text.thread, exact: true });
  await thread.getByText('Then at nine').waitFor();
  await thread.getByRole('textbox', { name: text.replyBox }).pressSequentially('Yes, @');
  await page.getByRole('listbox', { name: text.suggestions }).waitFor();
  await looks('a thread, and whom one may mean');
  expect(trouble).toEqual([]);
});

test.each([
  ['en-US', 'wide'],
  ['ko-KR', 'narrow'],
] as const)('in %s and %s, light and dark, files can be seen and sent by everybody', async (locale, width) => {
  const language = locale.startsWith('ko') ? 'ko' : 'en';
  const text = { ...roomText[language], ...frame[language], ...filesText[language] };
  const [eve, dora] = [await stage.guest('eve'), await stage.guest('dora')];
  const name = language === 'ko' ? '천문대' : 'Observatory';
  const roomId = await eve.makes(name, dora);
  await eve.says(roomId, 'What did you see last night?');

  const window = await stage.window({ ...(width === 'narrow' ? NARROW : WIDE), locale, colorScheme: 'light', reducedMotion: 'reduce' });
  const { page, room, trouble } = window;
  const looks = looker(page, `files-${locale}-${width}`);
  const button = (label: string | RegExp) => page.getByRole('button', { name: label, exact: typeof label === 'string' });
  await page.getByLabel(text.username, { exact: true }).fill(dora.name);
  await page.getByLabel(text.password, { exact: true }).fill('a pass phrase of some length');
  await button(text.signIn).click();
  await button(text.profile).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles(picture('me.png', 300, 300, 2));
  await dialog.locator('.avatar img').waitFor();
  await looks('a profile');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('list', { name: text.rooms }).getByRole('link', { name }).click();
  const box = page.getByRole('textbox', { name: text.message, exact: true });
  const sends = async (body: string) => {
    await box.fill(body);
    await button(text.send).click();
    await page.locator('.tray').waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('.is-pending').count()).toBe(0);
  };

  let isHeld = true;
  let go = () => {};
  const held = new Promise<void>((resolve) => { go = resolve; });
  await page.route('**/graphql', async (route) => {
    const isUpload = route.request().headers()['content-type']?.startsWith('multipart/') ?? false;
    if (isUpload && isHeld) await held;
    await route.continue();
  });
  await room.attaches([picture('horizon.png', 1600, 900), noise('measurements-of-the-whole-night.bin', 40_000), textFile('log.txt')]);
  await page.locator('.tray-item').nth(2).waitFor();
  // It says that it is not enabled, and why when it is pressed nevertheless.
  await button(text.send).click({ force: true });
  await page.getByText(text.notYet(3)).waitFor();
  await looks('on their way');
  isHeld = false;
  go();
  await expect.poll(() => page.locator('.is-held-back').count()).toBe(0);
  await room.attaches([noise('too-large.bin', 300_000)]);
  await page.locator('.tray-why').waitFor();
  await looks('one failed');
  await button(text.takeAway('too-large.bin')).click();
  await looks('ready');
  await sends('All of it');
  await room.attaches([picture('a.png', 700, 500, 1), picture('b.png', 500, 700, 2), picture('c.png', 900, 300, 3)]);
  await expect.poll(() => page.locator('.tray-item').count()).toBe(3);
  await expect.poll(() => page.locator('.is-held-back').count()).toBe(0);
  await sends('');
  await button(text.view('b.png')).locator('img').waitFor();
  await expect.poll(() => page.locator('.thumbnail img').evaluateAll((all) => all.every((image) => (image as HTMLImageElement).complete))).toBe(true);
  await looks('pictures');
  await button(text.view('b.png')).click();
  const viewer = page.getByRole('dialog', { name: text.viewer });
  await expect.poll(() => viewer.getByRole('img').evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBe(500);
  await looks('the viewer');
  await page.keyboard.press('Escape');
  await viewer.waitFor({ state: 'detached' });
  await room.attaches([sound('tone.wav'), await film(page, 'moment.webm')]);
  await expect.poll(() => page.locator('.tray-item').count()).toBe(2);
  await expect.poll(() => page.locator('.is-held-back').count()).toBe(0);
  await sends('And this');
  await page.locator('video').waitFor();
  await looks('sound and film');
  await page.locator('.room-main').evaluate((zone) => { zone.dataset['over'] = ''; });
  await looks('dropping');
  expect(trouble.filter((line) => !line.includes('413'))).toEqual([]);
});
