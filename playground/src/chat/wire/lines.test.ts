import { expect, test } from 'vitest';
import type { RoomEvent, Told, WireLine } from '../../spark/index.ts';
import { linesOf, trackOf, type Line } from './lines.ts';

const event = (seq: number, clientMutationId: string | null = null) => ({ __typename: 'MessageSent', roomId: 'r', seq, clientMutationId }) as RoomEvent;
const applied = (seq: number, { isFetched = false, isOwn = false, id = null as string | null } = {}): Told => ({ kind: 'applied', event: event(seq, id), isFetched, isOwn });
const ahead = (seq: number): Told => ({ kind: 'heard', event: event(seq), place: 'ahead' });
const wire = (...told: Told[]): WireLine[] => told.map((each, n) => ({ id: n + 1, at: 0, told: each }));

const shown = (lines: readonly Line[]) =>
  lines.map((line) => {
    if (line.kind === 'event') return `${line.event.seq} ${line.how}`;
    if (line.kind === 'gap') return `gap ${line.from}-${line.to}`;
    if (line.kind === 'change') return `${line.mutation} ${line.verdicts.map(({ action }) => action).join(',')} ${line.seq ?? ''}`.trim();
    if (line.kind === 'connection') return line.phases.join('>');
    if (line.kind === 'plain') return [...line.counts].map(([typename, count]) => `${typename} x${count}`).join(', ');
    if (line.kind === 'healed') return `healed ${line.events}`;
    return line.kind;
  });

test('what comes in order is one line each', () => {
  expect(shown(linesOf(wire({ kind: 'heard', event: event(1), place: 'next' }, applied(1), applied(2, { isOwn: true }))))).toEqual(['1 came', '2 own']);
});

test('a hole is shown before what came too early, once, and filled', () => {
  const told = [applied(1), ahead(4), ahead(5), applied(2, { isFetched: true }), applied(3, { isFetched: true }), applied(4, { isFetched: true }), applied(5), { kind: 'healed', events: 2 } as const];
  expect(shown(linesOf(wire(...told)))).toEqual(['1 came', 'gap 2-3', '4 waits', '5 waits', '2 fetched', '3 fetched', '4 waited', '5 waited', 'healed 2']);
});

test('a change has one line, with all that was said of it and the number that it got', () => {
  const sent = (tries: number): Told => ({ kind: 'sent', mutation: 'sendMessage', clientMutationId: 'a', tries });
  const answered = (action: 'COMMIT' | 'RETRY' | null): Told => ({ kind: 'answered', mutation: 'sendMessage', clientMutationId: 'a', action, error: null, retryAfterMs: null });
  const lines = linesOf(wire(sent(1), answered(null), sent(2), answered('RETRY'), sent(3), applied(7, { isOwn: true, id: 'a' }), answered('COMMIT')));
  expect(shown(lines)).toEqual(['sendMessage ,RETRY,COMMIT 7', '7 own']);
});

test('a connection that comes back is one line, a lost one begins another', () => {
  const phases = (['connecting', 'subscribing', 'reading', 'live', 'waiting', 'connecting', 'live'] as const).map((phase): Told => ({ kind: 'phase', phase }));
  expect(shown(linesOf(wire(...phases)))).toEqual(['connecting>subscribing>reading>live', 'waiting>connecting>live']);
  const again = (['waiting', 'connecting', 'waiting', 'connecting', 'waiting', 'connecting'] as const).map((phase): Told => ({ kind: 'phase', phase }));
  expect(linesOf(wire(...again))).toMatchObject([{ phases: ['waiting', 'connecting'], tries: 2 }]);
});

test('events without a number that come in a row are one line', () => {
  const active = (typename: string) => ({ kind: 'active', event: { __typename: typename } }) as Told;
  const lines = linesOf(wire(active('TypingChanged'), active('ReadReceiptMoved'), active('TypingChanged'), applied(1), active('TypingChanged')));
  expect(shown(lines)).toEqual(['TypingChanged x2, ReadReceiptMoved x1', '1 came', 'TypingChanged x1']);
});

test('the lines of one person are not shown to the next', () => {
  expect(linesOf(wire(applied(1), { kind: 'phase', phase: 'signedOut' }, { kind: 'ended', reason: null }))).toEqual([]);
});

const room = (last: number, heard = last, early: number[] = []) => ({ id: 'r', last: { seq: last, fingerprint: null }, heard, early: new Map(early.map((seq) => [seq, event(seq)])) });

test('the track shows what is there, what is missing and what was swallowed', () => {
  const lines = linesOf(wire(applied(3), { kind: 'swallowed', event: event(4) }, { kind: 'swallowed', event: event(5) }));
  expect(trackOf(lines, room(3), 4)).toEqual([{ seq: 2, how: 'before' }, { seq: 3, how: 'came' }, { seq: 4, how: 'swallowed' }, { seq: 5, how: 'swallowed' }]);
  const more = linesOf(wire(applied(3), { kind: 'swallowed', event: event(4) }, ahead(6)));
  expect(trackOf(more, room(3, 6, [6]), 4).map(({ how }) => how)).toEqual(['came', 'swallowed', 'missing', 'waits']);
  const healed = linesOf(wire(applied(3), { kind: 'swallowed', event: event(4) }, ahead(5), applied(4, { isFetched: true }), applied(5)));
  expect(trackOf(healed, room(5), 3).map(({ how }) => how)).toEqual(['came', 'fetched', 'waited']);
});

test('a room without events has no track', () => {
  expect(trackOf([], room(0), 4)).toEqual([]);
});
