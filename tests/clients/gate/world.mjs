// A small world on a server, and all that alice sees of it, read through the simplest queries there are.

import { Person, fresh } from '../harness/person.mjs';

const PASSWORD = 'spark-demo';
const USER = 'id username displayName avatarUrl role status statusText lastSeenAt';
const MESSAGE = `id roomId seq previousSeq updatedSeq kind author { id } body
  system { kind actor { id } subject { id } role name topic roomKind } mentions { id }
  mentionsRoom parent { id } replyCount reactions { id emoji count viewerReacted } forwardedFrom { id } metadata createdAt
  editedAt deletedAt clientMutationId`;
const MEMBERSHIP = `id roomId role permissions joinedAt lastReadSeq unreadCount mentionCount asOfSeq notificationMode isPinned isHidden`;
const MEMBER = 'id roomId user { id } role joinedAt lastReadSeq';
const ANNOUNCEMENT = `id kind severity audience title body landingUrl imageUrl metadata publishAt expiresAt startsAt endsAt
  retractedAt createdBy { id } viewerAcknowledgedAt`;
const ROOM = `id kind name topic createdAt archivedAt latestSeq latestFingerprint memberCount lastMessage { id } lastActivityAt
  members(first: 200) { edges { cursor node { ${MEMBER} } } } messages(first: 200) { edges { cursor node { ${MESSAGE} } } }
  viewerMembership { ${MEMBERSHIP} } viewerPermissions viewerPeer { id }`;
const EVENT = `__typename roomId seq fingerprint occurredAt actor { id } clientMutationId
  ... on MessageSent { message { id } } ... on MessageEdited { message { id } } ... on MessageDeleted { message { id } }
  ... on ReactionChanged { message { id } emoji added } ... on RoomUpdated { message { id } }
  ... on MemberJoined { message { id } member { ${MEMBER} } } ... on MemberRoleChanged { message { id } member { ${MEMBER} } }
  ... on MemberLeft { message { id } user { id } }`;

/** Signs one of the demo's people in. */
async function demoPerson(spark, username) {
  const query = 'mutation($input: LoginInput!) { login(input: $input) { session { token user { id } } } }';
  const response = await fetch(spark.http, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: { username, password: PASSWORD } } }),
  });
  const { data } = await response.json();
  return new Person(spark, username, data.login.session);
}

/** Fills a demo server with something of everything; who is in it, and ids that alice may not see. */
export async function makeWorld(spark) {
  const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map((name) => demoPerson(spark, name)));
  const room = async (person, kind, name, members = [], topic = null) => {
    const input = { kind, name, topic, memberIds: members.map((member) => member.id) };
    return (await person.does('createRoom', input, 'room { id }')).room.id;
  };
  const send = async (person, roomId, body, metadata) => {
    const input = { roomId, body, metadata, clientMutationId: fresh() };
    return (await person.does('sendMessage', input, 'message { id seq }')).message;
  };

  const workshop = await room(alice, 'PRIVATE', 'Workshop', [bob, carol], 'Wood & wire 🪵');
  const said = [];
  const metadata = [{ a: [1, { b: null }], c: 'é' }, [true, 1.5], 'text', 42];
  for (const [n, person] of [alice, bob, carol, alice, bob].entries()) {
    said.push(await send(person, workshop, `Line ${n} "quoted" \\ 😀`, metadata[n]));
  }
  await alice.does('editMessage', { messageId: said[0].id, body: 'Line 0, again\nin two lines' }, 'seq');
  await bob.does('deleteMessage', { messageId: said[4].id }, 'seq');
  await alice.does('setMemberRole', { roomId: workshop, userId: bob.id, role: 'MODERATOR' }, 'seq');
  await alice.does('updateRoom', { roomId: workshop, topic: 'Wood' }, 'seq');
  await carol.does('leaveRoom', { roomId: workshop }, 'seq');
  for (const maxUses of [3, 5]) await alice.does('createInvite', { roomId: workshop, maxUses }, 'action');

  const garden = await room(bob, 'PUBLIC', 'Garden', [carol], 'What grows');
  for (let n = 0; n < 6; n++) await send(n % 2 ? bob : carol, garden, `Seed ${n}`);
  const secret = await room(bob, 'PRIVATE', 'Secret', [carol]);
  const hidden = await send(carol, secret, 'Nobody knows');
  const attic = await room(alice, 'PUBLIC', 'Attic');
  await alice.does('archiveRoom', { roomId: attic }, 'seq');
  const direct = (await alice.does('openDirectRoom', { userId: bob.id }, 'room { id }')).room.id;
  for (let n = 0; n < 3; n++) await send(bob, direct, `Psst ${n}`);
  await alice.does('updateMembership', { roomId: workshop, isPinned: true, notificationMode: 'MENTIONS' }, 'action');
  await alice.does('markRead', { roomId: direct, seq: 2 }, 'action');

  await carol.does('updateProfile', { displayName: 'Carol Ångström', avatarUrl: 'https://example.org/c.png' }, 'action');
  await bob.does('setStatus', { status: 'AWAY', text: 'Gone fishing' }, 'action');
  await alice.does('updateSettings', { locale: 'de-CH', timeZone: 'Europe/Zurich' }, 'action');
  await announce(alice);
  return {
    alice,
    bob,
    carol,
    rooms: { workshop, garden, secret, attic, direct },
    hidden: [secret, hidden.id],
  };
}

