// urql: short queries by GET, mutations by POST, subscriptions on a socket, and its normalized cache.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { getIntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { EVENTS, EVERYTHING, ROOM, SEND, optimisticSend, texts, withMessage } from './documents.mjs';
import { Inbox } from './harness/inbox.mjs';
import { Person, fresh } from './harness/person.mjs';
import { Spark } from './harness/server.mjs';

let spark;
let alice;
let bob;
let schema;
let urql;
let requests;
/** Answers over HTTP are held back until this is done. */
let held;
let open = [];

before(async () => {
  spark = await Spark.start();
  alice = await Person.register(spark, 'alice');
  bob = await Person.register(spark, 'bob');
  schema = await alice.reads(getIntrospectionQuery());
});

beforeEach(() => {
  const { authorization } = alice;
  const socket = createClient({ url: spark.ws, webSocketImpl: WebSocket, connectionParams: { authorization } });
  requests = [];
  held = undefined;
  urql = new Client({
    url: spark.http,
    fetchOptions: { headers: { authorization } },
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      requests.push(`${init.method} ${response.status}`);
      await held;
      return response;
    },
    exchanges: [
      normalizedCache(),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe(request, sink) }),
        }),
      }),
    ],
  });
  open = [() => socket.dispose()];
});

afterEach(async () => {
  for (const close of open) await close();
});

after(() => spark?.stop());

/** What has no id is part of what holds it. */
function normalizedCache() {
  const parts = schema.__schema.types.filter(({ kind, fields }) => kind === 'OBJECT' && !fields.some(isId));
  return cacheExchange({
    schema,
    keys: Object.fromEntries(parts.map(({ name }) => [name, () => null])),
    optimistic: { sendMessage: ({ input }) => optimisticSend(input, alice) },
    updates: {
      Mutation: {
        sendMessage: ({ sendMessage: { message } }, { input }, cache) => message && add(cache, input.roomId, message),
      },
      Subscription: {
        // An edited message changes by its id alone.
        roomEvents: ({ roomEvents: event }, _, cache) =>
          event.__typename === 'MessageSent' && add(cache, event.roomId, event.message),
      },
    },
  });
}

const isId = ({ name }) => name === 'id';

/** Puts a message into a room in the cache. */
function add(cache, room, message) {
  cache.updateQuery({ query: ROOM, variables: { room } }, (data) => data && withMessage(data, message));
}

/** Reads a room and watches it in the cache: every state in which it was shown. */
async function watch(room) {
  const shown = new Inbox();
  const watched = urql.query(ROOM, { room }).subscribe(({ data, error }) => {
    if (error) shown.fail(error);
    else shown.push(texts(data.room));
  });
  open.unshift(() => watched.unsubscribe());
  await shown.find(() => true, 'the room');
  return shown;
}

/** Lets the cache hear of what happens in a room. */
async function follow(room) {
  const events = new Inbox();
  const subscription = urql.subscription(EVENTS, { rooms: [room] }).subscribe(({ data, error }) => {
    if (error) events.fail(error);
    else events.push(data.roomEvents);
  });
  open.unshift(() => subscription.unsubscribe());
  await events.find(({ __typename }) => __typename === 'StreamReady', 'StreamReady');
  return events;
}

/** Sends, and shows the message at once. */
async function send(room, body) {
  const { data, error } = await urql.mutation(SEND, { input: { roomId: room, body, clientMutationId: fresh() } });
  assert.equal(error, undefined);
  return data.sendMessage;
}

/** A room as the cache has it. */
function cached(room) {
  return urql.readQuery(ROOM, { room }, { requestPolicy: 'cache-only' }).data.room;
}

describe('urql', () => {
  it('reads short queries by GET and changes by POST', async () => {
    const room = await alice.createsRoom('Library', [bob]);
    const { data, error } = await urql.query(EVERYTHING, {});
    assert.equal(error, undefined);
    assert.equal(data.viewer.username, 'alice');
    assert.ok(data.memberships.nodes.some((membership) => membership.roomId === room));
    assert.equal((await send(room, 'Quiet, please')).action, 'COMMIT');
    assert.deepEqual(requests, ['GET 200', 'POST 200']);
  });

  it('takes an optimistic message back when the payload says ROLLBACK', async () => {
    const room = await bob.createsRoom('Cellar', [alice]);
    await bob.sends(room, 'Anybody here?');
    const shown = await watch(room);
    await bob.does('archiveRoom', { roomId: room }, 'room { id }');
    const payload = await send(room, 'Me!');
    assert.deepEqual([payload.action, payload.error.code, payload.message], ['ROLLBACK', 'ROOM_ARCHIVED', null]);
    await shown.until((states) => states.length >= 3, 'three states');
    assert.deepEqual(shown.items, [['Anybody here?'], ['Anybody here?', 'Me!'], ['Anybody here?']]);
    assert.deepEqual(texts(cached(room)), ['Anybody here?']);
  });

  it('keeps an optimistic message when the payload says COMMIT, and shows it once though the event overtakes it', async () => {
    const room = await alice.createsRoom('Kitchen', [bob]);
    const shown = await watch(room);
    const events = await follow(room);
    held = events.find(({ __typename }) => __typename === 'MessageSent', 'the event');
    const payload = await send(room, 'Soup or salad?');
    assert.equal(payload.action, 'COMMIT');
    const event = await held;
    assert.deepEqual(event.message, payload.message);
    assert.deepEqual(shown.items[0], []);
    const states = shown.items.slice(1);
    assert.ok(states.length > 0 && states.every((state) => state.join() === 'Soup or salad?'), JSON.stringify(states));
    assert.equal(cached(room).messages.nodes.at(-1).id, payload.message.id);
  });

  it('shows what others send and edit, by the subscription alone', async () => {
    const room = await alice.createsRoom('Attic', [bob]);
    const shown = await watch(room);
    await follow(room);
    const { id } = await bob.sends(room, 'Salat');
    await shown.find((state) => state.join() === 'Salat', 'the message');
    await bob.does('editMessage', { messageId: id, body: 'Salad' }, 'seq');
    await shown.find((state) => state.join() === 'Salad', 'the edit');
    assert.deepEqual(shown.items, [[], ['Salat'], ['Salad']]);
    assert.deepEqual(requests, ['GET 200'], 'nothing was read again');
  });
});
