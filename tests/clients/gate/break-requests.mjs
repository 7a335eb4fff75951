// What is wrong with a request though its document is right: the operation's name, the variables, the arguments of pages, and
// what is over a limit.

import { isNonNullType, typeFromAST } from 'graphql';
import { Variable, definition, field, inline, operation } from './ast.mjs';
import { PAGES } from './pages.mjs';
import { Written } from './text.mjs';

const queries = ({ found }) => found.operations[0].node.operation === 'query' && found.operations[0].node.selectionSet.selections;
const pages = ({ found, random }) =>
  random.pick(found.fields.filter(({ def, parentType }) => def && PAGES[`${parentType.name}.${def.name}`]));
const nested = (depth, open, core, close) => open.repeat(depth) + core + close.repeat(depth);
const id = () => field('id');

export const REQUESTS = {
  operation: [
    (draft) => (draft.request.operationName = draft.random.pick(['Nope', 'main', 'F0'])),
    ({ document, request, random }) => {
      if (document.definitions.some(({ operation: kind, name }) => kind && !name)) return false;
      document.definitions.push(operation('query', 'Second', [], [field('__typename')]));
      request.operationName = random.pick([undefined, null]);
      return true;
    },
    ({ document, request }) => {
      if (!document.definitions.every(({ operation: kind, name }) => !kind || name)) return false;
      document.definitions = document.definitions.filter(({ operation: kind }) => !kind);
      request.operationName = undefined;
      return true;
    },
  ],
  variables: [
    (draft) => spoil(draft, (type, values, random) => values.wrong(random, type)),
    (draft) => spoil(draft, (type, values, random) => values.wrong(random, type)),
    (draft) => spoil(draft, (type) => (isNonNullType(type) ? null : undefined)),
    (draft) => {
      // A variable that is required and absent.
      const { node } =
        draft.random.pick(
          draft.found.definitions.filter(({ node: each }) => each.type.kind === 'NonNullType' && !each.defaultValue),
        ) ?? {};
      if (!node) return false;
      const { [node.variable.name.value]: _, ...rest } = draft.request.variables ?? {};
      draft.request.variables = rest;
      return true;
    },
    (draft) => {
      const selections = queries(draft);
      if (!selections) return false;
      const [type, value] = draft.random.pick([
        ['Int!', new Written('1.5')],
        ['Int!', new Written('3000000000')],
        ['Int', new Written('1e10')],
        ['Int', '1'],
        ['Boolean', 'true'],
        ['Boolean', 0],
        ['ID', 1.5],
        ['ID', []],
        ['String', 1],
        ['[ID!]', [null]],
        ['[ID!]', ['a', {}]],
        ['[Int]', [1, ['2']]],
        ['DateTime', 'yesterday'],
        ['DateTime', 0],
        ['URL', 'example'],
        ['RoomKind', 'public'],
        ['RoomKind', 0],
        ['RoomCursor', { roomId: 'x' }],
        ['RoomCursor', []],
        ['RoomCursor', { roomId: 'x', fromSeq: 1, more: 1 }],
        ['[RoomCursor!]!', [{ roomId: 'x', fromSeq: null }]],
        ['SendMessageInput', 1],
        ['PublishAnnouncementInput', { title: 'a', body: 'b', publishAt: 'c' }],
        ['[PublishAnnouncementInput]', { title: 'a', body: 'b', landingUrl: 'c' }],
      ]);
      draft.found.operations[0].node.variableDefinitions.push(definition('spoilt', type));
      draft.request.variables = { ...draft.request.variables, spoilt: value };
      // No place in a query takes all of these, so what uses it is refused as well when the position is wrong: one that fits.
      return useAnywhere(draft, type);
    },
  ],
  arguments: [
    (draft) => page(draft, { first: draft.random.pick([0, -1, 201, 1_001, 2_147_483_647]) }),
    (draft) => page(draft, { first: 1, last: 1 }),
    (draft) => page(draft, { after: draft.random.pick(['nonsense', '', '1:x', '1.5']) }),
    (draft) => page(draft, { before: draft.random.pick(['nonsense', '', 'x:1:1', '99999999999999999999']) }),
    (draft) => {
      const selections = queries(draft);
      const beside = [{ around: 0 }, { around: -7 }, { around: 1, last: 1 }, { around: 1, after: '1' }, { around: 3, before: '2' }];
      const messages = field('messages', { args: draft.random.pick(beside), selections: [field('__typename')] });
      return selections && selections.push(field('room', { alias: 'around', args: { id: 'x' }, selections: [messages] }));
    },
    (draft) => {
      const selections = queries(draft);
      return (
        selections &&
        selections.push(
          field('sync', {
            alias: 'from',
            args: { roomId: 'x', fromSeq: draft.random.pick([0, -1]) },
            selections: [field('reset')],
          }),
        )
      );
    },
    (draft) => {
      const selections = queries(draft);
      const cursors = draft.random.chance(0.3)
        ? Array.from({ length: 1_001 }, () => ({ roomId: 'x', fromSeq: 1 }))
        : [{ roomId: 'x', fromSeq: 0 }];
      return (
        selections && selections.push(field('syncRooms', { alias: 'cursors', args: { cursors }, selections: [field('reset')] }))
      );
    },
    (draft) => {
      const selections = queries(draft);
      if (!selections) return false;
      draft.found.operations[0].node.variableDefinitions.push(definition('size', 'Int', 0));
      return selections.push(
        field('publicRooms', { alias: 'sized', args: { first: new Variable('size') }, selections: [field('__typename')] }),
      );
    },
    (draft) => {
      // A null at a place that takes none, by a variable that may be null.
      const selections = queries(draft);
      if (!selections) return false;
      draft.found.operations[0].node.variableDefinitions.push(definition('nulled', 'ID', 'x'));
      draft.request.variables = { ...draft.request.variables, nulled: null };
      return selections.push(field('room', { alias: 'nulled', args: { id: new Variable('nulled') }, selections: [id()] }));
    },
  ],
  'limit of aliases': [(draft) => many(draft, 45, (n) => field('__typename', { alias: `many${n}` }))],
  'number beyond all': [
    (draft) => {
      const { variables } = draft.request;
      draft.request.variables = {
        ...variables,
        [draft.random.pick(Object.keys(variables ?? {}).concat('more'))]: new Written('-1e999'),
      };
      return true;
    },
  ],
  'limit of depth': [
    (draft) => {
      const selections = queries(draft);
      const deep = (n) => (n ? field('room', { selections: [field('lastMessage', { selections: [deep(n - 1)] })] }) : id());
      return (
        selections &&
        selections.push(field('message', { alias: 'deep', args: { id: 'x' }, selections: [deep(draft.random.between(9, 12))] }))
      );
    },
  ],
  'limit of cost': [
    (draft) => {
      const selections = queries(draft);
      const below = field('members', { args: { first: 200 }, selections: [field('totalCount')] });
      return (
        selections &&
        selections.push(
          field('publicRooms', { alias: 'dear', args: { last: 200 }, selections: [field('nodes', { selections: [below] })] }),
        )
      );
    },
  ],
  'limit of root fields': [
    ({ document, request, random }) => {
      const call = (n) =>
        field('setTyping', {
          alias: `call${n}`,
          args: { input: { roomId: 'x', isTyping: true } },
          selections: [field('action')],
        });
      const calls = Array.from({ length: random.between(12, 20) }, (_, n) => call(n));
      document.definitions = [
        operation('mutation', undefined, [], random.chance(0.5) ? calls : [calls[0], inline(undefined, calls)]),
      ];
      Object.assign(request, { operationName: undefined, variables: undefined });
      return true;
    },
  ],
  'limit of nesting': [
    (draft) => {
      const selections = queries(draft);
      if (!selections) return false;
      let inner = inline('Query', [field('__typename')]);
      for (let n = draft.random.between(75, 120); n > 0; n--) inner = inline(undefined, [inner]);
      return selections.push(inner);
    },
    (draft) => (draft.request.text = `{users(search: ${nested(draft.random.pick([80, 2_000]), '[', '', ']')}) {nodes {id}}}`),
    (draft) => (draft.request.text = `{users(search: ${nested(draft.random.pick([80, 2_000]), '{a:', '1', '}')}) {nodes {id}}}`),
    (draft) =>
      (draft.request.text = `query($a: ${nested(draft.random.pick([80, 2_000]), '[', 'Int', ']')}) {__typename @skip(if: $a)}`),
    (draft) => {
      draft.request.variables = {
        ...draft.request.variables,
        deep: JSON.parse(nested(draft.random.pick([100, 150]), '[', '', ']')),
      };
      return true;
    },
  ],
  'limit of tokens': [
    (draft) =>
      (draft.request.text = `mutation {sendMessage(input: {roomId: "x", body: "y", clientMutationId: "z", metadata: [${'1 '.repeat(11_500)}]}) {action}}`),
  ],
  'limit of fields': [(draft) => (draft.request.text = `{${'__typename '.repeat(12_000)}}`)],
};

