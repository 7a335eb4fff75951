// Server-sent events, for networks that block sockets: graphql-sse in distinct connections mode, and urql's own reader.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client, fetchExchange } from '@urql/core';
import { createClient } from 'graphql-sse';
import { parse } from 'graphql';
import { Follower } from './harness/follower.mjs';
import { Inbox } from './harness/inbox.mjs';
import { Person, fresh } from './harness/person.mjs';
import { Spark } from './harness/server.mjs';

const VIEWER = '{ viewer { username } }';
const SEND = 'mutation($input: SendMessageInput!) { sendMessage(input: $input) { action seq } }';
const EVENTS = `subscription($rooms: [ID!]) {
  roomEvents(roomIds: $rooms) { __typename ... on MessageSent { seq message { body author { username } } } } }`;

let spark;
let alice;
let bob;

before(async () => {
  spark = await Spark.startOnFixedPort();
  alice = await Person.register(spark, 'alice');
  bob = await Person.register(spark, 'bob');
});

after(() => spark?.stop());

/** A client of this person; no retries, so that a broken stream is a failure. */
function connect(t, person, options = {}) {
  const { authorization } = person;
  const client = createClient({ url: spark.http, headers: { authorization }, retryAttempts: 0, ...options });
  t.after(() => client.dispose());
  return client;
}

/** All results until the operation is complete. */
async function all(client, query, variables) {
  const results = [];
  for await (const result of client.iterate({ query, variables })) results.push(result);
  return results;
}

describe('graphql-sse', { concurrency: true }, () => {
  it('queries, changes and listens', async (t) => {
    const room = await alice.createsRoom('Kitchen', [bob]);
    const client = connect(t, bob);
    assert.deepEqual(await all(client, VIEWER), [{ data: { viewer: { username: 'bob' } } }]);

    const events = client.iterate({ query: EVENTS, variables: { rooms: [room] } });
    assert.deepEqual((await events.next()).value, { data: { roomEvents: { __typename: 'StreamReady' } } });
    const input = { roomId: room, body: 'Soup or salad?\n\ndata: both', clientMutationId: fresh() };
    const [{ data }] = await all(client, SEND, { input });
    assert.equal(data.sendMessage.action, 'COMMIT');
    assert.deepEqual((await events.next()).value.data.roomEvents, {
      __typename: 'MessageSent',
      seq: data.sendMessage.seq,
      message: { body: input.body, author: { username: 'bob' } },
    });
    await events.return();
  });

  it('is told of errors as results, for its browser would say nothing of a status', async (t) => {
    for (const [client, query, code] of [
      [connect(t, bob), '{ nonsense }', 'INVALID_INPUT'],
      [connect(t, bob), 'subscription { nonsense }', 'INVALID_INPUT'],
      [connect(t, { authorization: 'Bearer nonsense' }), VIEWER, 'UNAUTHENTICATED'],
      [connect(t, { authorization: 'Bearer nonsense' }), EVENTS, 'UNAUTHENTICATED'],
    ]) {
      const results = await all(client, query);
      assert.deepEqual(results.map(({ errors }) => errors[0].extensions.code), [code], query);
    }
  });

  it('is kept alive by comments, and goes on behind them', async (t) => {
    const room = await alice.createsRoom('Attic', [bob]);
    const comments = new Inbox();
    const client = connect(t, bob, {
      fetchFn: async (url, init) => {
        const { status, headers, body } = await fetch(url, init);
        const [kept, read] = body.tee();
        collectComments(kept, comments);
        return new Response(read, { status, headers });
      },
    });
    const events = client.iterate({ query: EVENTS, variables: { rooms: [room] } });
    assert.equal((await events.next()).value.data.roomEvents.__typename, 'StreamReady');
    // The first one comes with the headers.
    await comments.until(({ length }) => length > 1, 'a comment in the silence');
    await alice.sends(room, 'Still there?');
    assert.equal((await events.next()).value.data.roomEvents.message.body, 'Still there?');
    await events.return();
  });
});

