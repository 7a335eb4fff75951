// The client that the README shows: its very code, through all that happens to a client.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { after, afterEach, before, beforeEach, it } from 'node:test';
import WebSocket from 'ws';
import { Gate } from './harness/gate.mjs';
import { Inbox, PATIENCE_MS, within } from './harness/inbox.mjs';
import { Person } from './harness/person.mjs';
import { Spark } from './harness/server.mjs';

// Where the README is, for what it imports.
const FILE = new URL('../../readme-client.generated.mjs', import.meta.url);

let spark;
let follow;
let gate;
let alice;
let people = 0;
let leaves = [];
const { fetch: realFetch } = globalThis;

before(async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const code = readme.split('```js\n').slice(1).map((block) => block.split('\n```')[0]).find((js) => js.includes('function follow'));
  await writeFile(FILE, code);
  ({ follow } = await import(FILE));
  spark = await Spark.startOnFixedPort();
  alice = await Person.register(spark, 'alice');
});

beforeEach(async () => {
  gate = await Gate.before(spark);
});

afterEach(async () => {
  globalThis.fetch = realFetch;
  for (const leave of leaves.splice(0)) leave();
  await gate.stop();
});

after(async () => {
  await rm(FILE, { force: true });
  await spark?.stop();
});

/** Somebody new. */
const somebody = () => Person.register(spark, `reader${++people}`);

/** A socket whose operations and messages can be tampered with: each function answers what is to be sent or heard instead. */
const tampered = ({ sends = (message) => message, hears = (message) => message }) =>
  class extends WebSocket {
    send(text) {
      const message = sends(JSON.parse(text), (answer) => this.hear(answer));
      if (message) super.send(JSON.stringify(message));
    }

    hear(message) {
      this.onmessage?.({ data: JSON.stringify(message) });
    }

    get onmessage() {
      return super.onmessage;
    }

    set onmessage(listener) {
      super.onmessage = listener && (({ data }) => {
        const message = hears(JSON.parse(data));
        if (message) listener({ data: JSON.stringify(message) });
      });
    }
  };

/** The client of this person, behind the gate; what it shows, and what came over its socket. */
function followed(person, { sends, hears = (message) => message, silence = 40_000, seen } = {}) {
  const shown = new Inbox();
  const heard = new Inbox();
  const listen = (message) => {
    const changed = hears(message);
    if (changed) heard.push(changed.payload?.data?.roomEvents ?? changed);
    return changed;
  };
  const token = person.authorization.replace('Bearer ', '');
  const show = (event) => shown.push(event);
  const config = { backoff: { first: 10, base: 10, max: 40 }, silenceMs: silence, probeMs: silence };
  const leave = follow({ url: gate.http, token, show, seen, config, WebSocket: tampered({ sends, hears: listen }) });
  leaves.push(leave);
  /** Waits until the client has what the room has, by something that is said in it; the numbers that it has shown. */
  const numbers = async (room) => {
    const { seq } = await alice.sends(room, 'the last');
    await shown.find((event) => event.roomId === room && event.seq === seq, `number ${seq}`);
    return shown.items.filter((event) => event.roomId === room && event.seq).map((event) => event.seq);
  };
  /** Waits until its stream has begun, and what it read then is there: it shows what comes after. */
  const begun = async (room) => {
    const late = Date.now() + PATIENCE_MS;
    while (!shown.items.some((event) => event.roomId === room)) {
      assert.ok(Date.now() < late, 'the client hears nothing');
      await alice.sends(room, 'are you there?');
    }
  };
  return { shown, heard, leave, numbers, begun };
}

/** The numbers from the first shown to the last, without a hole and without a double. */
function assertWhole(numbers, from = numbers[0]) {
  assert.deepEqual(numbers, Array.from({ length: numbers.at(-1) - from + 1 }, (_, n) => from + n));
}

it('misses nothing and shows nothing twice, also while the server is away', async () => {
  const bob = await somebody();
  const room = await alice.createsRoom('Attic', [bob]);
  const client = followed(bob);
  await client.begun(room);
  for (const body of ['one', 'two', 'three']) await alice.sends(room, body);
  await client.numbers(room);
  await spark.end();
  await spark.again();
  for (const body of ['while it', 'reconnects']) await alice.sends(room, body);
  await client.numbers(room);
  assertWhole(await client.numbers(room));
});

