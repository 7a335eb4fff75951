/** Questions of the page itself, over the same HTTP client as the core's. */

import { useEffect, useState } from 'react';
import { createRequest } from '@urql/core';
import type { TypedDocumentString } from '../../gql/graphql.ts';
import { useDriver } from '../spark.ts';

export interface Asked<R> {
  readonly data: R | null;
  /** The server's sentence, or an empty one when it said nothing. */
  readonly problem: string | null;
}

const NOTHING = { data: null, problem: null };

/** Asks when it begins and whenever what it asks changes; null asks nothing. The last answer stays until the next is there. */
export function useAsked<R, V extends object>(document: TypedDocumentString<R, V>, variables: V | null): Asked<R> {
  const driver = useDriver();
  const [asked, setAsked] = useState<Asked<R>>(NOTHING);
  const key = variables && JSON.stringify(variables);
  useEffect(() => {
    if (key === null) return;
    const request = createRequest<R, V>(document.toString(), JSON.parse(key) as V);
    const answers = driver.client.executeQuery<R, V>(request).subscribe(({ data, error }) => {
      setAsked({ data: data ?? null, problem: error ? (error.graphQLErrors[0]?.message ?? '') : null });
    });
    return () => {
      answers.unsubscribe();
    };
  }, [driver, document, key]);
  return key === null ? NOTHING : asked;
}

/** A value once it has stayed for a moment: a question is not asked at each letter. */
export function useSettled<T>(value: T, ms = 200): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value);
    }, ms);
    return () => {
      clearTimeout(timer);
    };
  }, [value, ms]);
  return settled;
}
