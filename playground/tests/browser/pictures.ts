/** The pictures of the README, from the real pages. */

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { launch, open } from './harness/browser.ts';
import { Graphiql } from './harness/graphiql.ts';
import { Person, Room } from './harness/room.ts';
import { Spark } from './harness/spark.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
/** The password of the demo's people. */
const PASSWORD = 'spark-demo';

let spark: Spark;
let browser: Browser;

beforeAll(async () => {
  await mkdir(FOLDER, { recursive: true });
  spark = await Spark.start('--demo');
  browser = await launch();
});

afterAll(async () => {
  await browser.close();
  await spark.stop();
});

/** Somebody of the demo, in a window that shows a room. */
async function comes(name: string, room: string) {
  const { page } = await open(browser, spark.url, { colorScheme: 'light', reducedMotion: 'reduce' });
  await page.getByRole('button', { name, exact: true }).click();
  const pane = new Room(page);
  await pane.opens(room);
  return { page, room: pane };
}

async function says({ page, room }: Awaited<ReturnType<typeof comes>>, ...texts: string[]) {
  for (const text of texts) {
    await room.box.fill(text);
    await page.keyboard.press('Enter');
    await room.row(text).locator('.marks', { hasText: /Sending|Waits/ }).waitFor({ state: 'detached' });
  }
}

test('the chat: a hole in the numbers that has healed, and a message that was taken back', async () => {
  const [alice, carol] = [await Person.signsIn(spark, 'alice', PASSWORD), await Person.signsIn(spark, 'carol', PASSWORD)];
  const picnic = await carol.makes('Picnic', alice);
  await carol.says(picnic, 'It will rain on Saturday …');
  const [his, carols, hers] = [await comes('bob', 'General'), await comes('carol', 'General'), await comes('alice', 'General')];
  const { page } = hers;
  const shows = async (text: string) => { await hers.room.row(text).waitFor(); };

  await says(his, 'Where is the big pot?');
  await shows('Where is the big pot?');
  await says(hers, 'On the balcony, under the basil.');
  await page.getByRole('button', { name: 'Swallow events' }).click();
  await says(carols, 'With the soup still in it?');
  await says(his, 'No, clean!', 'Thank you, Alice.');
  await says(carols, 'Then let us cook tonight.', 'At seven?');
  await says(his, 'At seven. I bring bread.');
  await shows('At seven. I bring bread.');
  await page.getByRole('status').filter({ hasText: '5 missing events were fetched' }).getByRole('button', { name: 'Dismiss' }).click();

  // Written before the news came that nothing is written there any more.
  let go = () => {};
  const held = new Promise<void>((resolve) => { go = resolve; });
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('sendMessage(')) await held;
    await route.continue();
  });
  await hers.room.opens('Picnic');
  await hers.room.box.fill('I bring an umbrella!');
  await page.keyboard.press('Enter');
  await carol.archives(picnic);
  await page.getByText('This room is archived', { exact: false }).first().waitFor();
  go();
  await page.getByRole('alert').filter({ hasText: 'Not sent · Picnic' }).waitFor();
  await hers.room.opens('General');
  await shows('At seven. I bring bread.');
  await carol.writesTo(alice, 'Shall I bring dessert?');
  await page.getByText('1 unread').waitFor();
  await his.page.keyboard.type('And');
  await page.getByText('Bob is typing…').waitFor();
  await page.mouse.move(640, 790);
  await page.screenshot({ path: `${FOLDER}chat.png` });
});

