/** An event in a line. The whole of it stands in the tab's own pane. */

import type { Result } from './live.ts';

export interface Told {
  type: string;
  seq?: number;
  /** What people would say of it, in the order of the selection. */
  facts: string[];
}

/** What says nothing to a person. */
const NOISE = /^(id|.*Id|.*At|fingerprint|__typename)$/;

export function told({ data, errors }: Result): Told {
  if (errors) return { type: 'error', facts: errors.map((error) => error.message) };
  const event: unknown = Object.values(data ?? {})[0];
  if (!isObject(event)) return { type: 'event', facts: [] };
  const { __typename: type, seq, ...rest } = event;
  return {
    type: typeof type === 'string' ? type : 'event',
    seq: typeof seq === 'number' ? seq : undefined,
    facts: facts(rest),
  };
}

function facts(of: Record<string, unknown>): string[] {
  return Object.entries(of).flatMap(([name, value]) => {
    if (isObject(value)) return facts(value);
    if (NOISE.test(name) || value === null || value === undefined) return [];
    // A text speaks for itself; a number or a yes needs its name.
    return [typeof value === 'string' ? value : `${name} ${JSON.stringify(value)}`];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
