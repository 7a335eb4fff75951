/** What stands in a picture's place until it comes. */

import { thumbHashToDataURL } from 'thumbhash';

/** As a value of `background-image`; null where the server's hash is none. */
export function placeholderOf(thumbHash: string): string | null {
  try {
    return `url(${thumbHashToDataURL(Uint8Array.from(atob(thumbHash), (letter) => letter.charCodeAt(0)))})`;
  } catch {
    return null;
  }
}
