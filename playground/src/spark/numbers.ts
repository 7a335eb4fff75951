/**
 * Events by their number: what is there is dropped, what comes next is applied, and what comes too early waits while the
 * missing ones are asked for. One question for all rooms at a time.
 */

import { dataOf, isNotThere } from './answers.ts';
import { SyncRooms } from './documents.ts';
import type { RoomEventsSubscription, SyncRoomsQuery } from '../gql/graphql.ts';
import type { Outcome } from './interface.ts';
import { roomOf, UNPROVED, type Asked, type Call, type Message, type Room, type RoomEvent, type SyncPage } from './model.ts';
import { applyEvent } from './events.ts';
import { forgetHistory, loadMembers, proveHistory, refreshOpenRoom } from './history.ts';
import { beginReading } from './reading.ts';
import { askAgain } from './asking.ts';
import type { Turn } from './turn.ts';

/** The most events of a room that wait for a missing one; beyond it they are asked for as well. */
const MAX_EARLY = 256;
/** The most rooms in one question; the server takes 1,000. */
const MAX_ROOMS = 500;

type FeedItem = RoomEventsSubscription['roomEvents'];

export function hearRoom(turn: Turn, item: FeedItem) {
  if (item.__typename === 'SyncRequired') {
    turn.tell({ kind: 'syncRequired', ...item });
    if (!turn.rules.heedsSyncRequired()) return;
    come(turn, item.roomId, item.fromSeq);
    const room = turn.state.rooms.get(item.roomId);
    if (room) turn.setRoom(item.roomId, { heard: Math.max(room.heard, item.toSeq) });
  } else if ('seq' in item && turn.rules.counts(item.__typename)) {
    hearEvent(turn, item);
  }
  heal(turn);
}

function hearEvent(turn: Turn, event: RoomEvent) {
  const left = turn.state.rooms.get(event.roomId);
  if (left?.isAway && event.__typename === 'MemberLeft' && event.user.id === turn.state.viewerId) {
    // The user channel was faster: this is the last event of the stay, and no return.
    turn.tell({ kind: 'heard', event, place: 'known' });
    return;
  }
  come(turn, event.roomId, event.seq, event);
  const room = turn.state.rooms.get(event.roomId);
  if (!room) return;
  const place = turn.rules.isKnown(room.last, event.seq) && !room.isDoubted ? 'known' : room.isDoubted || turn.rules.leavesGap(room.last, event.seq) ? 'ahead' : 'next';
  turn.tell({ kind: 'heard', event, place });
  if (place === 'next') return advance(turn, event, false);
  if (place === 'known') return;
  const early = room.early.size < MAX_EARLY ? new Map(room.early).set(event.seq, event) : room.early;
  turn.setRoom(room.id, { early, heard: Math.max(room.heard, event.seq) });
}

/** A room speaks: one that was not known, before MembershipAdded, or one that one comes back to. */
function come(turn: Turn, roomId: string, seq: number, event?: RoomEvent) {
  const room = turn.state.rooms.get(roomId);
  if (!room) {
    const created = roomOf(roomId, { seq: seq - 1, fingerprint: null }, event?.room);
    // Before the very first list it waits for it, which says where to begin.
    turn.set({ rooms: new Map(turn.state.rooms).set(roomId, { ...created, isDoubted: !turn.state.isLoaded }) });
  } else if (room.isAway) {
    turn.setRoom(roomId, { isAway: false });
  } else if (!room.hasBegun && !room.isDoubted && room.last.fingerprint === null && seq <= room.last.seq) {
    // Only one's own coming was known: it begins with what it says first.
    turn.setRoom(roomId, { last: { seq: seq - 1, fingerprint: null }, from: Math.min(room.from, seq) });
  }
}

function advance(turn: Turn, event: RoomEvent, isFetched: boolean) {
  const room = turn.state.rooms.get(event.roomId);
  if (!room) return;
  const last = { seq: event.seq, fingerprint: event.fingerprint };
  turn.setRoom(room.id, { last, heard: Math.max(room.heard, event.seq), hasBegun: true });
  proveHistory(turn, room.id, event);
  applyEvent(turn, event);
  turn.tell({ kind: 'applied', event, isFetched, isOwn: event.actor?.id === turn.state.viewerId });
  if (!isFetched) drain(turn, event.roomId);
}

