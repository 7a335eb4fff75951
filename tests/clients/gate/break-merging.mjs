// Fields that one response name can't hold together (5.3.2), in each way that they meet.

import { getNamedType, isCompositeType, isLeafType } from 'graphql';
import { field, fragment, inline, spread } from './ast.mjs';

const composite = ({ def }) => def && isCompositeType(getNamedType(def.type));
const leaf = ({ def }) => def && isLeafType(getNamedType(def.type));
const anywhere = (random, siblings, node) => siblings.splice(random.below(siblings.length + 1), 0, node);

export const MERGING = {
  OverlappingTypenamesRule: [
    ({ random, found }) => {
      const one = random.pick(found.sets.filter(({ type }) => type?.name === 'Node'));
      if (!one) return false;
      const [other, meta] = [
        inline('Room', [field('kind', { alias: 'named' })]),
        inline('User', [field('__typename', { alias: 'named' })]),
      ];
      return one.node.selections.push(...random.shuffled([other, meta]));
    },
  ],
  OverlappingFieldsCanBeMergedRule: [
    ({ random, found }) => {
      const one = random.pick(
        found.fields.filter((each) => leaf(each) && each.parentType.getFields && each.parentType.name !== 'Subscription'),
      );
      const other =
        one &&
        random.pick(
          Object.values(one.parentType.getFields()).filter(
            (each) => each.name !== one.node.name.value && isLeafType(getNamedType(each.type)) && !each.args.length,
          ),
        );
      if (!other) return false;
      return anywhere(random, one.siblings, field(other.name, { alias: (one.node.alias ?? one.node.name).value }));
    },
    ({ random, found }) => {
      // The same field with other arguments, beside it or in a fragment on its type or an interface's.
      const one = random.pick(
        found.fields.filter(
          ({ node, def, parentType }) =>
            def?.args.some(({ name: each }) => each === 'first' || each === 'id') &&
            parentType.name !== 'Subscription' &&
            node.selectionSet,
        ),
      );
      if (!one) return false;
      const page = one.def.args.some(({ name: each }) => each === 'first');
      const kept = page ? Object.fromEntries([]) : {};
      const again = field(one.node.name.value, {
        alias: one.node.alias?.value,
        args: page ? { ...kept, first: 4 } : { id: 'another' },
        selections: [field('__typename')],
      });
      if (page)
        again.arguments.push(
          ...one.node.arguments.filter(({ name: each }) => !['first', 'last', 'after', 'before'].includes(each.value)),
        );
      return anywhere(random, one.siblings, random.chance(0.5) ? again : inline(one.parentType.name, [again]));
    },
    ({ random, found }) => {
      // Two levels down: the fields are the same, what is below them is not.
      const one = random.pick(
        found.fields.filter((each) => composite(each) && each.node.selectionSet && each.parentType.name !== 'Subscription'),
      );
      if (!one) return false;
      const again = structuredClone(one.node);
      again.directives = [];
      again.selectionSet.selections = [field('__typename', { alias: 'what' })];
      one.node.selectionSet.selections.push(
        random.chance(0.5) ? inline(undefined, [other(getNamedType(one.def.type))]) : other(getNamedType(one.def.type)),
      );
      return anywhere(random, one.siblings, again);
    },
    ({ random, found }) => {
      // One name for fields of different types, on different objects.
      const one = random.pick(found.sets.filter(({ type }) => type?.name === 'Node'));
      if (!one) return false;
      const [first, second] = random.some(
        [
          ['Room', 'topic'],
          ['User', 'role'],
          ['Message', 'seq'],
          ['Membership', 'permissions'],
          ['Announcement', 'title'],
        ],
        2,
      );
      return anywhere(
        random,
        one.node.selections,
        inline('Node', [
          inline(first[0], [field(first[1], { alias: 'same' })]),
          inline(second[0], [field(second[1], { alias: 'same' })]),
        ]),
      );
    },
    ({ random, found }) => {
      const root = found.operations.find(({ node }) => node.operation === 'mutation');
      if (!root) return false;
      const call = (roomName) => field('createRoom', { args: { input: { name: roomName } }, selections: [field('action')] });
      return root.node.selectionSet.selections.push(
        call('One'),
        random.chance(0.5) ? inline('Mutation', [call('Two')]) : call('Two'),
      );
    },
    ({ found, document, random }) => {
      const one = random.pick(found.sets.filter(({ type }) => type?.name === 'Query'));
      if (!one) return false;
      const page = (how) =>
        field('room', {
          alias: 'both',
          args: { id: 'x' },
          selections: [field('messages', { args: how, selections: [field('nodes', { selections: [field('seq')] })] })],
        });
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
