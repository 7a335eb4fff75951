import { expect, test } from 'vitest';
import type { Room } from '../../spark/index.ts';
import { inOrderOf } from './calm.ts';

const rooms = (...ids: string[]) => ids.map((id) => ({ id }) as Room);

test('rooms stay where they were: who left is gone, who is new stands at the end', () => {
  expect(inOrderOf(rooms('c', 'd', 'a'), ['a', 'b', 'c']).map(({ id }) => id)).toEqual(['a', 'c', 'd']);
});
