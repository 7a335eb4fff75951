/** What one does in GraphiQL. */

import type { Page } from 'playwright-core';

export class Graphiql {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async signsInAs(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
    await this.page.getByText(`Signed in as ${name.charAt(0).toUpperCase()}${name.slice(1)}`).waitFor();
  }

  /** Shows a tab: what is in the editor is its operation, and GraphiQL has read it. */
  async shows(tab: string): Promise<void> {
    // An editor without a text is not there yet: it would take the click, and then show the tab of before.
    await this.page.waitForFunction(() => document.querySelector('.graphiql-query-editor')?.textContent);
    await this.page.getByRole('tablist').getByRole('button', { name: tab, exact: true }).click();
    await this.page.waitForFunction(
      (name) => document.querySelector('.graphiql-query-editor')?.textContent.replaceAll('\u00a0', ' ').includes(` ${name}`),
      tab,
    );
  }

  async runs(): Promise<void> {
    await this.page.getByRole('button', { name: /^Execute query/ }).click();
  }

  get stop() {
    return this.page.getByRole('button', { name: /^Stop query/ });
  }

  /** What stands in the pane of answers, once it holds a text. */
  async answers(text: string): Promise<string> {
    const pane = this.page.locator('.graphiql-response .view-lines');
    await pane.getByText(text, { exact: false }).first().waitFor();
    return (await pane.innerText()).replaceAll('\u00a0', ' ');
  }

  /** A line of what the subscriptions hear. */
  hears(text: string | RegExp) {
    return this.page.getByRole('region', { name: 'Live' }).getByRole('listitem').filter({ hasText: text });
  }

  get tabs() {
    return this.page.getByRole('tab');
  }

  /** All that the browser stores for the page. */
  async stored(): Promise<string> {
    return this.page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
  }
}