for (const [what, answer] of [
  ['refuses', { type: 'error', payload: [{ message: 'Later.', extensions: { code: 'UNAVAILABLE', action: 'RETRY' } }] }],
  ['ends', { type: 'complete' }],
]) {
  it(`subscribes again when the server ${what} its subscription`, async () => {
    const bob = await somebody();
    const room = await alice.createsRoom('Attic', [bob]);
    let refusals = 9; // three times three
    const sends = (message, reply) => {
      if (message.type !== 'subscribe' || !refusals) return message;
      refusals -= 1;
      queueMicrotask(() => reply({ id: message.id, ...answer }));
    };
    const client = followed(bob, { sends });
    await client.begun(room);
    assertWhole(await client.numbers(room));
    assert.equal(refusals, 0);
  });
}

it('notices a network that went away without a word, also one that goes while it connects', async () => {
  const bob = await somebody();
  const room = await alice.createsRoom('Attic', [bob]);
  const client = followed(bob, { silence: 1_000 });
  await client.begun(room);
  gate.freeze();
  const { came } = gate;
  for (const body of ['nobody', 'hears this']) await alice.sends(room, body);
  await within(gate.until(() => gate.came >= came + 2), 'another attempt after one that hung');
  gate.open();
  assertWhole(await client.numbers(room));
});

it('stays connected while the server pings', async () => {
  const bob = await somebody();
  const room = await alice.createsRoom('Attic', [bob]);
  // Longer than a busy machine stands still.
  const silence = 2_000;
  let socket;
  const sends = (message, reply) => ((socket ??= reply), message);
  const client = followed(bob, { silence, sends });
  await client.heard.find(({ __typename }) => __typename === 'StreamReady', 'the stream');
  await new Promise((done) => {
    const until = Date.now() + 2 * silence;
    const timer = setInterval(() => {
      socket({ type: 'ping' });
      if (Date.now() > until) done(clearInterval(timer));
    }, 20);
  });
  assert.equal(client.heard.items.filter(({ type }) => type === 'connection_ack').length, 1);
  await client.begun(room);
});

it('begins a room that it came into while away with what is unread', async () => {
  const bob = await somebody();
  const known = await alice.createsRoom('Known', [bob]);
  const client = followed(bob);
  await client.begun(known);
  gate.close();
  const room = await alice.createsRoom('New', [bob]);
  const { memberships } = await bob.reads('{ memberships { nodes { roomId lastReadSeq } } }');
  const { lastReadSeq } = memberships.nodes.find(({ roomId }) => roomId === room);
  for (const body of ['welcome', 'to the room']) await alice.sends(room, body);
  gate.open();
  assertWhole(await client.numbers(room), lastReadSeq + 1);
  assertWhole(await client.numbers(known));
});

it('fetches what SyncRequired names in a room that it does not know yet', async () => {
  const bob = await somebody();
  const known = await alice.createsRoom('Known', [bob]);
  const dropped = [];
  const hears = (message) => {
    const event = message.payload?.data?.roomEvents;
    if (!event?.seq || event.roomId === known || dropped.length === 3) return message;
    dropped.push(event.seq);
    if (dropped.length < 3) return undefined;
    const [fromSeq] = dropped;
    return { ...message, payload: { data: { roomEvents: { __typename: 'SyncRequired', roomId: event.roomId, fromSeq, toSeq: event.seq } } } };
  };
  const client = followed(bob, { hears });
  await client.begun(known);
  const room = await alice.createsRoom('New', [bob]);
  for (const body of ['one', 'two', 'three']) await alice.sends(room, body);
  const numbers = await client.numbers(room);
  assertWhole(numbers, dropped[0]);
});

it('begins anew when the server has less than it', async () => {
  const bob = await somebody();
  const room = await alice.createsRoom('Attic', [bob]);
  const client = followed(bob, { seen: new Map([[room, { seq: 1_000 }]]) });
  await client.shown.find((event) => event.__typename === 'Reset' && event.roomId === room, 'the reset');
  assertWhole(await client.numbers(room));
});

