// A client that follows a room as the schema wants it: subscribe, wait for StreamReady, ask `sync` from the last number it
// has, apply events by number, drop those it has.

import assert from 'node:assert/strict';
import { Inbox } from './inbox.mjs';

const EVENTS = `subscription($rooms: [ID!]) {
  roomEvents(roomIds: $rooms) { __typename ... on RoomEvent { seq } } }`;
const SYNC = `query($room: ID!, $from: Int!) {
  sync(roomId: $room, fromSeq: $from) { events { seq } nextSeq hasMore reset } }`;

export class Follower {
  /** The numbers of the events, in the order in which they were applied. */
  numbers = [];
  /** Those of them that `sync` brought after a reconnect. */
  synced = [];
  #ready = 0;
  #progress = new Inbox();
  #work = Promise.resolve();

  constructor(client, person, room) {
    this.person = person;
    this.room = room;
    const sink = {
      next: (result) => this.#enqueue(result),
      error: (error) => this.#progress.fail(error),
      complete: () => this.#progress.fail(new Error('the subscription ended')),
    };
    this.leave = client.subscribe({ query: EVENTS, variables: { rooms: [room] } }, sink);
  }

  /** Waits until the stream has begun this often and what it missed is there. */
  ready(times) {
    return this.#progress.until(() => this.#ready >= times, `StreamReady ${times} times`);
  }

  /** Waits for the event of a number. */
  has(seq) {
    return this.#progress.until(() => this.numbers.includes(seq), `number ${seq}`);
  }

  // One after the other: what arrives while `sync` is asked waits for its answer.
  #enqueue(result) {
    this.#work = this.#work.then(() => this.#apply(result)).catch((error) => this.#progress.fail(error));
  }

  async #apply({ data, errors }) {
    assert.equal(errors, undefined, JSON.stringify(errors));
    const event = data.roomEvents;
    if (event.__typename === 'StreamReady') {
      const brought = await this.#sync();
      if (this.#ready > 0) this.synced.push(...brought);
      this.#ready += 1;
    } else if (event.seq > this.#last()) {
      assert.equal(event.seq, this.#last() + 1, 'a live event was left out');
      this.numbers.push(event.seq);
    }
    this.#progress.push(event);
  }

  async #sync() {
    const brought = [];
    for (let page = { hasMore: true, nextSeq: this.#last() + 1 }; page.hasMore; ) {
      page = (await this.person.reads(SYNC, { room: this.room, from: page.nextSeq })).sync;
      assert.equal(page.reset, false);
      brought.push(...page.events.map((event) => event.seq));
    }
    this.numbers.push(...brought);
    return brought;
  }

  #last() {
    return this.numbers.at(-1) ?? 0;
  }
}
