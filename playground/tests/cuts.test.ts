/** The core between a network that fails in every way and a server that is restored: in the end it shows what the server has. */

import { expect, it } from 'vitest';
import { RULES } from '../src/spark/rules.ts';
import { cutAtRandom } from './simulation/story.ts';

const CUTS = Number(process.env.SPARK_CUTS ?? 10_000);
const SEED = Number(process.env.SPARK_SEED ?? Math.floor(Math.random() * 2 ** 30));

it(`shows what the server has after ${CUTS} cuts at random, with each own message once and in order`, { timeout: 300_000 }, () => {
  let cuts = 0;
  for (let seed = SEED; cuts < CUTS; seed++) cuts += cutAtRandom(seed, RULES);
  expect(cuts).toBeGreaterThanOrEqual(CUTS);
});
