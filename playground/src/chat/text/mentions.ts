/** Where a text names somebody. Who is named, the server says; here is only where that stands in the text. */

import type { Part } from './links.ts';

export interface Named {
  /** Of the people who are named. */
  readonly usernames: readonly string[];
  /** @all or @here. */
  readonly isRoom: boolean;
}

export type MentionPart = Part | { readonly kind: 'mention'; readonly text: string; /** Null: the whole room. */ readonly username: string | null };

/** Also the full-width and the small one. */
export const AT = '@＠﹫';
/** Letters of scripts that are written without spaces, or with endings: a name may begin and end anywhere among them. */
export const TOGETHER = ['Han', 'Hang', 'Hira', 'Kana', 'Bopo', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Yiii', 'Java', 'Bali'].map((script) => `\\p{scx=${script}}`).join('');

/** What a word goes on with: a letter of a script that has spaces. */
const GOES_ON = `(?:(?![${TOGETHER}\\p{DI}])[\\p{L}\\p{M}\\p{N}])`;
/** What a name consists of. */
const OF_NAME = '(?:(?!\\p{DI})[\\p{L}\\p{M}\\p{N}_.-])';
/** An `@` outside of an address of mail, and what may be a name behind it. */
const PLACE = new RegExp(`(?<!${GOES_ON}[_+-]*)[${AT}](${OF_NAME}+)(?!${OF_NAME})(?!(?<=${GOES_ON}[_-]*)[${AT}])`, 'gu');
/** Where a name ends: with a letter of those that are written together, or where the word does. */
const END = new RegExp(`^(?!\\p{M})(?![_.-]?${GOES_ON})`, 'u');
const ENDS_TOGETHER = new RegExp(`[${TOGETHER}]$`, 'u');
const MARK = /^\p{M}/u;
/** No name is written with more characters, also where its marks stand by themselves. */
const LONGEST = 128;

/** As the server compares names: in any case, width and composition. */
const comparable = (name: string) => name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');

/** The parts of a text with those that name somebody apart. An address is left as it is. */
export function withMentions(parts: readonly Part[], { usernames, isRoom }: Named): readonly MentionPart[] {
  const names = new Map<string, string | null>(isRoom ? [['all', null], ['here', null]] : []);
  for (const username of usernames) names.set(comparable(username), username);
  if (!names.size) return parts;
  return parts.flatMap((part) => (part.kind === 'text' ? split(part.text, names) : [part]));
}

function split(text: string, names: ReadonlyMap<string, string | null>): readonly MentionPart[] {
  const parts: MentionPart[] = [];
  let at = 0;
  for (const { index, 1: run = '' } of text.matchAll(PLACE)) {
    const name = longest(run, names);
    if (name === null) continue;
    const end = index + 1 + name.length;
    if (index > at) parts.push({ kind: 'text', text: text.slice(at, index) });
    parts.push({ kind: 'mention', text: text.slice(index, end), username: names.get(comparable(name)) ?? null });
    at = end;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

/** The longest name that fits, as the server reads them. */
function longest(run: string, names: ReadonlyMap<string, string | null>): string | null {
  const letters = Array.from(run).slice(0, LONGEST);
  for (let count = letters.length; count > 0; count -= 1) {
    const name = letters.slice(0, count).join('');
    const rest = run.slice(name.length);
    const isEnd = ENDS_TOGETHER.test(name) ? !MARK.test(rest) : END.test(rest);
    if (isEnd && names.has(comparable(name))) return name;
  }
  return null;
}
