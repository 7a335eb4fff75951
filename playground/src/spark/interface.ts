/**
 * The border of the core: what can happen, and what is then to be done. No network, no clock and no chance inside: times, ids and
 * answers come in, orders go out.
 */

import type { TypedDocumentString } from '../gql/graphql.ts';
import type { ClientAction, DeedInput, DeedName, ExcerptKind, GlobalEvent, Phase, Place, Refused, RoomEvent, Session, SessionEndReason, UserEvent } from './model.ts';
import type { ActiveRoomSubscription } from '../gql/graphql.ts';

/** A message of `graphql-transport-ws` from the server. */
export type ServerMessage =
  | { readonly type: 'connection_ack' }
  | { readonly type: 'ping' }
  | { readonly type: 'pong' }
  | { readonly type: 'next'; readonly id: string; readonly payload: { readonly data?: unknown; readonly errors?: readonly ServerError[] } }
  | { readonly type: 'error'; readonly id: string; readonly payload: readonly ServerError[] }
  | { readonly type: 'complete'; readonly id: string };

/** A message of `graphql-transport-ws` to the server. */
export type ClientMessage =
  | { readonly type: 'connection_init'; readonly payload: { readonly authorization: string } }
  | { readonly type: 'ping' }
  | { readonly type: 'pong' }
  | { readonly type: 'subscribe'; readonly id: string; readonly payload: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> } }
  | { readonly type: 'complete'; readonly id: string };

/** An error outside a payload. */
export interface ServerError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly action?: ClientAction; readonly retryAfterMs?: number; readonly limit?: number };
}

/** What came of a `fetch`. */
export type Outcome =
  /** The server spoke. `data` and `errors` may both be there. */
  | { readonly type: 'answered'; readonly data: unknown; readonly errors: readonly ServerError[] }
  /** Nothing came, or nothing that the server would say: whether it happened is unknown. */
  | { readonly type: 'unknown'; readonly reason: string };

/** What is known of a file before it is on its way. */
export interface FileAbout {
  readonly id: string;
  readonly name: string;
  readonly byteSize: number;
}

/** What a person wants. Ids of changes are made by who asks, so that the core stays a function. */
export type Wish =
  | { readonly kind: 'signIn'; readonly username: string; readonly password: string }
  | { readonly kind: 'register'; readonly username: string; readonly password: string; readonly displayName?: string }
  /** Ends the session and removes what is kept on this machine. Ask `unsent` first. */
  | { readonly kind: 'signOut' }
  /** Looks at a room; null looks at none. */
  | { readonly kind: 'open'; readonly roomId: string | null }
  /** Wants the page before the oldest message that is there. */
  | { readonly kind: 'older'; readonly roomId: string }
  /** Looks at a thread of the open room, by the message that is answered; null looks at none. */
  | { readonly kind: 'thread'; readonly parentId: string | null }
  /** Looks at what stands around a number of the open room; null looks at none. */
  | { readonly kind: 'place'; readonly seq: number | null }
  /** Wants the page before or after what is there of them. */
  | { readonly kind: 'more'; readonly of: ExcerptKind; readonly page: 'earlier' | 'later' }
  /** Writes a message, or a reply, with the files that are at its box. Not while one of them is on its way: see `isHeldBack`. */
  | { readonly kind: 'send'; readonly roomId: string; readonly parentId?: string | null; readonly body: string; readonly clientMutationId: string }
  /** Adds files to a message that is being written. Whoever asks has them, under their ids. */
  | { readonly kind: 'attach'; readonly roomId: string; readonly parentId?: string | null; readonly files: readonly FileAbout[] }
  /** Takes one away again, wherever it is. */
  | { readonly kind: 'detach'; readonly id: string }
  /** Wants one on its way again that failed. */
  | { readonly kind: 'uploadAgain'; readonly id: string }
  /** What stands in the box of a room, or of a thread. */
  | { readonly kind: 'draft'; readonly roomId: string; readonly parentId?: string | null; readonly text: string }
  /** Writes at this moment, or stopped. May be said at every keystroke. */
  | { readonly kind: 'typing'; readonly roomId: string; readonly isTyping: boolean }
  /** Has seen everything up to this number. */
  | { readonly kind: 'read'; readonly roomId: string; readonly seq: number }
  /** Any other change; see `DEEDS`. `hasFile`: with the file of its id, as `input.file`. */
  | { readonly [N in DeedName]: { readonly kind: 'do'; readonly name: N; readonly input: DeedInput<N> & { clientMutationId: string }; readonly hasFile?: boolean } }[DeedName]
  /** Has read why something was refused. */
  | { readonly kind: 'dismiss'; readonly clientMutationId: string };

