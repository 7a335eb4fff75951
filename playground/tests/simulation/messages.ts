/** Messages as the model of the server keeps them, and as it shows them to one of its two people. */

import type { Attachment, Message, User } from '../../src/spark/model.ts';

/** A reaction is who gave it, in their order; who answers it, and how many, is counted when it is asked for. */
export type Stored = Omit<Message, 'parent' | 'replyCount' | 'reactions'> & { parentId: string | null; reacted: { emoji: string; users: string[] }[] };

export const userOf = (id: string): User => ({ id, username: id, displayName: id, avatarUrl: null });

/** What somebody wrote, or the server of somebody. */
export function stored(fields: Pick<Stored, 'id' | 'roomId' | 'seq' | 'previousSeq' | 'kind' | 'body' | 'createdAt' | 'clientMutationId' | 'parentId' | 'attachments'> & { author: string | null }): Stored {
  const { seq, body, author } = fields;
  return {
    ...fields, updatedSeq: seq, author: author === null ? null : userOf(author), editedAt: null, deletedAt: null, system: null, forwardedFrom: null, mentionsRoom: false,
    mentions: named(body), reacted: [],
  };
}

/** A file as the server tells of it. */
export const attachmentOf = (id: string, name: string): Attachment => ({
  id, kind: 'FILE', name, mediaType: 'application/octet-stream', byteSize: 100, url: `http://spark.test/files/${id}`, urlExpiresAt: '', image: null,
});

/** Who is named in a text. */
export const named = (body: string): User[] => [...body.matchAll(/@(user-\w+)/g)].map(([, id = '']) => userOf(id));

export const isText = ({ kind, deletedAt }: Stored) => kind === 'TEXT' && !deletedAt;

export const isUnread = (message: Stored, lastReadSeq: number) => message.seq > lastReadSeq && isText(message);

/** A message as `userId` sees it, among all of its room. */
export function shown(all: readonly Stored[], message: Stored, userId: string): Message {
  const { parentId, reacted, ...rest } = message;
  const parent = all.find(({ id }) => id === parentId);
  const replyCount = all.filter((other) => other.parentId === message.id && !other.deletedAt).length;
  const reactions = reacted.map(({ emoji, users }) => ({ id: `${message.id}-${emoji}`, emoji, count: users.length, viewerReacted: users.includes(userId) }));
  return { ...rest, replyCount, reactions, parent: parent ? said(shown(all, parent, userId)) : null };
}

function said({ parent: _parent, ...message }: Message): NonNullable<Message['parent']> {
  return message;
}
