import { expect, test } from 'vitest';
import { partsOf } from './links.ts';

const linksOf = (body: string) => partsOf(body).flatMap((part) => (part.kind === 'link' ? [[part.text, part.href]] : []));

test('a text without a link is itself', () => {
  expect(partsOf('<img src=x onerror=alert(1)>')).toEqual([{ kind: 'text', text: '<img src=x onerror=alert(1)>' }]);
  expect(partsOf('')).toEqual([]);
});

test('a link stands between what is around it', () => {
  expect(partsOf('see https://spark.example/a?b#c, please')).toEqual([
    { kind: 'text', text: 'see ' },
    { kind: 'link', text: 'https://spark.example/a?b#c', href: 'https://spark.example/a?b#c' },
    { kind: 'text', text: ', please' },
  ]);
});

test.each([
  ['(https://a.example/x)', 'https://a.example/x'],
  ['https://a.example/x_(y)', 'https://a.example/x_(y)'],
  ['(https://a.example/x_(y)).', 'https://a.example/x_(y)'],
  ['https://a.example/!', 'https://a.example/'],
  ['"https://a.example/"', 'https://a.example/'],
  ['<https://a.example/>', 'https://a.example/'],
  ['보세요 https://a.example/길。', 'https://a.example/길'],
])('%s ends where its address ends', (body, text) => {
  expect(linksOf(body).map(([shown]) => shown)).toEqual([text]);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://a.example', 'file:///etc/passwd', 'xhttps://a.example', 'https://', 'http://[', 'mailto:a@b.example'])(
  '%s is no link',
  (body) => {
    expect(linksOf(body)).toEqual([]);
  },
);

test('an address that hides its host behind a name is no link', () => {
  expect(linksOf('https://bank.example@evil.example/')).toEqual([]);
  expect(linksOf('https://bank.example:x@evil.example/')).toEqual([]);
  expect(linksOf('https://bank.example\\@evil.example/')).toEqual([['https://bank.example\\@evil.example/', 'https://bank.example/@evil.example/']]);
});

test('a host that is not ASCII is shown as it is asked for', () => {
  expect(linksOf('https://аpple.example/pay')).toEqual([['https://xn--pple-43d.example/pay', 'https://xn--pple-43d.example/pay']]);
  expect(linksOf('http://한국.example')).toEqual([['http://xn--3e0b707e.example', 'http://xn--3e0b707e.example/']]);
  expect(linksOf('https://ｓｐａｒｋ.example/')).toEqual([['https://spark.example/', 'https://spark.example/']]);
  expect(linksOf('HTTPS://Spark.Example/Path')).toEqual([['https://spark.example/Path', 'https://spark.example/Path']]);
});

test('what is invisible or turns the direction ends a link', () => {
  expect(linksOf('https://a.example/\u202Egpj.exe')).toEqual([['https://a.example/', 'https://a.example/']]);
  expect(linksOf('https://a\u200B.example/')).toEqual([['https://a', 'https://a/']]);
});
