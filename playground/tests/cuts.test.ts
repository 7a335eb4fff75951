/** The core between a network that fails in every way and a server that is restored: in the end it shows what the server has. */

import { expect, it } from 'vitest';
import { RULES } from '../src/spark/rules.ts';
import { cutAtRandom } from './simulation/story.ts';

const ASKED = process.env.SPARK_CUTS && Number(process.env.SPARK_CUTS);
const CUTS = ASKED || 10_000;
/** A slow machine tries fewer, unless it was asked for a number. */
const BUDGET_MS = ASKED ? Infinity : 60_000;
const SEED = Number(process.env.SPARK_SEED ?? Math.floor(Math.random() * 2 ** 30));

it('shows what the server has after thousands of cuts at random, with each own message once and in order', { timeout: ASKED ? 0 : 300_000 }, () => {
  const begun = performance.now();
  let cuts = 0;
  for (let seed = SEED; cuts < CUTS && performance.now() - begun < BUDGET_MS; seed++) cuts += cutAtRandom(seed, RULES);
  console.info(`SPARK_SEED=${SEED} SPARK_CUTS=${cuts}`);
  expect(cuts).toBeGreaterThan(0);
});
