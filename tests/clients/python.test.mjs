// Python's clients: gql over all of its transports, httpx-sse, and http.client, which reads only when it has written all.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Person, fresh } from './harness/person.mjs';
import { python } from './harness/python.mjs';
import { Spark } from './harness/server.mjs';

const VIEWER = { viewer: { username: 'bob' } };
const SENT = { action: 'COMMIT', message: { body: 'half \ufffd' } };
const EVENTS = 'subscription { roomEvents { __typename ... on MessageSent { message { body } } } }';

let spark;
let alice;
let bob;

before(async () => {
  spark = await Spark.start();
  alice = await Person.register(spark, 'alice');
  bob = await Person.register(spark, 'bob');
});

after(() => spark?.stop());

describe('gql', { concurrency: true }, () => {
  const ready = { roomEvents: { __typename: 'StreamReady' } };
  const heard = { roomEvents: { __typename: 'MessageSent', message: SENT.message } };
  for (const [transport, expected] of [
    ['aiohttp', [VIEWER, { sendMessage: SENT }]],
    ['aiohttp-websockets', [VIEWER, ready, { sendMessage: SENT }, heard]],
    ['websockets', [VIEWER, ready, { sendMessage: SENT }, heard]],
  ]) {
    it(`asks, changes and listens over ${transport}`, async (t) => {
      const room = await alice.createsRoom('Kitchen', [bob]);
      const { http, ws } = spark;
      const given = { transport, http, ws, room, authorization: bob.authorization, call: fresh() };
      assert.deepEqual(await python(t, 'listen.py', given).end(), expected);
    });
  }
});

describe('httpx-sse', { concurrency: true }, () => {
  for (const method of ['POST', 'GET']) {
    const stream = (t, query) => {
      const { said, end } = python(t, 'stream.py', { method, query, http: spark.http, authorization: bob.authorization });
      return { said, end };
    };

    it(`reads a result and the end by ${method}`, async (t) => {
      const events = await stream(t, '{ viewer { username } }').end();
      assert.deepEqual(events, [['next', JSON.stringify({ data: VIEWER })], ['complete', '']]);
    });

    it(`listens by ${method}`, async (t) => {
      const room = await alice.createsRoom('Hall', [bob]);
      const { said, end } = stream(t, EVENTS);
      await said.find(([, data]) => data.includes('StreamReady'), 'StreamReady');
      await alice.sends(room, 'Soup?');
      const events = (await end()).map(([name, data]) => [name, JSON.parse(data).data.roomEvents]);
      assert.deepEqual(events.at(-1), ['next', { __typename: 'MessageSent', message: { body: 'Soup?' } }]);
    });
  }
});

describe('http.client', { concurrency: true }, () => {
  const json = { 'content-type': 'application/json' };
  for (const [what, headers, answer] of [
    ['too long', json, '413 TOO_LARGE'],
    ['of another type', { 'content-type': 'text/plain' }, '415 INVALID_INPUT'],
    ['compressed', { ...json, 'content-encoding': 'gzip' }, '415 INVALID_INPUT'],
    ['of a foreign page', { ...json, origin: 'https://elsewhere.example' }, '403 FORBIDDEN'],
    ['answered in nothing that is wanted', { ...json, accept: 'text/html' }, '406 INVALID_INPUT'],
  ]) {
    it(`hears each time why what it posts is not read: ${what}`, async (t) => {
      const given = { host: new URL(spark.url).host, headers, bytes: 2_000_000, times: 48 };
      assert.deepEqual(await python(t, 'plain.py', given).end(), [{ [answer]: 48 }]);
    });
  }
});
