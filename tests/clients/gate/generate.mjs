// Documents that are right by construction: operations, fragments and variables of any shape that the schema allows. What
// comes out wrong all the same is no matter: graphql-js judges every document.

import {
  Kind,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  print,
} from 'graphql';
import { Variable, definition, directive, field, fragment, inline, operation, spread, text, usedVariables } from './ast.mjs';
import { LISTS, PAGES } from './pages.mjs';
import { Scope } from './scope.mjs';
import { Variables } from './variables.mjs';

const ALIASES = ['x', 'y', 'z', 'on', 'query', 'fragment', 'true', 'null', 'input', 'a_1', '_', 'Nodes', 'type'];
/** What ends a session or makes one, and what takes files, which no JSON has: their like is told by stories of their own. */
const NOT_FOR_STRANGERS = ['register', 'login', 'logout', 'changePassword', 'uploadAttachment', 'updateAvatar'];
/** Pages that hold more than this together are not asked for. */
const MOST_NODES = 600;

/** Makes documents on a schema, with values that the world knows. */
export class Generator {
  constructor(schema, values) {
    // `shared`: the types that a fragment on a type may have, as far as somebody asked.
    Object.assign(this, { schema, values, shared: new Map() });
  }

  /** A document of this kind, as a tree, with variables, and the operation that is to run. */
  make(random, kind) {
    const draft = new Draft(this, random);
    const anonymous = random.chance(0.3);
    const operations = [draft.operation(kind, anonymous ? undefined : 'Main')];
    if (!anonymous) {
      // What else is in the document must not matter to what runs.
      for (let n = random.pick([0, 0, 0, 1, 2]); n > 0; n--) {
        operations.push(draft.operation(random.pick(['query', 'query', 'mutation', 'subscription']), `Other${n}`));
      }
    }
    for (const node of operations) draft.declare(node);
    const definitions = random.shuffled([...operations, ...draft.fragments.map(({ node }) => node)]);
    for (const node of definitions) draft.describe(node, anonymous);
    const main = operations[0].name?.value;
    return {
      document: { kind: Kind.DOCUMENT, definitions },
      operationName: operations.length > 1 || (main && random.chance(0.5)) ? main : random.pick([undefined, null]),
      variables: draft.variables.given(),
    };
  }
}

class Draft {
  fragments = [];
  budget = 45;
  aliases = 12;

  constructor({ schema, values, shared }, random) {
    Object.assign(this, { schema, shared, random, variables: new Variables(random, values) });
  }

  operation(kind, operationName) {
    const type = this.schema.getType({ query: 'Query', mutation: 'Mutation', subscription: 'Subscription' }[kind]);
    const scope = new Scope();
    this.budget += 15;
    const selections =
      kind === 'query' ? this.selections(type, scope, { depth: 0, nodes: 1, lists: 0 }) : this.root(kind, type, scope);
    return operation(kind, operationName, [], selections);
  }

  /** The root of a mutation has few fields, that of a subscription one, which may be said twice or stand in a fragment. */
  root(kind, type, scope) {
    const names = Object.keys(type.getFields()).filter((each) => !NOT_FOR_STRANGERS.includes(each));
    const place = { depth: 0, nodes: kind === 'mutation' ? 1 : 10, lists: 0, root: kind };
    const count = kind === 'mutation' ? this.random.between(1, 3) : 1;
    const nodes = this.random.some(names, count).map((each) => this.field(type, type.getFields()[each], scope, place));
    const [first] = nodes;
    if (this.random.chance(0.2)) nodes.push(structuredClone(first));
    if (kind === 'mutation' && this.random.chance(0.1)) nodes.push(field('__typename'));
    return this.random.chance(0.25) ? [this.wrapped(type, nodes, place)] : nodes;
  }

  /** Some selections on a type; at least one. */
  selections(type, scope, place) {
    const nodes = [];
    for (let n = this.random.between(1, place.depth ? 4 : 3); n > 0; n--) nodes.push(this.selection(type, scope, place));
    return nodes;
  }

