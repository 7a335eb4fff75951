/** The chat's page. */

import { expect, test } from 'vitest';
import { launch, open } from './harness/browser.ts';
import { Spark } from './harness/spark.ts';

test('the page opens from the binary alone', async () => {
  const spark = await Spark.start('--demo');
  const browser = await launch();
  try {
    const { page, trouble } = await open(browser, `${spark.url}/`);
    await page.getByRole('heading', { name: 'Spark' }).waitFor();
    // A text can't become HTML, whatever a component does with it.
    const refused = await page.evaluate(() => {
      try {
        document.body.innerHTML = '<img src="x">';
        return false;
      } catch {
        return document.querySelector('img[src="x"]') === null;
      }
    });
    expect(refused).toBe(true);
    expect(trouble.filter((text) => !text.includes('TrustedHTML'))).toEqual([]);
  } finally {
    await browser.close();
    await spark.stop();
  }
});
