/** What the time changes on the page by itself. */

import { useSyncExternalStore } from 'react';

const day = () => {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
};

function onMidnight(listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => {
    // At most an hour: a machine that slept has not counted, and a zone may change.
    const left = new Date(day()).setHours(24) - Date.now();
    timer = setTimeout(() => {
      listener();
      wait();
    }, Math.min(left + 50, 3_600_000));
  };
  const shown = () => {
    listener();
  };
  wait();
  document.addEventListener('visibilitychange', shown);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', shown);
  };
}

/** When today began here, in milliseconds. */
export const useToday = (): number => useSyncExternalStore(onMidnight, day);

/** As short as a list has room for: the time, the weekday, or the date. */
export function shortTime(at: string, today: number, locale: string): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return '';
  const days = (today - new Date(time).setHours(0, 0, 0, 0)) / 86_400_000;
  const style: Intl.DateTimeFormatOptions = days < 1 ? { hour: 'numeric', minute: '2-digit' } : days < 6.5 ? { weekday: 'short' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(locale, style).format(time);
}
