// Breaks documents on purpose: one rule each, or anything at random.

import { Kind, isInputType } from 'graphql';
import { literal, name, survey } from './ast.mjs';
import { MERGING } from './break-merging.mjs';
import { REQUESTS } from './break-requests.mjs';
import { SELECTIONS } from './break-selections.mjs';
import { TEXTS } from './break-texts.mjs';
import { VALUES } from './break-values.mjs';

/** Each way of breaking by the rule that it is meant for; the judge says what was really broken. */
export const BREAKERS = [SELECTIONS, MERGING, VALUES, REQUESTS].flatMap((group) =>
  Object.entries(group).flatMap(([rule, ways]) => ways.map((way, n) => ({ rule, label: `${rule} ${n + 1}`, way }))),
);

/** Breaks a draft in place; false when it has no place for it. */
export function breakBy(breaker, draft) {
  draft.found = survey(draft.schema, draft.document);
  return Boolean(breaker.way(draft));
}

/** Another text, which is likely none of the grammar. */
export const breakText = (random, text) => random.pick(TEXTS)(random, text);

/** Changes something anywhere, with no aim: what comes of it may be right. */
export function disturb(draft) {
  const { random, schema } = draft;
  const found = survey(schema, draft.document);
  const typeNames = () => Object.keys(schema.getTypeMap()).filter((each) => !each.startsWith('__'));
  const ways = [
    () =>
      rename(
        random.pick(found.fields)?.node,
        random.pick(
          random.pick(found.sets)?.type?.getFields
            ? Object.keys(random.pick(found.sets.filter(({ type }) => type?.getFields)).type.getFields())
            : ['id'],
        ),
      ),
    () => (random.pick(found.fields).node.alias = random.chance(0.5) ? undefined : name(random.pick(['x', 'y', 'id', 'nodes']))),
    () =>
      condition(
        random.pick([...found.inlines, ...found.fragments].filter(({ node }) => node.typeCondition)),
        random.pick(typeNames()),
      ),
    () => {
      const one = random.pick(found.definitions);
      const type = one && random.pick(Object.values(schema.getTypeMap()).filter(isInputType));
      if (one) one.node.type = wrap(random, { kind: Kind.NAMED_TYPE, name: name(type.name) });
    },
    () => {
      const value = random.pick(found.values);
      if (value)
        overwrite(value.node, literal(random.pick([null, 0, -1, 1.5, 1e3, 3e9, 'x', '', true, [], [[]], {}, { a: 1 }, [null]])));
    },
    () => {
      const [one, other] = [random.pick(found.values), random.pick(found.values)];
      if (one && other) overwrite(one.node, structuredClone(other.node));
    },
    () => {
      const [one, other] = [random.pick(found.sets), random.pick(found.sets)];
      one.node.selections.push(...structuredClone(other.node.selections).slice(0, 2));
    },
    () => {
      const { siblings, node } = random.pick(found.fields);
      if (siblings.length > 1) siblings.splice(siblings.indexOf(node), 1);
    },
    () => {
      const one = random.pick(found.arguments);
      if (one) one.siblings.splice(one.siblings.indexOf(one.node), 1);
    },
    () => {
      const one = random.pick(found.definitions);
      if (one) one.siblings.splice(one.siblings.indexOf(one.node), 1);
    },
    () => (random.pick(found.operations).node.operation = random.pick(['query', 'query', 'mutation', 'subscription'])),
    () => {
      const one = random.pick(found.definitions);
      if (one) one.node.defaultValue = random.chance(0.5) ? undefined : literal(random.pick([null, 1, 'x', true, [], {}]));
    },
    () => {
      const { variables } = draft.request;
      const key = variables && random.pick(Object.keys(variables));
      if (key)
        draft.request.variables = {
          ...variables,
          [key]: random.pick([null, 0, 1.5, 1e3, 3e9, 'x', true, [], {}, [null], '\u{1F600}'.slice(0, 1), undefined]),
        };
    },
  ];
  for (let n = random.pick([1, 1, 2, 3]); n > 0; n--) random.pick(ways)();
  return true;
}

const rename = (node, other) => node && (node.name = name(other));
const condition = (one, type) => one && (one.node.typeCondition = { kind: Kind.NAMED_TYPE, name: name(type) });

function overwrite(node, other) {
  for (const key of Object.keys(node)) delete node[key];
  Object.assign(node, other);
}

function wrap(random, type) {
  const listed = random.chance(0.3) ? { kind: Kind.LIST_TYPE, type } : type;
  return random.chance(0.5) ? { kind: Kind.NON_NULL_TYPE, type: listed } : listed;
}
