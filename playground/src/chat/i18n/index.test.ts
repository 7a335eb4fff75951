import { expect, test } from 'vitest';
import { filesText } from './files.ts';
import { frame } from './frame.ts';
import { languageOf, type Dictionary } from './index.ts';
import { talkText } from './talk.ts';
import { wire } from './wire.ts';

test('the page speaks the first language of the browser that it knows', () => {
  expect(languageOf(['ko-KR', 'en'])).toBe('ko');
  expect(languageOf(['de-CH', 'KO'])).toBe('ko');
  expect(languageOf(['en-GB', 'ko'])).toBe('en');
  expect(languageOf(['kok', 'fr'])).toBe('en');
});

/** The names of all texts, also of those inside of others. */
const namesOf = (texts: object): string[] =>
  Object.entries(texts).flatMap(([name, text]) => (typeof text === 'object' ? namesOf(text as object).map((inner) => `${name}.${inner}`) : [name])).sort();

test.each([filesText, frame, talkText, wire] as Dictionary<object>[])('both languages have the same texts', ({ en, ko }) => {
  expect(namesOf(ko)).toEqual(namesOf(en));
});
