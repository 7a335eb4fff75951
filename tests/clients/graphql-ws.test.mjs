// The npm client graphql-ws: operations, its own reconnecting, and what it is told when it may not come in.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { Follower } from './harness/follower.mjs';
import { Inbox } from './harness/inbox.mjs';
import { Person, fresh } from './harness/person.mjs';
import { Spark } from './harness/server.mjs';

let spark;
let alice;
let bob;
let clients = [];

before(async () => {
  spark = await Spark.startOnFixedPort();
  alice = await Person.register(spark, 'alice');
  bob = await Person.register(spark, 'bob');
});

afterEach(async () => {
  const open = clients;
  clients = [];
  await Promise.all(open.map((client) => client.dispose()));
});

after(() => spark?.stop());

/** A client of this person, and what its connection goes through. */
function connect(person, options = {}) {
  const connection = new Inbox();
  const on = {
    connected: (_socket, _payload, wasRetry) => connection.push({ connected: true, wasRetry }),
    closed: ({ code, reason }) => connection.push({ closed: code, reason }),
  };
  const connectionParams = { authorization: person.authorization };
  const client = createClient({ url: spark.ws, webSocketImpl: WebSocket, connectionParams, on, ...options });
  clients.push(client);
  return { client, connection };
}

/** The one result of a query or mutation. */
async function once(client, query, variables) {
  const results = [];
  for await (const result of client.iterate({ query, variables })) results.push(result);
  assert.equal(results.length, 1);
  assert.equal(results[0].errors, undefined, JSON.stringify(results[0]));
  return results[0].data;
}

describe('graphql-ws', () => {
  it('queries, changes and listens over one socket', async () => {
    const room = await alice.createsRoom('Kitchen', [bob]);
    const { client, connection } = connect(bob, { lazyCloseTimeout: 1_000 });
    assert.deepEqual(await once(client, '{ viewer { username } }'), { viewer: { username: 'bob' } });

    const query = `subscription($rooms: [ID!]) {
      roomEvents(roomIds: $rooms) { __typename ... on MessageSent { seq message { body author { username } } } } }`;
    const events = client.iterate({ query, variables: { rooms: [room] } });
    assert.deepEqual((await events.next()).value, { data: { roomEvents: { __typename: 'StreamReady' } } });
    const input = { roomId: room, body: 'Soup or salad?', clientMutationId: fresh() };
    const send = 'mutation($input: SendMessageInput!) { sendMessage(input: $input) { action seq } }';
    const { sendMessage } = await once(client, send, { input });
    assert.deepEqual((await events.next()).value.data.roomEvents, {
      __typename: 'MessageSent',
      seq: sendMessage.seq,
      message: { body: 'Soup or salad?', author: { username: 'bob' } },
    });
    await events.return();
    assert.deepEqual(connection.items, [{ connected: true, wasRetry: false }]);
  });

  it('is told of a document that does not validate, and goes on', async () => {
    const { client, connection } = connect(alice, { lazyCloseTimeout: 1_000 });
    await assert.rejects(once(client, '{ nonsense }'), (errors) => {
      assert.equal(errors[0].extensions.code, 'INVALID_INPUT');
      return true;
    });
    assert.deepEqual(await once(client, '{ viewer { username } }'), { viewer: { username: 'alice' } });
    assert.equal(connection.items.length, 1, 'the same socket');
  });

  it('keeps its socket when a value is cut, too deep or too long', async () => {
    const room = await alice.createsRoom('Loft', [bob]);
    const { client, connection } = connect(bob, { lazyCloseTimeout: 1_000, retryAttempts: 0 });
    const query = `subscription($rooms: [ID!]) {
      roomEvents(roomIds: $rooms) { __typename ... on MessageSent { message { body } } } }`;
    const events = client.iterate({ query, variables: { rooms: [room] } });
    assert.deepEqual((await events.next()).value.data.roomEvents, { __typename: 'StreamReady' });

    const send = 'mutation($input: SendMessageInput!) { sendMessage(input: $input) { action } }';
    // What a limit of 8 letters makes of a smiley at the end.
    const input = { roomId: room, body: 'well, I 😀'.slice(0, 9), clientMutationId: fresh() };
    assert.deepEqual(await once(client, send, { input }), { sendMessage: { action: 'COMMIT' } });
    assert.equal((await events.next()).value.data.roomEvents.message.body, 'well, I \ufffd');

    const deep = Array.from({ length: 140 }).reduce((inner) => [inner], 1);
    for (const variables of [{ input: deep }, { input: { ...input, body: 'x'.repeat(2_000_000) } }]) {
      await assert.rejects(once(client, send, variables), (errors) => {
        assert.equal(errors[0].extensions.code, 'TOO_LARGE');
        return true;
      });
    }
    await alice.sends(room, 'still there?');
    assert.equal((await events.next()).value.data.roomEvents.message.body, 'still there?');
    await events.return();
    assert.deepEqual(connection.items, [{ connected: true, wasRetry: false }]);
  });

  it('reconnects by itself when the server stops and starts, and with sync has every event once, in order', async () => {
    const room = await alice.createsRoom('Attic', [bob]);
    // It would wait for a second or more; it waits until there is something that it missed.
    let missed;
    const retryWait = () => new Promise((resolve) => (missed = resolve));
    const { client, connection } = connect(bob, { retryWait });
    const follower = new Follower(client, bob, room);
    await follower.ready(1);
    const sent = [];
    const send = async (body) => sent.push((await alice.sends(room, body)).seq);
    for (const body of ['one', 'two', 'three']) await send(body);
    await follower.has(sent.at(-1));
    assert.equal(follower.synced.length, 0, 'all of it live');

    // The outcome of what is sent while the server stops may stay unknown: it is sent again with the same id.
    const id = fresh();
    const stopped = spark.end();
    const unsure = await alice.sends(room, 'while it stops', id).catch(() => undefined);
    assert.deepEqual(await stopped, { code: 0, signal: null });
    await connection.find(({ closed }) => closed === 1001, 'the close');
    await spark.again();
    const again = await alice.sends(room, 'while it stops', id);
    if (unsure) assert.deepEqual(again, unsure);
    sent.push(again.seq);
    for (const body of ['while it is away', 'and more']) await send(body);
    missed();

    await follower.ready(2);
    assert.ok(connection.items.at(-1).wasRetry, JSON.stringify(connection.items));
    for (const body of ['and', 'live', 'again']) await send(body);
    await follower.has(sent.at(-1));
    assert.deepEqual(sent, Array.from(sent, (_, n) => sent[0] + n));
    assert.deepEqual(follower.numbers, Array.from({ length: sent.at(-1) }, (_, n) => n + 1));
    assert.deepEqual(follower.synced.slice(-2), sent.slice(4, 6), 'missed, and brought by sync');
    follower.leave();
  });

  it('is rejected with 4403 when the token is wrong, and comes back with the right one', async () => {
    const wrong = { authorization: 'Bearer nonsense' };
    const rejected = connect(alice, { connectionParams: wrong, retryAttempts: 0 });
    await assert.rejects(once(rejected.client, '{ viewer { username } }'), { code: 4403 });
    assert.deepEqual(rejected.connection.items, [{ closed: 4403, reason: 'Forbidden' }]);

    const tokens = [wrong, { authorization: alice.authorization }];
    const renewed = connect(alice, { connectionParams: () => tokens.shift(), retryWait: async () => {} });
    assert.deepEqual(await once(renewed.client, '{ viewer { username } }'), { viewer: { username: 'alice' } });
    assert.equal(renewed.connection.items[0].closed, 4403);
  });
});
