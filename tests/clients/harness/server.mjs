// A server for the stories of one file: the `spark` binary on an SQLite file of its own. Both go away with the file.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { within } from './inbox.mjs';

const BINARY = process.env.SPARK_BINARY ?? fileURLToPath(new URL('../../../target/debug/spark', import.meta.url));
// Most stories are faster than people are.
const NO_RATES = ['--send-rate=0', '--change-rate=0', '--login-rate=0', '--address-login-rate=0', '--register-rate=0'];

export class Spark {
  #folder;
  #process;
  #args;

  constructor(folder, args = []) {
    this.#folder = folder;
    this.#args = args;
  }

  /** Starts a server on a free port, with further arguments. */
  static async start(...args) {
    const spark = new Spark(await mkdtemp(join(tmpdir(), 'spark-clients-')), args);
    try {
      await spark.listen('127.0.0.1:0');
    } catch (error) {
      await spark.stop();
      throw error;
    }
    return spark;
  }

  /**
   * Starts a server on a port that it gets again after a stop: below 32768, where the system hands none out to others.
   * Asking first whether a port is free would leave a gap, so the server tries, and tries another.
   */
  static async startOnFixedPort() {
    const spark = new Spark(await mkdtemp(join(tmpdir(), 'spark-clients-')));
    for (let attempt = 1; ; attempt++) {
      try {
        await spark.listen(`127.0.0.1:${20_000 + Math.floor(Math.random() * 12_000)}`);
        return spark;
      } catch (error) {
        if (attempt < 5) continue;
        await spark.stop();
        throw error;
      }
    }
  }

  /** The address for HTTP and server-sent events. */
  get http() {
    return `${this.url}/graphql`;
  }

  /** The address for sockets. */
  get ws() {
    return this.http.replace('http://', 'ws://');
  }

  /** Begins to serve on the database, and waits until it does. */
  async listen(address) {
    const database = `sqlite://${join(this.#folder, 'spark.db')}`;
    const files = `file:${join(this.#folder, 'files')}`;
    const args = ['serve', '--listen', address, '--database-url', database, '--files-url', files, '--log', 'warn'];
    args.push(...NO_RATES, ...this.#args);
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SPARK_')));
    const child = spawn(BINARY, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    this.#process = { child, gone };
    const lines = createInterface({ input: child.stdout });
    const early = gone.then(({ code, signal }) => Promise.reject(new Error(`the server went away: ${code ?? signal}`)));
    try {
      const [line] = await within(Promise.race([once(lines, 'line'), early]), 'the server to listen');
      this.url = /^listening on (http:\/\/\S+)$/.exec(line)[1];
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  /** Stops the server in order; the database stays. What it exited with. */
  async end() {
    const { child, gone } = this.#process;
    this.#process = undefined;
    child.kill('SIGTERM');
    try {
      return await within(gone, 'the server to stop');
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** Begins again where it was. */
  async again() {
    await this.listen(new URL(this.url).host);
  }

  /** Copies the database of a server that was stopped; the copy's name. All its files, for its log may be one of them. */
  async backUp(name) {
    await mkdir(join(this.#folder, name));
    for (const file of await this.#files()) await copyFile(join(this.#folder, file), join(this.#folder, name, file));
    return name;
  }

  /** Puts a copy back, while the server is stopped. */
  async putBack(name) {
    for (const file of await this.#files()) await rm(join(this.#folder, file));
    for (const file of await readdir(join(this.#folder, name))) {
      await copyFile(join(this.#folder, name, file), join(this.#folder, file));
    }
  }

  async #files() {
    return (await readdir(this.#folder)).filter((file) => file.startsWith('spark.db') && !file.endsWith('.lock'));
  }

  /** Begins again if it went away by itself; whether it did. */
  async revive() {
    const { child } = this.#process;
    if (child.exitCode === null && child.signalCode === null) return false;
    await this.again();
    return true;
  }

  /** Stops the server, if it runs, and removes its database. */
  async stop() {
    try {
      if (this.#process) await this.end();
    } finally {
      await rm(this.#folder, { recursive: true, force: true });
    }
  }
}
