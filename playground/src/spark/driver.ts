/**
 * Runs the core: hands it what happens, and does what it says. All rules are in the core; here are the socket, HTTP, the clock,
 * the storage and the ids, each of which can be given from outside, so that it runs in a browser, in Node and in tests.
 *
 * HTTP goes through an urql client, which a page may use for questions of its own (`client`). The socket's messages are read
 * and written by graphql-ws; when to connect, to subscribe and to come back is a rule, and so the core's. That is why
 * neither graphql-ws's own client nor an urql exchange holds the socket: both would decide it a second time.
 */

import type { Client } from '@urql/core';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, parseMessage, stringifyMessage } from 'graphql-ws';
import { Files } from './files.ts';
import { Http } from './http.ts';
import type { Effect, Input, Outcome, ServerMessage, Settled, Told, Wish } from './interface.ts';
import { begin, type DeedInput, type DeedName, type Place, type RoomEvent, type State } from './model.ts';
import { SESSION_KEY } from './session.ts';
import { step } from './step.ts';
import { Keep } from './storage.ts';
import type { Socket, Surroundings } from './surroundings.ts';
import { listenTo } from './window.ts';

/** A line of the wire view. */
export interface WireLine {
  readonly id: number;
  readonly at: number;
  readonly told: Told;
}

type InputOf<T extends Input['type']> = Extract<Input, { type: T }>;
type Happening = { [T in Input['type']]: Omit<InputOf<T>, 'now'> }[Input['type']];

/** The lines that the wire view keeps. */
const WIRE_LINES = 200;

/** What is done to the connection to show what happens then; the core knows nothing of it. */
interface Faults {
  /** How many numbered events are still thrown away on their way to the core. */
  swallow: number;
  /** How many sends still fail before they reach the server. */
  failSends: number;
  /** Until then there is no network. */
  downUntil: number;
}

export class Driver {
  /** For a page's own questions: signed in as the core is, and nothing is cached. */
  readonly client: Client;
  /** Those that are on their way, or wait for a person. */
  readonly files: Files;
  readonly #http: Http;
  readonly #around: Required<Omit<Surroundings, 'XMLHttpRequest' | 'locks' | 'config' | 'seed' | 'storage'>> & Pick<Surroundings, 'locks'>;
  readonly #keep: Keep;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #listeners = new Set<() => void>();
  readonly #hearers = new Set<(told: Told) => void>();
  readonly #waiting = new Map<string, (settled: Settled) => void>();
  readonly #faults: Faults = { swallow: 0, failSends: 0, downUntil: 0 };
  readonly #queue: Happening[] = [];
  readonly #stopped = new AbortController();
  #state: State;
  #wire: readonly WireLine[] = [];
  #lines = 0;
  #socket: { readonly number: number; readonly socket: Socket } | null = null;
  #isStepping = false;

