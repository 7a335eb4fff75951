// The pages of lists as the contract has them, and what their cursors may be.

/** What a page holds when nothing is said, and at most. */
const COMMON = { size: 50, most: 200 };
const NUMBER = /^[+-]?\d+$/;
const SIXTY_THREE_BITS = 2n ** 63n;

function number(text) {
  if (!NUMBER.test(text)) return undefined;
  const value = BigInt(text);
  return value >= -SIXTY_THREE_BITS && value < SIXTY_THREE_BITS ? value : undefined;
}

/** Numbers between colons. Of two lists the newest comes first, so their numbers count backward. */
function numbers(count, sign) {
  return (text) => {
    const parts = text.split(':');
    const found = parts.map(number);
    return parts.length === count && !found.includes(undefined) ? found.map((value) => sign * value) : undefined;
  };
}

const bySeq = numbers(1, 1n);
// A username as it is compared: letters and digits of any script, none of them unseen.
const NAME = /^(?!\p{M})(?:(?!\p{Default_Ignorable_Code_Point})[\p{Alphabetic}\p{N}\p{M}_.-]){2,32}$/u;
const byName = (text) => (NAME.test(text) ? [text] : undefined);
const byTime = numbers(2, -1n);
const byActivity = numbers(3, -1n);

/** The lists that are read by pages: by type and field. `key` makes a cursor comparable, or undefined when it is of no such list. */
export const PAGES = {
  'Query.users': { ...COMMON, key: byName },
  'Query.publicRooms': { ...COMMON, key: bySeq },
  'Query.memberships': { ...COMMON, key: byActivity },
  'Query.announcements': { ...COMMON, key: byTime },
  'Query.sync': COMMON,
  'Query.syncRooms': COMMON,
  'LoginSync.memberships': { size: 500, most: 1_000, key: byActivity, tenth: true },
  'Room.members': { ...COMMON, key: bySeq },
  'Room.messages': { ...COMMON, key: bySeq, newest: true },
  'Message.replies': { ...COMMON, key: bySeq, newest: true },
};

/** The most items of lists that are not read by pages and in which pages may be. */
export const LISTS = { 'Query.invites': 200 };

/** What is wrong with the arguments of a page; undefined when nothing is. */
export function wrongPage(page, { first, last, after, before, around, fromSeq, cursors }) {
  if (first != null && last != null) return 'first and last';
  const size = first ?? last;
  if (size != null && (size < 1 || size > page.most)) return 'size of a page';
  if ([after, before].some((cursor) => cursor != null && page.key(cursor) === undefined)) return 'cursor';
  if (around != null && (around < 1 || last != null || after != null || before != null)) return 'around';
  if (fromSeq != null && fromSeq < 1) return 'fromSeq';
  if (cursors?.length > 1_000) return 'number of cursors';
  if (cursors?.some((cursor) => cursor.fromSeq < 1)) return 'fromSeq';
  return undefined;
}

/** The part of a list of `{cursor, …}` that the arguments ask for. */
export function windowOf(page, list, { first, last, after, before, around }) {
  if (around != null) return middleOf(page, list, BigInt(around), first ?? page.size);
  const [above, under] = [after, before].map((cursor) => (cursor == null ? undefined : page.key(cursor)));
  const within = list.filter(({ cursor }) => {
    const key = page.key(cursor);
    return (!above || less(above, key)) && (!under || less(key, under));
  });
  const size = first ?? last ?? page.size;
  const backward = first == null && last == null ? Boolean(page.newest) && after == null : last != null;
  const more = within.length > size;
  const items = backward ? within.slice(Math.max(0, within.length - size)) : within.slice(0, size);
  return {
    items,
    hasNextPage: backward ? before != null : more,
    hasPreviousPage: backward ? more : after != null,
  };
}

/** Half a page before a number, and as many from it on; near an end a whole page all the same. */
function middleOf(page, list, around, size) {
  const split = list.filter(({ cursor }) => page.key(cursor)[0] < around).length;
  const begin = Math.max(0, Math.min(split - Math.floor(size / 2), list.length - size));
  const end = Math.min(list.length, begin + size);
  return { items: list.slice(begin, end), hasNextPage: end < list.length, hasPreviousPage: begin > 0 };
}

function less(left, right) {
  for (const [n, part] of left.entries()) if (part !== right[n]) return part < right[n];
  return false;
}
