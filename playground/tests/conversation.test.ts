/** The core in a conversation: replies, reactions, mentions, a thread, the place of a message. */

import { describe, expect, it } from 'vitest';
import type { Message, Reaction, RoomEvent } from '../src/spark/model.ts';
import { draftOf, placeOf, roomList, rows, threadOf, totalMentions } from '../src/spark/selectors.ts';
import type { Wish } from '../src/spark/interface.ts';
import { Client, FIELDS, ME, OTHER, SESSION, STAY, message, payload, refused, sent } from './client.ts';

const alone = ({ parent: _parent, ...rest }: Message) => rest;
/** A reply of the other one to a message, with that message as it is from then on. */
const replied = (seq: number, to: number, replyCount: number, by = OTHER, clientMutationId: string | null = null) => {
  const parent = alone({ ...message(to), updatedSeq: seq, replyCount });
  return { ...sent(seq, by, clientMutationId), message: { ...message(seq, by, clientMutationId), parent } } as RoomEvent;
};
const reacted = (seq: number, to: number, reactions: readonly Reaction[], added = true) =>
  ({ ...sent(seq), __typename: 'ReactionChanged', emoji: '👍', added, message: { ...message(to), updatedSeq: seq, reactions } }) as RoomEvent;
const thumb = (count: number, viewerReacted = false): Reaction => ({ id: 'thumb', emoji: '👍', count, viewerReacted });
const reacts = (clientMutationId: string, added = true): Wish => ({ kind: 'do', name: added ? 'addReaction' : 'removeReaction', input: { messageId: 'message-1', emoji: '👍', clientMutationId } });
const shown = (client: Client) => rows(client.state, 'room').map((row) => (row.kind === 'message' ? row.reactions.map(({ emoji, count, viewerReacted }) => `${emoji}${count}${viewerReacted ? ' own' : ''}`) : []).join());
const answers = (name: string, action: string, rest: object = {}) => ({ [name]: { action, clientMutationId: null, error: null, message: null, seq: null, ...rest } });

describe('a reply', () => {
  it('tells how many there are, and is in no list of rooms as the last message', () => {
    const client = new Client().live().looks().hears('rooms', replied(3, 1, 1));
    const [first, , reply] = rows(client.state, 'room');
    expect(first?.kind === 'message' && first.message.replyCount).toBe(1);
    expect(reply?.parent?.id).toBe('message-1');
    expect(roomList(client.state)[0]?.lastMessage?.id).toBe('message-2');
    // Deleted, it is one less; the older copy of what it answers, which came late, changes nothing.
    client.hears('rooms', { ...replied(4, 1, 0), __typename: 'MessageDeleted', message: { ...message(3), updatedSeq: 4, deletedAt: 'now', parent: alone({ ...message(1), updatedSeq: 4 }) } });
    client.hears('rooms', { ...replied(5, 1, 1), message: { ...message(5), previousSeq: 3, parent: alone({ ...message(1), updatedSeq: 3, replyCount: 1 }) } });
    const [again] = rows(client.state, 'room');
    expect(again?.kind === 'message' && again.message.replyCount).toBe(0);
  });

  it('shows what it answers as that is now, also where it is older than the list', () => {
    const client = new Client().live();
    client.hears('rooms', replied(3, 1, 1)).hears('rooms', { ...sent(4), __typename: 'MessageDeleted', message: { ...message(1), updatedSeq: 4, body: '', deletedAt: 'now' } });
    expect(rows(client.state, 'room').map(({ parent }) => parent?.deletedAt)).toEqual(['now']);
  });

  it('is shown before it is sent, in the room and in its thread; refused, its text is back in that thread’s box', () => {
    const client = new Client().live().looks().wish({ kind: 'thread', parentId: 'message-1' });
    client.answers('excerpt', { message: { ...message(1), replies: { pageInfo: { hasPreviousPage: false, hasNextPage: false }, nodes: [] } } });
    client.done();
    client.wish({ kind: 'send', roomId: 'room', parentId: 'message-1', body: 'Mondays', clientMutationId: 'a' });
    expect(client.effects).toContainEqual(expect.objectContaining({ type: 'fetch', variables: { input: { roomId: 'room', parentId: 'message-1', body: 'Mondays', clientMutationId: 'a' } } }));
    expect([rows(client.state, 'room').at(-1)?.parent?.id, threadOf(client.state)?.rows.map(({ body }) => body)]).toEqual(['message-1', ['Mondays']]);
    const kept = client.effects.flatMap((effect) => (effect.type === 'persist' && effect.key.includes('/outbox/') ? [effect.value ?? ''] : []));
    expect(JSON.parse(kept[0] ?? '')).toMatchObject({ parentId: 'message-1' });
    client.answers('send', payload('ROLLBACK', { error: refused }));
    expect([draftOf(client.state, 'room'), draftOf(client.state, 'room', 'message-1'), threadOf(client.state)?.rows.length]).toEqual(['', 'Mondays', 0]);
  });
});

