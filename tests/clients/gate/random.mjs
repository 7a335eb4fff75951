// Chance that can be had again: all of a document comes from its seed.

/** A small generator (mulberry32): good enough to choose by, and the same everywhere. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** From 0 on, below 1. */
  fraction() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 on, below `limit`. */
  below(limit) {
    return Math.floor(this.fraction() * limit);
  }

  /** A whole number, both ends included. */
  between(least, most) {
    return least + this.below(most - least + 1);
  }

  chance(probability) {
    return this.fraction() < probability;
  }

  /** One of these; undefined when there are none. */
  pick(items) {
    return items[this.below(items.length)];
  }

  /** The same items in another order. */
  shuffled(items) {
    const left = [...items];
    for (let n = left.length - 1; n > 0; n--) {
      const other = this.below(n + 1);
      [left[n], left[other]] = [left[other], left[n]];
    }
    return left;
  }

  /** Some of these, `count` at most, in any order. */
  some(items, count) {
    return this.shuffled(items).slice(0, count);
  }
}
