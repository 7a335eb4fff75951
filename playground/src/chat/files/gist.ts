/** A message in a line, where there is no room for what hangs on it. */

import type { Message } from '../../spark/index.ts';
import type { FilesText } from '../i18n/files.ts';

export function gistOf({ body, attachments }: Pick<Message, 'body' | 'attachments'>, text: FilesText): string {
  const [first] = attachments;
  if (body !== '' || !first) return body;
  const arePictures = attachments.every(({ kind }) => kind === 'IMAGE');
  if (attachments.length === 1) return arePictures ? text.picture : first.name;
  return arePictures ? text.pictures(attachments.length) : text.filesOf(attachments.length);
}
