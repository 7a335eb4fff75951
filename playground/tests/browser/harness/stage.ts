/** What a file of stories stands on: one server, one browser, and a window for whoever comes. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launch, open, type Watched } from './browser.ts';
import { Cable } from './cable.ts';
import { Person, Room } from './room.ts';
import { Spark } from './spark.ts';

type Options = NonNullable<Parameters<typeof open>[2]>;

export interface Window extends Watched {
  readonly room: Room;
}

/** Somebody who has an account, and may come with any number of windows. */
export interface Guest extends Person {
  readonly name: string;
}

export class Stage {
  #spark: Spark | null = null;
  #browser: Browser | null = null;
  #guests = 0;
  readonly #opened: Watched[] = [];
  /** Leads to the server as well, and can be cut. */
  readonly cable = new Cable();

  /** Is there for all tests of a file. */
  static set(...flags: string[]): Stage {
    const stage = new Stage();
    beforeAll(async () => {
      const address = await stage.cable.begins();
      stage.#spark = await Spark.start(`--allow-origin=${address}`, ...flags);
      stage.cable.leadsTo(stage.#spark.url);
      stage.#browser = await launch();
    });
    afterEach(async () => {
      for (const { context } of stage.#opened.splice(0)) await context.close();
      stage.cable.mends();
    });
    afterAll(async () => {
      await stage.#browser?.close();
      await stage.cable.ends();
      await stage.#spark?.stop();
    });
    return stage;
  }

  get spark(): Spark {
    if (!this.#spark) throw new Error('the server is not there yet');
    return this.#spark;
  }

  /** Somebody new, whose name nobody else has. */
  async guest(called: string): Promise<Guest> {
    this.#guests += 1;
    const name = `${called}${this.#guests.toString()}`;
    return Object.assign(await Person.register(this.spark, name), { name });
  }

  /** A window with the page, in which nobody is signed in. */
  async window(options: Options & { readonly url?: string } = {}): Promise<Window> {
    const { url = this.spark.url, ...rest } = options;
    if (!this.#browser) throw new Error('the browser is not there yet');
    const watched = await open(this.#browser, url, rest);
    this.#opened.push(watched);
    return { ...watched, room: new Room(watched.page) };
  }

  /** A window in which this one is signed in. */
  async comes({ name }: Guest, options: Options & { readonly url?: string } = {}): Promise<Window> {
    const window = await this.window(options);
    await window.room.signsIn(name);
    return window;
  }
}

/** A line of the wire. */
export const wireLine = (page: Page, text: string | RegExp) =>
  page.getByRole('region', { name: 'Wire', exact: true }).getByRole('listitem').filter({ hasText: text });

/** What went wrong, but for what a browser says about a network that was taken away from it. */
export const besidesTheNetwork = (trouble: readonly string[]) => trouble.filter((text) => !text.includes('net::ERR_'));
