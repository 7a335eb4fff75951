/**
 * The life of the socket: open, introduce oneself, subscribe, and only then read; when it is lost, come back.
 *
 * ```text
 * signedOut ─▶ connecting ─▶ subscribing ─▶ reading ─▶ live
 *                  ▲                │           │        │
 *                  └──── waiting ◀──┴───────────┴────────┘   any close but 4403, or silence
 * ```
 */

import { ActiveRoom, Global, RoomEvents, UserEvents } from './documents.ts';
import { hearActive, hearGlobal, hearUser, quieten } from './channels.ts';
import { readAnew } from './excerpts.ts';
import { hearRoom } from './numbers.ts';
import type { ServerError, ServerMessage } from './interface.ts';
import type { GlobalEvent, Room, UserEvent } from './model.ts';
import type { Turn } from './turn.ts';
import { endSession } from './session.ts';
import { beginReading } from './reading.ts';
import { pumpAll } from './outbox.ts';

/** The global one first: it alone does not say when it has begun, and by then it has. */
const STREAMS = { global: Global, rooms: RoomEvents, user: UserEvents } as const;

/** Opens a socket at once. */
export function connect(turn: Turn) {
  const socket = turn.state.connection.socket + 1;
  turn.stop('reconnect');
  turn.setConnection({ phase: 'connecting', socket, heardAt: turn.now, ready: new Set(), active: null });
  turn.do({ type: 'open', socket });
  turn.wait('silence', turn.state.config.silenceMs);
}

export function opened(turn: Turn) {
  const { session, connection } = turn.state;
  if (!session) return;
  turn.do({ type: 'send', socket: connection.socket, message: { type: 'connection_init', payload: { authorization: `Bearer ${session.token}` } } });
}

export function frame(turn: Turn, message: ServerMessage) {
  turn.setConnection({ heardAt: turn.now });
  turn.stop('probe');
  switch (message.type) {
    case 'connection_ack':
      return acknowledged(turn);
    case 'ping':
      return say(turn, { type: 'pong' });
    case 'pong':
      return;
    case 'next':
      return next(turn, message.id, message.payload.data as Record<string, unknown> | null | undefined);
    case 'error':
      return ended(turn, message.id, message.payload);
    case 'complete':
      return ended(turn, message.id, []);
  }
}

function say(turn: Turn, message: Extract<import('./interface.ts').Effect, { type: 'send' }>['message']) {
  turn.do({ type: 'send', socket: turn.state.connection.socket, message });
}

function acknowledged(turn: Turn) {
  turn.setConnection({ phase: 'subscribing' });
  for (const [id, document] of Object.entries(STREAMS)) say(turn, { type: 'subscribe', id, payload: { query: document.toString() } });
  watchOpenRoom(turn);
  if (!turn.rules.waitsForStreams()) beginReading(turn);
}

/** Follows the open room's active channel, and no other's. */
export function watchOpenRoom(turn: Turn) {
  const { connection, open, rooms } = turn.state;
  if (!['subscribing', 'reading', 'live'].includes(connection.phase)) return;
  const wanted = open && rooms.get(open.roomId)?.membership ? open.roomId : null;
  if (connection.active?.roomId === wanted) return;
  if (connection.active) say(turn, { type: 'complete', id: connection.active.id });
  if (!wanted) return turn.setConnection({ active: null });
  // A number of its own: the server may still speak of the earlier one.
  const id = `active-${turn.state.nextCall}`;
  turn.set({ nextCall: turn.state.nextCall + 1 });
  turn.setConnection({ active: { id, roomId: wanted } });
  say(turn, { type: 'subscribe', id, payload: { query: ActiveRoom.toString(), variables: { roomId: wanted } } });
}

