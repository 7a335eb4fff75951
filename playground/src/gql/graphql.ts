/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** The announcement that the viewer has read. */
export type AcknowledgeAnnouncementInput = {
  /** The id of the announcement. One that is still scheduled is INVALID_INPUT. */
  announcementId: string | number;
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
};

/** The people to add, and the room. */
export type AddMembersInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The id of the room that they become members of. */
  roomId: string | number;
  /** The ids of the users to add, at most 100. Those who are members already stay as they are. */
  userIds: Array<string | number>;
};

/** The emoji to give to a message. */
export type AddReactionInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** One emoji, by Unicode's list. The skin's colour is part of it. */
  emoji: string;
  /** The id of the message. */
  messageId: string | number;
};

/** Says who may read an announcement. */
export type AnnouncementAudience =
  /** Only users with the server's role ADMIN may read it. */
  | 'ADMINS'
  /** Every user may read it once it is published. */
  | 'EVERYONE'
  | '%future added value';

/** Says what an announcement is about. */
export type AnnouncementKind =
  /** The announcement tells of a time in which the server may be away: from `startsAt` to `endsAt`. */
  | 'MAINTENANCE'
  /** The announcement tells something that people should know. */
  | 'NOTICE'
  | '%future added value';

/** Says how much an announcement matters. Clients choose how to show each. */
export type AnnouncementSeverity =
  /** It is urgent, and people should see it at once. */
  | 'CRITICAL'
  /** It is good to know. */
  | 'INFO'
  /** It is important, and people should read it soon. */
  | 'WARNING'
  | '%future added value';

/** The room to archive. */
export type ArchiveRoomInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The id of the room to archive. */
  roomId: string | number;
};

/** Says how a file is shown. */
export type AttachmentKind =
  /** Sound of a kind that browsers play. */
  | 'AUDIO'
  /** Anything else: it is offered for download. */
  | 'FILE'
  /** A picture that browsers show, of at most 50 megapixels. */
  | 'IMAGE'
  /** A video of a kind that browsers play. */
  | 'VIDEO'
  | '%future added value';

/** Tells the client what to do with its optimistic update. */
export type ClientAction =
  /** The mutation happened. Put the payload's objects in place of the optimistic ones. */
  | 'COMMIT'
  /**
   * The mutation did not happen for now, or the server does not know whether it happened. Keep the optimistic update
   * pending. Send the same input with the same `clientMutationId` again after `error.retryAfterMs` milliseconds.
   */
  | 'RETRY'
  /** The mutation did not happen and will not. Take the optimistic update back and show `error.message`. */
  | 'ROLLBACK'
  | '%future added value';

/** The invite to make. */
export type CreateInviteInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** When the invite ends; it must be in the future. Null is never. */
  expiresAt?: string | null | undefined;
  /** How many people may join with it, 1 to 1,000,000. Null is no limit. */
  maxUses?: number | null | undefined;
  /** The id of the room that the invite opens. */
  roomId: string | number;
};

/** The room to make, and its first members. */
export type CreateRoomInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** PUBLIC or PRIVATE. A DIRECT room is made with `openDirectRoom`. */
  kind?: RoomKind;
  /** The users to add at once, at most 100. The viewer is the OWNER, whether listed or not. */
  memberIds?: Array<string | number>;
  /** The room's name, 1 to 80 characters, without hidden ones. Other rooms may have the same name. */
  name: string;
  /** What the room is about, at most 500 characters. Null or an empty text is no topic. */
  topic?: string | null | undefined;
};

/** The message to delete. */
export type DeleteMessageInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The id of the message. */
  messageId: string | number;
};

/** The message to edit, and its new text. */
export type EditMessageInput = {
  /** The whole new text, 1 to 8,000 characters, with something to see. It may be empty when the message has attachments. */
  body: string;
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The id of a message that the viewer wrote. */
  messageId: string | number;
};

/** Says why the server refused something. A GraphQL error has the same code in `extensions.code`. */
export type ErrorCode =
  /** Somebody else has this name. */
  | 'ALREADY_EXISTS'
  /** The viewer has used this `clientMutationId` before, with another mutation or another input. */
  | 'CONFLICT'
  /** The viewer may see the object, but their role does not allow this, or nobody may do this to it. */
  | 'FORBIDDEN'
  /** The invite is used up, revoked or expired, or the message is deleted. */
  | 'GONE'
  /** The server has a fault. Its log has the cause under the request's id, which the header `x-request-id` returns. */
  | 'INTERNAL'
  /**
   * A value breaks a rule. In a payload, `path` names the value; `problem` and `limit` name the rule. In a GraphQL
   * error, the document, its variables or its page arguments are wrong.
   */
  | 'INVALID_INPUT'
  /** The room would lose its last owner. Make another member an OWNER first. */
  | 'LAST_OWNER'
  /** The room is PUBLIC, and the viewer is not a member of it. Call `joinRoom` first. */
  | 'NOT_A_MEMBER'
  /** The object does not exist, or the viewer may not see it. The two look the same. */
  | 'NOT_FOUND'
  /** The viewer, or the address, does this too often. Wait `retryAfterMs` milliseconds. */
  | 'RATE_LIMITED'
  /** The room is archived: its members can still read and leave it, but nothing else in it changes. */
  | 'ROOM_ARCHIVED'
  /**
   * The request is over a limit of the server, such as bytes, depth or cost; the file, or all files of the viewer together,
   * have more bytes than they may; or the message has as many different emoji as it may have.
   */
  | 'TOO_LARGE'
  /** Nobody is signed in, or the username or the password is wrong. */
  | 'UNAUTHENTICATED'
  /** The database is busy or away, or the server does not know whether the mutation happened. */
  | 'UNAVAILABLE'
  | '%future added value';

/** The message to forward, and where to. */
export type ForwardMessageInput = {
  /**
   * The client's own id of this message, 1 to 64 characters. A second call with the same id and the same input sends
   * nothing and answers as the first COMMIT did.
   */
  clientMutationId: string;
  /** The id of the message. The viewer must see its room. */
  messageId: string | number;
  /** The id of the room to send it to. The viewer must be a member. */
  roomId: string | number;
};

/** Says what is wrong with a value. A client that speaks another language makes its own sentence from it. */
export type InputProblem =
  /** The value does not have the form that such a value needs. */
  | 'MALFORMED'
  /** The value has the right form, but it is not allowed here. */
  | 'NOT_ALLOWED'
  /**
   * The number is too small or too large, or the instant is too early or too late. Of a number, `limit` is the
   * bound that it passed; of an instant, `limit` is null.
   */
  | 'OUT_OF_RANGE'
  /** The value is missing, null or empty, or it has only characters that nobody can see. */
  | 'REQUIRED'
  /** The list has fewer items than `limit`. */
  | 'TOO_FEW'
  /** The text has more characters (Unicode code points) than `limit`. Of JSON, `limit` counts bytes. */
  | 'TOO_LONG'
  /** The list has more items than `limit`. */
  | 'TOO_MANY'
  /** The text has fewer characters (Unicode code points) than `limit`. */
  | 'TOO_SHORT'
  | '%future added value';

/** The room to join: give exactly one of `roomId` and `inviteCode`. */
export type JoinRoomInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The code of an invite, to a room of any kind that has invites. Case, spaces and hyphens do not matter. */
  inviteCode?: string | null | undefined;
  /** The id of a PUBLIC room. */
  roomId?: string | number | null | undefined;
};

/** The room to leave. */
export type LeaveRoomInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The id of a room that is not DIRECT. */
  roomId: string | number;
};

/** Who signs in. */
export type LoginInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The user's password. */
  password: string;
  /** The username, in any case. White space around it does not matter. */
  username: string;
};

/** Which sessions to end. */
export type LogoutInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** Whether all other sessions of the user end as well. */
  everywhere?: boolean;
};

