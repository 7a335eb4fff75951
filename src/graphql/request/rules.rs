//! Rules of validation that the validator lacks, or checks less strictly than the specification of September 2025. Each
//! names its chapter. When the validator gets one right, it can go from here.

use super::{
    document::wrong_in,
    error::{MAX_ERRORS, Mistake, RequestError},
    literal::{Given, Literals},
    merge,
    schema::RequestSchema,
};
use apollo_compiler::{
    ExecutableDocument, Node,
    ast::{self, Argument, InputValueDefinition, VariableDefinition},
    executable::{Operation, Selection, SelectionSet},
    parser::SourceSpan,
    validation::Valid,
};
use std::collections::HashSet;

/// Checks all operations and fragments of a document.
pub(super) fn check(document: &Valid<ExecutableDocument>, schema: &RequestSchema) -> Result<(), RequestError> {
    let mut mistakes = Vec::new();
    for operation in document.operations.iter() {
        check_single_root(document, operation, &mut mistakes);
        mistakes.append(&mut merge::check(document, schema, operation));
        let literals = Literals { schema, given: Given::Defined(&operation.variables) };
        let mut walk = Walk { document, literals, seen: HashSet::new(), mistakes: Vec::new() };
        walk.variables(&operation.variables);
        walk.directives(&operation.directives);
        walk.selections(&operation.selection_set);
        mistakes.append(&mut walk.mistakes);
        // An answer has no more errors.
        if mistakes.len() >= MAX_ERRORS {
            break;
        }
    }
    RequestError::all(mistakes.into_iter().map(|mistake| wrong_in(document, mistake)))
}

/// 5.2.4.1: a subscription has one response name at its root. The validator counts fields, also those that merge into one.
fn check_single_root(document: &ExecutableDocument, operation: &Node<Operation>, mistakes: &mut Vec<Mistake>) {
    if !operation.is_subscription() {
        return;
    }
    let names: HashSet<_> = operation.root_fields(document).map(|field| field.response_key()).collect();
    if names.len() != 1 {
        let message = match &operation.name {
            Some(name) => format!("Subscription \"{name}\" must select only one top level field."),
            None => "Anonymous Subscription must select only one top level field.".to_owned(),
        };
        mistakes.push(Mistake::new(message, operation.location()));
    }
}

/// 5.6 and 5.8.5: every value and variable fits its place. The validator does not know our scalars. Of a variable inside
/// a list or an object it compares only the name of the type. And it takes a default of null for one that is not null.
struct Walk<'d> {
    document: &'d ExecutableDocument,
    literals: Literals<'d>,
    /// Fragments that were walked for this operation. Once is enough: a fragment means the same wherever it stands.
    seen: HashSet<&'d str>,
    mistakes: Vec<Mistake>,
}

impl<'d> Walk<'d> {
    fn variables(&mut self, definitions: &'d [Node<VariableDefinition>]) {
        // A default is constant: no variable stands in it.
        for definition in definitions {
            if let Some(default) = &definition.default_value {
                let found = self.literals.coerce(&definition.ty, default, false);
                self.note(found);
            }
            self.directives(&definition.directives);
        }
    }

    fn selections(&mut self, set: &'d SelectionSet) {
        for selection in &set.selections {
            self.directives(selection.directives());
            match selection {
                Selection::Field(field) => {
                    self.arguments(&field.definition.arguments, &field.arguments, field.location());
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(inline) => self.selections(&inline.selection_set),
                Selection::FragmentSpread(spread) => {
                    if self.seen.insert(&spread.fragment_name)
                        && let Some(fragment) = self.document.fragments.get(&spread.fragment_name)
                    {
                        self.directives(&fragment.directives);
                        self.selections(&fragment.selection_set);
                    }
                }
            }
        }
    }

    fn directives(&mut self, directives: &'d ast::DirectiveList) {
        for directive in directives {
            let definition = self.literals.schema.schema.directive_definitions.get(&directive.name);
            // The validator tells of an unknown directive.
            if let Some(definition) = definition {
                self.arguments(&definition.arguments, &directive.arguments, directive.location());
            }
        }
    }

    fn arguments(&mut self, places: &[Node<InputValueDefinition>], given: &[Node<Argument>], at: Option<SourceSpan>) {
        for place in places {
            let value = given.iter().find(|argument| argument.name == place.name).map(|argument| &argument.value);
            let found = self.literals.of(place, value, at);
            self.note(found);
        }
    }

    fn note<T>(&mut self, found: Result<T, Mistake>) {
        if self.mistakes.len() < MAX_ERRORS {
            self.mistakes.extend(found.err());
        }
    }
}
