/**
 * Subscriptions that run. GraphiQL ends one when another tab is shown; here it goes on until somebody stops it, and its tab
 * finds it again.
 */

import type { FormattedExecutionResult } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { onChange, socket } from './session.ts';
import { state } from './state.ts';

export type Result = FormattedExecutionResult<Record<string, unknown>, unknown>;

export interface Observer {
  next: (value: Result) => void;
  error: (problem: unknown) => void;
  complete: () => void;
}

export interface Heard {
  number: number;
  at: Date;
  value: Result;
}

export interface Run {
  id: number;
  /** The tab that it was begun in. */
  tab: string;
  name: string;
  request: SubscribePayload;
  /** The newest ones, the newest last. */
  heard: readonly Heard[];
  count: number;
}

/** More than anybody looks back. */
const KEPT = 200;

interface Thread {
  observer: Observer | null;
  release: () => void;
}

export const runs = state<readonly Run[]>([]);
const threads = new Map<number, Thread>();
let begun = 0;

/** The run of a tab, while it lasts. */
export function runOf(tab: string): Run | undefined {
  return runs.get().find((run) => run.tab === tab);
}

export function begin(tab: string, name: string, request: SubscribePayload): Run {
  const former = runOf(tab);
  if (former) stop(former.id);
  const run: Run = { id: ++begun, tab, name, request, heard: [], count: 0 };
  runs.set([...runs.get(), run]);
  threads.set(run.id, { observer: null, release: () => undefined });
  listen(run);
  return run;
}

/** Shows a run to its tab, beginning with what was heard last. */
export function attach(id: number, observer: Observer): void {
  const thread = threads.get(id);
  const last = runs.get().find((run) => run.id === id)?.heard.at(-1);
  if (!thread) return;
  thread.observer = observer;
  if (last) observer.next(last.value);
}

export function detach(id: number): void {
  const thread = threads.get(id);
  if (thread) thread.observer = null;
}

export function stop(id: number): void {
  finish(id)?.complete();
}

/** Forgets a run; who looked at it. */
function finish(id: number): Observer | null {
  const thread = threads.get(id);
  threads.delete(id);
  runs.set(runs.get().filter((run) => run.id !== id));
  thread?.release();
  return thread?.observer ?? null;
}

function listen(run: Run): void {
  const thread = threads.get(run.id);
  if (!thread) return;
  // After a change of the person the former socket may still say something.
  let isOver = false;
  const release = socket().subscribe(run.request, {
    next(value) {
      if (isOver) return;
      hear(run.id, value);
      threads.get(run.id)?.observer?.next(value);
    },
    error(problem) {
      if (!isOver) finish(run.id)?.error(readable(problem));
    },
    complete() {
      if (!isOver) finish(run.id)?.complete();
    },
  });
  thread.release = () => {
    isOver = true;
    release();
  };
}

function hear(id: number, value: Result): void {
  const at = new Date();
  const changed = runs.get().map((run) => {
    if (run.id !== id) return run;
    const count = run.count + 1;
    return { ...run, count, heard: [...run.heard, { number: count, at, value }].slice(-KEPT) };
  });
  runs.set(changed);
}

function readable(problem: unknown): unknown {
  if (!(problem instanceof CloseEvent)) return problem;
  const reason = problem.code === 4403 ? 'Sign in first: the server takes no subscription without a valid token.' : problem.reason;
  return new Error(reason || `The socket closed with ${problem.code.toString()}.`);
}

// What somebody listens to goes on as whoever is signed in now.
onChange(() => {
  for (const run of runs.get()) {
    threads.get(run.id)?.release();
    listen(run);
  }
});
