/**
 * Where one is in a list that grows at both ends. Who is at the end follows it; who reads above stays on what one reads, whatever
 * comes before, after or in between, and whatever changes its size. The browser's own anchoring is switched off, as not all have it,
 * and two of them would fight.
 *
 * The place is taken when a person scrolls, and held from then on: it does not wander by the rounding of each correction.
 */

/** As much of an element as is measured. */
export interface Box {
  readonly isConnected: boolean;
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
}

/** As much of the scrolling element as is used. */
export interface Scroller extends Box {
  scrollTop: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
}

interface Seen {
  readonly box: Box;
  readonly below: number;
}

/** So near to the end one is at it: browsers round. */
const SLACK = 3;

export class Place {
  /** Whether one is at the end, and follows it. */
  isFollowing = true;
  /** Whether the end of the list is in the page: else there is nothing to follow. */
  hasEnd = true;
  readonly #scroller: Scroller;
  readonly #entries: () => ArrayLike<Box>;
  /** Where it was scrolled to when it was looked at last. */
  #scrollTop: number;
  /** What was seen, from the top, and how far below the upper edge. Usually the first is enough. */
  #seen: readonly Seen[] = [];

  /** `entries` are in order, from the top. */
  constructor(scroller: Scroller, entries: () => ArrayLike<Box>) {
    this.#scroller = scroller;
    this.#entries = entries;
    this.#scrollTop = scroller.scrollTop;
  }

  /** It was scrolled, or may have been: also before anything is changed, as the browser tells of it later. */
  look() {
    const { scrollTop } = this.#scroller;
    const distance = scrollTop - this.#scrollTop;
    if (distance === 0) return;
    // Whatever else moves one up leaves one at the end: the browser does, when there is less of the list.
    if (this.#isAtEnd()) this.isFollowing = this.hasEnd;
    else if (distance < 0) this.isFollowing = false;
    this.#take();
  }

  /** Something has changed its size: back to where one was. */
  hold() {
    if (this.isFollowing) return this.end();
    const top = this.#scroller.getBoundingClientRect().top;
    const still = this.#seen.find(({ box }) => box.isConnected);
    if (!still) return this.#take();
    const moved = still.box.getBoundingClientRect().top - top - still.below;
    if (moved !== 0) this.#scroller.scrollTop += moved;
    this.#scrollTop = this.#scroller.scrollTop;
  }

  /** Goes to the end, and follows. */
  end() {
    this.isFollowing = true;
    const scroller = this.#scroller;
    if (scroller.scrollHeight - scroller.clientHeight > scroller.scrollTop) scroller.scrollTop = scroller.scrollHeight;
    this.#take();
  }

  /** Goes to where an entry stands a bit below the upper edge. */
  show(box: Box) {
    const scroller = this.#scroller;
    scroller.scrollTop += box.getBoundingClientRect().top - scroller.getBoundingClientRect().top - scroller.clientHeight / 5;
    this.isFollowing = this.hasEnd && this.#isAtEnd();
    this.#take();
  }

  /** The last entry that is seen, at least its beginning; -1 for none. */
  lastSeen(): number {
    const bottom = this.#scroller.getBoundingClientRect().bottom;
    const entries = this.#entries();
    const at = first(entries, (box) => {
      const { top, bottom: end } = box.getBoundingClientRect();
      return Math.min(end, top + 24) > bottom + 1;
    });
    return at - 1;
  }

  #isAtEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - clientHeight - scrollTop <= SLACK;
  }

  #take() {
    this.#scrollTop = this.#scroller.scrollTop;
    const { top, bottom } = this.#scroller.getBoundingClientRect();
    const entries = this.#entries();
    const begun: Seen[] = [];
    const whole: Seen[] = [];
    for (let at = first(entries, (box) => box.getBoundingClientRect().bottom > top); at < entries.length; at += 1) {
      const box = entries[at];
      const rect = box?.getBoundingClientRect();
      if (!box || !rect || rect.top >= bottom) break;
      (rect.top < top ? begun : whole).push({ box, below: rect.top - top });
    }
    // One that begins above the edge may grow there: it serves where nothing else does.
    this.#seen = [...whole, ...begun];
  }
}

/** The first for which it holds, when it holds for all after one for which it does. */
function first(entries: ArrayLike<Box>, holds: (box: Box) => boolean): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const box = entries[middle];
    if (box && !holds(box)) low = middle + 1;
    else high = middle;
  }
  return low;
}
