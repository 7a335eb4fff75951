import { buildSchema, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examples } from './examples.ts';

const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));

test.each(examples)('an example is an operation of the schema', ({ query, variables }) => {
  expect(validate(schema, parse(query)).map((error) => error.message)).toEqual([]);
  expect(() => JSON.parse(variables ?? '{}') as unknown).not.toThrow();
});
