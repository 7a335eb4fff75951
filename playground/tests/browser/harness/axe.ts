/** What axe-core finds wrong with a page. It is injected past the page's policy, as a person's tools are. */

import axe from 'axe-core';
import type { Page } from 'playwright-core';

export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
