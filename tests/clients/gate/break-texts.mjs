// Texts that are no document, or only just: tokens out of place, strings and numbers that the grammar has not. graphql-js says
// of each whether it parses.

import { TokenKind } from 'graphql';
import { joined, tokensOf } from './text.mjs';

const PUNCTUATION = [
  '!',
  '$',
  '&',
  '(',
  ')',
  '...',
  ':',
  '=',
  '@',
  '[',
  ']',
  '{',
  '|',
  '}',
  '.',
  '..',
  '-',
  '"',
  '\\',
  "'",
  '?',
  ';',
  '\u0000',
  '\u0007',
  '\u00a0',
  '\u{1F600}',
  'é',
];
const WORDS = [
  'query',
  'mutation',
  'subscription',
  'fragment',
  'on',
  'null',
  'true',
  'a',
  '1',
  '1.5',
  '"s"',
  '"""b"""',
  '{a}',
  '()',
  '[]',
  '{}',
  '@a',
  '$a',
  'extend',
  'type',
];
const STRINGS = [
  String.raw`"\ud83d"`,
  String.raw`"\ude00\ud83d"`,
  String.raw`"\u{110000}"`,
  String.raw`"\u{}"`,
  String.raw`"\u{d83d}"`,
  String.raw`"\u12"`,
  String.raw`"\x41"`,
  '"two\nlines"',
  '"open',
  '"""open',
  '"\u0007"',
  // Right ones that are easily got wrong.
  String.raw`"\ud83d\ude00"`,
  String.raw`"\u{1F600}"`,
  String.raw`"""a \""" b"""`,
  '"""\n  a\n    b\n\n"""',
  '"""\r\n\ta\r  b\n"""',
  String.raw`"""\u0041 \n"""`,
  '""""a"""',
  '"""a\\"""',
  '"\u2028"',
  '""',
  '""""""',
  String.raw`"\u{00000041}\/"`,
];
const NUMBERS = [
  '01',
  '-',
  '1.',
  '.5',
  '1e',
  '1x',
  '0x1',
  '1.5.5',
  '+1',
  '1_0',
  '-01',
  '0',
  '-0',
  '1e3',
  '1E+3',
  '2147483648',
  '1.0',
  '--1',
  '1a',
];
const WHOLE = [
  '',
  ' ',
  '#',
  '{',
  '}',
  '{}',
  'query',
  'query A',
  'query A {}',
  'query(){__typename}',
  'query A(){__typename}',
  '{viewer(){id}}',
  '{__typename @skip()}',
  'queryA{__typename}',
  'querya{__typename}',
  '{a:b:c}',
  'query($a: ID !) {room(id: $a) {id}}',
  'query($a: [ ID ! ] !) {__typename}',
  'query($a: ID!!) {__typename}',
  'query($a: []) {__typename}',
  'query($a) {__typename}',
  'query($ a: Int) {__typename}',
  'query A B {__typename}',
  'fragment on on Query {__typename} {...on}',
  'fragment F {__typename} {...F}',
  '{... on}',
  '{...on Query{__typename}}',
  '{...{__typename}}',
  '{... @skip(if: false) {__typename}}',
  '{...F} fragment F on Query {__typename}',
  '{__typename}{__typename}',
  '"d" {__typename}',
  '"d" query {__typename}',
  '"""d""" query A("v" $a: Boolean = true) {__typename @include(if: $a)}',
  '"d" fragment F on Query {__typename} {...F}',
  '"d" "e" query {__typename}',
  'query A("v" "w" $a: Int) {__typename}',
  '\uFEFF{\uFEFF__typename\uFEFF}\uFEFF',
  ',,{,__typename,},',
  '{__typename #}\n}',
  '{__typename}#',
  '{__typename\u00a0}',
  '{__typename}\u0000',
  'query A @skip(if: true) {__typename}',
  'subscription {global {occurredAt} global {occurredAt}}',
  'query($v: Boolean = $w, $w: Boolean) {__typename @skip(if: $v)}',
  '{room(id: $) {id}}',
  '{room(id: "x" id: "y") {id}}',
  'query($a:[Nope]=[1]){__typename}',
  'query($a:Boolean!@nope){__typename @skip(if:$a)}',
  '{user(username:"""a""") {id}}',
  '{\u00e9}',
  '{__typename @}',
  '{@skip(if: true) __typename}',
  'mutation {logout(input: []) {action}}',
  'mutation {updateProfile(input: []) {action}}',
  'schema {query: Query}',
  'type A {a: Int} {__typename}',
  'query \u{1F600} {__typename}',
  'query _ {__typename}',
];

const random = (random_, text) => {
  const tokens = tokensOf(text);
  if (!tokens?.length) return text;
  for (let n = random_.pick([1, 1, 1, 2, 3]); n > 0; n--) {
    const at = random_.below(tokens.length);
    const stray = () => ({ kind: TokenKind.NAME, text: random_.pick(random_.chance(0.5) ? PUNCTUATION : WORDS) });
    switch (random_.below(5)) {
      case 0:
        tokens.splice(at, 1);
        break;
      case 1:
        tokens.splice(at, 0, tokens[random_.below(tokens.length)] ?? stray());
        break;
      case 2:
        tokens.splice(at, 1, stray());
        break;
      case 3:
        tokens.splice(at, 0, stray());
        break;
      default:
        tokens.splice(at, 2, ...tokens.slice(at, at + 2).reverse());
    }
    if (!tokens.length) return '';
  }
  return joined(tokens);
};

/** Puts another token in the place of one of these kinds. */
const swap = (kinds, others) => (random_, text) => {
  const tokens = tokensOf(text) ?? [];
  const places = [...tokens.keys()].filter((n) => kinds.includes(tokens[n].kind));
  if (!places.length) return `{user(username: ${random_.pick(others)}) {id}}`;
  tokens[random_.pick(places)] = { kind: kinds[0], text: random_.pick(others) };
  return tokens.map(({ text: one }) => one).join(' ');
};

const cut = (random_, text) => text.slice(0, random_.below(text.length + 1));
const halve = (random_, text) => `${text}#${'\u{1F600}'.slice(0, 1)}`;

export const TEXTS = [
  random,
  random,
  random,
  swap([TokenKind.STRING, TokenKind.BLOCK_STRING], STRINGS),
  swap([TokenKind.INT, TokenKind.FLOAT], NUMBERS),
  (random_) => random_.pick(WHOLE),
  (random_) => random_.pick(WHOLE),
  cut,
  halve,
];
