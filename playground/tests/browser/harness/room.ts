/** What one does in the pane of a room, and what others do meanwhile without a browser. */

import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import type { Drawn } from './drawn.ts';
import type { Spark } from './spark.ts';

const PASSWORD = 'a pass phrase of some length';

export class Room {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async signsIn(username: string): Promise<void> {
    await this.page.getByLabel('Username', { exact: true }).fill(username);
    await this.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.page.getByRole('list', { name: 'Rooms' }).waitFor();
  }

  async opens(name: string): Promise<void> {
    await this.page.getByRole('list', { name: 'Rooms' }).getByRole('link', { name, exact: true }).click();
    await this.page.getByRole('heading', { name, exact: true }).waitFor();
  }

  get box() {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }
  /** Chooses files at a box: that of the room, or of what is given. */
  async attaches(files: readonly Drawn[], at: Page | Locator = this.page): Promise<void> {
    await at.locator('.composer input[type=file]').first().setInputFiles([...files]);
  }
  /** A file at the box. */
  tray(name: string) {
    return this.page.getByRole('list', { name: 'Files of this message' }).getByRole('listitem').filter({ hasText: name });
  }
  /** All files at the box are on the server. */
  async isUploaded(count: number): Promise<void> {
    await this.page.locator('.tray-item').nth(count - 1).waitFor();
    await this.page.waitForFunction(() => !document.querySelector('.composer.is-held-back'));
  }
  get messages() {
    return this.page.getByRole('list', { name: 'Messages' });
  }
  get newest() {
    return this.page.getByRole('button', { name: 'Newest messages' });
  }
  /** By what is said in it, not by what it answers. */
  row(text: string) {
    return this.messages.getByRole('listitem').filter({ has: this.page.locator('.held').and(this.page.getByText(text, { exact: true })) });
  }

  /** How far below the upper edge of the window a text stands. */
  async topOf(text: string): Promise<number> {
    return this.messages.getByText(text, { exact: true }).evaluate((element) => element.getBoundingClientRect().top);
  }
  /** How much of the list is below what one sees. */
  async below(): Promise<number> {
    return this.scroller.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
  }
  get scroller() {
    return this.page.getByRole('region', { name: 'History' });
  }
  /** The texts of the messages in the page, in order. */
  async texts(): Promise<string[]> {
    return this.messages.locator('.body').allTextContents();
  }
}

/** A person without a browser. */
export class Person {
  readonly id: string;
  readonly #spark: Spark;
  readonly token: string;

  private constructor(spark: Spark, id: string, token: string) {
    this.#spark = spark;
    this.id = id;
    this.token = token;
  }

  static async register(spark: Spark, username: string): Promise<Person> {
    const query = 'mutation($input: RegisterInput!) { register(input: $input) { session { token user { id } } } }';
    const { register } = (await spark.ask(query, { input: { username, password: PASSWORD } })) as unknown as {
      register: { session: { token: string; user: { id: string } } };
    };
    return new Person(spark, register.session.user.id, register.session.token);
  }

  static async signsIn(spark: Spark, username: string, password: string): Promise<Person> {
    const query = 'mutation($input: LoginInput!) { login(input: $input) { session { token user { id } } } }';
    const { login } = (await spark.ask(query, { input: { username, password } })) as unknown as {
      login: { session: { token: string; user: { id: string } } };
    };
    return new Person(spark, login.session.user.id, login.session.token);
  }

  async #changes<T>(name: string, fields: string, input: object): Promise<T> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation($input: ${type}!) { ${name}(input: $input) { action error { message } ${fields} } }`;
    const payload = ((await this.#spark.ask(query, { input }, this.token)) as unknown as Record<string, T & { action: string }>)[name];
    if (payload?.action !== 'COMMIT') throw new Error(`${name}: ${JSON.stringify(payload)}`);
    return payload;
  }

  /** Makes a room with these people in it. Its id. */
  async makes(name: string, ...others: Person[]): Promise<string> {
    const input = { name, kind: 'PRIVATE', memberIds: others.map(({ id }) => id) };
    return (await this.#changes<{ room: { id: string } }>('createRoom', 'room { id }', input)).room.id;
  }

  /** The room of these two alone. */
  async writesTo(other: Person, ...bodies: string[]): Promise<void> {
    const { membership } = await this.#changes<{ membership: { roomId: string } }>('openDirectRoom', 'membership { roomId }', { userId: other.id });
    await this.says(membership.roomId, ...bodies);
  }

  async archives(roomId: string): Promise<void> {
    await this.#changes('archiveRoom', '', { roomId });
  }

  async says(roomId: string, ...bodies: string[]): Promise<number> {
    let last = 0;
    for (const body of bodies) last = (await this.#changes<{ seq: number }>('sendMessage', 'seq', { roomId, body, clientMutationId: randomUUID() })).seq;
    return last;
  }

  /** Writes one message, or a reply to one. Its id. */
  async writes(roomId: string, body: string, parentId?: string): Promise<string> {
    const input = { roomId, body, parentId, clientMutationId: randomUUID() };
    return (await this.#changes<{ message: { id: string } }>('sendMessage', 'message { id }', input)).message.id;
  }

  async edits(messageId: string, body: string): Promise<void> {
    await this.#changes('editMessage', '', { messageId, body });
  }

  async deletes(messageId: string): Promise<void> {
    await this.#changes('deleteMessage', '', { messageId });
  }

  async forwards(messageId: string, roomId: string): Promise<void> {
    await this.#changes('forwardMessage', '', { messageId, roomId, clientMutationId: randomUUID() });
  }

  async reacts(messageId: string, emoji: string): Promise<void> {
    await this.#changes('addReaction', '', { messageId, emoji });
  }

  async renames(displayName: string): Promise<void> {
    await this.#changes('updateProfile', '', { displayName });
  }

  /** Writes so many messages, ten at a time. */
  async fills(roomId: string, count: number): Promise<void> {
    for (let n = 0; n < count; n += 10) {
      const sends = Array.from({ length: 10 }, (_, k) => {
        const body = `message ${n + k} ${'and so on '.repeat((n + k) % 7)}`;
        return `m${k}: sendMessage(input: { roomId: "${roomId}", body: "${body}", clientMutationId: "${randomUUID()}" }) { action }`;
      });
      await this.#spark.ask(`mutation { ${sends.join(' ')} }`, {}, this.token);
    }
  }

  async reads(roomId: string, seq: number): Promise<void> {
    await this.#changes('markRead', '', { roomId, seq });
  }

  async types(roomId: string): Promise<void> {
    await this.#changes('setTyping', '', { roomId, isTyping: true });
  }

  async removes(roomId: string, other: Person): Promise<void> {
    await this.#changes('removeMember', '', { roomId, userId: other.id });
  }

  async unreadIn(roomId: string): Promise<number> {
    const query = 'query($id: ID!) { room(id: $id) { viewerMembership { unreadCount } } }';
    const { room } = (await this.#spark.ask(query, { id: roomId }, this.token)) as unknown as { room: { viewerMembership: { unreadCount: number } } };
    return room.viewerMembership.unreadCount;
  }
}
