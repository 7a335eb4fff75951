/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AcknowledgeAnnouncementInput = {
  announcementId: string | number;
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
};

export type AddMembersInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  roomId: string | number;
  /** At most 100. */
  userIds: Array<string | number>;
};

/** Who is told. */
export type AnnouncementAudience =
  /** Admins only. */
  | 'ADMINS'
  /** Every user. */
  | 'EVERYONE'
  | '%future added value';

/** What is announced. */
export type AnnouncementKind =
  /** A time in which the server may be away. */
  | 'MAINTENANCE'
  /** Something to know. */
  | 'NOTICE'
  | '%future added value';

/** How much it matters. */
export type AnnouncementSeverity =
  /** To be seen by everyone at once. */
  | 'CRITICAL'
  /** Good to know. */
  | 'INFO'
  /** Better known. */
  | 'WARNING'
  | '%future added value';

export type ArchiveRoomInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  roomId: string | number;
};

/** What the client does with its optimistic update. */
export type ClientAction =
  /** It happened. Put the payload's objects in place of the optimistic ones. */
  | 'COMMIT'
  /**
   * It did not happen, or it is unknown whether it did. Keep it pending and send the same input, same
   * `clientMutationId`, after `error.retryAfterMs`.
   */
  | 'RETRY'
  /** It did not happen and will not. Take the optimistic update back and show `error.message`. */
  | 'ROLLBACK'
  | '%future added value';

export type CreateInviteInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  expiresAt?: string | null | undefined;
  maxUses?: number | null | undefined;
  roomId: string | number;
};

export type CreateRoomInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  kind?: RoomKind;
  /** At most 100. */
  memberIds?: Array<string | number>;
  name: string;
  topic?: string | null | undefined;
};

export type DeleteMessageInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  messageId: string | number;
};

export type EditMessageInput = {
  body: string;
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  messageId: string | number;
};

/** Why something was refused. */
export type ErrorCode =
  /** The name is taken. */
  | 'ALREADY_EXISTS'
  /** The same `clientMutationId` came with another input. */
  | 'CONFLICT'
  /** The viewer lacks the role. */
  | 'FORBIDDEN'
  /** It was there and is used up or over. */
  | 'GONE'
  /** A fault of the server; the log has the cause under the request's id. */
  | 'INTERNAL'
  /** A value breaks a rule: `path` says which value, `problem` and `limit` which rule. */
  | 'INVALID_INPUT'
  /** The last owner hands over before leaving. */
  | 'LAST_OWNER'
  /** The room is PUBLIC, and the viewer has not joined it. */
  | 'NOT_A_MEMBER'
  /** It does not exist, or the viewer may not know that it does. */
  | 'NOT_FOUND'
  /** Too many requests; later it may work. */
  | 'RATE_LIMITED'
  /** Nothing can be written to the room any more. */
  | 'ROOM_ARCHIVED'
  /** The request is over a limit. */
  | 'TOO_LARGE'
  /** Nobody is signed in, or the password is wrong. */
  | 'UNAUTHENTICATED'
  /** The database is busy or away, or the outcome is unknown; later it may work. */
  | 'UNAVAILABLE'
  | '%future added value';

/** What is wrong with a value, for clients that say it in another language. */
export type InputProblem =
  /** Not of the form that such a value has. */
  | 'MALFORMED'
  /** Of the right form, but not to be had here. */
  | 'NOT_ALLOWED'
  /** A number or an instant that is too small or too large: `limit` is the bound that it passed, where that is a number. */
  | 'OUT_OF_RANGE'
  /** Nothing was given, or nothing that is seen, where something must be. */
  | 'REQUIRED'
  /** A list with fewer items than `limit`. */
  | 'TOO_FEW'
  /** A text with more characters than `limit`; of JSON, more bytes. */
  | 'TOO_LONG'
  /** A list with more items than `limit`. */
  | 'TOO_MANY'
  /** A text with fewer characters than `limit`. */
  | 'TOO_SHORT'
  | '%future added value';