it('asks again for what is missing until it has an answer', async () => {
  const bob = await somebody();
  const room = await alice.createsRoom('Attic', [bob]);
  const lost = [];
  const hears = (message) => {
    const event = message.payload?.data?.roomEvents;
    if (event?.message?.body !== 'lost') return message;
    lost.push(event.seq);
  };
  const client = followed(bob, { hears });
  await client.begun(room);
  const bad = [
    () => Response.json({ data: null, errors: [{ message: 'Broken.', extensions: { code: 'INTERNAL', action: 'ROLLBACK' } }] }),
    () => Response.json({ message: 'Not the server.' }, { status: 502 }),
    () => new Response('<h1>Bad Gateway</h1>', { status: 502 }),
    () => Promise.reject(new TypeError('fetch failed')),
  ];
  globalThis.fetch = (url, init) => ((url === gate.http && bad.shift()) || (() => realFetch(url, init)))();
  await alice.sends(room, 'lost');
  const numbers = await client.numbers(room);
  assert.equal(bad.length, 0);
  assert.ok(lost.length === 1 && numbers.includes(lost[0]));
  assertWhole(numbers);
});

it('shows what was said in a room between leaving it and coming back, once', async () => {
  const bob = await somebody();
  const room = await alice.createsRoom('Attic', [bob]);
  const client = followed(bob);
  await client.begun(room);
  await bob.does('leaveRoom', { roomId: room }, 'seq');
  await alice.sends(room, 'without him');
  gate.close();
  await alice.does('addMembers', { roomId: room, userIds: [bob.id] }, 'room { id }');
  await bob.does('leaveRoom', { roomId: room }, 'seq');
  gate.open();
  await alice.does('addMembers', { roomId: room, userIds: [bob.id] }, 'room { id }');
  assertWhole(await client.numbers(room));
});

it('says that the session has ended, and leaves the server alone', async () => {
  const bob = await somebody();
  const room = await alice.createsRoom('Attic', [bob]);
  const client = followed(bob);
  await client.begun(room);
  const { came } = gate;
  await bob.does('logout', {}, '__typename');
  await client.shown.find((event) => event.__typename === 'SessionEnded', 'the end');
  await within(gate.until(() => gate.size === 0), 'the close of its socket');
  assert.equal(gate.came, came, 'it came again');
});

it('gives up at the first answer that the session has ended', async () => {
  const bob = await somebody();
  let asked = 0;
  globalThis.fetch = (url, init) => {
    if (url !== gate.http) return realFetch(url, init);
    asked += 1;
    return Promise.resolve(Response.json({ data: null, errors: [{ message: 'No.', extensions: { code: 'UNAUTHENTICATED', action: 'ROLLBACK' } }] }));
  };
  const client = followed(bob);
  await client.shown.find((event) => event.__typename === 'SessionEnded', 'the end');
  await within(gate.until(() => gate.size === 0), 'the close of its socket');
  assert.equal(asked, 1);
  assert.deepEqual(client.shown.items, [{ __typename: 'SessionEnded' }]);
});

it('asks and shows nothing after it was left', async () => {
  const bob = await somebody();
  const room = await alice.createsRoom('Attic', [bob]);
  const client = followed(bob);
  await client.begun(room);
  const asks = new Inbox();
  let refuse;
  globalThis.fetch = (url, init) => {
    if (url !== gate.http) return realFetch(url, init);
    asks.push(url);
    return new Promise((_, reject) => (refuse = () => reject(new TypeError('fetch failed'))));
  };
  gate.close();
  gate.open();
  await asks.find(() => true, 'the reading');
  const before = client.shown.items.length;
  client.leave();
  refuse();
  await within(gate.until(() => gate.size === 0), 'the close of its socket');
  await alice.sends(room, 'to nobody');
  assert.equal(asks.items.length, 1);
  assert.equal(client.shown.items.length, before);
});

for (const behind of [true, false]) {
  it(`begins anew after a restore, with ${behind ? 'fewer numbers than it has' : 'the very number that it has'}`, async () => {
    const bob = await somebody();
    const room = await alice.createsRoom('Attic', [bob]);
    const client = followed(bob);
    await client.begun(room);
    await spark.end();
    const backup = await spark.backUp(`restore-${behind}`);
    await spark.again();
    for (const body of ['lost', 'lost as well']) await alice.sends(room, body);
    await client.numbers(room);
    gate.close();
    await spark.end();
    await spark.putBack(backup);
    await spark.again();
    // The client had three more: these two, and the one by which that was seen.
    for (const body of behind ? ['found'] : ['found', 'found as well', 'and as many']) await alice.sends(room, body);
    gate.open();
    await client.shown.find((event) => event.__typename === 'Reset' && event.roomId === room, 'the reset');
    const { seq } = await alice.sends(room, 'the first that it sees');
    await client.shown.find((event) => event.message?.body === 'the first that it sees', 'what comes after');
    const reset = client.shown.items.findIndex((event) => event.__typename === 'Reset');
    assert.deepEqual(client.shown.items.slice(reset + 1).map((event) => event.seq), [seq]);
  });
}

