/** What the chat weighs: all that its page can load, as it is sent. */

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const DIST = new URL('../../dist/', import.meta.url);
const MOST = 150 * 1024;

test('the chat is at most 150 KB', async () => {
  const assets = new Set(await readdir(new URL('assets/', DIST)));
  const found = new Set<string>();
  const reads = async (file: string) => {
    const text = await readFile(new URL(file, DIST), 'utf8');
    for (const [name] of text.matchAll(/[\w.-]+-[\w-]{8}\.(?:js|css)/g)) {
      if (!assets.has(name) || found.has(name)) continue;
      found.add(name);
      await reads(`assets/${name}`);
    }
  };
  await reads('index.html');
  const sizes = await Promise.all(
    [...found].map(async (name) => [name, gzipSync(await readFile(new URL(`assets/${name}`, DIST)), { level: 9 }).length] as const),
  );
  const sum = sizes.reduce((total, [, size]) => total + size, 0);
  expect(found.size).toBeGreaterThan(0);
  expect(sum, JSON.stringify(Object.fromEntries(sizes))).toBeLessThanOrEqual(MOST);
});

test('what is worth it is compressed when it is built', async () => {
  const assets = (await readdir(new URL('assets/', DIST))).filter((name) => /\.(js|css)$/.test(name));
  for (const name of assets) {
    const { length } = await readFile(new URL(`assets/${name}`, DIST));
    if (length < 10_000) continue;
    for (const ending of ['br', 'gz']) expect(existsSync(new URL(`assets/${name}.${ending}`, DIST)), name).toBe(true);
  }
});
