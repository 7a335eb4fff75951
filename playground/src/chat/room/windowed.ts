/**
 * Which rows of a long room stand in the page: as many as one may soon see, so that ten thousand cost what a few hundred do. The
 * ends are numbers of messages, which stay what they are when older pages come before them or newer messages after.
 */

/** From the row of a number up to the one of another; null: up to the end, with what comes there. */
export interface Window {
  readonly from: number;
  readonly to: number | null;
}

/** By how many rows it grows at an end that one comes near to. */
export const STEP = 60;
/** The most rows; what is beyond goes at the end that one is farther from. */
export const MOST = 240;

/** Rows as they are counted here: sorted by number; those that wait to be sent have none, and stand at the end. */
export type Numbered = readonly { readonly seq: number | null }[];

const END = Number.MAX_SAFE_INTEGER;
const seqAt = (rows: Numbered, at: number): number => rows[at]?.seq ?? END;

/** Where the first row of this number or a larger one stands. */
export function indexOf(rows: Numbered, seq: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (seqAt(rows, middle) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows of a window: the first, and the one after the last. */
export function boundsOf(rows: Numbered, { from, to }: Window): readonly [first: number, end: number] {
  const first = indexOf(rows, from);
  return [first, to === null ? rows.length : Math.max(first, indexOf(rows, to + 1))];
}

/** A window upon these rows: as large as it may be, the end open where it reaches the end. */
function windowOf(rows: Numbered, first: number, end: number): Window {
  return { from: first <= 0 ? 0 : seqAt(rows, first), to: end >= rows.length ? null : seqAt(rows, end - 1) };
}

/** The newest rows, and all from this number on where that is not too far. */
export function newest(rows: Numbered, from: number | null = null): Window {
  const first = rows.length - STEP * 2;
  const wanted = from === null ? first : Math.min(first, indexOf(rows, from) - STEP / 2);
  return wanted > rows.length - MOST ? windowOf(rows, wanted, rows.length) : windowOf(rows, wanted, wanted + MOST);
}

/** More rows before the first. */
export function earlier(rows: Numbered, window: Window): Window {
  const [first, end] = boundsOf(rows, window);
  const from = first - STEP;
  return windowOf(rows, from, Math.min(end, Math.max(from, 0) + MOST));
}

/** More rows after the last. */
export function later(rows: Numbered, window: Window): Window {
  const [first, end] = boundsOf(rows, window);
  const to = Math.min(rows.length, end + STEP);
  return windowOf(rows, Math.max(first, to - MOST), to);
}

/**
 * The window after rows came: not many more than the most, but a step's worth, so that not each row moves it. `shown` is the number
 * of the last row that is seen, null for the end: what is seen stays.
 */
export function trimmed(rows: Numbered, window: Window, shown: number | null): Window {
  const [first, end] = boundsOf(rows, window);
  if (end - first <= MOST + STEP) return window;
  const last = shown === null ? end : Math.min(end, Math.max(first + MOST, indexOf(rows, shown) + STEP));
  return windowOf(rows, Math.max(first, last - MOST), last);
}
