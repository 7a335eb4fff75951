// Whether a selection is asked for, by its `@skip` and `@include`.

import { GraphQLIncludeDirective, GraphQLSkipDirective, getDirectiveValues } from 'graphql';

/** Throws when a null came by a variable where none may be. */
export function isIncluded(selection, variables) {
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false;
}
