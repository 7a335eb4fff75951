/** What the time changes on the page by itself. */

import { useSyncExternalStore } from 'react';
import { dayOf, nextDayOf, timeName } from './text/days.ts';

const day = () => dayOf(Date.now());

function onMidnight(listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => {
    // At most an hour: a machine that slept has not counted, and a zone may change.
    const left = nextDayOf(Date.now()) - Date.now();
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

const formats = new Map<string, Intl.DateTimeFormat>();

/** As short as a list has room for: the time, the weekday, or the date. */
export function shortTime(at: string, today: number, locale: string): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return '';
  if (time >= today) return timeName(time, locale);
  const isThisWeek = dayOf(time) > new Date(today).setDate(new Date(today).getDate() - 6);
  const key = `${locale} ${isThisWeek ? 'weekday' : 'date'}`;
  // Of UTC, with the instant moved: a format that is made once would keep its zone for ever.
  const style: Intl.DateTimeFormatOptions = isThisWeek ? { weekday: 'short' } : { day: 'numeric', month: 'short' };
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' });
  formats.set(key, format);
  return format.format(time - new Date(time).getTimezoneOffset() * 60_000);
}

const minute = () => Math.floor(Date.now() / 60_000) * 60_000;

function onMinute(listener: () => void): () => void {
  const timer = setInterval(listener, 10_000);
  return () => {
    clearInterval(timer);
  };
}

/** The present minute, in milliseconds: for what begins and ends. */
export const useMinute = (): number => useSyncExternalStore(onMinute, minute);
