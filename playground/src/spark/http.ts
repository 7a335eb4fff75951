/** Questions and changes over HTTP: what came of each, whoever asked. */

import { Client, createRequest, fetchExchange } from '@urql/core';
import type { Outcome, ServerError } from './interface.ts';

interface Asked {
  readonly url: string;
  readonly fetch: typeof fetch;
  /** How long an answer may take, in milliseconds. */
  readonly answerMs: number;
  readonly stopped: AbortSignal;
  /** Whose questions a page's own are. */
  readonly token: () => string | null;
}

export class Http {
  /** For a page's own questions: nothing is cached. */
  readonly client: Client;
  readonly #asked: Asked;
  #requests = 0;

  constructor(asked: Asked) {
    this.#asked = asked;
    this.client = new Client({
      url: asked.url,
      exchanges: [fetchExchange],
      preferGetMethod: false,
      requestPolicy: 'network-only',
      fetch: (...request) => asked.fetch(...request),
      fetchOptions: () => this.#options(asked.token()),
    });
  }

  async ask(query: string, variables: Readonly<Record<string, unknown>>, token: string | null): Promise<Outcome> {
    this.#requests += 1;
    // A key of its own: urql would answer a second question that looks the same with the first one's answer, an older one.
    const request = { ...createRequest(query, variables), key: this.#requests };
    const context = { fetchOptions: this.#options(token) };
    const isChange = query.trimStart().startsWith('mutation');
    const result = await (isChange ? this.client.executeMutation(request, context) : this.client.executeQuery(request, context)).toPromise();
    const errors = (result.error?.graphQLErrors ?? []).map(({ message, extensions }) => ({ message, extensions }));
    if (!errors.length && (result.error || !result.data)) return { type: 'unknown', reason: result.error?.message ?? 'no answer' };
    return { type: 'answered', data: result.data, errors };
  }

  #options(token: string | null): RequestInit {
    return { headers: headersOf(token), signal: AbortSignal.any([this.#asked.stopped, AbortSignal.timeout(this.#asked.answerMs)]) };
  }
}

export const headersOf = (token: string | null): Record<string, string> => ({
  accept: 'application/graphql-response+json, application/json',
  ...(token && { authorization: `Bearer ${token}` }),
});

/** What a whole answer says, by its status and its text. */
export function outcomeOf(status: number, text: string): Outcome {
  const answer = parsed(text);
  const errors = answer?.errors ?? [];
  if (answer && (answer.data || errors.length)) return { type: 'answered', data: answer.data ?? null, errors };
  // Whoever stands before the server refuses what is too large without a word of GraphQL.
  if (status === 413) return { type: 'answered', data: null, errors: [{ message: 'It is too large.', extensions: { code: 'TOO_LARGE', action: 'ROLLBACK' } }] };
  return { type: 'unknown', reason: status ? String(status) : 'no answer' };
}

function parsed(text: string): { data?: unknown; errors?: readonly ServerError[] } | null {
  try {
    return JSON.parse(text) as ReturnType<typeof parsed>;
  } catch {
    return null;
  }
}
