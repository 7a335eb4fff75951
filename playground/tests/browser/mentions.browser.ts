/** Mentions: names that are offered while one types, that stand out, and that are counted apart. */

import { expect, test } from 'vitest';
import { faults } from './harness/axe.ts';
import { Stage } from './harness/stage.ts';

const stage = Stage.set();

test('names are offered while one types @, and the keyboard takes one', async () => {
  const [eve, dora, hong] = [await stage.guest('eve'), await stage.guest('dora'), await stage.guest('hong')];
  await hong.renames('홍길동');
  await eve.makes('Garden', dora, hong);
  const { room, page, trouble } = await stage.comes(dora);
  await room.opens('Garden');
  const offered = page.getByRole('listbox', { name: 'Who is meant' });
  const names = () => offered.getByRole('option').evaluateAll((options) => options.map((option) => /@[^\s@]+/.exec(option.textContent)?.[0]));
  const before = await room.box.evaluate((box) => box.getBoundingClientRect().top);

  await room.box.pressSequentially('hello @');
  await expect.poll(names).toEqual([`@${eve.name}`, `@${hong.name}`, '@all', '@here']);
  expect(await room.box.evaluate((box) => box.getBoundingClientRect().top)).toBe(before);
  const chosen = () => room.box.evaluate((box) => /@[^\s@]+/.exec(document.getElementById(box.getAttribute('aria-activedescendant') ?? '')?.textContent ?? '')?.[0]);
  expect(await chosen()).toBe(`@${eve.name}`);
  await page.keyboard.press('ArrowDown');
  expect(await chosen()).toBe(`@${hong.name}`);
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await offered.waitFor({ state: 'detached' });
  expect(await room.box.inputValue()).toBe('hello @');

  // By a person's own name as well, in any script.
  await room.box.pressSequentially('홍');
  await expect.poll(names).toEqual([`@${hong.name}`]);
  await page.keyboard.press('Enter');
  expect(await room.box.inputValue()).toBe(`hello @${hong.name} `);
  // Nothing was sent by it, and an address asks for nobody.
  await room.box.pressSequentially('x@e');
  expect(await offered.count()).toBe(0);
  await page.keyboard.press('Enter');
  const row = room.messages.getByRole('listitem').filter({ hasText: `hello @${hong.name} x@e` });
  await row.locator('.mention', { hasText: `@${hong.name}` }).waitFor();
  expect(await row.locator('.mention').count()).toBe(1);
  expect(trouble).toEqual([]);
});

test('a mention is counted beside the unread, told, and stands out where it is', async () => {
  const [eve, dora] = [await stage.guest('eve'), await stage.guest('dora')];
  const roomId = await eve.makes('Garden', dora);
  await eve.makes('Cellar', dora);
  const { room, page, trouble } = await stage.comes(dora);
  await room.opens('Cellar');
  await eve.says(roomId, 'nobody in particular');
  await eve.says(roomId, `@${dora.name}, the beans!`);
  const listed = page.getByRole('list', { name: 'Rooms' }).getByRole('listitem').filter({ hasText: 'Garden' });
  await listed.getByText('1 mention', { exact: true }).waitFor();
  await listed.getByText('2 unread', { exact: true }).waitFor();
  await expect.poll(() => page.title()).toBe('(2, @1) Spark');
  const told = page.getByRole('status').filter({ hasText: `${eve.name} mentions you in Garden` });
  await told.waitFor();
  expect(await faults(page)).toEqual([]);
  await told.getByRole('link', { name: 'Show' }).click();
  const found = room.messages.locator('.is-found');
  await found.locator('.mention.is-me', { hasText: `@${dora.name}` }).waitFor();
  await told.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Back to the newest' }).click();
  await expect.poll(() => page.title()).toBe('Spark');
  await listed.getByText('1 mention', { exact: true }).waitFor({ state: 'detached' });
  expect(trouble).toEqual([]);
});
