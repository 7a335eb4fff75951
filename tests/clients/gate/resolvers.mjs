// The world as graphql-js executes on it: plain objects, whose lists are functions of their arguments.

import { GraphQLError } from 'graphql';
import { PAGES, windowOf } from './pages.mjs';
import { isInstant } from './schema.mjs';

/** What stands for a value that only the server knows, and what is right in its place. */
export const UNKNOWN = {
  '(now)': (given) => typeof given === 'string' && isInstant(given),
  // Of the viewer, who has a socket at times.
  '(connected or not)': (given) => given === 'ONLINE' || given === 'OFFLINE',
  '(seen or not)': (given) => given === null || isInstant(given),
};

/** The root for graphql-js. `context` is `{signedIn, raised}`: what fails is noted, also where a null above it hides it. */
export function rootOf(world, schema) {
  schema.getType('UserStatus').serialize = (status) => status;
  // Of mutations only the refusal of a stranger is known.
  const mutations = Object.keys(schema.getMutationType().getFields()).map((name) => [name, () => null]);
  return guarded({ ...Object.fromEntries(mutations), ...new View(world).root() });
}

class View {
  constructor(world) {
    this.world = world;
    this.users = new Map(world.users.map(({ node }) => [node.id, { __typename: 'User', ...node }]));
    Object.assign(this.users.get(world.viewerId), { status: '(connected or not)', lastSeenAt: '(seen or not)' });
    this.messages = new Map();
    this.rooms = new Map([...world.rooms].map(([id, room]) => [id, this.room(room)]));
    this.nodes = new Map([...this.users, ...this.rooms, ...this.messages]);
    for (const room of this.rooms.values()) {
      for (const { node } of room.memberList) this.nodes.set(node.id, node);
      if (room.viewerMembership) this.nodes.set(room.viewerMembership.id, room.viewerMembership);
    }
    this.announcements = world.announcements.map(({ cursor, node }) => ({ cursor, node: this.announcement(node) }));
    for (const { node } of this.announcements) this.nodes.set(node.id, node);
    this.invites = world.invites.map((invite) => ({ ...invite, __typename: 'Invite', room: () => this.rooms.get(invite.room.id) }));
    for (const invite of this.invites) this.nodes.set(invite.id, invite);
    this.settings = { __typename: 'Settings', ...world.settings };
    this.nodes.set(this.settings.id, this.settings);
  }

  /** The object that something of the world names by its id. */
  user(reference) {
    return reference ? this.users.get(reference.id) : null;
  }

  room(room) {
    const shown = { ...room, __typename: 'Room' };
    shown.memberList = room.members.edges.map(({ cursor, node }) => ({ cursor, node: this.member(node) }));
    shown.messageList = room.messages.edges.map(({ cursor, node }) => ({ cursor, node: this.message(node) }));
    for (const { node } of shown.messageList) this.messages.set(node.id, node);
    shown.lastMessage = () => (room.lastMessage ? this.messages.get(room.lastMessage.id) : null);
    shown.members = (args) => connection('RoomMember', 'Room.members', shown.memberList, args, room.memberCount);
    shown.messages = (args) => connection('Message', 'Room.messages', shown.messageList, args);
    shown.member = ({ userId }) => shown.memberList.find(({ node }) => node.userId === userId)?.node ?? null;
    shown.viewerPeer = () => this.user(room.viewerPeer);
    const own = room.viewerMembership;
    shown.viewerMembership = own && { ...own, __typename: 'Membership', room: () => this.rooms.get(room.id) };
    shown.log = room.events?.map((event) => this.event(event));
    return shown;
  }

  member(member) {
    return { ...member, __typename: 'RoomMember', userId: member.user.id, user: () => this.user(member.user) };
  }

  message(message) {
    const { system } = message;
    return {
      ...message,
      __typename: 'Message',
      room: () => this.rooms.get(message.roomId),
      author: () => this.user(message.author),
      system: system && { ...system, actor: () => this.user(system.actor), subject: () => this.user(system.subject) },
      mentions: () => message.mentions.map((user) => this.user(user)),
      forwardedFrom: () => this.user(message.forwardedFrom),
      parent: () => (message.parent ? this.messages.get(message.parent.id) : null),
      replies: (args) => connection('Message', 'Message.replies', [], args),
      // None in this world: an address that is another one every hour cannot be held against one that was read before.
      attachments: [],
    };
  }

  event(event) {
    const shown = { ...event, room: () => this.rooms.get(event.roomId), actor: () => this.user(event.actor) };
    shown.message = () => this.messages.get(event.message.id);
    if (event.member) shown.member = this.member(event.member);
    if (event.user) shown.user = () => this.user(event.user);
    return shown;
  }

  announcement(announcement) {
    return { ...announcement, __typename: 'Announcement', createdBy: () => this.user(announcement.createdBy) };
  }

  memberships(coordinate) {
    const list = this.world.memberships.map(({ cursor, roomId }) => ({ cursor, node: this.rooms.get(roomId).viewerMembership }));
    return ({ filter, ...args }) => {
      const found = list.filter(({ node }) => this.isWanted(node, filter ?? {}));
      return connection('Membership', coordinate, found, args, found.length);
    };
  }