export type JoinRoomInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  /** Or the code of an invite. Exactly one of the two. */
  inviteCode?: string | null | undefined;
  /** A PUBLIC room. */
  roomId?: string | number | null | undefined;
};

export type LeaveRoomInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  roomId: string | number;
};

export type LoginInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  password: string;
  username: string;
};

export type LogoutInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  /** Also end the user's other sessions. */
  everywhere?: boolean;
};

export type MarkReadInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  roomId: string | number;
  /** Never moves back; above `latestSeq` is INVALID_INPUT. */
  seq: number;
};

/** Who wrote a message: a person, or the server. */
export type MessageKind =
  /** Written by the server about the room. */
  | 'SYSTEM'
  /** Written by a person. */
  | 'TEXT'
  | '%future added value';

/** Which messages of a room call for attention. */
export type NotificationMode =
  /** Every message. */
  | 'ALL'
  /** Only those that mention the reader. */
  | 'MENTIONS'
  /** None. */
  | 'NONE'
  | '%future added value';

export type OpenDirectRoomInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  userId: string | number;
};

export type PublishAnnouncementInput = {
  audience?: AnnouncementAudience;
  /** 1 to 8,000 characters. */
  body: string;
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  endsAt?: string | null | undefined;
  expiresAt?: string | null | undefined;
  imageUrl?: string | null | undefined;
  kind?: AnnouncementKind;
  landingUrl?: string | null | undefined;
  /** At most 4 KiB. */
  metadata?: unknown;
  /** In the future: scheduled. Null: now. */
  publishAt?: string | null | undefined;
  severity?: AnnouncementSeverity;
  startsAt?: string | null | undefined;
  /** 1 to 200 characters. */
  title: string;
};

export type RegisterInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  displayName?: string | null | undefined;
  password: string;
  username: string;
};

export type RemoveMemberInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  roomId: string | number;
  userId: string | number;
};

/** The first number of a room that a client misses. */
export type RoomCursor = {
  /** The first sequence number the client misses. */
  fromSeq: number;
  /**
   * The `fingerprint` of the event before it, the last one the client has: when the server's log has another one there,
   * it says so (`reset`).
   */
  previousFingerprint?: string | null | undefined;
  roomId: string | number;
};

/** Who may find and read a room. */
export type RoomKind =
  /** The one room of two people. */
  | 'DIRECT'
  /** Only its members know of it. */
  | 'PRIVATE'
  /** Every signed-in user reads and joins it. */
  | 'PUBLIC'
  | '%future added value';

/** What a member may do in a room. */
export type RoomPermission =
  /** Bring others in. */
  | 'ADD_MEMBERS'
  /** Close the room for good. */
  | 'ARCHIVE'
  /** Delete what others wrote. */
  | 'DELETE_ANY_MESSAGE'
  /** Change name, topic and kind. */
  | 'EDIT_ROOM'
  /** Make and revoke invites. */
  | 'INVITE'
  /** Mention everybody with @all or @here. */
  | 'MENTION_ROOM'
  /** Put others out. */
  | 'REMOVE_MEMBERS'
  /** Send messages. */
  | 'SEND'
  /** Make others owners, moderators, members. */
  | 'SET_ROLES'
  | '%future added value';

/** What a member may do in a room. */
export type RoomRole =
  /** Reads and writes. */
  | 'MEMBER'
  /** Keeps order: removes members, edits the room, deletes messages. */
  | 'MODERATOR'
  /** May do everything. */
  | 'OWNER'
  | '%future added value';

/** A message to send. */
export type SendMessageInput = {
  /** 1 to 8,000 characters. */
  body: string;
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId: string;
  /** At most 4 KiB. */
  metadata?: unknown;
  roomId: string | number;
};

/** Why a session is over. */
export type SessionEndReason =
  /** By time. */
  | 'EXPIRED'
  /** By another session of its user. */
  | 'REVOKED'
  /** By its user. */
  | 'SIGNED_OUT'
  | '%future added value';

