import { expect, test } from 'vitest';
import { sizeName, sizeWithin } from './sizes.ts';

test('sizes are said as people say them', () => {
  expect([0, 1, 1023, 1024, 1536, 10_240, 26_214_400, 1_073_741_824].map((bytes) => sizeName(bytes, 'en'))).toEqual([
    '0 bytes', '1 byte', '1,023 bytes', '1 kB', '1.5 kB', '10 kB', '25 MB', '1 GB',
  ]);
  expect(sizeName(1_500_000, 'ko')).toBe('1.4MB');
});

test('a picture is shown within the room that there is, as it is, never enlarged, and never too thin for a finger', () => {
  const most = { width: 360, height: 300 };
  expect(sizeWithin({ width: 3_600, height: 1_800 }, most)).toEqual({ width: 360, height: 180 });
  expect(sizeWithin({ width: 1_000, height: 3_000 }, most)).toEqual({ width: 100, height: 300 });
  expect(sizeWithin({ width: 100, height: 80 }, most)).toEqual({ width: 100, height: 80 });
  expect(sizeWithin({ width: 2, height: 9_000 }, most)).toEqual({ width: 48, height: 300 });
});
