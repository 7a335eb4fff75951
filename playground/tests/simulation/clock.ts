/** Time that passes only when told to: what is to happen, in the order of its instants. */
export class Clock {
  now = 1_700_000_000_000;
  #tasks: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
  #order = 0;

  /** Runs something after so many milliseconds. */
  after(ms: number, run: () => void) {
    const task = { at: this.now + ms, order: this.#order++, run };
    let at = this.#tasks.length;
    while (at > 0 && (this.#tasks[at - 1]?.at ?? 0) > task.at) at -= 1;
    this.#tasks.splice(at, 0, task);
  }

  /** Lets so much time pass. */
  pass(ms: number) {
    const end = this.now + ms;
    while (this.#tasks[0] && this.#tasks[0].at <= end) {
      const task = this.#tasks.shift();
      if (!task) break;
      this.now = Math.max(this.now, task.at);
      task.run();
    }
    this.now = end;
  }

  get iso() {
    return new Date(this.now).toISOString();
  }
}
