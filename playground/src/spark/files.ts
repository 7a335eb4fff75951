/**
 * The files that a page holds, and their way to the server: multipart requests by the GraphQL multipart request specification. Over
 * XMLHttpRequest, for `fetch` does not say how much has left.
 */

import { headersOf, outcomeOf } from './http.ts';
import type { Outcome } from './interface.ts';

/** When for so long nothing has moved, there is no network. */
const STALLED_MS = 60_000;

interface Sent {
  readonly url: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly token: string | null;
}

export class Files {
  readonly #held = new Map<string, File>();
  readonly #onTheirWay = new Map<string, XMLHttpRequest>();
  readonly #Request: (new () => XMLHttpRequest) | undefined;

  constructor(Request: (new () => XMLHttpRequest) | undefined) {
    this.#Request = Request;
  }

  hold(id: string, file: File) {
    this.#held.set(id, file);
  }

  get(id: string): File | undefined {
    return this.#held.get(id);
  }

  /** Forgets a file, and ends what is on its way of it. */
  drop(id: string) {
    this.#held.delete(id);
    this.#onTheirWay.get(id)?.abort();
  }

  /** Ends all that is on its way, as a lost network does. */
  cut() {
    for (const request of this.#onTheirWay.values()) request.abort();
  }

  /** Sends a file as `input.file` of a change. */
  send(id: string, { url, query, variables, token }: Sent, onProgress: (sent: number) => void): Promise<Outcome> {
    const file = this.#held.get(id);
    if (!file || !this.#Request) return Promise.resolve(LOST);
    const request = new this.#Request();
    const body = new FormData();
    body.append('operations', JSON.stringify({ query, variables }));
    body.append('map', JSON.stringify({ file: ['variables.input.file'] }));
    body.append('file', file, file.name);
    this.#onTheirWay.set(id, request);
    let stalled: ReturnType<typeof setTimeout>;
    const moved = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => { request.abort(); }, STALLED_MS);
    };
    return new Promise<Outcome>((resolve) => {
      request.upload.onprogress = ({ loaded }) => {
        moved();
        onProgress(Math.min(loaded, file.size));
      };
      request.onloadend = () => {
        clearTimeout(stalled);
        if (this.#onTheirWay.get(id) === request) this.#onTheirWay.delete(id);
        resolve(outcomeOf(request.status, request.responseText));
      };
      request.open('POST', url);
      for (const [name, value] of Object.entries(headersOf(token))) request.setRequestHeader(name, value);
      moved();
      request.send(body);
    });
  }
}

/** There is no file of this id here (any more), or no way to send it: it is not tried again. */
const LOST: Outcome = { type: 'answered', data: null, errors: [{ message: 'The file is not there any more.', extensions: { code: 'INTERNAL', action: 'ROLLBACK' } }] };
