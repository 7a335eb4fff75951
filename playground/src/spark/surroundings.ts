/** What the driver needs of where it runs: a browser, Node, or a test. */

import type { Config } from './model.ts';
import type { KeyValues } from './storage.ts';

/** As much of a `WebSocket` as is used; that of `ws` has it, too. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export interface Surroundings {
  /** The address for HTTP; the socket's is made from it. */
  readonly url: string;
  readonly WebSocket?: new (url: string, protocol: string) => Socket;
  readonly fetch?: typeof fetch;
  /** Sends files; without it none can be sent. */
  readonly XMLHttpRequest?: (new () => XMLHttpRequest) | undefined;
  /** May throw, as where a browser blocks it. Without it nothing survives a reload. */
  readonly storage?: () => KeyValues | null;
  /** Elects the tab that sends. Without it this one does. */
  readonly locks?: Pick<LockManager, 'request'> | undefined;
  readonly now?: () => number;
  readonly newId?: () => string;
  readonly seed?: number;
  readonly config?: Config;
  /** How long an answer over HTTP may take, in milliseconds; without one in time, its outcome is unknown. */
  readonly answerMs?: number;
}
