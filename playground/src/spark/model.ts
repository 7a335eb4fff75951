/**
 * What the core knows: plain values, replaced and never changed in place, so that a page sees by `===` what is new.
 *
 * What always holds:
 *
 * 1. A room's `last` moves by one number at a time, or to where a page of `syncRooms` ends. Nothing is skipped.
 * 2. `messages` are sorted by `seq`, each once, and have no hole from `from` on up to `last`. What is older than `from` is not
 *    there yet; the newest page and the ones before it lower `from`.
 * 3. The messages of `outbox` stand in the order in which they were written. At most one of a room is on its way.
 * 4. Whatever is on its way to the server is in `calls`, whatever waits for a time in `timers`. An answer or a tick that is in
 *    neither says nothing.
 * 5. A page of history is of the room's own log: the newest event that it knows of (`claims`) is the one that is applied at that
 *    number, or the page is dropped and loaded again.
 */

import type {
  AnnouncementFieldsFragment,
  AttachmentFieldsFragment,
  ClientAction,
  ErrorFieldsFragment,
  EventFieldsFragment,
  LoginSyncQuery,
  MemberFieldsFragment,
  MembershipFieldsFragment,
  MessageFieldsFragment,
  OwnRoomFieldsFragment,
  PresenceFieldsFragment,
  RoomFieldsFragment,
  SessionEndReason,
  SyncRoomsQuery,
  UserFieldsFragment,
  GlobalSubscription,
  UserEventsSubscription,
} from '../gql/graphql.ts';
import type { DEEDS } from './changes.ts';

export type Announcement = AnnouncementFieldsFragment;
export type Attachment = AttachmentFieldsFragment;
export type Member = MemberFieldsFragment;
export type Membership = MembershipFieldsFragment;
export type Message = MessageFieldsFragment;
export type Reaction = Message['reactions'][number];
export type RoomEvent = EventFieldsFragment;
export type RoomFields = RoomFieldsFragment;
/** A room beside a place of one's own in it. */
export type OwnRoom = OwnRoomFieldsFragment;
export type Settings = LoginSyncQuery['loginSync']['settings'];
export type SyncPage = NonNullable<SyncRoomsQuery['syncRooms'][number]>;
export type UserEvent = UserEventsSubscription['userEvents'];
export type GlobalEvent = GlobalSubscription['global'];
export type { ClientAction, SessionEndReason };

/** A person. Presence is there once the server said something of it. */
export type User = UserFieldsFragment & Partial<PresenceFieldsFragment>;

/** Who is signed in. */
export interface Session {
  readonly token: string;
  /** Null for a token of which no more is known: then the first reading says whose it is, and nothing is kept. */
  readonly user: User | null;
}

/** Why a change was refused: in the server's words, and for those who say it in another language, as far as the server tells. */
export type Refused = Pick<ErrorFieldsFragment, 'code' | 'message'> & Partial<Pick<ErrorFieldsFragment, 'path' | 'problem' | 'limit'>>;

/** The `updatedSeq` of a copy that may have never been: less than any number, so that every other copy is newer. */
export const UNPROVED = 0;

/** The last event of a room that was applied. The fingerprint is null where it is not known. */
export interface Place {
  readonly seq: number;
  readonly fingerprint: string | null;
}

/** Somebody writes, until then. */
export interface Typing {
  readonly user: User;
  readonly until: number;
}

