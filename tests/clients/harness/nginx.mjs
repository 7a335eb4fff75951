// nginx as Debian sets it up, in front of a server: one place with nothing but `proxy_pass`, and one with the lines for
// WebSockets of the README. It runs in a folder of its own, on loopback, and ends with its file.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { within } from './inbox.mjs';

// Not in everybody's PATH.
const BINARY = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx'].find(existsSync) ?? 'nginx';

const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const SOCKETS = /^```nginx\n([^]*?)^```/m.exec(README)[1];

/** As in Debian's nginx.conf, but for what needs a folder or a user; one process, so that it ends whole. */
const config = (folder, port, spark) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  default_type application/octet-stream;
  access_log off;
  gzip on;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${spark};
    }
  }
  server {
    listen 127.0.0.1:${port + 1};
    location / {
      proxy_pass ${spark};
      ${SOCKETS}
    }
  }
}
`;

export class Nginx {
  #folder;
  #process;

  /** Starts in front of a server, on two ports below 32768, where the system hands none out to others. */
  static async before(spark) {
    const nginx = new Nginx();
    nginx.#folder = await mkdtemp(join(tmpdir(), 'spark-nginx-'));
    for (let attempt = 1; ; attempt++) {
      try {
        await nginx.#listen(20_000 + 2 * Math.floor(Math.random() * 6_000), spark.url);
        return nginx;
      } catch (error) {
        await nginx.#end();
        if (attempt < 5) continue;
        await nginx.stop();
        throw error;
      }
    }
  }

  async #listen(port, spark) {
    const conf = join(this.#folder, 'nginx.conf');
    await writeFile(conf, config(this.#folder, port, spark));
    const args = ['-p', this.#folder, '-c', conf, '-e', 'stderr'];
    const child = spawn(BINARY, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    const gone = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? signal));
    });
    this.#process = { child, gone };
    let over = false;
    const early = gone.then((code) => Promise.reject(new Error(`nginx went away: ${code}`))).finally(() => (over = true));
    const listening = async () => {
      for (const each of [port, port + 1]) while (!over && !(await answers(each)));
    };
    await within(Promise.race([listening(), early]), 'nginx to listen');
    this.http = `http://127.0.0.1:${port}/graphql`;
    /** Through the place that knows nothing of sockets. */
    this.lost = this.http.replace('http://', 'ws://');
    this.ws = `ws://127.0.0.1:${port + 1}/graphql`;
  }

  async #end() {
    if (!this.#process) return;
    const { child, gone } = this.#process;
    this.#process = undefined;
    // At once: nothing it does is worth waiting for.
    child.kill('SIGTERM');
    await within(gone, 'nginx to end').catch(() => child.kill('SIGKILL'));
  }

  async stop() {
    await this.#end();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Whether something listens here; looked at again a turn later. */
async function answers(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