test('the chat: a thread beside its room, reactions and who gave them, and mentions', async () => {
  const [alice, carol] = [await Person.signsIn(spark, 'alice', PASSWORD), await Person.signsIn(spark, 'carol', PASSWORD)];
  const kitchen = await carol.makes('Supper', alice, await Person.signsIn(spark, 'bob', PASSWORD));
  const garden = await carol.makes('Garden', alice);
  const { page, room } = await comes('bob', 'Supper');
  const bob = await Person.signsIn(spark, 'bob', PASSWORD);
  const soup = await carol.writes(kitchen, 'The soup is ready. Who brings what?');
  for (const [person, emoji] of [[alice, '❤️'], [bob, '❤️'], [alice, '😂']] as const) await person.reacts(soup, emoji);
  await alice.writes(kitchen, 'I bring the basil. @bob, is there bread left?', soup);
  await bob.writes(kitchen, 'Half a loaf, and I bake another one.', soup);
  await carol.writes(kitchen, 'Then we are complete, @all: at seven.', soup);
  await alice.writes(kitchen, 'And who washes up?');
  await page.getByRole('button', { name: 'Hide the wire' }).click();
  await room.row('The soup is ready. Who brings what?').getByRole('button', { name: '3 replies' }).click();
  const thread = page.getByRole('region', { name: 'Thread', exact: true });
  await thread.getByText('Half a loaf').waitFor();
  await carol.makes('Cellar', bob);
  await carol.writesTo(bob, 'Look at this, @bob');
  await carol.writes(garden, 'The beans are up.');
  await page.getByRole('list', { name: 'Rooms' }).getByText('1 mention').waitFor();
  for (const shown of await page.getByRole('status').filter({ hasText: 'mentions you' }).all()) await shown.getByRole('button', { name: 'Dismiss' }).click();
  await thread.getByRole('textbox', { name: 'Reply' }).pressSequentially('Thank you, @ca');
  await page.getByRole('listbox').waitFor();
  await room.row('The soup is ready. Who brings what?').getByRole('button', { name: '❤️ 2 people' }).hover();
  await page.getByRole('tooltip').filter({ hasText: 'Alice' }).waitFor();
  await page.screenshot({ path: `${FOLDER}conversation.png` });
});

test('GraphiQL with a live subscription', async () => {
  const { page } = await open(browser, `${spark.url}/graphiql`);
  const graphiql = new Graphiql(page);
  await graphiql.signsInAs('alice');
  await graphiql.shows('RoomEvents');
  await graphiql.runs();
  await graphiql.hears('StreamReady').waitFor();
  await graphiql.shows('SendMessage');
  await graphiql.runs();
  await graphiql.answers('"COMMIT"');
  await graphiql.hears('MessageSent').waitFor();
  await page.mouse.move(640, 790);
  await page.screenshot({ path: `${FOLDER}graphiql.png` });
});

test('the chat in Korean: what was found, its place in the room, and a message that was sent on', async () => {
  const [alice, bob, carol] = [await Person.signsIn(spark, 'alice', PASSWORD), await Person.signsIn(spark, 'bob', PASSWORD), await Person.signsIn(spark, 'carol', PASSWORD)];
  for (const [person, name] of [[alice, '김서연'], [bob, '박지훈'], [carol, '이하은']] as const) await person.renames(name);
  const planning = await alice.makes('기획', bob, carol);
  const news = await alice.makes('새 소식', bob, carol);
  await carol.says(news, '회의실 예약이 바뀌었습니다. 3층을 써 주세요.');
  const agenda = await carol.writes(news, '다음 회의 안건을 금요일까지 보내 주세요.');
  await alice.says(planning, '지난주 초안을 모두 읽었습니다.', '좋은 의견이 많았어요.');
  await carol.forwards(agenda, planning);
  const minutes = await alice.writes(planning, '오늘 회의록을 올렸습니다. 고칠 것이 있으면 알려 주세요.');
  await bob.writes(planning, '고맙습니다. 오후에 보겠습니다.', minutes);
  await bob.reacts(minutes, '❤️');
  for (const text of ['일정은 그대로인가요?', '네, 그대로입니다.', '그럼 화요일에 만나요.']) await carol.says(planning, text);
  const { page } = await open(browser, spark.url, { locale: 'ko-KR', colorScheme: 'light', reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'bob', exact: true }).click();
  await page.getByRole('button', { name: '와이어 숨기기' }).click();
  await page.getByRole('searchbox', { name: '모든 대화에서 찾기' }).fill('회의');
  const found = page.getByRole('list', { name: '찾은 메시지' }).getByRole('link');
  await found.filter({ hasText: '오늘 회의록을 올렸습니다' }).click();
  await page.locator('.is-found').getByText('오늘 회의록을 올렸습니다', { exact: false }).waitFor();
  await page.getByText('전달됨, 처음 쓴 사람: 이하은').waitFor();
  await page.mouse.move(640, 790);
  await page.screenshot({ path: `${FOLDER}search.png` });
});
