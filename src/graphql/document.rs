//! A document as the transports need it: parsed once, the operation to run found, its root and its cost known.

use crate::graphql::{cost, expansion, limits::Limits, response::Rendered};
use async_graphql::{
    Name, Positioned, Request, Response, ServerError, Variables,
    parser::{
        parse_query,
        types::{
            DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
            TypeCondition,
        },
    },
};
use async_graphql_value::Value;
use std::collections::HashSet;

/// An operation that is to run.
pub struct Operation {
    query: String,
    pub name: Option<String>,
    pub variables: Variables,
    document: ExecutableDocument,
    pub kind: OperationType,
}

impl Operation {
    /// Parses a document, finds the operation, and holds it against the limits. The error is the answer to give.
    pub fn parse(query: String, name: Option<String>, variables: Variables, limits: &Limits) -> Result<Self, Rendered> {
        limits.check_tokens(&query).map_err(Rendered::refusal)?;
        let mut document = parse_query(&query).map_err(|error| wrong(ServerError::from(error)))?;
        expansion::check(&document, limits)?;
        let operation = find(&document, name.as_deref()).map_err(|message| wrong(ServerError::new(message, None)))?;
        let kind = operation.node.ty;
        let cost = cost::of(&document, &operation.node, &variables);
        cost.check(limits).map_err(Rendered::refusal)?;
        if kind == OperationType::Subscription {
            inline_root(&mut document, name.as_deref())?;
        }
        Ok(Self { query, name, variables, document, kind })
    }

    /// As the library takes it.
    pub fn request(&self) -> Request {
        let mut request = Request::new("").variables(self.variables.clone());
        request.operation_name.clone_from(&self.name);
        request.set_parsed_query(self.document.clone());
        request
    }

    /// The subscription as a query on the twin, with the key by which equal ones are known: the text, the name, and the
    /// variables that what is shown depends on. The root field's arguments are the subscriber's own, and left out.
    pub(super) fn to_twin(&self) -> (String, ExecutableDocument, Variables) {
        let mut document = self.document.clone();
        let mut operation = match find(&document, self.name.as_deref()) {
            Ok(operation) => operation.clone(),
            // Found before; a document without it shows nothing.
            Err(_) => return (String::new(), document, Variables::default()),
        };
        operation.node.ty = OperationType::Query;
        // Those that are no variables are part of the text: such operations are shared by those with equal texts.
        if let Some(field) = root_field(&mut operation.node) {
            field.arguments.clear();
        }
        let used = used_variables(&operation.node, &document);
        operation.node.variable_definitions.retain(|definition| used.contains(&definition.node.name.node));
        let mut variables = self.variables.clone();
        variables.retain(|name, _| used.contains(name));
        document.operations = DocumentOperations::Single(operation);
        let shown = serde_json::to_string(&variables).unwrap_or_default();
        let key = format!("{}\0{}\0{shown}", self.query, self.name.as_deref().unwrap_or_default());
        (key, document, variables)
    }
}

fn wrong(error: ServerError) -> Rendered {
    Rendered::new(Response::from_errors(vec![error]))
}

/// The operation to run, by the specification's GetOperation.
fn find<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<&'d Positioned<OperationDefinition>, String> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(operation),
        (DocumentOperations::Single(_), Some(name)) => Err(format!("Unknown operation named \"{name}\"")),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).ok_or_else(|| format!("Unknown operation named \"{name}\""))
        }
        (DocumentOperations::Multiple(operations), None) => match operations.values().next() {
            Some(operation) if operations.len() == 1 => Ok(operation),
            _ => Err("Operation name required in request.".to_owned()),
        },
    }
}

/// Puts the one root field of a subscription in place of the fragments it may stand in: the library would not find it there.
/// The fragments are gone then, so what the validation would say of them is said here.
fn inline_root(document: &mut ExecutableDocument, name: Option<&str>) -> Result<(), Rendered> {
    let mut root = Root { document, fields: Vec::new(), dissolved: HashSet::new() };
    if let Ok(operation) = find(document, name) {
        root.collect(&operation.node.selection_set.node)?;
    }
    let Root { fields, dissolved, .. } = root;
    if fields.len() != 1 {
        let message = "A subscription has exactly one root field.";
        return Err(wrong(ServerError::new(message, None)));
    }
    let operation = match &mut document.operations {
        DocumentOperations::Single(operation) => Some(operation),
        DocumentOperations::Multiple(operations) => match name {
            Some(name) => operations.get_mut(name),
            None => operations.values_mut().next(),
        },
    };
    if let Some(operation) = operation {
        operation.node.selection_set.node.items = fields.into_iter().map(Positioned::node_as_selection).collect();
    }
    // A fragment that stood at the root only is used no more, which a document must not have.
    let mut used = HashSet::new();
    let roots = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let others = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    roots.chain(others).for_each(|set| spreads(set, &mut used));
    document.fragments.retain(|name, _| !dissolved.contains(name) || used.contains(name));
    Ok(())
}

