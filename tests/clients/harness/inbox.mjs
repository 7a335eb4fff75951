// Waiting for what comes, never for a time.

/** Long enough for a machine that does other things as well; a story never waits for it when all is well. */
export const PATIENCE_MS = 20_000;

/** What a promise gives, unless it takes too long. */
export async function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What arrives, in order. Whoever waits looks again at each arrival. */
export class Inbox {
  items = [];
  #looks = new Set();
  #failed;

  push(item) {
    this.items.push(item);
    this.#wake();
  }

  /** Nothing more comes: whoever waits is told why. */
  fail(error) {
    this.#failed = error;
    this.#wake();
  }

  #wake() {
    for (const look of [...this.#looks]) look();
  }

  /** What `probe` finds in all that has arrived, as soon as it finds something. */
  async until(probe, what) {
    let look;
    const found = new Promise((resolve, reject) => {
      look = () => {
        const value = probe(this.items);
        if (value) resolve(value);
        else if (this.#failed) reject(this.#failed);
      };
    });
    this.#looks.add(look);
    look();
    try {
      return await within(found, what);
    } catch (error) {
      throw new Error(`${what}: ${error.message ?? JSON.stringify(error)}; so far ${JSON.stringify(this.items)}`, { cause: error });
    } finally {
      this.#looks.delete(look);
    }
  }

  /** The first item that `wanted` holds for, there already or still to come. */
  async find(wanted, what) {
    const found = await this.until((items) => items.filter(wanted).slice(0, 1).map((item) => ({ item }))[0], what);
    return found.item;
  }
}
