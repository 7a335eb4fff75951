// GraphQL over HTTP as its specification has it: every audit of graphql-http, what MUST, SHOULD and MAY be alike.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { serverAudits } from 'graphql-http';
import { Person } from './harness/person.mjs';
import { Spark } from './harness/server.mjs';

let spark;
let alice;

before(async () => {
  spark = await Spark.start();
  alice = await Person.register(spark, 'alice');
});

after(() => spark?.stop());

const visitors = {
  'somebody who is not signed in': () => ({}),
  'somebody who is signed in': () => ({ authorization: alice.authorization }),
};

for (const [visitor, identity] of Object.entries(visitors)) {
  describe(`the audits pass for ${visitor}`, () => {
    const fetchFn = (url, init = {}) => fetch(url, { ...init, headers: { ...init.headers, ...identity() } });
    for (const audit of serverAudits({ url: () => spark.http, fetchFn })) {
      it(`${audit.id} ${audit.name}`, async () => {
        const { status, reason, response } = await audit.fn();
        assert.equal(status, 'ok', response && `${reason}: ${response.status} ${await text(response)}`);
      });
    }
  });
}

/** What was answered, when the audit has not read it already. */
async function text(response) {
  return response.bodyUsed ? '' : response.text();
}
