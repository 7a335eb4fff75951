// The ways to a server, and what it answered on each: `{refused, errors}` or `{data, errors}`, as the judge says what is right,
// or `{failed}` when it was neither.

import { Agent, request as send } from 'node:http';
import { WebSocket } from 'ws';
import { toJson } from './text.mjs';

const RESPONSE = 'application/graphql-response+json';
const PATIENCE_MS = 20_000;
/** An address has no more room, whoever made the way to it. */
export const LONGEST_FOR_GET = 4_000;

export class Ways {
  #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  #sockets = new Map();

  /** `tokens` has the header `Authorization` of each visitor who has one. */
  constructor(url, tokens) {
    Object.assign(this, { url: new URL(url), tokens });
  }

  async ask(request) {
    const { query, operationName, variables, visitor, way = 'post' } = request;
    const parameters = { query, operationName, variables };
    try {
      switch (way) {
        case 'get':
          return readJson(await this.#get(parameters, visitor), { strict: true });
        case 'json':
          return readJson(await this.#post(parameters, visitor, 'application/json'), { strict: false });
        case 'stream':
          return readStream(await this.#post(parameters, visitor, 'text/event-stream'));
        case 'socket':
          return await this.#socket(visitor, parameters);
        default:
          return readJson(await this.#post(parameters, visitor, RESPONSE), { strict: true });
      }
    } catch (error) {
      return { failed: error.message, gone: true };
    }
  }

  #headers(visitor, accept) {
    const headers = { accept };
    if (this.tokens[visitor]) headers.authorization = this.tokens[visitor];
    return headers;
  }

  #post(parameters, visitor, accept) {
    const body = toJson(parameters);
    const more = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return this.#exchange(this.url, 'POST', { ...this.#headers(visitor, accept), ...more }, body);
  }

  #get({ query, operationName, variables }, visitor) {
    const url = new URL(this.url);
    url.searchParams.set('query', query);
    if (operationName != null) url.searchParams.set('operationName', operationName);
    if (variables != null) url.searchParams.set('variables', toJson(variables));
    return this.#exchange(url, 'GET', this.#headers(visitor, RESPONSE));
  }

  #exchange(url, method, headers, body) {
    return new Promise((resolve, reject) => {
      const outgoing = send(url, { method, headers, agent: this.#agent, timeout: PATIENCE_MS }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() }),
        );
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  async #socket(visitor, parameters) {
    const known = await this.#sockets.get(visitor);
    if (!known || known.closed) this.#sockets.set(visitor, Socket.open(this.url, this.tokens[visitor]));
    return (await this.#sockets.get(visitor)).ask(parameters);
  }

  async close() {
    this.#agent.destroy();
    for (const socket of this.#sockets.values()) (await socket.catch(() => undefined))?.end();
  }
}

/** A connection of `graphql-transport-ws`, without a client's own opinions. */
class Socket {
  #waiting = new Map();
  #next = 0;
  closed = false;

  static open(url, authorization) {
    const socket = new Socket();
    const address = new URL(url);
    address.protocol = 'ws:';
    socket.connection = new WebSocket(address, 'graphql-transport-ws');
    return new Promise((resolve, reject) => {
      const over = (why) => {
        socket.closed = true;
        reject(new Error(why));
        for (const { fail } of socket.#waiting.values()) fail(new Error(why));
      };
      socket.connection.on('error', (error) => over(error.message));
      socket.connection.on('close', (code) => over(`closed: ${code}`));
      socket.connection.on('open', () => socket.#say({ type: 'connection_init', payload: { authorization } }));
      socket.connection.on('message', (text) => {
        const message = JSON.parse(text);
        if (message.type === 'connection_ack') resolve(socket);
        else if (message.type === 'ping') socket.#say({ type: 'pong' });
        else socket.#waiting.get(message.id)?.hear(message);
      });
    });
  }

  #say(message) {
    this.connection.send(toJson(message));
  }

  /** One operation: a result and its end, or errors. */
  ask(payload) {
    const id = `${(this.#next += 1)}`;
    return new Promise((resolve, reject) => {
      let result = { failed: 'complete without a result' };
      const timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
      const settle = (finish, value) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        finish(value);
      };
      const hear = ({ type, payload: said }) => {
        if (type === 'next') result = read(said);
        else settle(resolve, type === 'error' ? { refused: true, errors: said } : result);
      };
      this.#waiting.set(id, { hear, fail: (error) => settle(reject, error) });
      this.#say({ type: 'subscribe', id, payload });
    });
  }

  end() {
    this.connection.close();
  }
}

/** `strict`: the status says whether execution began. */
function readJson({ status, text }, { strict }) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    return { failed: `${status}: no JSON: ${text.slice(0, 200)}` };
  }
  const read_ = read(answer);
  // 400 is for what is no GraphQL request whatever is accepted; that JSON has values that it can't have is such a thing.
  const right = strict ? (read_.refused ? [400] : [200]) : read_.refused ? [200, 400] : [200];
  return right.includes(status) ? read_ : { failed: `status ${status}, ${text.slice(0, 300)}` };
}

function read(answer) {
  if ('data' in answer) return { data: answer.data, errors: answer.errors ?? [] };
  return { refused: true, errors: answer.errors ?? [] };
}

/** Of a stream the first result is the answer. One that was refused before it began may be told as JSON. */
function readStream(response) {
  if (!response.headers['content-type']?.startsWith('text/event-stream')) return readJson(response, { strict: false });
  const data = /^event: ?next\r?\ndata: ?([^\r\n]*)/m.exec(response.text)?.[1];
  return data ? read(JSON.parse(data)) : { failed: `no event: ${response.text.slice(0, 200)}` };
}
