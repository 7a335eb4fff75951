// Usage: node gate/run.mjs [NUMBER…]
//
// The differential test against a demo server of its own (SPARK_BINARY) or one that runs (SPARK_URL, started with --demo and
// used by nobody else). SPARK_SEED and SPARK_DOCUMENTS say which requests and how many; NUMBERs are tried alone and shown.

import { Spark } from '../harness/server.mjs';
import { Differential } from './differential.mjs';
import { table, told } from './report.mjs';
import { makeWorld, readWorld } from './world.mjs';

const seed = Number(process.env.SPARK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(process.env.SPARK_DOCUMENTS ?? 4_000);
const spark = process.env.SPARK_URL
  ? { http: `${process.env.SPARK_URL}/graphql`, revive() {}, stop() {} }
  : await Spark.start('--demo');
try {
  const made = await makeWorld(spark);
  const world = await readWorld(made);
  const differential = await Differential.on({
    url: spark.http,
    tokens: { alice: made.alice.authorization },
    world,
    seed,
    revive: () => spark.revive(),
  });
  console.log(`SPARK_SEED=${seed} SPARK_DOCUMENTS=${count}`);
  const numbers = process.argv.slice(2).map(Number);
  for (const number of numbers) {
    const request = differential.composer.request(number);
    console.log(request.origin, request.query);
    const tried = await differential.try(request);
    console.log(told({ request, ...tried, difference: tried.difference ?? {} }, { key: 'tried', times: 1, number }));
  }
  if (!numbers.length) {
    const begun = performance.now();
    await differential.run(count);
    console.log(`${Math.round(performance.now() - begun)} ms`);
    console.log(table(differential));
    const found = [...differential.found].sort(([, left], [, right]) => right.times - left.times);
    console.log(`${found.reduce((sum, [, { times }]) => sum + times, 0)} disagreements in ${found.length} classes`);
    for (const [key, one] of found.slice(0, Number(process.env.SPARK_SHOW ?? 30))) {
      console.log(told(await differential.smallest(one), { key, ...one }));
    }
  }
  differential.close();
} finally {
  await spark.stop();
}
