// 5.3.2 says of `__typename` what it says of every field: what shares its response name has its type, String!. graphql-js looks
// at the fields that a type defines only, and takes `… on Room { x: kind } … on User { x: __typename }`.

import { GraphQLError, Kind, getNamedType, isLeafType } from 'graphql';

const TYPENAME = 'String!';
/** Enough for every document that is within the limits; one whose fragments name themselves has no end. */
const MOST = 20_000;
const DEEPEST = 40;

/** A rule for `validate`. */
export function OverlappingTypenamesRule(context) {
  const check = (node, type) => {
    const walk = { context, left: MOST };
    if (type) conflicts(walk, [{ set: node.selectionSet, type }]);
  };
  const schema = context.getSchema();
  return {
    OperationDefinition: (node) => check(node, schema.getRootType(node.operation)),
    FragmentDefinition: (node) => check(node, schema.getType(node.typeCondition.name.value)),
  };
}

/** Looks through all that may stand under one response name, whatever objects it is of. */
function conflicts(walk, sets, depth = 0) {
  const groups = new Map();
  const seen = new Set();
  for (const { set, type } of sets) collect(walk, set, type, groups, seen);
  for (const [response, fields] of groups) {
    const meta = fields.filter(({ node }) => node.name.value === '__typename');
    const other = meta.length && fields.find(({ type }) => String(type) !== TYPENAME);
    if (other) {
      const nodes = [meta[0].node, other.node];
      walk.context.reportError(
        new GraphQLError(`Fields "${response}" conflict because they return conflicting types.`, { nodes }),
      );
      return;
    }
    const below = fields.filter(({ node, type }) => node.selectionSet && !isLeafType(getNamedType(type)));
    if (below.length && depth < DEEPEST && (walk.left -= below.length) > 0) {
      conflicts(
        walk,
        below.map(({ node, type }) => ({ set: node.selectionSet, type: getNamedType(type) })),
        depth + 1,
      );
    }
  }
}

function collect(walk, set, type, groups, seen) {
  const schema = walk.context.getSchema();
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const fieldName = selection.name.value;
      const known = fieldName === '__typename' ? TYPENAME : type?.getFields?.()[fieldName]?.type;
      // What is not known is told by another rule.
      if (!known) continue;
      const response = (selection.alias ?? selection.name).value;
      groups.set(response, [...(groups.get(response) ?? []), { node: selection, type: known }]);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.context.getFragment(selection.name.value);
    if (!fragment || seen.has(fragment)) continue;
    seen.add(fragment);
    const inner = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : type;
    collect(walk, fragment.selectionSet, inner, groups, seen);
  }
}
