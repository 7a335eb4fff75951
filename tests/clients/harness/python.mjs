// A program of Python, in the environment that ./run makes. It says what it sees, a line of JSON each.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Inbox, within } from './inbox.mjs';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Starts one; what it says so far, and all that it says once it has ended well. */
export function python(t, script, given) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^PYTHON|_proxy$/i.test(name)));
  const args = [path(`python/${script}`), JSON.stringify(given)];
  const child = spawn(path('.venv/bin/python'), args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const said = new Inbox();
  createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line)));
  // Not before its last line is read.
  const ended = once(child, 'close').then(([code, signal]) => {
    if (code === 0) return said.items;
    const error = new Error(`${script} ended with ${code ?? signal}`);
    said.fail(error);
    throw error;
  });
  ended.catch(() => {});
  return { said, end: () => within(ended, `the end of ${script}`) };
}