export interface Room {
  readonly id: string;
  readonly fields: RoomFields;
  /** Null when one is not in the room (any more): then it is in no list. */
  readonly membership: Membership | null;
  readonly lastMessage: Message | null;
  readonly last: Place;
  /** The largest number that one has heard of. Above `last`, something is missing. */
  readonly heard: number;
  /** Whether an event of this room was ever applied; until then `last` is where one came in. */
  readonly hasBegun: boolean;
  /**
   * Whether the log may be another one than that of `last`: after a lost connection, and when one returns to a room. Then
   * events wait in `early`, until the list or `syncRooms` says that it is the same, or `reset`.
   */
  readonly isDoubted: boolean;
  /** One was in it and is not any more; `last` stays for who returns. */
  readonly isAway: boolean;
  /** The stay that ended last. */
  readonly endedStay: string | null;
  /** Events that came before one that is missing, by number; at most 256, for `sync` brings them as well. */
  readonly early: ReadonlyMap<number, RoomEvent>;
  readonly messages: readonly Message[];
  readonly from: number;
  /** Of messages below `from`: what events said while a page is on its way that may be older than they. */
  readonly passing: readonly Message[];
  readonly history: 'none' | 'loading' | 'some' | 'whole';
  /** The newest copies of messages below `from` that are answered by some that are there. */
  readonly parents: ReadonlyMap<string, Message>;
  /** The events that were applied while a page is on its way: one of them is the newest that it knows of. */
  readonly trail: ReadonlyMap<number, string>;
  /** The newest events that pages knew of, which have not come yet: if another comes, they were of another log. */
  readonly claims: readonly Place[];
  /** By user. Null until they were asked for. */
  readonly members: ReadonlyMap<string, Member> | null;
  /** Of a DIRECT room: the other one. */
  readonly peerId: string | null;
  /** What the viewer may do in it, by membership or as the server's ADMIN, when the server said so last. */
  readonly permissions: OwnRoom['viewerPermissions'];
  readonly typing: ReadonlyMap<string, Typing>;
}

/** A message that was written here and is not known to have happened. Everything but `isSending` survives a reload. */
export interface Outgoing {
  readonly clientMutationId: string;
  readonly roomId: string;
  /** The message that it answers in a thread. */
  readonly parentId: string | null;
  readonly body: string;
  readonly attachments: readonly Attachment[];
  /** When it was written, in milliseconds; no two have the same. */
  readonly order: number;
  readonly tries: number;
  readonly isSending: boolean;
  /** Why it is sent again: the server's sentence, or null for an answer that never came. */
  readonly trouble: string | null;
}

/** A file at a box in which a message is written: on its way to the server, or there, and not sent yet. */
export interface Upload {
  /** Of the file here and of the change that brings it: another try is the same upload. */
  readonly id: string;
  readonly name: string;
  readonly byteSize: number;
  /** When it was added, in milliseconds; no two have the same. */
  readonly order: number;
  readonly tries: number;
  readonly isSending: boolean;
  /** How many bytes have left. */
  readonly sent: number;
  /** Once the server has it. Then it survives a reload. */
  readonly attachment: Attachment | null;
  /** Why it failed: then it waits for a person, or for a new connection. */
  readonly error: Refused | null;
}

/** A thread, or the place of a message: a part of a room beside the list of its messages, for one who looks at it. */
export interface Excerpt {
  readonly roomId: string;
  readonly of:
    | { readonly kind: 'thread'; readonly parentId: string }
    /** What stands around this number. */
    | { readonly kind: 'place'; readonly seq: number };
  /** The newest copies of its messages, by id; of a thread with the one that is answered. */
  readonly known: ReadonlyMap<string, Message>;
  /** What events said since it is read anew: newer than what is answered. */
  readonly heard: ReadonlyMap<string, Message>;
  /** The numbers that its pages reach over; null: up to the end, with what comes there. */
  readonly from: number;
  readonly to: number | null;
  /** `none`: it is to be read, once more or for the first time. `gone`: there is no such message for the viewer. */
  readonly status: 'none' | 'loading' | 'there' | 'gone';
}

export type ExcerptKind = Excerpt['of']['kind'];

export type DeedName = keyof typeof DEEDS;
export type DeedInput<N extends DeedName> = Parameters<NonNullable<(typeof DEEDS)[N]['__apiType']>>[0]['input'];
export type DeedPayload<N extends DeedName> = ReturnType<NonNullable<(typeof DEEDS)[N]['__apiType']>>[N & keyof ReturnType<NonNullable<(typeof DEEDS)[N]['__apiType']>>];

