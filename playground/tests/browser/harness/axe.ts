/** What axe-core finds wrong with a page. It is injected past the page's policy, as a person's tools are. */

import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** By all its rules, or by these alone. */
export async function faults(page: Page, only?: readonly string[]): Promise<string[]> {
  // What is still fading in has not its own colour yet.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(axe.source);
  return page.evaluate(async (rules) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'], ...(rules && { runOnly: [...rules] }) });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, only);
}
