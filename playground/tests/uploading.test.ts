/** The driver with files: what a multipart request is made of, how far it is, and what its end says. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { Driver } from '../src/spark/driver.ts';
import { uploadsAt } from '../src/spark/selectors.ts';

/** As much of `XMLHttpRequest` as is used. It says what it is told to. */
class FakeRequest {
  static all: FakeRequest[] = [];
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onloadend?: () => void;
  status = 0;
  responseText = '';
  readonly headers: Record<string, string> = {};
  opened: unknown[] = [];
  body: FormData | null = null;
  isAborted = false;
  constructor() {
    FakeRequest.all.push(this);
  }
  open(...opened: unknown[]) {
    this.opened = opened;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send(body: FormData) {
    this.body = body;
  }
  abort() {
    this.isAborted = true;
    this.onloadend?.();
  }
  ends(status: number, answer: object | string) {
    Object.assign(this, { status, responseText: typeof answer === 'string' ? answer : JSON.stringify(answer) });
    this.onloadend?.();
  }
}

class SilentSocket {
  onopen = null;
  onmessage = null;
  onclose = null;
  onerror = null;
  send() {}
  close() {}
}

let driver: Driver;

function driven(...names: string[]) {
  FakeRequest.all = [];
  let ids = 0;
  driver = new Driver({
    url: 'http://spark.test/graphql',
    WebSocket: SilentSocket,
    XMLHttpRequest: FakeRequest as unknown as new () => XMLHttpRequest,
    fetch: () => new Promise(() => {}),
    newId: () => `id-${(ids += 1)}`,
  });
  driver.startAs('token');
  driver.attach('room', names.map((name) => new File(['0123456789'], name, { type: 'text/plain' })));
  return FakeRequest.all[0] as FakeRequest;
}

afterEach(() => {
  driver.stop();
  vi.useRealTimers();
});

const first = () => uploadsAt(driver.state, 'room')[0];
const attachment = { id: 'att', kind: 'FILE', name: 'a.txt', mediaType: 'text/plain', byteSize: 10, url: 'http://spark.test/files/att', urlExpiresAt: '', image: null };
const answer = (rest: object) => ({ data: { uploadAttachment: { action: 'COMMIT', clientMutationId: 'id-1', error: null, attachment: null, ...rest } } });

describe('a file', () => {
  it('is a part of a request by the multipart specification, and no cookie but a token says whose', async () => {
    const request = driven('a.txt');
    expect(request.opened).toEqual(['POST', 'http://spark.test/graphql']);
    expect(request.headers['authorization']).toBe('Bearer token');
    const body = request.body as FormData;
    // The order is the specification's: what is asked, which parts are where, then the parts.
    expect([...body.keys()]).toEqual(['operations', 'map', 'file']);
    const { query, variables } = JSON.parse(body.get('operations') as string) as { query: string; variables: object };
    expect(query).toContain('uploadAttachment(');
    expect(variables).toEqual({ input: { file: null, clientMutationId: 'id-1' } });
    expect(JSON.parse(body.get('map') as string)).toEqual({ file: ['variables.input.file'] });
    const part = body.get('file') as File;
    expect([part.name, part.size]).toEqual(['a.txt', 10]);
    // More than the file leaves: the form is around it.
    request.upload.onprogress?.({ loaded: 4 });
    expect(first()?.sent).toBe(4);
    request.upload.onprogress?.({ loaded: 400 });
    expect(first()?.sent).toBe(10);
    request.ends(200, answer({ attachment }));
    await vi.waitFor(() => expect(first()?.attachment?.id).toBe('att'));
    expect(driver.files.get('id-1')).toBeUndefined();
  });

  it('that is taken away is on its way no more', async () => {
    const request = driven('a.txt', 'b.txt', 'c.txt');
    expect(FakeRequest.all.length).toBe(2);
    driver.wish({ kind: 'detach', id: 'id-1' });
    expect([request.isAborted, driver.files.get('id-1')]).toEqual([true, undefined]);
    await vi.waitFor(() => expect(FakeRequest.all.length).toBe(3));
    expect(uploadsAt(driver.state, 'room').map(({ name }) => name)).toEqual(['b.txt', 'c.txt']);
  });

  it.each([
    ['the server’s own', 413, { errors: [{ message: 'Too large.', extensions: { code: 'TOO_LARGE', action: 'ROLLBACK', limit: 5 } }] }, { code: 'TOO_LARGE', message: 'Too large.', limit: 5 }],
    ['of who stands before it', 413, '<html>413</html>', { code: 'TOO_LARGE', message: 'It is too large.' }],
    ['in a payload', 200, answer({ action: 'ROLLBACK', error: { code: 'FORBIDDEN', message: 'No.' } }), { code: 'FORBIDDEN', message: 'No.' }],
  ])('that is refused says why: %s', async (_, status, says, error) => {
    driven('a.txt').ends(status, says);
    await vi.waitFor(() => expect(first()?.error).toEqual(error));
    expect(driver.files.get('id-1')?.name).toBe('a.txt');
  });

  it.each([
    ['no network', (request: FakeRequest) => { request.ends(0, ''); }],
    ['a proxy in trouble', (request: FakeRequest) => { request.ends(502, '<html>502</html>'); }],
    ['a connection that is cut', () => { driver.dropConnection(); }],
  ])('is the same upload once more after %s', async (_, end) => {
    vi.useFakeTimers();
    end(driven('a.txt'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(FakeRequest.all.length).toBe(2);
    expect(JSON.parse(FakeRequest.all[1]?.body?.get('operations') as string)).toMatchObject({ variables: { input: { clientMutationId: 'id-1' } } });
  });

  it('that does not move is given up, and one that moves slowly is not', async () => {
    vi.useFakeTimers();
    const request = driven('a.txt');
    await vi.advanceTimersByTimeAsync(59_000);
    request.upload.onprogress?.({ loaded: 1 });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(request.isAborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(request.isAborted).toBe(true);
  });
});

it('without a way to send files none is tried for ever', async () => {
  driver = new Driver({ url: 'http://spark.test/graphql', WebSocket: SilentSocket, fetch: () => new Promise(() => {}), newId: () => 'id-1' });
  driver.startAs('token');
  driver.attach('room', [new File(['0'], 'a.txt')]);
  await vi.waitFor(() => expect(first()?.error?.code).toBe('INTERNAL'));
});