export type SetMemberRoleInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  role: RoomRole;
  roomId: string | number;
  userId: string | number;
};

export type SetStatusInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  /** ONLINE, AWAY or BUSY. */
  status: UserStatus;
  /** At most 140 characters. */
  text?: string | null | undefined;
};

export type SetTypingInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  isTyping: boolean;
  roomId: string | number;
};

/** What a SYSTEM message says. */
export type SystemKind =
  /** Somebody was brought in. */
  | 'MEMBER_ADDED'
  /** Somebody came by themselves. */
  | 'MEMBER_JOINED'
  /** Somebody went. */
  | 'MEMBER_LEFT'
  /** Somebody was put out. */
  | 'MEMBER_REMOVED'
  /** A member got another role. */
  | 'ROLE_CHANGED'
  /** Nothing can be written any more. */
  | 'ROOM_ARCHIVED'
  /** Name, topic or kind changed. */
  | 'ROOM_CHANGED'
  /** The room was made; its maker joined with it. */
  | 'ROOM_CREATED'
  | '%future added value';

export type UpdateMembershipInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  /** Of a DIRECT room. */
  isHidden?: boolean | null | undefined;
  isPinned?: boolean | null | undefined;
  notificationMode?: NotificationMode | null | undefined;
  roomId: string | number;
};

export type UpdateProfileInput = {
  avatarUrl?: string | null | undefined;
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  displayName?: string | null | undefined;
};

export type UpdateRoomInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  /** PUBLIC or PRIVATE. */
  kind?: RoomKind | null | undefined;
  name?: string | null | undefined;
  roomId: string | number;
  topic?: string | null | undefined;
};

export type UpdateSettingsInput = {
  /** 1 to 64 characters; makes the call repeatable. */
  clientMutationId?: string | null | undefined;
  doNotDisturb?: boolean | null | undefined;
  /** A language tag by BCP 47, such as `de-CH`. */
  locale?: string | null | undefined;
  /** A name of the IANA time zone database, such as `Europe/Zurich`. */
  timeZone?: string | null | undefined;
};

/** What a user may do with the whole server. */
export type UserRole =
  /** Publishes announcements. */
  | 'ADMIN'
  /** Everyone else. */
  | 'MEMBER'
  | '%future added value';

/** Whether somebody is there. */
export type UserStatus =
  /** Connected, and says to be away. */
  | 'AWAY'
  /** Connected, and says to be busy. */
  | 'BUSY'
  /** No live connection. */
  | 'OFFLINE'
  /** Connected. */
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

export type AllAnnouncementsQueryVariables = Exact<{ [key: string]: never; }>;


export type AllAnnouncementsQuery = { announcements: { nodes: Array<{ id: string, kind: AnnouncementKind, severity: AnnouncementSeverity, title: string, body: string, landingUrl: string | null, imageUrl: string | null, publishAt: string, expiresAt: string | null, startsAt: string | null, endsAt: string | null, retractedAt: string | null, viewerAcknowledgedAt: string | null }> } };

export type UserFieldsFragment = { id: string, username: string, displayName: string, avatarUrl: string | null };

export type PresenceFieldsFragment = { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null };

export type MessageFieldsFragment = { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null };

export type RoomFieldsFragment = { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string };

export type MembershipFieldsFragment = { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean };

export type OwnRoomFieldsFragment = { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } | null };

export type MemberFieldsFragment = { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } };

export type AnnouncementFieldsFragment = { id: string, kind: AnnouncementKind, severity: AnnouncementSeverity, title: string, body: string, landingUrl: string | null, imageUrl: string | null, publishAt: string, expiresAt: string | null, startsAt: string | null, endsAt: string | null, retractedAt: string | null, viewerAcknowledgedAt: string | null };

type EventFields_MemberJoined_Fragment = { __typename: 'MemberJoined', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } };

type EventFields_MemberLeft_Fragment = { __typename: 'MemberLeft', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, user: { id: string, username: string, displayName: string, avatarUrl: string | null }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } };

