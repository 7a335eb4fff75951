import { expect, test } from 'vitest';
import { Place, type Box } from './place.ts';

/** A list as a browser lays it out: entries below each other, of which a window of some height is seen. */
class List {
  heights: { id: string; height: number }[];
  clientHeight: number;
  isConnected = true;
  readonly #boxes = new Map<string, Box>();
  #scrolled = 0;

  constructor(count: number, clientHeight = 100) {
    this.heights = Array.from({ length: count }, (_, n) => ({ id: `m${n}`, height: 20 }));
    this.clientHeight = clientHeight;
  }

  get scrollHeight() {
    return Math.max(this.clientHeight, this.heights.reduce((sum, { height }) => sum + height, 0));
  }
  get scrollTop() {
    return Math.min(this.#scrolled, this.scrollHeight - this.clientHeight);
  }
  set scrollTop(top: number) {
    // To half a pixel, as screens of two dots have it.
    this.#scrolled = Math.round(2 * Math.max(0, Math.min(top, this.scrollHeight - this.clientHeight))) / 2;
  }
  getBoundingClientRect() {
    return { top: 50, bottom: 50 + this.clientHeight };
  }
  topOf(id: string) {
    const at = this.heights.findIndex((entry) => entry.id === id);
    return 50 - this.scrollTop + this.heights.slice(0, at).reduce((sum, { height }) => sum + height, 0);
  }
  entries() {
    return this.heights.map(({ id }) => this.#boxOf(id));
  }
  add(id: string, height: number, at = this.heights.length) {
    this.heights.splice(at, 0, { id, height });
  }

  #boxOf(id: string): Box {
    const heightOf = () => this.heights.find((entry) => entry.id === id)?.height;
    const made: Box = this.#boxes.get(id) ?? {
      get isConnected() {
        return heightOf() !== undefined;
      },
      getBoundingClientRect: () => ({ top: this.topOf(id), bottom: this.topOf(id) + (heightOf() ?? 0) }),
    };
    this.#boxes.set(id, made);
    return made;
  }
}

function placed(count = 50) {
  const list = new List(count);
  const place = new Place(list, () => list.entries());
  place.end();
  /** What happens when something changes: looked at before, held after. */
  const change = (deed: () => void) => {
    place.look();
    deed();
    place.hold();
  };
  const scrollTo = (top: number) => {
    list.scrollTop = top;
    place.look();
  };
  const distance = () => list.scrollHeight - list.clientHeight - list.scrollTop;
  return { list, place, change, scrollTo, distance };
}

test('at the end it follows, whatever takes its room', () => {
  const { list, place, change, distance } = placed();
  change(() => list.add('new', 33));
  expect(distance()).toBe(0);
  change(() => (list.clientHeight = 60)); // a keyboard, or a growing box
  expect(distance()).toBe(0);
  change(() => (list.clientHeight = 140));
  expect(distance()).toBe(0);
  change(() => list.heights.forEach((entry) => (entry.height *= 2))); // a narrower window
  expect(distance()).toBe(0);
  expect(place.isFollowing).toBe(true);
});

test('who reads above stays in place', () => {
  const { list, place, change, scrollTo } = placed();
  scrollTo(307);
  expect(place.isFollowing).toBe(false);
  const before = list.topOf('m16');
  for (let n = 0; n < 20; n += 1) {
    change(() => list.add(`new${n}`, 20));
    change(() => list.add(`old${n}`, 17.3, 0));
    change(() => list.heights.forEach((entry) => (entry.height += 0.1)));
  }
  expect(Math.abs(list.topOf('m16') - before)).toBeLessThanOrEqual(0.5);
});

test('what begins above the edge may grow there', () => {
  const { list, change, scrollTo } = placed();
  scrollTo(307);
  const before = list.topOf('m16');
  change(() => (list.heights[15] = { id: 'm15', height: 90 }));
  expect(list.topOf('m16')).toBe(before);
});

test('when what was seen is gone, the next of it holds', () => {
  const { list, change, scrollTo } = placed();
  scrollTo(300);
  const before = list.topOf('m17');
  change(() => (list.heights = list.heights.filter(({ id }) => !['m15', 'm16'].includes(id))));
  expect(list.topOf('m17')).toBe(before);
});

test('a scroll of which the browser has not told yet counts', () => {
  const { list, place, change } = placed();
  list.scrollTop = 200;
  const before = list.topOf('m10');
  change(() => list.add('new', 20));
  expect(place.isFollowing).toBe(false);
  expect(list.topOf('m10')).toBe(before);
});

test('who comes back to the end follows again', () => {
  const { list, place, change, scrollTo, distance } = placed();
  scrollTo(300);
  scrollTo(800);
  expect(place.isFollowing).toBe(false);
  scrollTo(list.scrollHeight);
  expect(place.isFollowing).toBe(true);
  change(() => list.add('new', 20));
  expect(distance()).toBe(0);
});

test('a shorter list leaves one at its end', () => {
  const { list, place, scrollTo } = placed();
  scrollTo(300);
  list.heights = list.heights.slice(0, 10);
  place.look();
  expect(place.isFollowing).toBe(true);
});

test('it shows where the unread begins, and the end when that is near', () => {
  const { list, place, distance } = placed();
  const boxes = list.entries();
  place.show(boxes[20] as Box);
  expect(list.topOf('m20') - 50).toBe(20);
  expect(place.isFollowing).toBe(false);
  place.show(boxes[48] as Box);
  expect(distance()).toBe(0);
  expect(place.isFollowing).toBe(true);
});

test('it knows the last entry of which one sees the beginning', () => {
  const { list, place, scrollTo } = placed();
  scrollTo(300);
  expect(place.lastSeen()).toBe(19);
  scrollTo(310);
  expect(place.lastSeen()).toBe(19);
  place.end();
  expect(place.lastSeen()).toBe(49);
  list.heights = [];
  expect(place.lastSeen()).toBe(-1);
});