  constructor(around: Surroundings) {
    this.#around = {
      WebSocket: globalThis.WebSocket,
      fetch: (...request) => globalThis.fetch(...request),
      now: () => Date.now(),
      newId: () => crypto.randomUUID(),
      answerMs: 20_000,
      ...around,
    };
    this.#keep = new Keep(around.storage ?? (() => null));
    const seed = around.seed ?? 1 + Math.floor(Math.random() * 0x7fff_fffd);
    this.#state = begin({ seed, isLeader: !around.locks, ...(around.config && { config: around.config }) });
    const { url, fetch, answerMs } = this.#around;
    this.#http = new Http({ url, fetch, answerMs, stopped: this.#stopped.signal, token: () => this.#state.session?.token ?? null });
    this.client = this.#http.client;
    this.files = new Files(around.XMLHttpRequest ?? globalThis.XMLHttpRequest);
  }

  /** The core's state; another object whenever something in it changed. */
  get state(): State {
    return this.#state;
  }

  /** The newest lines of the wire view, oldest first. */
  get wire(): readonly WireLine[] {
    return this.#wire;
  }

  /** Whether a reload of the page will forget who is signed in, drafts and what is unsent. */
  get isForgetful(): boolean {
    return this.#keep.isForgetful;
  }

  get faults(): Readonly<Faults> {
    return this.#faults;
  }

  /** Is called when the state or the wire view changed. Returns how to end that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Hears all that is told, in order. Returns how to end that. */
  onTold(hear: (told: Told) => void): () => void {
    this.#hearers.add(hear);
    return () => this.#hearers.delete(hear);
  }

  /** Begins: as who was signed in here before, if anybody. */
  start() {
    this.#elect();
    const kept = this.#keep.get(SESSION_KEY);
    if (kept) this.#happens({ type: 'stored', key: SESSION_KEY, value: kept });
  }

  /** Begins with a token, and with the numbers that were shown already. */
  startAs(token: string, places: ReadonlyMap<string, Place> = new Map()) {
    this.#elect();
    this.#happens({ type: 'signedIn', session: { token, user: null }, saved: new Map(), places });
  }

  /** Ends everything that it has begun, and says nothing more. */
  stop() {
    this.#stopped.abort();
    this.#drop();
    this.files.cut();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#listeners.clear();
    this.#hearers.clear();
  }

  wish(wish: Wish) {
    this.#happens({ type: 'wish', wish });
  }

  /** Writes a message, or a reply to one, with the files that are at its box. Its id, by which its row is known. */
  send(roomId: string, body: string, parentId: string | null = null): string {
    const clientMutationId = this.#around.newId();
    this.wish({ kind: 'send', roomId, parentId, body, clientMutationId });
    return clientMutationId;
  }

  /** Adds files to a message that is being written. */
  attach(roomId: string, files: readonly File[], parentId: string | null = null) {
    const held = files.map((file) => {
      const id = this.#around.newId();
      this.files.hold(id, file);
      return { id, name: file.name, byteSize: file.size };
    });
    this.wish({ kind: 'attach', roomId, parentId, files: held });
  }

  /** Makes a change, with a file as `input.file` where there is one, and waits for its end. What it brings is in the state by then, and so is its refusal. */
  do<N extends DeedName>(name: N, input: DeedInput<N>, file?: File): Promise<Settled> {
    const clientMutationId = this.#around.newId();
    if (file) this.files.hold(clientMutationId, file);
    return new Promise((resolve) => {
      this.#waiting.set(clientMutationId, resolve);
      this.wish({ kind: 'do', name, input: { ...input, clientMutationId }, hasFile: file !== undefined } as Extract<Wish, { kind: 'do' }>);
    });
  }

  /** The page is shown again, awake or online. */
  woke() {
    this.#happens({ type: 'woke' });
  }

  /** Another tab changed what is kept; null: it is gone. */
  stored(key: string, value: string | null) {
    this.#happens({ type: 'stored', key, value });
  }

  /** Hears from a browser's window when the page is back, and what other tabs do. Returns how to end that. */
  listenTo(window: Window): () => void {
    return listenTo(this, window);
  }

  // ------------------------------------------------------------ what a visitor may break

  /** Cuts the connection, as a lost network does. For so long nothing else gets through; then it is there again, and says so. */
  dropConnection(ms = 0) {
    const number = this.#socket?.number;
    this.#drop();
    this.files.cut();
    if (ms > 0) {
      this.#faults.downUntil = this.#around.now() + ms;
      const back = setTimeout(() => this.woke(), ms);
      this.#stopped.signal.addEventListener('abort', () => clearTimeout(back));
    }
    if (number !== undefined) this.#happens({ type: 'closed', socket: number, code: 1006 });
  }

  /** Throws away the next numbered events that come, as if they had never come. */
  swallowEvents(count: number) {
    this.#faults.swallow += count;
    this.#changed();
  }

  /** Lets the next send fail before it reaches the server. */
  failNextSend() {
    this.#faults.failSends += 1;
    this.#changed();
  }

  // ------------------------------------------------------------ the loop

  #happens(happening: Happening) {
    if (this.#stopped.signal.aborted) return;
    this.#queue.push(happening);
    if (this.#isStepping) return; // What an effect brings about at once comes after the other effects.
    this.#isStepping = true;
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        const { state, effects } = step(this.#state, { ...next, now: this.#around.now() });
        this.#state = state;
        for (const effect of effects) this.#run(effect);
      }
    } finally {
      this.#isStepping = false;
    }
    this.#changed();
  }

  #changed() {
    for (const listener of [...this.#listeners]) listener();
  }

  #run(effect: Effect) {
    switch (effect.type) {
      case 'open':
        return this.#open(effect.socket);
      case 'send':
        if (this.#socket?.number === effect.socket) this.#socket.socket.send(stringifyMessage(effect.message as never));
        return;
      case 'close':
        if (this.#socket?.number === effect.socket) this.#drop(effect.code, effect.reason);
        return;
      case 'fetch':
        return void this.#fetch(effect);
      case 'drop':
        return this.files.drop(effect.file);
      case 'wait':
        return this.#wait(effect.timer, effect.ms);
      case 'persist':
        return this.#keep.set(effect.key, effect.value);
      case 'forget':
        for (const key of this.#keep.under(effect.prefix).keys()) this.#keep.set(key, null);
        return;
      case 'recall':
        return this.#happens({ type: 'signedIn', session: effect.session, saved: this.#keep.under(effect.prefix) });
      case 'settle':
        this.#waiting.get(effect.clientMutationId)?.(effect.settled);
        this.#waiting.delete(effect.clientMutationId);
        return;
      case 'tell':
        return this.#tell(effect.told);
    }
  }

  #tell(told: Told) {
    this.#lines += 1;
    this.#wire = [...this.#wire.slice(1 - WIRE_LINES), { id: this.#lines, at: this.#around.now(), told }];
    for (const hear of [...this.#hearers]) hear(told);
  }

  #wait(timer: string, ms: number | null) {
    clearTimeout(this.#timers.get(timer));
    this.#timers.delete(timer);
    if (ms === null) return;
    const due = this.#around.now() + ms;
    const ring = () => {
      // A clock that runs slower than timers would say that nothing is due.
      const left = due - this.#around.now();
      if (left > 0) return void this.#timers.set(timer, setTimeout(ring, left));
      this.#timers.delete(timer);
      this.#happens({ type: 'tick' });
    };
    this.#timers.set(timer, setTimeout(ring, ms));
  }

  #elect() {
    const { locks } = this.#around;
    if (!locks) return;
    const { signal } = this.#stopped;
    const held = () => {
      this.#happens({ type: 'leads', isLeader: true });
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    };
    // It waits for the tab that has it. Stopped meanwhile, there is nothing to do; refused, each tab sends for itself.
    locks.request('spark-outbox', { signal }, held).catch(() => this.#happens({ type: 'leads', isLeader: true }));
  }

  // ------------------------------------------------------------ the socket

  #open(number: number) {
    this.#drop();
    const { url, WebSocket } = this.#around;
    if (this.#isDown) return this.#happens({ type: 'closed', socket: number, code: 1006 });
    let socket: Socket;
    try {
      socket = new WebSocket(url.replace(/^http/, 'ws'), GRAPHQL_TRANSPORT_WS_PROTOCOL);
    } catch {
      return this.#happens({ type: 'closed', socket: number, code: 1006 });
    }
    this.#socket = { number, socket };
    socket.onopen = () => this.#happens({ type: 'opened', socket: number });
    socket.onerror = () => {}; // `close` follows.
    socket.onclose = ({ code }: { code: number }) => this.#happens({ type: 'closed', socket: number, code });
    socket.onmessage = ({ data }: { data: unknown }) => this.#message(number, String(data));
  }

  #message(number: number, text: string) {
    let message: ServerMessage;
    try {
      message = parseMessage(text) as unknown as ServerMessage;
    } catch {
      // Not the protocol: whoever is at the other end, one comes back.
      this.#drop(4400, 'not the protocol');
      return this.#happens({ type: 'closed', socket: number, code: 4400 });
    }
    const event = this.#faults.swallow > 0 ? numberedOf(message) : null;
    if (event) {
      this.#faults.swallow -= 1;
      this.#tell({ kind: 'swallowed', event });
      return this.#changed();
    }
    this.#happens({ type: 'frame', socket: number, message });
  }

  #drop(code?: number, reason?: string) {
    const dropped = this.#socket?.socket;
    this.#socket = null;
    if (!dropped) return;
    dropped.onopen = dropped.onmessage = dropped.onclose = null;
    dropped.onerror = () => {}; // A socket of `ws` that is closed while it connects says so.
    dropped.close(code, reason);
  }

  get #isDown() {
    return this.#around.now() < this.#faults.downUntil;
  }

  // ------------------------------------------------------------ HTTP

  async #fetch({ call, document, variables, token, file }: Extract<Effect, { type: 'fetch' }>) {
    const query = document.toString();
    const outcome = await (this.#failed(query) ?? (file === null ? this.#http.ask(query, variables, token) : this.#send(call, file, { query, variables, token })));
    this.#happens({ type: 'answer', call, outcome });
  }

  #send(call: number, file: string, change: { query: string; variables: Readonly<Record<string, unknown>>; token: string | null }) {
    return this.files.send(file, { url: this.#around.url, ...change }, (sent) => { this.#happens({ type: 'progress', call, sent }); });
  }

  /** What a visitor has broken. */
  #failed(query: string): Outcome | null {
    if (this.#isDown) return { type: 'unknown', reason: 'The connection was cut.' };
    if (this.#faults.failSends === 0 || !query.includes('sendMessage(')) return null;
    this.#faults.failSends -= 1;
    return { type: 'unknown', reason: 'This send was made to fail.' };
  }
}

const numberedOf = (message: ServerMessage): RoomEvent | null => {
  if (message.type !== 'next' || message.id !== 'rooms') return null;
  const event = (message.payload.data as { roomEvents?: RoomEvent } | null | undefined)?.roomEvents;
  return typeof event?.seq === 'number' ? event : null;
};
