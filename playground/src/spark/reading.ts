/** The list of rooms and all that stands beside it, from one moment: read at the beginning of a connection, and when told to. */

import type { LoginSyncQuery } from '../gql/graphql.ts';
import { askAgain } from './asking.ts';
import { dataOf } from './answers.ts';
import { hearGlobal, hearUser, setAnnouncements } from './channels.ts';
import { watchOpenRoom } from './connection.ts';
import { LoginSync } from './documents.ts';
import { readAnew } from './excerpts.ts';
import type { Outcome } from './interface.ts';
import { roomOf, type Call } from './model.ts';
import { believe, partsOf, takeOwnRoom, takeRoom, takeStay } from './memberships.ts';
import { heal, judge } from './numbers.ts';
import { loadMembers, refreshOpenRoom } from './history.ts';
import { pumpAll } from './outbox.ts';
import { pumpReads } from './reads.ts';
import { resumeUploads } from './uploads.ts';
import type { Turn } from './turn.ts';

/** The streams that say when they have begun. */
const ANNOUNCED = ['rooms', 'user'];

export function beginReading(turn: Turn) {
  const { connection, reading } = turn.state;
  if (connection.phase === 'signedOut' || connection.phase === 'waiting') return;
  // What a stream says before the other one has begun is no reason to read: the reading comes when both have.
  if (turn.rules.waitsForStreams() && !ANNOUNCED.every((stream) => connection.ready.has(stream))) return;
  if (reading) return turn.set({ reading: { ...reading, again: true } });
  if (connection.phase !== 'live') turn.setConnection({ phase: 'reading' });
  turn.set({ reading: { seen: new Set(), held: [], again: false } });
  ask(turn, { kind: 'loginSync', after: null, tries: 0 });
}

export function ask(turn: Turn, call: Extract<Call, { kind: 'loginSync' }>, number?: number) {
  turn.fetch(call, LoginSync, { after: call.after }, number);
}

export function readingAnswered(turn: Turn, number: number, call: Extract<Call, { kind: 'loginSync' }>, outcome: Outcome) {
  const page = dataOf<LoginSyncQuery>(outcome)?.loginSync;
  if (!page) return askAgain(turn, number, call, outcome);
  if (call.after === null) takeHead(turn, page);
  for (const node of page.memberships.nodes) takeNode(turn, node);
  const { reading } = turn.state;
  if (!reading) return;
  turn.set({ reading: { ...reading, seen: new Set([...reading.seen, ...page.memberships.nodes.map(({ roomId }) => roomId)]) } });
  const { hasNextPage, endCursor } = page.memberships.pageInfo;
  if (hasNextPage && turn.rules.readsOn()) return ask(turn, { kind: 'loginSync', after: endCursor ?? null, tries: 0 });
  finish(turn);
}

type Page = LoginSyncQuery['loginSync'];

function takeHead(turn: Turn, page: Page) {
  // Who came and went meanwhile was not told.
  const users = new Map([...turn.state.users].map(([id, user]) => [id, { ...user, status: undefined }]));
  turn.set({ users, settings: page.settings, viewerId: page.viewer.id });
  turn.meet(page.viewer);
  setAnnouncements(turn, page.announcements);
}

function takeNode(turn: Turn, node: Page['memberships']['nodes'][number]) {
  const { room, ...membership } = node;
  const { fields, lastMessage, latest } = partsOf(room);
  const mine = turn.state.rooms.get(fields.id);
  if (!mine || (!turn.state.isLoaded && !mine.hasBegun)) {
    // The very first time it begins with what is there; in rooms that one came into while away, with what is unread.
    const last = turn.state.isLoaded ? { seq: membership.lastReadSeq, fingerprint: null } : latest;
    turn.set({ rooms: new Map(turn.state.rooms).set(fields.id, { ...roomOf(fields.id, last, fields), heard: Math.max(last.seq, mine?.heard ?? 0), early: mine?.early ?? new Map() }) });
    // A page that was asked for before does not reach what is there now.
    turn.forgetCalls((call) => call.kind === 'history' && call.roomId === fields.id);
    if (turn.state.open?.roomId === fields.id) readAnew(turn, false);
  } else if (mine.isAway) {
    turn.setRoom(fields.id, { isAway: false });
  }
  believe(turn, fields, lastMessage, membership);
  takeRoom(turn, fields, lastMessage);
  takeOwnRoom(turn, room);
  takeStay(turn, membership);
  judge(turn, fields.id, latest.seq, latest.fingerprint);
}

function finish(turn: Turn) {
  const { reading, rooms } = turn.state;
  if (!reading) return;
  const known = [...rooms].map(([id, room]) => {
    const left = { ...room, membership: null, isAway: true, isDoubted: turn.rules.doubts(), typing: new Map() };
    return [id, reading.seen.has(id) ? room : left] as const;
  });
  turn.set({ rooms: new Map(known), reading: null, isLoaded: true, lists: turn.state.lists + 1 });
  const isNew = turn.state.connection.phase !== 'live';
  turn.setConnection({ phase: 'live', tries: 0 });
  if (isNew && turn.state.connection.socket > 1) turn.set({ healing: { isOn: false, events: 0, again: true } });
  for (const held of reading.held) {
    if (held.channel === 'user') hearUser(turn, held.event);
    else hearGlobal(turn, held.event);
  }
  if (turn.state.connection.phase !== 'live') return;
  watchOpenRoom(turn);
  heal(turn);
  refreshOpenRoom(turn);
  if (isNew && turn.state.open) loadMembers(turn, turn.state.open.roomId);
  pumpAll(turn, { atOnce: isNew });
  pumpReads(turn);
  if (isNew) resumeUploads(turn);
  if (reading.again) beginReading(turn);
}
