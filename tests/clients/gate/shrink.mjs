// A disagreement in its smallest form: whatever can be left out while it stays the same.

import { Kind, parse, print, visit } from 'graphql';
import { usedVariables } from './ast.mjs';
import { joined, tokensOf } from './text.mjs';

const LISTS = ['definitions', 'variableDefinitions', 'directives', 'arguments', 'selections', 'fields', 'values'];
const OPTIONAL = ['alias', 'defaultValue', 'description', 'name', 'typeCondition', 'selectionSet'];
/** Enough for most documents; a larger one is told of as it is then. */
const PATIENCE_MS = 5_000;

/** The smallest request for which `holds` is still true, which takes a request and asks. */
export async function shrunk(request, holds) {
  let best = request;
  const end = performance.now() + PATIENCE_MS;
  for (let progress = true; progress;) {
    progress = false;
    // What could not be left out before is not tried again until all the rest was.
    for (let tried = 0, more = true; more;) {
      more = false;
      let n = 0;
      for (const candidate of candidates(best)) {
        if (n++ < tried) continue;
        if (performance.now() > end) return best;
        tried = n - 1;
        if (!(await holds(candidate))) continue;
        best = candidate;
        progress = more = true;
        break;
      }
    }
  }
  return best;
}

function* candidates(request) {
  const { query, variables, operationName, visitor, way } = request;
  const plain = printedAgain(query);
  if (plain !== undefined && plain !== query) yield { ...request, query: plain };
  if (way !== undefined && way !== 'stream') yield { ...request, way: undefined };
  if (visitor !== 'nobody' && way !== 'socket') yield { ...request, visitor: 'nobody' };
  if (operationName !== undefined) yield { ...request, operationName: undefined };
  if (variables !== undefined) yield { ...request, variables: undefined };
  for (const smaller of smallerValues(variables)) yield { ...request, variables: smaller };
  const document = plain !== undefined && parse(query, { noLocation: true });
  if (document) for (const smaller of smallerDocuments(document)) yield { ...request, query: smaller };
  if (!document || plain !== query) for (const smaller of smallerTexts(query)) yield { ...request, query: smaller };
}

function printedAgain(query) {
  try {
    return print(parse(query, { noLocation: true }));
  } catch {
    return undefined;
  }
}

/** Documents with one thing less, the large things first. */
function* smallerDocuments(document) {
  const places = [];
  visit(document, { enter: (node) => void places.push(node) });
  const attempt = (change) => {
    const undo = change();
    const texts = new Set([print(tidy(document)), print(document)]);
    undo();
    return texts;
  };
  for (const node of places) {
    for (const key of LISTS.filter((each) => Array.isArray(node[each]))) {
      for (const [n, item] of node[key].entries()) {
        const without = (put) =>
          attempt(() => {
            const kept = node[key];
            node[key] = [...kept.slice(0, n), ...put, ...kept.slice(n + 1)];
            return () => (node[key] = kept);
          });
        yield* without([]);
        if (item.kind === Kind.INLINE_FRAGMENT) yield* without(item.selectionSet.selections);
        if (item.kind === Kind.FRAGMENT_SPREAD) {
          const fragment = document.definitions.find(
            (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === item.name.value,
          );
          if (fragment) yield* without(fragment.selectionSet.selections);
        }
      }
    }
    for (const key of OPTIONAL.filter((each) => node[each] && !(each === 'name' && node.kind !== Kind.OPERATION_DEFINITION))) {
      yield* attempt(() => {
        const kept = node[key];
        node[key] = undefined;
        return () => (node[key] = kept);
      });
    }
    if (node.kind === Kind.STRING && node.value) yield* attempt(() => changed(node, 'value', ''));
    if (node.kind === Kind.INT && !['0', '1'].includes(node.value)) yield* attempt(() => changed(node, 'value', '1'));
  }
}

/** The document without the fragments and variables that nothing uses any more. */
function tidy(document) {
  const fragments = new Map(
    document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).map((each) => [each.name.value, each]),
  );
  const seen = new Set();
  const definitions = document.definitions.map((each) => {
    if (each.kind !== Kind.OPERATION_DEFINITION) return each;
    const used = usedVariables(each, fragments, new Set(), new Set());
    reached(each, fragments, seen);
    return {
      ...each,
      variableDefinitions: (each.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)),
    };
  });
  return {
    ...document,
    definitions: definitions.filter((each) => each.kind !== Kind.FRAGMENT_DEFINITION || seen.has(each.name.value)),
  };
}

function reached(node, fragments, seen) {
  visit(node, {
    FragmentSpread({ name }) {
      if (seen.has(name.value)) return;
      seen.add(name.value);
      const fragment = fragments.get(name.value);
      if (fragment) reached(fragment, fragments, seen);
    },
  });
}

function changed(node, key, value) {
  const kept = node[key];
  node[key] = value;
  return () => (node[key] = kept);
}

/** Texts with less of them: of their tokens, then of their characters, for what lies between tokens may matter as well. */
function* smallerTexts(query) {
  const tokens = tokensOf(query);
  if (tokens) {
    for (const kept of withoutGroups(tokens)) yield joined(kept);
    for (const kept of smallerLists(tokens)) yield joined(kept);
  }
  for (const kept of smallerLists([...query])) yield kept.join('');
}

/** Without what stands in brackets, and what it belongs to: that is likely still a document. */
function* withoutGroups(tokens) {
  for (const [from, { text }] of tokens.entries()) {
    if (!'{[('.includes(text)) continue;
    let to = from;
    for (let depth = 0; to < tokens.length; to++) {
      if ('{[('.includes(tokens[to].text)) depth += 1;
      if ('}])'.includes(tokens[to].text) && (depth -= 1) === 0) break;
    }
    for (let before = 4; before >= 0; before--)
      if (from >= before) yield [...tokens.slice(0, from - before), ...tokens.slice(to + 1)];
    yield [...tokens.slice(0, from), ...tokens.slice(from + 1, to), ...tokens.slice(to + 1)];
  }
}

function* smallerLists(parts) {
  for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < parts.length; from += size) yield [...parts.slice(0, from), ...parts.slice(from + size)];
  }
}

function* smallerValues(value) {
  if (value === null || typeof value !== 'object' || value.text !== undefined) return;
  for (const [key, part] of Object.entries(value)) {
    if (Array.isArray(value)) yield value.filter((_, n) => n !== Number(key));
    else {
      const { [key]: _, ...rest } = value;
      yield rest;
    }
    for (const smaller of smallerValues(part))
      yield Array.isArray(value) ? value.map((each, n) => (n === Number(key) ? smaller : each)) : { ...value, [key]: smaller };
  }
}