/** Up to where the viewer has read a room. */
export type MarkReadInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The id of the room. */
  roomId: string | number;
  /**
   * The `seq` of the last event that the viewer has read. A lower one than `Membership.lastReadSeq` changes
   * nothing; one below 0 or above `Room.latestSeq` is INVALID_INPUT.
   */
  seq: number;
};

/** Says who wrote a message: a person or the server. */
export type MessageKind =
  /** The server wrote the message, to tell what happened to the room or to a member. Nobody can edit or delete it. */
  | 'SYSTEM'
  /** A person wrote the message. */
  | 'TEXT'
  | '%future added value';

/** Says which messages of a room should call for the viewer's attention. The server stores it, and clients follow it. */
export type NotificationMode =
  /** Every message should. New memberships begin with this mode. */
  | 'ALL'
  /** Only messages that mention the viewer should. */
  | 'MENTIONS'
  /** No message should. */
  | 'NONE'
  | '%future added value';

/** The person to talk to. */
export type OpenDirectRoomInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The id of the other person. The viewer's own is INVALID_INPUT. */
  userId: string | number;
};

/** The announcement to publish. */
export type PublishAnnouncementInput = {
  /** Who may read it. */
  audience?: AnnouncementAudience;
  /** The text, 1 to 8,000 characters. */
  body: string;
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** When the maintenance ends; it must come after `startsAt`. Null when nobody knows, or there is none. */
  endsAt?: string | null | undefined;
  /** When it stops to be pending; it must come after `publishAt`. Null is never. */
  expiresAt?: string | null | undefined;
  /** The address of a picture. Null is no picture. */
  imageUrl?: string | null | undefined;
  /** What the announcement is about. */
  kind?: AnnouncementKind;
  /** Where a click on the announcement leads. Null is nowhere. */
  landingUrl?: string | null | undefined;
  /** The application's own data, at most 4,096 bytes of JSON. Null is no data. */
  metadata?: unknown;
  /** When the server publishes it. Null or an instant in the past is now. */
  publishAt?: string | null | undefined;
  /** How much it matters. */
  severity?: AnnouncementSeverity;
  /** When the maintenance begins. Null when nobody knows, or there is none. */
  startsAt?: string | null | undefined;
  /** The title, 1 to 200 characters. */
  title: string;
};

/** The account to make. */
export type RegisterInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The name to show, 1 to 80 characters, without hidden ones. Null takes the username. */
  displayName?: string | null | undefined;
  /** A password of 8 to 256 characters. */
  password: string;
  /**
   * A name of 2 to 32 characters: letters and digits of any script, `_`, `.` and `-`. White space around it does
   * not count. The server compares usernames after NFKC and case folding, so `Bob` and `bob` are one name.
   */
  username: string;
};

/** The member to remove. */
export type RemoveMemberInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The id of the room. */
  roomId: string | number;
  /** The user id of the member. The viewer's own is INVALID_INPUT: use `leaveRoom`. */
  userId: string | number;
};

/** The emoji to take back. */
export type RemoveReactionInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** One emoji, by Unicode's list. The skin's colour is part of it. */
  emoji: string;
  /** The id of the message. */
  messageId: string | number;
};

/** Where a client stands in the log of a room. */
export type RoomCursor = {
  /** The `seq` of the first event that the client misses, 1 or more. */
  fromSeq: number;
  /**
   * The `fingerprint` of the event before `fromSeq`, which is the last one that the client has. When the log of the
   * server has another event there, `sync` answers `reset`, and `roomEvents` SyncRequired. Null checks nothing.
   */
  previousFingerprint?: string | null | undefined;
  /** The id of the room. */
  roomId: string | number;
};

/** Says who may find, read and join a room. */
export type RoomKind =
  /** It is the one room of two people. Both stay members for good; nobody else can come in. */
  | 'DIRECT'
  /** Only its members know of it and read it. Others come in by an invite, or a member adds them. */
  | 'PRIVATE'
  /** Every signed-in user may find, read and join it. */
  | 'PUBLIC'
  | '%future added value';

/**
 * Names one thing that a member may do in a room. The role and the kind of the room decide; in a DIRECT room both
 * people have SEND and MENTION_ROOM alone.
 */
export type RoomPermission =
  /** Add other people to the room. An OWNER and a MODERATOR have it. */
  | 'ADD_MEMBERS'
  /** Archive the room for good. An OWNER has it, and in every PUBLIC room the server's ADMIN. */
  | 'ARCHIVE'
  /** Delete messages that others wrote. An OWNER and a MODERATOR have it, and in every PUBLIC room the server's ADMIN. */
  | 'DELETE_ANY_MESSAGE'
  /**
   * Change the name, the topic and the kind of the room. An OWNER and a MODERATOR have it, and in every PUBLIC
   * room the server's ADMIN.
   */
  | 'EDIT_ROOM'
  /** Create, list and revoke invites. An OWNER and a MODERATOR have it. */
  | 'INVITE'
  /** Mention the whole room with @all or @here. Every role has it. */
  | 'MENTION_ROOM'
  /**
   * Remove other people from the room. An OWNER has it for everybody, a MODERATOR for those with the role MEMBER.
   * The server's ADMIN has it in every PUBLIC room, as an owner would.
   */
  | 'REMOVE_MEMBERS'
  /** Send messages and show that one is typing. Every role has it. */
  | 'SEND'
  /** Change the roles of members. Only an OWNER has it. */
  | 'SET_ROLES'
  | '%future added value';

/** Says which rights a member has in a room. `RoomPermission` says which role has which right. */
export type RoomRole =
  /** A member reads, writes and mentions. In a DIRECT room both people have this role. */
  | 'MEMBER'
  /** A moderator has every permission but SET_ROLES and ARCHIVE, and removes only those with the role MEMBER. */
  | 'MODERATOR'
  /** An owner has every permission. Whoever creates a room is its first owner. */
  | 'OWNER'
  | '%future added value';

/** The message to send. */
export type SendMessageInput = {
  /**
   * The files to put on the message, in this order: the viewer's own, from `uploadAttachment`, at most 10. Each is for one
   * message only.
   */
  attachmentIds?: Array<string | number>;
  /** The text, 1 to 8,000 characters (Unicode code points), with something to see. It may be empty when there are attachments. */
  body: string;
  /**
   * The client's own id of this message, 1 to 64 characters. A second call with the same id and the same input sends
   * nothing and answers as the first COMMIT did; so a client may send again whatever has no answer.
   */
  clientMutationId: string;
  /** The application's own data, at most 4,096 bytes of JSON. Null is no data. */
  metadata?: unknown;
  /**
   * The id of the message that this one answers in its thread: a TEXT message of the same room that answers none itself.
   * Null is no answer.
   */
  parentId?: string | number | null | undefined;
  /** The id of the room to send to. The viewer must be a member. */
  roomId: string | number;
};

/** Says why a session has ended. */
export type SessionEndReason =
  /** Nobody used it for 30 days. */
  | 'EXPIRED'
  /**
   * Another session of the same user ended it, with `changePassword` or with `logout` everywhere. The command that
   * restores a backup ends sessions as well.
   */
  | 'REVOKED'
  /** Its own client called `logout`. */
  | 'SIGNED_OUT'
  | '%future added value';

/** The member whose role changes. */
export type SetMemberRoleInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The role from now on. */
  role: RoomRole;
  /** The id of the room. */
  roomId: string | number;
  /** The user id of the member. It may be the viewer's own. */
  userId: string | number;
};

/** What the viewer says of themselves. */
export type SetStatusInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** ONLINE, AWAY or BUSY. OFFLINE is INVALID_INPUT: the server knows it from the connections. */
  status: UserStatus;
  /** A text beside the status, at most 140 characters. Absent keeps the text; null or an empty text takes it away. */
  text?: string | null | undefined;
};