function next(turn: Turn, id: string, data: Record<string, unknown> | null | undefined) {
  if (id.startsWith('active-')) {
    if (data && id === turn.state.connection.active?.id) hearActive(turn, data.activeRoom as never);
    return;
  }
  const event = data?.[{ rooms: 'roomEvents', user: 'userEvents', global: 'global' }[id] ?? ''] as { __typename: string } | null | undefined;
  // Without an event, one could not be told.
  if (!event) return beginReading(turn);
  if (event.__typename === 'StreamReady') return began(turn, id);
  if (id === 'rooms') return hearRoom(turn, event as never);
  const { reading } = turn.state;
  const held = id === 'user' ? ({ channel: 'user', event: event as UserEvent } as const) : ({ channel: 'global', event: event as GlobalEvent } as const);
  const waits = reading && event.__typename !== 'SessionEnded' && turn.rules.holdsWhileReading();
  if (waits) turn.set({ reading: { ...reading, held: [...reading.held, held] } });
  else if (held.channel === 'user') hearUser(turn, held.event);
  else hearGlobal(turn, held.event);
}

function began(turn: Turn, id: string) {
  const ready = new Set(turn.state.connection.ready).add(id);
  turn.setConnection({ ready });
  if (turn.state.connection.phase === 'subscribing') beginReading(turn);
}

function ended(turn: Turn, id: string, errors: readonly ServerError[]) {
  if (errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')) return endSession(turn, 'REFUSED');
  if (id in STREAMS) return lose(turn, 'a subscription ended');
  // The stay in the open room has ended, or never was; the user channel says more.
  if (id === turn.state.connection.active?.id) turn.setConnection({ active: null });
}

export function closed(turn: Turn, code: number) {
  if (code === 4403) return endSession(turn, 'REFUSED');
  lost(turn);
}

/** Gives this socket up. */
export function lose(turn: Turn, reason: string) {
  turn.do({ type: 'close', socket: turn.state.connection.socket, code: 4499, reason });
  lost(turn);
}

function lost(turn: Turn) {
  const { connection, healing, rooms } = turn.state;
  if (connection.phase === 'signedOut' || connection.phase === 'waiting') return;
  turn.stop('silence');
  turn.stop('probe');
  // A list that was asked for before may be older than what the next streams begin with.
  if (turn.rules.forgetsEarlierReading()) turn.forgetCalls((call) => call.kind === 'loginSync' || call.kind === 'heal');
  turn.forgetCalls((call) => call.kind === 'history');
  if (turn.rules.readsAnew()) readAnew(turn, true);
  const doubted = new Map([...rooms].map(([id, room]) => [id, doubt(room, turn.rules.doubts())]));
  turn.set({ rooms: doubted, reading: null, healing: { ...healing, isOn: false } });
  quieten(turn);
  // The socket's number moves on, so that nothing more is heard of it.
  turn.setConnection({ phase: 'waiting', socket: connection.socket + 1, ready: new Set(), active: null, tries: connection.tries + 1 });
  if (turn.rules.comesBack()) turn.wait('reconnect', turn.pause(connection.tries));
}

/** Its log may be another one when the connection is back, and what waited comes again. */
function doubt(room: Room, isDoubted: boolean): Room {
  const history = room.history === 'loading' ? 'none' : room.history;
  return { ...room, isDoubted: room.isDoubted || isDoubted, heard: room.last.seq, early: new Map(), passing: [], history };
}

/** Nothing was heard for too long: the network is gone, whatever the socket believes. */
export function silent(turn: Turn) {
  const { connection, config } = turn.state;
  const left = connection.heardAt + config.silenceMs - turn.now;
  if (left > 0) return turn.wait('silence', left);
  if (turn.rules.noticesSilence()) lose(turn, 'silence');
}

/** After a sleep: come back at once, or ask whether anybody is there. */
export function woke(turn: Turn) {
  const { phase } = turn.state.connection;
  if (phase === 'signedOut') return;
  pumpAll(turn, { atOnce: true });
  if (phase === 'waiting') {
    turn.setConnection({ tries: 0 });
    return connect(turn);
  }
  if (phase !== 'connecting') say(turn, { type: 'ping' });
  turn.wait('probe', turn.state.config.probeMs);
}
