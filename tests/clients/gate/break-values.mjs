// Values, arguments, directives and variables, broken: each of these breaks one rule, if the document has a place for it.

import { Kind, getNamedType, isNonNullType, isRequiredArgument } from 'graphql';
import { Named, Variable, argument, definition, directive, field, literal, objectField } from './ast.mjs';
import { canBeWrong } from './values.mjs';

const anywhere = (random, siblings, node) => siblings.splice(random.below(siblings.length + 1), 0, node);
const replace = (node, other) => {
  for (const key of Object.keys(node)) delete node[key];
  return Object.assign(node, other);
};
const ownVariables = ({ found }) => found.operations[0].node.variableDefinitions;
/** Where a value could be one, and is not JSON, where anything goes. */
const typed = ({ found }) => found.values.filter(({ type, node }) => type && canBeWrong(type) && node.kind !== Kind.VARIABLE);
const withDirectives = ({ found }) => [...found.fields, ...found.inlines, ...found.spreads];

export const VALUES = {
  VariablesAreInputTypesRule: [
    (draft) => {
      const type = draft.random.pick(['Room', '[User!]', 'Node!', 'RoomFeedItem']);
      ownVariables(draft).push(definition('outward', type));
      return use(draft, 'outward', { json: true });
    },
  ],
  KnownTypeNamesRule: [
    (draft) => {
      const [type, fallback] = draft.random.pick([
        ['Nope', undefined],
        ['[Nope!]', [1]],
        ['Nope!', { a: 1 }],
        ['Strin', 'x'],
        ['nope', new Named('A')],
      ]);
      ownVariables(draft).push(definition('unknownType', type, fallback));
      return use(draft, 'unknownType', {});
    },
  ],
  UniqueVariableNamesRule: [
    (draft) => {
      const one = draft.random.pick(draft.found.definitions);
      return one && one.siblings.push(structuredClone(one.node));
    },
  ],
  NoUndefinedVariablesRule: [
    (draft) => {
      const value = draft.random.pick(
        draft.found.values.filter(
          ({ key, node }) => key !== 'defaultValue' && node.kind !== Kind.VARIABLE && !inDefault(draft, node),
        ),
      );
      return value && replace(value.node, literal(new Variable('undefinedOne')));
    },
    (draft) => use(draft, 'undefinedTwo', {}),
  ],
  NoUnusedVariablesRule: [
    (draft) =>
      ownVariables(draft).push(definition('unused', draft.random.pick(['Int', '[ID!]', 'SendMessageInput', 'JSON']), undefined)),
  ],
  KnownDirectivesRule: [
    (draft) => {
      const place = draft.random.pick([
        ...withDirectives(draft),
        ...draft.found.operations,
        ...draft.found.fragments,
        ...draft.found.definitions,
      ]);
      place.node.directives = [
        ...(place.node.directives ?? []),
        directive(draft.random.pick(['nope', 'Skip', 'defer', 'oneof'])),
      ];
      return true;
    },
    ({ random, found }) => {
      const place = random.pick([...found.operations, ...found.fragments, ...found.definitions]);
      place.node.directives = [...(place.node.directives ?? []), directive('skip', { if: false })];
      return true;
    },
    (draft) => {
      const place = draft.random.pick(withDirectives(draft));
      if (!place) return false;
      place.node.directives = [
        ...(place.node.directives ?? []),
        draft.random.chance(0.5) ? directive('deprecated') : directive('specifiedBy', { url: 'x' }),
      ];
      return true;
    },
    ({ random, found }) => {
      const set = random.pick(found.sets.filter(({ type }) => type && type.name !== 'Subscription'));
      return set && anywhere(random, set.node.selections, field('__typename', { directives: [directive('nope')] }));
    },
  ],
  UniqueDirectivesPerLocationRule: [
    (draft) => {
      const place = draft.random.pick(
        withDirectives(draft).filter(({ parentType, type }) => (parentType ?? type)?.name !== 'Subscription'),
      );
      if (!place) return false;
      const name = draft.random.pick(['skip', 'include']);
      place.node.directives = [directive(name, { if: false }), directive(name, { if: draft.random.chance(0.5) })];
      return true;
    },
  ],
  KnownArgumentNamesRule: [
    ({ random, found }) =>
      random.pick(found.fields.filter(({ def }) => def)).node.arguments.push(argument(random.pick(['x', 'firs', 'Input']), 1)),
    ({ random, found }) => {
      const set = random.pick(found.sets.filter(({ type }) => type && type.name !== 'Subscription'));
      return set && anywhere(random, set.node.selections, field('__typename', { args: { x: 1 } }));
    },
    (draft) => {
      const place = draft.random.pick(
        withDirectives(draft).filter(({ parentType, type }) => (parentType ?? type)?.name !== 'Subscription'),
      );
      return place && (place.node.directives = [directive('include', { if: true, unless: false })]);
    },
  ],
  UniqueArgumentNamesRule: [
    ({ random, found }) => {
      const one = random.pick(found.arguments);
      return one && one.siblings.push(structuredClone(one.node));
    },
  ],
  ValuesOfCorrectTypeRule: [
    (draft) => {
      const value = draft.random.pick(typed(draft));
      const wrong = value && draft.values.wrong(draft.random, value.type);
      return wrong !== undefined && replace(value.node, literal(wrong));
    },
    (draft) => {
      // A default is a value as well.
      const one = draft.random.pick(draft.found.definitions);
      if (!one || /JSON/.test(named(one.node.type))) return false;
      const wrong = draft.values.wrong(draft.random, draft.schema.getType(named(one.node.type)));
      return wrong !== undefined && (one.node.defaultValue = literal(wrong));
    },
    (draft) => {
      const nulled = draft.random.pick(typed(draft).filter(({ type }) => isNonNullType(type)));
      return nulled && replace(nulled.node, literal(null));
    },
  ],
  ProvidedRequiredArgumentsRule: [
    ({ random, found }) => {
      const one = random.pick(found.fields.filter(({ def }) => def?.args.some(isRequiredArgument)));
      return one && (one.node.arguments = []);
    },
    (draft) => {
      const place = draft.random.pick(
        withDirectives(draft).filter(({ parentType, type }) => (parentType ?? type)?.name !== 'Subscription'),
      );
      return place && (place.node.directives = [directive('skip')]);
    },
  ],
  VariablesInAllowedPositionRule: [
    (draft) => {
      const required = draft.random.pick(
        draft.found.values.filter(
          ({ type, node }) => type && isNonNullType(type) && node.kind !== Kind.VARIABLE && !inDefault(draft, node),
        ),
      );
      if (!required) return false;
      declareEverywhere(draft, definition('nullable', String(required.type.ofType)));
      return replace(required.node, literal(new Variable('nullable')));
    },
    (draft) => {
      const value = draft.random.pick(
        draft.found.values.filter(
          ({ type, node }) => type && canBeWrong(type) && node.kind !== Kind.VARIABLE && !inDefault(draft, node),
        ),
      );
      if (!value) return false;
      const types = [
        'Int!',
        'String!',
        'ID!',
        '[ID!]!',
        'Boolean!',
        'RoomKind!',
        'JSON!',
        'SendMessageInput!',
        '[[Int]]!',
      ].filter((each) => !each.includes(getNamedType(value.type).name));
      declareEverywhere(draft, definition('another', draft.random.pick(types)));
      return replace(value.node, literal(new Variable('another')));
    },
    (draft) => {
      const one = draft.random.pick(draft.found.sets.filter(({ type }) => type?.name === 'Query'));
      if (!one) return false;
      declareEverywhere(draft, definition('one', 'RoomCursor!'));
      return one.node.selections.push(
        field('syncRooms', { alias: 'listed', args: { cursors: new Variable('one') }, selections: [field('roomId')] }),
      );
    },
  ],
  UniqueInputFieldNamesRule: [
    ({ random, found }) => {
      const one = random.pick(found.objects.filter(({ node }) => node.fields.length));
      return one && one.node.fields.push(structuredClone(random.pick(one.node.fields)));
    },
    ({ random, found }) => {
      const root = found.operations.find(({ node }) => node.operation === 'mutation');
      if (!root) return false;
      const call = field('updateProfile', {
        alias: 'twice',
        args: { input: { displayName: 'A' } },
        selections: [field('action')],
      });
      call.arguments[0].value.fields.push(objectField('displayName', random.pick(['A', 'B', null])));
      return root.node.selectionSet.selections.push(call);
    },
  ],
};

