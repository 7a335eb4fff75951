/**
 * Who is signed in, and the socket that is theirs. The token is kept here alone: no storage has it and no pane shows it, so
 * a reload forgets it.
 */

import { createClient, type Client } from 'graphql-ws';
import { state } from './state.ts';

export interface Person {
  username: string;
  displayName: string;
}

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string }[];
}

export type Connection = 'closed' | 'opening' | 'open';

export const person = state<Person | null>(null);
export const connection = state<Connection>('closed');

let token: string | null = null;
let client: Client | null = null;
let firstRoom: string | null = null;
const followers = new Set<() => void>();

/** Calls back whenever somebody else is signed in; the socket is theirs by then. */
export function onChange(follower: () => void): void {
  followers.add(follower);
}

/** Takes what is secret out of a text that is about to be stored. */
export function withoutToken(text: string): string {
  return token ? text.replaceAll(token, '') : text;
}

/** Asks over HTTP, as whoever is signed in unless the headers say otherwise. */
export async function ask(request: object, headers: Record<string, string> = {}): Promise<Answer> {
  const said = new Headers({ accept: 'application/graphql-response+json, application/json;q=0.9' });
  if (token) said.set('authorization', `Bearer ${token}`);
  for (const [name, value] of Object.entries(headers)) said.set(name, value);
  said.set('content-type', 'application/json');
  const response = await fetch('/graphql', { method: 'POST', headers: said, body: JSON.stringify(request) });
  return (await response.json()) as Answer;
}

/** The socket of whoever is signed in; it opens with the first subscription and comes back by itself. */
export function socket(): Client {
  client ??= open(token);
  return client;
}

function open(token: string | null): Client {
  const mine = (now: Connection) => () => {
    if (client === opened) connection.set(now);
  };
  const opened = createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    connectionParams: token ? { authorization: `Bearer ${token}` } : {},
    retryAttempts: Infinity,
    // 4403: this token is worth nothing any more.
    shouldRetry: (problem) => !(problem instanceof CloseEvent && problem.code === 4403),
    on: { connecting: mine('opening'), connected: mine('open'), closed: mine('closed') },
  });
  return opened;
}

function become(next: { token: string; person: Person } | null): void {
  const former = client;
  token = next?.token ?? null;
  client = null;
  firstRoom = null;
  connection.set('closed');
  person.set(next?.person ?? null);
  for (const follower of followers) follower();
  // After the followers: what they still had on it is theirs no more.
  void former?.dispose();
}

const LOGIN = `mutation($input: LoginInput!) {
  login(input: $input) { error { message } session { token user { username displayName } } }
}`;

/** Signs in; what the server says when it does not let one in. */
export async function signIn(username: string, password: string): Promise<string | null> {
  const { data, errors } = await ask({ query: LOGIN, variables: { input: { username, password } } });
  const login = data?.['login'] as
    | { error: { message: string } | null; session: { token: string; user: Person } | null }
    | undefined;
  if (!login?.session) return login?.error?.message ?? errors?.[0]?.message ?? 'The server did not answer.';
  become({ token: login.session.token, person: login.session.user });
  return null;
}

/** Ends the session, here and on the server. */
export async function signOut(): Promise<void> {
  const ended = ask({ query: 'mutation { logout(input: {}) { action } }' });
  become(null);
  await ended;
}

/** Whoever signs in or registers in a tab is signed in on the page. */
export async function adopt({ data }: Answer): Promise<void> {
  for (const payload of Object.values(data ?? {})) {
    const session = (payload as { session?: { token?: unknown } | null } | null)?.session;
    if (typeof session?.token !== 'string') continue;
    const headers = { authorization: `Bearer ${session.token}` };
    const { data } = await ask({ query: '{ viewer { username displayName } }' }, headers);
    if (data?.['viewer']) become({ token: session.token, person: data['viewer'] as Person });
  }
}

const ROOMS = '{ memberships(first: 1) { nodes { roomId } } }';

/** The first of the rooms of whoever is signed in. */
export async function roomOfMine(): Promise<string | null> {
  if (firstRoom) return firstRoom;
  const { data } = await ask({ query: ROOMS });
  const memberships = data?.['memberships'] as { nodes: { roomId: string }[] } | undefined;
  firstRoom = memberships?.nodes[0]?.roomId ?? null;
  return firstRoom;
}

/** The rooms are others from now on. */
export function forgetRooms(): void {
  firstRoom = null;
}
