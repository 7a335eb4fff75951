/** What an answer means, whichever question it was. */

import type { Outcome } from './interface.ts';
import type { ClientAction, Refused } from './model.ts';

/** A change's payload, as far as all have it. */
interface Payload {
  readonly action: ClientAction;
  readonly error?: (Refused & { readonly retryAfterMs?: number | null }) | null;
}

/** What a client is to do with a change, by its answer. */
export type Verdict<P> =
  | { readonly action: 'COMMIT'; readonly payload: (Payload & P) | null }
  | { readonly action: 'ROLLBACK'; readonly error: Refused }
  /** `error` is null when nothing came: it may have happened. */
  | { readonly action: 'RETRY'; readonly error: Refused | null; readonly retryAfterMs: number | null };

/** When nothing came of a call that is not made again by itself. */
export const CALL_FAILED: Refused = { code: 'UNAVAILABLE', message: 'The server did not answer.' };

export function payloadOf<P>(outcome: Outcome, field: string): (Payload & P) | null {
  if (outcome.type !== 'answered') return null;
  return ((outcome.data as Record<string, unknown> | null)?.[field] as (Payload & P) | null | undefined) ?? null;
}

const refusedOf = ({ code, message, path, problem, limit }: Refused): Refused => ({
  code,
  message,
  ...(path && { path }),
  ...(problem && { problem }),
  ...(typeof limit === 'number' && { limit }),
});

export function errorOf(outcome: Outcome, field: string): Refused | null {
  if (outcome.type !== 'answered') return null;
  const error = payloadOf(outcome, field)?.error;
  if (error) return refusedOf(error);
  const [first] = outcome.errors;
  const { code = 'INTERNAL', limit } = first?.extensions ?? {};
  return first ? { code: code as Refused['code'], message: first.message, ...(typeof limit === 'number' && { limit }) } : null;
}

/** An answer without an action, as of a proxy, says nothing: it may have happened. */
export function verdictOf<P>(outcome: Outcome, field: string): Verdict<P> {
  const nothing = { action: 'RETRY', error: null, retryAfterMs: null } as const;
  if (outcome.type !== 'answered') return nothing;
  const payload = payloadOf<P>(outcome, field);
  const outside = outcome.errors[0]?.extensions;
  const action = payload?.action ?? outside?.action;
  const error = errorOf(outcome, field) ?? CALL_FAILED;
  switch (action) {
    case 'COMMIT':
      return { action, payload };
    case 'ROLLBACK':
      return { action, error };
    case 'RETRY':
      return { action, error, retryAfterMs: payload?.error?.retryAfterMs ?? outside?.retryAfterMs ?? null };
    default:
      return nothing;
  }
}

/** Whether the server says that nobody is signed in by this token. A wrong password says so in its payload. */
export function isSignedOut(outcome: Outcome) {
  return outcome.type === 'answered' && outcome.errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
}

/** Whether what was asked for is not there, or not for the viewer. */
export function isNotThere(outcome: Outcome) {
  return outcome.type === 'answered' && outcome.errors.some(({ extensions }) => extensions?.code === 'NOT_FOUND' || extensions?.code === 'NOT_A_MEMBER');
}

/** The data of a question that was answered whole. */
export function dataOf<T>(outcome: Outcome): T | null {
  return outcome.type === 'answered' && !outcome.errors.length && outcome.data ? (outcome.data as T) : null;
}
