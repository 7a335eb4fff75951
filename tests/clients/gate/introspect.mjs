// What a server says of its schema. Nothing says in which order types are listed: that is taken from the server, so that the
// rest can be compared by the letter.

import { buildClientSchema, getIntrospectionQuery, introspectionTypes, isAbstractType, isInterfaceType, lexicographicSortSchema, printSchema } from 'graphql';

/** Reads a server's schema by the standard query. */
export async function readSchema(url) {
  const query = getIntrospectionQuery({ specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Both as text, to be compared. */
export const printed = (schema) => printSchema(lexicographicSortSchema(schema));
export const printedOf = (introspection) => printed(buildClientSchema(introspection));

/** Puts what has no order of its own into the server's, and the words of introspection about itself into the server's words. */
export function align(schema, { __schema }) {
  const order = new Map(__schema.types.map(({ name }, n) => [name, n]));
  const byOrder = (left, right) => (order.get(left.name) ?? 1e9) - (order.get(right.name) ?? 1e9);
  const types = Object.values(schema.getTypeMap()).sort(byOrder);
  schema._typeMap = Object.assign(Object.create(null), Object.fromEntries(types.map((type) => [type.name, type])));
  for (const type of types.filter(isAbstractType)) {
    const names = __schema.types.find(({ name }) => name === type.name)?.possibleTypes?.map(({ name }) => name) ?? [];
    const place = (left, right) => names.indexOf(left.name) - names.indexOf(right.name);
    if (isInterfaceType(type)) schema._implementationsMap[type.name]?.objects.sort(place);
  }
  schema.description = __schema.description ?? undefined;
  for (const type of introspectionTypes) describe(type, __schema.types.find(({ name }) => name === type.name));
  const directives = __schema.directives.map(({ name }) => name);
  schema._directives = schema.getDirectives().filter(({ name }) => directives.includes(name))
    .sort((left, right) => directives.indexOf(left.name) - directives.indexOf(right.name));
}

function describe(type, told) {
  if (!told) return;
  type.description = told.description;
  const members = type.getFields?.() ?? Object.fromEntries(type.getValues().map((value) => [value.name, value]));
  for (const member of Object.values(members)) {
    const known = (told.fields ?? told.enumValues).find(({ name }) => name === member.name);
    member.description = known?.description;
    for (const arg of member.args ?? []) arg.description = known?.args.find(({ name }) => name === arg.name)?.description;
  }
}
