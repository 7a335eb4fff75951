// Variables where values stand: declared with or without defaults, given or left out, used again.

import { isInputObjectType, isListType, isNonNullType } from 'graphql';
import { Variable } from './ast.mjs';

const NAMES = ['a', 'b', 'c', 'on', 'query', 'true', 'null', 'input', 'fragment', 'v1', '_v', 'Type', 'id'];

export class Variables {
  /** Those of a document, whichever of its operations use them. */
  all = [];

  constructor(random, values) {
    Object.assign(this, { random, values });
  }

  /** A value, a variable, or a value with variables in it. */
  argument(type, coordinate, hasDefault = false) {
    if (this.random.chance(0.3)) return new Variable(this.variable(type, coordinate, hasDefault).name);
    return this.mixed(type, this.values.right(this.random, type, coordinate), coordinate);
  }

  mixed(type, value, coordinate) {
    const inner = isNonNullType(type) ? type.ofType : type;
    if (Array.isArray(value) && isListType(inner))
      return value.map((item) =>
        this.random.chance(0.1)
          ? new Variable(this.variable(inner.ofType, coordinate).name)
          : this.mixed(inner.ofType, item, coordinate),
      );
    if (isInputObjectType(inner) && value !== null && !Array.isArray(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([key, part]) => {
          const { type: of, defaultValue } = inner.getFields()[key];
          const place = `${inner.name}.${key}`;
          return [
            key,
            this.random.chance(0.12)
              ? new Variable(this.variable(of, place, defaultValue !== undefined).name)
              : this.mixed(of, part, place),
          ];
        }),
      );
    }
    return value;
  }

  /** A variable for this place: one that is there, or a new one, with a value or without when it needs none. */
  variable(type, coordinate, hasDefault = false) {
    const there = this.all.filter((one) => one.coordinate === coordinate && one.place === String(type));
    if (there.length && this.random.chance(0.5)) return this.random.pick(there);
    const { random, values } = this;
    const nullable = isNonNullType(type) ? type.ofType : type;
    const right = () => values.rightOf(random, nullable, coordinate, 0);
    const made = {
      name: `${random.pick(NAMES)}${this.all.length}`,
      coordinate,
      of: type,
      place: String(type),
      type: String(type),
    };
    if (isNonNullType(type)) {
      if (random.chance(0.3)) Object.assign(made, { type: String(nullable), fallback: right() });
      else if (random.chance(0.2)) made.fallback = right();
      else if (hasDefault && random.chance(0.3)) made.type = String(nullable);
      if (made.type !== String(type) ? random.chance(0.5) : !('fallback' in made) || random.chance(0.5)) made.value = right();
    } else {
      if (random.chance(0.25)) made.type = `${nullable}!`;
      if (random.chance(0.3)) made.fallback = right();
      if (made.type.endsWith('!') ? !('fallback' in made) || random.chance(0.5) : random.chance(0.6)) made.value = right();
      else if (!made.type.endsWith('!') && random.chance(0.3)) made.value = null;
    }
    this.all.push(made);
    return made;
  }

  /** What the request brings for them. */
  given() {
    const given = this.all
      .filter((one) => 'value' in one)
      .map(({ name, value, of }) => [name, this.values.forVariable(this.random, value, of)]);
    if (this.random.chance(0.05)) given.push(['unknown', [{ a: 1 }]]);
    return given.length ? Object.fromEntries(given) : this.random.pick([undefined, null, {}]);
  }
}
