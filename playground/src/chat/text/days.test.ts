import { afterEach, beforeEach, expect, test } from 'vitest';
import { agoName, clockName, dayName, dayOf, nextDayOf, timeName } from './days.ts';

const usual = process.env['TZ'];
beforeEach(() => {
  process.env['TZ'] = 'Asia/Seoul';
});
afterEach(() => {
  process.env['TZ'] = usual;
});

const at = (iso: string) => Date.parse(iso);

test('a day begins at midnight of the zone', () => {
  expect(dayOf(at('2026-03-01T14:59:59Z'))).toBe(at('2026-02-28T15:00:00Z'));
  expect(dayOf(at('2026-03-01T15:00:00Z'))).toBe(at('2026-03-01T15:00:00Z'));
  expect(nextDayOf(at('2026-03-01T14:59:59Z'))).toBe(at('2026-03-01T15:00:00Z'));
});

test('on a journey the same instant is of another day', () => {
  const instant = at('2026-03-01T20:00:00Z');
  expect(dayOf(instant)).toBe(at('2026-03-01T15:00:00Z'));
  expect(timeName(instant, 'en-GB')).toBe('5:00');
  process.env['TZ'] = 'America/New_York';
  expect(dayOf(instant)).toBe(at('2026-03-01T05:00:00Z'));
  expect(timeName(instant, 'en-GB')).toBe('15:00');
});

test('a day may have 23 hours', () => {
  process.env['TZ'] = 'Europe/Berlin';
  const day = dayOf(at('2026-03-29T12:00:00Z'));
  expect(nextDayOf(day) - day).toBe(23 * 3_600_000);
  expect(dayName(day, nextDayOf(day), 'en')).toBe('Yesterday');
});

test('days are called as one calls them today', () => {
  const today = dayOf(at('2026-03-01T12:00:00Z'));
  expect(dayName(today, today, 'en')).toBe('Today');
  expect(dayName(today, today, 'ko')).toBe('오늘');
  expect(dayName(dayOf(today - 1), today, 'en')).toBe('Yesterday');
  expect(dayName(dayOf(today - 1), today, 'ko')).toBe('어제');
  expect(dayName(dayOf(at('2026-02-02T12:00:00Z')), today, 'en')).toBe('Monday, February 2');
  expect(dayName(dayOf(at('2025-12-31T12:00:00Z')), today, 'en')).toBe('Wednesday, December 31, 2025');
});

test('the shortest time says neither morning nor evening', () => {
  const instant = at('2026-03-01T20:07:00Z');
  expect(['en-US', 'en-GB', 'ko-KR'].map((locale) => clockName(instant, locale))).toEqual(['5:07', '5:07', '5:07']);
});

test('how long ago', () => {
  const now = at('2026-03-01T12:00:00Z');
  expect(agoName(now - 5 * 60_000, now, 'en')).toBe('5 minutes ago');
  expect(agoName(now - 3 * 3_600_000, now, 'en')).toBe('3 hours ago');
  expect(agoName(now - 50 * 3_600_000, now, 'en')).toBe('2 days ago');
  // The server's clock may be ahead.
  expect(agoName(now + 60_000, now, 'en')).toBe('this minute');
});
