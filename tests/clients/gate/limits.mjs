// The documented limits of a request, and what is judged of its arguments before it runs. Where a limit's exact edge is the
// server's own affair (how fields that merge are counted), there is a band in which it may take or refuse.

import { GraphQLIncludeDirective, GraphQLSkipDirective, Kind, TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef, getDirectiveValues, getNamedType, typeFromAST } from 'graphql';
import { getArgumentValues } from 'graphql/execution/values.js';
import { PAGES, wrongPage } from './pages.mjs';
import { tokensOf } from './text.mjs';

/** From `most` on a request may be refused, beyond `surely` it must be. */
const BANDS = {
  tokens: { most: 9_000, surely: 11_000 },
  nesting: { most: 60, surely: 70 },
  depth: { most: 16, surely: 16 },
  aliases: { most: 30, surely: 30 },
  roots: { most: 10, surely: 10 },
  nodes: { most: 4_000, surely: 6_000 },
  values: { most: 100_000, surely: 400_000 },
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
  for (const { text: token } of tokens ?? []) {
    if ('{[('.includes(token)) deepest = Math.max(deepest, (nesting += 1));
    if ('}])'.includes(token)) nesting -= 1;
  }
  const count = tokens?.length ?? 0;
  return verdict({ tokens: [count, count], nesting: [deepest, deepest] });
}

/** How deep JSON nests. */
export const depthOfJson = (value) =>
  value === null || typeof value !== 'object' ? 0 : 1 + Math.max(0, ...Object.values(value).map(depthOfJson));

/** What the operation asks for: limits, and the arguments that can't be. All that it reaches, whatever the answer will be. */
export function limitsOfOperation(schema, document, operation, variables) {
  const walk = new Walk(schema, document, variables);
  const root = schema.getRootType(operation.operation);
  const factor = operation.operation === 'subscription' ? 10 : 1;
  const sum = walk.set(operation.selectionSet, root, { depth: 1, factor });
  const aliases = [walk.aliasesSeen.size, sum.aliases];
  const roots = operation.operation === 'mutation' ? [walk.roots.size, sum.roots] : [0, 0];
  const most = walk.introspectionDepth > 15 ? Math.max(walk.depth, 17) : walk.depth;
  const measures = { aliases, roots, depth: [walk.depth, most], nodes: [walk.nodes, walk.nodes], values: [sum.values, sum.values], selections: [sum.selections, sum.selections] };
  return { ...verdict(measures), wrong: walk.wrong, roots: [...walk.roots.values()] };
}

class Walk {
  wrong = [];
  aliasesSeen = new Set();
  roots = new Map();
  depth = 0;
  introspectionDepth = 0;
  nodes = 0;

  constructor(schema, document, variables) {
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    Object.assign(this, { schema, variables, fragments: new Map(fragments.map((each) => [each.name.value, each])) });
  }

  set(set, type, place) {
    const sum = { aliases: 0, roots: 0, values: 0, selections: 0 };
    for (const selection of set.selections) {
      const inside = this.selection(selection, type, place);
      for (const key of Object.keys(sum)) sum[key] += inside[key];
    }
    return sum;
  }

  selection(selection, type, place) {
    if (!this.included(selection)) return { aliases: 0, roots: 0, values: 0, selections: 1 };
    if (selection.kind === Kind.FIELD) return this.field(selection, type, place);
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
    const inner = fragment.typeCondition ? typeFromAST(this.schema, fragment.typeCondition) : type;
    const sum = this.set(fragment.selectionSet, inner, place);
    return { ...sum, selections: sum.selections + 1 };
  }

  included(selection) {
    try {
      if (getDirectiveValues(GraphQLSkipDirective, selection, this.variables)?.if === true) return false;
      return getDirectiveValues(GraphQLIncludeDirective, selection, this.variables)?.if !== false;
    } catch {
      // A null that came by a variable where none may be: known before anything runs.
      this.wrong.push('null by variable');
      return true;
    }
  }

  field(node, type, { depth, factor, introspection = false, login = false }) {
    const fieldName = node.name.value;
    const inside = introspection || fieldName.startsWith('__');
    if (inside) this.introspectionDepth = Math.max(this.introspectionDepth, depth);
    else this.depth = Math.max(this.depth, depth);
    const response = node.alias?.value ?? fieldName;
    if (node.alias) this.aliasesSeen.add(`${depth} ${response}`);
    if (depth === 1 && !inside) this.roots.set(response, { response, fieldName });
    const meta = { __typename: TypeNameMetaFieldDef, __schema: SchemaMetaFieldDef, __type: TypeMetaFieldDef };
    const def = meta[fieldName] ?? type.getFields()[fieldName];
    const page = PAGES[`${type.name}.${fieldName}`];
    const size = Math.min(this.size(def, node, page), 1_000);
    this.nodes += page ? (size * factor) / (login ? 10 : 1) : 0;
    const sum = { aliases: node.alias ? 1 : 0, roots: depth === 1 ? 1 : 0, values: 1, selections: 1 };
    if (!node.selectionSet) return sum;
    const place = { depth: depth + 1, factor: page ? factor * size : factor, introspection: inside, login: fieldName === 'loginSync' };
    const below = this.set(node.selectionSet, getNamedType(def.type), place);
    return {
      aliases: sum.aliases + below.aliases,
      roots: sum.roots,
      values: (1 + below.values) * (page ? size : 1),
      selections: 1 + below.selections,
    };
  }

  size(def, node, page) {
    try {
      const args = getArgumentValues(def, node, this.variables);
      if (!page) {
        if (args.roomIds?.length > 1_000 || args.resume?.length > 1_000) this.wrong.push('number of rooms');
        if (args.resume?.some(({ fromSeq }) => fromSeq < 1)) this.wrong.push('fromSeq');
        return 1;
      }
      const wrong = wrongPage(page, args);
      if (wrong) this.wrong.push(wrong);
      return Math.max(0, args.first ?? args.last ?? page.size);
    } catch {
      this.wrong.push('null by variable');
      return 1;
    }
  }
}
