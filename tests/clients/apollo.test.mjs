// Apollo Client: HTTP for queries and mutations, a socket for subscriptions, one normalized cache for all of it.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client/core';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { EVENTS, EVERYTHING, ROOM, SEND, optimisticSend, texts, withMessage } from './documents.mjs';
import { Inbox } from './harness/inbox.mjs';
import { Person, fresh } from './harness/person.mjs';
import { Spark } from './harness/server.mjs';

const ABSTRACT_TYPES = '{ __schema { types { name possibleTypes { name } } } }';

let spark;
let alice;
let bob;
let possibleTypes;
let apollo;
/** Answers over HTTP are held back until this is done. */
let held;
let open = [];

before(async () => {
  spark = await Spark.start();
  alice = await Person.register(spark, 'alice');
  bob = await Person.register(spark, 'bob');
  const abstract = (await alice.reads(ABSTRACT_TYPES)).__schema.types.filter((type) => type.possibleTypes);
  possibleTypes = Object.fromEntries(abstract.map((type) => [type.name, type.possibleTypes.map(({ name }) => name)]));
});

beforeEach(() => {
  held = undefined;
  const socket = createClient({
    url: spark.ws,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: alice.authorization },
  });
  const link = ApolloLink.split(
    ({ operationType }) => operationType === 'subscription',
    new GraphQLWsLink(socket),
    new HttpLink({ uri: spark.http, headers: { authorization: alice.authorization }, fetch: fetchAndHold }),
  );
  apollo = new ApolloClient({ link, cache: new InMemoryCache({ possibleTypes }) });
  open = [() => apollo.stop(), () => socket.dispose()];
});

afterEach(async () => {
  for (const close of open) await close();
});

after(() => spark?.stop());

async function fetchAndHold(url, init) {
  const response = await fetch(url, init);
  await held;
  return response;
}

/** Reads a room and watches it in the cache: every state in which it was shown. */
async function watch(room) {
  const shown = new Inbox();
  const watched = apollo.watchQuery({ query: ROOM, variables: { room } }).subscribe({
    next: ({ data, error }) => (error ? shown.fail(error) : data && shown.push(texts(data.room))),
    error: (error) => shown.fail(error),
  });
  open.unshift(() => watched.unsubscribe());
  await shown.find(() => true, 'the room');
  return shown;
}

/** Puts a message into a room in the cache. */
function add(cache, room, message) {
  cache.updateQuery({ query: ROOM, variables: { room } }, (data) => data && withMessage(data, message));
}

/** Lets the cache hear of what happens in a room. */
async function follow(room) {
  const events = new Inbox();
  const subscription = apollo.subscribe({ query: EVENTS, variables: { rooms: [room] } }).subscribe({
    next: ({ data, error }) => {
      if (error) return events.fail(error);
      const event = data.roomEvents;
      // An edited message changes by its id alone.
      if (event.__typename === 'MessageSent') add(apollo.cache, room, event.message);
      events.push(event);
    },
    error: (error) => events.fail(error),
  });
  open.unshift(() => subscription.unsubscribe());
  await events.find(({ __typename }) => __typename === 'StreamReady', 'StreamReady');
  return events;
}

/** Sends, and shows the message at once. */
async function send(room, body) {
  const input = { roomId: room, body, clientMutationId: fresh() };
  const { data } = await apollo.mutate({
    mutation: SEND,
    variables: { input },
    optimisticResponse: { sendMessage: optimisticSend(input, alice) },
    update: (cache, { data }) => data.sendMessage.message && add(cache, room, data.sendMessage.message),
  });
  return data.sendMessage;
}

/** Whether anything optimistic is left, in any layer of the cache. */
function leftovers() {
  return Object.keys(apollo.cache.extract(true)).filter((key) => key.includes('optimistic'));
}

describe('Apollo Client', () => {
  it('takes an optimistic message back when the payload says ROLLBACK', async () => {
    const room = await bob.createsRoom('Cellar', [alice]);
    await bob.sends(room, 'Anybody here?');
    const shown = await watch(room);
    await bob.does('archiveRoom', { roomId: room }, 'room { id }');
    const payload = await send(room, 'Me!');
    assert.deepEqual([payload.action, payload.error.code, payload.message], ['ROLLBACK', 'ROOM_ARCHIVED', null]);
    await shown.until((states) => states.length >= 3, 'three states');
    assert.deepEqual(shown.items, [['Anybody here?'], ['Anybody here?', 'Me!'], ['Anybody here?']]);
    assert.deepEqual(leftovers(), []);
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
    const { room: cached } = apollo.readQuery({ query: ROOM, variables: { room } });
    assert.equal(cached.messages.nodes.at(-1).id, payload.message.id);
    assert.deepEqual(leftovers(), []);
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
  });

  it('finds every id under one type only', async () => {
    const room = await alice.createsRoom('Hall', [bob]);
    await follow(room);
    await bob.sends(room, 'Hello');
    await apollo.query({ query: EVERYTHING });
    const objects = Object.entries(apollo.cache.extract()).filter(([, object]) => object.id);
    assert.ok(objects.every(([key, { __typename, id }]) => key === `${__typename}:${id}`));
    const ids = objects.map(([, { id }]) => id);
    assert.equal(new Set(ids).size, ids.length, ids.join(' '));
    const types = new Set(objects.map(([, { __typename }]) => __typename));
    assert.deepEqual([...types].sort(), ['Membership', 'Message', 'Room', 'RoomMember', 'Settings', 'User']);
  });
});
