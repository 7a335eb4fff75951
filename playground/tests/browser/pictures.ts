/** The pictures of the README, from the real pages. */

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import { launch, open } from './harness/browser.ts';
import { Graphiql } from './harness/graphiql.ts';
import { Spark } from './harness/spark.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));

test('GraphiQL with a live subscription', async () => {
  await mkdir(FOLDER, { recursive: true });
  const spark = await Spark.start('--demo');
  const browser = await launch();
  try {
    const { page } = await open(browser, `${spark.url}/graphiql`);
    const graphiql = new Graphiql(page);
    await graphiql.signsInAs('alice');
    await graphiql.shows('RoomEvents');
    await graphiql.runs();
    await graphiql.hears('StreamReady').waitFor();
    await graphiql.shows('SendMessage');
    await graphiql.runs();
    await graphiql.answers('"COMMIT"');
    await graphiql.hears('MessageSent').waitFor();
    await page.mouse.move(640, 790);
    await page.screenshot({ path: `${FOLDER}graphiql.png` });
  } finally {
    await browser.close();
    await spark.stop();
  }
});
