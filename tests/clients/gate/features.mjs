// What requests have in them that servers get wrong, beyond the rules of validation: counted, so that a generator that has
// stopped making one of them is found out.

import { Kind, isObjectType, isUnionType, visit } from 'graphql';
import { Written, wellFormed } from './text.mjs';

/** By name, how to see it: `text` of the query, its `document`, the `request`, what is `right`, and the schema's `types`. */
const FEATURES = {
  'a description': ({ document }) =>
    document.definitions.some(
      ({ description, variableDefinitions = [] }) => description || variableDefinitions.some((each) => each.description),
    ),
  'a byte order mark between tokens': ({ text }) => text.indexOf('\uFEFF', 1) > 0,
  'a comment that ends with a carriage return': ({ text }) => /#[^\n\r]*\r(?!\n)/.test(text),
  'a comma within a field or a fragment': ({ text }) => /\w\s*,\s*:|\.\.\.\s*,/.test(text),
  'a character by its number': ({ text }) => /\\u\{/.test(text),
  'a pair of surrogates': ({ text }) => /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F]/.test(text),
  'a block string': ({ text }) => text.includes('"""'),
  'half an emoji': ({ request }) => [request.query, ...allStrings(request.variables)].some((each) => each !== wellFormed(each)),
  'a number in another form': ({ request }) => some(request.variables, (value) => value instanceof Written),
  'variables that nobody asked for': ({ request }) => 'unknown' in (request.variables ?? {}),
  'an operation beside the one that runs': ({ document }) =>
    document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length > 1,
  'a fragment on a union': ({ document, types }) =>
    any(document, 'NamedType', ({ name }, parent) => parent.kind !== Kind.VARIABLE_DEFINITION && isUnionType(types[name.value])),
  'a directive at __typename': ({ document }) =>
    any(document, 'Field', ({ name, directives }) => name.value === '__typename' && directives.length > 0),
  'a default that decides a directive': ({ document, request }) =>
    any(
      document,
      'Directive',
      ({ arguments: [one] }) =>
        one?.value.kind === Kind.VARIABLE &&
        hasDefault(document, one.value.name.value) &&
        !(one.value.name.value in (request.variables ?? {})),
    ),
  'fields that merge': ({ document }) =>
    any(document, 'SelectionSet', ({ selections }) =>
      repeats(selections.filter(({ selectionSet, kind }) => selectionSet && kind === Kind.FIELD).map(response)),
    ),
  'equal roots of a subscription': ({ document }) =>
    any(
      document,
      'OperationDefinition',
      ({ operation, selectionSet }) =>
        operation === 'subscription' && repeats(selectionSet.selections.filter(({ kind }) => kind === Kind.FIELD).map(response)),
    ),
  'one name on different objects': ({ document, types }) =>
    any(document, 'SelectionSet', ({ selections }) => onDifferentObjects(selections, types)),
  'a value in place of a list': ({ document }) =>
    any(document, 'Argument', ({ name, value }) => name.value === 'cursors' && value.kind === Kind.OBJECT),
  'a variable within a value': ({ document }) => any(document, 'ObjectField', ({ value }) => value.kind === Kind.VARIABLE),
  'a variable that may be null where none may': ({ document }) =>
    any(
      document,
      'VariableDefinition',
      ({ type, defaultValue }) => type.kind !== 'NonNullType' && defaultValue && defaultValue.kind !== Kind.NULL,
    ),
  'null for a variable': ({ request }) => Object.values(request.variables ?? {}).includes(null),
  'data beside an error': ({ right }) => right.data && right.errors.length > 0,
  introspection: ({ document }) => any(document, 'Field', ({ name }) => name.value === '__schema' || name.value === '__type'),
  'introspection of introspection': ({ right }) => JSON.stringify(right.data ?? null).includes('"__'),
  'an object that is empty': ({ right }) =>
    some(
      right.data,
      (value) => value !== null && typeof value === 'object' && !Array.isArray(value) && !Object.keys(value).length,
    ),
  'by address': ({ request }) => request.way === 'get',
  'by a socket': ({ request }) => request.way === 'socket',
  'by a stream': ({ request }) => request.way === 'stream',
  'as application/json': ({ request }) => request.way === 'json',
};

export const NAMES = Object.keys(FEATURES);

/** What a request that runs has of them. */
export function featuresOf(schema, { request, right }) {
  const seen = { text: request.query, document: right.document, request, right, types: schema.getTypeMap() };
  return NAMES.filter((name) => FEATURES[name](seen));
}

const response = ({ alias, name }) => (alias ?? name).value;
const repeats = (names) => new Set(names).size < names.length;

function any(document, kind, holds) {
  let found = false;
  visit(document, { [kind]: (node, _, parent) => void (found ||= Boolean(holds(node, parent))) });
  return found;
}

function some(value, holds) {
  if (holds(value)) return true;
  return (
    value !== null &&
    typeof value === 'object' &&
    !(value instanceof Written) &&
    Object.values(value).some((part) => some(part, holds))
  );
}

function allStrings(value) {
  const found = [];
  some(value, (part) => typeof part === 'string' && void found.push(part));
  return found;
}

function hasDefault(document, variable) {
  return any(document, 'VariableDefinition', (node) => node.variable.name.value === variable && node.defaultValue);
}

/** Two fragments on different objects, side by side, that give different fields one name. */
function onDifferentObjects(selections, types) {
  const known = new Map();
  for (const { kind, typeCondition, selectionSet } of selections) {
    if (kind !== Kind.INLINE_FRAGMENT || !typeCondition || !isObjectType(types[typeCondition.name.value])) continue;
    for (const field of selectionSet.selections.filter((each) => each.kind === Kind.FIELD)) {
      const other = known.get(response(field));
      if (other && other.type !== typeCondition.name.value && other.name !== field.name.value) return true;
      known.set(response(field), { type: typeCondition.name.value, name: field.name.value });
    }
  }
  return false;
}
