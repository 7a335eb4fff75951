/** Rows as they are seen: under which day, under whose name, and who has read how far. */

import type { Member, Message, Outgoing, select } from '../../spark/index.ts';
import { dayOf } from '../text/days.ts';

export interface Line {
  readonly row: select.Row;
  readonly at: number;
  /** The day that begins with it, in milliseconds. */
  readonly day: number | null;
  /** Says who wrote it: the ones after it are of the same person, and soon after. */
  readonly isHead: boolean;
  readonly authorId: string | null;
  /** The ids of those who have read this far, and no later message of the viewer. */
  readonly readers: readonly string[];
}

/** So soon after each other messages belong together. */
const TOGETHER_MS = 5 * 60_000;

export const messageOf = (row: select.Row): Message | null => (row.kind === 'message' ? row.message : null);
export const outgoingOf = (row: select.Row): Outgoing | null => (row.kind === 'pending' ? row.outgoing : null);
export const seqOf = (row: select.Row): number | null => messageOf(row)?.seq ?? null;
/** What waits since another day stands at the end nevertheless, and so does what this machine's clock dates back. */
const atOf = (row: select.Row, before: Line | undefined): number => (row.kind === 'message' ? Date.parse(row.message.createdAt) : Math.max(row.outgoing.order, before?.at ?? 0));
const isNotice = (row: select.Row) => messageOf(row)?.kind === 'SYSTEM';

/** The rows from one up to before another; the one before them says whether a day or a name begins. */
export function linesOf(rows: readonly select.Row[], first: number, end: number, viewerId: string | null, readers: ReadonlyMap<string, readonly string[]>): readonly Line[] {
  const lines: Line[] = [];
  for (let at = first; at < end; at += 1) {
    const row = rows[at];
    if (!row) break;
    const before = lines.at(-1) ?? lineBefore(rows[at - 1], viewerId);
    lines.push(lineOf(row, before, viewerId, readers));
  }
  return lines;
}

const lineBefore = (row: select.Row | undefined, viewerId: string | null) => (row ? lineOf(row, undefined, viewerId, NOBODY) : undefined);

const NOBODY: ReadonlyMap<string, readonly string[]> = new Map();
const NONE: readonly string[] = [];

function lineOf(row: select.Row, before: Line | undefined, viewerId: string | null, readers: ReadonlyMap<string, readonly string[]>): Line {
  const at = atOf(row, before);
  const authorId = row.kind === 'pending' ? viewerId : (row.message.author?.id ?? null);
  const day = dayOf(at);
  const isNewDay = !before || dayOf(before.at) !== day;
  const continues = !isNewDay && !isNotice(before.row) && before.authorId === authorId && at - before.at < TOGETHER_MS;
  const startsUnread = row.kind === 'message' && row.startsUnread;
  return { row, at, day: isNewDay ? day : null, isHead: !continues || startsUnread, authorId, readers: readers.get(row.key) ?? NONE };
}

/** Who has read up to which of the viewer's messages: by the key of its row, each person once. */
export function readersOf(rows: readonly select.Row[], first: number, end: number, members: Iterable<Member>, viewerId: string | null): ReadonlyMap<string, readonly string[]> {
  const own = rows.slice(first, end).flatMap((row) => (row.kind === 'message' && row.isOwn && row.message.kind === 'TEXT' && !row.isDeleted ? [{ key: row.key, seq: row.message.seq }] : []));
  const found = new Map<string, string[]>();
  if (!own.length) return found;
  for (const { user, lastReadSeq } of members) {
    if (user.id === viewerId) continue;
    const last = own.findLast(({ seq }) => seq <= lastReadSeq);
    if (!last) continue;
    const there = found.get(last.key);
    if (there) there.push(user.id);
    else found.set(last.key, [user.id]);
  }
  return found;
}

/** How many messages of others came after a number. */
export function cameAfter(rows: readonly select.Row[], from: number, seq: number): number {
  let count = 0;
  for (let at = from; at < rows.length; at += 1) {
    const row = rows[at];
    if (row?.kind === 'message' && row.message.kind === 'TEXT' && !row.isOwn && !row.isDeleted && row.message.seq > seq) count += 1;
  }
  return count;
}
