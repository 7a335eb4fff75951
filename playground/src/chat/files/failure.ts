/** Why a file did not get to the server, in the page's language as far as the page knows the reason. */

import type { Refused } from '../../spark/index.ts';
import type { FilesText } from '../i18n/files.ts';
import { sizeName } from './sizes.ts';

export interface Failure {
  readonly says: string;
  /** The server's own sentence, which is English. */
  readonly isEnglish: boolean;
}

export function failureOf({ code, message, limit }: Refused, byteSize: number, text: FilesText, locale: string): Failure {
  const known = (says: string): Failure => ({ says, isEnglish: false });
  switch (code) {
    case 'TOO_LARGE':
      // The limit of one file, or of all of a person's: what is below it had no room.
      if (typeof limit !== 'number') return known(text.tooLargeForAny);
      return known(byteSize > limit ? text.tooLarge(sizeName(limit, locale)) : text.full(sizeName(limit, locale)));
    case 'FORBIDDEN':
      return known(text.forbidden);
    case 'UNAVAILABLE':
      return known(text.noAnswer);
    default:
      return { says: message, isEnglish: true };
  }
}
