/** What a browser's window tells the driver: that the page is back, and what other tabs do. */

import { SESSION_KEY } from './session.ts';
import { PREFIX } from './storage.ts';

/** As much of the driver as is told. */
interface Told {
  woke(): void;
  stored(key: string, value: string | null): void;
}

export function listenTo(driver: Told, window: Window): () => void {
  const woke = () => {
    driver.woke();
  };
  const shown = () => {
    if (window.document.visibilityState === 'visible') driver.woke();
  };
  const stored = ({ key, newValue }: StorageEvent) => {
    if (key?.startsWith(PREFIX)) driver.stored(key.slice(PREFIX.length), newValue);
    // Another tab or the person cleared everything.
    if (key === null) driver.stored(SESSION_KEY, null);
  };
  window.addEventListener('pageshow', woke);
  window.addEventListener('online', woke);
  window.addEventListener('storage', stored);
  window.document.addEventListener('visibilitychange', shown);
  return () => {
    window.removeEventListener('pageshow', woke);
    window.removeEventListener('online', woke);
    window.removeEventListener('storage', stored);
    window.document.removeEventListener('visibilitychange', shown);
  };
}
