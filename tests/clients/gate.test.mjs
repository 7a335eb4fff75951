// Requests by the thousand, made from schema.graphql, right ones and broken ones, held against graphql-js: what is refused, and
// what is answered. A failure names its seed and shows each kind of disagreement in its smallest form.
//
// SPARK_SEED repeats a run, SPARK_DOCUMENTS asks for another number of requests, however long they take.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Deeds } from './gate/deeds.mjs';
import { Differential } from './gate/differential.mjs';
import { printed, printedOf, readSchema } from './gate/introspect.mjs';
import { table, told } from './gate/report.mjs';
import { sparkSchema } from './gate/schema.mjs';
import { makeWorld, readWorld } from './gate/world.mjs';
import { Spark } from './harness/server.mjs';

const SEED = Number(process.env.SPARK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const ASKED = process.env.SPARK_DOCUMENTS && Number(process.env.SPARK_DOCUMENTS);
const COUNT = ASKED ?? 6_000;
/** A slow machine tries fewer, unless it was asked for a number. */
const BUDGET_MS = ASKED ? Infinity : 60_000;
/** Below this many it is no matter that some rule was not met. */
const ENOUGH = 2_000;
const DEEDS = 400;
/** So many kinds of disagreement are shown; the others are counted. */
const SHOWN = 8;

/** A server with something in it that alice has read, and what is right there. */
async function prepare() {
  const spark = await Spark.start('--demo');
  const made = await makeWorld(spark);
  const world = await readWorld(made);
  const { authorization } = made.alice;
  const revive = () => spark.revive();
  const differential = await Differential.on({ url: spark.http, tokens: { alice: authorization }, world, seed: SEED, revive });
  const stop = async () => {
    await differential.close();
    await spark.stop();
  };
  return { spark, differential, authorization, stop };
}

describe('the gate', () => {
  let one;
  let tried = 0;

  before(async () => {
    one = await prepare();
  });

  after(() => one?.stop());

  it('tells of the schema that schema.graphql holds', async () => {
    const told = await readSchema(one.spark.http);
    assert.doesNotMatch(told.__schema.description ?? '', /^A GraphQL Schema defines/, 'the words of the library');
    const right = printed(Object.assign(sparkSchema(), { description: told.__schema.description })).split('\n');
    const given = printedOf(told).split('\n');
    const n = right.findIndex((line, at) => line !== given[at]);
    assert.ok(
      n < 0 && given.length === right.length,
      `line ${n + 1}: ${JSON.stringify(given[n])} instead of ${JSON.stringify(right[n])}`,
    );
  });

  it('judges and answers as graphql-js does, beside the documented limits', async (t) => {
    const { differential } = one;
    tried = await differential.run(COUNT, BUDGET_MS);
    t.diagnostic(`SPARK_SEED=${SEED} SPARK_DOCUMENTS=${tried}`);
    for (const line of table(differential).split('\n')) t.diagnostic(line);
    const found = [...differential.found].sort(([, left], [, right]) => right.times - left.times);
    const shown = [];
    for (const [key, each] of found.slice(0, SHOWN)) shown.push(told(await differential.smallest(each), { key, ...each }));
    const more = found.slice(SHOWN).map(([key, { times, number }]) => `${key} (${times}×, first in request ${number})`);
    assert.equal(found.length, 0, [`SPARK_SEED=${SEED} SPARK_DOCUMENTS=${tried}`, ...shown, ...more].join('\n\n'));
  });

  it('met every rule broken, and everything else that is easily got wrong', () => {
    const { counts, features } = one.differential;
    const never = [...counts].filter(([, { alone }]) => !alone).concat([...features].filter(([, times]) => !times));
    if (tried >= ENOUGH)
      assert.deepEqual(
        never.map(([name]) => name),
        [],
      );
  });
});

describe('what was executed', () => {
  let one;

  before(async () => {
    one = await prepare();
  });

  after(() => one?.stop());

  it('has the shape of its document: mutations, and the first events of subscriptions', async (t) => {
    const { spark, differential, authorization } = one;
    const { judge, composer } = differential;
    const deeds = new Deeds({
      schema: judge.schema,
      generator: composer.generator,
      judge,
      url: spark.http,
      authorization,
      seed: SEED,
    });
    const { mutations, events, wrong } = await deeds.run(DEEDS);
    t.diagnostic(`SPARK_SEED=${SEED}: ${mutations} mutations, ${events} events`);
    const shown = [];
    for (const each of wrong.slice(0, SHOWN)) shown.push(await deeds.told(each));
    assert.equal(wrong.length, 0, [`SPARK_SEED=${SEED}: ${wrong.length} of ${DEEDS}`, ...shown].join('\n\n'));
  });
});
