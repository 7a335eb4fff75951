/** The core, one thing at a time: what it is told, and what it says is to be done. */

import { describe, expect, it } from 'vitest';
import type { Told } from '../src/spark/interface.ts';
import { begin, type Announcement, type Message } from '../src/spark/model.ts';
import { isOnline, may, nameOf, roomList, roomOf, rows, totalUnread, typists, unsent } from '../src/spark/selectors.ts';
import { Client, FIELDS, ME, OTHER, SESSION, STAY, message, payload, refused, sent, writes } from './client.ts';

describe('the connection', () => {
  it('introduces itself, subscribes, and reads the list only when both streams have begun', () => {
    const client = new Client().happens({ type: 'signedIn', session: SESSION, saved: new Map() });
    client.happens({ type: 'opened', socket: 1 });
    expect(client.effects).toContainEqual({ type: 'send', socket: 1, message: { type: 'connection_init', payload: { authorization: 'Bearer token' } } });
    client.frame({ type: 'connection_ack' });
    client.hears('rooms', { __typename: 'StreamReady' });
    expect(client.fetched()).toEqual([]);
    client.hears('user', { __typename: 'StreamReady' });
    expect(client.fetched()).toEqual(['LoginSync']);
  });

  it('comes back with longer and longer pauses, and begins with short ones once it was there', () => {
    const client = new Client().live();
    const pauses: number[] = [];
    for (let n = 0; n < 8; n++) {
      client.done();
      client.happens({ type: 'closed', socket: client.state.connection.socket, code: n % 2 ? 1001 : 1013 });
      const wait = client.effects.find((effect) => effect.type === 'wait' && effect.timer === 'reconnect');
      pauses.push(wait?.type === 'wait' ? (wait.ms ?? 0) : 0);
      client.passes(40_000);
    }
    expect(pauses[0]).toBeLessThanOrEqual(1_000);
    expect(Math.max(...pauses)).toBeGreaterThan(5_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000);
    client.comes();
    expect(client.state.connection.tries).toBe(0);
  });

  it.each([
    ['a close with 4403', (client: Client) => client.happens({ type: 'closed', socket: client.state.connection.socket, code: 4403 }), 'REFUSED'],
    ['SessionEnded', (client: Client) => client.hears('user', { __typename: 'SessionEnded', occurredAt: '', reason: 'REVOKED' }), 'REVOKED'],
  ])('%s signs out for good, and keeps what is unsent', (_, end, reason) => {
    const client = new Client().live().wish(writes('later', 'a'));
    client.done();
    end(client);
    expect(client.state.connection.phase).toBe('signedOut');
    expect(client.state.ended).toBe(reason);
    expect(client.effects.filter(({ type }) => type === 'forget' || type === 'open')).toEqual([]);
    expect(client.effects).toContainEqual({ type: 'persist', key: 'session', value: null });
  });

  it('answers pings, and gives a connection up that says nothing', () => {
    const client = new Client().live();
    client.frame({ type: 'ping' });
    expect(client.effects).toContainEqual({ type: 'send', socket: 1, message: { type: 'pong' } });
    client.passes(39_000);
    expect(isOnline(client.state)).toBe(true);
    client.passes(1_001);
    expect(client.state.connection.phase).toBe('waiting');
  });

  it('asks after a sleep whether anybody is there, and comes back at once where nobody is', () => {
    const client = new Client().live();
    client.done();
    client.happens({ type: 'woke' });
    expect(client.effects).toContainEqual({ type: 'send', socket: 1, message: { type: 'ping' } });
    client.passes(5_000);
    expect(client.state.connection.phase).toBe('waiting');
    client.happens({ type: 'woke' });
    expect(client.state.connection.phase).toBe('connecting');
  });

  it('does not hear an earlier socket', () => {
    const client = new Client().live();
    client.happens({ type: 'closed', socket: 1, code: 1006 });
    client.passes(2_000);
    client.happens({ type: 'closed', socket: 1, code: 4403 });
    expect(client.state.session).not.toBeNull();
  });
});