describe('a reaction', () => {
  it('is shown at once, and stays when it is answered or told', () => {
    const client = new Client().live().looks().wish(reacts('a'));
    expect(shown(client)).toEqual(['👍1 own', '']);
    client.hears('rooms', reacted(3, 1, [thumb(2, true)]));
    expect(shown(client)).toEqual(['👍2 own', '']);
    client.answers('deed', answers('addReaction', 'COMMIT', { message: { ...message(1), updatedSeq: 3, reactions: [thumb(2, true)] } }));
    expect(shown(client)).toEqual(['👍2 own', '']);
  });

  it('is taken back when it is refused, and is sent again when it is to be', () => {
    const client = new Client().live().looks().wish(reacts('a'));
    client.answers('deed', answers('addReaction', 'RETRY', { error: { ...refused, retryAfterMs: 100 } }));
    expect(shown(client)).toEqual(['👍1 own', '']);
    client.passes(100).answers('deed', answers('addReaction', 'ROLLBACK', { error: refused }));
    expect([shown(client), client.state.refusals.map(({ mutation }) => mutation)]).toEqual([['', ''], ['addReaction']]);
  });

  it('of one emoji goes out after the one before it, so that the last wish is the last deed', () => {
    const client = new Client().live().looks();
    client.done();
    client.wish(reacts('a')).wish(reacts('b', false)).wish(reacts('c'));
    expect([client.fetched(), shown(client)]).toEqual([['AddReaction'], ['👍1 own', '']]);
    client.answers('deed', answers('addReaction', 'COMMIT', { message: { ...message(1), updatedSeq: 3, reactions: [thumb(1, true)] } }));
    client.answers('deed', answers('removeReaction', 'COMMIT', { message: { ...message(1), updatedSeq: 4 } }));
    expect([client.fetched(), shown(client)]).toEqual([['AddReaction', 'RemoveReaction', 'AddReaction'], ['👍1 own', '']]);
  });

  it('of others changes what is there, in its order', () => {
    const client = new Client().live().looks().hears('rooms', reacted(3, 2, [thumb(1)])).hears('rooms', reacted(4, 2, [], false));
    expect([shown(client), client.state.rooms.get('room')?.lastMessage?.updatedSeq]).toEqual([['', ''], 4]);
  });
});

it('mentions are counted by the server, and told', () => {
  const client = new Client().live();
  client.hears('user', { __typename: 'UnreadCountChanged', occurredAt: '', roomId: 'room', membershipId: 'stay', unreadCount: 3, mentionCount: 2, lastReadSeq: 1, asOfSeq: 4, lastMessage: null });
  client.hears('user', { __typename: 'UnreadCountChanged', occurredAt: '', roomId: 'room', membershipId: 'stay', unreadCount: 2, mentionCount: 1, lastReadSeq: 1, asOfSeq: 3, lastMessage: null });
  expect(totalMentions(client.state)).toBe(2);
  const mentioned = { __typename: 'Mentioned' as const, occurredAt: '', roomId: 'room', message: { ...message(4), mentions: [ME] } };
  client.hears('user', mentioned);
  expect(client.told()).toContainEqual({ kind: 'user', event: mentioned });
  expect(STAY.mentionCount).toBe(0);
});

