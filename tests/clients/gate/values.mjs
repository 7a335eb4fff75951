// Values of the schema's input types: right ones, by where they stand, and wrong ones.

import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isRequiredInputField } from 'graphql';
import { Named } from './ast.mjs';
import { PAGES } from './pages.mjs';
import { Written } from './text.mjs';

const TEXTS = [
  '',
  'a',
  'b',
  'ALICE',
  'bob',
  'Straße',
  '😀',
  '\u{10FFFF}𝄞 and more 😀',
  'a "quoted" \\ text',
  'two\nlines',
  '/',
  'true',
  'null',
  '1',
  '#no {comment}',
  '$no',
  '\u2028',
  'ｂｏｂ',
  'half \ud83d an emoji',
];
const INSTANTS = ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.123456+01:00', '2090-12-31T23:59:59.999-11:30'];
const ADDRESSES = ['https://example.org', 'http://example.org:8080/a?b=c#d', 'HTTPS://EXAMPLE.ORG/%C3%A9'];
const JSONS = [1, 1.5, 'text', true, [], {}, [1, [2, null]], { a: { b: [] } }, { a: 'x', b: null }, -7, '\u{1F600}'];
const NO_INSTANTS = [
  'yesterday',
  '',
  '2026-01-31',
  '2026-13-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-01-31T25:00:00Z',
  '12:00',
];
const NO_ADDRESSES = [
  '',
  'example.org',
  '/a',
  'ftp://example.org',
  'javascript:alert(1)',
  'https://',
  `https://example.org/${'a'.repeat(2_000)}`,
];

/** What the world offers to ask for. */
export function poolsOf(world) {
  const rooms = [...world.rooms.values()];
  const messages = rooms.flatMap((room) => room.messages.edges.map(({ node }) => node.id));
  const ids = {
    room: [...rooms.map(({ id }) => id), world.hidden[0]],
    message: [...messages, world.hidden[1]],
    user: world.users.map(({ node }) => node.id),
    other: [
      ...world.invites.map(({ id }) => id),
      world.settings.id,
      ...world.announcements.map(({ node }) => node.id),
      ...rooms.flatMap((room) => [room.viewerMembership?.id, ...room.members.edges.map(({ node }) => node.id)]).filter(Boolean),
    ],
  };
  const cursors = (edges) => edges.map(({ cursor }) => cursor);
  return {
    ids: { ...ids, any: Object.values(ids).flat() },
    // Of each room's log, by number.
    logs: new Map(rooms.map(({ id, events }) => [id, (events ?? []).map(({ fingerprint }) => fingerprint)])),
    usernames: world.users.map(({ node }) => node.username),
    cursors: {
      'Query.users': cursors(world.users),
      'Query.publicRooms': cursors(world.publicRooms),
      'Query.memberships': cursors(world.memberships),
      'LoginSync.memberships': cursors(world.memberships),
      'Query.announcements': cursors(world.announcements),
      'Room.members': rooms.flatMap((room) => cursors(room.members.edges)),
      'Room.messages': rooms.flatMap((room) => cursors(room.messages.edges)),
      'Message.replies': ['1', '2'],
      'Reaction.users': ['1', '2'],
      'Query.searchMessages': ['1', '2'],
    },
  };
}

export class Values {
  constructor(schema, pools) {
    this.schema = schema;
    this.pools = pools;
  }

  /** A right value for what stands at `coordinate`, as in `Query.room.id`. */
  right(random, type, coordinate, depth = 0) {
    if (isNonNullType(type)) return this.rightOf(random, type.ofType, coordinate, depth);
    return random.chance(0.1) ? null : this.rightOf(random, type, coordinate, depth);
  }

  rightOf(random, type, coordinate, depth) {
    if (isListType(type)) {
      const items = Array.from({ length: random.below(4) }, () => this.right(random, type.ofType, coordinate, depth + 1));
      // One value is a list of one.
      return random.chance(0.15) ? this.right(random, type.ofType, coordinate, depth + 1) : items;
    }
    if (isInputObjectType(type)) return this.object(random, type, depth);
    if (isEnumType(type)) return new Named(random.pick(type.getValues()).name);
    switch (type.name) {
      case 'Int':
        return this.int(random, coordinate);
      case 'ID':
        return this.id(random, coordinate);
      case 'String':
        return this.text(random, coordinate);
      case 'Boolean':
        return random.chance(0.5);
      case 'DateTime':
        return random.pick(INSTANTS);
      case 'URL':
        return random.pick(ADDRESSES);
      case 'JSON':
        return random.pick(JSONS);
      default:
        return random.pick([1, 2.5]);
    }
  }

  object(random, type, depth) {
    const fields = Object.values(type.getFields());
    const chosen = type.isOneOf
      ? [random.pick(fields)]
      : fields.filter((field) => isRequiredInputField(field) || random.chance(depth < 3 ? 0.4 : 0));
    const value = (field) => {
      const right = this.right(random, field.type, `${type.name}.${field.name}`, depth + 1);
      return type.isOneOf && right === null ? this.rightOf(random, field.type, `${type.name}.${field.name}`, depth + 1) : right;
    };
    const made = Object.fromEntries(random.shuffled(chosen).map((field) => [field.name, value(field)]));
    // By chance alone hardly any would be that of its log.
    if (made.previousFingerprint && random.chance(0.5)) {
      made.previousFingerprint = this.pools.logs.get(made.roomId)?.[made.fromSeq - 2] ?? made.previousFingerprint;
    }
    return made;
  }

