/** The language of the page, which is the browser's: Korean or English. */

import { useSyncExternalStore } from 'react';

export type Language = 'en' | 'ko';

/** The same texts in both languages. */
export type Dictionary<T> = Readonly<Record<Language, T>>;

/** The first language of the browser that the page has. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const [language] = tag.toLowerCase().split('-');
    if (language === 'ko' || language === 'en') return language;
  }
  return 'en';
}

export const language = (): Language => languageOf(navigator.languages);

/** The tag for dates and numbers: the browser's own variety of the page's language, so that its habits of time hold. */
export const locale = (): string => navigator.languages.find((tag) => languageOf([tag]) === language() && tag.toLowerCase().startsWith(language())) ?? language();

const subscribe = (listener: () => void) => {
  window.addEventListener('languagechange', listener);
  return () => window.removeEventListener('languagechange', listener);
};

export const useLanguage = (): Language => useSyncExternalStore(subscribe, language);

/** A dictionary's texts in the page's language: `const text = useText(frame)`. */
export function useText<T>(dictionary: Dictionary<T>): T {
  return dictionary[useLanguage()];
}
