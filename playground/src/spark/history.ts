/** The room that is looked at: its newest page, the pages before it by number, and its members. */

import type { HistoryQuery, MembersQuery } from '../gql/graphql.ts';
import { askAgain } from './asking.ts';
import { dataOf, isNotThere } from './answers.ts';
import { watchOpenRoom } from './connection.ts';
import { History, Members } from './documents.ts';
import { peopleOf, replaces, takeParents, withMessage } from './events.ts';
import { readAnew, refreshExcerpts } from './excerpts.ts';
import type { Outcome } from './interface.ts';
import type { Call, Member, Message, Room } from './model.ts';
import { heal } from './numbers.ts';
import { takeReadMembership, takeRoom } from './memberships.ts';
import { sayStopped } from './typing.ts';
import type { Turn } from './turn.ts';

export function open(turn: Turn, roomId: string | null) {
  const before = turn.state.open;
  if (before?.roomId === roomId) return;
  if (before) sayStopped(turn, before.roomId);
  const membership = roomId === null ? undefined : turn.state.rooms.get(roomId)?.membership;
  const unreadAfter = membership && membership.unreadCount > 0 ? membership.lastReadSeq : null;
  turn.set({ open: roomId === null ? null : { roomId, unreadAfter }, excerpts: new Map() });
  turn.forgetCalls(({ kind }) => kind === 'excerpt');
  watchOpenRoom(turn);
  if (roomId === null) return;
  // Receipts come only while the room is looked at.
  if (turn.state.rooms.get(roomId)?.members) loadMembers(turn, roomId);
  refreshOpenRoom(turn);
}

/** Loads what the open room has not: its newest page, its members. */
export function refreshOpenRoom(turn: Turn) {
  const { open, rooms } = turn.state;
  const room = open && rooms.get(open.roomId);
  if (room?.history === 'none') loadHistory(turn, room.id);
  if (room && !room.members) loadMembers(turn, room.id);
  refreshExcerpts(turn);
}

export function loadHistory(turn: Turn, roomId: string) {
  const room = turn.state.rooms.get(roomId);
  // A doubted room's page may be of another log; once it is trusted, it is loaded.
  if (!room || room.isDoubted || !turn.state.session || isLoading(turn, roomId)) return;
  if (room.history === 'none') turn.setRoom(roomId, { history: 'loading' });
  ask(turn, { kind: 'history', roomId, before: null, since: 0, tries: 0 });
}

/** The page before the oldest that is there. */
export function older(turn: Turn, roomId: string) {
  const room = turn.state.rooms.get(roomId);
  if (room?.history === 'some' && !room.isDoubted && !isLoading(turn, roomId)) ask(turn, { kind: 'history', roomId, before: room.from, since: 0, tries: 0 });
}

/** Whether a page of its history is on its way. */
export const isLoading = (turn: Turn, roomId: string) => [...turn.state.calls.values()].some((call) => call.kind === 'history' && call.roomId === roomId);

export function ask(turn: Turn, call: Extract<Call, { kind: 'history' }>, number?: number) {
  const since = turn.state.rooms.get(call.roomId)?.last.seq ?? 0;
  turn.fetch({ ...call, since }, History, { roomId: call.roomId, before: call.before === null ? null : String(call.before) }, number);
}

export function historyAnswered(turn: Turn, number: number, call: Extract<Call, { kind: 'history' }>, outcome: Outcome) {
  const data = dataOf<HistoryQuery>(outcome);
  if (!data && !isNotThere(outcome)) return askAgain(turn, number, call, outcome);
  const mine = turn.state.rooms.get(call.roomId);
  if (!mine) return;
  // One is not to see it any more.
  if (!data?.room) return turn.setRoom(call.roomId, { history: 'none' });
  const { messages: page, viewerMembership, latestFingerprint, ...fields } = data.room;
  const newest = { seq: fields.latestSeq, fingerprint: latestFingerprint };
  turn.setRoom(call.roomId, { trail: new Map() });
  if (newest.seq < call.since || isOfOtherLog(turn, mine, newest)) {
    // The server was set back, and the socket has not said so yet.
    turn.setRoom(call.roomId, { history: mine.history === 'loading' ? 'none' : mine.history, isDoubted: turn.rules.doubts() });
    return heal(turn);
  }
  if (newest.seq > mine.last.seq) turn.setRoom(call.roomId, { claims: [...mine.claims, newest] });
  takeRoom(turn, fields);
  if (viewerMembership) takeReadMembership(turn, viewerMembership);
  const oldest = page.nodes[0]?.seq;
  const room = turn.state.rooms.get(call.roomId);
  if (!room) return;
  const before = call.before ?? Infinity;
  // The newest page may begin after what is there; what is before that is not known to be there.
  const isWhole = !page.pageInfo.hasPreviousPage && before >= room.from;
  const from = isWhole ? 0 : Math.min(room.from, oldest ?? room.from);
  const widened = { ...room, from };
  let messages: readonly Message[] = page.nodes.length > room.messages.length ? merge(turn, page.nodes, room.messages) : room.messages;
  if (messages === room.messages) for (const message of page.nodes) messages = withMessage(turn, widened, messages, message);
  for (const message of room.passing) messages = withMessage(turn, widened, messages, message);
  turn.meet(...page.nodes.flatMap(peopleOf));
  turn.setRoom(room.id, { messages, from, passing: [], history: isWhole ? 'whole' : 'some' });
  takeParents(turn, room.id, [...page.nodes, ...room.passing]);
}

