/** Two people in two browsers, who see each other. */

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { besidesTheNetwork, Stage, wireLine, type Window } from './harness/stage.ts';

const stage = Stage.set();

/** Two who are in a room, each with a window that shows it. */
async function meeting(cable = false) {
  const [alice, bob] = [await stage.guest('alice'), await stage.guest('bob')];
  const roomId = await alice.makes('Attic', bob);
  const hers = await stage.comes(alice);
  const his = await stage.comes(bob, cable ? { url: stage.cable.url } : {});
  for (const { room } of [hers, his]) await room.opens('Attic');
  return { alice, bob, roomId, hers, his };
}

async function says({ room, page }: Window, ...texts: string[]) {
  for (const text of texts) {
    await room.box.fill(text);
    await page.keyboard.press('Enter');
  }
}

const listed = (page: Page, name: string) => page.getByRole('list', { name: 'Rooms' }).getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });

/** The texts of a room, once none of them is on its way any more. */
async function settled({ room }: Window): Promise<string[]> {
  return (await room.messages.locator('.is-pending').count()) === 0 ? room.texts() : [];
}

test('two people find each other, chat, and see who is there, who types and who has read', async () => {
  const [alice, bob] = [await stage.guest('alice'), await stage.guest('bob')];
  const [hers, his] = [await stage.comes(alice), await stage.comes(bob)];

  await hers.page.getByRole('button', { name: 'Find' }).click();
  await hers.page.getByLabel('Search').fill(bob.name);
  await hers.page.getByRole('button', { name: `Write to ${bob.name}` }).click();
  await hers.page.getByRole('heading', { name: bob.name, exact: true }).waitFor();
  const presence = hers.page.locator('.presence');
  await presence.getByText('Online').waitFor();

  await says(hers, 'Is anybody there?');
  const row = listed(his.page, alice.name);
  await row.getByText('1 unread').waitFor();
  await row.getByText('Online', { exact: true }).waitFor({ state: 'attached' });
  await row.getByText('Is anybody there?').waitFor();
  expect(await his.page.title()).toBe('(1) Spark');
  expect(await hers.room.row('Is anybody there?').getByText(/^Read by/).count()).toBe(0);

  await his.room.opens(alice.name);
  await row.getByText('1 unread').waitFor({ state: 'detached' });
  await expect.poll(() => his.page.title()).toBe('Spark');
  await hers.room.row('Is anybody there?').getByText(`Read by ${bob.name}`).waitFor();

  const typing = hers.page.getByText(`${bob.name} is typing…`);
  await his.page.keyboard.type('Soup is');
  await typing.waitFor();
  await his.page.keyboard.type(' ready');
  await his.page.getByRole('button', { name: 'Send', exact: true }).click();
  await hers.room.row('Soup is ready').waitFor();
  await typing.waitFor({ state: 'detached' });
  await his.room.row('Soup is ready').getByText(`Read by ${alice.name}`).waitFor();
  expect(await hers.room.texts()).toEqual(['Is anybody there?', 'Soup is ready']);

  await his.page.getByLabel('Status').selectOption('BUSY');
  await presence.getByText('Busy').waitFor();
  await his.page.getByLabel('Status').selectOption('ONLINE');
  await presence.getByText('Online').waitFor();
  await his.context.close();
  await presence.getByText('Last seen').waitFor();
  await listed(hers.page, bob.name).getByText('Offline', { exact: true }).waitFor({ state: 'attached' });
  const again = await stage.comes(bob);
  await presence.getByText('Online').waitFor();
  for (const { trouble } of [hers, his, again]) expect(trouble).toEqual([]);
});

test('messages typed fast stand in that order everywhere, also across a connection that is cut', async () => {
  const { bob, hers, his } = await meeting(true);
  const other = await stage.comes(bob);
  await other.room.opens('Attic');
  await says(his, 'one', 'two', 'three');
  for (const window of [hers, his, other]) await expect.poll(() => settled(window)).toEqual(['one', 'two', 'three']);

  // Cut while the first of them is on its way, and before the last are written.
  await says(his, 'four');
  stage.cable.cuts();
  await says(his, 'five', 'six');
  const offline = his.page.getByRole('status').getByText('No connection');
  await offline.waitFor();
  await says(hers, 'meanwhile');
  await hers.room.row('meanwhile').waitFor();
  stage.cable.mends();
  await his.page.getByRole('button', { name: 'Try now' }).click();
  await offline.waitFor({ state: 'detached' });
  for (const window of [hers, his, other]) {
    await expect.poll(async () => (await settled(window)).filter((text) => text !== 'meanwhile')).toEqual(['one', 'two', 'three', 'four', 'five', 'six']);
  }
  // Numbers are the order: it is one and the same for all.
  const order = await hers.room.texts();
  for (const { room } of [his, other]) expect(await room.texts()).toEqual(order);
  for (const { trouble } of [hers, his, other]) expect(besidesTheNetwork(trouble)).toEqual([]);
});

test('who leaves is out of the room when the server says so, in each of their browsers', async () => {
  const { bob, hers, his } = await meeting();
  const elsewhere = await stage.comes(bob);
  let go = () => {};
  const held = new Promise<void>((resolve) => { go = resolve; });
  await his.page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('leaveRoom(')) await held;
    await route.continue();
  });
  const asked = his.page.waitForRequest((request) => request.postData()?.includes('leaveRoom(') ?? false);
  await his.page.getByRole('button', { name: 'Leave room' }).click();
  await asked;
  for (const { page } of [his, elsewhere]) await listed(page, 'Attic').waitFor();
  await his.room.box.waitFor();

  go();
  for (const { page } of [his, elsewhere]) await listed(page, 'Attic').waitFor({ state: 'detached' });
  await his.page.getByText('Choose a room', { exact: true }).waitFor();
  await wireLine(his.page, /leaveRoom.*COMMIT/).waitFor();
  await hers.room.messages.getByText(`${bob.name} left`).waitFor();
  await hers.page.getByRole('button', { name: '1 member' }).waitFor();
  for (const { trouble } of [hers, his, elsewhere]) expect(trouble).toEqual([]);
});

test('a message to a room from which one is removed meanwhile stands there, is taken back, and it says why', async () => {
  const { alice, bob, hers, his } = await meeting();
  let go = () => {};
  const held = new Promise<void>((resolve) => { go = resolve; });
  await his.page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('sendMessage(')) await held;
    await route.continue();
  });
  await says(his, 'Am I still here?');
  const sent = his.room.row('Am I still here?');
  await sent.getByText('Sending…').waitFor();
  await hers.page.getByRole('button', { name: '2 members' }).click();
  await hers.page.getByRole('button', { name: `Remove ${bob.name}` }).click();
  await his.page.getByText('You are not in this room any more.').waitFor();
  await sent.waitFor();

  go();
  await his.page.getByRole('alert').filter({ hasText: 'Not sent · Attic' }).waitFor();
  await sent.waitFor({ state: 'detached' });
  await wireLine(his.page, /sendMessage.*ROLLBACK/).waitFor();
  await expect.poll(() => his.room.box.inputValue()).toBe('Am I still here?');
  await hers.page.keyboard.press('Escape');
  await hers.room.messages.getByText(`${alice.name} removed ${bob.name}`).waitFor();
  expect(await hers.room.texts()).toEqual([]);
  for (const { trouble } of [hers, his]) expect(trouble).toEqual([]);
});