/** Gives a variable that the operation has another value. */
function spoil(draft, make) {
  const { random, schema, values, request, found } = draft;
  const { node } =
    random.pick(found.definitions.filter(({ siblings }) => siblings === found.operations[0].node.variableDefinitions)) ?? {};
  const type = node && typeFromAST(schema, node.type);
  const value = type && make(type, values, random);
  if (value === undefined) return false;
  request.variables = { ...request.variables, [node.variable.name.value]: values.forVariable(random, value, type) };
  return true;
}

function useAnywhere({ found }, type) {
  const value = new Variable('spoilt');
  const push = (node) => found.operations[0].node.selectionSet.selections.push(node);
  const bare = type.replace(/!$/, '');
  if (bare === 'Boolean') return push(field('__typename', { alias: 'spoiled', directives: [] })) && false;
  if (bare === 'ID' || bare === 'String' || bare === 'Int') {
    const args = { Int: { fromSeq: value, roomId: 'x' }, ID: { roomId: value, fromSeq: 1 } }[bare];
    return push(
      args
        ? field('sync', { alias: 'spoiled', args, selections: [field('reset')] })
        : field('user', { alias: 'spoiled', args: { username: value }, selections: [id()] }),
    );
  }
  if (type.startsWith('[RoomCursor'))
    return push(field('syncRooms', { alias: 'spoiled', args: { cursors: value }, selections: [field('reset')] }));
  return false;
}

/** Arguments of a page that is there, or of one more. */
function page(draft, args) {
  const there = pages(draft);
  const given = ({ value }) => value in args || ['first', 'last'].includes(value);
  if (there && Object.keys(args).every((each) => there.def.args.some(({ name }) => name === each)) && draft.random.chance(0.6)) {
    const kept = there.node.arguments.filter(({ name }) => !given(name));
    return (there.node.arguments = [...kept, ...field('x', { args }).arguments]);
  }
  const selections = queries(draft);
  return (
    selections &&
    selections.push(field('publicRooms', { alias: 'paged', args, selections: [field('nodes', { selections: [id()] })] }))
  );
}

function many(draft, count, make) {
  const selections = queries(draft);
  return selections && selections.push(...Array.from({ length: count }, (_, n) => make(n)));
}
