// Operations, fragments and fields, broken: each of these breaks one rule, if the document has a place for it.

import { Kind, getNamedType, isAbstractType, isCompositeType, isLeafType, isObjectType } from 'graphql';
import { directive, field, fragment, inline, name, operation, spread } from './ast.mjs';

const selectionsOf = ({ node }) => node.selectionSet.selections;
const composite = ({ def }) => def && isCompositeType(getNamedType(def.type));
const leaf = ({ def }) => def && isLeafType(getNamedType(def.type));
const anywhere = (random, siblings, node) => siblings.splice(random.below(siblings.length + 1), 0, node);
const named = (schema, names) => names.filter((each) => schema.getType(each));

/** A place with a type that has fields. */
const somewhere = ({ random, found }) => random.pick(found.sets.filter(({ type }) => type));
const inQueries = ({ random, found }) =>
  random.pick(found.sets.filter(({ type }) => type && !['Mutation', 'Subscription'].includes(type.name)));

export const SELECTIONS = {
  ExecutableDefinitionsRule: [
    ({ random, document }) =>
      document.definitions.push(
        random.pick([
          { kind: Kind.SCALAR_TYPE_DEFINITION, name: name('Nope'), directives: [] },
          {
            kind: Kind.ENUM_TYPE_DEFINITION,
            name: name('Nope'),
            directives: [],
            values: [{ kind: Kind.ENUM_VALUE_DEFINITION, name: name('A'), directives: [] }],
          },
          {
            kind: Kind.SCALAR_TYPE_EXTENSION,
            name: name('JSON'),
            directives: [directive('specifiedBy', { url: 'https://example.org' })],
          },
        ]),
      ),
  ],
  UniqueOperationNamesRule: [
    ({ random, document, found }) => {
      const { node } = random.pick(found.operations);
      if (!node.name) return false;
      const other = operation('query', node.name.value, [], [field('__typename')]);
      return document.definitions.push(random.chance(0.5) ? other : structuredClone(node));
    },
  ],
  LoneAnonymousOperationRule: [
    ({ random, document, found }) => {
      if (found.operations.some(({ node }) => !node.name))
        return document.definitions.push(operation('query', 'Second', [], [field('__typename')]));
      return document.definitions.push(operation(random.pick(['query', 'mutation']), undefined, [], [field('__typename')]));
    },
  ],
  SubscriptionRootRule: [
    ({ random, found }) => {
      const listener = found.operations.find(({ node }) => node.operation === 'subscription');
      if (!listener) return false;
      const selections = selectionsOf(listener);
      const second = () => field('global', { alias: 'second', selections: [field('__typename')] });
      switch (random.below(6)) {
        case 0:
          return anywhere(random, selections, second());
        case 1:
          return anywhere(random, selections, field('__typename'));
        case 2:
          return anywhere(random, selections, inline('Subscription', [second()]));
        case 3:
          return (selections[0].directives = [directive(random.pick(['skip', 'include']), { if: random.chance(0.5) })]);
        case 4:
          return anywhere(
            random,
            selections,
            inline(undefined, [field('userEvents', { selections: [field('occurredAt')] })], [directive('skip', { if: true })]),
          );
        default:
          return selections.splice(0, selections.length, field('__typename'));
      }
    },
  ],
  KnownTypeNamesRule: [
    (draft) => anywhere(draft.random, somewhere(draft).node.selections, inline('Nope', [field('id')])),
    ({ document, found, random }) => {
      document.definitions.push(fragment('Lost', 'Nope', [field('__typename')]));
      return anywhere(random, random.pick(found.sets).node.selections, spread('Lost'));
    },
  ],
  FragmentsOnCompositeTypesRule: [
    (draft) => {
      const type = draft.random.pick(named(draft.schema, ['Int', 'RoomKind', 'SendMessageInput', 'DateTime']));
      return anywhere(draft.random, somewhere(draft).node.selections, inline(type, [field('__typename')]));
    },
    ({ document, found, random }) => {
      document.definitions.push(fragment('Leaf', 'RoomKind', [field('__typename')]));
      return anywhere(random, random.pick(found.sets).node.selections, spread('Leaf'));
    },
  ],
  ScalarLeafsRule: [
    ({ random, found }) => {
      const one = random.pick(found.fields.filter((each) => composite(each)));
      return one && delete one.node.selectionSet;
    },
    ({ random, found }) => {
      const one = random.pick(found.fields.filter((each) => leaf(each)));
      return (
        one && (one.node.selectionSet = { kind: Kind.SELECTION_SET, selections: [field(random.pick(['id', '__typename']))] })
      );
    },
    (draft) =>
      anywhere(
        draft.random,
        inQueries(draft)?.node.selections ?? [],
        field('__typename', { alias: 'leafy', selections: [field('id')] }),
      ),
  ],
  FieldsOnCorrectTypeRule: [
    (draft) =>
      anywhere(
        draft.random,
        somewhere(draft).node.selections,
        field(draft.random.pick(['nope', 'usernam', '__nope', '__schema2'])),
      ),
    (draft) => {
      const { node, type } = somewhere(draft);
      const foreign = ['username', 'seq', 'body', 'totalCount', 'token', 'kind'].filter((each) => !type.getFields?.()[each]);
      return anywhere(draft.random, node.selections, field(draft.random.pick(foreign)));
    },
    ({ random, found }) => {
      // A field that some of an interface's objects have, and the root's own fields elsewhere.
      const one = random.pick(found.sets.filter(({ type }) => type && isAbstractType(type)));
      return one && anywhere(random, one.node.selections, field(random.pick(['username', 'message', 'clientMutationI'])));
    },
    ({ random, found }) => {
      const one = random.pick(found.sets.filter(({ type }) => type && type.name !== 'Query'));
      return (
        one &&
        anywhere(
          random,
          one.node.selections,
          random.chance(0.5)
            ? field('__schema', { alias: 'deep', selections: [field('description')] })
            : field('__type', { alias: 'deep', args: { name: 'User' }, selections: [field('name')] }),
        )
      );
    },
  ],
  UniqueFragmentNamesRule: [
    ({ random, document, found }) => {
      const one = random.pick(found.fragments);
      if (!one) return false;
      return document.definitions.push(
        random.chance(0.5)
          ? structuredClone(one.node)
          : fragment(one.node.name.value, one.node.typeCondition.name.value, [field('__typename')]),
      );
    },
  ],
  KnownFragmentNamesRule: [(draft) => anywhere(draft.random, somewhere(draft).node.selections, spread('Nowhere'))],
  NoUnusedFragmentsRule: [
    ({ random, document }) =>
      document.definitions.push(
        fragment('Unused', random.pick(['User', 'Query', 'Node', 'RoomFeedItem']), [field('__typename')]),
      ),
    ({ document }) => {
      const [first, second] = [fragment('Each', 'User', [spread('Other')]), fragment('Other', 'User', [field('id')])];
      return document.definitions.push(first, second);
    },
  ],
  PossibleFragmentSpreadsRule: [
    (draft) => {
      const one = inQueries(draft);
      if (!one) return false;
      const objects = isObjectType(one.type) ? [one.type] : [...draft.schema.getPossibleTypes(one.type)];
      const other = draft.random.pick(
        ['User', 'Query', 'Reaction', 'GlobalEvent', 'SyncPage']
          .map((each) => draft.schema.getType(each))
          .filter(
            (each) =>
              !(isAbstractType(each) ? draft.schema.getPossibleTypes(each) : [each]).some((object) => objects.includes(object)),
          ),
      );
      if (draft.random.chance(0.5)) return anywhere(draft.random, one.node.selections, inline(other.name, [field('__typename')]));
      draft.document.definitions.push(fragment('Elsewhere', other.name, [field('__typename')]));
      return anywhere(draft.random, one.node.selections, spread('Elsewhere'));
    },
  ],
  NoFragmentCyclesRule: [
    ({ random, found }) => {
      const one = random.pick(found.fragments);
      return one && anywhere(random, selectionsOf(one), spread(one.node.name.value));
    },
    ({ document, found, random }) => {
      const one = random.pick(found.sets.filter(({ type }) => type && isObjectType(type) && type.name !== 'Subscription'));
      if (!one) return false;
      document.definitions.push(
        fragment('Tick', one.type.name, [field('__typename'), spread('Tock')]),
        fragment('Tock', one.type.name, [spread('Tick')]),
      );
      return anywhere(random, one.node.selections, spread('Tick'));
    },
  ],
  MaxIntrospectionDepthRule: [
    ({ found, random }) => {
      const root = found.sets.find(({ type }) => type?.name === 'Query');
      const deep = (names) => field(names[0], { selections: names.length > 1 ? [deep(names.slice(1))] : [field('name')] });
      const path = ['fields', 'type', 'fields', 'type', random.pick(['fields', 'interfaces', 'possibleTypes', 'inputFields'])];
      return (
        root && root.node.selections.push(field('__type', { alias: 'deep', args: { name: 'Room' }, selections: [deep(path)] }))
      );
    },
  ],
};
