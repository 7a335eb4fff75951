/**
 * A thread, and the place of a message that may be far above: parts of the open room beside its list. Each is read by pages, kept
 * current by events, and read anew after a lost connection, for then nobody told what became of its messages.
 */

import type { AroundQuery, ThreadQuery } from '../gql/graphql.ts';
import { askAgain } from './asking.ts';
import { dataOf, isNotThere } from './answers.ts';
import { Around, Thread } from './documents.ts';
import { peopleOf } from './events.ts';
import type { Outcome } from './interface.ts';
import type { Call, Excerpt, ExcerptKind, Message } from './model.ts';
import { withEntry, type Turn } from './turn.ts';

type ExcerptCall = Extract<Call, { kind: 'excerpt' }>;

const NONE: ReadonlyMap<string, Message> = new Map();
/** As many messages are read around a number, or on one side of it. */
const PAGE = 50;

/** Looks at another one, or at none. */
export function look(turn: Turn, kind: ExcerptKind, of: Excerpt['of'] | null) {
  const { open, excerpts } = turn.state;
  turn.forgetCalls((call) => call.kind === 'excerpt' && call.of === kind);
  const excerpt: Excerpt | null = of && open && { roomId: open.roomId, of, known: NONE, heard: NONE, from: Infinity, to: -Infinity, status: 'none' };
  turn.set({ excerpts: withEntry(excerpts, kind, excerpt) });
  refreshExcerpts(turn);
}

/** Reads those that are not there. Those of a room that is doubted, or not known yet, may be of another log; once it is trusted, they are read. */
export function refreshExcerpts(turn: Turn) {
  for (const [kind, { roomId, status }] of turn.state.excerpts) {
    const room = turn.state.rooms.get(roomId);
    if (status !== 'none' || !turn.state.session || !room || room.isDoubted) continue;
    set(turn, kind, { status: 'loading', heard: NONE });
    ask(turn, { kind: 'excerpt', of: kind, page: 'first', tries: 0 });
  }
}

/** They are not known to be as they are shown. `isShown`: they stay until they are read; else they were of another log. */
export function readAnew(turn: Turn, isShown: boolean) {
  turn.forgetCalls((call) => call.kind === 'excerpt');
  for (const kind of turn.state.excerpts.keys()) set(turn, kind, { status: 'none', heard: NONE, ...(!isShown && { known: NONE, from: Infinity, to: -Infinity }) });
}

export function more(turn: Turn, kind: ExcerptKind, page: 'earlier' | 'later') {
  const excerpt = turn.state.excerpts.get(kind);
  const isThere = excerpt?.status === 'there' && !turn.state.rooms.get(excerpt.roomId)?.isDoubted;
  const hasMore = page === 'earlier' ? excerpt && excerpt.from > 0 : excerpt && excerpt.to !== null;
  if (isThere && hasMore && !isLoading(turn, kind)) ask(turn, { kind: 'excerpt', of: kind, page, tries: 0 });
}

const isLoading = (turn: Turn, kind: ExcerptKind) => [...turn.state.calls.values()].some((call) => call.kind === 'excerpt' && call.of === kind);

export function ask(turn: Turn, call: ExcerptCall, number?: number) {
  const excerpt = turn.state.excerpts.get(call.of);
  if (!excerpt) return;
  const { roomId, of, from, to } = excerpt;
  const before = call.page === 'earlier' ? String(from) : null;
  if (of.kind === 'thread') return void turn.fetch(call, Thread, { messageId: of.parentId, before }, number);
  const span = call.page === 'first' ? { first: PAGE, around: of.seq } : before ? { last: PAGE, before } : { first: PAGE, after: String(to) };
  turn.fetch(call, Around, { roomId, ...span }, number);
}

export function excerptAnswered(turn: Turn, number: number, call: ExcerptCall, outcome: Outcome) {
  const data = dataOf<ThreadQuery & AroundQuery>(outcome);
  if (!data && !isNotThere(outcome)) return askAgain(turn, number, call, outcome);
  const mine = turn.state.excerpts.get(call.of);
  if (!mine) return;
  const { message, room } = data ?? {};
  const page = message?.replies ?? room?.messages;
  if (!page) return set(turn, call.of, { status: 'gone' });
  const parent = message && withoutReplies(message);
  const nodes = parent ? [parent, ...page.nodes] : page.nodes;
  turn.meet(...nodes.flatMap(peopleOf));
  const isFirst = call.page === 'first';
  const known = new Map(isFirst ? mine.heard : mine.known);
  for (const node of nodes.flatMap(withParent)) if (isNewer(turn, known, node)) known.set(node.id, node);
  const { hasPreviousPage, hasNextPage } = page.pageInfo;
  const from = call.page === 'later' ? mine.from : hasPreviousPage ? (page.nodes[0]?.seq ?? mine.from) : 0;
  const to = call.page === 'earlier' ? mine.to : hasNextPage && message === undefined ? (page.nodes.at(-1)?.seq ?? mine.to) : null;
  set(turn, call.of, { known, heard: NONE, from, to, status: 'there' });
}

const withoutReplies = ({ replies: _replies, ...message }: NonNullable<ThreadQuery['message']>): Message => message;

/** A message, and what it answers, which may stand outside of a place. */
const withParent = (message: Message): readonly Message[] => (message.parent ? [message, { ...message.parent, parent: null }] : [message]);

/** A message was told of: it may be in one of them. */
export function hearExcerpts(turn: Turn, message: Message) {
  for (const [kind, excerpt] of turn.state.excerpts) {
    const { roomId, of, from, to, known, heard, status } = excerpt;
    if (message.roomId !== roomId) continue;
    // Of a place also what is beside it, while a page is on its way: it may be in that.
    const isWithin = (message.seq >= from && (to === null || message.seq <= to)) || known.has(message.id) || isLoading(turn, kind);
    const isPart = of.kind === 'thread' ? of.parentId === (message.parent?.id ?? message.id) : isWithin;
    const news = isPart ? withParent(message).filter((copy) => isNewer(turn, known, copy)) : [];
    if (!news.length) continue;
    const entries = news.map((copy) => [copy.id, copy] as const);
    const change = { known: new Map([...known, ...entries]) };
    set(turn, kind, status === 'loading' && turn.rules.keepsHeard() ? { ...change, heard: new Map([...heard, ...entries]) } : change);
  }
}

function isNewer(turn: Turn, known: ReadonlyMap<string, Message>, message: Message) {
  const mine = known.get(message.id);
  return !mine || turn.rules.isNewerMessage(mine, message);
}

function set(turn: Turn, kind: ExcerptKind, change: Partial<Excerpt>) {
  const excerpt = turn.state.excerpts.get(kind);
  if (excerpt) turn.set({ excerpts: withEntry<ExcerptKind, Excerpt>(turn.state.excerpts, kind, { ...excerpt, ...change }) });
}
