/** Who is signed in: the way in, the way out, and what is kept on this machine. */

import { connect } from './connection.ts';
import { Login, Logout, Register } from './changes.ts';
import { CALL_FAILED, errorOf, payloadOf } from './answers.ts';
import type { Input, Outcome, Wish } from './interface.ts';
import { roomOf, withoutPerson, type Call, type Session, type SessionEndReason } from './model.ts';
import { refusedStored } from './deeds.ts';
import { recallOutbox } from './outbox.ts';
import { dropFiles, recallUploads } from './uploads.ts';
import type { Turn } from './turn.ts';

/** The key under which the session is kept: another tab reads it. */
export const SESSION_KEY = 'session';

export const prefixOf = ({ user }: Session) => `${user?.id ?? ''}/`;
export const outboxKey = (userId: string, clientMutationId: string) => `${userId}/outbox/${clientMutationId}`;
/** A file that the server has, at the box where it was added. */
export const uploadKey = (userId: string, id: string) => `${userId}/upload/${id}`;
/** Why a message was refused: said in every tab, for another one may have sent it. */
export const refusedKey = (userId: string, clientMutationId: string) => `${userId}/refused/${clientMutationId}`;
export const draftKey = (userId: string, roomId: string) => `${userId}/draft/${roomId}`;

export function signIn(turn: Turn, wish: Extract<Wish, { kind: 'signIn' | 'register' }>) {
  if (turn.state.session || turn.state.signIn.isPending) return;
  const { username, password } = wish;
  turn.set({ signIn: { isPending: true, error: null } });
  if (wish.kind === 'signIn') {
    turn.fetch({ kind: 'signIn', mutation: 'login' }, Login, { input: { username, password } });
  } else {
    turn.fetch({ kind: 'signIn', mutation: 'register' }, Register, { input: { username, password, displayName: wish.displayName || undefined } });
  }
}

/** Not by itself again: a person who waits before a form looks at it. */
export function signInAnswered(turn: Turn, call: Extract<Call, { kind: 'signIn' }>, outcome: Outcome) {
  const payload = payloadOf<{ session: Session | null }>(outcome, call.mutation);
  const session = payload?.action === 'COMMIT' ? payload.session : null;
  turn.set({ signIn: { isPending: false, error: session ? null : (errorOf(outcome, call.mutation) ?? CALL_FAILED) } });
  if (!session) return;
  turn.persist(SESSION_KEY, JSON.stringify(session));
  turn.do({ type: 'recall', session, prefix: prefixOf(session) });
}

export function signedIn(turn: Turn, { session, saved, places }: Extract<Input, { type: 'signedIn' }>) {
  if (turn.state.session?.token === session.token) return;
  if (turn.state.session) leave(turn);
  turn.set({ session, ended: null, viewerId: session.user?.id ?? null });
  turn.meet(session.user);
  const rooms = [...(places ?? [])].map(([roomId, last]) => [roomId, { ...roomOf(roomId, last), hasBegun: true, isDoubted: true, isAway: true }] as const);
  turn.set({ rooms: new Map(rooms), isLoaded: rooms.length > 0 });
  const drafts = new Map<string, string>();
  const draftPrefix = draftKey(session.user?.id ?? '', '');
  for (const [key, text] of saved) if (key.startsWith(draftPrefix)) drafts.set(key.slice(draftPrefix.length), text);
  turn.set({ drafts });
  connect(turn);
  const refusedPrefix = refusedKey(session.user?.id ?? '', '');
  for (const [key, value] of saved) if (key.startsWith(refusedPrefix)) refusedStored(turn, key.slice(refusedPrefix.length), value);
  recallUploads(turn, saved);
  recallOutbox(turn, saved);
}

export function signOut(turn: Turn) {
  const { session } = turn.state;
  if (!session) return;
  turn.fetch({ kind: 'signOut' }, Logout, { input: {} });
  turn.do({ type: 'forget', prefix: prefixOf(session) });
  turn.persist(SESSION_KEY, null);
  leave(turn);
  turn.set({ ended: null });
  turn.tell({ kind: 'ended', reason: null });
}

/** The server does not take this token any more. What is unsent stays for when the same person is back. */
export function endSession(turn: Turn, reason: SessionEndReason | 'REFUSED') {
  if (!turn.state.session) return;
  turn.persist(SESSION_KEY, null);
  leave(turn);
  turn.set({ ended: reason });
  turn.tell({ kind: 'ended', reason });
}

/** Another tab signed out, or in. */
export function sessionStored(turn: Turn, value: string | null) {
  if (value === null) {
    if (turn.state.session) leave(turn);
    return;
  }
  const session = JSON.parse(value) as Session;
  if (session.token !== turn.state.session?.token) turn.do({ type: 'recall', session, prefix: prefixOf(session) });
}

function leave(turn: Turn) {
  const { connection } = turn.state;
  if (connection.phase !== 'waiting') turn.do({ type: 'close', socket: connection.socket, code: 1000, reason: 'signed out' });
  dropFiles(turn);
  for (const timer of turn.state.timers.keys()) turn.do({ type: 'wait', timer, ms: null });
  turn.state = withoutPerson(turn.state);
  turn.tell({ kind: 'phase', phase: 'signedOut' });
}