type EventFields_MemberRoleChanged_Fragment = { __typename: 'MemberRoleChanged', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } };

type EventFields_MessageDeleted_Fragment = { __typename: 'MessageDeleted', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } };

type EventFields_MessageEdited_Fragment = { __typename: 'MessageEdited', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } };

type EventFields_MessageSent_Fragment = { __typename: 'MessageSent', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } };

type EventFields_ReactionChanged_Fragment = { __typename: 'ReactionChanged', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } };

type EventFields_RoomUpdated_Fragment = { __typename: 'RoomUpdated', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } };

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
    | { __typename: 'MemberJoined', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
    | { __typename: 'MemberLeft', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, user: { id: string, username: string, displayName: string, avatarUrl: string | null }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
    | { __typename: 'MemberRoleChanged', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
    | { __typename: 'MessageDeleted', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
    | { __typename: 'MessageEdited', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
    | { __typename: 'MessageSent', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
    | { __typename: 'ReactionChanged', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
    | { __typename: 'RoomUpdated', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
    | { __typename: 'StreamReady', occurredAt: string }
    | { __typename: 'SyncRequired', roomId: string, fromSeq: number, toSeq: number }
   };

export type UserEventsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type UserEventsSubscription = { userEvents:
    | { __typename: 'AnnouncementAcknowledged', occurredAt: string, announcement: { id: string } }
    | { __typename: 'LoginSyncRequired', occurredAt: string }
    | { __typename: 'MembershipAdded', occurredAt: string, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } | null } } }
    | { __typename: 'MembershipChanged', occurredAt: string, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } | null } } }
    | { __typename: 'MembershipRemoved', roomId: string, membershipId: string, occurredAt: string, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null }
    | { __typename: 'Mentioned', occurredAt: string }
    | { __typename: 'ProfileChanged', occurredAt: string, user: { id: string, username: string, displayName: string, avatarUrl: string | null } }
    | { __typename: 'SessionEnded', reason: SessionEndReason, occurredAt: string }
    | { __typename: 'SettingsChanged', occurredAt: string, settings: { id: string, locale: string, timeZone: string, doNotDisturb: boolean } }
    | { __typename: 'StreamReady', occurredAt: string }
    | { __typename: 'UnreadCountChanged', roomId: string, membershipId: string, unreadCount: number, mentionCount: number, lastReadSeq: number, asOfSeq: number, occurredAt: string, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } | null }
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


export type LoginSyncQuery = { loginSync: { serverTime: string, viewer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null }, settings: { id: string, locale: string, timeZone: string, doNotDisturb: boolean }, announcements: Array<{ id: string, kind: AnnouncementKind, severity: AnnouncementSeverity, title: string, body: string, landingUrl: string | null, imageUrl: string | null, publishAt: string, expiresAt: string | null, startsAt: string | null, endsAt: string | null, retractedAt: string | null, viewerAcknowledgedAt: string | null }>, memberships: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } | null } }> } } };

export type SyncRoomsQueryVariables = Exact<{
  cursors: Array<RoomCursor> | RoomCursor;
}>;


export type SyncRoomsQuery = { syncRooms: Array<{ roomId: string, latestSeq: number, nextSeq: number, fingerprint: string | null, hasMore: boolean, reset: boolean, events: Array<
      | { __typename: 'MemberJoined', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
      | { __typename: 'MemberLeft', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, user: { id: string, username: string, displayName: string, avatarUrl: string | null }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
      | { __typename: 'MemberRoleChanged', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, member: { id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
      | { __typename: 'MessageDeleted', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
      | { __typename: 'MessageEdited', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
      | { __typename: 'MessageSent', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
      | { __typename: 'ReactionChanged', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
      | { __typename: 'RoomUpdated', roomId: string, seq: number, fingerprint: string, occurredAt: string, clientMutationId: string | null, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, room: { id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string }, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } }
    > } | null> };

export type HistoryQueryVariables = Exact<{
  roomId: string | number;
  before?: string | null | undefined;
}>;


export type HistoryQuery = { room: { latestFingerprint: string, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerMembership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean } | null, messages: { pageInfo: { hasPreviousPage: boolean }, nodes: Array<{ id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null }> } } | null };

export type MembersQueryVariables = Exact<{
  roomId: string | number;
  after?: string | null | undefined;
}>;


export type MembersQuery = { room: { id: string, members: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, roomId: string, role: RoomRole, joinedAt: string, lastReadSeq: number, user: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } }> } } | null };

export type ErrorFieldsFragment = { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null };

export type SendMessageMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMessageMutation = { sendMessage: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } | null } };

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


export type EditMessageMutation = { editMessage: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } | null } };