/** Whether the newest event that a page knows of is another than the one that was applied. */
function isOfOtherLog(turn: Turn, { last, trail }: Room, { seq, fingerprint }: { seq: number; fingerprint: string }) {
  return turn.rules.isOtherLog(last, seq, fingerprint) || (trail.get(seq) ?? fingerprint) !== fingerprint;
}

/** An event was applied: of a page on its way, or of one that knew of it. */
export function proveHistory(turn: Turn, roomId: string, { seq, fingerprint }: { seq: number; fingerprint: string }) {
  const room = turn.state.rooms.get(roomId);
  if (!room) return;
  if (isLoading(turn, roomId)) turn.setRoom(roomId, { trail: new Map(room.trail).set(seq, fingerprint) });
  if (!room.claims.length) return;
  if (room.claims.some((claim) => claim.seq === seq && claim.fingerprint !== fingerprint)) return forgetHistory(turn, roomId);
  turn.setRoom(roomId, { claims: room.claims.filter((claim) => claim.seq > seq) });
}

/** Drops the messages of a room, and loads them again where somebody looks. */
export function forgetHistory(turn: Turn, roomId: string) {
  const room = turn.state.rooms.get(roomId);
  if (!room) return;
  turn.setRoom(roomId, { messages: [], passing: [], parents: new Map(), claims: [], from: room.last.seq + 1, history: 'none' });
  // An answer that is on its way is for what was there.
  turn.forgetCalls((call) => call.kind === 'history' && call.roomId === roomId);
  if (turn.state.open?.roomId !== roomId) return;
  readAnew(turn, false);
  loadHistory(turn, roomId);
  refreshExcerpts(turn);
}

/** Two sorted lists as one, of two copies the newer. */
function merge(turn: Turn, page: readonly Message[], mine: readonly Message[]): readonly Message[] {
  const byNumber = new Map(mine.map((message) => [message.seq, message]));
  for (const message of page) {
    const copy = byNumber.get(message.seq);
    if (!copy || replaces(turn, copy, message)) byNumber.set(message.seq, message);
  }
  return [...byNumber.values()].sort((a, b) => a.seq - b.seq);
}

export function loadMembers(turn: Turn, roomId: string) {
  if (!turn.state.session || !turn.state.rooms.has(roomId)) return;
  turn.forgetCalls((call) => call.kind === 'members' && call.roomId === roomId);
  askMembers(turn, { kind: 'members', roomId, after: null, tries: 0 });
}

export function askMembers(turn: Turn, call: Extract<Call, { kind: 'members' }>, number?: number) {
  turn.fetch(call, Members, { roomId: call.roomId, after: call.after }, number);
}

export function membersAnswered(turn: Turn, number: number, call: Extract<Call, { kind: 'members' }>, outcome: Outcome) {
  const data = dataOf<MembersQuery>(outcome);
  if (!data) return askAgain(turn, number, call, outcome);
  const mine = turn.state.rooms.get(call.roomId);
  if (!mine || !data.room) return;
  const { nodes, pageInfo } = data.room.members;
  const members = new Map<string, Member>(call.after === null ? [] : mine.members);
  for (const member of nodes) {
    const known = mine.members?.get(member.user.id);
    // A receipt never moves back within a stay.
    members.set(member.user.id, known?.id === member.id && known.lastReadSeq > member.lastReadSeq ? { ...member, lastReadSeq: known.lastReadSeq } : member);
  }
  turn.meet(...nodes.map(({ user }) => user));
  turn.setRoom(call.roomId, { members });
  if (pageInfo.hasNextPage) askMembers(turn, { kind: 'members', roomId: call.roomId, after: pageInfo.endCursor ?? null, tries: 0 });
}