describe('numbers', () => {
  it('holds what comes too early, asks for what is missing, and says how many it fetched', () => {
    const client = new Client().live().looks();
    client.done();
    client.hears('rooms', sent(5));
    expect(rows(client.state, 'room').length).toBe(2);
    expect(client.fetched()).toEqual(['SyncRooms']);
    client.answers('heal', { syncRooms: [{ roomId: 'room', latestSeq: 5, nextSeq: 6, fingerprint: 'f5', hasMore: false, reset: false, events: [sent(3), sent(4), sent(5)] }] });
    expect(rows(client.state, 'room').map(({ body }) => body)).toEqual(['body 1', 'body 2', 'body 3', 'body 4', 'body 5']);
    expect(client.told().findLast(({ kind }) => kind === 'healed')).toEqual({ kind: 'healed', events: 2 });
  });

  it('drops what it has', () => {
    const client = new Client().live().looks().hears('rooms', sent(3)).hears('rooms', sent(3));
    expect(client.told().filter((told: Told) => told.kind === 'heard').map((told) => told.place)).toEqual(['next', 'known']);
    expect(rows(client.state, 'room').length).toBe(3);
  });

  it('drops a room whose log is another one, and reads its counts anew', () => {
    const client = new Client().live().looks();
    client.happens({ type: 'closed', socket: 1, code: 1001 }).passes(1_000);
    client.comes({ latestFingerprint: 'another' });
    client.done();
    client.answers('heal', { syncRooms: [{ roomId: 'room', latestSeq: 2, nextSeq: 3, fingerprint: 'another', hasMore: false, reset: true, events: [] }] });
    expect(rows(client.state, 'room')).toEqual([]);
    expect(client.told()).toContainEqual({ kind: 'reset', roomId: 'room' });
    expect(client.fetched().sort()).toEqual(['History', 'LoginSync', 'Members']);
  });

  it('counts an event of a type that it does not know', () => {
    const client = new Client().live().hears('rooms', { ...sent(3), __typename: 'PollOpened', message: undefined });
    expect(client.state.rooms.get('room')?.last.seq).toBe(3);
  });
});

describe('a room of two that is put away', () => {
  const own = { ...FIELDS, kind: 'DIRECT' as const, name: null, latestFingerprint: 'f2', viewerPermissions: ['SEND'], viewerPeer: OTHER, lastMessage: message(2) };
  const changed = (rest: object, latestSeq = 2) => ({ __typename: 'MembershipChanged', occurredAt: '', membership: { ...STAY, ...rest, room: { ...own, latestSeq } } });
  const names = ({ state }: Client) => roomList(state).map((room) => nameOf(state, room));
  const hidden = { isHidden: true, unreadCount: 0, lastReadSeq: 2 };
  const client = () => new Client().live().hears('user', changed({ asOfSeq: 3, unreadCount: 1 }, 3));
  const shown = { isHidden: false, unreadCount: 1, lastReadSeq: 2, asOfSeq: 3 };

  it('leaves the list, the total and the screen, and comes back with its next message', () => {
    const it = new Client().live().looks().hears('user', changed(hidden));
    expect([names(it), totalUnread(it.state), it.state.open]).toEqual([[], 0, null]);
    // What happens in it is heard all the while.
    it.hears('rooms', { ...sent(3), __typename: 'MessageEdited', message: { ...message(1), updatedSeq: 3, body: 'anew' } });
    expect(it.state.rooms.get('room')?.messages[0]?.body).toBe('anew');
    expect(names(it)).toEqual([]);
    it.hears('rooms', sent(4)).hears('user', changed({ ...shown, asOfSeq: 4 }, 4));
    expect([names(it), totalUnread(it.state)]).toEqual([['Other'], 1]);
  });

  it('comes back also where the list was read without it, and what is missing is asked for', () => {
    const it = new Client().live().looks();
    it.happens({ type: 'closed', socket: 1, code: 1001 }).passes(1_000).comes({ rooms: false });
    expect(it.state.rooms.get('room')?.membership).toBeNull();
    it.hears('user', changed(hidden));
    expect(names(it)).toEqual([]);
    it.done();
    it.hears('user', changed(shown, 3));
    expect([names(it), it.fetched().sort()]).toEqual([['Other'], ['Members', 'SyncRooms']]);
  });

  it('is told by its first message where it began so', () => {
    const it = new Client().live({ rooms: false }).hears('user', { ...changed(shown, 3), __typename: 'MembershipAdded' });
    expect([names(it), totalUnread(it.state), may(roomOf(it.state, 'room'), 'SEND')]).toEqual([['Other'], 1, true]);
  });

  it('has its name also where its events, or the list, were faster than what tells of it', () => {
    const direct = { ...own, latestSeq: 3 };
    const it = new Client().live({ rooms: false }).hears('rooms', { ...sent(3), room: direct });
    it.hears('user', { ...changed({ ...shown, asOfSeq: 1, unreadCount: 0, lastReadSeq: 1 }, 1), __typename: 'MembershipAdded' });
    expect([names(it), may(roomOf(it.state, 'room'), 'SEND')]).toEqual([['Other'], true]);
  });

  it('stays away when an earlier answer comes late', () => {
    const it = client();
    it.wish({ kind: 'do', name: 'updateMembership', input: { roomId: 'room', isHidden: false, clientMutationId: 'show' } });
    it.hears('user', changed({ ...hidden, asOfSeq: 3 }, 3));
    it.answers('deed', { updateMembership: { action: 'COMMIT', error: null, membership: { ...STAY, unreadCount: 0, lastReadSeq: 2, asOfSeq: 3 } } });
    expect(names(it)).toEqual([]);
  });
});

