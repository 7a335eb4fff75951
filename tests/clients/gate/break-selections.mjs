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
const inQueries = ({ random, found }) => random.pick(found.sets.filter(({ type }) => type && !['Mutation', 'Subscription'].includes(type.name)));

export const SELECTIONS = {
  ExecutableDefinitionsRule: [
    ({ random, document }) => document.definitions.push(random.pick([
      { kind: Kind.SCALAR_TYPE_DEFINITION, name: name('Nope'), directives: [] },
      { kind: Kind.ENUM_TYPE_DEFINITION, name: name('Nope'), directives: [], values: [{ kind: Kind.ENUM_VALUE_DEFINITION, name: name('A'), directives: [] }] },
      { kind: Kind.SCALAR_TYPE_EXTENSION, name: name('JSON'), directives: [directive('specifiedBy', { url: 'https://example.org' })] },
    ])),
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
      if (found.operations.some(({ node }) => !node.name)) return document.definitions.push(operation('query', 'Second', [], [field('__typename')]));
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
        case 0: return anywhere(random, selections, second());
        case 1: return anywhere(random, selections, field('__typename'));
        case 2: return anywhere(random, selections, inline('Subscription', [second()]));
        case 3: return (selections[0].directives = [directive(random.pick(['skip', 'include']), { if: random.chance(0.5) })]);
        case 4: return anywhere(random, selections, inline(undefined, [field('userEvents', { selections: [field('occurredAt')] })], [directive('skip', { if: true })]));
        default: return selections.splice(0, selections.length, field('__typename'));
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
      return one && (one.node.selectionSet = { kind: Kind.SELECTION_SET, selections: [field(random.pick(['id', '__typename']))] });
    },
    (draft) => anywhere(draft.random, inQueries(draft)?.node.selections ?? [], field('__typename', { alias: 'leafy', selections: [field('id')] })),
  ],
  FieldsOnCorrectTypeRule: [
    (draft) => anywhere(draft.random, somewhere(draft).node.selections, field(draft.random.pick(['nope', 'usernam', '__nope', '__schema2']))),
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
      return one && anywhere(random, one.node.selections, random.chance(0.5)
        ? field('__schema', { alias: 'deep', selections: [field('description')] })
        : field('__type', { alias: 'deep', args: { name: 'User' }, selections: [field('name')] }));
    },
  ],
  UniqueFragmentNamesRule: [
    ({ random, document, found }) => {
      const one = random.pick(found.fragments);
      if (!one) return false;
      return document.definitions.push(random.chance(0.5) ? structuredClone(one.node) : fragment(one.node.name.value, one.node.typeCondition.name.value, [field('__typename')]));
    },
  ],
  KnownFragmentNamesRule: [(draft) => anywhere(draft.random, somewhere(draft).node.selections, spread('Nowhere'))],
  NoUnusedFragmentsRule: [
    ({ random, document }) => document.definitions.push(fragment('Unused', random.pick(['User', 'Query', 'Node', 'RoomFeedItem']), [field('__typename')])),
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
      const other = draft.random.pick(['User', 'Query', 'Reaction', 'GlobalEvent', 'SyncPage'].map((each) => draft.schema.getType(each))
        .filter((each) => !(isAbstractType(each) ? draft.schema.getPossibleTypes(each) : [each]).some((object) => objects.includes(object))));
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
      document.definitions.push(fragment('Tick', one.type.name, [field('__typename'), spread('Tock')]), fragment('Tock', one.type.name, [spread('Tick')]));
      return anywhere(random, one.node.selections, spread('Tick'));
    },
  ],
  MaxIntrospectionDepthRule: [
    ({ found, random }) => {
      const root = found.sets.find(({ type }) => type?.name === 'Query');
      const deep = (names) => field(names[0], { selections: names.length > 1 ? [deep(names.slice(1))] : [field('name')] });
      const path = ['fields', 'type', 'fields', 'type', random.pick(['fields', 'interfaces', 'possibleTypes', 'inputFields'])];
      return root && root.node.selections.push(field('__type', { alias: 'deep', args: { name: 'Room' }, selections: [deep(path)] }));
    },
  ],
  OverlappingTypenamesRule: [
    ({ random, found }) => {
      const one = random.pick(found.sets.filter(({ type }) => type?.name === 'Node'));
      if (!one) return false;
      const [other, meta] = [inline('Room', [field('kind', { alias: 'named' })]), inline('User', [field('__typename', { alias: 'named' })])];
      return one.node.selections.push(...random.shuffled([other, meta]));
    },
  ],
  OverlappingFieldsCanBeMergedRule: [
    ({ random, found }) => {
      const one = random.pick(found.fields.filter((each) => leaf(each) && each.parentType.getFields && each.parentType.name !== 'Subscription'));
      const other = one && random.pick(Object.values(one.parentType.getFields()).filter((each) => each.name !== one.node.name.value && isLeafType(getNamedType(each.type)) && !each.args.length));
      if (!other) return false;
      return anywhere(random, one.siblings, field(other.name, { alias: (one.node.alias ?? one.node.name).value }));
    },
    ({ random, found }) => {
      // The same field with other arguments, beside it or in a fragment on its type or an interface's.
      const one = random.pick(found.fields.filter(({ node, def, parentType }) => def?.args.some(({ name: each }) => each === 'first' || each === 'id') && parentType.name !== 'Subscription' && node.selectionSet));
      if (!one) return false;
      const page = one.def.args.some(({ name: each }) => each === 'first');
      const kept = page ? Object.fromEntries([]) : {};
      const again = field(one.node.name.value, { alias: one.node.alias?.value, args: page ? { ...kept, first: 4 } : { id: 'another' }, selections: [field('__typename')] });
      if (page) again.arguments.push(...one.node.arguments.filter(({ name: each }) => !['first', 'last', 'after', 'before'].includes(each.value)));
      return anywhere(random, one.siblings, random.chance(0.5) ? again : inline(one.parentType.name, [again]));
    },
    ({ random, found }) => {
      // Two levels down: the fields are the same, what is below them is not.
      const one = random.pick(found.fields.filter((each) => composite(each) && each.node.selectionSet && each.parentType.name !== 'Subscription'));
      if (!one) return false;
      const again = structuredClone(one.node);
      again.directives = [];
      again.selectionSet.selections = [field('__typename', { alias: 'what' })];
      one.node.selectionSet.selections.push(random.chance(0.5) ? inline(undefined, [other(getNamedType(one.def.type))]) : other(getNamedType(one.def.type)));
      return anywhere(random, one.siblings, again);
    },
    ({ random, found }) => {
      // One name for fields of different types, on different objects.
      const one = random.pick(found.sets.filter(({ type }) => type?.name === 'Node'));
      if (!one) return false;
      const [first, second] = random.some([['Room', 'topic'], ['User', 'role'], ['Message', 'seq'], ['Membership', 'permissions'], ['Announcement', 'title']], 2);
      return anywhere(random, one.node.selections, inline('Node', [inline(first[0], [field(first[1], { alias: 'same' })]), inline(second[0], [field(second[1], { alias: 'same' })])]));
    },
    ({ random, found }) => {
      const root = found.operations.find(({ node }) => node.operation === 'mutation');
      if (!root) return false;
      const call = (roomName) => field('createRoom', { args: { input: { name: roomName } }, selections: [field('action')] });
      return selectionsOf(root).push(call('One'), random.chance(0.5) ? inline('Mutation', [call('Two')]) : call('Two'));
    },
    ({ found, document, random }) => {
      const one = random.pick(found.sets.filter(({ type }) => type?.name === 'Query'));
      if (!one) return false;
      const page = (how) => field('room', { alias: 'both', args: { id: 'x' }, selections: [field('messages', { args: how, selections: [field('nodes', { selections: [field('seq')] })] })] });
      document.definitions.push(fragment('Half', 'Query', [page({ first: 1 })]));
      return one.node.selections.push(spread('Half'), page({ last: 1 }));
    },
  ],
};

/** A leaf of this type under the name `what`. */
function other(type) {
  const plain = Object.values(type.getFields?.() ?? {}).find((each) => isLeafType(getNamedType(each.type)) && !each.args.length);
  return plain ? field(plain.name, { alias: 'what' }) : field('__typename', { alias: 'whatever' });
}

