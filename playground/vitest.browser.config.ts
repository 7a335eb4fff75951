import { defineConfig } from 'vitest/config';

/** Real browsers against the real server: `tests/browser/run` starts both. */
export default defineConfig({
  test: {
    include: [process.env['SPARK_PICTURES'] ? 'tests/browser/pictures.ts' : 'tests/browser/*.browser.ts'],
    // A story has many steps, each of which waits for what it expects; two cores are not three browsers' worth.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // As long as the browser's own waiting.
    expect: { poll: { timeout: 30_000 } },
    fileParallelism: false,
  },
});
