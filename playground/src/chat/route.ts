/** The address says which room is open, so that a browser's "back" leads a phone to the list: `#r-ID`, with the number of a message `#r-ID/SEQ`. */

import { useSyncExternalStore } from 'react';

export type Route = { readonly kind: 'list' } | { readonly kind: 'room'; readonly roomId: string; readonly seq: number | null } | { readonly kind: 'join'; readonly code: string };

export function routeOf(hash: string): Route {
  const [, kind, value, seq] = /^#(r|join)-([^/]+)(?:\/(\d{1,10}))?$/.exec(hash) ?? [];
  try {
    if (kind === 'r' && value) return { kind: 'room', roomId: decodeURIComponent(value), seq: seq ? Number(seq) : null };
    if (kind === 'join' && value && !seq) return { kind: 'join', code: decodeURIComponent(value) };
  } catch {
    // No address of this page.
  }
  return { kind: 'list' };
}

export const roomHash = (roomId: string) => `#r-${encodeURIComponent(roomId)}`;
/** The place of a message. */
export const placeHash = (roomId: string, seq: number) => `${roomHash(roomId)}/${seq}`;
export const joinHash = (code: string) => `#join-${encodeURIComponent(code)}`;

export const showRoom = (roomId: string) => {
  location.hash = roomHash(roomId);
};

/** In place of the present entry, so that "back" does not lead to what is not there any more. */
export const showList = () => {
  history.replaceState(null, '', location.pathname);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
};

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  window.addEventListener('popstate', listener);
  return () => {
    window.removeEventListener('hashchange', listener);
    window.removeEventListener('popstate', listener);
  };
};

export const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash);
