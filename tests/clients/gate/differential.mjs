// The test itself: requests by the thousand, each judged by graphql-js and asked of a server, and what disagreed.

import { differs } from './compare.mjs';
import { Composer } from './compose.mjs';
import { NAMES as FEATURES, featuresOf } from './features.mjs';
import { Generator } from './generate.mjs';
import { align, readSchema } from './introspect.mjs';
import { Judge } from './judge.mjs';
import { rootOf } from './resolvers.mjs';
import { RULES } from './rules.mjs';
import { sparkSchema } from './schema.mjs';
import { shrunk } from './shrink.mjs';
import { Values, poolsOf } from './values.mjs';
import { Ways } from './ways.mjs';

/** How many requests are under way at once. */
const AT_ONCE = 6;
/** What is broken on purpose beside the rules of validation. */
const OTHERS = [
  'syntax',
  'operation',
  'variables',
  'arguments',
  'tokens',
  'selections',
  'nesting',
  'nesting of variables',
  'number',
  'depth',
  'aliases',
  'roots',
  'nodes',
  'introspection',
];

export class Differential {
  /** By how many requests each rule was broken, and by how many alone. */
  counts = new Map([...RULES, ...OTHERS].map((rule) => [rule, { broken: 0, alone: 0 }]));
  /** How many requests that run have what servers get wrong. */
  features = new Map(FEATURES.map((name) => [name, 0]));
  ran = 0;
  refused = 0;
  /** The disagreements by class, with the first request of each. */
  found = new Map();

  /** Those whose connection broke, one after the other. */
  #again = Promise.resolve();

  /** `revive` starts a server anew that is not there any more. */
  static async on({ url, tokens, world, seed, revive = () => {} }) {
    const schema = sparkSchema();
    align(schema, await readSchema(url));
    const values = new Values(schema, poolsOf(world));
    const composer = new Composer({ schema, values, generator: new Generator(schema, values), seed });
    return new Differential(composer, new Judge(schema, rootOf(world, schema)), new Ways(url, tokens), revive);
  }

  constructor(composer, judge, ways, revive) {
    Object.assign(this, { composer, judge, ways, revive });
  }

  /** What is right, what was answered, and where they part. */
  async try(request) {
    const right = await this.judge.judge(request);
    if (right.unasked) return { right };
    const answer = await this.#ask(request);
    return { right, answer, difference: differs(right, answer) };
  }

  /** Asks; when the server went away, again and alone: it may have been another's fault. */
  async #ask(request) {
    const answer = await this.ways.ask(request);
    if (!answer.gone) return answer;
    const turn = this.#again.then(async () => {
      await this.revive();
      const second = await this.ways.ask(request);
      if (second.gone) await this.revive();
      return second;
    });
    this.#again = turn;
    return turn;
  }

  /** Tries so many requests, or as many as there is time for; how many that were. */
  async run(count, milliseconds = Infinity) {
    const end = performance.now() + milliseconds;
    let next = 0;
    const work = async () => {
      while (next < count && performance.now() < end) {
        const number = next++;
        await this.#one(this.composer.request(number), number);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return next;
  }

  async #one(request, number) {
    const { right, difference } = await this.try(request);
    if (right.refused) {
      this.refused += 1;
      for (const rule of right.why) {
        const count = this.counts.get(rule);
        if (!count) continue;
        count.broken += 1;
        if (right.why.length === 1) count.alone += 1;
      }
    } else {
      this.ran += 1;
      for (const name of featuresOf(this.judge.schema, { request, right })) this.features.set(name, this.features.get(name) + 1);
    }
    if (!difference) return;
    const key = classOf(right, difference);
    const known = this.found.get(key);
    if (known) known.times += 1;
    else this.found.set(key, { times: 1, number, request, right, difference });
  }

  /** A disagreement with as little as it takes. */
  async smallest({ request, right, difference }) {
    const key = classOf(right, difference);
    let last = { request, right, difference };
    await shrunk(request, async (candidate) => {
      const found = await this.try(candidate);
      const same = found.difference !== undefined && classOf(found.right, found.difference) === key;
      if (same) last = { request: candidate, ...found };
      return same;
    });
    return last;
  }

  close() {
    return this.ways.close();
  }
}

/** Disagreements of one class likely have one cause. Where something was told that should not be, its words say which. */
function classOf(right, { kind, detail, told }) {
  const judged = right.refused ? 'refused' : `${right.kind} runs`;
  if (told !== undefined) return `${judged}, but: ${kind}: ${generally(told)}`;
  const why = right.refused ? ` (${right.why.join(', ')}${right.detail ? `: ${right.detail[0]}` : ''})` : '';
  return `${judged}${why}, but: ${kind}${kind === 'failed' ? `: ${generally(detail)}` : ''}`;
}

/** A message without what it quotes. */
const generally = (message) =>
  message
    .split('\n')[0]
    .replace(/"[^"]*"|\$\w+|'[^']*'|\d+/g, '…')
    .slice(0, 44);
