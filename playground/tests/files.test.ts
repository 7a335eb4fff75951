/** Files of messages in the core: on their way, at a box, on a message, and back. */

import { describe, expect, it } from 'vitest';
import type { Attachment, Upload } from '../src/spark/model.ts';
import { isHeldBack, isUploading, rows, uploadsAt } from '../src/spark/selectors.ts';
import { MOST_FILES } from '../src/spark/uploads.ts';
import { Client, message, payload, refused, sent, SESSION, writes, ME } from './client.ts';

const attachment = (name: string): Attachment => ({ id: `att-${name}`, kind: 'FILE', name, mediaType: 'text/plain', byteSize: 10, url: 'http://spark.test/files/a', urlExpiresAt: '', image: null });
const uploaded = (action: string, rest: object = {}) => ({ uploadAttachment: { action, clientMutationId: null, error: null, attachment: null, ...rest } });
const adds = (client: Client, ...ids: string[]) => client.wish({ kind: 'attach', roomId: 'room', files: ids.map((id) => ({ id, name: id, byteSize: 10 })) });
const at = ({ state }: Client): readonly Upload[] => uploadsAt(state, 'room');
/** What becomes of the first that is on its way. */
const arrives = (client: Client) => {
  const [number, call] = [...client.state.calls].find(([, { kind }]) => kind === 'upload') ?? [];
  const id = call?.kind === 'upload' ? call.id : '';
  return client.happens({ type: 'answer', call: number ?? 0, outcome: { type: 'answered', data: uploaded('COMMIT', { attachment: attachment(id) }), errors: [] } });
};
const uploads = (client: Client) =>
  client.effects.flatMap((effect) => (effect.type === 'fetch' && effect.file !== null ? [`${effect.file} as ${(effect.variables.input as { clientMutationId: string }).clientMutationId}`] : []));
const dropped = (client: Client) => client.effects.flatMap((effect) => (effect.type === 'drop' ? [effect.file] : []));

describe('files on their way', () => {
  it('go two at a time, in the order in which they were added, and tell how far they are', () => {
    const client = adds(new Client().live().looks(), 'a', 'b', 'c');
    expect(uploads(client)).toEqual(['a as a', 'b as b']);
    client.happens({ type: 'progress', call: client.call('upload'), sent: 4 });
    expect(at(client).map(({ sent: bytes, isSending }) => [bytes, isSending])).toEqual([[0, true], [4, true], [0, false]]);
    arrives(client);
    expect(uploads(client)).toEqual(['a as a', 'b as b', 'c as c']);
    expect(dropped(client)).toEqual(['a']);
  });

  it('are the same upload at each try, three times by themselves, then when a person or a new connection wants it', () => {
    const client = adds(new Client().live(), 'a');
    for (let n = 0; n < 3; n++) client.loses('upload').passes(60_000);
    expect(uploads(client)).toEqual(['a as a', 'a as a', 'a as a']);
    expect([at(client)[0]?.error?.code, dropped(client)]).toEqual(['UNAVAILABLE', []]);
    client.wish({ kind: 'uploadAgain', id: 'a' });
    for (let n = 0; n < 3; n++) client.loses('upload').passes(60_000);
    expect(at(client)[0]?.error?.code).toBe('UNAVAILABLE');
    client.happens({ type: 'closed', socket: client.state.connection.socket, code: 1006 }).passes(60_000).comes();
    expect(at(client)[0]).toMatchObject({ isSending: true, error: null });
    expect(new Set(uploads(client))).toEqual(new Set(['a as a']));
  });

  it('wait as long as the server says', () => {
    const client = adds(new Client().live(), 'a').answers('upload', uploaded('RETRY', { error: { ...refused, code: 'RATE_LIMITED', retryAfterMs: 500 } }));
    client.passes(499);
    expect(uploads(client).length).toBe(1);
    client.passes(1);
    expect(uploads(client).length).toBe(2);
  });

  it('say which limit they broke, whether the server read them or not, and are not tried again by themselves', () => {
    const client = adds(new Client().live(), 'a', 'b');
    client.answers('upload', null, [{ message: 'Too large.', extensions: { code: 'TOO_LARGE', action: 'ROLLBACK', limit: 5 } }]);
    client.answers('upload', uploaded('ROLLBACK', { error: { ...refused, code: 'FORBIDDEN', message: 'No files.' } }));
    client.passes(60_000);
    expect(at(client).map(({ error }) => error)).toEqual([{ code: 'FORBIDDEN', message: 'No files.' }, { code: 'TOO_LARGE', message: 'Too large.', limit: 5 }]);
    expect(uploads(client).length).toBe(2);
  });

  it('end when they are taken away, and the next one goes', () => {
    const client = adds(new Client().live(), 'a', 'b', 'c').wish({ kind: 'detach', id: 'a' });
    expect([dropped(client), uploads(client).at(-1), at(client).map(({ id }) => id)]).toEqual([['a'], 'c as c', ['b', 'c']]);
  });

  it('go on while one looks at another room, and end with the session', () => {
    const client = adds(new Client().live().looks(), 'a', 'b').wish({ kind: 'open', roomId: null });
    expect(isUploading(client.state)).toBe(true);
    arrives(client).done();
    client.wish({ kind: 'signOut' });
    expect(dropped(client)).toEqual(['b']);
    expect(client.state.uploads.size).toBe(0);
  });

  it('are no more than a message takes', () => {
    const ids = Array.from({ length: MOST_FILES + 2 }, (_, n) => `f${n}`);
    const client = adds(new Client().live(), ...ids);
    expect(at(client).length).toBe(MOST_FILES);
    expect(dropped(client)).toEqual(ids.slice(MOST_FILES));
  });
});

