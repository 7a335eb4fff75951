import { expect, test } from 'vitest';
import { begin, roomOf, type Message, type State } from './model.ts';
import { isOnesWords, rows } from './selectors.ts';

const message = (seq: number, author: string) => ({ id: `m${seq}`, roomId: 'r', seq, kind: 'TEXT', body: '', deletedAt: null, author: { id: author } }) as Message;

/** A room whose messages are there from a number on, opened when all up to another one was read. */
function opened(from: number, unreadAfter: number | null): State {
  const messages = [message(4, 'bob'), message(5, 'me'), message(6, 'bob'), message(7, 'bob')].filter(({ seq }) => seq >= from);
  const room = { ...roomOf('r', { seq: 7, fingerprint: null }), messages, from };
  return { ...begin(), viewerId: 'me', rooms: new Map([['r', room]]), open: { roomId: 'r', unreadAfter } };
}

const linesAt = (state: State) => rows(state, 'r').flatMap((row) => (row.kind === 'message' && row.startsUnread ? [row.message.seq] : []));

test('the unread begins at the first message of another that is not read', () => {
  expect(linesAt(opened(0, 4))).toEqual([6]);
  expect(linesAt(opened(4, 3))).toEqual([4]);
  expect(linesAt(opened(0, 7))).toEqual([]);
  expect(linesAt(opened(0, null))).toEqual([]);
});

test('while older unread messages are not there, it begins nowhere', () => {
  expect(linesAt(opened(6, 3))).toEqual([]);
  expect(linesAt(opened(5, 4))).toEqual([6]);
});

test('what somebody else first wrote is not edited', () => {
  const sentOn = (first: string) => ({ ...message(4, 'me'), forwardedFrom: { id: first } }) as Message;
  expect([message(4, 'me'), sentOn('me'), sentOn('bob')].map(isOnesWords)).toEqual([true, true, false]);
});
