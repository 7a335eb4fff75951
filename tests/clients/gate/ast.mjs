// Documents as trees, made and searched.

import { Kind, TypeInfo, parseType, visit, visitWithTypeInfo } from 'graphql';

/** A name of an enum, and a variable, where a value stands. */
export class Named {
  constructor(name) {
    this.name = name;
  }
}
export class Variable {
  constructor(name) {
    this.name = name;
  }
}

export const name = (value) => ({ kind: Kind.NAME, value });
export const argument = (argumentName, value) => ({ kind: Kind.ARGUMENT, name: name(argumentName), value: literal(value) });
export const directive = (directiveName, args = {}) => ({
  kind: Kind.DIRECTIVE,
  name: name(directiveName),
  arguments: Object.entries(args).map(([key, value]) => argument(key, value)),
});
export const selectionSet = (selections) => ({ kind: Kind.SELECTION_SET, selections });
export const field = (fieldName, { alias, args = {}, directives = [], selections } = {}) => ({
  kind: Kind.FIELD,
  name: name(fieldName),
  alias: alias === undefined ? undefined : name(alias),
  arguments: Object.entries(args).map(([key, value]) => argument(key, value)),
  directives,
  selectionSet: selections && selectionSet(selections),
});
const condition = (type) => ({ kind: Kind.NAMED_TYPE, name: name(type) });
export const inline = (type, selections, directives = []) => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: type === undefined ? undefined : condition(type),
  directives,
  selectionSet: selectionSet(selections),
});
export const spread = (fragment, directives = []) => ({ kind: Kind.FRAGMENT_SPREAD, name: name(fragment), directives });
export const fragment = (fragmentName, type, selections) => ({
  kind: Kind.FRAGMENT_DEFINITION,
  name: name(fragmentName),
  typeCondition: condition(type),
  directives: [],
  selectionSet: selectionSet(selections),
});
export const operation = (kind, operationName, definitions, selections) => ({
  kind: Kind.OPERATION_DEFINITION,
  operation: kind,
  name: operationName === undefined ? undefined : name(operationName),
  variableDefinitions: definitions,
  directives: [],
  selectionSet: selectionSet(selections),
});
export const definition = (variable, type, fallback) => ({
  kind: Kind.VARIABLE_DEFINITION,
  variable: { kind: Kind.VARIABLE, name: name(variable) },
  type: parseType(type, { noLocation: true }),
  defaultValue: fallback === undefined ? undefined : literal(fallback),
  directives: [],
});
export const text = (value) => ({ kind: Kind.STRING, value, block: false });

/** The literal of a value. */
export function literal(value) {
  if (value instanceof Variable) return { kind: Kind.VARIABLE, name: name(value.name) };
  if (value instanceof Named) return { kind: Kind.ENUM, value: value.name };
  if (value === null) return { kind: Kind.NULL };
  if (Array.isArray(value)) return { kind: Kind.LIST, values: value.map(literal) };
  switch (typeof value) {
    case 'boolean':
      return { kind: Kind.BOOLEAN, value };
    case 'string':
      return text(value);
    case 'number':
      return { kind: Number.isInteger(value) ? Kind.INT : Kind.FLOAT, value: String(value) };
    default:
      return { kind: Kind.OBJECT, fields: Object.entries(value).map(([key, part]) => objectField(key, part)) };
  }
}
export const objectField = (key, value) => ({ kind: Kind.OBJECT_FIELD, name: name(key), value: literal(value) });

/** All that a document has, by kind, each with what is known of its place. */
export function survey(schema, document) {
  const found = {
    fields: [],
    sets: [],
    arguments: [],
    values: [],
    inlines: [],
    spreads: [],
    fragments: [],
    operations: [],
    definitions: [],
    objects: [],
  };
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      enter(node, key, parent) {
        switch (node.kind) {
          case Kind.FIELD:
            found.fields.push({ node, parentType: types.getParentType(), def: types.getFieldDef(), siblings: parent });
            break;
          case Kind.SELECTION_SET:
            found.sets.push({ node, type: types.getParentType() });
            break;
          case Kind.ARGUMENT:
            found.arguments.push({ node, def: types.getArgument(), siblings: parent });
            break;
          case Kind.INLINE_FRAGMENT:
            found.inlines.push({ node, siblings: parent, type: types.getParentType() });
            break;
          case Kind.FRAGMENT_SPREAD:
            found.spreads.push({ node, siblings: parent, type: types.getParentType() });
            break;
          case Kind.FRAGMENT_DEFINITION:
            found.fragments.push({ node });
            break;
          case Kind.OPERATION_DEFINITION:
            found.operations.push({ node });
            break;
          case Kind.VARIABLE_DEFINITION:
            found.definitions.push({ node, siblings: parent });
            break;
          case Kind.OBJECT:
            found.objects.push({ node, type: types.getInputType() });
            break;
          default:
        }
        // Where another value could stand: an argument's, a field's of an object, one of a list.
        if ((key === 'value' || key === 'defaultValue' || (Array.isArray(parent) && 'kind' in node)) && VALUES.has(node.kind)) {
          found.values.push({ node, type: types.getInputType(), holder: parent, key });
        }
      },
    }),
  );
  return found;
}

const VALUES = new Set([
  Kind.VARIABLE,
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

/** The names of the variables below a node, through fragments. */
export function usedVariables(node, fragments, used = new Set(), seen = new Set()) {
  const walk = (part) => {
    if (!part || typeof part !== 'object') return;
    if (Array.isArray(part)) return part.forEach(walk);
    if (part.kind === Kind.VARIABLE) used.add(part.name.value);
    if (part.kind === Kind.FRAGMENT_SPREAD && !seen.has(part.name.value)) {
      seen.add(part.name.value);
      walk(fragments.get(part.name.value)?.selectionSet);
    }
    for (const key of ['selectionSet', 'selections', 'arguments', 'directives', 'value', 'values', 'fields']) walk(part[key]);
  };
  walk(node.selectionSet);
  walk(node.directives);
  return used;
}