/** What can happen. `now` is in milliseconds since 1970, and does not go back. */
export type Input = { readonly now: number } & (
  | { readonly type: 'wish'; readonly wish: Wish }
  /**
   * A session is there: from this machine's storage, or after `recall`. `saved` is what is kept for this person, by its key;
   * `places` are the numbers that a client without a page has shown already.
   */
  | { readonly type: 'signedIn'; readonly session: Session; readonly saved: ReadonlyMap<string, string>; readonly places?: ReadonlyMap<string, Place> }
  /** Another tab changed what is kept; null: it is gone. */
  | { readonly type: 'stored'; readonly key: string; readonly value: string | null }
  /** This tab is, or is not, the one that sends. */
  | { readonly type: 'leads'; readonly isLeader: boolean }
  /** The socket of this number is open. */
  | { readonly type: 'opened'; readonly socket: number }
  /** It says something. */
  | { readonly type: 'frame'; readonly socket: number; readonly message: ServerMessage }
  /** It is closed, or could not be opened. */
  | { readonly type: 'closed'; readonly socket: number; readonly code: number }
  /** So many bytes of the file of a `fetch` have left. */
  | { readonly type: 'progress'; readonly call: number; readonly sent: number }
  /** A `fetch` has ended. */
  | { readonly type: 'answer'; readonly call: number; readonly outcome: Outcome }
  /** Time has passed. What waits for an instant up to `now` is due, whichever timer it was. */
  | { readonly type: 'tick' }
  /** The page is back: shown again, awake, or online. Timers may have slept, the socket may be dead. */
  | { readonly type: 'woke' }
);

/** What is to be done, in this order. */
export type Effect =
  /** Open a socket, with this number. */
  | { readonly type: 'open'; readonly socket: number }
  /** Say something on it. */
  | { readonly type: 'send'; readonly socket: number; readonly message: ClientMessage }
  /** Close it; what it says from now on is not heard. */
  | { readonly type: 'close'; readonly socket: number; readonly code: number; readonly reason: string }
  /** Ask over HTTP, with this token (none: nobody); the end is `answer`. It may not take for ever: bound it, and say `unknown`. */
  | {
      readonly type: 'fetch';
      readonly call: number;
      readonly document: TypedDocumentString<unknown, never>;
      readonly variables: Readonly<Record<string, unknown>>;
      readonly token: string | null;
      /** The file of this id goes with it, as `input.file`. */
      readonly file: string | null;
    }
  /** Forget a file, and end what is on its way of it. */
  | { readonly type: 'drop'; readonly file: string }
  /** Say `tick` after so long. A timer of the same name takes the place of the earlier one; null takes it away. */
  | { readonly type: 'wait'; readonly timer: string; readonly ms: number | null }
  /** Keep this under this key, or remove it; before the next effect. */
  | { readonly type: 'persist'; readonly key: string; readonly value: string | null }
  /** Remove everything whose key begins so. */
  | { readonly type: 'forget'; readonly prefix: string }
  /** Say `signedIn` with this session, and with all that is kept under the prefix. */
  | { readonly type: 'recall'; readonly session: Session; readonly prefix: string }
  /** A change has its end: whoever waits for it is told. */
  | { readonly type: 'settle'; readonly clientMutationId: string; readonly settled: Settled }
  /** Something to show in the wire view, and to say aloud. Nothing depends on it. */
  | { readonly type: 'tell'; readonly told: Told };

/** How a change ended. */
export type Settled =
  | { readonly action: 'COMMIT'; readonly payload: unknown }
  | { readonly action: 'ROLLBACK'; readonly error: Refused };

/** What went over the wire, and what came of it. */
export type Told =
  /** A numbered event came over the socket: the next one, one that was there, or one before which others are missing. */
  | { readonly kind: 'heard'; readonly event: RoomEvent; readonly place: 'next' | 'known' | 'ahead' }
  /** A visitor had it thrown away on its way: the core knows nothing of it. */
  | { readonly kind: 'swallowed'; readonly event: RoomEvent }
  /** A numbered event is in the room's state now: each number once, in order. `isFetched`: `syncRooms` brought it. */
  | { readonly kind: 'applied'; readonly event: RoomEvent; readonly isFetched: boolean; readonly isOwn: boolean }
  /** The server read too fast for this client, and says which numbers it left out. */
  | { readonly kind: 'syncRequired'; readonly roomId: string; readonly fromSeq: number; readonly toSeq: number }
  /** An event without a number. */
  | { readonly kind: 'user'; readonly event: UserEvent }
  | { readonly kind: 'global'; readonly event: GlobalEvent }
  | { readonly kind: 'active'; readonly event: ActiveRoomSubscription['activeRoom'] }
  /** A change goes out; `tries` is 1 at first. */
  | { readonly kind: 'sent'; readonly mutation: string; readonly clientMutationId: string | null; readonly tries: number }
  /** Its answer; null when none came. */
  | {
      readonly kind: 'answered';
      readonly mutation: string;
      readonly clientMutationId: string | null;
      readonly action: ClientAction | null;
      readonly error: string | null;
      readonly retryAfterMs: number | null;
    }
  /** The server's log of a room is another one: what was there of it is dropped. */
  | { readonly kind: 'reset'; readonly roomId: string }
  /** Nothing is missing any more; so many events were fetched for it. */
  | { readonly kind: 'healed'; readonly events: number }
  | { readonly kind: 'phase'; readonly phase: Phase }
  | { readonly kind: 'ended'; readonly reason: SessionEndReason | 'REFUSED' | null };
