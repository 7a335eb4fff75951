import { expect, test } from 'vitest';
import { told } from './told.ts';

test('an event is told in a line', () => {
  const message = { id: 'msg_1', body: 'Soup?', clientMutationId: 'a' };
  const sent = { __typename: 'MessageSent', seq: 7, fingerprint: 'x', occurredAt: '2026', room: { name: 'Kitchen' }, actor: null, message };
  expect(told({ data: { roomEvents: sent } })).toEqual({ type: 'MessageSent', seq: 7, facts: ['Kitchen', 'Soup?'] });
  expect(told({ data: { roomEvents: { unreadCount: 3, missed: false } } })).toEqual({
    type: 'event',
    seq: undefined,
    facts: ['unreadCount 3', 'missed false'],
  });
  expect(told({ errors: [{ message: 'no' }] })).toEqual({ type: 'error', facts: ['no'] });
  expect(told({ data: null })).toEqual({ type: 'event', facts: [] });
});