describe('what is not believed', () => {
  const page = (rest: object, nodes: Message[]) => ({ room: { ...FIELDS, viewerMembership: null, messages: { pageInfo: { hasPreviousPage: false }, nodes }, ...rest } });

  it('is a page of a server that was set back', () => {
    const client = new Client().live().wish({ kind: 'open', roomId: 'room' });
    client.done();
    client.answers('history', page({ latestSeq: 1, latestFingerprint: 'f1' }, [message(1)]));
    expect(rows(client.state, 'room')).toEqual([]);
    expect(client.fetched()).toEqual(['SyncRooms']);
  });

  it('is a page whose newest event turns out to be another', () => {
    const client = new Client().live().wish({ kind: 'open', roomId: 'room' });
    client.answers('history', page({ latestSeq: 3, latestFingerprint: 'another' }, [message(1), message(2), message(3)]));
    client.done();
    client.hears('rooms', sent(3));
    expect(rows(client.state, 'room')).toEqual([]);
    expect(client.fetched()).toEqual(['History']);
  });

  it('is a list of messages in which the one before the new one is not there', () => {
    const client = new Client().live().wish({ kind: 'open', roomId: 'room' });
    client.answers('history', page({ latestFingerprint: 'f2' }, [message(1)]));
    client.done();
    client.hears('rooms', sent(3));
    expect(client.fetched()).toEqual(['History']);
  });

  it('is the answer to a coming, once a list was read that is newer', () => {
    const client = new Client().live({ rooms: false });
    client.wish({ kind: 'do', name: 'joinRoom', input: { roomId: 'room', clientMutationId: 'j' } });
    client.happens({ type: 'closed', socket: 1, code: 1001 }).passes(1_000).comes({ rooms: false });
    client.done();
    const room = { ...FIELDS, latestFingerprint: 'f2', viewerPermissions: [], viewerPeer: null, lastMessage: null };
    client.answers('deed', { joinRoom: { action: 'COMMIT', error: null, seq: 2, membership: { ...STAY, room } } });
    expect(roomList(client.state)).toEqual([]);
    expect(client.fetched()).toEqual(['LoginSync']);
  });
});

