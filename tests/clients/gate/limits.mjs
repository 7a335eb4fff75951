// The documented limits of a request, and what is judged of its arguments before it runs. Where a limit's exact edge is the
// server's own affair (how fields that merge are counted), there is a band in which it may take or refuse.

import {
  Kind,
  TypeNameMetaFieldDef,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  getNamedType,
  isAbstractType,
  typeFromAST,
} from 'graphql';
import { getArgumentValues } from 'graphql/execution/values.js';
import { isIncluded } from './included.mjs';
import { FREE_LISTS, LISTS, PAGES, wrongPage } from './pages.mjs';
import { tokensOf } from './text.mjs';

/** From `most` on a request may be refused, beyond `surely` it must be. */
const BANDS = {
  tokens: { most: 9_000, surely: 11_000 },
  nesting: { most: 60, surely: 70 },
  depth: { most: 16, surely: 16 },
  aliases: { most: 30, surely: 30 },
  roots: { most: 10, surely: 10 },
  nodes: { most: 5_000, surely: 5_000 },
  values: { most: 100_000, surely: Infinity },
  selections: { most: 9_000, surely: 11_000 },
};

/** Whether this much may be, must not be, or either. */
function verdict(measures) {
  const over = Object.entries(measures).filter(([what, [least]]) => least > BANDS[what].surely);
  const near = Object.entries(measures).filter(([what, [, most]]) => most > BANDS[what].most);
  return { over: over.map(([what]) => what), near: near.map(([what]) => what) };
}

/** What is seen before a document is parsed. */
export function limitsOfText(text) {
  const tokens = tokensOf(text);
  let [nesting, deepest] = [0, 0];
  // Of a text that is none of the grammar something has to be counted as well.
  for (const { text: token } of tokens ?? [...text].map((character) => ({ text: character }))) {
    if ('{[('.includes(token)) deepest = Math.max(deepest, (nesting += 1));
    if ('}])'.includes(token)) nesting -= 1;
  }
  const count = tokens?.length ?? 0;
  return verdict({ tokens: [count, count], nesting: [deepest, deepest] });
}

/** What JSON must not have: too many levels, or a number beyond all numbers; undefined when it has neither. */
export function limitsOfJson(value) {
  if (!isFinite(value)) return { why: 'number', over: true };
  const { most, surely } = BANDS.nesting;
  const depth = depthOf(value);
  return depth > most ? { why: 'nesting of variables', over: depth > surely } : undefined;
}

const parts = (value) => (value === null || typeof value !== 'object' ? [] : Object.values(value));
const depthOf = (value) => (value === null || typeof value !== 'object' ? 0 : 1 + Math.max(0, ...parts(value).map(depthOf)));
const isFinite = (value) => (typeof value === 'number' ? Number.isFinite(value) : parts(value).every(isFinite));

/** What the operation asks for: limits, and the arguments that can't be. All that it reaches, whatever the answer will be. */
export function limitsOfOperation(schema, document, operation, variables) {
  const root = schema.getRootType(operation.operation);
  const [walk, whole] = [false, true].map((all) => {
    const one = new Walk(schema, document, variables, all);
    const factor = operation.operation === 'subscription' ? 10 : 1;
    return Object.assign(one, { sum: one.set(operation.selectionSet, root, { depth: 1, factor, objects: [root] }) });
  });
  const between = (least, most) => [least, whole.visited > TOO_MANY ? Infinity : most];
  const measures = {
    aliases: between(walk.aliases.size, whole.sum.aliases),
    roots: operation.operation === 'mutation' ? between(walk.roots.size, whole.sum.roots) : [0, 0],
    depth: between(walk.depth, Math.max(whole.depth, whole.introspectionDepth)),
    nodes: between(walk.sum.least, whole.sum.nodes),
    values: between(0, whole.sum.values),
    selections: between(walk.sum.selections, whole.sum.selections),
  };
  return { ...verdict(measures), wrong: walk.wrong, roots: [...walk.roots.values()] };
}

/** Selections of fragments in place that nobody walks through. */
const TOO_MANY = 60_000;
/** How many items introspection's lists have at most, on the average. */
const LISTED = { types: 130, fields: 12, args: 3, inputFields: 8, possibleTypes: 9, interfaces: 2, enumValues: 9, directives: 7 };
const META = { __typename: TypeNameMetaFieldDef, __schema: SchemaMetaFieldDef, __type: TypeMetaFieldDef };
const NOTHING = { aliases: 0, roots: 0, nodes: 0, least: 0, values: 0, selections: 0 };

