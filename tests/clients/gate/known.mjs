// Requests that were got wrong once, by this server or by what it is made of. They come first in every run.

import { Written } from './text.mjs';

/** A pair of deeds of one name, the second in a fragment. */
const TWO_ROOMS =
  'mutation { createRoom(input: {name: "One"}) { room { id } } ... on Mutation { createRoom(input: {name: "Two"}) { room { name } } } }';
const HALF = '\u{1F600}'.slice(0, 1);
const deep = (levels) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

/** By what the world has: a room, a message, a user. */
export function known({ room, message, user }) {
  const one = (query, variables, more = {}) => ({ query, variables, visitor: 'alice', origin: 'known', ...more });
  const stranger = (query, variables, more = {}) => one(query, variables, { visitor: 'nobody', ...more });
  const twins = '{ node(id: $id) { ... on User { ... { x: username } } ... on Message { ... { x: body } } } }';
  return [
    // Fields that merge, or conflict.
    one(
      'query($r: ID!) { room(id: $r) { messages(first: 1) { nodes { seq } } } room(id: $r) { messages(last: 1) { nodes { body } } } }',
      { r: room },
    ),
    one(
      'query($r: ID!) { room(id: $r) { messages(first: 2) { nodes { seq } } } room(id: $r) { messages(first: 2) { nodes { body } nodes { seq kind } } } }',
      { r: room },
    ),
    one('query($m: ID!) { message(id: $m) { id } message(id: $m) { replies(first: 1) { edges { cursor } } } }', { m: message }),
    stranger(TWO_ROOMS),
    one(`query($id: ID!) ${twins}`, { id: user }),
    one(`query($id: ID!) ${twins}`, { id: message }),
    one('query($id: ID!) { node(id: $id) { ... on Room { x: topic } ... on User { x: role } } }', { id: user }),
    one(
      '{ users(search: "", first: 1) { ...F } } fragment F on UserConnection { nodes { id } ... on UserConnection { nodes { username } } }',
    ),
    stranger('subscription { global { occurredAt } global { occurredAt } }', undefined, { way: 'stream' }),
    stranger('subscription { global { occurredAt } ... { global { __typename } } }', undefined, { way: 'stream' }),
    stranger('subscription($v: Boolean!) { global @skip(if: $v) { occurredAt } }', { v: false }, { way: 'stream' }),
    // Types and directives.
    one('query($r: ID!) { sync(roomId: $r, fromSeq: 1) { events { ... on RoomFeedItem { __typename } } } }', { r: room }),
    one('query($v: Boolean = true) { viewer { username @include(if: $v) } }'),
    one('query($v: Boolean = true) { viewer { username @include(if: $v) } }', { v: null }),
    one('query($v: Boolean) { viewer { username @include(if: $v) } }', { v: true }),
    one('query($v: Boolean!) { viewer { id __typename @skip(if: $v) } }', { v: true }),
    one('query($v: Boolean!) { viewer { id @skip(if: $v) } }', {}),
    one('{ viewer { id @skip(if: $w) } }', { w: true }),
    stranger('{ __typename(x: 1) }'),
    stranger('{ __typename { id } }'),
    stranger('{ __typename @nope }'),
    stranger('query($v: ID @nope) { room(id: $v) { id } }'),
    // Variables and values.
    one('query($v: SendMessageInput) { user(username: $v) { id } }'),
    stranger('query($a: [Nope] = [1]) { __typename }'),
    stranger(
      'mutation($v: SendMessageInput!) { x: sendMessage(input: {roomId: "r", body: "b", clientMutationId: "c"}) { action } y: sendMessage(input: $v) { action } }',
    ),
    stranger('mutation { sendMessage(input: {roomId: "r", body: "first", body: "second", clientMutationId: "c"}) { action } }'),
    stranger('mutation { updateProfile(input: []) { action } }'),
    stranger('mutation { updateProfile(input: {displayName: "A", displayName: "A"}) { action } }'),
    stranger('mutation($v: UpdateProfileInput = 1) { updateProfile(input: $v) { action } }'),
    stranger('mutation($v: UpdateProfileInput! = {}) { updateProfile(input: $v) { action } }'),
    stranger(
      'mutation { sendMessage(input: {roomId: "r", body: "b", metadata: {a: [$nowhere]}, clientMutationId: "c"}) { action } }',
    ),
    stranger('mutation { sendMessage(input: {roomId: "r", body: "b", metadata: 1e999, clientMutationId: "c"}) { action } }'),
    stranger('mutation($k: RoomKind!) { createRoom(input: {name: "A", kind: $k}) { action } }', { k: 'public' }),
    stranger('mutation { createRoom(input: {name: "A", kind: "PUBLIC"}) { action } }'),
    stranger('mutation($at: DateTime!) { createInvite(input: {roomId: "r", expiresAt: $at}) { action } }', { at: 'tomorrow' }),
    stranger('mutation { createInvite(input: {roomId: "r", maxUses: 3000000000}) { action } }'),
    stranger('mutation($f: Upload!) { uploadAttachment(input: {file: $f}) { action } }', { f: '#__graphql_file__:0' }),
    stranger('mutation($f: Upload!) { uploadAttachment(input: {file: $f}) { action } }', { f: null }),
    stranger('mutation($i: UploadAttachmentInput!) { uploadAttachment(input: $i) { action } }', { i: { file: 0 } }),
    stranger('mutation { uploadAttachment(input: {file: "#__graphql_file__:0"}) { action } }'),
    stranger('mutation { uploadAttachment(input: {file: upload0}) { action } }'),
    stranger('mutation { updateAvatar(input: {file: 0}) { action } }'),
    stranger('mutation { updateProfile(input: {avatarUrl: "javascript:alert(1)"}) { action } }'),
    stranger('subscription($r: [ID!]!) { roomEvents(roomIds: $r) { __typename } }', {}, { way: 'stream' }),
    one('query($u: String!) { user(username: $u) { id } }', { u: HALF }),
    one('query($u: String!) { user(username: $u) { id } }', { u: 'alice', more: new Written('1e999') }),
    one('query($n: Int!) { users(search: "", first: $n) { nodes { id } } }', { n: new Written('1e0') }),
    one('query($u: String!) { user(username: $u) { id } }', { u: 'alice', more: deep(140) }),
    // Texts.
    one(String.raw`{ user(username: "\ud83d\ude00") { id } publicRooms(search: "\u{1F600}") { nodes { id } } }`),
    one(String.raw`{ user(username: """a \""" b""") { id } }`),
    one('"""Why""" query Q("which" $id: ID !) { room(id: $id) { id } }', { id: room }),
    one('\uFEFF{\uFEFFviewer\uFEFF{ id } }'),
    one('{,viewer,{,name,:,username,...,on,User,{,id,},},}'),
    one('{ viewer #a comment\r { id } }'),
    stranger('query() { __typename }'),
    stranger('queryA { __typename }'),
    stranger('{ __typename @skip(if: false false) }'),
    stranger('{ __typename } fragment on on Query { __typename }'),
    // What nests.
    stranger(`{ user(username: ${'['.repeat(2_000)}) { id } }`),
    stranger(`{ user(username: ${'{a:'.repeat(2_000)}) { id } }`),
    stranger(`query($v: ${'['.repeat(2_000)}Int${']'.repeat(2_000)}) { __typename }`),
    stranger(`{ ${'...{'.repeat(2_000)} }`),
    stranger(`{ ${'__schema { description } '.repeat(9_900)} }`),
    stranger(
      `{ ...F0 } ${Array.from({ length: 30 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`).join(' ')} fragment F30 on Query { __typename }`,
    ),
    // What an error leaves.
    stranger('{ __typename room(id: "x") { id } }'),
    stranger('{ __typename viewer { id } }'),
    stranger('mutation { __typename sendMessage(input: {roomId: "r", body: "b", clientMutationId: "c"}) { action } }'),
    stranger(
      '{ __type(name: "User") { interfaces { name } } scalar: __type(name: "ID") { interfaces { name } fields { name } } }',
    ),
    // What else the document has is no matter.
    one(
      `query A { viewer { id } } query B { ${Array.from({ length: 40 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
      undefined,
      { operationName: 'A' },
    ),
    one('query A { viewer { id } } query B($b: Int!) { publicRooms(first: $b) { nodes { id } } }', undefined, {
      operationName: 'A',
    }),
    one('query A { viewer { id } } query B { viewer { id } }'),
    one('{ publicRooms { nodes { members(first: 0) { totalCount } } } }'),
  ];
}