/** A change on its way. */
export interface Deed {
  readonly name: DeedName;
  readonly input: Readonly<Record<string, unknown>> & { readonly clientMutationId: string };
  readonly tries: number;
  /** A file goes with it, of which so many bytes have left. */
  readonly hasFile: boolean;
  readonly sent: number;
  /** How many lists were there when it was sent last: a place in a room that its answer brings is older than a later one. */
  readonly lists: number;
  /** The viewer's place in the room that it concerns, as it was then. */
  readonly place: Membership | null;
}

/** What was refused, until it is dismissed. */
export interface Refusal {
  readonly clientMutationId: string;
  readonly mutation: string;
  readonly roomId: string | null;
  readonly error: Refused;
}

/** From where a room's events are asked for, what was heard of by then, and in which stay. */
export interface Asked {
  readonly roomId: string;
  readonly fromSeq: number;
  readonly heard: number;
  readonly stay: string | null;
}

/** A question or a change on its way to the server. */
export type Call =
  | { readonly kind: 'signIn'; readonly mutation: 'login' | 'register' }
  | { readonly kind: 'signOut' }
  | { readonly kind: 'loginSync'; readonly after: string | null; readonly tries: number }
  | { readonly kind: 'heal'; readonly rooms: readonly Asked[]; readonly tries: number }
  /** `since` is the number of the room's last event when it was asked. */
  | { readonly kind: 'history'; readonly roomId: string; readonly before: number | null; readonly since: number; readonly tries: number }
  /** A page of an excerpt: the first one, the one before or the one after what is there. */
  | { readonly kind: 'excerpt'; readonly of: ExcerptKind; readonly page: 'first' | 'earlier' | 'later'; readonly tries: number }
  | { readonly kind: 'members'; readonly roomId: string; readonly after: string | null; readonly tries: number }
  | { readonly kind: 'send'; readonly clientMutationId: string }
  | { readonly kind: 'upload'; readonly id: string }
  | { readonly kind: 'markRead'; readonly roomId: string; readonly seq: number }
  | { readonly kind: 'typing'; readonly roomId: string }
  | { readonly kind: 'deed'; readonly clientMutationId: string };

/** Where the connection stands. */
export type Phase =
  /** Nobody is signed in. */
  | 'signedOut'
  /** The socket opens, or is open and waits for the server's acknowledgement. */
  | 'connecting'
  /** It has subscribed, and waits for both StreamReady. */
  | 'subscribing'
  /** It listens, and reads `loginSync`. */
  | 'reading'
  /** It listens, and the list is there. Rooms may still be fetched: `isHealing`. */
  | 'live'
  /** The connection is lost; it comes back at the timer `reconnect`. */
  | 'waiting';

export interface Connection {
  readonly phase: Phase;
  /** The number of the socket; what an earlier one says is not heard. */
  readonly socket: number;
  /** How often in a row it did not come to `live`. */
  readonly tries: number;
  /** When anything was heard from the server last. */
  readonly heardAt: number;
  /** The subscriptions that have begun. */
  readonly ready: ReadonlySet<string>;
  /** The subscription to the open room; null without one. */
  readonly active: { readonly id: string; readonly roomId: string } | null;
}

/** A reading of `loginSync`, page after page. */
export interface Reading {
  readonly seen: ReadonlySet<string>;
  /** What the user and the global channel said meanwhile: told once the list is there. */
  readonly held: readonly ({ readonly channel: 'user'; readonly event: UserEvent } | { readonly channel: 'global'; readonly event: GlobalEvent })[];
  /** Something was lost meanwhile: read once more. */
  readonly again: boolean;
}

export interface Config {
  /** The pause before coming back, in milliseconds: the first, and what it doubles from and up to. */
  readonly backoff: { readonly first: number; readonly base: number; readonly max: number };
  /** After so long without a word the network is gone. The server pings every 15 s. */
  readonly silenceMs: number;
  /** How long an answer to "are you there?" may take, after a sleep. */
  readonly probeMs: number;
}

