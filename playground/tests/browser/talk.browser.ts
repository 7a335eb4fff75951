/** A conversation, as people have it today: threads, reactions, mentions, forwarding, search. */

import { expect, test } from 'vitest';
import { faults } from './harness/axe.ts';
import { Stage } from './harness/stage.ts';

const stage = Stage.set();

/** Two people with a room, and a window of one of them that shows it. */
async function meeting(name: string, options: Parameters<Stage['comes']>[1] = {}) {
  const [eve, dora] = [await stage.guest('eve'), await stage.guest('dora')];
  const roomId = await eve.makes(name, dora);
  const comes = async () => {
    const window = await stage.comes(dora, options);
    await window.room.opens(name);
    return window;
  };
  return { eve, dora, roomId, comes };
}

test('a thread stands beside the room: it is opened, answered, counted, and closed by the keyboard', async () => {
  const { eve, roomId, comes } = await meeting('Garden');
  const question = await eve.writes(roomId, 'Who waters the beans?');
  const { room, page, trouble } = await comes();
  const row = room.row('Who waters the beans?');
  await row.hover();
  const tool = row.getByRole('button', { name: 'Reply in a thread' });
  await tool.click();
  const thread = page.getByRole('region', { name: 'Thread', exact: true });
  await thread.getByText('No replies yet.').waitFor();
  await expect.poll(() => thread.getByRole('textbox', { name: 'Reply' }).evaluate((box) => box === document.activeElement)).toBe(true);
  await page.keyboard.type('I do, on Mondays.');
  await page.keyboard.press('Enter');
  await thread.getByText('1 reply').waitFor();
  await row.getByRole('button', { name: '1 reply' }).waitFor();
  // It stands in the room as well, with what it answers.
  const reply = room.messages.getByRole('listitem').filter({ hasText: 'I do, on Mondays.' });
  await reply.getByRole('button', { name: /^In reply to eve/ }).waitFor();

  const other = await eve.writes(roomId, 'Then I take Tuesdays.', question);
  await thread.getByText('Then I take Tuesdays.').waitFor();
  await row.getByRole('button', { name: '2 replies' }).waitFor();
  await eve.deletes(other);
  await row.getByRole('button', { name: '1 reply' }).waitFor();
  await thread.getByText('This message was deleted.').waitFor();
  await eve.edits(question, 'Who waters the peas?');
  await reply.getByText('Who waters the peas?').waitFor();
  await thread.getByText('Who waters the peas?', { exact: true }).waitFor();
  expect(await faults(page)).toEqual([]);

  await page.keyboard.press('Escape');
  await thread.waitFor({ state: 'detached' });
  await expect.poll(() => room.row('Who waters the peas?').getByRole('button', { name: 'Reply in a thread' }).evaluate((button) => button === document.activeElement)).toBe(true);
  // What was begun there waits there.
  await reply.getByRole('button', { name: /^In reply to eve/ }).click();
  await thread.getByRole('textbox', { name: 'Reply' }).fill('And on');
  await thread.getByRole('button', { name: 'Close the thread' }).click();
  expect(await room.box.inputValue()).toBe('');
  await row.or(room.row('Who waters the peas?')).getByRole('button', { name: '1 reply' }).click();
  expect(await thread.getByRole('textbox', { name: 'Reply' }).inputValue()).toBe('And on');
  expect(trouble).toEqual([]);
});

test('nothing is answered to what is deleted: its thread is read, and has no box', async () => {
  const { eve, roomId, comes } = await meeting('Cellar');
  const question = await eve.writes(roomId, 'Who has the lamp?');
  await eve.writes(roomId, 'Not me.', question);
  const { room, page, trouble } = await comes();
  await room.row('Who has the lamp?').getByRole('button', { name: '1 reply' }).click();
  const thread = page.getByRole('region', { name: 'Thread', exact: true });
  const box = thread.getByRole('textbox', { name: 'Reply' });
  await box.waitFor();
  await eve.deletes(question);
  await box.waitFor({ state: 'detached' });
  await thread.getByText('Not me.').waitFor();
  expect(await faults(page)).toEqual([]);
  expect(trouble).toEqual([]);
});

