/** Files in a conversation: how they come to a message, how they stand on it, and how they are looked at. */

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { faults } from './harness/axe.ts';
import { film, noise, picture, sound, text, type Drawn } from './harness/drawn.ts';
import { Person } from './harness/room.ts';
import { Spark } from './harness/spark.ts';
import { Stage } from './harness/stage.ts';

const stage = Stage.set('--max-file-bytes=2000000');

/** Two people with a room, and a window of each that shows it. */
async function meeting(name: string) {
  const [eve, dora] = [await stage.guest('eve'), await stage.guest('dora')];
  const roomId = await eve.makes(name, dora);
  const comes = async (guest = dora, options: Parameters<Stage['comes']>[1] = {}) => {
    const window = await stage.comes(guest, options);
    await window.room.opens(name);
    return window;
  };
  return { eve, dora, roomId, comes };
}

/** A paste or a drop, as a browser makes one of files. */
async function brings(page: Page, how: 'paste' | 'drop', selector: string, files: readonly Drawn[], html?: string) {
  const made = files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, base64: buffer.toString('base64') }));
  await page.evaluate(
    ([kind, at, all, beside]) => {
      const data = new DataTransfer();
      for (const { name, type, base64 } of all) data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type }));
      if (beside) data.setData('text/html', beside);
      const target = document.querySelector(at);
      const about = { bubbles: true, cancelable: true };
      if (kind === 'paste') return void target?.dispatchEvent(new ClipboardEvent('paste', { ...about, clipboardData: data }));
      target?.dispatchEvent(new DragEvent('dragover', { ...about, dataTransfer: data }));
      if (!document.querySelector('[data-over]')) throw new Error('nothing says that files may be dropped');
      target?.dispatchEvent(new DragEvent('drop', { ...about, dataTransfer: data }));
    },
    [how, selector, made, html ?? ''] as const,
  );
}

test('files are chosen, pasted and dropped, and stand on their message for everybody, with a text and without', async () => {
  const { eve, comes } = await meeting('Garden');
  const [hers, his] = [await comes(eve), await comes()];
  await hers.room.attaches([picture('beans.png', 900, 600), text('notes.txt')]);
  await hers.room.isUploaded(2);
  expect(await faults(hers.page)).toEqual([]);
  await expect.poll(() => hers.room.box.evaluate((box) => box === document.activeElement)).toBe(true);
  await hers.page.keyboard.type('They grow');
  await hers.page.keyboard.press('Enter');
  await hers.page.locator('.tray').waitFor({ state: 'detached' });

  for (const { page, room } of [hers, his]) {
    const row = room.row('They grow');
    const shown = row.getByRole('button', { name: 'View beans.png' }).locator('img');
    await shown.waitFor();
    await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBe(640);
    await row.getByRole('link', { name: 'Download notes.txt 18 bytes' }).waitFor();
    expect(await room.below()).toBeLessThanOrEqual(3);
    expect(await faults(page)).toEqual([]);
  }
  const saved = his.page.waitForEvent('download');
  await his.room.row('They grow').getByRole('link', { name: /^Download notes.txt/ }).click();
  expect((await saved).suggestedFilename()).toBe('notes.txt');

  // Without a text: the button sends, by Enter or by a click, and the list of rooms says what it is.
  await brings(hers.page, 'paste', '.composer textarea', [picture('peas.png', 300, 300, 2)]);
  await hers.room.isUploaded(1);
  await hers.page.getByRole('button', { name: 'Send', exact: true }).click();
  await his.page.getByRole('button', { name: 'View peas.png' }).waitFor();
  await his.page.getByRole('list', { name: 'Rooms' }).getByText(`${eve.name}: Picture`).waitFor();
  await brings(hers.page, 'drop', '.scroll', [text('dropped.txt')]);
  await hers.room.tray('dropped.txt').waitFor();
  // What an office program copies is its text.
  await brings(hers.page, 'paste', '.composer textarea', [picture('table.png', 20, 20)], '<table></table>');
  expect(await hers.page.locator('.tray-item').count()).toBe(1);
  await hers.room.isUploaded(1);
  await hers.room.box.press('Enter');
  await his.page.getByRole('link', { name: /^Download dropped.txt/ }).waitFor();
  expect([...hers.trouble, ...his.trouble]).toEqual([]);
});

