/** What an Enter in the box means. No timer decides: what the event says is enough, in every browser's order of events. */

export interface Key {
  readonly key: string;
  /** 229 while an input method reads the keys; Safari says so also of the Enter that ends a composition. */
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
}

export type Meaning =
  /** It says nothing to the page: the browser or the input method does with it what they do. */
  | 'nothing'
  /** Sends, and makes no line. */
  | 'send'
  /** Neither sends nor makes a line. */
  | 'swallow';

/** Whether the key is the input method's. */
export const isComposing = ({ isComposing, keyCode }: Key): boolean => isComposing || keyCode === 229;

export function meaningOf(key: Key, hasCoarsePointer: boolean): Meaning {
  if (key.key !== 'Enter' || isComposing(key)) return 'nothing';
  const sendsAnywhere = key.ctrlKey || key.metaKey;
  if (!sendsAnywhere && (key.shiftKey || key.altKey || hasCoarsePointer)) return 'nothing';
  // A key that is held down was pressed once.
  return key.repeat ? 'swallow' : 'send';
}

/** Whether the main pointer is a finger: then Enter makes a line, and the box does not take the focus by itself. */
export const hasCoarsePointer = (): boolean => matchMedia('(pointer: coarse)').matches;
