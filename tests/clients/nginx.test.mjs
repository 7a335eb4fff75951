// Behind nginx with Debian's defaults: they hold streams back, speak HTTP/1.0 to the server and take `Upgrade` away.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { createClient as createStreams } from 'graphql-sse';
import { createClient as createSockets } from 'graphql-ws';
import WebSocket from 'ws';
import { Inbox, within } from './harness/inbox.mjs';
import { Nginx } from './harness/nginx.mjs';
import { Person } from './harness/person.mjs';
import { Spark } from './harness/server.mjs';

const VIEWER = '{ viewer { username } }';
const EVENTS = `subscription($rooms: [ID!]) {
  roomEvents(roomIds: $rooms) { __typename ... on MessageSent { message { body } } } }`;

let spark;
let nginx;
let alice;
let bob;

before(async () => {
  spark = await Spark.start();
  nginx = await Nginx.before(spark);
  alice = await Person.register(spark, 'alice');
  bob = await Person.register({ http: nginx.http }, 'bob');
});

after(async () => {
  await nginx?.stop();
  await spark?.stop();
});

/** Everything that both kinds of client do. */
async function listens(client) {
  const room = await alice.createsRoom('Kitchen', [bob]);
  const events = client.iterate({ query: EVENTS, variables: { rooms: [room] } });
  const next = async (what) => (await within(events.next(), what)).value.data.roomEvents;
  assert.deepEqual(await next('StreamReady'), { __typename: 'StreamReady' });
  for (const body of ['one', 'two']) {
    await alice.sends(room, body);
    assert.deepEqual(await next(body), { __typename: 'MessageSent', message: { body } });
  }
  await events.return();
  const results = [];
  for await (const result of client.iterate({ query: VIEWER })) results.push(result);
  assert.deepEqual(results, [{ data: { viewer: { username: 'bob' } } }]);
}

describe('behind nginx', { concurrency: true }, () => {
  it('asks and changes', async () => {
    const room = await bob.createsRoom('Attic');
    assert.equal((await bob.sends(room, 'Anybody there?')).body, 'Anybody there?');
    const headers = { authorization: bob.authorization };
    const response = await fetch(`${nginx.http}?query=${encodeURIComponent(VIEWER)}`, { headers });
    assert.deepEqual(await response.json(), { data: { viewer: { username: 'bob' } } });
  });

  it('hears why a body is too long', async () => {
    const headers = { 'content-type': 'application/json', authorization: bob.authorization };
    // More than nginx itself takes would be its own refusal.
    const response = await fetch(nginx.http, { method: 'POST', headers, body: ' '.repeat(900_000) });
    assert.equal(response.status, 413);
    assert.equal((await response.json()).errors[0].extensions.code, 'TOO_LARGE');
  });

  it('listens to a stream, and hears its end', async (t) => {
    const { authorization } = bob;
    const client = createStreams({ url: nginx.http, headers: { authorization }, retryAttempts: 0 });
    t.after(() => client.dispose());
    await listens(client);
  });

  it('is let in before the first event', async (t) => {
    const room = await alice.createsRoom('Landing', [bob]);
    const { authorization } = bob;
    const client = createStreams({ url: nginx.http, headers: { authorization }, retryAttempts: 0 });
    t.after(() => client.dispose());
    const entered = new Inbox();
    const query = 'subscription($room: ID!) { activeRoom(roomId: $room) { __typename } }';
    const sink = { next: () => {}, error: (error) => entered.fail(error), complete: () => {} };
    client.subscribe({ query, variables: { room } }, sink, { connected: () => entered.push('connected') });
    await entered.find(() => true, 'the answer to a subscription that has nothing to say');
  });

  it('listens over a socket', async (t) => {
    const connectionParams = { authorization: bob.authorization };
    const client = createSockets({ url: nginx.ws, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
    t.after(() => client.dispose());
    await listens(client);
  });

  it('hears that nginx took the handshake apart', async () => {
    const socket = new WebSocket(nginx.lost, 'graphql-transport-ws');
    const [, response] = await within(once(socket, 'unexpected-response'), 'the refusal');
    const [body] = await within(response.toArray(), 'its words');
    assert.equal(response.statusCode, 426);
    assert.match(body.toString(), /a proxy in front of the server took it away/);
  });
});