  selection(type, scope, place) {
    const inside = place.nested ?? 0;
    if (inside < 4 && this.budget > 0 && this.random.chance(isAbstractType(type) ? 0.6 : 0.15)) {
      const on = this.random.chance(0.15) ? undefined : this.random.pick(this.conditions(type));
      const again = this.fragments.filter((one) => one.done && this.conditions(type).includes(one.type));
      if (again.length && this.random.chance(0.15)) return spread(this.random.pick(again).name, this.directives());
      const inner = on ? this.schema.getType(on) : type;
      this.budget -= 1;
      return this.wrapped(inner, this.selections(inner, scope, { ...place, nested: inside + 1 }), place, on);
    }
    if (isAbstractType(type) && this.aliases > 0 && this.random.chance(0.1)) return this.twins(type, scope);
    const fields = type.getFields ? Object.values(type.getFields()) : [];
    const open = fields.filter((each) => this.isOpen(type, each, place));
    if (type.name === 'Query' && this.random.chance(0.08)) return this.introspection(scope, place);
    if (!open.length || this.random.chance(0.12)) return this.typename(type, scope);
    return this.field(type, this.random.pick(open), scope, place);
  }

  /** Selections inside a fragment, which stands there or has a name. */
  wrapped(type, nodes, place, on = type.name) {
    const directives = place.root === 'subscription' ? [] : this.directives();
    if (!on || this.random.chance(0.6)) return inline(on, nodes, directives);
    const made = { name: `F${this.fragments.length}`, type: type.name, done: true };
    made.node = fragment(made.name, made.type, nodes);
    this.fragments.push(made);
    return spread(made.name, directives);
  }

  /** The types that a fragment on this one may have: its own, and those that share an object with it. */
  conditions(type) {
    if (!this.shared.has(type.name)) this.shared.set(type.name, this.sharing(type));
    return this.shared.get(type.name);
  }

  sharing(type) {
    const objects = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
    const shares = (other) =>
      objects.some((object) => object === other || (isAbstractType(other) && this.schema.isSubType(other, object)));
    const all = Object.values(this.schema.getTypeMap()).filter((other) => other.name !== 'Mutation' || type.name === 'Mutation');
    return all.filter((other) => (isObjectType(other) || isAbstractType(other)) && shares(other)).map(({ name }) => name);
  }

  isOpen(type, each, place) {
    const named = getNamedType(each.type);
    if (isLeafType(named)) return true;
    const lists = isListOf(each.type) && type.name.startsWith('__') ? place.lists + 1 : place.lists;
    return place.depth < 7 && this.budget > 0 && lists < 2;
  }

  /** One name for two fields of one type on different objects, which is right. */
  twins(type, scope) {
    const objects = this.random.some(this.schema.getPossibleTypes(type), 2);
    const plain = (object) => Object.values(object.getFields()).filter((each) => isLeafType(getNamedType(each.type)));
    const pairs =
      objects.length < 2
        ? []
        : plain(objects[0]).flatMap((one) =>
            plain(objects[1])
              .filter((other) => String(one.type) === String(other.type) && one !== other)
              .map((other) => [one, other]),
          );
    if (!pairs.length) return this.typename(type, scope);
    const alias = `same${scope.size}`;
    this.aliases -= 2;
    const fields = this.random.pick(pairs).map((each, n) => {
      scope.add(alias, objects[n], each.name, String(each.type));
      return inline(objects[n].name, [field(each.name, { alias })]);
    });
    return inline(this.random.chance(0.5) ? undefined : type.name, fields);
  }

  typename(type, scope) {
    const alias = this.alias(scope, type, { name: '__typename', type: 'String!' }, '__typename');
    scope.add(alias ?? '__typename', type, '__typename', 'String!');
    return field('__typename', { alias, directives: this.directives() });
  }

  introspection(scope, place) {
    const named = this.random.chance(0.7);
    const type = this.schema.getType(named ? '__Type' : '__Schema');
    const args = named ? { name: this.variables.argument(this.schema.getType('String'), 'Query.__type.name') } : {};
    const alias = `i${(this.aliases -= 1)}`.replace('-', '_');
    return field(named ? '__type' : '__schema', {
      alias,
      args,
      selections: this.selections(type, new Scope(), { ...place, depth: 3 }),
    });
  }