export interface State {
  readonly config: Config;
  /** Chooses the pauses, so that not all clients come back at once. */
  readonly seed: number;
  readonly session: Session | null;
  /** Why one is signed out; null by one's own wish, or before. */
  readonly ended: SessionEndReason | 'REFUSED' | null;
  readonly signIn: { readonly isPending: boolean; readonly error: Refused | null };
  readonly connection: Connection;
  readonly reading: Reading | null;
  /** Whether the list of rooms was ever whole. */
  readonly isLoaded: boolean;
  /** How often it was. */
  readonly lists: number;
  /** Of the heal that goes on, or that went last. */
  readonly healing: { readonly isOn: boolean; readonly events: number; readonly again: boolean };
  readonly viewerId: string | null;
  readonly settings: Settings | null;
  readonly users: ReadonlyMap<string, User>;
  readonly rooms: ReadonlyMap<string, Room>;
  /** The room that is looked at, and where its unread began when it was opened. */
  readonly open: { readonly roomId: string; readonly unreadAfter: number | null } | null;
  /** Of the open room: the thread and the place that are looked at. */
  readonly excerpts: ReadonlyMap<ExcerptKind, Excerpt>;
  readonly announcements: readonly Announcement[];
  readonly outbox: readonly Outgoing[];
  /** By the place of the box, as drafts are; oldest first. */
  readonly uploads: ReadonlyMap<string, readonly Upload[]>;
  /** Of several tabs one sends. */
  readonly isLeader: boolean;
  readonly deeds: ReadonlyMap<string, Deed>;
  readonly refusals: readonly Refusal[];
  readonly drafts: ReadonlyMap<string, string>;
  /** Up to where one has read, where the server does not know it yet. */
  readonly wantedReads: ReadonlyMap<string, number>;
  /** When one last said to be typing, by room. */
  readonly typingSaidAt: ReadonlyMap<string, number>;
  readonly calls: ReadonlyMap<number, Call>;
  readonly nextCall: number;
  readonly timers: ReadonlyMap<string, number>;
}

export const CONFIG: Config = {
  backoff: { first: 1_000, base: 1_000, max: 30_000 },
  silenceMs: 40_000,
  probeMs: 5_000,
};

const nobody = {
  session: null,
  connection: { phase: 'signedOut', socket: 0, tries: 0, heardAt: 0, ready: new Set<string>(), active: null },
  signIn: { isPending: false, error: null },
  reading: null,
  isLoaded: false,
  lists: 0,
  healing: { isOn: false, events: 0, again: false },
  viewerId: null,
  settings: null,
  users: new Map(),
  rooms: new Map(),
  open: null,
  excerpts: new Map(),
  announcements: [],
  outbox: [],
  uploads: new Map(),
  deeds: new Map(),
  refusals: [],
  drafts: new Map(),
  wantedReads: new Map(),
  typingSaidAt: new Map(),
  calls: new Map(),
  timers: new Map(),
} satisfies Partial<State>;

/** The state in which a client begins. `seed` is any whole number from 1 on. */
export function begin({ config = CONFIG, seed = 1, isLeader = true }: { config?: Config; seed?: number; isLeader?: boolean } = {}): State {
  return { ...nobody, config, seed, ended: null, isLeader, nextCall: 1 };
}

/** The state without a person, and without anything of theirs. What is still on its way is not heard any more. */
export function withoutPerson(state: State): State {
  const { socket } = state.connection;
  return { ...state, ...nobody, connection: { ...nobody.connection, socket } };
}

/** A room of which only the place is known. */
export function roomOf(roomId: string, last: Place, fields?: RoomFields): Room {
  return {
    id: roomId,
    fields: fields ?? { id: roomId, kind: 'PRIVATE', name: null, topic: null, createdAt: '', archivedAt: null, latestSeq: 0, memberCount: 0, lastActivityAt: '' },
    membership: null,
    lastMessage: null,
    last,
    heard: last.seq,
    hasBegun: false,
    isDoubted: false,
    isAway: false,
    endedStay: null,
    early: new Map(),
    messages: [],
    from: last.seq + 1,
    passing: [],
    parents: new Map(),
    history: 'none',
    trail: new Map(),
    claims: [],
    members: null,
    peerId: null,
    permissions: [],
    typing: new Map(),
  };
}