/** Whether the viewer types, and where. */
export type SetTypingInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** True while the viewer types: repeat it at least every 6 s. False when the viewer stops without sending. */
  isTyping: boolean;
  /** The id of the room in which the viewer types. */
  roomId: string | number;
};

/** Says what a SYSTEM message tells of. */
export type SystemKind =
  /** `actor` added `subject` to the room. */
  | 'MEMBER_ADDED'
  /** `subject` joined the room, by themselves or with an invite. */
  | 'MEMBER_JOINED'
  /** `subject` left the room. */
  | 'MEMBER_LEFT'
  /** `actor` removed `subject` from the room. */
  | 'MEMBER_REMOVED'
  /** `actor` gave `subject` another role. */
  | 'ROLE_CHANGED'
  /** `actor` archived the room: nobody can write in it any more. */
  | 'ROOM_ARCHIVED'
  /** `actor` changed the name, the topic or the kind of the room. */
  | 'ROOM_CHANGED'
  /** `actor` created the room, and is its first member. */
  | 'ROOM_CREATED'
  | '%future added value';

/** The picture to show. */
export type UpdateAvatarInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /**
   * The file, as a variable that the `map` of a multipart request fills: a picture. The server cuts it to a square of 256
   * pixels. Null takes the picture away; absent is INVALID_INPUT.
   */
  file?: null | null | undefined;
};

/** What to change about the viewer's own state in a room. An absent field keeps its value; null is INVALID_INPUT. */
export type UpdateMembershipInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /**
   * Whether the viewer hides the room from their lists until its next message. True also reads the room. True of a
   * room that is not DIRECT is INVALID_INPUT.
   */
  isHidden?: boolean | null | undefined;
  /** Whether the room stands before the others in the viewer's list. */
  isPinned?: boolean | null | undefined;
  /** Which messages of the room should call for the viewer's attention. */
  notificationMode?: NotificationMode | null | undefined;
  /** The id of the room. */
  roomId: string | number;
};

/** What to change about the viewer's profile. An absent field keeps its value. */
export type UpdateProfileInput = {
  /**
   * The address of a picture elsewhere, which takes the place of one that was uploaded. Null takes either away; the address
   * that `User.avatarUrl` shows changes nothing.
   */
  avatarUrl?: string | null | undefined;
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The name to show, 1 to 80 characters, without hidden ones. Null is INVALID_INPUT. */
  displayName?: string | null | undefined;
};

/** What to change about a room. An absent field keeps its value. */
export type UpdateRoomInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /**
   * PUBLIC or PRIVATE. Only an owner makes a PRIVATE room PUBLIC. Null and DIRECT are INVALID_INPUT; so is PRIVATE of a
   * room without members.
   */
  kind?: RoomKind | null | undefined;
  /** The new name, 1 to 80 characters, without hidden ones. Null is INVALID_INPUT. */
  name?: string | null | undefined;
  /** The id of the room to change. */
  roomId: string | number;
  /** The new topic, at most 500 characters. Null or an empty text takes it away. */
  topic?: string | null | undefined;
};

/** What to change about the viewer's settings. An absent field keeps its value; null is INVALID_INPUT. */
export type UpdateSettingsInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** Whether clients should show no notifications. */
  doNotDisturb?: boolean | null | undefined;
  /** A language tag by BCP 47, such as `de-CH`, at most 35 characters. */
  locale?: string | null | undefined;
  /** A name of the IANA time zone database, such as `Europe/Zurich`. */
  timeZone?: string | null | undefined;
};

/** The file to store. */
export type UploadAttachmentInput = {
  /**
   * The client's own id of this call, 1 to 64 characters. A second call with the same id and the same input
   * changes nothing and answers as the first COMMIT did. `login`, `logout`, `markRead` and `setTyping` only
   * echo it.
   */
  clientMutationId?: string | null | undefined;
  /** The file, as a variable that the `map` of a multipart request fills. */
  file: null;
  /**
   * What the file is called. The server keeps the last part of a path, one line, and at most 255 characters. Null is the name
   * in the request.
   */
  name?: string | null | undefined;
};

/** Says what a user may do on the whole server. The command `spark admin grant` makes an ADMIN. */
export type UserRole =
  /** An admin publishes and retracts announcements, and keeps order in PUBLIC rooms (`Room.viewerPermissions`). */
  | 'ADMIN'
  /** Everybody else has this role. */
  | 'MEMBER'
  | '%future added value';

/** Says whether somebody is connected, and what they say of themselves. */
export type UserStatus =
  /** The user is connected, and has chosen to look away. */
  | 'AWAY'
  /** The user is connected, and has chosen to look busy. */
  | 'BUSY'
  /** The user has no live connection. The server sets it 5 s after the last connection ended; nobody can choose it. */
  | 'OFFLINE'
  /** The user is connected. This is the choice of whoever has made none. */
  | 'ONLINE'
  | '%future added value';

export type FindRoomsQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type FindRoomsQuery = { publicRooms: { nodes: Array<{ id: string, name: string | null, topic: string | null, memberCount: number }> } };

export type FindPeopleQueryVariables = Exact<{
  search: string;
}>;


export type FindPeopleQuery = { users: { nodes: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null }> } };

export type SearchMessagesQueryVariables = Exact<{
  query: string;
  after?: string | null | undefined;
}>;


export type SearchMessagesQuery = { searchMessages: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, roomId: string, seq: number, body: string, createdAt: string, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null }> } };

export type WhoReactedQueryVariables = Exact<{
  messageId: string | number;
}>;


export type WhoReactedQuery = { message: { id: string, reactions: Array<{ id: string, emoji: string, count: number, users: { nodes: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }> } }> } | null };

export type AllAnnouncementsQueryVariables = Exact<{ [key: string]: never; }>;


export type AllAnnouncementsQuery = { announcements: { nodes: Array<{ id: string, kind: AnnouncementKind, severity: AnnouncementSeverity, title: string, body: string, landingUrl: string | null, imageUrl: string | null, publishAt: string, expiresAt: string | null, startsAt: string | null, endsAt: string | null, retractedAt: string | null, viewerAcknowledgedAt: string | null }> } };

export type FreshAttachmentQueryVariables = Exact<{
  id: string | number;
}>;


export type FreshAttachmentQuery = { node:
    | { id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }
    | Record<PropertyKey, never>
   | null };

export type ErrorFieldsFragment = { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null };

export type SendMessageMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMessageMutation = { sendMessage: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } };

export type UploadAttachmentMutationVariables = Exact<{
  input: UploadAttachmentInput;
}>;


export type UploadAttachmentMutation = { uploadAttachment: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, attachment: { id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null } | null } };

export type MarkReadMutationVariables = Exact<{
  input: MarkReadInput;
}>;


export type MarkReadMutation = { markRead: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean } | null } };

export type SetTypingMutationVariables = Exact<{
  input: SetTypingInput;
}>;


export type SetTypingMutation = { setTyping: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null } };

export type LoginMutationVariables = Exact<{
  input: LoginInput;
}>;


export type LoginMutation = { login: { action: ClientAction, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, session: { token: string, expiresAt: string, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } } | null } };

export type RegisterMutationVariables = Exact<{
  input: RegisterInput;
}>;


export type RegisterMutation = { register: { action: ClientAction, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, session: { token: string, expiresAt: string, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } } | null } };

export type LogoutMutationVariables = Exact<{
  input: LogoutInput;
}>;


export type LogoutMutation = { logout: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null } };

export type EditMessageMutationVariables = Exact<{
  input: EditMessageInput;
}>;


export type EditMessageMutation = { editMessage: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } };

export type DeleteMessageMutationVariables = Exact<{
  input: DeleteMessageInput;
}>;


export type DeleteMessageMutation = { deleteMessage: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } };

export type ForwardMessageMutationVariables = Exact<{
  input: ForwardMessageInput;
}>;


export type ForwardMessageMutation = { forwardMessage: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } };

export type AddReactionMutationVariables = Exact<{
  input: AddReactionInput;
}>;


export type AddReactionMutation = { addReaction: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } };

export type RemoveReactionMutationVariables = Exact<{
  input: RemoveReactionInput;
}>;


export type RemoveReactionMutation = { removeReaction: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } };

export type CreateRoomMutationVariables = Exact<{
  input: CreateRoomInput;
}>;


export type CreateRoomMutation = { createRoom: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } } | null } };

export type OpenDirectRoomMutationVariables = Exact<{
  input: OpenDirectRoomInput;
}>;


export type OpenDirectRoomMutation = { openDirectRoom: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } } | null } };

export type JoinRoomMutationVariables = Exact<{
  input: JoinRoomInput;
}>;


export type JoinRoomMutation = { joinRoom: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } } | null } };

export type LeaveRoomMutationVariables = Exact<{
  input: LeaveRoomInput;
}>;


export type LeaveRoomMutation = { leaveRoom: { action: ClientAction, clientMutationId: string | null, roomId: string | null, membershipId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null } };

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveMemberInput;
}>;


export type RemoveMemberMutation = { removeMember: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null } };

export type AddMembersMutationVariables = Exact<{
  input: AddMembersInput;
}>;


export type AddMembersMutation = { addMembers: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, members: Array<{ id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }> | null } };

export type SetMemberRoleMutationVariables = Exact<{
  input: SetMemberRoleInput;
}>;


export type SetMemberRoleMutation = { setMemberRole: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } } | null } };

export type CreateInviteMutationVariables = Exact<{
  input: CreateInviteInput;
}>;


export type CreateInviteMutation = { createInvite: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, invite: { id: string, code: string, expiresAt: string | null, usesLeft: number | null } | null } };

export type UpdateRoomMutationVariables = Exact<{
  input: UpdateRoomInput;
}>;


export type UpdateRoomMutation = { updateRoom: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string } | null } };

export type ArchiveRoomMutationVariables = Exact<{
  input: ArchiveRoomInput;
}>;


export type ArchiveRoomMutation = { archiveRoom: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string } | null } };

export type UpdateMembershipMutationVariables = Exact<{
  input: UpdateMembershipInput;
}>;


export type UpdateMembershipMutation = { updateMembership: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean } | null } };

export type SetStatusMutationVariables = Exact<{
  input: SetStatusInput;
}>;


export type SetStatusMutation = { setStatus: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null } };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null } };

export type UpdateAvatarMutationVariables = Exact<{
  input: UpdateAvatarInput;
}>;


export type UpdateAvatarMutation = { updateAvatar: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null } };

export type UpdateSettingsMutationVariables = Exact<{
  input: UpdateSettingsInput;
}>;


export type UpdateSettingsMutation = { updateSettings: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, settings: { id: string, locale: string, timeZone: string, doNotDisturb: boolean } | null } };

export type AcknowledgeAnnouncementMutationVariables = Exact<{
  input: AcknowledgeAnnouncementInput;
}>;


export type AcknowledgeAnnouncementMutation = { acknowledgeAnnouncement: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, announcement: { id: string } | null } };

export type PublishAnnouncementMutationVariables = Exact<{
  input: PublishAnnouncementInput;
}>;


export type PublishAnnouncementMutation = { publishAnnouncement: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, announcement: { id: string, kind: AnnouncementKind, severity: AnnouncementSeverity, title: string, body: string, landingUrl: string | null, imageUrl: string | null, publishAt: string, expiresAt: string | null, startsAt: string | null, endsAt: string | null, retractedAt: string | null, viewerAcknowledgedAt: string | null } | null } };

export type UserFieldsFragment = { id: string, username: string, displayName: string, avatarUrl: string | null };

export type PresenceFieldsFragment = { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null };

export type AttachmentFieldsFragment = { id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null };

export type SaidFieldsFragment = { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> };

export type MessageFieldsFragment = { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> };

export type RoomFieldsFragment = { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string };

export type MembershipFieldsFragment = { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean };

export type OwnRoomFieldsFragment = { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null };

export type MemberFieldsFragment = { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } };

export type AnnouncementFieldsFragment = { id: string, kind: AnnouncementKind, severity: AnnouncementSeverity, title: string, body: string, landingUrl: string | null, imageUrl: string | null, publishAt: string, expiresAt: string | null, startsAt: string | null, endsAt: string | null, retractedAt: string | null, viewerAcknowledgedAt: string | null };

type EventFields_MemberJoined_Fragment = { __typename: 'MemberJoined', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } };

type EventFields_MemberLeft_Fragment = { __typename: 'MemberLeft', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, user: { id: string, username: string, displayName: string, avatarUrl: string | null }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } };

type EventFields_MemberRoleChanged_Fragment = { __typename: 'MemberRoleChanged', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } };

type EventFields_MessageDeleted_Fragment = { __typename: 'MessageDeleted', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } };

type EventFields_MessageEdited_Fragment = { __typename: 'MessageEdited', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } };

type EventFields_MessageSent_Fragment = { __typename: 'MessageSent', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } };

type EventFields_ReactionChanged_Fragment = { __typename: 'ReactionChanged', emoji: string, added: boolean, roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } };

type EventFields_RoomUpdated_Fragment = { __typename: 'RoomUpdated', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } };

export type EventFieldsFragment =
  | EventFields_MemberJoined_Fragment
  | EventFields_MemberLeft_Fragment
  | EventFields_MemberRoleChanged_Fragment
  | EventFields_MessageDeleted_Fragment
  | EventFields_MessageEdited_Fragment
  | EventFields_MessageSent_Fragment
  | EventFields_ReactionChanged_Fragment
  | EventFields_RoomUpdated_Fragment
;

export type RoomEventsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type RoomEventsSubscription = { roomEvents:
    | { __typename: 'MemberJoined', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
    | { __typename: 'MemberLeft', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, user: { id: string, username: string, displayName: string, avatarUrl: string | null }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
    | { __typename: 'MemberRoleChanged', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
    | { __typename: 'MessageDeleted', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
    | { __typename: 'MessageEdited', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
    | { __typename: 'MessageSent', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
    | { __typename: 'ReactionChanged', emoji: string, added: boolean, roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
    | { __typename: 'RoomUpdated', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
    | { __typename: 'StreamReady', occurredAt: string }
    | { __typename: 'SyncRequired', roomId: string, fromSeq: number, toSeq: number }
   };

export type UserEventsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type UserEventsSubscription = { userEvents:
    | { __typename: 'AnnouncementAcknowledged', occurredAt: string, announcement: { id: string } }
    | { __typename: 'LoginSyncRequired', occurredAt: string }
    | { __typename: 'MembershipAdded', occurredAt: string, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } } }
    | { __typename: 'MembershipChanged', occurredAt: string, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } } }
    | { __typename: 'MembershipRemoved', roomId: string, membershipId: string, occurredAt: string, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null }
    | { __typename: 'Mentioned', roomId: string, occurredAt: string, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
    | { __typename: 'ProfileChanged', occurredAt: string, user: { id: string, username: string, displayName: string, avatarUrl: string | null } }
    | { __typename: 'SessionEnded', reason: SessionEndReason, occurredAt: string }
    | { __typename: 'SettingsChanged', occurredAt: string, settings: { id: string, locale: string, timeZone: string, doNotDisturb: boolean } }
    | { __typename: 'StreamReady', occurredAt: string }
    | { __typename: 'UnreadCountChanged', roomId: string, membershipId: string, unreadCount: number, mentionCount: number, lastReadSeq: number, asOfSeq: number, occurredAt: string, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null }
    | { __typename: 'UserStatusChanged', occurredAt: string, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }
   };

export type ActiveRoomSubscriptionVariables = Exact<{
  roomId: string | number;
}>;


export type ActiveRoomSubscription = { activeRoom:
    | { __typename: 'ReadReceiptMoved', roomId: string, occurredAt: string, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } } }
    | { __typename: 'TypingChanged', isTyping: boolean, expiresAt: string | null, roomId: string, occurredAt: string, user: { id: string, username: string, displayName: string, avatarUrl: string | null } }
   };

export type GlobalSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type GlobalSubscription = { global:
    | { __typename: 'AnnouncementPublished', missed: boolean, occurredAt: string, announcement: { id: string, kind: AnnouncementKind, severity: AnnouncementSeverity, title: string, body: string, landingUrl: string | null, imageUrl: string | null, publishAt: string, expiresAt: string | null, startsAt: string | null, endsAt: string | null, retractedAt: string | null, viewerAcknowledgedAt: string | null } }
    | { __typename: 'AnnouncementRetracted', occurredAt: string, announcement: { id: string } }
   };

export type LoginSyncQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type LoginSyncQuery = { loginSync: { serverTime: string, viewer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null }, settings: { id: string, locale: string, timeZone: string, doNotDisturb: boolean }, announcements: Array<{ id: string, kind: AnnouncementKind, severity: AnnouncementSeverity, title: string, body: string, landingUrl: string | null, imageUrl: string | null, publishAt: string, expiresAt: string | null, startsAt: string | null, endsAt: string | null, retractedAt: string | null, viewerAcknowledgedAt: string | null }>, memberships: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null } }> } } };

