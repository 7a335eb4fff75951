// The requests of a run, each from the run's seed and its own number.

import { print } from 'graphql';
import { BREAKERS, breakBy, breakText, disturb } from './break.mjs';
import { known } from './known.mjs';
import { Random } from './random.mjs';
import { dressed, toJson, wellFormed } from './text.mjs';
import { LONGEST_FOR_GET } from './ways.mjs';

const KINDS = [...Array(7).fill('query'), 'mutation', 'mutation', 'subscription'];
const ATTEMPTS = 8;

export class Composer {
  constructor({ schema, values, generator, seed }) {
    const [room, message, user] = ['room', 'message', 'user'].map((kind) => values.pools.ids[kind][0]);
    Object.assign(this, { schema, values, generator, seed, known: known({ room, message, user }) });
  }

  /** The request of a number: `{query, operationName, variables, visitor, origin}`. */
  request(number) {
    if (number < this.known.length) return this.known[number];
    const random = new Random(this.seed + Math.imul(number, 0x9e3779b1));
    const dice = random.fraction();
    if (dice < 0.4) return this.finished(random, this.draft(random), 'right');
    if (dice < 0.75) return this.broken(random, BREAKERS[number % BREAKERS.length]);
    const draft = this.draft(random);
    if (dice < 0.85) {
      disturb(draft);
      return this.finished(random, draft, 'disturbed');
    }
    const made = this.finished(random, draft, 'text');
    const query = breakText(random, made.query);
    return { ...made, query, visitor: 'nobody', way: /\bsubscription\b/.test(query) ? 'stream' : 'post' };
  }

  draft(random) {
    const { document, operationName, variables } = this.generator.make(random, random.pick(KINDS));
    return { random, schema: this.schema, values: this.values, document, request: { operationName, variables } };
  }

  broken(random, breaker) {
    for (let n = 0; n < ATTEMPTS; n++) {
      const draft = this.draft(random);
      if (breakBy(breaker, draft)) return this.finished(random, draft, breaker.label);
    }
    return this.finished(random, this.draft(random), 'right');
  }

  finished(random, { document, request }, origin) {
    const query = request.text ?? dressed(random, print(document));
    const operationName = request.text === undefined ? request.operationName : undefined;
    const calm = document.definitions.every(({ operation }) => !operation || operation === 'query');
    // Who is signed in could change the world, were a server to run what it must not.
    const signedIn = calm && origin !== 'disturbed' && random.chance(0.85);
    const made = { query, operationName, variables: request.variables, visitor: signedIn ? 'alice' : 'nobody', origin };
    return { ...made, way: wayOf(random, made, calm) };
  }
}

/** The way that a request takes. By GET go no mutations, and over a socket only who is signed in. */
function wayOf(random, { query, variables, visitor }, calm) {
  if (/\bsubscription\b/.test(query)) return 'stream';
  const dice = random.fraction();
  if (dice < 0.1) return 'json';
  if (!calm || dice > 0.25) return 'post';
  if (visitor !== 'nobody' && dice > 0.17) return 'socket';
  return encodeURIComponent(wellFormed(query)).length + toJson(variables ?? null).length * 3 < LONGEST_FOR_GET ? 'get' : 'post';
}
