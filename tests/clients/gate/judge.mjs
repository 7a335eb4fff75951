// What is right: for a request, whether it is refused and why, or what is answered. All of it by graphql-js, beside the
// documented limits.

import { Kind, execute, getVariableValues, parse, visit } from 'graphql';
import { limitsOfJson, limitsOfOperation, limitsOfText } from './limits.mjs';
import { broken, tooDeepIn } from './rules.mjs';
import { fromJson, wellFormed } from './text.mjs';

const refusal = (codes, why, more = {}) => ({ refused: true, codes, why, ...more });
const INVALID = ['INVALID_INPUT'];
const LARGE = ['TOO_LARGE'];
/** What a stranger may do. */
const OF_SESSIONS = ['register', 'login', 'logout', 'changePassword'];
const EITHER = [...INVALID, ...LARGE];

/** A string is the same however it is written; graphql-js compares arguments by their text. */
const PLAIN = { StringValue: (node) => (node.block ? { ...node, block: false } : undefined) };

/** Where everybody counts lines and columns alike. */
const PLAIN_TEXT = /^[\x20-\x7e\n]*$/;

export class Judge {
  constructor(schema, root) {
    Object.assign(this, { schema, root });
  }

  /**
   * What has to come of `{query, operationName, variables, visitor}`. Either `{refused, codes, why, located}`, or the result
   * of the execution; `open` when a limit is near, so that it may be refused as well.
   */
  async judge(request) {
    const given = request.variables == null ? {} : fromJson(request.variables);
    const [right, body] = [await this.byDocument(request, given), limitsOfJson(given)];
    // Who looks at the variables first says so, whatever the document is.
    if (right.refused) return body ? { ...right, codes: EITHER, located: false } : right;
    if (body?.over) return refusal(EITHER, [body.why]);
    return { ...right, open: right.open || Boolean(body) };
  }

  async byDocument(request, given) {
    const query = wellFormed(request.query);
    const text = limitsOfText(query);
    const parsed = this.parse(query);
    const codes = text.over.length ? EITHER : text.near.length ? EITHER : INVALID;
    if (!parsed.document) return refusal(codes, ['syntax'], { located: true });
    const { wrong, tooDeep } = broken(this.schema, parsed.document);
    const operation = find(parsed.document, request.operationName);
    if (wrong.length) {
      // Who looks for the operation first has no place to point to.
      return refusal(tooDeep.length ? EITHER : codes, [...new Set(wrong.map(({ rule }) => rule))], {
        located: Boolean(operation),
      });
    }
    const before = text.over.length ? refusal(LARGE, text.over) : undefined;
    if (!operation) return refusal(before ? EITHER : INVALID, ['operation']);
    const { coerced, errors } = getVariableValues(this.schema, operation.variableDefinitions ?? [], given);
    const limits = limitsOfOperation(this.schema, parsed.document, operation, coerced ?? {});
    if (errors) return refusal(before || limits.near.length ? EITHER : INVALID, ['variables'], { located: !limits.near.length });
    if (limits.wrong.length) {
      const large = [text, limits].some(({ over, near }) => over.length || near.length) || tooDeep.length;
      return refusal(large ? EITHER : INVALID, ['arguments'], { detail: limits.wrong });
    }
    const deep = tooDeep.length ? tooDeepIn(this.schema, parsed.document, operation, coerced) : { over: [], near: [] };
    const over = [...text.over, ...limits.over, ...deep.over];
    const near = [...text.near, ...limits.near, ...deep.near];
    if (over.length) return refusal(LARGE, over);
    const ran = await this.run(parsed.document, request, operation, given, limits.roots);
    return { open: near.length > 0, kind: operation.operation, document: parsed.document, plain: PLAIN_TEXT.test(query), ...ran };
  }

  parse(query) {
    try {
      return { document: visit(parse(query), PLAIN) };
    } catch (error) {
      return { error };
    }
  }

  /**
   * Executes. A stranger may ask for nothing but sessions; of a mutation and a subscription that is all that is tried here.
   * What would make or end a session is only judged.
   */
  async run(document, { visitor, operationName }, operation, variableValues, roots) {
    const contextValue = { signedIn: visitor !== 'nobody', raised: [] };
    const common = { schema: this.schema, document, rootValue: this.root, contextValue, variableValues, operationName };
    if (operation.operation === 'subscription')
      return { data: null, errors: [], raised: [{ path: roots.map(({ response }) => response), code: 'UNAUTHENTICATED' }] };
    if (
      operation.operation === 'mutation' &&
      (contextValue.signedIn || roots.some(({ fieldName }) => OF_SESSIONS.includes(fieldName)))
    ) {
      return { unasked: true };
    }
    const { data, errors = [] } = await execute(common);
    // Of several mutations that are refused, the first may be the only one that is told of.
    const all = roots.map(({ response }) => ({ path: [response], code: 'UNAUTHENTICATED' }));
    const raised = operation.operation === 'mutation' && errors.length ? all : contextValue.raised;
    const told = errors.map(({ path, extensions, locations }) => ({ path, code: extensions.code, locations }));
    return { data, errors: told, raised };
  }
}

/** GetOperation. */
function find(document, operationName) {
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operationName == null) return operations.length === 1 ? operations[0] : undefined;
  return operations.find(({ name }) => name?.value === operationName);
}
