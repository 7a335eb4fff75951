import { expect, test } from 'vitest';
import { merged } from './box.ts';

test('a composition ends with what one wrote', () => {
  expect(merged('안녕', '안녕', '안녕하')).toBe('안녕하');
  expect(merged('', '', '안')).toBe('안');
});

test('what was refused meanwhile stands before it', () => {
  expect(merged('refused\n안녕', '안녕', '안녕하')).toBe('refused\n안녕하');
  expect(merged('refused', '', '안')).toBe('refused\n안');
  expect(merged('refused', '', '')).toBe('refused');
});

test('what another tab wrote gives way to what one sees', () => {
  expect(merged('something else', '안녕', '안녕하')).toBe('안녕하');
  expect(merged('', '안녕', '안녕하')).toBe('안녕하');
});