async function announce(alice) {
  const far = (year) => `${year}-01-02T03:04:05.000006Z`;
  const inputs = [
    { title: 'Hello', body: 'To everybody' },
    { title: 'Works', body: 'On the roof', kind: 'MAINTENANCE', severity: 'WARNING', startsAt: far(2090), endsAt: far(2091) },
    { title: 'For admins', body: 'Keys', audience: 'ADMINS', landingUrl: 'https://example.org/a?b=c', metadata: { k: ['v', 1] } },
    { title: 'Never mind', body: 'A mistake', severity: 'CRITICAL', expiresAt: far(2095) },
    { title: 'Later', body: 'Not yet', publishAt: far(2092) },
  ];
  const ids = [];
  for (const input of inputs) ids.push((await alice.does('publishAnnouncement', input, 'announcement { id }')).announcement.id);
  await alice.does('acknowledgeAnnouncement', { announcementId: ids[0] }, 'action');
  await alice.does('retractAnnouncement', { announcementId: ids[3] }, 'action');
}

/** All that alice sees. Lists keep their cursors. */
export async function readWorld(made) {
  const { alice } = made;
  const all = await alice.reads(`{ viewer { id } settings { id locale timeZone doNotDisturb }
    users(search: "", first: 200) { edges { cursor node { ${USER} } } }
    publicRooms(first: 200) { edges { cursor node { id } } }
    memberships(first: 200) { edges { cursor node { roomId } } }
    announcements(first: 200) { edges { cursor node { ${ANNOUNCEMENT} } } }
    loginSync { totalUnread totalMentions announcements { id } } }`);
  const seen = new Set([
    ...all.publicRooms.edges.map(({ node }) => node.id),
    ...all.memberships.edges.map(({ node }) => node.roomId),
    made.rooms.attic,
  ]);
  const rooms = new Map();
  for (const id of seen) {
    const { room } = await alice.reads(`query($id: ID!) { room(id: $id) { ${ROOM} } }`, { id });
    rooms.set(id, { ...room, events: room.viewerMembership ? await log(alice, id) : undefined });
  }
  const { invites } = await alice.reads(
    'query($id: ID!) { invites(roomId: $id) { id code room { id } expiresAt usesLeft } }',
    { id: made.rooms.workshop },
  );
  return {
    viewerId: all.viewer.id,
    settings: all.settings,
    users: all.users.edges,
    publicRooms: all.publicRooms.edges,
    memberships: all.memberships.edges.map(({ cursor, node }) => ({ cursor, roomId: node.roomId })),
    announcements: all.announcements.edges,
    loginSync: all.loginSync,
    rooms,
    invites,
    hidden: made.hidden,
  };
}

async function log(alice, id) {
  const query = `query($id: ID!) { sync(roomId: $id, fromSeq: 1, first: 200) { hasMore events { ${EVENT} } } }`;
  return (await alice.reads(query, { id })).sync.events;
}
