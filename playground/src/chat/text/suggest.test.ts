import { expect, test } from 'vitest';
import type { Member } from '../../spark/index.ts';
import { askedName, candidatesOf } from './suggest.ts';

const member = (username: string, displayName: string) => ({ id: `m-${username}`, user: { id: username, username, displayName } }) as Member;
const MEMBERS = [member('me', 'Me'), member('bob', 'Robert Miller'), member('mila', 'Ludmila'), member('홍길동', '홍길동')];

test('a name is asked for by an @ at the beginning of a word, up to the caret', () => {
  expect(askedName('@', 1)).toEqual({ from: 0, name: '' });
  expect(askedName('hi @bo and', 6)).toEqual({ from: 3, name: 'bo' });
  expect(askedName('(@홍', 3)).toEqual({ from: 1, name: '홍' });
  // Where no space would stand before it, and as an input method of these scripts writes it.
  expect(askedName('你好@张', 4)).toEqual({ from: 2, name: '张' });
  expect(askedName('회의는@', 4)).toEqual({ from: 3, name: '' });
  expect(askedName('はい ＠山', 5)).toEqual({ from: 3, name: '山' });
  for (const text of ['x@bo', 'hi @bo ', '@@bo', 'a.@bo', 'bo']) expect(askedName(text, text.length)).toBeNull();
});

test('members are offered by either name, the room where one may, oneself never', () => {
  const offered = (name: string, roomNames: string[] = []) => candidatesOf(MEMBERS, { from: 0, name }, 'me', roomNames).map(({ username }) => username);
  expect(offered('mi', ['all', 'here'])).toEqual(['mila', 'bob']);
  expect(offered('홍')).toEqual(['홍길동']);
  for (const typed of ['ㅎ', '호', '홍ㄱ', '홍기']) expect(offered(typed)).toEqual(['홍길동']);
  expect(offered('ｍｉｌ')).toEqual(['mila', 'bob']);
  expect(offered('', ['all', 'here'])).toEqual(['bob', 'mila', '홍길동', 'all', 'here']);
  expect(offered('ME')).toEqual([]);
  expect(offered('al', ['all', 'here'])).toEqual(['all']);
});
