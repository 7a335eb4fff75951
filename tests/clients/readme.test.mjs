// The client that the README shows: its very code, through a stop and a start of the server.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { after, before, it } from 'node:test';
import WebSocket from 'ws';
import { Inbox } from './harness/inbox.mjs';
import { Person } from './harness/person.mjs';
import { Spark } from './harness/server.mjs';

const FILE = new URL('./readme-client.generated.mjs', import.meta.url);

let spark;
let follow;

before(async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const code = readme.split('```js\n').slice(1).map((block) => block.split('\n```')[0]).find((js) => js.includes('function follow'));
  await writeFile(FILE, code);
  ({ follow } = await import(FILE));
  spark = await Spark.startOnFixedPort();
});

after(async () => {
  await rm(FILE, { force: true });
  await spark?.stop();
});

it('misses nothing and shows nothing twice, also while the server is away', async () => {
  const alice = await Person.register(spark, 'alice');
  const bob = await Person.register(spark, 'bob');
  const room = await alice.createsRoom('Attic', [bob]);
  const shown = new Inbox();
  const show = (event) => shown.push(event);
  const token = bob.authorization.replace('Bearer ', '');
  const leave = follow({ url: spark.http, token, show, WebSocket });
  try {
    const sent = [];
    const send = async (body) => sent.push((await alice.sends(room, body)).seq);
    const has = (seq) => shown.find((event) => event.seq === seq, `number ${seq}`);
    // It shows what comes after it began; until then it may not have begun.
    while (!shown.items.length) await send('are you there?');
    for (const body of ['one', 'two', 'three']) await send(body);
    await has(sent.at(-1));
    await spark.end();
    await spark.again();
    for (const body of ['while it', 'reconnects']) await send(body);
    await has(sent.at(-1));
    await send('live again');
    await has(sent.at(-1));
    const numbers = shown.items.map((event) => event.seq);
    const first = numbers[0];
    assert.deepEqual(numbers, sent.filter((seq) => seq >= first));
  } finally {
    leave();
  }
});
