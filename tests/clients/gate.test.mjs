// Requests by the thousand, made from schema.graphql, right ones and broken ones, held against graphql-js: what is refused, and
// what is answered. A failure names its seed and shows each kind of disagreement in its smallest form.
//
// SPARK_SEED repeats a run, SPARK_DOCUMENTS says how many requests.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Differential } from './gate/differential.mjs';
import { printed, printedOf, readSchema } from './gate/introspect.mjs';
import { table, told } from './gate/report.mjs';
import { sparkSchema } from './gate/schema.mjs';
import { makeWorld, readWorld } from './gate/world.mjs';
import { Spark } from './harness/server.mjs';

const SEED = Number(process.env.SPARK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const COUNT = Number(process.env.SPARK_DOCUMENTS ?? 8_000);
/** So many kinds of disagreement are shown; the others are counted. */
const SHOWN = 8;

let spark;
let differential;

before(async () => {
  spark = await Spark.start('--demo');
  const made = await makeWorld(spark);
  const world = await readWorld(made);
  const tokens = { alice: made.alice.authorization };
  differential = await Differential.on({ url: spark.http, tokens, world, seed: SEED, revive: () => spark.revive() });
});

after(async () => {
  differential?.close();
  await spark?.stop();
});

describe('the gate', () => {
  it('tells of the schema that schema.graphql holds', async () => {
    assert.equal(printedOf(await readSchema(spark.http)), printed(sparkSchema()));
  });

  it('judges and answers as graphql-js does, beside the documented limits', async (t) => {
    t.diagnostic(`SPARK_SEED=${SEED} SPARK_DOCUMENTS=${COUNT}`);
    await differential.run(COUNT);
    for (const line of table(differential).split('\n')) t.diagnostic(line);
    const found = [...differential.found].sort(([, left], [, right]) => right.times - left.times);
    const shown = [];
    for (const [key, one] of found.slice(0, SHOWN)) shown.push(told(await differential.smallest(one), { key, ...one }));
    const more = found.slice(SHOWN).map(([key, { times, number }]) => `${key} (${times}×, first in request ${number})`);
    assert.equal(found.length, 0, [`SPARK_SEED=${SEED}`, ...shown, ...more].join('\n\n'));
  });

  it('met every rule broken', { skip: COUNT < 2_000 }, () => {
    const never = [...differential.counts].filter(([, { alone }]) => !alone).map(([rule]) => rule);
    assert.deepEqual(never, []);
  });
});
