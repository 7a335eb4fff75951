/** Whom a person may mean who types `@`. It only offers: who is mentioned in the end, the server says. */

import type { Member } from '../../spark/index.ts';
import { AT, TOGETHER } from './mentions.ts';

/** A name that is typed: from its `@` up to the caret. */
export interface AskedName {
  readonly from: number;
  readonly name: string;
}

/** As the server begins a mention: not inside of an e-mail address, nor of a word where words have spaces between them. */
const ASKED = new RegExp(`(?:^|[^\\p{L}\\p{M}\\p{N}_.${AT}-]|[${TOGETHER}])[${AT}]([\\p{L}\\p{M}\\p{N}_.-]{0,32})$`, 'u');

export function askedName(text: string, caret: number): AskedName | null {
  const [, name] = ASKED.exec(text.slice(0, caret)) ?? [];
  return name === undefined ? null : { from: caret - name.length - 1, name };
}

export interface Candidate {
  /** What is written for it, after the `@`. */
  readonly username: string;
  /** Null for the whole room. */
  readonly member: Member | null;
}

/** More than so many are no help. */
const MOST = 8;

/** As it is being written: a syllable of Korean begins with its letters, `호` becomes `홍`. */
const begun = (name: string) => name.normalize('NFKD').toLowerCase();

/** Members whose username, or a word of whose name, begins so; then the whole room, where one may mention it. */
export function candidatesOf(members: Iterable<Member>, { name }: AskedName, viewerId: string | null, roomNames: readonly string[]): readonly Candidate[] {
  const wanted = begun(name);
  const [byUsername, byName]: [Candidate[], Candidate[]] = [[], []];
  for (const member of members) {
    const { id, username, displayName } = member.user;
    if (id === viewerId) continue;
    if (begun(username).startsWith(wanted)) byUsername.push({ username, member });
    else if (begun(displayName).split(/\s+/u).some((word) => word.startsWith(wanted))) byName.push({ username, member });
    if (byUsername.length >= MOST) break;
  }
  const whole = roomNames.filter((each) => each.startsWith(wanted)).map((username) => ({ username, member: null }));
  return [...byUsername, ...byName].slice(0, MOST - whole.length).concat(whole);
}
