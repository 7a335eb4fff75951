/** Where a text names somebody. Who is named, the server says; here is only where that stands in the text. */

import type { Part } from './links.ts';

export interface Named {
  /** Of the people who are named. */
  readonly usernames: readonly string[];
  /** @all or @here. */
  readonly isRoom: boolean;
}

export type MentionPart = Part | { readonly kind: 'mention'; readonly text: string; /** Null: the whole room. */ readonly username: string | null };

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The parts of a text with those that name somebody apart. An address is left as it is. */
export function withMentions(parts: readonly Part[], { usernames, isRoom }: Named): readonly MentionPart[] {
  // The longest first, as the server reads them, in any case.
  const names = [...usernames, ...(isRoom ? ['all', 'here'] : [])].sort((a, b) => b.length - a.length);
  if (!names.length) return parts;
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_.-])@(${names.map(escaped).join('|')})`, 'giu');
  return parts.flatMap((part) => (part.kind === 'text' ? split(part.text, pattern, usernames) : [part]));
}

function split(text: string, pattern: RegExp, usernames: readonly string[]): readonly MentionPart[] {
  const parts: MentionPart[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const name = match[1]?.toLowerCase();
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index) });
    parts.push({ kind: 'mention', text: match[0], username: usernames.find((each) => each.toLowerCase() === name) ?? null });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}