describe('the outbox', () => {
  it('sends one of a room at a time, under one id, and keeps it first', () => {
    const client = new Client().live().looks();
    client.done();
    client.wish(writes('one', 'a')).wish(writes('two', 'b'));
    expect(client.effects.filter(({ type }) => type === 'persist' || type === 'fetch').map(({ type }) => type)).toEqual(['persist', 'fetch', 'persist']);
    client.loses('send').passes(60_000).answers('send', payload('RETRY', { error: { ...refused, code: 'RATE_LIMITED', retryAfterMs: 500 } }));
    expect(client.fetched().filter((name) => name === 'SendMessage').length).toBe(2);
    client.passes(499);
    expect(client.fetched().filter((name) => name === 'SendMessage').length).toBe(2);
    client.passes(1).answers('send', payload('COMMIT', { message: message(3, ME, 'a'), seq: 3 }));
    const ids = client.effects.flatMap((effect) => (effect.type === 'fetch' ? [(effect.variables.input as { clientMutationId?: string } | undefined)?.clientMutationId] : []));
    expect(ids).toEqual(['a', 'a', 'a', 'b']);
  });

  it('keeps the key of a row from pending to committed, also when the event is faster', () => {
    const client = new Client().live().looks().wish(writes('one', 'a'));
    const keys = () => rows(client.state, 'room').map(({ key }) => key);
    const pending = keys();
    client.hears('rooms', sent(3, ME, 'a'));
    expect(keys()).toEqual(pending);
    expect(unsent(client.state)).toEqual([]);
    client.answers('send', payload('COMMIT', { message: message(3, ME, 'a'), seq: 3 }));
    expect(keys()).toEqual(pending);
  });

  it('takes back what is refused, says why, and gives the text back to the box', () => {
    const client = new Client().live().looks().wish(writes('one', 'a'));
    client.wish({ kind: 'draft', roomId: 'room', text: 'two' });
    client.answers('send', payload('ROLLBACK', { error: refused }));
    expect(client.state.drafts.get('room')).toBe('one\ntwo');
    expect(client.state.refusals).toEqual([{ clientMutationId: 'a', mutation: 'sendMessage', roomId: 'room', error: { code: 'NOT_FOUND', message: refused.message } }]);
    expect(unsent(client.state)).toEqual([]);
    expect(client.wish({ kind: 'dismiss', clientMutationId: 'a' }).state.refusals).toEqual([]);
  });

  it('sends after a reload what was kept, in its order, whatever the order of the storage', () => {
    const kept = (body: string, order: number) => JSON.stringify({ roomId: 'room', body, order });
    const saved = new Map([['me/outbox/b', kept('two', 2)], ['me/outbox/a', kept('one', 1)], ['me/outbox/x', 'not ours'], ['me/draft/room', 'three']]);
    const client = new Client().live({ saved });
    expect(unsent(client.state).map(({ body }) => body)).toEqual(['one', 'two']);
    expect(client.effects.find((effect) => effect.type === 'fetch')).toMatchObject({ variables: { input: { clientMutationId: 'a' } } });
    expect(client.state.drafts.get('room')).toBe('three');
  });

  it('leaves the sending to the tab that leads', () => {
    const client = new Client();
    client.state = begin({ isLeader: false });
    client.live().wish(writes('one', 'a'));
    expect(client.fetched()).not.toContain('SendMessage');
    client.happens({ type: 'stored', key: 'me/outbox/b', value: JSON.stringify({ roomId: 'room', body: 'of another tab', order: 1 }) });
    client.happens({ type: 'leads', isLeader: true });
    expect(client.effects.findLast((effect) => effect.type === 'fetch')).toMatchObject({ variables: { input: { body: 'of another tab' } } });
    client.happens({ type: 'stored', key: 'me/outbox/b', value: null });
    expect(unsent(client.state).map(({ body }) => body)).toEqual(['one']);
  });
});

it('says in every tab why a message was refused, until it is dismissed in one', () => {
  const client = new Client().live().wish(writes('one', 'a'));
  client.answers('send', payload('ROLLBACK', { error: refused }));
  const kept = client.effects.flatMap((effect) => (effect.type === 'persist' && effect.key === 'me/refused/a' ? [effect.value] : []));
  const other = new Client().live().happens({ type: 'stored', key: 'me/refused/a', value: kept[0] ?? null });
  expect(other.state.refusals).toEqual(client.state.refusals);
  other.wish({ kind: 'dismiss', clientMutationId: 'a' });
  expect(other.effects).toContainEqual({ type: 'persist', key: 'me/refused/a', value: null });
  expect(client.happens({ type: 'stored', key: 'me/refused/a', value: null }).state.refusals).toEqual([]);
});

