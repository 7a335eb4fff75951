//! Rules of validation that the validator lacks, or checks less strictly than the specification of September 2025. Each
//! names its chapter. When the validator gets one right, it can go from here.

use super::{
    error::{MAX_ERRORS, Mistake, RequestError},
    literal::{Literals, VariableKnowledge},
    merge,
    place::wrong_in,
    schema::RequestSchema,
    walk::{FragmentUse, Visitor, walk},
};
use apollo_compiler::{
    ExecutableDocument, Name, Node,
    ast::{self, Argument, InputValueDefinition, VariableDefinition},
    executable::{Field, Operation, Selection},
    parser::SourceSpan,
    validation::Valid,
};
use std::{collections::HashSet, convert::Infallible};

/// Checks all operations and fragments of a document.
pub(super) fn check(document: &Valid<ExecutableDocument>, schema: &RequestSchema) -> Result<(), RequestError> {
    let mut mistakes = Vec::new();
    for operation in document.operations.iter() {
        check_single_root(document, operation, &mut mistakes);
        mistakes.append(&mut merge::check(document, schema, operation));
        let literals = Literals { schema, given: VariableKnowledge::Defined(&operation.variables) };
        let mut placing = Placing { literals, mistakes: Vec::new() };
        placing.variables(&operation.variables);
        placing.directives(&operation.directives);
        let Ok(()) = walk(document, [&operation.selection_set], &mut placing);
        mistakes.append(&mut placing.mistakes);
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
struct Placing<'d> {
    literals: Literals<'d>,
    mistakes: Vec<Mistake>,
}

impl<'d> Visitor<'d> for Placing<'d> {
    type Error = Infallible;

    fn selection(&mut self, selection: &'d Selection) -> Result<bool, Infallible> {
        self.directives(selection.directives());
        Ok(true)
    }

    fn field(&mut self, _: &'d Name, field: &'d Node<Field>) -> bool {
        self.arguments(&field.definition.arguments, &field.arguments, field.location());
        true
    }

    fn fragment(&mut self, used: FragmentUse<'d>) -> bool {
        if let FragmentUse::Named(fragment) = used {
            self.directives(&fragment.directives);
        }
        true
    }
}

impl Placing<'_> {
    fn variables(&mut self, definitions: &[Node<VariableDefinition>]) {
        // A default is constant: no variable stands in it.
        for definition in definitions {
            if let Some(default) = &definition.default_value {
                let found = self.literals.coerce(&definition.ty, default, false);
                self.note(found);
            }
            self.directives(&definition.directives);
        }
    }

    fn directives(&mut self, directives: &ast::DirectiveList) {
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
