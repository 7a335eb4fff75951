// What Apollo Client and urql ask alike. `__typename` and the ids that a cache goes by are in all of it.

import { parse } from 'graphql';

const MESSAGE = `fragment MessageParts on Message {
  id seq updatedSeq kind body clientMutationId author { id username displayName } }`;

/** A room as it is shown: its newest messages. */
export const ROOM = parse(`${MESSAGE}
  query Room($room: ID!) {
    room(id: $room) { id name messages(last: 20) { nodes { ...MessageParts } } } }`);

export const SEND = parse(`${MESSAGE}
  mutation Send($input: SendMessageInput!) {
    sendMessage(input: $input) { action error { code message } clientMutationId seq message { ...MessageParts } } }`);

export const EVENTS = parse(`${MESSAGE}
  subscription Events($rooms: [ID!]) {
    roomEvents(roomIds: $rooms) {
      __typename
      ... on StreamReady { occurredAt }
      ... on RoomEvent { roomId seq }
      ... on MessageSent { message { ...MessageParts } }
      ... on MessageEdited { message { ...MessageParts } } } }`);

/** A bit of everything that has an id. */
export const EVERYTHING = parse(`query Everything {
  viewer { id username }
  settings { id locale }
  memberships(first: 20) { nodes { id roomId role room {
    id name
    viewerMembership { id unreadCount }
    lastMessage { id body }
    members { nodes { id user { id username } } }
    messages { nodes { id body author { id } } } } } } }`);

/** What a client shows until the server has answered. */
export function optimisticSend(input, author) {
  return {
    __typename: 'SendMessagePayload',
    action: 'COMMIT',
    error: null,
    clientMutationId: input.clientMutationId,
    seq: null,
    message: {
      __typename: 'Message',
      id: `optimistic:${input.clientMutationId}`,
      seq: Number.MAX_SAFE_INTEGER,
      updatedSeq: 0,
      kind: 'TEXT',
      body: input.body,
      clientMutationId: input.clientMutationId,
      author: { __typename: 'User', id: author.id, username: author.username, displayName: author.username },
    },
  };
}

/**
 * A room with a message that was sent, by whichever of answer and event came first. The optimistic copy has another id but
 * the same `clientMutationId`: the real one takes its place, never the other way round.
 */
export function withMessage(data, message) {
  const { room } = data;
  const { nodes } = room.messages;
  const twin = nodes.findIndex(
    ({ id, clientMutationId }) => id === message.id || (clientMutationId && clientMutationId === message.clientMutationId),
  );
  if (twin >= 0 && !isOptimistic(nodes[twin])) return data;
  const others = nodes.filter((_, n) => n !== twin);
  return { ...data, room: { ...room, messages: { ...room.messages, nodes: [...others, message] } } };
}

const isOptimistic = ({ id }) => id.startsWith('optimistic:');

/** The texts that people wrote, in the order in which the room shows them. */
export function texts(room) {
  return room.messages.nodes.filter(({ kind }) => kind === 'TEXT').map(({ body }) => body);
}
