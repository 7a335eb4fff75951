/** The lines of a list of messages: what the server has, with what is wished of it and on its way, and what waits to be sent. */

import type { Attachment, Deed, Excerpt, Message, Outgoing, Reaction, Room, State } from './model.ts';
import { remembered } from './remembered.ts';

/** A line of a list of messages. The key is the same from pending to committed, so that it keeps its node. */
export type Row = {
  readonly key: string;
  readonly body: string;
  readonly isOwn: boolean;
  /** What hangs on it; nothing once it is deleted. */
  readonly attachments: readonly Attachment[];
  /** The newest that is known of what it answers. */
  readonly parent: Message | null;
} & (
  /** The server has it. `isPending`: an edit or a deletion of it is on its way, and shown already, as are reactions. */
  | {
      readonly kind: 'message';
      readonly message: Message;
      readonly reactions: readonly Reaction[];
      readonly isDeleted: boolean;
      readonly isPending: boolean;
      readonly startsUnread: boolean;
    }
  /** It is on its way. `trouble` says why it is sent again, once it was tried. */
  | { readonly kind: 'pending'; readonly outgoing: Outgoing }
);

/** What stands in a room, oldest first: what the server has, then what waits to be sent. */
export function rows(state: State, roomId: string): readonly Row[] {
  const room = state.rooms.get(roomId);
  const unreadAfter = state.open?.roomId === roomId ? state.open.unreadAfter : null;
  // As long as older messages of the unread are not there, the first that is there is not the first.
  const isThere = room !== undefined && unreadAfter !== null && room.from <= unreadAfter + 1;
  return roomRows(room?.messages ?? NONE, room?.parents ?? NOBODY, state.outbox, state.deeds, roomId, isThere ? unreadAfter : null, state.viewerId);
}

const NONE: readonly Message[] = [];
const NO_FILES: readonly Attachment[] = [];
const NOBODY: Room['parents'] = new Map();

const roomRows = remembered(
  (messages: readonly Message[], parents: Room['parents'], outbox: State['outbox'], deeds: State['deeds'], roomId: string, unreadAfter: number | null, viewerId: string | null) => {
    const isReplied = messages.some(({ parent }) => parent) || outbox.some(({ parentId }) => parentId);
    const known = isReplied ? new Map([...parents, ...messages.map((message) => [message.id, message] as const)]) : parents;
    const own = outbox.filter((outgoing) => outgoing.roomId === roomId);
    return lines(messages, (id) => known.get(id), own, deeds, unreadAfter, viewerId);
  },
);

/** A thread, or the place of a message, as one sees it. */
export interface Seen {
  /** Of a thread: what is answered, as a line. */
  readonly parent: Row | null;
  readonly rows: readonly Row[];
  readonly hasEarlier: boolean;
  readonly hasLater: boolean;
}

export const threadOf = (state: State): Seen | null => seenThread(state.excerpts.get('thread'), state.outbox, state.deeds, state.viewerId);
export const placeOf = (state: State): Seen | null => seenPlace(state.excerpts.get('place'), state.outbox, state.deeds, state.viewerId);

function seen(excerpt: Excerpt | undefined, outbox: State['outbox'], deeds: State['deeds'], viewerId: string | null): Seen | null {
  if (!excerpt) return null;
  const { of, roomId, known, from, to } = excerpt;
  const parentId = of.kind === 'thread' ? of.parentId : null;
  const isThere = ({ id, seq }: Message) => id !== parentId && seq >= from && (to === null || seq <= to);
  const messages = [...known.values()].filter(isThere).sort((a, b) => a.seq - b.seq);
  const own = parentId === null ? [] : outbox.filter((outgoing) => outgoing.roomId === roomId && outgoing.parentId === parentId);
  const all = lines(messages, (id) => known.get(id), own, deeds, null, viewerId);
  const parent = parentId === null ? undefined : known.get(parentId);
  const [first = null] = parent ? lines([parent], () => undefined, [], deeds, null, viewerId) : [];
  const isRead = from !== Infinity;
  return { parent: first, rows: all, hasEarlier: isRead && from > 0, hasLater: isRead && to !== null };
}

const seenThread = remembered(seen);
const seenPlace = remembered(seen);

function lines(
  messages: readonly Message[],
  parentOf: (id: string) => Message | undefined,
  outbox: readonly Outgoing[],
  deeds: State['deeds'],
  unreadAfter: number | null,
  viewerId: string | null,
): readonly Row[] {
  const changes = changesOf(deeds);
  const answered = (parent: Message['parent']): Message | null => parent && (parentOf(parent.id) ?? { ...parent, parent: null });
  let starts = unreadAfter;
  const there: Row[] = messages.map((message) => {
    const mine = changes.get(message.id) ?? NOTHING;
    const change = mine.findLast(({ name }) => name === 'editMessage' || name === 'deleteMessage');
    const isOwn = message.author?.id === viewerId;
    const startsUnread = starts !== null && message.seq > starts && message.kind === 'TEXT' && !isOwn && !message.deletedAt;
    if (startsUnread) starts = null;
    const isDeleted = message.deletedAt !== null || change?.name === 'deleteMessage';
    return {
      kind: 'message',
      key: isOwn && message.clientMutationId ? `own-${message.clientMutationId}` : message.id,
      message,
      reactions: mine.reduce(reacted, message.reactions),
      parent: answered(message.parent),
      body: change?.name === 'editMessage' ? String(change.input.body) : message.body,
      isOwn,
      isDeleted,
      attachments: isDeleted ? NO_FILES : message.attachments,
      isPending: change !== undefined,
      startsUnread,
    };
  });
  const keys = new Set(there.map(({ key }) => key));
  const waiting: Row[] = outbox
    .filter(({ clientMutationId }) => !keys.has(`own-${clientMutationId}`))
    .map((outgoing) => {
      const parent = (outgoing.parentId && parentOf(outgoing.parentId)) || null;
      return { kind: 'pending', key: `own-${outgoing.clientMutationId}`, outgoing, parent, body: outgoing.body, attachments: outgoing.attachments, isOwn: true };
    });
  return [...there, ...waiting];
}

const NOTHING: readonly Deed[] = [];

/** What is on its way, by the message that it changes. */
function changesOf(deeds: State['deeds']): ReadonlyMap<string, readonly Deed[]> {
  const changes = new Map<string, Deed[]>();
  for (const deed of deeds.values()) {
    const { messageId } = deed.input;
    if (typeof messageId !== 'string' || deed.name === 'forwardMessage') continue;
    changes.set(messageId, [...(changes.get(messageId) ?? []), deed]);
  }
  return changes;
}

/** The reactions once this is done, too. Where it is done already, nothing changes. */
function reacted(reactions: readonly Reaction[], { name, input }: Deed): readonly Reaction[] {
  if (name !== 'addReaction' && name !== 'removeReaction') return reactions;
  const isAdded = name === 'addReaction';
  const mine = reactions.find(({ emoji }) => emoji === input.emoji);
  if ((mine?.viewerReacted ?? false) === isAdded) return reactions;
  if (!mine) return [...reactions, { id: `own-${String(input.emoji)}`, emoji: String(input.emoji), count: 1, viewerReacted: true }];
  const count = mine.count + (isAdded ? 1 : -1);
  return count === 0 ? reactions.filter((each) => each !== mine) : reactions.map((each) => (each === mine ? { ...mine, count, viewerReacted: isAdded } : each));
}
