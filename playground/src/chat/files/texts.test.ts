import { expect, test } from 'vitest';
import type { Attachment } from '../../spark/index.ts';
import { filesText } from '../i18n/files.ts';
import { failureOf } from './failure.ts';
import { gistOf } from './gist.ts';

const file = (kind: Attachment['kind'], name: string) => ({ kind, name }) as Attachment;

test('a message without a text is what hangs on it', () => {
  const gist = (body: string, ...attachments: Attachment[]) => gistOf({ body, attachments }, filesText.en);
  expect(gist('Look', file('IMAGE', 'a.png'))).toBe('Look');
  expect(gist('', file('IMAGE', 'a.png'))).toBe('Picture');
  expect(gist('', file('IMAGE', 'a.png'), file('IMAGE', 'b.png'))).toBe('2 pictures');
  expect(gist('', file('FILE', 'a.pdf'))).toBe('a.pdf');
  expect(gist('', file('IMAGE', 'a.png'), file('FILE', 'a.pdf'))).toBe('2 files');
  expect(gist('')).toBe('');
});

test('a file that failed says which limit it broke, and what the page does not know in the server’s words', () => {
  const says = (code: string, limit?: number, byteSize = 100) => failureOf({ code: code as never, message: 'Why.', limit }, byteSize, filesText.en, 'en');
  expect(says('TOO_LARGE', 50)).toEqual({ says: 'It is too large: 50 bytes is the most.', isEnglish: false });
  expect(says('TOO_LARGE', 1024)).toEqual({ says: 'There is no room for it: all your files may have 1 kB together.', isEnglish: false });
  expect(says('TOO_LARGE').says).toBe('It is too large.');
  expect(says('FORBIDDEN').says).toBe('This server takes no files.');
  expect(says('UNAVAILABLE').says).toBe('The server did not answer.');
  expect(says('INVALID_INPUT')).toEqual({ says: 'Why.', isEnglish: true });
});