/** What waited for what is there now. */
function drain(turn: Turn, roomId: string) {
  const room = turn.state.rooms.get(roomId);
  if (!room?.early.size || room.isDoubted) return;
  const event = room.early.get(room.last.seq + 1);
  const early = new Map([...room.early].filter(([seq]) => seq > room.last.seq + 1));
  turn.setRoom(roomId, { early });
  if (event) advance(turn, event, false);
}

/** The list says where a room stands: whether something is missing, and whether its log is the same. */
export function judge(turn: Turn, roomId: string, latestSeq: number, latestFingerprint: string) {
  const room = turn.state.rooms.get(roomId);
  if (!room) return;
  const { last } = room;
  const isSame = last.seq === latestSeq && !turn.rules.isOtherLog(last, latestSeq, latestFingerprint);
  const isOther = turn.rules.isOtherLog(last, latestSeq, latestFingerprint);
  turn.setRoom(roomId, { heard: Math.max(room.heard, latestSeq), isDoubted: room.isDoubted || isOther });
  if (!isSame) return;
  doubtUnproved(turn, room);
  trust(turn, roomId);
}

/**
 * The room's log is the one that was known, up to where the room stands. What an answer brought from beyond that place may
 * have never been: a server that was restored to that very place does not have it. If it is there after all, its event comes.
 */
function doubtUnproved(turn: Turn, room: Room) {
  if (!room.isDoubted || !turn.rules.dropsUnproved()) return;
  const { messages, parents, last, lastMessage, fields } = room;
  if (lastMessage && lastMessage.updatedSeq > last.seq) turn.setRoom(room.id, { lastMessage: { ...lastMessage, updatedSeq: UNPROVED } });
  if (fields.latestSeq > last.seq) turn.setRoom(room.id, { fields: { ...fields, latestSeq: last.seq } });
  // Where only one's own coming is known, nothing says that the log up to there is the same: all that was loaded may be another's.
  if (last.fingerprint === null && room.history !== 'none') return forgetHistory(turn, room.id);
  const unproved = (message: Message) => (message.updatedSeq > last.seq ? { ...message, updatedSeq: UNPROVED } : message);
  if ([...parents.values()].some(({ updatedSeq }) => updatedSeq > last.seq)) {
    turn.setRoom(room.id, { parents: new Map([...parents].map(([id, parent]) => [id, unproved(parent)])) });
  }
  if (!messages.some(({ updatedSeq }) => updatedSeq > last.seq)) return;
  const proved = messages.filter(({ seq }) => seq <= last.seq);
  turn.setRoom(room.id, { messages: proved.map(unproved) });
}

/** All events are there: what is still unproved was never so. */
function trust(turn: Turn, roomId: string) {
  turn.setRoom(roomId, { isDoubted: false });
  if (turn.state.rooms.get(roomId)?.lastMessage?.updatedSeq === UNPROVED) {
    turn.setRoom(roomId, { lastMessage: null });
    // Which one it is today, the list says.
    beginReading(turn);
  }
  const { messages = [], parents = new Map<string, Message>() } = turn.state.rooms.get(roomId) ?? {};
  if ([...messages, ...parents.values()].some(({ updatedSeq }) => updatedSeq === UNPROVED)) forgetHistory(turn, roomId);
  drain(turn, roomId);
  refreshOpenRoom(turn);
}

const isBehind = (room: Room) => !room.isAway && (room.isDoubted || room.heard > room.last.seq);

/** Asks for what is missing, in all rooms at once, until nothing is. */
export function heal(turn: Turn) {
  const { connection, healing, rooms } = turn.state;
  if (connection.phase !== 'live' || healing.isOn) return;
  const behind = [...rooms.values()].filter(isBehind).slice(0, MAX_ROOMS);
  if (behind.length) {
    const isNew = !healing.again;
    turn.set({ healing: { isOn: true, events: isNew ? 0 : healing.events, again: true } });
    ask(turn, { kind: 'heal', rooms: behind.map(asked), tries: 0 });
  } else if (healing.again) {
    turn.set({ healing: { ...healing, again: false } });
    turn.tell({ kind: 'healed', events: healing.events });
  }
}

const asked = ({ id, last, heard, membership }: Room): Asked => ({ roomId: id, fromSeq: last.seq + 1, heard, stay: membership?.id ?? null });

