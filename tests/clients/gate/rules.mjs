// The rules of validation by which a document is judged: those of graphql-js, each error with the name of its rule, and what
// the specification of September 2025 has beyond them.

import { GraphQLError, Kind, SingleFieldSubscriptionsRule, specifiedRules, validate } from 'graphql';

/** In the way of `validate`: an error is told by its rule. */
const tagged = (rule) => (context) => {
  const report = (error) => context.reportError(Object.assign(error, { rule: rule.name }));
  return rule(Object.create(context, { reportError: { value: report } }));
};

/** 5.2.4.1: whether there is anything to hear is no matter of variables. graphql-js would ask for their values. */
function SubscriptionRootRule(context) {
  const strict = SingleFieldSubscriptionsRule(context);
  return {
    OperationDefinition(node) {
      if (node.operation !== 'subscription') return;
      const conditional = rootDirectives(context, node.selectionSet, new Set());
      if (!conditional.length) return strict.OperationDefinition(node);
      context.reportError(new GraphQLError('Nothing at the root of a subscription is skipped or included.', { nodes: conditional }));
    },
  };
}

function rootDirectives(context, set, seen) {
  return set.selections.flatMap((selection) => {
    const own = (selection.directives ?? []).filter(({ name }) => name.value === 'skip' || name.value === 'include');
    if (selection.kind === Kind.INLINE_FRAGMENT) return [...own, ...rootDirectives(context, selection.selectionSet, seen)];
    if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) return own;
    seen.add(selection.name.value);
    const fragment = context.getFragment(selection.name.value);
    return fragment ? [...own, ...rootDirectives(context, fragment.selectionSet, seen)] : own;
  });
}

const LIMIT = 'MaxIntrospectionDepthRule';
const all = specifiedRules.map((rule) => (rule === SingleFieldSubscriptionsRule ? SubscriptionRootRule : rule));
const rules = all.map(tagged);

/** All rules that a document can break. */
export const RULES = all.map(({ name }) => name);

/** The errors of a document that parses. How deep introspection nests is a limit, no rule: it is told apart. */
export function broken(schema, document) {
  const errors = validate(schema, document, rules, { maxErrors: 1_000 });
  return { wrong: errors.filter(({ rule }) => rule !== LIMIT), tooDeep: errors.filter(({ rule }) => rule === LIMIT) };
}
