// Usage: node fuzz/seeds.mjs FOLDER [COUNT]
//
// Writes requests to begin with, a folder for each target: those of tests/clients/gate, which know the schema, and the README's.
// SPARK_BINARY is a server, whose demo has the ids that stand in them.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Differential } from '../tests/clients/gate/differential.mjs';
import { toJson } from '../tests/clients/gate/text.mjs';
import { makeWorld, readWorld } from '../tests/clients/gate/world.mjs';
import { Spark } from '../tests/clients/harness/server.mjs';

const [folder, count = '600'] = process.argv.slice(2);
const SEPARATOR = '\x1e';

async function requests() {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const graphql = readme.split('```graphql\n').slice(1).map((block) => ({ query: block.split('\n```')[0] }));
  const spark = await Spark.start('--demo');
  try {
    const made = await makeWorld(spark);
    const world = await readWorld(made);
    const differential = await Differential.on({ url: spark.http, tokens: {}, world, seed: 1 });
    const composed = Array.from({ length: Number(count) }, (_, number) => differential.composer.request(number));
    await differential.close();
    return [...graphql, ...composed];
  } finally {
    await spark.stop();
  }
}

const write = async (target, number, text) => {
  await mkdir(join(folder, target), { recursive: true });
  await writeFile(join(folder, target, String(number)), text);
};

for (const [number, { query, variables, operationName }] of (await requests()).entries()) {
  const parts = [query, variables && toJson(variables), operationName];
  while (parts.at(-1) === undefined) parts.pop();
  await write('gate', number, parts.map((part) => part ?? '{}').join(SEPARATOR));
  if (number % 4) continue;
  const payload = toJson({ query, variables, operationName });
  await write('body', number, payload);
  await write('socket', number, `{"type":"connection_init","payload":{"authorization":"Bearer x"}}${SEPARATOR}{"id":"${number}","type":"subscribe","payload":${payload}}`);
}
