import { expect, test } from 'vitest';
import { boundsOf, earlier, indexOf, later, MOST, newest, STEP, trimmed, type Numbered, type Window } from './windowed.ts';

/** Messages of every third number, then some that wait. */
const room = (from: number, count: number, waiting = 0): Numbered => [
  ...Array.from({ length: count }, (_, n) => ({ seq: (from + n) * 3 })),
  ...Array.from({ length: waiting }, () => ({ seq: null })),
];
const sizeOf = (rows: Numbered, window: Window) => {
  const [first, end] = boundsOf(rows, window);
  return end - first;
};

test('a small room is whole, and stays it', () => {
  const rows = room(1, 20, 2);
  const window = newest(rows);
  expect(window).toEqual({ from: 0, to: null });
  expect(boundsOf(rows, window)).toEqual([0, 22]);
  expect(boundsOf([], window)).toEqual([0, 0]);
  expect(boundsOf(room(-50, 90), { from: -1_000, to: null })).toEqual([0, 90]);
});

test('a row is found by its number, or the next', () => {
  const rows = room(1, 5, 2);
  expect([1, 3, 4, 15, 16].map((seq) => indexOf(rows, seq))).toEqual([0, 0, 1, 4, 5]);
});

test('of a large room the newest stand there, with what waits', () => {
  const rows = room(1, 10_000, 3);
  const window = newest(rows);
  expect(boundsOf(rows, window)).toEqual([10_003 - 2 * STEP, 10_003]);
  expect(sizeOf([...rows, { seq: null }], window)).toBe(2 * STEP + 1);
});

test('it begins before the unread, however far that is', () => {
  const rows = room(1, 10_000);
  const near = newest(rows, 9_850 * 3);
  expect(near.to).toBe(null);
  expect(boundsOf(rows, near)[0]).toBe(9_849 - STEP / 2);
  const far = newest(rows, 5_000 * 3);
  expect(boundsOf(rows, far)).toEqual([4_999 - STEP / 2, 4_999 - STEP / 2 + MOST]);
});

test('older pages before it do not move it', () => {
  const window = newest(room(500, 500));
  const [first, end] = boundsOf(room(500, 500), window);
  expect(boundsOf(room(400, 600), window)).toEqual([first + 100, end + 100]);
});

test('one goes up to the first row and down to the last, and never sees more than the most', () => {
  const rows = room(1, 1_000, 1);
  let window = newest(rows);
  for (let n = 0; n < 30; n += 1) {
    const [first] = boundsOf(rows, window);
    window = earlier(rows, window);
    expect(boundsOf(rows, window)[0]).toBe(Math.max(0, first - STEP));
    expect(sizeOf(rows, window)).toBeLessThanOrEqual(MOST);
  }
  expect(window.from).toBe(0);
  expect(window.to).not.toBe(null);
  for (let n = 0; n < 30; n += 1) {
    window = later(rows, window);
    expect(sizeOf(rows, window)).toBeLessThanOrEqual(MOST);
  }
  expect(window.to).toBe(null);
  expect(boundsOf(rows, window)[1]).toBe(1_001);
});

test('who follows for hours keeps the newest, who reads above what one reads', () => {
  const rows = room(1, 500);
  const window = { from: 3, to: null };
  expect(boundsOf(rows, trimmed(rows, window, null))).toEqual([500 - MOST, 500]);
  const above = trimmed(rows, window, 20 * 3);
  expect(boundsOf(rows, above)).toEqual([0, MOST]);
  expect(above.to).toBe(MOST * 3);
  const [first, end] = boundsOf(rows, trimmed(rows, window, 400 * 3));
  expect([first, end]).toEqual([399 + STEP - MOST, 399 + STEP]);
  const few = room(1, MOST + STEP);
  expect(trimmed(few, window, null)).toBe(window);
});
