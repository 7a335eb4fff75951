import { afterEach, expect, test, vi } from 'vitest';
import { Driver, type Told } from './index.ts';

/** A socket that says what it is told to. */
class FakeSocket {
  static last: FakeSocket | undefined;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  constructor() {
    FakeSocket.last = this;
  }
  send() {}
  close() {}
  says(event: object) {
    this.onmessage?.({ data: JSON.stringify({ type: 'next', id: 'rooms', payload: { data: { roomEvents: event } } }) });
  }
}

const asked: string[] = [];
let driver: Driver;

function start() {
  vi.useFakeTimers();
  FakeSocket.last = undefined;
  asked.length = 0;
  driver = new Driver({
    url: 'http://spark.example/graphql',
    WebSocket: FakeSocket,
    fetch: (_, options) => {
      asked.push(options?.body as string);
      return new Promise(() => {});
    },
  });
  driver.startAs('token');
}

afterEach(() => {
  driver.stop();
  vi.useRealTimers();
});

const toldBy = (kind: Told['kind']) => driver.wire.filter(({ told }) => told.kind === kind).length;

test('what a visitor swallows is shown, and the core knows nothing of it', () => {
  start();
  driver.swallowEvents(1);
  const event = { __typename: 'MessageSent', roomId: 'r', seq: 7, room: { id: 'r', latestSeq: 7 } };
  FakeSocket.last?.says(event);
  expect([toldBy('swallowed'), toldBy('heard')]).toEqual([1, 0]);
  expect(driver.state.rooms.has('r')).toBe(false);
  expect(driver.faults.swallow).toBe(0);
});

test('while the connection is dropped nothing gets through, and then it is there again by itself', async () => {
  start();
  const before = FakeSocket.last;
  driver.dropConnection(10_000);
  expect(driver.state.connection.phase).toBe('waiting');
  driver.send('r', 'hi');
  await vi.advanceTimersByTimeAsync(9_900);
  expect(FakeSocket.last).toBe(before);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(FakeSocket.last).not.toBe(before);
  expect(driver.state.connection.phase).toBe('connecting');
});
