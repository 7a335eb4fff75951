// A network between a client and the server, which can go: bytes that pass, that are cut off, or that stay away without a word.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class Gate {
  /** How many connections have come through, or have tried to. */
  came = 0;
  #pairs = new Set();
  #mode = 'open';
  #watchers = new Set();

  /** A gate before this server. */
  static async before(spark) {
    const gate = new Gate();
    gate.server = createServer((near) => gate.#admit(near, Number(new URL(spark.url).port)));
    gate.server.listen(0, '127.0.0.1');
    await once(gate.server, 'listening');
    gate.http = `http://127.0.0.1:${gate.server.address().port}/graphql`;
    return gate;
  }

  #admit(near, port) {
    this.came += 1;
    near.on('error', () => {});
    this.#look();
    if (this.#mode === 'closed') return near.destroy();
    const far = this.#mode === 'open' ? connect(port, '127.0.0.1') : undefined;
    const pair = [near, far].filter(Boolean);
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        for (const other of pair) other.destroy();
        this.#pairs.delete(pair);
        this.#look();
      });
    }
    if (far) near.pipe(far).pipe(near);
  }

  /** Cuts off what is connected, and all who come. */
  close() {
    this.#mode = 'closed';
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  /** Nothing passes any more through what is connected, nor through what comes; nobody is told. */
  freeze() {
    this.#mode = 'frozen';
    for (const [near, far] of this.#pairs) {
      near.unpipe();
      far?.unpipe();
    }
  }

  /** New connections pass again; those that were frozen stay so. */
  open() {
    this.#mode = 'open';
  }

  /** How many connections there are. */
  get size() {
    return this.#pairs.size;
  }

  /** Waits until this holds; it is looked at when a connection comes or goes. */
  until(holds) {
    return new Promise((resolve) => {
      const look = () => holds() && (this.#watchers.delete(look), resolve());
      this.#watchers.add(look);
      look();
    });
  }

  #look() {
    for (const look of [...this.#watchers]) look();
  }

  /** Away with it. */
  async stop() {
    this.close();
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }
}
