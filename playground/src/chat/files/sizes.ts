/** How large files are: in bytes for people, and pictures on the page. */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** As people say it: `1.4 MB`. */
export function sizeName(bytes: number, locale: string): string {
  const step = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  const unit = UNITS[step] ?? 'byte';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 }).format(value);
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** However narrow a picture is, a finger finds it. */
const LEAST = 48;

/** The size at which a picture is shown, which is known before it comes: within the room that there is, and never enlarged. */
export function sizeWithin({ width, height }: Size, most: Size): Size {
  const scale = Math.min(1, most.width / width, most.height / height);
  const fitted = (length: number) => Math.max(LEAST, Math.round(length * scale));
  return { width: fitted(width), height: fitted(height) };
}
