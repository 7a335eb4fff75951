/**
 * What of a text is a link: http and https alone, and shown so that one sees where it leads. A host that is not ASCII stands
 * there as the browser asks for it (`xn--…`), for letters of two scripts may look the same. Text is never HTML.
 */

export type Part = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'link'; readonly text: string; readonly href: string };

// No spaces, no quotes and brackets that surround addresses, nothing invisible, nothing that turns the direction of writing. And
// not on to somebody who is named behind a comma of Chinese.
const ADDRESS = /\bhttps?:\/\/(?:(?![、。，！？；：（）][@＠])[^\s<>"'`“”‘’«»\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}])+/giu;
const PARTS = /^(https?):[/]{2}([^/?#\\]*)(.*)$/isu;

/** A text in its parts; put together again, those of kind `text` are as they were. */
export function partsOf(body: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of body.matchAll(ADDRESS)) {
    const address = withoutEnd(match[0]);
    const link = linkOf(address);
    if (!link) continue;
    if (match.index > at) parts.push({ kind: 'text', text: body.slice(at, match.index) });
    parts.push(link);
    at = match.index + address.length;
  }
  if (at < body.length) parts.push({ kind: 'text', text: body.slice(at) });
  return parts;
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '）': '（', '」': '「' };

/** Without what belongs to the sentence around it: a full stop, or a bracket that the address did not open. */
function withoutEnd(address: string): string {
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    if (/[.,:;!?…。、，！？]/u.test(last)) continue;
    const opens = CLOSES[last];
    if (!opens) break;
    const inside = address.slice(0, end);
    if (count(inside, opens) >= count(inside, last)) break;
  }
  return address.slice(0, end);
}

const count = (text: string, letter: string) => text.split(letter).length - 1;

function linkOf(address: string): Part | null {
  const [, scheme, authority, rest] = PARTS.exec(address) ?? [];
  if (!scheme || !authority || rest === undefined) return null;
  // `https://bank.example@evil.example` leads to the second.
  if (authority.includes('@')) return null;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (!['http:', 'https:'].includes(url.protocol) || url.username || url.password || !url.hostname) return null;
  return { kind: 'link', text: `${scheme.toLowerCase()}://${url.host}${rest}`, href: url.href };
}
