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

test('whoever is named as the server reads it stands out, however it is written', () => {
  expect(told('안녕@홍길동, 你好@张三', ['홍길동', '张三'])).toBe('안녕[@홍길동=홍길동], 你好[@张三=张三]');
  expect(told('@张三@李四', ['张三', '李四'])).toBe('[@张三=张三][@李四=李四]');
  expect(told('พ่อ่@สมชายครับ', ['สมชาย'])).toBe('พ่อ่[@สมชาย=สมชาย]ครับ');
  expect(told('＠ｂｏｂ, @CAFE\u0301, @STRASSE!', ['bob', 'café', 'straße'])).toBe('[＠ｂｏｂ=bob], [@CAFE\u0301=café], [@STRASSE=straße]!');
  expect(told('_@bob_ Hello.@bob, 🎉\ufe0f@bob', ['bob'])).toBe('_[@bob=bob]_ Hello.[@bob=bob], 🎉\ufe0f[@bob=bob]');
  expect(told("@bob's, @bob-- @bob님", ['bob'])).toBe("[@bob=bob]'s, [@bob=bob]-- [@bob=bob]님");
  expect(told('看https://spark.example/，@bob', ['bob'])).toBe('看https://spark.example/，[@bob=bob]');
});

test('a name does not stand out in a longer one', () => {
  expect(told('@bob, but @bobby, @bob-smith, @bob.smith and @bob2', ['bob'])).toBe('[@bob=bob], but @bobby, @bob-smith, @bob.smith and @bob2');
  expect(told('@all, but @allison and ann@all', [], true)).toBe('[@all=room], but @allison and ann@all');
  expect(told('@bob @bob\u0301 ann_@bob @bob@bob.example @bob-@bob', ['bob'])).toBe('[@bob=bob] @bob\u0301 ann_@bob @bob@bob.example @bob-@bob');
});

test('nobody else does, and no address', () => {
  expect(told('@bob @all', [])).toBe('@bob @all');
  expect(told('write to x@bob.example, @bob', ['bob'])).toBe('write to x@bob.example, [@bob=bob]');
  expect(told('https://spark.example/@bob', ['bob'])).toBe('https://spark.example/@bob');
});