test('in a narrow window a thread stands in the place of the room', async () => {
  const { eve, roomId, comes } = await meeting('Shed', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const question = await eve.writes(roomId, 'Where is the key?');
  await eve.writes(roomId, 'Under the pot.', question);
  const { room, page, trouble } = await comes();
  await room.row('Where is the key?').getByRole('button', { name: '1 reply' }).tap();
  const thread = page.getByRole('region', { name: 'Thread', exact: true });
  await thread.getByText('Under the pot.').waitFor();
  await expect.poll(() => room.box.isVisible()).toBe(false);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await faults(page)).toEqual([]);
  await thread.getByRole('button', { name: 'Close the thread' }).tap();
  await room.box.waitFor();
  await room.row('Where is the key?').waitFor();
  expect(trouble).toEqual([]);
});

test('reactions come and go, say who gave them, and one that is refused is taken back', async () => {
  const { eve, dora, roomId, comes } = await meeting('Kitchen');
  const soup = await eve.writes(roomId, 'Soup is ready');
  const { room, page, trouble } = await comes();
  const row = room.row('Soup is ready');
  const chip = (name: string) => row.getByRole('button', { name });
  await row.hover();
  await row.getByRole('button', { name: 'Add a reaction' }).click();
  const picker = row.getByRole('group', { name: 'Add a reaction' });
  await picker.waitFor();
  expect(await faults(page)).toEqual([]);
  // By the keyboard: the second one.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await chip('❤️ 1 person').waitFor();
  await picker.waitFor({ state: 'detached' });
  expect(await chip('❤️ 1 person').getAttribute('aria-pressed')).toBe('true');

  await eve.reacts(soup, '❤️');
  await eve.reacts(soup, '🎉');
  await chip('❤️ 2 people').hover();
  await page.getByRole('tooltip').filter({ hasText: `${dora.name} and ${eve.name}` }).waitFor();
  await chip('🎉 1 person').focus();
  await page.getByRole('tooltip').filter({ hasText: eve.name }).first().waitFor();
  expect(await faults(page)).toEqual([]);

  // Off and on, faster than it is answered.
  await chip('❤️ 2 people').click();
  await chip('❤️ 1 person').click();
  await chip('❤️ 2 people').click();
  await expect.poll(() => chip('❤️ 1 person').getAttribute('aria-pressed')).toBe('false');
  await expect.poll(async () => (await stage.spark.ask('query($id: ID!) { message(id: $id) { reactions { count } } }', { id: soup }, eve.token) as unknown as { message: { reactions: unknown } }).message.reactions).toEqual([{ count: 1 }, { count: 1 }]);

  // Shown at once, and taken back when it is refused: the message went meanwhile.
  let go = () => {};
  const held = new Promise<void>((resolve) => { go = resolve; });
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('addReaction(')) await held;
    await route.continue();
  });
  await chip('🎉 1 person').click();
  await chip('🎉 2 people').waitFor();
  await eve.deletes(soup);
  go();
  await page.getByRole('alert').filter({ hasText: 'The reaction was not taken' }).waitFor();
  await expect.poll(() => room.messages.locator('.reaction').count()).toBe(0);
  expect(trouble).toEqual([]);
});

test('a message is forwarded to another room, and names who wrote it first', async () => {
  const { eve, dora, roomId, comes } = await meeting('Office');
  const cafe = await dora.makes('Café', eve);
  await eve.writes(roomId, 'Lunch at noon');
  const { room, page, trouble } = await comes();
  const row = room.row('Lunch at noon');
  await row.hover();
  await row.getByRole('button', { name: 'Forward', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Forward this message' });
  await dialog.getByLabel('Room').fill('caf');
  await expect.poll(() => dialog.getByRole('button', { name: /^Forward to/ }).count()).toBe(1);
  expect(await faults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Forward to Café' }).click();
  await page.getByRole('heading', { name: 'Café' }).waitFor();
  await room.row('Lunch at noon').getByText(`Forwarded, first written by ${eve.name}`).waitFor();
  expect(await dora.unreadIn(cafe)).toBe(0);
  expect(trouble).toEqual([]);
});
