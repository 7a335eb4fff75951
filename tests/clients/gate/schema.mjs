// The schema as graphql-js has it, made from schema.graphql, with what the scalars of Spark take.

import { readFileSync } from 'node:fs';
import { GraphQLError, Kind, buildSchema, valueFromASTUntyped } from 'graphql';

const SDL = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8');
const INSTANT = /^\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-](\d\d):(\d\d))$/i;
const MAX_URL_BYTES = 2_000;

/** RFC 3339, with days that are in the calendar. */
export function isInstant(text) {
  const parts = INSTANT.exec(text);
  if (!parts) return false;
  const [month, day, hour, minute, second, zoneHour, zoneMinute] = [1, 2, 3, 4, 5, 8, 9].map((n) => Number(parts[n] ?? 0));
  const days = new Date(Date.UTC(Number(text.slice(0, 4)), month, 0)).getUTCDate();
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= days &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    zoneHour < 24 &&
    zoneMinute < 60
  );
}

/** An absolute http or https address. */
function isAddress(text) {
  const url = URL.canParse(text) && new URL(text);
  return Boolean(url) && ['http:', 'https:'].includes(url.protocol) && Buffer.byteLength(text) <= MAX_URL_BYTES;
}

/** Whether a value can be JSON: a number of a literal may be too large for that. */
function isJson(value) {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value !== 'object' || Object.values(value).every(isJson);
}

function refuse(type, node) {
  throw new GraphQLError(`This is no ${type}.`, { nodes: node });
}

function textual(scalar, holds) {
  scalar.parseValue = (value) => (typeof value === 'string' && holds(value) ? value : refuse(scalar.name));
  scalar.parseLiteral = (node) => (node.kind === Kind.STRING && holds(node.value) ? node.value : refuse(scalar.name, node));
}

/** A schema of one's own: resolvers may be put on it. */
export function sparkSchema() {
  const schema = buildSchema(SDL);
  textual(schema.getType('DateTime'), isInstant);
  textual(schema.getType('URL'), isAddress);
  // Only `map` of a request with files makes one.
  const upload = schema.getType('Upload');
  upload.parseValue = () => refuse('Upload');
  upload.parseLiteral = (node) => refuse('Upload', node);
  const json = schema.getType('JSON');
  json.parseValue = (value) => value;
  json.parseLiteral = (node, variables) => {
    // A variable in it that has no value is left out by graphql-js; what is no value at all would be taken for wrong.
    const value = valueFromASTUntyped(node, variables ?? {});
    return isJson(value) ? (value ?? null) : refuse('JSON', node);
  };
  return schema;
}
