import type { Rules } from '../../src/spark/rules.ts';
import { World } from './world.ts';

/** What can happen happens, 60 times; then the network is well. How many cuts there were. Throws with its seed. */
export function cutAtRandom(seed: number, rules: Rules): number {
  const world = new World(seed, rules);
  try {
    for (let n = 0; n < 60; n++) world.anything();
    world.settles();
  } catch (error) {
    throw new Error(`SPARK_SEED=${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return world.cuts;
}
