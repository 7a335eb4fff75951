import { expect, test } from 'vitest';
import type { Member, Message, select } from '../../spark/index.ts';
import { cameAfter, linesOf, readersOf } from './lines.ts';

const NOON = new Date(2026, 2, 1, 12).getTime();
const MINUTE = 60_000;

function text(seq: number, author: string, at: number, more: Partial<Message> = {}): select.Row {
  const message = { id: `m${seq}`, seq, kind: 'TEXT', createdAt: new Date(at).toISOString(), author: { id: author }, ...more } as Message;
  return { kind: 'message', key: message.id, body: '', message, reactions: [], parent: null, attachments: [], isOwn: author === 'me', isDeleted: false, isPending: false, startsUnread: false };
}
const notice = (seq: number, at: number) => text(seq, 'nobody', at, { kind: 'SYSTEM', author: null });
const pending = (order: number): select.Row => ({
  kind: 'pending',
  key: `own-${order}`,
  body: '',
  parent: null,
  attachments: [],
  isOwn: true,
  outgoing: { clientMutationId: String(order), roomId: 'r', parentId: null, body: '', order, attachments: [], tries: 0, isSending: false, trouble: null },
});

const shown = (rows: readonly select.Row[], first = 0) =>
  linesOf(rows, first, rows.length, 'me', new Map()).map(({ day, isHead }) => (day === null ? '' : 'day ') + (isHead ? 'head' : 'more'));

test('messages of one person soon after each other stand under one name', () => {
  expect(shown([text(1, 'bob', NOON), text(2, 'bob', NOON + MINUTE), text(3, 'me', NOON + 2 * MINUTE), pending(NOON + 3 * MINUTE), text(5, 'me', NOON + 9 * MINUTE)])).toEqual([
    'day head',
    'more',
    'head',
    'more',
    'head',
  ]);
});

test('a notice or the unread line begins anew', () => {
  const unread = { ...text(4, 'bob', NOON + 2 * MINUTE), startsUnread: true } as select.Row;
  expect(shown([text(1, 'bob', NOON), notice(2, NOON), text(3, 'bob', NOON + MINUTE), unread])).toEqual(['day head', 'head', 'head', 'head']);
});

test('a day begins once, also where older rows are not shown', () => {
  const rows = [text(1, 'bob', NOON - 24 * 60 * MINUTE), text(2, 'bob', NOON), text(3, 'bob', NOON + MINUTE)];
  expect(shown(rows)).toEqual(['day head', 'day head', 'more']);
  expect(shown(rows, 2)).toEqual(['more']);
});

test('what waits since yesterday stands under today', () => {
  expect(shown([text(1, 'bob', NOON), pending(NOON - 24 * 60 * MINUTE)])).toEqual(['day head', 'head']);
});

test('a receipt stands at the last message of the viewer that was read', () => {
  const rows = [text(1, 'me', NOON), text(2, 'bob', NOON), text(4, 'me', NOON), text(6, 'me', NOON), pending(NOON)];
  const member = (id: string, lastReadSeq: number) => ({ user: { id }, lastReadSeq }) as Member;
  const members = [member('me', 6), member('bob', 5), member('carol', 9), member('dave', 0), member('eve', 2)];
  expect([...readersOf(rows, 0, rows.length, members, 'me')]).toEqual([
    ['m4', ['bob']],
    ['m6', ['carol']],
    ['m1', ['eve']],
  ]);
});

test('what came is what others wrote', () => {
  const rows = [text(1, 'bob', NOON), text(2, 'me', NOON), notice(3, NOON), text(4, 'bob', NOON), { ...text(5, 'bob', NOON), isDeleted: true } as select.Row, pending(NOON)];
  expect(cameAfter(rows, 0, 0)).toBe(2);
  expect(cameAfter(rows, 0, 1)).toBe(1);
  expect(cameAfter(rows, 0, 4)).toBe(0);
});