const named = (type) => (type.type ? named(type.type) : type.name.value);

/** Whether a value is part of a variable's default, where no variable may stand. */
function inDefault({ found }, node) {
  const within = (part) =>
    part === node || Object.values(part ?? {}).some((each) => each && typeof each === 'object' && within(each));
  return found.definitions.some(({ node: each }) => each.defaultValue && within(each.defaultValue));
}

function declareEverywhere({ found }, node) {
  for (const each of found.operations) each.node.variableDefinitions.push(structuredClone(node));
}

/** Uses a variable in the first operation: where anything may stand, or anywhere. */
function use({ found, random }, variable, { json = false }) {
  const { node } = found.operations[0];
  const value = new Variable(variable);
  if (node.operation === 'mutation') {
    const input = { roomId: 'x', body: 'y', metadata: { a: [value] }, clientMutationId: 'z' };
    return node.selectionSet.selections.push(
      field('sendMessage', { alias: 'uses', args: { input }, selections: [field('action')] }),
    );
  }
  if (json || node.operation !== 'query') return false;
  return node.selectionSet.selections.push(
    field('room', {
      alias: 'uses',
      args: { id: value },
      selections: [field('id', { directives: random.chance(0.3) ? [directive('skip', { if: false })] : [] })],
    }),
  );
}