/** Adds up what an operation asks for: with `all` also what is skipped, for it may be counted as well. */
class Walk {
  wrong = [];
  aliases = new Set();
  roots = new Map();
  depth = 0;
  introspectionDepth = 0;
  visited = 0;

  /** Selections that no object can reach are asked for nothing; `objects` may be there. */
  constructor(schema, document, variables, all) {
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    Object.assign(this, { schema, variables, all, fragments: new Map(fragments.map((each) => [each.name.value, each])) });
  }

  set(set, type, place) {
    const sum = { ...NOTHING };
    for (const selection of set.selections) {
      if ((this.visited += 1) > TOO_MANY) return { ...sum, selections: TOO_MANY };
      const inside = this.selection(selection, type, place);
      for (const key of Object.keys(sum)) sum[key] += inside[key];
      // What merges counts once, if one likes.
      sum.least = Math.max(sum.least - inside.least, inside.least);
    }
    return sum;
  }

  selection(selection, type, place) {
    if (!this.included(selection) && !this.all) return { ...NOTHING, selections: 1 };
    if (selection.kind === Kind.FIELD) return this.field(selection, type, place);
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
    const inner = fragment.typeCondition ? typeFromAST(this.schema, fragment.typeCondition) : type;
    const objects = fragment.typeCondition ? this.objects(inner).filter((each) => place.objects.includes(each)) : place.objects;
    if (!objects.length && !this.all) return { ...NOTHING, selections: 1 };
    const sum = this.set(fragment.selectionSet, inner, { ...place, objects });
    return { ...sum, selections: sum.selections + 1 };
  }

  objects(type) {
    return isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
  }

  included(selection) {
    try {
      return isIncluded(selection, this.variables);
    } catch {
      // A null that came by a variable where none may be: known before anything runs.
      this.wrong.push('null by variable');
      return true;
    }
  }

  field(node, type, place) {
    const { depth, factor } = place;
    const fieldName = node.name.value;
    const introspection = place.introspection || fieldName.startsWith('__');
    const response = (node.alias ?? node.name).value;
    if (introspection) this.introspectionDepth = Math.max(this.introspectionDepth, depth);
    else this.depth = Math.max(this.depth, depth);
    if (node.alias) this.aliases.add(`${depth} ${response}`);
    if (depth === 1 && !introspection) this.roots.set(response, { response, fieldName });
    const def = META[fieldName] ?? type.getFields()[fieldName];
    const coordinate = `${type.name}.${fieldName}`;
    const page = PAGES[coordinate];
    // It judges the arguments, also of a list that has a size of its own.
    const paged = this.size(def, node, page);
    const size = LISTS[coordinate] ?? paged;
    const brings = page !== undefined || coordinate in LISTS;
    const own = { ...NOTHING, aliases: node.alias ? 1 : 0, roots: depth === 1 ? 1 : 0, values: 1, selections: 1 };
    if (!node.selectionSet) return own;
    const inner = getNamedType(def.type);
    const below = this.set(node.selectionSet, inner, { depth: depth + 1, factor, introspection, objects: this.objects(inner) });
    const many = below.nodes > 0 ? (FREE_LISTS[coordinate] ?? 1) : 1;
    const brought = (inside) => (size * (1 + inside) * factor) / (type.name === 'LoginSync' ? 10 : 1) + (page?.finding ?? 0);
    const nodes = (inside) => (brings ? brought(inside) : inside * many);
    const times = brings ? size : place.introspection ? (LISTED[fieldName] ?? 1) : many;
    return {
      aliases: own.aliases + below.aliases,
      roots: own.roots,
      nodes: nodes(below.nodes),
      least: nodes(below.least),
      values: 1 + (1 + below.values) * times,
      selections: 1 + below.selections,
    };
  }

  size(def, node, page) {
    try {
      const args = getArgumentValues(def, node, this.variables);
      const wrong = page ? wrongPage(page, args) : wrongLists(args);
      if (wrong) this.wrong.push(wrong);
      return page ? Math.min(1_000, Math.max(0, args.first ?? args.last ?? page.size)) : 1;
    } catch {
      this.wrong.push('null by variable');
      return 1;
    }
  }
}

/** Of `roomEvents`. */
function wrongLists({ roomIds, resume }) {
  if (roomIds?.length > 1_000 || resume?.length > 1_000) return 'number of rooms';
  return resume?.some(({ fromSeq }) => fromSeq < 1) ? 'fromSeq' : undefined;
}
