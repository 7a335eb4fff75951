import { expect, test } from 'vitest';
import { partsOf } from './links.ts';
import { withMentions } from './mentions.ts';

const told = (text: string, usernames: string[], isRoom = false) =>
  withMentions(partsOf(text), { usernames, isRoom }).map((part) => (part.kind === 'mention' ? `[${part.text}=${part.username ?? 'room'}]` : part.text)).join('');

test('those whom the server names stand out, in any script and case, the longest name first', () => {
  expect(told('@bob and @Bobby, see', ['bob', 'bobby'])).toBe('[@bob=bob] and [@Bobby=bobby], see');
  expect(told('@홍길동님 안녕', ['홍길동'])).toBe('[@홍길동=홍길동]님 안녕');
  expect(told('(@a.b-c)', ['a.b-c'])).toBe('([@a.b-c=a.b-c])');
  expect(told('@all, @here', [], true)).toBe('[@all=room], [@here=room]');
});

test('nobody else does, and no address', () => {
  expect(told('@bob @all', [])).toBe('@bob @all');
  expect(told('write to x@bob.example, @bob', ['bob'])).toBe('write to x@bob.example, [@bob=bob]');
  expect(told('https://spark.example/@bob', ['bob'])).toBe('https://spark.example/@bob');
});
