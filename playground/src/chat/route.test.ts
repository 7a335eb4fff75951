import { expect, test } from 'vitest';
import { joinHash, roomHash, routeOf } from './route.ts';

test('an address leads to a room, to an invite or to the list', () => {
  expect(routeOf(roomHash('a/b c'))).toEqual({ kind: 'room', roomId: 'a/b c' });
  expect(routeOf(joinHash('x-1'))).toEqual({ kind: 'join', code: 'x-1' });
  for (const hash of ['', '#', '#r-', '#r-%', '#other']) expect(routeOf(hash)).toEqual({ kind: 'list' });
});