describe('a message with files', () => {
  it('waits for them, needs no text, and shows them before it is there', () => {
    const client = adds(new Client().live().looks(), 'a', 'b');
    expect(isHeldBack(at(client))).toBe(true);
    client.wish(writes('', 'm'));
    expect(client.state.outbox).toEqual([]);
    arrives(arrives(client));
    expect(isHeldBack(at(client))).toBe(false);
    client.wish(writes('', 'm'));
    expect(client.effects).toContainEqual(expect.objectContaining({ type: 'fetch', variables: { input: { roomId: 'room', attachmentIds: ['att-a', 'att-b'], body: '', clientMutationId: 'm' } } }));
    expect(rows(client.state, 'room').at(-1)?.attachments.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(at(client)).toEqual([]);
    client.hears('rooms', { ...sent(3, ME, 'm'), message: { ...message(3, ME, 'm'), body: '', attachments: [attachment('a'), attachment('b')] } });
    expect(rows(client.state, 'room').at(-1)).toMatchObject({ key: 'own-m', attachments: [{ name: 'a' }, { name: 'b' }] });
  });

  it('without a text and without files is none', () => {
    const client = new Client().live().wish(writes('  ', 'm'));
    expect(client.state.outbox).toEqual([]);
  });

  it('of a thread has its own', () => {
    const client = adds(new Client().live().looks(), 'a');
    client.wish({ kind: 'send', roomId: 'room', parentId: 'message-1', body: 'Yes', clientMutationId: 'm' });
    expect(client.state.outbox[0]?.attachments).toEqual([]);
    expect(at(client).length).toBe(1);
  });

  it('that is refused gives them back to its box', () => {
    const client = arrives(adds(new Client().live().looks(), 'a')).wish(writes('look', 'm'));
    client.answers('send', payload('ROLLBACK', { error: refused }));
    expect(at(client)).toMatchObject([{ name: 'a', attachment: { id: 'att-a' } }]);
    expect(client.state.drafts.get('room')).toBe('look');
    client.wish(writes('again', 'n'));
    expect(client.state.outbox[0]?.attachments.map(({ id }) => id)).toEqual(['att-a']);
  });

  it('that is refused because of one of them says which, and keeps the others', () => {
    const client = arrives(arrives(adds(new Client().live().looks(), 'a', 'b'))).wish(writes('look', 'm'));
    const error = { ...refused, message: 'There is no such attachment.', path: ['input', 'attachmentIds', '1'] };
    client.answers('send', payload('ROLLBACK', { error }));
    expect(at(client)).toMatchObject([{ name: 'a', attachment: { id: 'att-a' }, error: null }, { name: 'b', attachment: null, error: { message: 'There is no such attachment.' } }]);
    expect(isHeldBack(at(client))).toBe(true);
  });

  it('shows none once it is deleted, also while that is on its way', () => {
    const there = { ...message(3), attachments: [attachment('a')] };
    const client = new Client().live().looks().hears('rooms', { ...sent(3), message: there });
    expect(rows(client.state, 'room').at(-1)?.attachments.length).toBe(1);
    client.wish({ kind: 'do', name: 'deleteMessage', input: { messageId: 'message-3', clientMutationId: 'd' } });
    expect(rows(client.state, 'room').at(-1)?.attachments).toEqual([]);
  });
});

describe('what is kept', () => {
  const kept = (client: Client, kind: string) => new Map(client.effects.flatMap((effect) => (effect.type === 'persist' && effect.key.includes(`/${kind}/`) && effect.value ? [[effect.key, effect.value] as const] : [])));

  it('is what the server has, until the page is back; what was on its way is gone', () => {
    const saved = kept(arrives(adds(new Client().live(), 'a', 'b')), 'upload');
    const client = new Client().live({ saved });
    expect(at(client).map(({ id }) => id)).toEqual(['a']);
    client.wish(writes('', 'm'));
    expect(client.effects).toContainEqual({ type: 'persist', key: 'me/upload/a', value: null });
    const later = new Client().live({ saved: kept(client, 'outbox') });
    expect(later.state.outbox[0]?.attachments.map(({ id }) => id)).toEqual(['att-a']);
  });

  it('is forgotten with the server, after a day', () => {
    const saved = kept(arrives(adds(new Client().live(), 'a')), 'upload');
    const client = new Client();
    client.now += 24 * 3_600_000 + 1_000;
    client.live({ saved });
    expect(at(client)).toEqual([]);
    expect(client.effects).toContainEqual({ type: 'persist', key: 'me/upload/a', value: null });
  });

  it('is shown in every tab, and goes there when it is sent here', () => {
    const saved = kept(arrives(adds(new Client().live(), 'a')), 'upload');
    const [key, value] = ['me/upload/a', saved.get('me/upload/a') ?? ''];
    const other = new Client().live().happens({ type: 'stored', key, value });
    expect(at(other).map(({ attachment: there }) => there?.id)).toEqual(['att-a']);
    expect(at(other.happens({ type: 'stored', key, value: null }))).toEqual([]);
    expect(at(other.happens({ type: 'stored', key, value: '{"place":' }))).toEqual([]);
  });
});

it('a picture of oneself goes with its change, is told of, and is forgotten when that ends', () => {
  const client = new Client().live();
  client.wish({ kind: 'do', name: 'updateAvatar', input: { file: null, clientMutationId: 'p' }, hasFile: true });
  expect(client.effects).toContainEqual(expect.objectContaining({ type: 'fetch', file: 'p', token: SESSION.token }));
  client.happens({ type: 'progress', call: client.call('deed'), sent: 7 });
  expect(client.state.deeds.get('p')?.sent).toBe(7);
  client.answers('deed', { updateAvatar: { action: 'COMMIT', clientMutationId: 'p', error: null, user: { ...ME, avatarUrl: 'http://spark.test/avatars/x.jpg' } } });
  expect([client.state.users.get('me')?.avatarUrl, dropped(client)]).toEqual(['http://spark.test/avatars/x.jpg', ['p']]);
  client.wish({ kind: 'do', name: 'updateAvatar', input: { file: null, clientMutationId: 'q' } });
  expect(client.effects.at(-1)).toMatchObject({ type: 'fetch', file: null });
});
