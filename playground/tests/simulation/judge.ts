/** Whether the client shows what the server has, and did what was wished for. */

import type { Membership, Message, State } from '../../src/spark/model.ts';
import { placeOf, roomList, rows, threadOf, type Row } from '../../src/spark/selectors.ts';
import { UPLOAD_TRIES } from '../../src/spark/rules.ts';
import { ME, type ModelServer } from './server.ts';

/** A reaction that was wished for last. */
export interface Wished {
  readonly isAdded: boolean;
  readonly clientMutationId: string;
  readonly isDone: boolean;
}

/** A message that was written here, with its files. */
export interface Written {
  readonly roomId: string;
  readonly body: string;
  readonly files: readonly string[];
}

export interface Judged {
  readonly server: ModelServer;
  readonly state: State;
  readonly rooms: readonly string[];
  readonly written: readonly Written[];
  /** Files that were added to messages, and are to be on one or still at its box. */
  readonly files: ReadonlySet<string>;
  /** The keys of what is kept. */
  readonly kept: readonly string[];
  /** By message. */
  readonly reactions: ReadonlyMap<string, Wished>;
  /** Messages of which nobody knows what becomes of a wish. */
  readonly uncertain: ReadonlySet<string>;
}

/** What is not as on the server; null for nothing. */
export function wrongWith(world: Judged): string | null {
  const { server, state } = world;
  if (state.connection.phase !== 'live') return `it is ${state.connection.phase}`;
  if (state.outbox.length) return `unsent: ${JSON.stringify(state.outbox)}`;
  for (const roomId of world.rooms) {
    const wrong = wrongIn(world, roomId);
    if (wrong) return `${roomId}: ${wrong}`;
  }
  const [shown, pending] = [state.announcements.map(({ id }) => id).sort(), server.db.announcements.map(({ id }) => id).sort()];
  if (String(shown) !== String(pending)) return `announcements ${String(shown)}, the server has ${String(pending)}`;
  for (const { body } of world.written) if (!server.committed.has(body) && !server.refused.has(body)) return `"${body}" was lost`;
  const wrong = wrongFiles(world);
  if (wrong) return wrong;
  if (world.kept.some((key) => key.includes('/outbox/'))) return 'something is kept that was sent';
  return null;
}

/** Each file is once on the server, on its message or still at its box, and none waits for ever. */
function wrongFiles({ server, state, written, files }: Judged): string | null {
  const there = Object.values(server.db.files).map(({ attachment: { name } }) => name);
  if (new Set(there).size !== there.length) return `a file is there twice: ${there.join(', ')}`;
  const atBoxes = [...state.uploads.values()].flat();
  for (const { name, attachment, error, tries } of atBoxes) {
    if (!attachment && !error) return `"${name}" is still on its way`;
    if (error?.code === 'UNAVAILABLE' && tries < UPLOAD_TRIES) return `"${name}" was given up after ${tries} tries`;
  }
  const isAtBox = new Set(atBoxes.map(({ name }) => name));
  for (const name of files) {
    const isWritten = written.some(({ body, files: own }) => own.includes(name) && server.committed.has(body));
    if (!isWritten && !isAtBox.has(name)) return `the file "${name}" was lost`;
  }
  for (const { roomId, body, files: own } of written) {
    const message = server.messages(roomId).find((other) => other.body === body && !other.deletedAt);
    if (message && String(message.attachments.map(({ name }) => name)) !== String(own)) return `"${body}" has other files than ${own.join(', ')}`;
  }
  return null;
}