  field(type, def, scope, place) {
    this.budget -= 1;
    const coordinate = `${type.name}.${def.name}`;
    const page = PAGES[coordinate];
    const args = this.arguments(coordinate, def, page, place);
    const key = print(field(def.name, { args }));
    const alias = this.alias(scope, type, def, key);
    const child = scope.add(alias ?? def.name, type, key, String(def.type));
    const directives = place.root === 'subscription' ? [] : this.directives();
    const named = getNamedType(def.type);
    const made = field(def.name, { alias, args, directives });
    if (!isLeafType(named)) {
      const nodes = place.nodes * (page ? this.size(args, page) : (LISTS[coordinate] ?? 1));
      const lists = isListOf(def.type) && type.name.startsWith('__') ? place.lists + 1 : place.lists;
      made.selectionSet = {
        kind: Kind.SELECTION_SET,
        selections: this.selections(named, child, { depth: place.depth + 1, nodes, lists }),
      };
    }
    return made;
  }

  /** Another name when the own one is taken, and sometimes without need; now and then nobody looks whether it goes. */
  alias(scope, type, def, key) {
    const fits = (response) => scope.takes(response, type, key, String(def.type));
    if (fits(def.name) && (this.aliases <= 0 || !this.random.chance(0.15))) return undefined;
    if (this.aliases <= 0) return undefined;
    this.aliases -= 1;
    const wanted = this.random.pick(ALIASES);
    if (fits(wanted) || this.random.chance(0.04)) return wanted;
    return `u${this.aliases}`;
  }

  arguments(coordinate, def, page, place) {
    const args = {};
    for (const arg of this.random.shuffled(def.args)) {
      const paged = arg.name === 'first' || arg.name === 'last';
      if (paged && ('first' in args || 'last' in args)) continue;
      // By chance alone hardly any would be right.
      if (apart(arg.name, Object.keys(args)) && !this.random.chance(0.1)) continue;
      const wanted = paged ? 0.6 : /^(after|before|around)$/.test(arg.name) ? 0.2 : 0.5;
      if (!isRequiredArgument(arg) && !this.random.chance(wanted)) continue;
      const must = paged && place.nodes > 1 ? { ofType: arg.type } : undefined;
      args[arg.name] = must
        ? this.random.between(1, 3)
        : this.variables.argument(arg.type, `${coordinate}.${arg.name}`, arg.defaultValue !== undefined);
    }
    if (page && place.nodes * this.size(args, page) > MOST_NODES && !('last' in args)) args.first = this.random.between(1, 2);
    return args;
  }

  size(args, page) {
    const asked = args.first ?? args.last;
    return typeof asked === 'number' ? asked : asked instanceof Variable ? 5 : page.size;
  }

  directives() {
    if (!this.random.chance(0.1)) return [];
    const condition = () => this.variables.argument(BOOLEAN(this.schema), 'Directive.if');
    return this.random.some(['skip', 'include'], this.random.pick([1, 1, 2])).map((each) => directive(each, { if: condition() }));
  }

  /** Declares what an operation uses, itself or in its fragments. */
  declare(node) {
    const used = usedVariables(node, new Map(this.fragments.map((one) => [one.name, one.node])));
    const wanted = this.random.shuffled(this.variables.all.filter(({ name }) => used.has(name)));
    node.variableDefinitions = wanted.map(({ name, type, fallback }) => definition(name, type, fallback));
  }

  /** Words for people, where the grammar has a place for them. */
  describe(node, anonymous) {
    if (!this.random.chance(0.1)) return;
    const isQuery = node.operation === 'query' && anonymous && !node.variableDefinitions.length;
    if (!isQuery) node.description = text('What it is "for" 😀');
    for (const each of node.variableDefinitions ?? []) if (this.random.chance(0.5)) each.description = text('A variable');
  }
}

const BOOLEAN = (schema) => schema.getDirective('skip').args[0].type;
const apart = (name, others) => (name === 'around' ? BESIDE.some((each) => others.includes(each)) : BESIDE.includes(name) && others.includes('around'));
const BESIDE = ['last', 'after', 'before'];
const isListOf = (type) => isListType(isNonNullType(type) ? type.ofType : type);
