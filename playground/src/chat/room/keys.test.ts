import { expect, test } from 'vitest';
import { meaningOf, type Key } from './keys.ts';

const enter: Key = { key: 'Enter', keyCode: 13, isComposing: false, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, repeat: false };
const meaning = (change: Partial<Key> = {}, isCoarse = false) => meaningOf({ ...enter, ...change }, isCoarse);

test('Enter sends, Shift+Enter makes a line', () => {
  expect(meaning()).toBe('send');
  expect(meaning({ shiftKey: true })).toBe('nothing');
  expect(meaning({ altKey: true })).toBe('nothing');
  expect(meaning({ key: 'a', keyCode: 65 })).toBe('nothing');
});

test('an Enter of an input method says nothing, whatever is held with it', () => {
  for (const composed of [{ isComposing: true }, { keyCode: 229 }, { isComposing: true, keyCode: 229 }, { key: 'Process', keyCode: 229 }]) {
    expect(meaning(composed)).toBe('nothing');
    expect(meaning({ ...composed, ctrlKey: true })).toBe('nothing');
    expect(meaning(composed, true)).toBe('nothing');
  }
});

test('the next plain Enter sends exactly once', () => {
  // Chrome and Firefox: Enter with isComposing, then compositionend. Safari: compositionend, then Enter with 229.
  expect([meaning({ isComposing: true, keyCode: 229 }), meaning()]).toEqual(['nothing', 'send']);
  expect([meaning({ keyCode: 229 }), meaning()]).toEqual(['nothing', 'send']);
  expect(meaning({ repeat: true })).toBe('swallow');
});

test('where the main pointer is a finger, Enter makes a line', () => {
  expect(meaning({}, true)).toBe('nothing');
  expect(meaning({ shiftKey: true }, true)).toBe('nothing');
});

test('Ctrl or Cmd with Enter sends everywhere', () => {
  for (const isCoarse of [false, true]) {
    expect(meaning({ ctrlKey: true }, isCoarse)).toBe('send');
    expect(meaning({ metaKey: true }, isCoarse)).toBe('send');
    expect(meaning({ ctrlKey: true, repeat: true }, isCoarse)).toBe('swallow');
  }
});