it('asks about a room that it comes back into after a restore', async () => {
  const bob = await somebody();
  const known = await alice.createsRoom('Known', [bob]);
  const room = await alice.createsRoom('Attic');
  const client = followed(bob);
  await client.begun(known);
  await spark.end();
  const backup = await spark.backUp('restore-away');
  await spark.again();
  const enter = () => alice.does('addMembers', { roomId: room, userIds: [bob.id] }, 'room { id }');
  await enter();
  for (const body of ['lost', 'lost as well']) await alice.sends(room, body);
  await client.numbers(room);
  await spark.end();
  await spark.putBack(backup);
  await spark.again();
  await client.begun(known);
  await enter();
  await client.shown.find((event) => event.__typename === 'Reset' && event.roomId === room, 'the reset');
  await alice.sends(room, 'found');
  await client.shown.find((event) => event.message?.body === 'found', 'what comes after');
});

/** What a client shows of a room, by what it was told: from a reset on anew. */
function shownOf(client, room) {
  const own = client.shown.items.filter((event) => event.roomId === room);
  const reset = own.findLastIndex((event) => event.__typename === 'Reset');
  return own.slice(reset + 1).map(({ seq, fingerprint }) => ({ seq, fingerprint }));
}

it('shows what the server has, after cuts and restores at random', async () => {
  const seed = Number(process.env.SPARK_SEED ?? Math.floor(Math.random() * 2 ** 31));
  let state = seed;
  // By Park and Miller: enough for choosing, and the same again for a seed that failed.
  const random = (n) => (state = (state * 48_271 + 1) % 0x7fff_ffff) % n;
  const bob = await somebody();
  const rooms = [await alice.createsRoom('One', [bob]), await alice.createsRoom('Two', [bob])];
  const seen = new Map();
  const client = followed(bob, { silence: 10_000, seen });
  for (const room of rooms) await client.begun(room);
  const backups = [];
  const stopped = async (deed) => {
    await spark.end();
    await deed();
    await spark.again();
  };
  const says = async () => {
    for (let n = random(4); n >= 0; n--) {
      const { id } = await alice.sends(rooms[random(2)], `message ${n}`);
      if (random(3) === 0) await alice.does('editMessage', { messageId: id, body: 'edited' }, 'seq');
    }
  };
  const steps = [
    says, says, says,
    () => gate.close(), () => gate.freeze(), () => gate.open(), () => gate.open(),
    () => stopped(async () => backups.push(await spark.backUp(`cut-${seed}-${backups.length}`))),
    () => backups.length && stopped(() => spark.putBack(backups[random(backups.length)])),
  ];
  try {
    await stopped(async () => backups.push(await spark.backUp(`cut-${seed}-first`)));
    for (let n = 0; n < 25; n++) await steps[random(steps.length)]();
    gate.close();
    gate.open();
    for (const room of rooms) {
      const { seq } = await alice.sends(room, 'the last');
      const SYNC = `query($room: ID!) { sync(roomId: $room, fromSeq: 1, first: 200) { hasMore events { seq fingerprint } } }`;
      const { sync } = await alice.reads(SYNC, { room });
      assert.equal(sync.hasMore, false);
      // A reset may have come after that: then it shows nothing of the room as yet, and knows where it stands.
      const late = Date.now() + PATIENCE_MS;
      while (seen.get(room).fingerprint !== sync.events.at(-1).fingerprint) {
        assert.ok(Date.now() < late, `never came to number ${seq} of the server's log: ${JSON.stringify(seen.get(room))}`);
        await new Promise((done) => setTimeout(done, 10));
      }
      const shown = shownOf(client, room);
      assert.deepEqual(shown, sync.events.slice(sync.events.length - shown.length));
    }
  } catch (error) {
    throw new Error(`SPARK_SEED=${seed}: ${error.message}`, { cause: error });
  }
});