test('a picture has its place and its colours before it comes, and the page does not jump', async () => {
  const { eve, comes } = await meeting('Gallery');
  const hers = await comes(eve);
  await hers.room.attaches([picture('wide.png', 1600, 800, 1)]);
  await hers.room.isUploaded(1);
  await hers.room.box.fill('Look');
  await hers.room.box.press('Enter');
  await hers.room.row('Look').getByRole('button', { name: 'View wide.png' }).waitFor();
  await hers.room.box.fill('Well?');
  await hers.room.box.press('Enter');
  await hers.room.row('Well?').waitFor();

  const late = await stage.comes(eve);
  let come = () => {};
  const held = new Promise<void>((resolve) => { come = resolve; });
  await late.page.route('**/files/**', async (route) => {
    await held;
    await route.continue();
  });
  await late.room.opens('Gallery');
  const place = late.room.row('Look').getByRole('button', { name: 'View wide.png' });
  await place.waitFor();
  const before = await late.room.topOf('Well?');
  expect(await place.evaluate((button) => getComputedStyle(button).backgroundImage)).toMatch(/^url\("data:image\/png/);
  expect(await place.boundingBox()).toMatchObject({ width: 360, height: 180 });
  come();
  await expect.poll(() => place.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(640);
  await expect.poll(() => place.evaluate((button) => getComputedStyle(button).backgroundImage)).toBe('none');
  expect(await late.room.topOf('Well?')).toBe(before);
  expect([...hers.trouble, ...late.trouble]).toEqual([]);
});

test('a file tells how far it is, holds its message back, is cancelled, and goes on while one looks elsewhere', async () => {
  const { eve, dora, comes } = await meeting('Shed');
  await eve.makes('Cellar', dora);
  const { page, room, context, trouble } = await comes();
  const network = await context.newCDPSession(page);
  const slow = (bytes: number) => network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
  await network.send('Network.enable');
  await slow(120_000);
  await room.attaches([noise('long.bin', 1_200_000), noise('other.bin', 900_000), text('short.txt')]);
  const bar = page.getByRole('progressbar', { name: 'Progress of long.bin' });
  await bar.waitFor();
  await expect.poll(() => bar.evaluate((progress: HTMLProgressElement) => progress.position)).toBeGreaterThan(0.1);
  await room.tray('short.txt').getByText('Waits for its turn').waitFor();
  await room.box.fill('With files');
  await room.box.press('Enter');
  await page.getByRole('status').filter({ hasText: 'Not sent yet: 3 files are still on their way.' }).waitFor();
  expect(await room.box.inputValue()).toBe('With files');
  expect(await page.getByRole('button', { name: 'Send', exact: true }).getAttribute('aria-disabled')).toBe('true');
  expect(await faults(page)).toEqual([]);

  await room.tray('other.bin').getByRole('button', { name: 'Cancel other.bin' }).click();
  await room.tray('other.bin').waitFor({ state: 'detached' });
  await room.tray('short.txt').getByText('18 bytes').waitFor();
  // Elsewhere it goes on; there is nothing of it there.
  await room.opens('Cellar');
  expect(await page.locator('.tray-item').count()).toBe(0);
  await slow(-1);
  await room.opens('Shed');
  await room.isUploaded(2);
  // What the server has is there after a reload as well.
  await page.reload();
  await room.isUploaded(2);
  await room.box.press('Enter');
  await room.row('With files').getByRole('link', { name: /^Download long.bin 1.1 MB/ }).waitFor();
  await room.row('With files').getByRole('link', { name: /^Download short.txt/ }).waitFor();
  expect(trouble).toEqual([]);
});

test('a file that fails says why, and is tried again or taken away', async () => {
  const { comes } = await meeting('Office');
  const { page, room, trouble } = await comes();
  await room.attaches([noise('huge.bin', 2_500_000)]);
  await room.tray('huge.bin').getByRole('alert').filter({ hasText: 'It is too large: 1.9 MB is the most.' }).waitFor();
  await page.getByRole('status').filter({ hasText: 'A file is missing.' }).waitFor();
  expect(await faults(page)).toEqual([]);
  await room.tray('huge.bin').getByRole('button', { name: 'Take huge.bin away' }).click();
  await room.tray('huge.bin').waitFor({ state: 'detached' });

  // Three times by itself, each the same upload; then a person wants it.
  const ids = new Set<string>();
  let isDown = true;
  await page.route('**/graphql', async (route) => {
    const [, id] = /"clientMutationId":"([^"]+)"/.exec(route.request().postDataBuffer()?.toString('latin1') ?? '') ?? [];
    if (route.request().headers()['content-type']?.startsWith('multipart/')) ids.add(id ?? '');
    if (isDown && route.request().headers()['content-type']?.startsWith('multipart/')) await route.abort();
    else await route.continue();
  });
  await room.attaches([text('late.txt')]);
  await room.tray('late.txt').getByRole('alert').filter({ hasText: 'The server did not answer.' }).waitFor();
  isDown = false;
  await room.tray('late.txt').getByRole('button', { name: 'Try again late.txt' }).click();
  await room.tray('late.txt').getByText('18 bytes').waitFor();
  expect(ids.size).toBe(1);
  expect(trouble.filter((line) => !line.includes('net::ERR_FAILED') && !line.includes('413'))).toEqual([]);
});

test('a server that keeps no files says so', async () => {
  const spark = await Spark.start('--files-url=none');
  try {
    const eve = await Person.register(spark, 'eve');
    await eve.makes('Bare');
    const { page, room, trouble } = await stage.window({ url: spark.url });
    await room.signsIn('eve');
    await room.opens('Bare');
    await room.attaches([text('note.txt')]);
    await room.tray('note.txt').getByRole('alert').filter({ hasText: 'This server takes no files.' }).waitFor();
    await page.getByRole('button', { name: 'Your profile' }).click();
    const dialog = page.getByRole('dialog', { name: 'Your profile' });
    await dialog.locator('input[type=file]').setInputFiles(picture('me.png', 30, 30));
    await dialog.getByRole('alert').filter({ hasText: 'This server takes no files.' }).waitFor();
    expect(trouble.filter((line) => !line.includes('403'))).toEqual([]);
  } finally {
    await spark.stop();
  }
});

test('pictures are looked at one after the other, by the keyboard, and saved as they were', async () => {
  const { eve, comes } = await meeting('Album');
  const hers = await comes(eve);
  for (const [n, name] of ['one.png', 'two.png', 'three.png'].entries()) {
    await hers.room.attaches([picture(name, 1400, 900 - 300 * n, n)]);
    await hers.room.isUploaded(1);
    await hers.room.box.press('Enter');
    await hers.room.messages.getByRole('button', { name: `View ${name}` }).waitFor();
  }
  const { page, room, trouble } = await comes();
  const opener = room.messages.getByRole('button', { name: 'View two.png' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const viewer = page.getByRole('dialog', { name: 'Pictures' });
  await viewer.getByText('2 of 3').waitFor();
  const shown = viewer.getByRole('img');
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBe(1400);
  expect(await shown.getAttribute('alt')).toBe('two.png');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('ArrowRight');
  await viewer.getByText('3 of 3').waitFor();
  await page.keyboard.press('ArrowRight');
  await viewer.getByText('3 of 3').waitFor();
  await page.keyboard.press('Home');
  await viewer.getByText('1 of 3').waitFor();
  await viewer.getByRole('button', { name: 'Next picture' }).click();
  await viewer.getByText('2 of 3').waitFor();
  const saved = page.waitForEvent('download');
  await viewer.getByRole('link', { name: /^Download two.png/ }).focus();
  await page.keyboard.press('Enter');
  expect((await saved).suggestedFilename()).toBe('two.png');
  // The link of one picture goes with it; the keys are heard all the same.
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('End');
  await viewer.getByText('3 of 3').waitFor();
  await page.keyboard.press('Escape');
  await viewer.waitFor({ state: 'detached' });
  await expect.poll(() => opener.evaluate((button) => button === document.activeElement)).toBe(true);
  expect([...hers.trouble, ...trouble]).toEqual([]);
});

test('an address that is not good any more is read anew, once', async () => {
  const { eve, comes } = await meeting('Attic');
  const hers = await comes(eve);
  await hers.room.attaches([picture('old.png', 400, 300)]);
  await hers.room.isUploaded(1);
  await hers.room.box.press('Enter');
  await hers.room.messages.getByRole('button', { name: 'View old.png' }).waitFor();

  const late = await stage.comes(eve);
  let asked = 0;
  await late.page.route('**/files/**', async (route) => {
    // A fragment is not sent: the browser alone knows that it is a fresh one.
    if (asked === 0) await route.fulfill({ status: 403, body: 'expired' });
    else await route.continue();
  });
  await late.page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('FreshAttachment')) return route.continue();
    asked += 1;
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll(/(\/files\/[^"]+)"/g, '$1#fresh"') });
  });
  await late.room.opens('Attic');
  const shown = late.room.messages.getByRole('button', { name: 'View old.png' }).locator('img');
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(400);
  expect(asked).toBe(1);
  expect(late.trouble.filter((line) => !line.includes('403'))).toEqual([]);

  // By a clock that is hours ahead each address seems to be over: it is read anew once, and believed.
  const ahead = await stage.comes(eve);
  await ahead.page.clock.setSystemTime(Date.now() + 5 * 3_600_000);
  const fresh = ahead.page.waitForRequest((request) => request.postData()?.includes('FreshAttachment') ?? false);
  await ahead.room.opens('Attic');
  await fresh;
  const there = ahead.room.messages.getByRole('button', { name: 'View old.png' }).locator('img');
  await expect.poll(() => there.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(400);
  const saved = ahead.page.waitForEvent('download');
  await there.click();
  await ahead.page.getByRole('link', { name: /^Download old.png/ }).click();
  expect((await saved).suggestedFilename()).toBe('old.png');
  expect(ahead.trouble).toEqual([]);
});

test('sound and film are played by the browser, and a deleted message has none of it any more', async () => {
  const { eve, comes } = await meeting('Stage');
  const hers = await comes(eve);
  await hers.room.attaches([sound('tone.wav'), await film(hers.page, 'moment.webm')]);
  await hers.room.isUploaded(2);
  await hers.room.box.fill('Listen');
  await hers.room.box.press('Enter');
  const his = await comes();
  const row = his.room.row('Listen');
  const [audio, video] = [row.locator('audio'), row.locator('video')];
  await audio.evaluate((player: HTMLAudioElement) => player.load());
  await audio.evaluate(async (player: HTMLAudioElement) => { player.muted = true; await player.play(); });
  await expect.poll(() => audio.evaluate((player: HTMLAudioElement) => player.duration)).toBeCloseTo(1, 1);
  await expect.poll(() => video.evaluate((player: HTMLVideoElement) => player.videoWidth)).toBe(320);
  expect(await faults(his.page)).toEqual([]);
  const tools = hers.room.row('Listen');
  await tools.hover();
  await tools.getByRole('button', { name: 'Delete' }).click();
  await hers.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  for (const { room } of [hers, his]) {
    await room.messages.getByText('This message was deleted.').waitFor();
    await expect.poll(() => room.messages.locator('audio, video, .file').count()).toBe(0);
  }
  expect([...hers.trouble, ...his.trouble]).toEqual([]);
});

test('one has a picture of oneself, which everybody sees, until one takes it away', async () => {
  const { eve, dora, roomId, comes } = await meeting('Porch');
  await eve.says(roomId, 'Hello');
  const [hers, his] = [await comes(eve), await comes(dora)];
  await hers.page.getByRole('button', { name: 'Your profile' }).click();
  const dialog = hers.page.getByRole('dialog', { name: 'Your profile' });
  await dialog.locator('input[type=file]').setInputFiles(picture('me.png', 500, 300, 3));
  await dialog.locator('.avatar img').waitFor();
  expect(await faults(hers.page)).toEqual([]);
  const hersThere = his.room.row('Hello').locator('.avatar img');
  await expect.poll(() => hersThere.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256);
  await dialog.locator('input[type=file]').setInputFiles(text('me.txt'));
  await dialog.getByRole('alert').filter({ hasText: 'no picture' }).waitFor();
  await dialog.getByLabel('Display name').fill('Eve the Great');
  await dialog.getByRole('button', { name: 'Take the picture away' }).click();
  await hersThere.waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await his.room.row('Hello').getByText('Eve the Great').waitFor();
  expect([...hers.trouble, ...his.trouble]).toEqual([]);
});
