// The requests of a run, each from the run's seed and its own number.

import { print } from 'graphql';
import { BREAKERS, breakBy, breakText, disturb } from './break.mjs';
import { Random } from './random.mjs';
import { dressed } from './text.mjs';

const KINDS = [...Array(7).fill('query'), 'mutation', 'mutation', 'subscription'];
const ATTEMPTS = 8;

export class Composer {
  constructor({ schema, values, generator, seed }) {
    Object.assign(this, { schema, values, generator, seed });
  }

  /** The request of a number: `{query, operationName, variables, visitor, origin}`. */
  request(number) {
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
    return { ...made, query: breakText(random, made.query), visitor: 'nobody' };
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
    const calm = document.definitions.every(({ operation }) => !operation || operation === 'query');
    // Who is signed in could change the world, were a server to run what it must not.
    const signedIn = calm && origin !== 'disturbed' && random.chance(0.85);
    const operationName = request.text === undefined ? request.operationName : undefined;
    return { query, operationName, variables: request.variables, visitor: signedIn ? 'alice' : 'nobody', origin };
  }
}