export type SyncRoomsQueryVariables = Exact<{
  cursors: Array<RoomCursor> | RoomCursor;
}>;


export type SyncRoomsQuery = { syncRooms: Array<{ roomId: string, latestSeq: number, nextSeq: number, fingerprint: string | null, hasMore: boolean, reset: boolean, events: Array<
      | { __typename: 'MemberJoined', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
      | { __typename: 'MemberLeft', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, user: { id: string, username: string, displayName: string, avatarUrl: string | null }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
      | { __typename: 'MemberRoleChanged', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
      | { __typename: 'MessageDeleted', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
      | { __typename: 'MessageEdited', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
      | { __typename: 'MessageSent', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
      | { __typename: 'ReactionChanged', emoji: string, added: boolean, roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
      | { __typename: 'RoomUpdated', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } }
    > } | null> };

export type HistoryQueryVariables = Exact<{
  roomId: string | number;
  before?: string | null | undefined;
}>;


export type HistoryQuery = { room: { latestFingerprint: string, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerMembership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean } | null, messages: { pageInfo: { hasPreviousPage: boolean }, nodes: Array<{ id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> }> } } | null };

export type ThreadQueryVariables = Exact<{
  messageId: string | number;
  before?: string | null | undefined;
}>;


export type ThreadQuery = { message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, replies: { pageInfo: { hasPreviousPage: boolean, hasNextPage: boolean }, nodes: Array<{ id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> }> }, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null };

export type AroundQueryVariables = Exact<{
  roomId: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  around?: number | null | undefined;
}>;


export type AroundQuery = { room: { id: string, messages: { pageInfo: { hasPreviousPage: boolean, hasNextPage: boolean }, nodes: Array<{ id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, parent: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, mentionsRoom: boolean, replyCount: number, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> } | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null, mentions: Array<{ id: string, username: string, displayName: string, avatarUrl: string | null }>, reactions: Array<{ id: string, emoji: string, count: number, viewerReacted: boolean }>, forwardedFrom: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, attachments: Array<{ id: string, kind: AttachmentKind, name: string, mediaType: string, byteSize: number, url: string, urlExpiresAt: string, image: { width: number, height: number, thumbHash: string, small: string, large: string } | null }> }> } } | null };

export type MembersQueryVariables = Exact<{
  roomId: string | number;
  after?: string | null | undefined;
}>;


export type MembersQuery = { room: { id: string, members: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }> } } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ErrorFieldsFragmentDoc = new TypedDocumentString(`
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
    `, {"fragmentName":"ErrorFields"}) as unknown as TypedDocumentString<ErrorFieldsFragment, unknown>;
export const MembershipFieldsFragmentDoc = new TypedDocumentString(`
    fragment MembershipFields on Membership {
  id
  roomId
  role
  permissions
  joinedAt
  lastReadSeq
  unreadCount
  mentionCount
  asOfSeq
  notificationMode
  isPinned
  isHidden
}
    `, {"fragmentName":"MembershipFields"}) as unknown as TypedDocumentString<MembershipFieldsFragment, unknown>;
export const RoomFieldsFragmentDoc = new TypedDocumentString(`
    fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}
    `, {"fragmentName":"RoomFields"}) as unknown as TypedDocumentString<RoomFieldsFragment, unknown>;
export const PresenceFieldsFragmentDoc = new TypedDocumentString(`
    fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
    `, {"fragmentName":"PresenceFields"}) as unknown as TypedDocumentString<PresenceFieldsFragment, unknown>;
export const UserFieldsFragmentDoc = new TypedDocumentString(`
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
    `, {"fragmentName":"UserFields"}) as unknown as TypedDocumentString<UserFieldsFragment, unknown>;
export const AttachmentFieldsFragmentDoc = new TypedDocumentString(`
    fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
    `, {"fragmentName":"AttachmentFields"}) as unknown as TypedDocumentString<AttachmentFieldsFragment, unknown>;
export const SaidFieldsFragmentDoc = new TypedDocumentString(`
    fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}`, {"fragmentName":"SaidFields"}) as unknown as TypedDocumentString<SaidFieldsFragment, unknown>;
export const MessageFieldsFragmentDoc = new TypedDocumentString(`
    fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}`, {"fragmentName":"MessageFields"}) as unknown as TypedDocumentString<MessageFieldsFragment, unknown>;
export const OwnRoomFieldsFragmentDoc = new TypedDocumentString(`
    fragment OwnRoomFields on Room {
  ...RoomFields
  latestFingerprint
  viewerPermissions
  viewerPeer {
    ...PresenceFields
  }
  lastMessage {
    ...MessageFields
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}`, {"fragmentName":"OwnRoomFields"}) as unknown as TypedDocumentString<OwnRoomFieldsFragment, unknown>;
export const AnnouncementFieldsFragmentDoc = new TypedDocumentString(`
    fragment AnnouncementFields on Announcement {
  id
  kind
  severity
  title
  body
  landingUrl
  imageUrl
  publishAt
  expiresAt
  startsAt
  endsAt
  retractedAt
  viewerAcknowledgedAt
}
    `, {"fragmentName":"AnnouncementFields"}) as unknown as TypedDocumentString<AnnouncementFieldsFragment, unknown>;
export const MemberFieldsFragmentDoc = new TypedDocumentString(`
    fragment MemberFields on RoomMember {
  id
  roomId
  role
  joinedAt
  lastReadSeq
  user {
    ...PresenceFields
  }
}
    fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}`, {"fragmentName":"MemberFields"}) as unknown as TypedDocumentString<MemberFieldsFragment, unknown>;
export const EventFieldsFragmentDoc = new TypedDocumentString(`
    fragment EventFields on RoomEvent {
  __typename
  roomId
  seq
  fingerprint
  occurredAt
  clientMutationId
  actor {
    ...UserFields
  }
  room {
    ...RoomFields
  }
  message {
    ...MessageFields
  }
  ... on ReactionChanged {
    emoji
    added
  }
  ... on MemberJoined {
    member {
      ...MemberFields
    }
  }
  ... on MemberLeft {
    user {
      ...UserFields
    }
  }
  ... on MemberRoleChanged {
    member {
      ...MemberFields
    }
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}
fragment MemberFields on RoomMember {
  id
  roomId
  role
  joinedAt
  lastReadSeq
  user {
    ...PresenceFields
  }
}`, {"fragmentName":"EventFields"}) as unknown as TypedDocumentString<EventFieldsFragment, unknown>;
export const FindRoomsDocument = new TypedDocumentString(`
    query FindRooms($search: String) {
  publicRooms(search: $search, first: 30) {
    nodes {
      id
      name
      topic
      memberCount
    }
  }
}
    `) as unknown as TypedDocumentString<FindRoomsQuery, FindRoomsQueryVariables>;
export const FindPeopleDocument = new TypedDocumentString(`
    query FindPeople($search: String!) {
  users(search: $search, first: 12) {
    nodes {
      ...PresenceFields
    }
  }
}
    fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}`) as unknown as TypedDocumentString<FindPeopleQuery, FindPeopleQueryVariables>;
export const SearchMessagesDocument = new TypedDocumentString(`
    query SearchMessages($query: String!, $after: String) {
  searchMessages(query: $query, first: 20, after: $after) {
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      roomId
      seq
      body
      createdAt
      author {
        ...UserFields
      }
    }
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}`) as unknown as TypedDocumentString<SearchMessagesQuery, SearchMessagesQueryVariables>;
export const WhoReactedDocument = new TypedDocumentString(`
    query WhoReacted($messageId: ID!) {
  message(id: $messageId) {
    id
    reactions {
      id
      emoji
      count
      users(first: 10) {
        nodes {
          ...UserFields
        }
      }
    }
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}`) as unknown as TypedDocumentString<WhoReactedQuery, WhoReactedQueryVariables>;
export const AllAnnouncementsDocument = new TypedDocumentString(`
    query AllAnnouncements {
  announcements(first: 50) {
    nodes {
      ...AnnouncementFields
    }
  }
}
    fragment AnnouncementFields on Announcement {
  id
  kind
  severity
  title
  body
  landingUrl
  imageUrl
  publishAt
  expiresAt
  startsAt
  endsAt
  retractedAt
  viewerAcknowledgedAt
}`) as unknown as TypedDocumentString<AllAnnouncementsQuery, AllAnnouncementsQueryVariables>;
export const FreshAttachmentDocument = new TypedDocumentString(`
    query FreshAttachment($id: ID!) {
  node(id: $id) {
    ... on Attachment {
      ...AttachmentFields
    }
  }
}
    fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}`) as unknown as TypedDocumentString<FreshAttachmentQuery, FreshAttachmentQueryVariables>;
export const SendMessageDocument = new TypedDocumentString(`
    mutation SendMessage($input: SendMessageInput!) {
  sendMessage(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    message {
      ...MessageFields
    }
    seq
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}`) as unknown as TypedDocumentString<SendMessageMutation, SendMessageMutationVariables>;
export const UploadAttachmentDocument = new TypedDocumentString(`
    mutation UploadAttachment($input: UploadAttachmentInput!) {
  uploadAttachment(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    attachment {
      ...AttachmentFields
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}`) as unknown as TypedDocumentString<UploadAttachmentMutation, UploadAttachmentMutationVariables>;
export const MarkReadDocument = new TypedDocumentString(`
    mutation MarkRead($input: MarkReadInput!) {
  markRead(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    membership {
      ...MembershipFields
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment MembershipFields on Membership {
  id
  roomId
  role
  permissions
  joinedAt
  lastReadSeq
  unreadCount
  mentionCount
  asOfSeq
  notificationMode
  isPinned
  isHidden
}`) as unknown as TypedDocumentString<MarkReadMutation, MarkReadMutationVariables>;
export const SetTypingDocument = new TypedDocumentString(`
    mutation SetTyping($input: SetTypingInput!) {
  setTyping(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}`) as unknown as TypedDocumentString<SetTypingMutation, SetTypingMutationVariables>;
export const LoginDocument = new TypedDocumentString(`
    mutation Login($input: LoginInput!) {
  login(input: $input) {
    action
    error {
      ...ErrorFields
    }
    session {
      token
      expiresAt
      user {
        ...PresenceFields
      }
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}`) as unknown as TypedDocumentString<LoginMutation, LoginMutationVariables>;
export const RegisterDocument = new TypedDocumentString(`
    mutation Register($input: RegisterInput!) {
  register(input: $input) {
    action
    error {
      ...ErrorFields
    }
    session {
      token
      expiresAt
      user {
        ...PresenceFields
      }
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}`) as unknown as TypedDocumentString<RegisterMutation, RegisterMutationVariables>;
export const LogoutDocument = new TypedDocumentString(`
    mutation Logout($input: LogoutInput!) {
  logout(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}`) as unknown as TypedDocumentString<LogoutMutation, LogoutMutationVariables>;
export const EditMessageDocument = new TypedDocumentString(`
    mutation EditMessage($input: EditMessageInput!) {
  editMessage(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    message {
      ...MessageFields
    }
    seq
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}`) as unknown as TypedDocumentString<EditMessageMutation, EditMessageMutationVariables>;
export const DeleteMessageDocument = new TypedDocumentString(`
    mutation DeleteMessage($input: DeleteMessageInput!) {
  deleteMessage(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    message {
      ...MessageFields
    }
    seq
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}`) as unknown as TypedDocumentString<DeleteMessageMutation, DeleteMessageMutationVariables>;
export const ForwardMessageDocument = new TypedDocumentString(`
    mutation ForwardMessage($input: ForwardMessageInput!) {
  forwardMessage(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    message {
      ...MessageFields
    }
    seq
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}`) as unknown as TypedDocumentString<ForwardMessageMutation, ForwardMessageMutationVariables>;
export const AddReactionDocument = new TypedDocumentString(`
    mutation AddReaction($input: AddReactionInput!) {
  addReaction(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    message {
      ...MessageFields
    }
    seq
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}`) as unknown as TypedDocumentString<AddReactionMutation, AddReactionMutationVariables>;
export const RemoveReactionDocument = new TypedDocumentString(`
    mutation RemoveReaction($input: RemoveReactionInput!) {
  removeReaction(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    message {
      ...MessageFields
    }
    seq
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}`) as unknown as TypedDocumentString<RemoveReactionMutation, RemoveReactionMutationVariables>;
export const CreateRoomDocument = new TypedDocumentString(`
    mutation CreateRoom($input: CreateRoomInput!) {
  createRoom(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    membership {
      ...MembershipFields
      room {
        ...OwnRoomFields
      }
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}
fragment MembershipFields on Membership {
  id
  roomId
  role
  permissions
  joinedAt
  lastReadSeq
  unreadCount
  mentionCount
  asOfSeq
  notificationMode
  isPinned
  isHidden
}
fragment OwnRoomFields on Room {
  ...RoomFields
  latestFingerprint
  viewerPermissions
  viewerPeer {
    ...PresenceFields
  }
  lastMessage {
    ...MessageFields
  }
}`) as unknown as TypedDocumentString<CreateRoomMutation, CreateRoomMutationVariables>;
export const OpenDirectRoomDocument = new TypedDocumentString(`
    mutation OpenDirectRoom($input: OpenDirectRoomInput!) {
  openDirectRoom(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    membership {
      ...MembershipFields
      room {
        ...OwnRoomFields
      }
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}
fragment MembershipFields on Membership {
  id
  roomId
  role
  permissions
  joinedAt
  lastReadSeq
  unreadCount
  mentionCount
  asOfSeq
  notificationMode
  isPinned
  isHidden
}
fragment OwnRoomFields on Room {
  ...RoomFields
  latestFingerprint
  viewerPermissions
  viewerPeer {
    ...PresenceFields
  }
  lastMessage {
    ...MessageFields
  }
}`) as unknown as TypedDocumentString<OpenDirectRoomMutation, OpenDirectRoomMutationVariables>;
export const JoinRoomDocument = new TypedDocumentString(`
    mutation JoinRoom($input: JoinRoomInput!) {
  joinRoom(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    seq
    membership {
      ...MembershipFields
      room {
        ...OwnRoomFields
      }
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}
fragment MembershipFields on Membership {
  id
  roomId
  role
  permissions
  joinedAt
  lastReadSeq
  unreadCount
  mentionCount
  asOfSeq
  notificationMode
  isPinned
  isHidden
}
fragment OwnRoomFields on Room {
  ...RoomFields
  latestFingerprint
  viewerPermissions
  viewerPeer {
    ...PresenceFields
  }
  lastMessage {
    ...MessageFields
  }
}`) as unknown as TypedDocumentString<JoinRoomMutation, JoinRoomMutationVariables>;
export const LeaveRoomDocument = new TypedDocumentString(`
    mutation LeaveRoom($input: LeaveRoomInput!) {
  leaveRoom(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    roomId
    membershipId
    seq
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}`) as unknown as TypedDocumentString<LeaveRoomMutation, LeaveRoomMutationVariables>;
export const RemoveMemberDocument = new TypedDocumentString(`
    mutation RemoveMember($input: RemoveMemberInput!) {
  removeMember(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    seq
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}`) as unknown as TypedDocumentString<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const AddMembersDocument = new TypedDocumentString(`
    mutation AddMembers($input: AddMembersInput!) {
  addMembers(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    members {
      ...MemberFields
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment MemberFields on RoomMember {
  id
  roomId
  role
  joinedAt
  lastReadSeq
  user {
    ...PresenceFields
  }
}`) as unknown as TypedDocumentString<AddMembersMutation, AddMembersMutationVariables>;
export const SetMemberRoleDocument = new TypedDocumentString(`
    mutation SetMemberRole($input: SetMemberRoleInput!) {
  setMemberRole(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    member {
      ...MemberFields
    }
    seq
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment MemberFields on RoomMember {
  id
  roomId
  role
  joinedAt
  lastReadSeq
  user {
    ...PresenceFields
  }
}`) as unknown as TypedDocumentString<SetMemberRoleMutation, SetMemberRoleMutationVariables>;
export const CreateInviteDocument = new TypedDocumentString(`
    mutation CreateInvite($input: CreateInviteInput!) {
  createInvite(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    invite {
      id
      code
      expiresAt
      usesLeft
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}`) as unknown as TypedDocumentString<CreateInviteMutation, CreateInviteMutationVariables>;
export const UpdateRoomDocument = new TypedDocumentString(`
    mutation UpdateRoom($input: UpdateRoomInput!) {
  updateRoom(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    room {
      ...RoomFields
    }
    seq
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}`) as unknown as TypedDocumentString<UpdateRoomMutation, UpdateRoomMutationVariables>;
export const ArchiveRoomDocument = new TypedDocumentString(`
    mutation ArchiveRoom($input: ArchiveRoomInput!) {
  archiveRoom(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    room {
      ...RoomFields
    }
    seq
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}`) as unknown as TypedDocumentString<ArchiveRoomMutation, ArchiveRoomMutationVariables>;
export const UpdateMembershipDocument = new TypedDocumentString(`
    mutation UpdateMembership($input: UpdateMembershipInput!) {
  updateMembership(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    membership {
      ...MembershipFields
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment MembershipFields on Membership {
  id
  roomId
  role
  permissions
  joinedAt
  lastReadSeq
  unreadCount
  mentionCount
  asOfSeq
  notificationMode
  isPinned
  isHidden
}`) as unknown as TypedDocumentString<UpdateMembershipMutation, UpdateMembershipMutationVariables>;
export const SetStatusDocument = new TypedDocumentString(`
    mutation SetStatus($input: SetStatusInput!) {
  setStatus(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    user {
      ...PresenceFields
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}`) as unknown as TypedDocumentString<SetStatusMutation, SetStatusMutationVariables>;
export const UpdateProfileDocument = new TypedDocumentString(`
    mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    user {
      ...PresenceFields
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}`) as unknown as TypedDocumentString<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const UpdateAvatarDocument = new TypedDocumentString(`
    mutation UpdateAvatar($input: UpdateAvatarInput!) {
  updateAvatar(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    user {
      ...PresenceFields
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}`) as unknown as TypedDocumentString<UpdateAvatarMutation, UpdateAvatarMutationVariables>;
export const UpdateSettingsDocument = new TypedDocumentString(`
    mutation UpdateSettings($input: UpdateSettingsInput!) {
  updateSettings(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    settings {
      id
      locale
      timeZone
      doNotDisturb
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}`) as unknown as TypedDocumentString<UpdateSettingsMutation, UpdateSettingsMutationVariables>;
export const AcknowledgeAnnouncementDocument = new TypedDocumentString(`
    mutation AcknowledgeAnnouncement($input: AcknowledgeAnnouncementInput!) {
  acknowledgeAnnouncement(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    announcement {
      id
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}`) as unknown as TypedDocumentString<AcknowledgeAnnouncementMutation, AcknowledgeAnnouncementMutationVariables>;
export const PublishAnnouncementDocument = new TypedDocumentString(`
    mutation PublishAnnouncement($input: PublishAnnouncementInput!) {
  publishAnnouncement(input: $input) {
    action
    clientMutationId
    error {
      ...ErrorFields
    }
    announcement {
      ...AnnouncementFields
    }
  }
}
    fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}
fragment AnnouncementFields on Announcement {
  id
  kind
  severity
  title
  body
  landingUrl
  imageUrl
  publishAt
  expiresAt
  startsAt
  endsAt
  retractedAt
  viewerAcknowledgedAt
}`) as unknown as TypedDocumentString<PublishAnnouncementMutation, PublishAnnouncementMutationVariables>;
export const RoomEventsDocument = new TypedDocumentString(`
    subscription RoomEvents {
  roomEvents {
    __typename
    ...EventFields
    ... on SyncRequired {
      roomId
      fromSeq
      toSeq
    }
    ... on StreamReady {
      occurredAt
    }
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}
fragment MemberFields on RoomMember {
  id
  roomId
  role
  joinedAt
  lastReadSeq
  user {
    ...PresenceFields
  }
}
fragment EventFields on RoomEvent {
  __typename
  roomId
  seq
  fingerprint
  occurredAt
  clientMutationId
  actor {
    ...UserFields
  }
  room {
    ...RoomFields
  }
  message {
    ...MessageFields
  }
  ... on ReactionChanged {
    emoji
    added
  }
  ... on MemberJoined {
    member {
      ...MemberFields
    }
  }
  ... on MemberLeft {
    user {
      ...UserFields
    }
  }
  ... on MemberRoleChanged {
    member {
      ...MemberFields
    }
  }
}`) as unknown as TypedDocumentString<RoomEventsSubscription, RoomEventsSubscriptionVariables>;
export const UserEventsDocument = new TypedDocumentString(`
    subscription UserEvents {
  userEvents {
    __typename
    occurredAt
    ... on MembershipAdded {
      membership {
        ...MembershipFields
        room {
          ...OwnRoomFields
        }
      }
    }
    ... on MembershipChanged {
      membership {
        ...MembershipFields
        room {
          ...OwnRoomFields
        }
      }
    }
    ... on MembershipRemoved {
      roomId
      membershipId
      actor {
        ...UserFields
      }
    }
    ... on UnreadCountChanged {
      roomId
      membershipId
      unreadCount
      mentionCount
      lastReadSeq
      asOfSeq
      lastMessage {
        ...MessageFields
      }
    }
    ... on Mentioned {
      roomId
      message {
        ...MessageFields
      }
    }
    ... on UserStatusChanged {
      user {
        ...PresenceFields
      }
    }
    ... on ProfileChanged {
      user {
        ...UserFields
      }
    }
    ... on SettingsChanged {
      settings {
        id
        locale
        timeZone
        doNotDisturb
      }
    }
    ... on AnnouncementAcknowledged {
      announcement {
        id
      }
    }
    ... on SessionEnded {
      reason
    }
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}
fragment MembershipFields on Membership {
  id
  roomId
  role
  permissions
  joinedAt
  lastReadSeq
  unreadCount
  mentionCount
  asOfSeq
  notificationMode
  isPinned
  isHidden
}
fragment OwnRoomFields on Room {
  ...RoomFields
  latestFingerprint
  viewerPermissions
  viewerPeer {
    ...PresenceFields
  }
  lastMessage {
    ...MessageFields
  }
}`) as unknown as TypedDocumentString<UserEventsSubscription, UserEventsSubscriptionVariables>;
export const ActiveRoomDocument = new TypedDocumentString(`
    subscription ActiveRoom($roomId: ID!) {
  activeRoom(roomId: $roomId) {
    __typename
    roomId
    occurredAt
    ... on TypingChanged {
      user {
        ...UserFields
      }
      isTyping
      expiresAt
    }
    ... on ReadReceiptMoved {
      member {
        ...MemberFields
      }
    }
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment MemberFields on RoomMember {
  id
  roomId
  role
  joinedAt
  lastReadSeq
  user {
    ...PresenceFields
  }
}`) as unknown as TypedDocumentString<ActiveRoomSubscription, ActiveRoomSubscriptionVariables>;
export const GlobalDocument = new TypedDocumentString(`
    subscription Global {
  global {
    __typename
    occurredAt
    ... on AnnouncementPublished {
      missed
      announcement {
        ...AnnouncementFields
      }
    }
    ... on AnnouncementRetracted {
      announcement {
        id
      }
    }
  }
}
    fragment AnnouncementFields on Announcement {
  id
  kind
  severity
  title
  body
  landingUrl
  imageUrl
  publishAt
  expiresAt
  startsAt
  endsAt
  retractedAt
  viewerAcknowledgedAt
}`) as unknown as TypedDocumentString<GlobalSubscription, GlobalSubscriptionVariables>;
export const LoginSyncDocument = new TypedDocumentString(`
    query LoginSync($after: String) {
  loginSync {
    serverTime
    viewer {
      ...PresenceFields
    }
    settings {
      id
      locale
      timeZone
      doNotDisturb
    }
    announcements {
      ...AnnouncementFields
    }
    memberships(first: 200, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...MembershipFields
        room {
          ...OwnRoomFields
        }
      }
    }
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}
fragment MembershipFields on Membership {
  id
  roomId
  role
  permissions
  joinedAt
  lastReadSeq
  unreadCount
  mentionCount
  asOfSeq
  notificationMode
  isPinned
  isHidden
}
fragment OwnRoomFields on Room {
  ...RoomFields
  latestFingerprint
  viewerPermissions
  viewerPeer {
    ...PresenceFields
  }
  lastMessage {
    ...MessageFields
  }
}
fragment AnnouncementFields on Announcement {
  id
  kind
  severity
  title
  body
  landingUrl
  imageUrl
  publishAt
  expiresAt
  startsAt
  endsAt
  retractedAt
  viewerAcknowledgedAt
}`) as unknown as TypedDocumentString<LoginSyncQuery, LoginSyncQueryVariables>;
export const SyncRoomsDocument = new TypedDocumentString(`
    query SyncRooms($cursors: [RoomCursor!]!) {
  syncRooms(cursors: $cursors, first: 200) {
    roomId
    latestSeq
    nextSeq
    fingerprint
    hasMore
    reset
    events {
      ...EventFields
    }
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}
fragment MemberFields on RoomMember {
  id
  roomId
  role
  joinedAt
  lastReadSeq
  user {
    ...PresenceFields
  }
}
fragment EventFields on RoomEvent {
  __typename
  roomId
  seq
  fingerprint
  occurredAt
  clientMutationId
  actor {
    ...UserFields
  }
  room {
    ...RoomFields
  }
  message {
    ...MessageFields
  }
  ... on ReactionChanged {
    emoji
    added
  }
  ... on MemberJoined {
    member {
      ...MemberFields
    }
  }
  ... on MemberLeft {
    user {
      ...UserFields
    }
  }
  ... on MemberRoleChanged {
    member {
      ...MemberFields
    }
  }
}`) as unknown as TypedDocumentString<SyncRoomsQuery, SyncRoomsQueryVariables>;
export const HistoryDocument = new TypedDocumentString(`
    query History($roomId: ID!, $before: String) {
  room(id: $roomId) {
    ...RoomFields
    latestFingerprint
    viewerMembership {
      ...MembershipFields
    }
    messages(last: 50, before: $before) {
      pageInfo {
        hasPreviousPage
      }
      nodes {
        ...MessageFields
      }
    }
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}
fragment RoomFields on Room {
  id
  kind
  name
  topic
  createdAt
  archivedAt
  latestSeq
  memberCount
  lastActivityAt
}
fragment MembershipFields on Membership {
  id
  roomId
  role
  permissions
  joinedAt
  lastReadSeq
  unreadCount
  mentionCount
  asOfSeq
  notificationMode
  isPinned
  isHidden
}`) as unknown as TypedDocumentString<HistoryQuery, HistoryQueryVariables>;
export const ThreadDocument = new TypedDocumentString(`
    query Thread($messageId: ID!, $before: String) {
  message(id: $messageId) {
    ...MessageFields
    replies(last: 50, before: $before) {
      pageInfo {
        hasPreviousPage
        hasNextPage
      }
      nodes {
        ...MessageFields
      }
    }
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}`) as unknown as TypedDocumentString<ThreadQuery, ThreadQueryVariables>;
export const AroundDocument = new TypedDocumentString(`
    query Around($roomId: ID!, $first: Int, $after: String, $last: Int, $before: String, $around: Int) {
  room(id: $roomId) {
    id
    messages(
      first: $first
      after: $after
      last: $last
      before: $before
      around: $around
    ) {
      pageInfo {
        hasPreviousPage
        hasNextPage
      }
      nodes {
        ...MessageFields
      }
    }
  }
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment AttachmentFields on Attachment {
  id
  kind
  name
  mediaType
  byteSize
  url
  urlExpiresAt
  image {
    width
    height
    thumbHash
    small: thumbnailUrl(longEdge: 640)
    large: thumbnailUrl(longEdge: 1280)
  }
}
fragment SaidFields on Message {
  id
  roomId
  seq
  previousSeq
  updatedSeq
  kind
  body
  createdAt
  editedAt
  deletedAt
  clientMutationId
  mentionsRoom
  replyCount
  author {
    ...UserFields
  }
  system {
    kind
    actor {
      ...UserFields
    }
    subject {
      ...UserFields
    }
  }
  mentions {
    ...UserFields
  }
  reactions {
    id
    emoji
    count
    viewerReacted
  }
  forwardedFrom {
    ...UserFields
  }
  attachments {
    ...AttachmentFields
  }
}
fragment MessageFields on Message {
  ...SaidFields
  parent {
    ...SaidFields
  }
}`) as unknown as TypedDocumentString<AroundQuery, AroundQueryVariables>;
export const MembersDocument = new TypedDocumentString(`
    query Members($roomId: ID!, $after: String) {
  room(id: $roomId) {
    id
    members(first: 200, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...MemberFields
      }
    }
  }
}
    fragment PresenceFields on User {
  id
  username
  displayName
  avatarUrl
  role
  status
  statusText
  lastSeenAt
}
fragment MemberFields on RoomMember {
  id
  roomId
  role
  joinedAt
  lastReadSeq
  user {
    ...PresenceFields
  }
}`) as unknown as TypedDocumentString<MembersQuery, MembersQueryVariables>;