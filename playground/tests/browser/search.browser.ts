/** Search: over all rooms, and from what was found to its place in its room, however far above. */

import { expect, test } from 'vitest';
import { faults } from './harness/axe.ts';
import { besidesTheNetwork, Stage } from './harness/stage.ts';

const stage = Stage.set();

test.each([
  ['wide', {}],
  ['narrow', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
] as const)('what was written is found in all rooms, and leads to its place (%s)', async (_, options) => {
  const [eve, dora] = [await stage.guest('eve'), await stage.guest('dora')];
  const [garden, cellar] = [await eve.makes('Garden', dora), await eve.makes('Cellar', dora)];
  await eve.fills(garden, 130);
  await eve.says(garden, 'the quincunx of the pear trees', '다음 주 회의록');
  await eve.fills(garden, 130);
  await eve.says(cellar, 'no quincunx here');
  const { room, page, trouble } = await stage.comes(dora, options);
  const field = page.getByRole('searchbox', { name: 'Find in all conversations' });
  const results = page.getByRole('list', { name: 'What was found' });

  await field.fill('회의');
  await expect.poll(() => results.getByRole('link').count()).toBe(1);
  await field.fill('quincunx');
  await page.getByText('2 found.').waitFor();
  const [newest, older] = [results.getByRole('link').nth(0), results.getByRole('link').nth(1)];
  await newest.getByText('Cellar').waitFor();
  await older.getByText(eve.name).waitFor();
  expect(await faults(page)).toEqual([]);

  await older.click();
  await page.getByRole('heading', { name: 'Garden' }).waitFor();
  const found = room.messages.locator('.is-found');
  await found.getByText('the quincunx of the pear trees').waitFor();
  await expect.poll(() => found.evaluate((row) => row === document.activeElement)).toBe(true);
  const box = page.getByRole('region', { name: 'Place in the room' });
  const isSeen = () => box.evaluate((scroller) => {
    const [row, view] = [scroller.querySelector('.is-found')?.getBoundingClientRect(), scroller.getBoundingClientRect()];
    return row !== undefined && row.top >= view.top && row.bottom <= view.bottom;
  });
  await expect.poll(isSeen).toBe(true);
  await room.row('다음 주 회의록').waitFor();
  // It is no page of the past: what changes there is seen, and what stands before and after comes as one scrolls.
  const before = (await room.texts()).length;
  await box.evaluate((scroller) => { scroller.scrollTop = 0; });
  await expect.poll(async () => (await room.texts()).length).toBeGreaterThan(before);
  await box.evaluate((scroller) => { scroller.scrollTop = scroller.scrollHeight; });
  await expect.poll(async () => (await room.texts()).length).toBeGreaterThan(before + 50);
  expect(await faults(page)).toEqual([]);

  await page.getByRole('button', { name: 'Back to the newest' }).click();
  await room.scroller.waitFor();
  await page.goBack();
  await found.getByText('the quincunx of the pear trees').waitFor();
  expect(trouble).toEqual([]);
});

test('nothing is found where nothing is, whatever is typed, and the rooms come back', async () => {
  const [eve, dora] = [await stage.guest('eve'), await stage.guest('dora')];
  await eve.makes('Garden', dora);
  const { page, trouble } = await stage.comes(dora);
  const field = page.getByRole('searchbox', { name: 'Find in all conversations' });
  for (const typed of ['nowhere', '"(', '*', 'a" OR "b']) {
    await field.fill(typed);
    await page.getByText('Nothing found.').waitFor();
  }
  await page.keyboard.press('Escape');
  expect(await field.inputValue()).toBe('');
  await page.getByRole('list', { name: 'Rooms' }).getByRole('link', { name: 'Garden' }).waitFor();
  expect(trouble).toEqual([]);
});

test('what is found is read page by page, and a page that did not come is asked for again', async () => {
  const [eve, dora] = [await stage.guest('eve'), await stage.guest('dora')];
  const garden = await eve.makes('Garden', dora);
  for (let row = 1; row <= 25; row += 1) await eve.says(garden, `a row of kohlrabi, the ${row.toString()}.`);
  const { page, trouble } = await stage.comes(dora);
  const results = page.getByRole('list', { name: 'What was found' });
  await page.getByRole('searchbox', { name: 'Find in all conversations' }).fill('kohlrabi');
  await page.getByText('20 found, and there are more.').waitFor();
  const more = page.getByRole('button', { name: 'More', exact: true });
  await page.route('**/graphql', (route) => (route.request().postData()?.includes('searchMessages(') ? route.abort() : route.continue()));
  await more.click();
  await page.getByText('The server does not answer.').waitFor();
  expect(await results.getByRole('link').count()).toBe(20);
  await page.unroute('**/graphql');
  await more.click();
  await page.getByText('25 found.').waitFor();
  await more.waitFor({ state: 'detached' });
  expect(besidesTheNetwork(trouble)).toEqual([]);
});