describe('the rest', () => {
  it('fixes the line of the unread when a room is opened, until one sends', () => {
    const client = new Client().live().looks();
    const starts = () => rows(client.state, 'room').flatMap((row) => (row.kind === 'message' && row.startsUnread ? [row.message.seq] : []));
    expect(starts()).toEqual([2]);
    client.hears('rooms', sent(3)).hears('user', { __typename: 'UnreadCountChanged', roomId: 'room', membershipId: 'stay', unreadCount: 0, mentionCount: 0, lastReadSeq: 3, asOfSeq: 3, lastMessage: null });
    expect(starts()).toEqual([2]);
    expect(totalUnread(client.state)).toBe(0);
    client.wish(writes('one', 'a'));
    expect(starts()).toEqual([]);
  });

  it('keeps the counts of the larger number', () => {
    const client = new Client().live();
    const counts = (asOfSeq: number, unreadCount: number) => ({ __typename: 'UnreadCountChanged', roomId: 'room', membershipId: 'stay', unreadCount, mentionCount: 0, lastReadSeq: 1, asOfSeq, lastMessage: null });
    client.hears('user', counts(5, 4)).hears('user', counts(4, 3));
    expect(totalUnread(client.state)).toBe(4);
  });

  it('lets "is typing" end at its time, by the server\'s clock', () => {
    const client = new Client().live().looks();
    const { id } = client.state.connection.active ?? { id: '' };
    const at = (ms: number) => new Date(5_000_000 + ms).toISOString();
    client.hears(id, { __typename: 'TypingChanged', roomId: 'room', occurredAt: at(0), user: OTHER, isTyping: true, expiresAt: at(6_000) });
    expect(typists(client.state, 'room').map(({ id: who }) => who)).toEqual(['other']);
    client.passes(5_999);
    expect(typists(client.state, 'room').length).toBe(1);
    client.passes(1);
    expect(typists(client.state, 'room')).toEqual([]);
  });

  it('says that one is typing at most every three seconds, and that one stopped once', () => {
    const client = new Client().live().looks();
    client.done();
    for (let n = 0; n < 4; n++) client.wish({ kind: 'typing', roomId: 'room', isTyping: true }).passes(1_000);
    client.wish({ kind: 'typing', roomId: 'room', isTyping: false }).wish({ kind: 'typing', roomId: 'room', isTyping: false });
    expect(client.fetched()).toEqual(['SetTyping', 'SetTyping', 'SetTyping']);
  });

  it('marks as read what is newer than what is marked, one at a time, the furthest last', () => {
    const client = new Client().live();
    client.done();
    for (const seq of [1, 2, 2]) client.wish({ kind: 'read', roomId: 'room', seq });
    client.hears('rooms', sent(3)).hears('rooms', sent(4)).wish({ kind: 'read', roomId: 'room', seq: 3 }).wish({ kind: 'read', roomId: 'room', seq: 4 });
    client.answers('markRead', { markRead: { action: 'COMMIT', error: null, membership: { ...STAY, lastReadSeq: 2, unreadCount: 2, asOfSeq: 4 } } });
    const marked = client.effects.flatMap((effect) => (effect.type === 'fetch' ? [(effect.variables.input as { seq?: number }).seq] : []));
    expect(marked).toEqual([2, 4]);
  });

  it('takes an announcement away when it ends, is retracted, or is acknowledged on another device', () => {
    const notice = (id: string, expiresAt: string | null) => ({ id, kind: 'NOTICE', expiresAt }) as Announcement;
    const client = new Client().live({ announcements: [notice('a', new Date(61_000).toISOString()), notice('b', null), notice('c', null)] });
    const ids = () => client.state.announcements.map(({ id }) => id);
    client.hears('global', { __typename: 'AnnouncementRetracted', announcement: { id: 'b' } });
    expect(ids()).toEqual(['a', 'c']);
    client.hears('user', { __typename: 'AnnouncementAcknowledged', announcement: { id: 'c' } });
    client.passes(60_000);
    expect(ids()).toEqual([]);
  });

  it('says which rule a value breaks, for those who say it in another language', () => {
    const client = new Client().live().wish({ kind: 'do', name: 'createRoom', input: { name: '', clientMutationId: 'c' } });
    client.answers('deed', { createRoom: { action: 'ROLLBACK', error: { code: 'INVALID_INPUT', message: 'Too long.', path: ['name'], problem: 'TOO_LONG', limit: 80, retryAfterMs: null } } });
    expect(client.state.refusals[0]?.error).toEqual({ code: 'INVALID_INPUT', message: 'Too long.', path: ['name'], problem: 'TOO_LONG', limit: 80 });
  });

  it('makes a change again until it has an end, and tells whoever waits', () => {
    const client = new Client().live();
    client.wish({ kind: 'do', name: 'leaveRoom', input: { roomId: 'room', clientMutationId: 'l' } });
    client.loses('deed').passes(60_000);
    client.answers('deed', { leaveRoom: { action: 'COMMIT', error: null, roomId: 'room', membershipId: 'stay', seq: 3 } });
    expect(client.state.rooms.get('room')?.membership).toBeNull();
    expect(client.effects.filter(({ type }) => type === 'settle').length).toBe(1);
  });

  it('removes all that is kept when one signs out, and ends the session', () => {
    const client = new Client().live().wish(writes('one', 'a'));
    client.done();
    client.wish({ kind: 'signOut' });
    expect(client.effects).toContainEqual({ type: 'forget', prefix: 'me/' });
    expect(client.fetched()).toEqual(['Logout']);
    expect(client.state.outbox).toEqual([]);
  });

  it('shows why one could not sign in, and signs in', () => {
    const client = new Client().wish({ kind: 'signIn', username: 'me', password: 'wrong' });
    client.answers('signIn', { login: { action: 'ROLLBACK', error: { ...refused, code: 'UNAUTHENTICATED', message: 'Wrong.' }, session: null } });
    expect(client.state.signIn).toEqual({ isPending: false, error: { code: 'UNAUTHENTICATED', message: 'Wrong.' } });
    client.wish({ kind: 'signIn', username: 'me', password: 'right' });
    client.answers('signIn', { login: { action: 'COMMIT', error: null, session: SESSION } });
    expect(client.effects.findLast(({ type }) => type === 'recall')).toEqual({ type: 'recall', session: SESSION, prefix: 'me/' });
  });
});
