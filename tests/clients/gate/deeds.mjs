// What cannot be foretold: mutations that are executed, and the first events of subscriptions. What they answer is held
// against the document alone: the same names in the same order, nothing null that must not be, `__typename` right. graphql-js
// reads the answer through the document, as if it were the world, and must come to the same answer.

import { GraphQLError, Kind, execute, parse, print } from 'graphql';
import { part } from './compare.mjs';
import { Random } from './random.mjs';
import { shrunk } from './shrink.mjs';
import { fromJson, toJson, wellFormed } from './text.mjs';

const CHANNELS = ['userEvents', 'roomEvents'];
/** They would end what the others go by. */
const NOT_DONE = ['register', 'login', 'logout', 'changePassword'];
const ROOTS = 4;

export class Deeds {
  constructor({ schema, generator, judge, url, authorization, seed }) {
    Object.assign(this, { schema, generator, judge, url: new URL(url), authorization, seed });
  }

  /** Executes as many mutations. What is told of those that went wrong, and how many there were of each kind. */
  async run(count) {
    const done = { mutations: 0, events: 0, wrong: [] };
    for (let number = 0; done.mutations + done.events < count && number < count * 10; number++) {
      const random = new Random(this.seed + Math.imul(number, 0x85ebca6b));
      const kind = random.chance(0.25) ? 'subscription' : 'mutation';
      const { document, operationName, variables } = this.generator.make(random, kind);
      const request = { query: print(document), operationName, variables, visitor: 'alice' };
      const operation = mainOf(document, operationName);
      if (!(await this.#isRight(request, operation))) continue;
      done[kind === 'mutation' ? 'mutations' : 'events'] += 1;
      const wrong = await this.#try(request, kind);
      if (wrong) done.wrong.push({ request, kind, wrong });
    }
    return done;
  }

  #try(request, kind) {
    return kind === 'mutation' ? this.#mutate(request) : this.#listen(request);
  }

  /** One that went wrong with as little as it takes. */
  async told({ request, kind, wrong }) {
    let last = wrong;
    const small = await shrunk(request, async (candidate) => {
      const operation = parsed(candidate.query) && mainOf(parsed(candidate.query), candidate.operationName);
      if (operation?.operation !== kind || !(await this.#isRight(candidate, operation))) return false;
      const found = await this.#try(candidate, kind);
      if (found) last = found;
      return Boolean(found);
    });
    return `${last}\n  ${JSON.stringify(small.query)}\n  variables ${toJson(small.variables ?? null)}`;
  }

  async #isRight(request, operation) {
    const right = await this.judge.judge({ ...request, visitor: 'nobody' });
    if (right.refused || right.open) return false;
    const names = operation.selectionSet.selections.map(({ kind, name }) => (kind === Kind.FIELD ? name.value : undefined));
    if (operation.operation === 'subscription') return CHANNELS.includes(names[0]);
    return (
      names.length <= ROOTS &&
      !/\b(register|login|logout|changePassword)\(/.test(request.query) &&
      !names.some((name) => NOT_DONE.includes(name))
    );
  }

  async #mutate({ query, operationName, variables }) {
    const answer = await this.#ask(toJson({ query, operationName, variables }));
    if (!('data' in answer)) return `refused: ${JSON.stringify(answer).slice(0, 300)}`;
    // A payload may say that something cannot be seen; what it says beyond that is told by stories.
    const failed = new Map((answer.errors ?? []).map(({ path, extensions }) => [path?.join('/'), extensions?.code]));
    const source = (_, __, ___, { path }) => at(answer.data, path, failed);
    const variableValues = fromJson(variables ?? {});
    const read = await execute({
      schema: this.schema,
      document: parse(wellFormed(query)),
      operationName,
      variableValues,
      fieldResolver: source,
    });
    return (
      part(read.data, answer.data, '') ??
      (Boolean(read.errors) !== failed.size > 0 ? `errors: ${JSON.stringify(answer.errors ?? read.errors)}` : undefined)
    );
  }

  /** Both channels begin by saying that they have begun. */
  async #listen({ query, operationName, variables }) {
    const ready = { __typename: 'StreamReady', occurredAt: '(now)' };
    const rootValue = Object.fromEntries(CHANNELS.map((channel) => [channel, ready]));
    const variableValues = fromJson(variables ?? {});
    const { data } = await execute({
      schema: this.schema,
      document: parse(wellFormed(query)),
      rootValue,
      operationName,
      variableValues,
    });
    const answer = await this.#firstEvent(toJson({ query, operationName, variables }));
    // Who is no member of a named room is told so; which rooms are whose is no matter here.
    if (['NOT_FOUND', 'NOT_A_MEMBER'].includes(answer.errors?.[0]?.extensions?.code)) return undefined;
    return part(data, answer.data, '') ?? (answer.errors ? JSON.stringify(answer.errors) : undefined);
  }

  async #ask(body) {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: this.authorization,
    };
    return (await fetch(this.url, { method: 'POST', headers, body })).json();
  }

  async #firstEvent(body) {
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream', authorization: this.authorization };
    const stop = new AbortController();
    const response = await fetch(this.url, { method: 'POST', headers, body, signal: stop.signal });
    let text = '';
    try {
      for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        const data = /^event: ?next\r?\ndata: ?([^\r\n]*)\r?\n\r?\n/m.exec(text)?.[1];
        if (data) return JSON.parse(data);
      }
    } finally {
      stop.abort();
    }
    return { errors: [{ message: `no event: ${text.slice(0, 200)}` }] };
  }
}

function parsed(query) {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

function mainOf({ definitions }, operationName) {
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return operations.find(({ name }) => operationName == null || name?.value === operationName);
}

/** What the answer has at a path; an error that it tells of there. */
function at(data, path, failed) {
  const keys = [];
  for (let step = path; step; step = step.prev) keys.unshift(step.key);
  if (failed.has(keys.join('/'))) throw new GraphQLError(failed.get(keys.join('/')));
  return keys.reduce((value, key) => value?.[key], data);
}
