// Which response names one object of an answer has already, so that what is selected twice can be merged.

import { isObjectType } from 'graphql';

export class Scope {
  #taken = new Map();

  /** How many names there are. */
  get size() {
    return this.#taken.size;
  }

  /** Whether this field may have this response name: 5.3.2, a little stricter. */
  takes(response, parent, key, type) {
    return (this.#taken.get(response) ?? []).every((one) => {
      const apart = isObjectType(one.parent) && isObjectType(parent) && one.parent !== parent;
      return one.type === type && (apart || one.key === key);
    });
  }

  /** Takes it; the scope of what is selected below it, the same for all of that name. */
  add(response, parent, key, type) {
    const known = this.#taken.get(response) ?? [];
    const child = known[0]?.child ?? new Scope();
    this.#taken.set(response, [...known, { parent, key, type, child }]);
    return child;
  }
}
