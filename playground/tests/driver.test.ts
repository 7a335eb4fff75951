/** The driver: what is kept on a machine, and what a visitor may break. */

import { describe, expect, it, vi } from 'vitest';
import { Driver } from '../src/spark/driver.ts';
import { Keep, PREFIX, type KeyValues } from '../src/spark/storage.ts';

/** As `localStorage`, with room for so many keys. */
function storage(room = Infinity): KeyValues {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (n) => [...values.keys()][n] ?? null,
    getItem: (key) => values.get(key) ?? null,
    removeItem: (key) => void values.delete(key),
    setItem: (key, value) => {
      if (values.size >= room && !values.has(key)) throw new DOMException('full', 'QuotaExceededError');
      values.set(key, value);
    },
  };
}

describe('what is kept', () => {
  it('is found under its prefix, and leaves what is not ours alone', () => {
    const shared = storage();
    shared.setItem('other', 'x');
    const keep = new Keep(() => shared);
    keep.set('me/a', '1');
    keep.set('me/b', '2');
    keep.set('me/a', null);
    expect([...keep.under('me/')]).toEqual([['me/b', '2']]);
    expect(shared.getItem(`${PREFIX}me/b`)).toBe('2');
    expect(keep.isForgetful).toBe(false);
  });

  it.each([
    ['blocked', () => { throw new DOMException('blocked', 'SecurityError'); }],
    ['not there', () => null],
    ['full', () => storage(0)],
  ])('is remembered until a reload where storage is %s', (_, open) => {
    const keep = new Keep(open);
    keep.set('me/a', '1');
    expect(keep.get('me/a')).toBe('1');
    expect([...keep.under('me/')]).toEqual([['me/a', '1']]);
    expect(keep.isForgetful).toBe(true);
    keep.set('me/a', null);
    expect(keep.get('me/a')).toBeNull();
  });
});

/** A socket that is open at once, and says what it is told to. */
class FakeSocket {
  static last: FakeSocket | undefined;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly said: string[] = [];

  constructor() {
    FakeSocket.last = this;
  }

  send(text: string) {
    this.said.push(text);
  }

  close() {
    this.onclose?.({ code: 1000 } as never);
  }

  says(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) } as never);
  }
}

function driven(answer: (query: string) => object = () => ({})) {
  const fetched = vi.fn<typeof fetch>((_url, init) => {
    const { query } = JSON.parse(init?.body as string) as { query: string };
    return Promise.resolve(Response.json(answer(query)));
  });
  const driver = new Driver({ url: 'http://spark.test/graphql', WebSocket: FakeSocket, fetch: fetched, newId: () => 'id' });
  driver.startAs('token');
  const socket = FakeSocket.last as FakeSocket;
  socket.onopen?.({} as never);
  return { driver, socket, fetched };
}

const event = (seq: number) => ({ type: 'next', id: 'rooms', payload: { data: { roomEvents: { __typename: 'PollOpened', roomId: 'room', seq, fingerprint: 'f', room: { id: 'room', latestSeq: seq } } } } });

describe('what a visitor may break', () => {
  it('swallows numbered events, and nothing else', () => {
    const { driver, socket } = driven();
    const heard: string[] = [];
    driver.onTold(({ kind }) => heard.push(kind));
    driver.swallowEvents(2);
    for (const seq of [1, 2, 3]) socket.says(event(seq));
    socket.says({ type: 'ping' });
    expect(driver.faults.swallow).toBe(0);
    expect(heard.filter((kind) => kind === 'heard').length).toBe(1);
    expect(socket.said.at(-1)).toBe('{"type":"pong"}');
    driver.stop();
  });

  it('drops the connection, and the core comes back', () => {
    const { driver } = driven();
    driver.dropConnection();
    expect(driver.state.connection.phase).toBe('waiting');
    driver.woke();
    expect(driver.state.connection.phase).toBe('connecting');
    driver.stop();
  });

  it('lets a send fail before it reaches the server, and the core sends it again', async () => {
    const { driver, fetched } = driven();
    driver.failNextSend();
    driver.send('room', 'hello');
    await vi.waitFor(() => expect(driver.state.outbox[0]).toMatchObject({ tries: 1, isSending: false }));
    expect(fetched).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(fetched).toHaveBeenCalledOnce(), { timeout: 5_000 });
    driver.stop();
  });

  it('comes back from whoever does not speak the protocol', () => {
    const { driver, socket } = driven();
    socket.onmessage?.({ data: '<html>' } as never);
    expect(driver.state.connection.phase).toBe('waiting');
    driver.stop();
  });
});

it('tells whoever waits how a change has ended', async () => {
  const { driver } = driven(() => ({ data: { createInvite: { action: 'ROLLBACK', clientMutationId: 'id', error: { code: 'FORBIDDEN', message: 'No.', path: null, retryAfterMs: null }, invite: null } } }));
  await expect(driver.do('createInvite', { roomId: 'room' })).resolves.toEqual({ action: 'ROLLBACK', error: { code: 'FORBIDDEN', message: 'No.' } });
  driver.stop();
});
