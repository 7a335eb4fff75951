// The pages of lists as the schema describes them, and what their cursors may be.

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
const newestFirst = numbers(1, -1n);
// A username as it is compared: letters and digits of any script, none of them unseen.
const NAME = /^(?!\p{M})(?:(?!\p{Default_Ignorable_Code_Point})[\p{Alphabetic}\p{N}\p{M}_.-]){2,32}$/u;
const byName = (text) => (NAME.test(text) ? [text] : undefined);
const byTime = numbers(2, -1n);
const byPlace = numbers(3, -1n);
const SUM = /^\+?0*[0-9a-f]{1,16}$/i;

/** What a cursor of the rooms says: three numbers and the sum over what was shown, or that it is among those shown again. */
function placeOf(text) {
  if (text.startsWith('again:')) return { again: number(text.slice('again:'.length)) };
  const at = Math.max(0, text.lastIndexOf(':'));
  const [key, sum] = [byPlace(text.slice(0, at)), text.slice(at + 1)];
  return SUM.test(sum) && key ? { key, shown: BigInt(`0x${sum.replace('+', '')}`) } : {};
}

const byActivity = (text) => {
  const { key, again } = placeOf(text);
  return key ?? (again === undefined ? undefined : [again]);
};

/** The lists that are read by pages: by type and field. `key` makes a cursor comparable, or undefined when it is of no such list. */
export const PAGES = {
  'Query.users': { ...COMMON, key: byName },
  'Query.publicRooms': { ...COMMON, key: bySeq },
  'Query.memberships': { ...COMMON, key: byActivity, moves: true },
  // To find what is on a page costs as much as so many nodes.
  'Query.searchMessages': { ...COMMON, key: newestFirst, finding: 400 },
  'Query.announcements': { ...COMMON, key: byTime },
  'Query.sync': COMMON,
  'Query.syncRooms': COMMON,
  'LoginSync.memberships': { size: 500, most: 1_000, key: byActivity, tenth: true, moves: true },
  'Room.members': { ...COMMON, key: bySeq },
  'Room.messages': { ...COMMON, key: bySeq, newest: true },
  'Message.replies': { ...COMMON, key: bySeq, newest: true },
  'Reaction.users': { ...COMMON, key: bySeq },
};

/** The most items of lists that are not read by pages and in which pages may be. */
export const LISTS = { 'Query.invites': 200 };

/** The same of lists whose items cost nothing by themselves. */
export const FREE_LISTS = { 'Message.reactions': 50 };

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
  if (page.moves) return movingWindowOf(list, first ?? page.size, after);
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

/**
 * A page of the rooms, whose order moves: where the sum over what was shown is not the sum over the list at its end, all of them
 * follow once more by id.
 */
function movingWindowOf(list, size, after) {
  const { key, shown = 0n, again } = after == null ? {} : placeOf(after);
  const rest = again === undefined ? list.filter(({ cursor }) => !key || less(key, placeOf(cursor).key)) : [];
  const sum = (begin, rooms) => rooms.reduce((sum, room) => BigInt.asUintN(64, sum + mixed(idOf(room))), begin);
  const ordered = rest.map((room, n) => ({
    ...room,
    cursor: room.cursor.replace(/[^:]*$/, sum(shown, rest.slice(0, n + 1)).toString(16)),
  }));
  const complete = after == null || (again === undefined && sum(shown, rest) === sum(0n, list));
  const once = complete ? [] : list.filter((room) => again === undefined || idOf(room) > again);
  once.sort((left, right) => (idOf(left) < idOf(right) ? -1 : 1));
  const within = [...ordered, ...once.map((room) => ({ ...room, cursor: `again:${idOf(room)}` }))];
  return { items: within.slice(0, size), hasNextPage: within.length > size, hasPreviousPage: after != null };
}

const idOf = ({ cursor }) => -placeOf(cursor).key[2];

/** SplitMix64. */
function mixed(id) {
  let bits = BigInt.asUintN(64, id + 0x9e37_79b9_7f4a_7c15n);
  bits = BigInt.asUintN(64, (bits ^ (bits >> 30n)) * 0xbf58_476d_1ce4_e5b9n);
  bits = BigInt.asUintN(64, (bits ^ (bits >> 27n)) * 0x94d0_49bb_1331_11ebn);
  return bits ^ (bits >> 31n);
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