  isWanted(membership, { unread, kind, search }) {
    const room = this.rooms.get(membership.roomId);
    if ((unread && !membership.unreadCount) || (kind && kind !== room.kind)) return false;
    if (!search) return true;
    const peer = room.viewerPeer();
    const names = room.kind === 'DIRECT' ? [peer.username, peer.displayName] : [room.name];
    return !tooLong(search) && names.some((name) => folded(name).includes(folded(search)));
  }

  /** The invites of a room, for those who may see them. */
  invitesOf(room) {
    if (!room) throw failure('NOT_FOUND');
    if (!room.viewerMembership) throw failure(room.kind === 'PUBLIC' ? 'NOT_A_MEMBER' : 'NOT_FOUND');
    if (!room.archivedAt && !room.viewerMembership.permissions.includes('INVITE')) throw failure('FORBIDDEN');
    return room.archivedAt ? [] : this.invites.filter((invite) => invite.room() === room);
  }

  /** A page of a room's log; `budget` is shared by the rooms of one call. */
  sync(room, from, previous, budget) {
    const { latestSeq } = room;
    const isAnother = from > 1 && previous != null && room.log[from - 2]?.fingerprint !== previous;
    const reset = from > latestSeq + 1 || isAnother;
    const missing = Math.max(0, latestSeq + 1 - from);
    const taken = Math.min(missing, budget.left);
    budget.left -= taken;
    const nextSeq = reset ? latestSeq + 1 : from + taken;
    return {
      roomId: room.id,
      events: reset ? [] : room.log.slice(from - 1, from - 1 + taken),
      latestSeq,
      nextSeq,
      fingerprint: room.log[nextSeq - 2]?.fingerprint ?? null,
      hasMore: !reset && taken < missing,
      reset,
    };
  }

  root() {
    const { world } = this;
    const viewer = this.users.get(world.viewerId);
    const publicRooms = world.publicRooms.map(({ cursor, node }) => ({ cursor, node: this.rooms.get(node.id) }));
    return {
      viewer: () => viewer,
      settings: () => this.settings,
      node: ({ id }) => this.nodes.get(id) ?? null,
      invites: ({ roomId }) => this.invitesOf(this.rooms.get(roomId)),
      room: ({ id }) => this.rooms.get(id) ?? null,
      message: ({ id }) => this.messages.get(id) ?? null,
      user: ({ username }) => [...this.users.values()].find((user) => folded(user.username) === folded(username)) ?? null,
      users: ({ search, ...args }) => {
        const begins = (text) => folded(text).startsWith(folded(search));
        const found = world.users.filter(({ node }) => begins(node.username) || begins(node.displayName));
        const list = found.map(({ cursor, node }) => ({ cursor, node: this.users.get(node.id) }));
        return connection('User', 'Query.users', tooLong(search) ? [] : list, args);
      },
      publicRooms: ({ search, ...args }) => {
        const part = folded(search ?? '');
        const list = publicRooms.filter(({ node }) => folded(node.name).includes(part));
        return connection('Room', 'Query.publicRooms', tooLong(part) ? [] : list, args);
      },
      // Stories of search hold what is found: what is asked here finds nothing.
      searchMessages: (args) => connection('Message', 'Query.searchMessages', [], args),
      memberships: this.memberships('Query.memberships'),
      announcements: (args) => connection('Announcement', 'Query.announcements', this.announcements, args),
      loginSync: () => ({
        ...world.loginSync,
        viewer,
        settings: this.settings,
        memberships: this.memberships('LoginSync.memberships'),
        announcements: world.loginSync.announcements.map(({ id }) => this.nodes.get(id)),
        serverTime: '(now)',
      }),
      sync: ({ roomId, fromSeq, previousFingerprint, first }) => {
        const room = this.rooms.get(roomId);
        if (!room) throw failure('NOT_FOUND');
        if (!room.log) throw failure('NOT_A_MEMBER');
        return this.sync(room, fromSeq, previousFingerprint, { left: first ?? PAGES['Query.sync'].size });
      },
      syncRooms: ({ cursors, first }) => {
        const budget = { left: first ?? PAGES['Query.syncRooms'].size };
        const readable = (id) => this.rooms.get(id)?.log && this.rooms.get(id);
        const page = (room, { fromSeq, previousFingerprint }) => room && this.sync(room, fromSeq, previousFingerprint, budget);
        return cursors.map((cursor) => page(readable(cursor.roomId), cursor) ?? null);
      },
    };
  }
}

const folded = (text) => text.normalize('NFKC').toLowerCase();
const tooLong = (text) => [...text].length > 80 || text.includes('\0');
const failure = (code) => new GraphQLError(code, { extensions: { code } });

function connection(type, coordinate, list, args, totalCount) {
  const { items, ...sides } = windowOf(PAGES[coordinate], list, args);
  const edges = items.map(({ cursor, node }) => ({ __typename: `${type}Edge`, cursor, node }));
  const pageInfo = { ...sides, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null };
  return { edges, nodes: edges.map(({ node }) => node), pageInfo, totalCount };
}

/** The same for who is signed in only. All of them run, also beside one that failed, as a server would do. */
function guarded(root) {
  const guard = (resolve) => async (args, context, info) => {
    try {
      if (!context.signedIn) throw failure('UNAUTHENTICATED');
      return resolve(args);
    } catch (error) {
      context.raised.push({ path: [info.path.key], code: error.extensions.code });
      throw error;
    }
  };
  return Object.fromEntries(Object.entries(root).map(([name, resolve]) => [name, guard(resolve)]));
}
