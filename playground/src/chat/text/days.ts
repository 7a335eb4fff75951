/** Days as they are where the browser is: they begin at its midnight, and in another zone they are others. */

/** When the day of an instant began, in milliseconds. */
export function dayOf(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** When the next day begins: not always after 24 hours. */
export function nextDayOf(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Writes an instant as clocks show it here. A format that is made once keeps its zone for ever, and asking for the zone each time is
 * slow: so all are of UTC, and the instant is moved by what `Date` knows of the zone at this moment.
 */
function write(at: number, locale: string, name: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale} ${name}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  formats.set(key, made);
  return made.format(at - new Date(at).getTimezoneOffset() * 60_000);
}

/** A day as it is called today: "Today", "Yesterday", "Monday, 3 November". */
export function dayName(day: number, today: number, locale: string): string {
  if (day === today) return relative(0, locale);
  if (nextDayOf(day) === today) return relative(-1, locale);
  const isThisYear = new Date(day).getFullYear() === new Date(today).getFullYear();
  const year = isThisYear ? {} : ({ year: 'numeric' } as const);
  return write(day, locale, isThisYear ? 'day' : 'dayOfYear', { weekday: 'long', day: 'numeric', month: 'long', ...year });
}

function relative(days: number, locale: string): string {
  const name = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}

/** The time of the day, in the habit of the place. */
export const timeName = (at: number, locale: string): string => write(at, locale, 'time', { hour: 'numeric', minute: '2-digit' });

/** The time of the day as short as it can be: what is before and after it says the rest. */
export const clockName = (at: number, locale: string): string => timeName(at, locale).replace(/[^\p{Nd}]*(\p{Nd}+\P{L}\p{Nd}+).*/u, '$1');

/** Day and time in full. */
export const momentName = (at: number, locale: string): string => write(at, locale, 'moment', { dateStyle: 'full', timeStyle: 'short' });

/** How long ago that was, roughly. */
export function agoName(at: number, now: number, locale: string): string {
  const minutes = Math.max(0, Math.round((now - at) / 60_000));
  const relativeTo = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (minutes < 60) return relativeTo.format(-minutes, 'minute');
  if (minutes < 24 * 60) return relativeTo.format(-Math.round(minutes / 60), 'hour');
  return relativeTo.format(-Math.round(minutes / (24 * 60)), 'day');
}