describe('a thread and a place', () => {
  const page = (nodes: readonly Message[], hasPreviousPage = false, hasNextPage = false) => ({ pageInfo: { hasPreviousPage, hasNextPage }, nodes });
  const reply = (seq: number, more: Partial<Message> = {}): Message => ({ ...message(seq), parent: alone(message(1)), ...more });
  const bodies = (client: Client, of: typeof threadOf) => of(client.state)?.rows.map(({ body }) => body);

  it('what is told while it is read is not lost to an older page', () => {
    const client = new Client().live().looks().wish({ kind: 'thread', parentId: 'message-1' });
    client.hears('rooms', replied(3, 1, 1)).hears('rooms', { ...sent(4), __typename: 'MessageEdited', message: reply(3, { updatedSeq: 4, body: 'anew' }) });
    client.answers('excerpt', { message: { ...message(1), replies: page([reply(3)]) } });
    expect(bodies(client, threadOf)).toEqual(['anew']);
  });

  it('is read page by page, and takes what comes at its end alone', () => {
    const client = new Client().live().looks().wish({ kind: 'place', seq: 50 });
    client.answers('excerpt', { room: { id: 'room', messages: page([message(49), message(50), message(51)], true, true) } });
    expect(placeOf(client.state)).toMatchObject({ hasEarlier: true, hasLater: true });
    client.wish({ kind: 'more', of: 'place', page: 'later' });
    expect(client.effects).toContainEqual(expect.objectContaining({ type: 'fetch', variables: { roomId: 'room', first: 50, after: '51' } }));
    client.answers('excerpt', { room: { id: 'room', messages: page([message(52)], true, false) } });
    expect([bodies(client, placeOf)?.length, placeOf(client.state)?.hasLater]).toEqual([4, false]);
  });

  it('is read anew after a lost connection, and is there meanwhile', () => {
    const client = new Client().live().looks().wish({ kind: 'thread', parentId: 'message-1' });
    client.answers('excerpt', { message: { ...message(1), replies: page([reply(3), reply(4)]) } });
    client.happens({ type: 'closed', socket: 1, code: 1006 }).passes(1_000);
    expect(bodies(client, threadOf)?.length).toBe(2);
    client.comes().answers('excerpt', { message: { ...message(1), replies: page([reply(4, { updatedSeq: 5, body: 'anew' })]) } });
    expect(bodies(client, threadOf)).toEqual(['anew']);
  });

  it('is gone with the room that one looks at, and so is its answer', () => {
    const client = new Client().live().looks().wish({ kind: 'thread', parentId: 'message-1' });
    const call = client.call('excerpt');
    client.wish({ kind: 'open', roomId: null }).happens({ type: 'answer', call, outcome: { type: 'answered', data: { message: { ...message(1), replies: page([]) } }, errors: [] } });
    expect(threadOf(client.state)).toBeNull();
  });

  it('is read anew where the list begins its room anew', () => {
    const client = new Client().happens({ type: 'signedIn', session: SESSION, saved: new Map() });
    client.happens({ type: 'opened', socket: 1 }).frame({ type: 'connection_ack' });
    for (const stream of ['rooms', 'user']) client.hears(stream, { __typename: 'StreamReady', occurredAt: '' });
    const room = { ...FIELDS, latestFingerprint: 'f2', lastMessage: message(2), viewerPermissions: [], viewerPeer: null };
    // One's own coming is answered before the list is: the events between the two come by neither.
    client.wish({ kind: 'do', name: 'joinRoom', input: { roomId: 'room', clientMutationId: 'join' } });
    client.answers('deed', { joinRoom: { action: 'COMMIT', clientMutationId: 'join', error: null, seq: 2, membership: { ...STAY, room } } });
    client.wish({ kind: 'open', roomId: 'room' }).wish({ kind: 'thread', parentId: 'message-1' });
    client.answers('excerpt', { message: { ...message(1), replies: page([]) } });
    const memberships = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [{ ...STAY, asOfSeq: 4, room: { ...room, latestSeq: 4, latestFingerprint: 'f4' } }] };
    client.answers('loginSync', { loginSync: { serverTime: '', viewer: ME, settings: null, announcements: [], memberships } });
    expect(client.state.excerpts.get('thread')?.status).toBe('loading');
  });

  it('says where there is nothing (any more)', () => {
    const client = new Client().live().looks().wish({ kind: 'thread', parentId: 'message-9' });
    client.answers('excerpt', { message: null });
    expect(client.state.excerpts.get('thread')?.status).toBe('gone');
  });
});
