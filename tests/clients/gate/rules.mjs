// The rules of validation by which a document is judged: those of graphql-js, each error with the name of its rule, and what
// the specification of September 2025 has beyond them.

import { GraphQLError, Kind, SingleFieldSubscriptionsRule, specifiedRules, validate, visit } from 'graphql';
import { isIncluded } from './included.mjs';
import { OverlappingTypenamesRule } from './typename.mjs';

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
      context.reportError(
        new GraphQLError('Nothing at the root of a subscription is skipped or included.', { nodes: conditional }),
      );
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
const rules = [...all, OverlappingTypenamesRule].map(tagged);

/** All rules that a document can break. How deep introspection nests is a limit, and counted as such. */
export const RULES = [...all, OverlappingTypenamesRule].map(({ name }) => name).filter((rule) => rule !== LIMIT);

/** An error without a rule says that graphql-js would not go on: the document is too large for it. */
const isLimit = ({ rule }) => rule === LIMIT || rule === undefined;

/** The errors of a document that parses. How deep introspection nests is a limit, no rule: it is told apart. */
export function broken(schema, document) {
  const errors = validate(schema, document, rules, { maxErrors: 1_000 });
  return { wrong: errors.filter((error) => !isLimit(error)), tooDeep: errors.filter(isLimit) };
}

/**
 * The same of what one operation reaches: what else the document has is not asked for. Of introspection graphql-js counts what is
 * skipped as well; a server may see that nobody asks for it. So what nests too deep only there is `near`.
 */
export function tooDeepIn(schema, document, operation, variables) {
  const asked = (definition) =>
    visit(definition, { enter: (node) => (isSelection(node) && isSkipped(node, variables) ? null : undefined) });
  const over = tooDeep(schema, reached(document, operation, asked));
  const whole = tooDeep(schema, reached(document, operation, (definition) => definition));
  return { over, near: whole.filter((limit) => !over.includes(limit)) };
}

const isSelection = ({ kind }) => kind === Kind.FIELD || kind === Kind.INLINE_FRAGMENT || kind === Kind.FRAGMENT_SPREAD;

/** A null by variable, where none may be, in what no object reaches: nobody asks whether it is skipped. */
function isSkipped(selection, variables) {
  try {
    return !isIncluded(selection, variables);
  } catch {
    return false;
  }
}

/** An operation and its fragments, of each what `part` leaves. */
function reached(document, operation, part) {
  const named = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const fragments = new Map(named.map((each) => [each.name.value, each]));
  const found = new Set([operation]);
  const definitions = [];
  for (const definition of found) {
    definitions.push(part(definition));
    visit(definitions.at(-1), { FragmentSpread: ({ name }) => void found.add(fragments.get(name.value)) });
  }
  return { ...document, definitions };
}

function tooDeep(schema, document) {
  const errors = validate(schema, document, rules, { maxErrors: 1_000 });
  return [...new Set(errors.filter(isLimit).map(({ rule }) => (rule ? 'introspection' : 'work')))];
}
