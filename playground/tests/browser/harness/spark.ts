/** A server of its own for each file of tests: the binary, on a database that is thrown away. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

interface Answer {
  data?: Record<string, never> | null;
  errors?: unknown;
}

export class Spark {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  static async start(...flags: string[]): Promise<Spark> {
    const binary = process.env['SPARK_BINARY'];
    if (!binary) throw new Error('SPARK_BINARY is not set: start the tests with tests/browser/run');
    const folder = await mkdtemp(join(tmpdir(), 'spark-'));
    const database = `sqlite://${join(folder, 'spark.db')}`;
    const files = flags.some((flag) => flag.startsWith('--files-url=')) ? [] : [`--files-url=file:${join(folder, 'files')}`];
    const noRates = ['--send-rate=0', '--change-rate=0', '--login-rate=0', '--address-login-rate=0', '--register-rate=0'];
    const args = ['serve', '--listen=127.0.0.1:0', '--log=warn', '--database-url', database, ...files, ...noRates, ...flags];
    const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
    for await (const line of createInterface(child.stdout)) {
      const url = /^listening on (http:\S+)/.exec(line)?.[1];
      if (url) return new Spark(url, child, folder);
    }
    throw new Error('the server did not start');
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGTERM');
      await once(this.#process, 'exit');
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Asks over HTTP; fails when it is refused. */
  async ask(query: string, variables: object = {}, token?: string): Promise<Record<string, never>> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (token) headers['authorization'] = `Bearer ${token}`;
    const response = await fetch(`${this.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = (await response.json()) as Answer;
    if (!data || errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Somebody who has just registered. */
  async register(username: string, password: string): Promise<void> {
    const query = 'mutation($input: RegisterInput!) { register(input: $input) { action } }';
    await this.ask(query, { input: { username, password } });
  }
}