function wrongIn({ server, state, reactions, uncertain }: Judged, roomId: string): string | null {
  const { log } = server.room(roomId);
  const messages = server.messages(roomId);
  const room = state.rooms.get(roomId);
  // One that was refused may still come, by an earlier try that was very slow: it has no place in the order.
  const own = messages.filter(({ author, clientMutationId }) => author?.id === ME && !server.refusedIds.has(clientMutationId ?? ''));
  const order = own.map(({ id, clientMutationId }) => ({ id, number: Number(clientMutationId?.split('-')[1]) }));
  for (const [n, { number }] of order.entries()) {
    if (n && number <= (order[n - 1]?.number ?? 0)) return `own messages stand in the order ${order.map((each) => each.number).join(' ')}`;
  }
  const membership = server.membership(roomId, ME);
  const isListed = roomList(state).some(({ id }) => id === roomId);
  if (isListed !== (membership !== null && !membership.isHidden)) return isListed ? 'is in the list' : 'is not in the list';
  // One that was put away when the list was read is not known.
  if (membership?.isHidden && !room?.membership) return null;
  if (!same(counts(room?.membership) ?? null, counts(membership))) return `membership ${JSON.stringify(room?.membership)}, the server has ${JSON.stringify(membership)}`;
  if (!room || !membership) return null;
  const last = log.at(-1);
  if (room.last.seq !== last?.seq || room.last.fingerprint !== last.fingerprint) return `stands at ${JSON.stringify(room.last)}, the server at ${JSON.stringify(last)}`;
  const there = messages.filter(({ seq }) => seq >= room.from);
  if (!same(room.messages.map(alone), there.map(alone))) return `shows ${line(room.messages)}, the server has ${line(there)}`;
  if (state.open?.roomId === roomId && room.history !== 'some' && room.history !== 'whole') return 'is open, and its history is not there';
  if (!same(room.lastMessage, server.lastMessage(roomId))) return 'has another last message than ' + JSON.stringify(server.lastMessage(roomId));
  for (const { id, deletedAt, reactions: given } of messages) {
    const wished = reactions.get(id);
    if (!wished?.isDone || uncertain.has(id) || deletedAt) continue;
    if (given.some(({ viewerReacted }) => viewerReacted) !== wished.isAdded) return `${id} was to be ${wished.isAdded ? 'given' : 'spared'} a reaction at last`;
  }
  const keys = rows(state, roomId).map(({ key }) => key);
  if (new Set(keys).size !== keys.length) return 'shows a row twice';
  return wrongParents(rows(state, roomId), messages) ?? (state.open?.roomId === roomId ? wrongExcerpts(state, messages) : null);
}

function wrongParents(shown: readonly Row[], messages: readonly Message[]): string | null {
  for (const row of shown) {
    const parent = row.kind === 'message' ? messages.find(({ id }) => id === row.message.parent?.id) : undefined;
    if (parent && !same(row.parent, parent)) return `answers ${JSON.stringify(row.parent)}, on the server ${JSON.stringify(parent)}`;
  }
  return null;
}

/** The thread and the place of the open room: every message that is there is of today, and none is missing. */
function wrongExcerpts(state: State, messages: readonly Message[]): string | null {
  for (const [kind, { of, from, to, status }] of state.excerpts) {
    const isGone = of.kind === 'thread' && !messages.some(({ id }) => id === of.parentId);
    if (status !== (isGone ? 'gone' : 'there')) return `its ${kind} is ${status}`;
    if (isGone) continue;
    const seen = kind === 'thread' ? threadOf(state) : placeOf(state);
    const there = messages.filter(({ seq, parent }) => seq >= from && (to === null || seq <= to) && (of.kind === 'place' || parent?.id === of.parentId));
    const shown = seen?.rows.flatMap((row) => (row.kind === 'message' ? [row.message] : [])) ?? [];
    if (!same(shown.map(alone), there.map(alone))) return `its ${kind} shows ${line(shown)}, the server has ${line(there)}`;
    const wrong = wrongParents([...(seen?.rows ?? [])], messages);
    if (wrong) return `its ${kind} ${wrong}`;
    if (of.kind === 'thread' && seen?.parent?.kind === 'message' && !same(seen.parent.message, messages.find(({ id }) => id === of.parentId))) return 'its thread answers an older copy';
  }
  return null;
}

/** Without what it answers, which is kept beside it. */
const alone = ({ parent, ...message }: Message) => ({ ...message, parent: parent?.id ?? null });
const same = (a: unknown, b: unknown) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
/** Not `asOfSeq`: an event that changes no count tells none. */
const counts = (membership: Membership | null | undefined) => membership && { ...membership, asOfSeq: 0 };
const line = (messages: readonly { seq: number; body: string; updatedSeq: number }[]) => messages.map(({ seq, updatedSeq, body }) => `${seq}/${updatedSeq} ${body}`).join(', ');
/** The same with its fields in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}
