// What a server says of its schema. What nothing says, such as the order of types, is taken from the server, so that the rest
// can be compared by the letter.

import {
  GraphQLBoolean,
  GraphQLNonNull,
  buildClientSchema,
  getIntrospectionQuery,
  introspectionTypes,
  isAbstractType,
  isInterfaceType,
  lexicographicSortSchema,
  printSchema,
  specifiedDirectives,
} from 'graphql';

/** Reads a server's schema by the standard query. */
export async function readSchema(url) {
  const query = getIntrospectionQuery({
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
  });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Both as text, to be compared. */
export const printed = (schema) => printSchema(lexicographicSortSchema(schema));
export const printedOf = (introspection) => printed(buildClientSchema(introspection));

/** What graphql-js has beyond the specification of September 2025: by type, fields and values, and arguments of fields. */
const BEYOND = {
  __Directive: ['isDeprecated', 'deprecationReason'],
  __DirectiveLocation: ['DIRECTIVE_DEFINITION'],
  __Schema: [['directives', 'includeDeprecated']],
};

/**
 * Makes graphql-js's schema tell what this server tells where the specification leaves it open: the order of types and
 * directives, the words of introspection about itself, and whether `includeDeprecated` may be null.
 */
export function align(schema, { __schema }) {
  const place = (names) => (left, right) => names.indexOf(left.name) - names.indexOf(right.name);
  const types = Object.values(schema.getTypeMap()).sort(place(__schema.types.map(({ name }) => name)));
  schema._typeMap = Object.assign(Object.create(null), Object.fromEntries(types.map((type) => [type.name, type])));
  for (const type of types.filter(isAbstractType)) {
    const told = __schema.types.find(({ name }) => name === type.name);
    const objects = isInterfaceType(type) ? schema._implementationsMap[type.name].objects : type.getTypes();
    objects.sort(place(told?.possibleTypes.map(({ name }) => name) ?? []));
  }
  schema.description = __schema.description ?? undefined;
  for (const type of introspectionTypes) {
    trim(type, BEYOND[type.name] ?? []);
    describe(
      type,
      __schema.types.find(({ name }) => name === type.name),
    );
  }
  const directives = __schema.directives.map(({ name }) => name);
  schema._directives = schema
    .getDirectives()
    .filter(({ name }) => directives.includes(name))
    .sort(place(directives));
  for (const directive of schema._directives) {
    directive.locations = directive.locations.filter((each) => !BEYOND.__DirectiveLocation.includes(each));
    // One that schema.graphql does not define is described by the server as it likes.
    if (specifiedDirectives.includes(directive))
      describeArguments(
        directive,
        __schema.directives.find(({ name }) => name === directive.name),
      );
  }
}

function trim(type, beyond) {
  for (const one of beyond) {
    if (Array.isArray(one)) {
      const field = type.getFields()[one[0]];
      field.args = field.args.filter(({ name }) => name !== one[1]);
    } else if (type.getFields) delete type.getFields()[one];
    else type._values = type.getValues().filter(({ name }) => name !== one);
  }
  if (!type.getFields) return;
  // Without the argument the resolver would leave out what is not deprecated as well.
  const { directives } = type.getFields();
  if (directives) directives.resolve = (schema) => schema.getDirectives();
}

function describe(type, told) {
  if (!told) return;
  type.description = told.description;
  const known = told.fields ?? told.enumValues;
  const place = ({ name }) => known.findIndex((each) => each.name === name);
  const members = (type.getFields ? Object.values(type.getFields()) : [...type.getValues()]).sort(
    (left, right) => place(left) - place(right),
  );
  if (type.getFields) type._fields = Object.fromEntries(members.map((member) => [member.name, member]));
  else type._values = members;
  for (const member of members) {
    const its = known.find(({ name }) => name === member.name);
    describeArguments(member, its);
  }
}

function describeArguments(member, told) {
  member.description = told?.description;
  for (const arg of member.args ?? []) {
    const its = told?.args.find(({ name }) => name === arg.name);
    arg.description = its?.description;
    if (arg.name === 'includeDeprecated' && its)
      arg.type = its.type.kind === 'NON_NULL' ? new GraphQLNonNull(GraphQLBoolean) : GraphQLBoolean;
  }
}