export type DeleteMessageMutationVariables = Exact<{
  input: DeleteMessageInput;
}>;


export type DeleteMessageMutation = { deleteMessage: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, message: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } | null } };

export type CreateRoomMutationVariables = Exact<{
  input: CreateRoomInput;
}>;


export type CreateRoomMutation = { createRoom: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } | null } } | null } };

export type OpenDirectRoomMutationVariables = Exact<{
  input: OpenDirectRoomInput;
}>;


export type OpenDirectRoomMutation = { openDirectRoom: { action: ClientAction, clientMutationId: string | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } | null } } | null } };

export type JoinRoomMutationVariables = Exact<{
  input: JoinRoomInput;
}>;


export type JoinRoomMutation = { joinRoom: { action: ClientAction, clientMutationId: string | null, seq: number | null, error: { code: ErrorCode, message: string, path: Array<string> | null, problem: InputProblem | null, limit: number | null, retryAfterMs: number | null } | null, membership: { id: string, roomId: string, role: RoomRole, permissions: Array<RoomPermission>, joinedAt: string, lastReadSeq: number, unreadCount: number, mentionCount: number, asOfSeq: number, notificationMode: NotificationMode, isPinned: boolean, isHidden: boolean, room: { latestFingerprint: string, viewerPermissions: Array<RoomPermission>, id: string, kind: RoomKind, name: string | null, topic: string | null, createdAt: string, archivedAt: string | null, latestSeq: number, memberCount: number, lastActivityAt: string, viewerPeer: { id: string, username: string, displayName: string, avatarUrl: string | null, role: UserRole, status: UserStatus, statusText: string | null, lastSeenAt: string | null } | null, lastMessage: { id: string, roomId: string, seq: number, previousSeq: number | null, updatedSeq: number, kind: MessageKind, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, clientMutationId: string | null, author: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, system: { kind: SystemKind, actor: { id: string, username: string, displayName: string, avatarUrl: string | null } | null, subject: { id: string, username: string, displayName: string, avatarUrl: string | null } | null } | null } | null } } | null } };

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
export const MessageFieldsFragmentDoc = new TypedDocumentString(`
    fragment MessageFields on Message {
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
}
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
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
fragment MessageFields on Message {
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
fragment MessageFields on Message {
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
fragment MessageFields on Message {
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
fragment MessageFields on Message {
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
fragment MessageFields on Message {
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
fragment MessageFields on Message {
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
fragment MessageFields on Message {
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
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment MessageFields on Message {
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
}
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}`) as unknown as TypedDocumentString<SendMessageMutation, SendMessageMutationVariables>;
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment MessageFields on Message {
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
}
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
    fragment UserFields on User {
  id
  username
  displayName
  avatarUrl
}
fragment MessageFields on Message {
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
}
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}`) as unknown as TypedDocumentString<DeleteMessageMutation, DeleteMessageMutationVariables>;
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
fragment MessageFields on Message {
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
fragment MessageFields on Message {
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
fragment MessageFields on Message {
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
}
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
}
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}`) as unknown as TypedDocumentString<UpdateProfileMutation, UpdateProfileMutationVariables>;
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
fragment ErrorFields on MutationError {
  code
  message
  path
  problem
  limit
  retryAfterMs
}`) as unknown as TypedDocumentString<PublishAnnouncementMutation, PublishAnnouncementMutationVariables>;