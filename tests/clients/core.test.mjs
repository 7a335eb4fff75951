// The core that the chat stands on, against the real server: 100 cuts at random, with two who write. The simulated network has many
// more of them; here it is the server that is real.

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import WebSocket from 'ws';
import { Driver, select } from '../../playground/core/spark/index.js';
import { Gate } from './harness/gate.mjs';
import { PATIENCE_MS } from './harness/inbox.mjs';
import { Person } from './harness/person.mjs';
import { Spark } from './harness/server.mjs';

const CUTS = 100;
// So long that a slow machine is not taken for a network that is gone; no step waits for it.
const CONFIG = { backoff: { first: 10, base: 10, max: 100 }, silenceMs: 10_000, probeMs: 2_000 };
const PAGE = `query($room: ID!, $before: String) { room(id: $room) { messages(last: 200, before: $before) {
  pageInfo { hasPreviousPage startCursor } nodes { id seq updatedSeq body clientMutationId author { username } } } } }`;

let spark;
let gate;
let driver;

before(async () => {
  spark = await Spark.startOnFixedPort();
  gate = await Gate.before(spark);
});

after(async () => {
  driver?.stop();
  await gate?.stop();
  await spark?.stop();
});

/** All messages of a room, as the server has them. */
async function messagesOf(person, room) {
  const all = [];
  for (let page = { hasPreviousPage: true }; page.hasPreviousPage; ) {
    const { messages } = (await person.reads(PAGE, { room, before: page.startCursor ?? null })).room;
    all.unshift(...messages.nodes);
    page = messages.pageInfo;
  }
  return all;
}

/** How far the client is: what it has to send, and what it has heard. */
const progress = () => JSON.stringify([driver.state.outbox.length, [...driver.state.rooms.values()].map(({ last }) => last.seq)]);

/** Waits until this holds of the client's state, which is looked at whenever it changes; for ever while it gets further. */
async function until(holds, what) {
  let leave;
  let timer;
  try {
    await new Promise((resolve, reject) => {
      const vain = () => reject(new Error(`waited in vain for ${what}: ${JSON.stringify(driver.state.connection)}`));
      let before;
      const look = () => {
        if (holds()) return resolve();
        if (progress() === before) return;
        before = progress();
        clearTimeout(timer);
        timer = setTimeout(vain, PATIENCE_MS);
      };
      leave = driver.subscribe(look);
      look();
    });
  } finally {
    leave();
    clearTimeout(timer);
  }
}

it(`shows what the server has after ${CUTS} cuts, with each own message once and in order`, async () => {
  const seed = Number(process.env.SPARK_SEED ?? Math.floor(Math.random() * 2 ** 31));
  let chance = (seed % 0x7fff_fffe) + 1;
  // By Park and Miller: enough for choosing, and the same again for a seed that failed.
  const random = (n) => (chance = (chance * 48_271) % 0x7fff_ffff) % n;
  const alice = await Person.register(spark, 'alice');
  const bob = await Person.register(spark, 'bob');
  const room = await alice.createsRoom('Attic', [bob]);
  driver = new Driver({ url: gate.http, WebSocket, config: CONFIG, answerMs: 3_000, seed: 1 + (seed % 1_000_000) });
  driver.startAs(bob.authorization.replace('Bearer ', ''));
  await until(() => select.isOnline(driver.state), 'the connection');
  driver.wish({ kind: 'open', roomId: room });
  const written = [];
  const writes = () => {
    for (let n = random(3); n >= 0; n--) {
      written.push(`bob ${written.length}`);
      driver.send(room, written.at(-1));
    }
  };
  const hears = async () => {
    for (let n = random(3); n >= 0; n--) {
      const { id } = await alice.sends(room, `alice ${n}`);
      if (random(4) === 0) await alice.does('editMessage', { messageId: id, body: 'edited' }, 'seq');
    }
  };
  let cuts = 0;
  const cut = (deed) => () => ((cuts += 1), deed());
  const steps = [
    writes, writes, hears, hears, () => gate.open(), () => gate.open(),
    () => driver.swallowEvents(1 + random(5)), () => driver.failNextSend(),
    cut(() => driver.dropConnection()), cut(() => driver.dropConnection()),
    cut(() => (gate.close(), gate.open())), cut(() => gate.close()), cut(() => gate.freeze()),
    () => random(4) === 0 && cut(async () => (await spark.end(), await spark.again()))(),
  ];
  try {
    while (cuts < CUTS) {
      await steps[random(steps.length)]();
      // Most often something arrives meanwhile.
      if (random(2)) await alice.reads('{ viewer { id } }');
    }
    gate.close();
    gate.open();
    driver.woke();
    await until(() => select.isOnline(driver.state) && !driver.state.outbox.length, 'all that was written');
    // What is swallowed is missed only when something comes after it.
    while (driver.faults.swallow > 0) {
      const { swallow } = driver.faults;
      await alice.sends(room, 'swallowed');
      await until(() => driver.faults.swallow < swallow, 'what is swallowed');
    }
    const { seq } = await alice.sends(room, 'the last');
    await until(() => driver.state.rooms.get(room).last.seq >= seq, 'all that was said');
    const there = await messagesOf(alice, room);
    const { messages, from } = driver.state.rooms.get(room);
    const brief = ({ id, seq: number, updatedSeq, body }) => ({ id, number, updatedSeq, body });
    assert.deepEqual(messages.map(brief), there.filter((message) => message.seq >= from).map(brief));
    assert.deepEqual(there.filter(({ author }) => author?.username === 'bob').map(({ body }) => body), written);
    assert.deepEqual(driver.state.refusals, []);
  } catch (error) {
    throw new Error(`SPARK_SEED=${seed}: ${error.message}`, { cause: error });
  }
});