/// The fragments that a selection names, at any depth of its fields.
fn spreads(set: &SelectionSet, used: &mut HashSet<Name>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => spreads(&field.node.selection_set.node, used),
            Selection::InlineFragment(fragment) => spreads(&fragment.node.selection_set.node, used),
            Selection::FragmentSpread(spread) => {
                used.insert(spread.node.fragment_name.node.clone());
            }
        }
    }
}

/// The root fields of a subscription, found also where they stand in fragments.
struct Root<'d> {
    document: &'d ExecutableDocument,
    fields: Vec<Positioned<Field>>,
    dissolved: HashSet<Name>,
}

impl Root<'_> {
    fn collect(&mut self, set: &SelectionSet) -> Result<(), Rendered> {
        for item in &set.items {
            if let Some(directive) = item.node.directives().first() {
                // The specification of September 2025, 5.2.4.1: whether there is anything to hear is no matter of variables.
                let message = "Nothing at the root of a subscription has a directive.";
                return Err(wrong(ServerError::new(message, Some(directive.pos))));
            }
            match &item.node {
                Selection::Field(field) => self.fields.push(field.clone()),
                Selection::InlineFragment(fragment) => {
                    fits_the_root(fragment.node.type_condition.as_ref())?;
                    self.collect(&fragment.node.selection_set.node)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let Some(fragment) = self.document.fragments.get(name) else {
                        let message = format!("Unknown fragment: \"{name}\"");
                        return Err(wrong(ServerError::new(message, Some(spread.pos))));
                    };
                    fits_the_root(Some(&fragment.node.type_condition))?;
                    if self.dissolved.insert(name.clone()) {
                        self.collect(&fragment.node.selection_set.node)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn fits_the_root(condition: Option<&Positioned<TypeCondition>>) -> Result<(), Rendered> {
    match condition {
        Some(condition) if condition.node.on.node != "Subscription" => {
            let message =
                format!("A fragment on \"{}\" has no place at the root of a subscription.", condition.node.on.node);
            Err(wrong(ServerError::new(message, Some(condition.pos))))
        }
        _ => Ok(()),
    }
}

trait AsSelection {
    fn node_as_selection(self) -> Positioned<Selection>;
}

impl AsSelection for Positioned<Field> {
    fn node_as_selection(self) -> Positioned<Selection> {
        let pos = self.pos;
        Positioned::new(Selection::Field(self), pos)
    }
}

impl Operation {
    /// The subscription's field, for figures.
    pub fn subscribed_field(&self) -> &'static str {
        let operation = find(&self.document, self.name.as_deref());
        let name = operation.ok().and_then(|operation| match &operation.node.selection_set.node.items.first()?.node {
            Selection::Field(field) => Some(field.node.name.node.as_str()),
            _ => None,
        });
        ["userEvents", "roomEvents", "activeRoom", "global"]
            .into_iter()
            .find(|field| Some(*field) == name)
            .unwrap_or("other")
    }

    /// The kind of operation, for figures.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        }
    }
}

fn root_field(operation: &mut OperationDefinition) -> Option<&mut Field> {
    operation.selection_set.node.items.iter_mut().find_map(|item| match &mut item.node {
        Selection::Field(field) => Some(&mut field.node),
        _ => None,
    })
}

/// The variables that an operation and the fragments of its document use.
fn used_variables(operation: &OperationDefinition, document: &ExecutableDocument) -> HashSet<Name> {
    let mut used = HashSet::new();
    in_selection(&operation.selection_set.node, &mut used);
    for fragment in document.fragments.values() {
        in_selection(&fragment.node.selection_set.node, &mut used);
    }
    used
}

fn in_selection(set: &SelectionSet, used: &mut HashSet<Name>) {
    for item in &set.items {
        for directive in item.node.directives() {
            directive.node.arguments.iter().for_each(|(_, value)| in_value(&value.node, used));
        }
        match &item.node {
            Selection::Field(field) => {
                field.node.arguments.iter().for_each(|(_, value)| in_value(&value.node, used));
                in_selection(&field.node.selection_set.node, used);
            }
            Selection::InlineFragment(fragment) => in_selection(&fragment.node.selection_set.node, used),
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn in_value(value: &Value, used: &mut HashSet<Name>) {
    match value {
        Value::Variable(name) => {
            used.insert(name.clone());
        }
        Value::List(values) => values.iter().for_each(|value| in_value(value, used)),
        Value::Object(fields) => fields.values().for_each(|value| in_value(value, used)),
        _ => {}
    }
}
