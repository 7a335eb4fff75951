// Texts as people and machines write them: the tokens of a document with anything between them that means nothing, strings
// in each of their forms, and JSON with its numbers written as no JavaScript program would.

import { Lexer, Source, TokenKind } from 'graphql';

/** A text whose halves of characters are U+FFFD, as every reader of UTF-8 has them. */
export const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, '\uFFFD');

/** A number in JSON, as it is written. */
export class Written {
  constructor(text) {
    this.text = text;
  }
}

/** JSON. */
export function toJson(value) {
  if (value instanceof Written) return value.text;
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${toJson(field)}`).join(',')}}`;
}

/** The value that JSON stands for; half an emoji is read as U+FFFD. */
export function fromJson(value) {
  return JSON.parse(toJson(value), (_, part) => (typeof part === 'string' ? wellFormed(part) : part));
}

/** The tokens of a document, strings as they are written; undefined when it has others. */
export function tokensOf(text) {
  const lexer = new Lexer(new Source(text));
  const tokens = [];
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      tokens.push({ kind: token.kind, value: token.value, text: text.slice(token.start, token.end) });
    }
  } catch {
    return undefined;
  }
  return tokens;
}

const WORDS = [TokenKind.NAME, TokenKind.INT, TokenKind.FLOAT];
const STRINGS = [TokenKind.STRING, TokenKind.BLOCK_STRING];

/** Tokens with as little between them as may be. */
export function joined(tokens) {
  let text = '';
  for (const [n, token] of tokens.entries()) text += (n && needsGap(tokens[n - 1], token) ? ' ' : '') + token.text;
  return text;
}

function needsGap(left, right) {
  if (STRINGS.includes(left.kind)) return STRINGS.includes(right.kind);
  if (right.kind === TokenKind.SPREAD) return left.kind === TokenKind.INT || left.kind === TokenKind.FLOAT;
  return WORDS.includes(left.kind) && WORDS.includes(right.kind);
}

const GAPS = [' ', '\n', ',', '\t', '\r\n', ' , ', '\r', '# }{"\n', ',,'];
/** Rare, so that a server that knows one of them not is told of other things as well. */
const RARE_GAPS = ['\uFEFF', '#\u{1F600}\r', '#\uFEFF\r\n'];

/** The same document in another dress. */
export function dressed(random, text) {
  const tokens = tokensOf(text);
  if (!tokens || random.chance(0.3)) return text;
  const ragged = random.chance(0.3);
  const gaps = random.chance(0.15) ? [...GAPS, ...RARE_GAPS] : GAPS;
  let result = random.chance(0.1) ? '\uFEFF' : '';
  for (const [n, token] of tokens.entries()) {
    const shown = STRINGS.includes(token.kind) ? { ...token, text: writtenString(random, token.value) } : token;
    if (n && needsGap(tokens[n - 1], token)) result += ragged ? random.pick(gaps) : ' ';
    else if (ragged && random.chance(0.2)) result += random.pick(gaps);
    result += shown.text;
  }
  return result + (random.chance(0.05) ? ',#end' : '');
}

/** A string literal of this value, in any of its forms. */
function writtenString(random, value) {
  const form = random.below(4);
  const block =
    /^[^\s\\"][^\\"\r]*$/.test(value) && !/\s$/.test(value) && !/\n[ \t]/.test(value) && !/[^\P{Cc}\n\t]/u.test(value);
  if (form === 0 && block) return `"""${random.pick(['', '\n  '])}${value.replaceAll('\n', '\n  ')}${random.pick(['', '\n'])}"""`;
  if (form === 1) return `"${[...value].map((character) => escaped(random, character)).join('')}"`;
  return JSON.stringify(value);
}

function escaped(random, character) {
  const code = character.codePointAt(0);
  const units = [...Array(character.length).keys()].map((n) => character.charCodeAt(n));
  switch (random.below(4)) {
    case 0:
      return `\\u{${code.toString(16).padStart(random.below(4), '0')}}`;
    case 1:
      return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
    case 2:
      return character === '/' ? '\\/' : JSON.stringify(character).slice(1, -1);
    default:
      return JSON.stringify(character).slice(1, -1);
  }
}
