import { expect, test } from 'vitest';
import { joinHash, placeHash, roomHash, routeOf } from './route.ts';

test('an address leads to a room, to an invite or to the list', () => {
  expect(routeOf(roomHash('a/b c'))).toEqual({ kind: 'room', roomId: 'a/b c', seq: null });
  expect(routeOf(joinHash('x-1'))).toEqual({ kind: 'join', code: 'x-1' });
  for (const hash of ['', '#', '#r-', '#r-%', '#other']) expect(routeOf(hash)).toEqual({ kind: 'list' });
});

test('and to the place of a message', () => {
  expect(routeOf(placeHash('a/b c', 12))).toEqual({ kind: 'room', roomId: 'a/b c', seq: 12 });
  for (const hash of ['#r-a/', '#r-a/x', '#join-a/1']) expect(routeOf(hash)).toEqual({ kind: 'list' });
});