describe('graphql-sse, when nobody says anything or the server goes', () => {
  it('is let in before the first event', async (t) => {
    const room = await alice.createsRoom('Landing', [bob]);
    const entered = new Inbox();
    const query = 'subscription($room: ID!) { activeRoom(roomId: $room) { __typename } }';
    const sink = { next: () => {}, error: (error) => entered.fail(error), complete: () => {} };
    const on = { connected: () => entered.push('connected') };
    const leave = connect(t, bob).subscribe({ query, variables: { room } }, sink, on);
    await entered.find(() => true, 'the answer to a subscription that has nothing to say');
    leave();
  });

  it('comes back by itself when the server stops and starts, and with sync has every event once, in order', async (t) => {
    const room = await alice.createsRoom('Stairs', [bob]);
    let missed;
    const retry = () => new Promise((resolve) => (missed = resolve));
    const follower = new Follower(connect(t, bob, { retryAttempts: 5, retry }), bob, room);
    await follower.ready(1);
    const { seq } = await alice.sends(room, 'one');
    await follower.has(seq);

    assert.deepEqual(await spark.end(), { code: 0, signal: null });
    await spark.again();
    await alice.sends(room, 'two');
    missed();
    await follower.ready(2);
    await alice.sends(room, 'three');
    await follower.has(seq + 2);
    assert.deepEqual(follower.numbers, Array.from({ length: seq + 2 }, (_, n) => n + 1));
    assert.deepEqual(follower.synced, [seq + 1], 'missed, and brought by sync');
    follower.leave();
  });
});

describe('JSON and streams', () => {
  for (const [accept, type] of [
    ['text/event-stream', 'text/event-stream'],
    ['text/event-stream, multipart/mixed', 'text/event-stream'],
    ['application/json, text/event-stream', 'application/json'],
    ['text/event-stream, application/json', 'text/event-stream'],
    ['application/graphql-response+json, application/json, text/event-stream', 'application/graphql-response+json'],
  ]) {
    it(`${type} for Accept: ${accept}`, async () => {
      const headers = { accept, 'content-type': 'application/json', authorization: bob.authorization };
      const response = await fetch(spark.http, { method: 'POST', headers, body: JSON.stringify({ query: VIEWER }) });
      assert.match(await response.text(), /bob/);
      assert.equal(response.headers.get('content-type').split(';')[0], type);
    });
  }
});

/** Lines that begin with a colon, as they come. */
async function collectComments(body, comments) {
  let rest = '';
  try {
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) if (line.startsWith(':')) comments.push(line);
    }
    comments.fail(new Error('the stream ended'));
  } catch (error) {
    // Also when the client leaves; then nobody waits.
    comments.fail(error);
  }
}

describe('urql without a socket', () => {
  it('listens to a stream, and is answered in JSON though it would take a stream', async (t) => {
    const room = await alice.createsRoom('Hall', [bob]);
    const types = [];
    const client = new Client({
      url: spark.http,
      fetchSubscriptions: true,
      fetchOptions: { headers: { authorization: bob.authorization } },
      preferGetMethod: false,
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        types.push(response.headers.get('content-type').split(';')[0]);
        return response;
      },
      exchanges: [fetchExchange],
    });
    const events = new Inbox();
    const subscription = client.subscription(parse(EVENTS), { rooms: [room] }).subscribe(({ data, error }) => {
      if (error) events.fail(error);
      else events.push(data.roomEvents);
    });
    t.after(() => subscription.unsubscribe());
    await events.find(({ __typename }) => __typename === 'StreamReady', 'StreamReady');
    assert.equal((await client.query(parse(VIEWER), {})).data.viewer.username, 'bob');
    await alice.sends(room, 'Hello');
    await events.find(({ message }) => message?.body === 'Hello', 'the event');
    assert.deepEqual(types, ['text/event-stream', 'application/graphql-response+json']);
  });
});