export function ask(turn: Turn, call: Extract<Call, { kind: 'heal' }>, number?: number) {
  const rooms = call.rooms.flatMap(({ roomId }) => turn.state.rooms.get(roomId) ?? []);
  const cursors = rooms.map(({ id, last }) => ({ roomId: id, fromSeq: last.seq + 1, previousFingerprint: turn.rules.previousFingerprint(last) }));
  turn.fetch({ ...call, rooms: rooms.map(asked) }, SyncRooms, { cursors }, number);
}

export function healAnswered(turn: Turn, number: number, call: Extract<Call, { kind: 'heal' }>, outcome: Outcome) {
  const pages = dataOf<SyncRoomsQuery>(outcome)?.syncRooms;
  if (!pages && !isNotThere(outcome)) return askAgain(turn, number, call, outcome);
  turn.set({ healing: { ...turn.state.healing, isOn: false } });
  call.rooms.forEach(({ roomId, fromSeq, heard, stay }, n) => {
    const page = pages?.[n];
    const room = turn.state.rooms.get(roomId);
    if (!room) return;
    // The room was set back meanwhile: what this page begins with is not what is missing.
    if (page && fromSeq > room.last.seq + 1) return;
    if (page) take(turn, page, heard);
    // One is not in it any more, as the user channel says, too; unless one has come back since.
    else if (stay === (room.membership?.id ?? null)) turn.setRoom(roomId, { isAway: true, isDoubted: turn.rules.doubts() });
  });
  heal(turn);
}

function take(turn: Turn, page: SyncPage, heardThen: number) {
  const { roomId } = page;
  if (page.reset) return turn.rules.heedsReset() ? reset(turn, page) : turn.setRoom(roomId, { isDoubted: false, heard: turn.state.rooms.get(roomId)?.last.seq ?? 0 });
  const before = turn.state.rooms.get(roomId);
  if (before) doubtUnproved(turn, before);
  if (before && contradicts(before, page, heardThen)) turn.setRoom(roomId, { early: new Map() });
  let fetched = 0;
  for (const event of page.events) {
    const room = turn.state.rooms.get(roomId);
    if (!room || turn.rules.isKnown(room.last, event.seq)) continue;
    if (!room.early.has(event.seq)) fetched += 1;
    advance(turn, event, true);
  }
  const room = turn.state.rooms.get(roomId);
  if (!room) return;
  if (page.nextSeq > room.last.seq) turn.setRoom(roomId, { last: { seq: page.nextSeq - 1, fingerprint: page.fingerprint ?? room.last.fingerprint } });
  const isLast = !page.hasMore || !turn.rules.readsOn();
  // What was heard of before it was asked for is there, or is nowhere; what was heard of since may be later than this page.
  const heard = isLast && room.heard === heardThen ? room.last.seq : Math.max(room.heard, isLast ? 0 : page.latestSeq);
  turn.setRoom(roomId, { heard: Math.max(heard, page.nextSeq - 1) });
  if (isLast) trust(turn, roomId);
  turn.set({ healing: { ...turn.state.healing, events: turn.state.healing.events + fetched } });
}

/** What came over the socket is not what the server has: it was set back, and the socket has not said so yet. */
function contradicts({ early }: Room, { events, latestSeq }: SyncPage, heardThen: number) {
  return latestSeq < heardThen || events.some(({ seq, fingerprint }) => (early.get(seq)?.fingerprint ?? fingerprint) !== fingerprint);
}

/** Another log: what is there of the room is of the one before, whatever its numbers say. */
function reset(turn: Turn, page: SyncPage) {
  const { roomId } = page;
  const room = turn.state.rooms.get(roomId);
  if (!room) return;
  const last = { seq: page.nextSeq - 1, fingerprint: page.fingerprint ?? null };
  const early = new Map([...room.early].filter(([seq]) => seq > last.seq));
  turn.setRoom(roomId, {
    last,
    early,
    heard: Math.max(last.seq, ...early.keys()),
    isDoubted: false,
    hasBegun: true,
    members: null,
    lastMessage: null,
    typing: new Map(),
    // Smaller numbers are right from here on.
    membership: room.membership && { ...room.membership, asOfSeq: -1 },
    fields: { ...room.fields, latestSeq: -1 },
  });
  turn.tell({ kind: 'reset', roomId });
  if (turn.state.open?.roomId === roomId) {
    turn.set({ open: { roomId, unreadAfter: null } });
    loadMembers(turn, roomId);
  }
  forgetHistory(turn, roomId);
  drain(turn, roomId);
  // The counts of today; the list has them for all rooms.
  beginReading(turn);
}
