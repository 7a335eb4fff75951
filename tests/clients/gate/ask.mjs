// Asks a server, and says what it answered: `{refused, …}` or `{data, errors}`, as the judge says what is right.

import { Agent, request as send } from 'node:http';
import { toJson } from './text.mjs';

const RESPONSE = 'application/graphql-response+json';
const PATIENCE_MS = 20_000;

export class Asker {
  #agent = new Agent({ keepAlive: true, maxSockets: 16 });

  /** `tokens` has the header `Authorization` of each visitor who has one. */
  constructor(url, tokens) {
    Object.assign(this, { url: new URL(url), tokens });
  }

  async ask(request, kind) {
    const { query, operationName, variables, visitor } = request;
    const body = toJson({ query, operationName, variables });
    const accept = kind === 'subscription' ? 'text/event-stream' : RESPONSE;
    const headers = { 'content-type': 'application/json', accept, 'content-length': Buffer.byteLength(body) };
    if (this.tokens[visitor]) headers.authorization = this.tokens[visitor];
    try {
      const { status, type, text } = await this.#exchange(headers, body);
      if (type === 'text/event-stream') return readEvents(text);
      return readJson(status, text, kind);
    } catch (error) {
      return { failed: error.message, gone: true };
    }
  }

  #exchange(headers, body) {
    return new Promise((resolve, reject) => {
      const outgoing = send(this.url, { method: 'POST', headers, agent: this.#agent, timeout: PATIENCE_MS }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const type = response.headers['content-type']?.split(';')[0];
          resolve({ status: response.statusCode, type, text: Buffer.concat(parts).toString() });
        });
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close() {
    this.#agent.destroy();
  }
}

function readJson(status, text, kind) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    return { failed: `${status}: no JSON: ${text.slice(0, 200)}` };
  }
  const refused = !('data' in answer);
  // A stream that is refused before it begins may be told by its status.
  if (kind !== 'subscription' && status !== (refused ? 400 : 200)) return { failed: `status ${status} with ${refused ? 'no data' : 'data'}`, answer };
  return read(answer);
}

function read(answer) {
  if ('data' in answer) return { data: answer.data, errors: answer.errors ?? [] };
  return { refused: true, errors: answer.errors ?? [] };
}

/** Of a stream the first result is the answer. */
function readEvents(text) {
  const data = /^event: ?next\r?\ndata: ?(.*)$/m.exec(text)?.[1];
  return data ? read(JSON.parse(data)) : { failed: `no event: ${text.slice(0, 200)}` };
}