  int(random, coordinate) {
    if (/\.(first|last)$/.test(coordinate)) return random.pick([1, 2, 3, 5]);
    return /(fromSeq|around)$/.test(coordinate) ? random.between(1, 12) : random.pick([0, 1, 7, 2_147_483_647, -2_147_483_648]);
  }

  id(random, coordinate) {
    const { ids } = this.pools;
    if (random.chance(0.1)) return random.pick(['x', 42, 'room_0', '']);
    const kind = {
      'Query.room.id': 'room',
      'Query.message.id': 'message',
      'Query.sync.roomId': 'room',
      'Query.invites.roomId': 'room',
      'Room.member.userId': 'user',
      'RoomCursor.roomId': 'room',
    }[coordinate];
    return random.pick(ids[kind ?? random.pick(['room', 'message', 'user', 'other'])]);
  }

  text(random, coordinate) {
    const list = coordinate.replace(/\.(after|before)$/, '');
    if (list !== coordinate && PAGES[list]) return random.pick(this.pools.cursors[list]);
    if (coordinate === 'Query.user.username') return random.pick([...this.pools.usernames, 'ALICE', 'nobody']);
    if (coordinate === 'Query.users.search') return random.pick(['', 'a', 'b', 'CAROL', 'Straße']);
    if (coordinate === 'Query.searchMessages.query') return random.pick(['', '?!', 'nosuchword', 'no such word']);
    if (coordinate === 'Query.publicRooms.search') return random.pick(['', 'g', 'EN', 'nothing']);
    if (coordinate === 'MembershipFilter.search') return random.pick(['', 'o', 'BOB', 'garden', 'nothing']);
    if (coordinate === 'Query.__type.name') return random.pick(Object.keys(this.schema.getTypeMap()).concat('Nope'));
    if (coordinate.endsWith('.previousFingerprint')) return random.pick([...TEXTS, ...[...this.pools.logs.values()].flat()]);
    return random.pick(TEXTS);
  }

  /** A value that no variable and no literal of this type can have; undefined when everything goes. */
  wrong(random, type) {
    if (isNonNullType(type)) return random.chance(0.25) ? null : this.wrong(random, type.ofType);
    if (isListType(type)) {
      const inner = this.wrong(random, type.ofType);
      // In a list a value stands for itself; a list in a list of scalars does not.
      return random.chance(0.5) || inner === null ? [inner] : inner;
    }
    if (isInputObjectType(type)) return this.wrongObject(random, type);
    if (isEnumType(type))
      return random.pick([new Named('NOPE'), 1, true, [], {}, new Named(type.getValues()[0].name.toLowerCase())]);
    switch (type.name) {
      case 'Int':
        return random.pick([1.5, 3_000_000_000, -2_147_483_649, '1', true, [], {}, new Named('ONE')]);
      case 'ID':
        return random.pick([1.5, true, [], {}, new Named('ID')]);
      case 'String':
        return random.pick([1, 1.5, true, [], ['a'], {}, new Named('TEXT')]);
      case 'Boolean':
        return random.pick([0, 1, 'true', [], {}, new Named('YES')]);
      case 'DateTime':
        return random.pick([...NO_INSTANTS, 0, true, [], {}]);
      case 'URL':
        return random.pick([...NO_ADDRESSES, 0, true, [], {}]);
      default:
        return undefined;
    }
  }

  wrongObject(random, type) {
    const right = this.object(random, type, 1);
    const fields = Object.values(type.getFields());
    const required = fields.filter(isRequiredInputField);
    switch (random.below(4)) {
      case 0:
        return { ...right, nope: 1 };
      case 1: {
        if (!required.length) return random.pick([1, 'x', [], true]);
        const { [random.pick(required).name]: _, ...rest } = right;
        return rest;
      }
      case 2:
        return random.pick([1, 'x', [], [[]], true, new Named('X')]);
      default: {
        const field = random.pick(fields);
        const wrong = this.wrong(random, field.type);
        return wrong === undefined ? { ...right, nope: 1 } : { ...right, [field.name]: wrong };
      }
    }
  }

  /** The value as a variable has it: in JSON an enum's name is a string, and an Int may be written in many ways. */
  forVariable(random, value, type) {
    if (value instanceof Named) return value.name;
    const inner = type && isNonNullType(type) ? type.ofType : type;
    if (Array.isArray(value))
      return value.map((item) => this.forVariable(random, item, inner && isListType(inner) ? inner.ofType : undefined));
    if (Number.isInteger(value) && inner?.name === 'Int' && random.chance(0.15)) {
      return new Written(random.pick([`${value}.0`, `${value}e0`, `${value * 10}e-1`, `${value / 10}e1`]));
    }
    if (value === null || typeof value !== 'object') return value;
    const named = inner && getNamedType(inner);
    const fields = named && isInputObjectType(named) ? named.getFields() : {};
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, this.forVariable(random, part, fields[key]?.type)]),
    );
  }
}

/** Whether a list, an object or a leaf of this type has something at fault when it is wrong: all but JSON. */
export const canBeWrong = (type) => getNamedType(type).name !== 'JSON';
