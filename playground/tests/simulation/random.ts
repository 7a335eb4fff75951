/** Chance from a seed: the same again for one that failed. By Park and Miller: enough for choosing. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed % 0x7fff_fffe) + 1;
    // Neighbouring seeds begin alike.
    for (let n = 0; n < 3; n++) this.below(2);
  }

  /** A whole number from 0 to `n - 1`. */
  below(n: number): number {
    this.#state = (this.#state * 48_271) % 0x7fff_ffff;
    return this.#state % n;
  }

  /** Whether something happens that does so in one of `n` cases. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}
