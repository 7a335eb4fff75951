/** Read marks: never back, one of a room on its way at a time, the furthest wins. */

import type { MarkReadMutation } from '../gql/graphql.ts';
import { verdictOf } from './answers.ts';
import { MarkRead } from './changes.ts';
import type { Outcome } from './interface.ts';
import type { Call } from './model.ts';
import { takeReadMembership } from './memberships.ts';
import { withEntry, type Turn } from './turn.ts';

export function wantRead(turn: Turn, roomId: string, seq: number) {
  const room = turn.state.rooms.get(roomId);
  if (!room?.membership || seq <= room.membership.lastReadSeq || seq <= (turn.state.wantedReads.get(roomId) ?? 0)) return;
  turn.set({ wantedReads: withEntry(turn.state.wantedReads, roomId, seq) });
  pump(turn, roomId);
}

export function pumpReads(turn: Turn) {
  for (const roomId of turn.state.wantedReads.keys()) pump(turn, roomId);
}

export const timerOf = (roomId: string) => `read-${roomId}`;

function pump(turn: Turn, roomId: string) {
  const seq = turn.state.wantedReads.get(roomId);
  const room = turn.state.rooms.get(roomId);
  if (seq === undefined || turn.state.connection.phase !== 'live' || turn.state.timers.has(timerOf(roomId))) return;
  if (!room?.membership || room.membership.lastReadSeq >= seq) {
    return turn.set({ wantedReads: withEntry(turn.state.wantedReads, roomId, null) });
  }
  if ([...turn.state.calls.values()].some((call) => call.kind === 'markRead' && call.roomId === roomId)) return;
  turn.fetch({ kind: 'markRead', roomId, seq }, MarkRead, { input: { roomId, seq } });
}

export function readAnswered(turn: Turn, call: Extract<Call, { kind: 'markRead' }>, outcome: Outcome) {
  const verdict = verdictOf<MarkReadMutation['markRead']>(outcome, 'markRead');
  if (verdict.action === 'RETRY') return turn.wait(timerOf(call.roomId), verdict.retryAfterMs ?? turn.pause(1));
  if (verdict.action === 'COMMIT' && verdict.payload?.membership) takeReadMembership(turn, verdict.payload.membership);
  // Refused: the room has not so many numbers, or one is in it no more.
  if (turn.state.wantedReads.get(call.roomId) === call.seq) turn.set({ wantedReads: withEntry(turn.state.wantedReads, call.roomId, null) });
  pump(turn, call.roomId);
}
