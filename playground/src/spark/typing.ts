/** Saying that one writes: often enough to last, seldom enough to cost nothing. */

import { SetTyping } from './changes.ts';
import { withEntry, type Turn } from './turn.ts';

/** The server lets it last 6 s, and drops what comes more often than once a second. */
const REPEAT_MS = 3_000;

export function sayTyping(turn: Turn, roomId: string, isTyping: boolean) {
  if (!isTyping) return sayStopped(turn, roomId);
  const saidAt = turn.state.typingSaidAt.get(roomId);
  if (turn.state.connection.phase !== 'live' || (saidAt !== undefined && turn.now - saidAt < REPEAT_MS)) return;
  turn.set({ typingSaidAt: withEntry(turn.state.typingSaidAt, roomId, turn.now) });
  turn.fetch({ kind: 'typing', roomId }, SetTyping, { input: { roomId, isTyping: true } });
}

export function sayStopped(turn: Turn, roomId: string) {
  if (!turn.state.typingSaidAt.has(roomId)) return;
  turn.set({ typingSaidAt: withEntry(turn.state.typingSaidAt, roomId, null) });
  if (turn.state.connection.phase === 'live') turn.fetch({ kind: 'typing', roomId }, SetTyping, { input: { roomId, isTyping: false } });
}
