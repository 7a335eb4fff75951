//! The gate: every document passes through here before anything of it runs, whichever way it came. What comes out is an
//! `Operation`, and only that can be executed; everything else is a `RequestError`, after which nothing has happened.
//!
//! A file a step, in the words of the specification (September 2025):
//!
//! - `text` and `grammar` read the text: it has few enough tokens, does not nest too deep, and keeps the grammar. `size`
//!   counts it with its fragments in place. All this comes before anything recurses over what the world sends.
//! - `document` parses and validates, with the `rules` that the validator lacks (`merge` is one), and finds the operation
//!   (GetOperation).
//! - `variables` and `literal` coerce values (CoerceVariableValues, Input Coercion), `scalars` those of our own, `files` says where
//!   those are that are no JSON. `values` bounds them all together.
//! - `collect` collects fields and their arguments (CollectFields, CoerceArgumentValues) into a normal form; `arguments` and
//!   `cost` judge what it asks for.
//! - `normal` hands it to the library, `introspection` answers what the schema says of itself, `canonical` is the form by which
//!   a repeated call is known.
//!
//! `walk` is the one walk over what a document selects, with its fragments in place.
//!
//! To add a rule of validation, write it in `rules` as a visitor of that walk, with the chapter that it keeps. A rule about an
//! argument's value goes to `arguments`, where a field that returns a page is listed too. A limit is a field of
//! `crate::graphql::limits::Limits`.
//!
//! A `Document` depends on its text alone, so a cache could hold it by the text. The rest is made anew for each request.

mod arguments;
mod canonical;
mod collect;
mod cost;
mod document;
pub mod error;
pub mod files;
mod grammar;
mod introspection;
mod literal;
mod merge;
mod normal;
mod place;
mod rules;
mod scalars;
mod schema;
mod size;
mod text;
mod values;
mod variables;
mod walk;

pub use document::Document;
pub use error::RequestError;

use crate::graphql::{limits::Limits, uploads::Uploads};
use apollo_compiler::ast::OperationType as Kind;
use async_graphql::{
    Name, Pos, ServerError, Value,
    indexmap::IndexMap,
    parser::types::{ExecutableDocument, OperationType},
};
use collect::{Collected, Collector};
use files::FileMap;
use schema::RequestSchema;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Arc};

/// The most root fields of a mutation; each is a transaction of its own.
const MAX_MUTATIONS: usize = 10;

/// A request as it came: the parameters of GraphQL over HTTP.
#[derive(Clone, Debug)]
pub struct Params {
    /// The document.
    pub query: String,
    /// Which of its operations; none when there is but one.
    pub operation_name: Option<String>,
    /// The values of its variables, not yet coerced.
    pub variables: Map<String, Json>,
}

/// Judges requests by one schema. Cloning shares it.
#[derive(Clone)]
pub struct Gate {
    schema: Arc<RequestSchema>,
    limits: Limits,
}

/// The field that sends a message.
const SEND: &str = "sendMessage";

/// Whether an operation sends messages, and so when the next operation of the socket may begin to send.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sends {
    /// It sends none.
    Nothing,
    /// It sends with its first step: once it was polled, its message has its place in the order.
    AtOnce,
    /// It does something else first. Nobody knows when it sends, until it is over.
    Later,
}

/// A request that may be executed: judged whole, in normal form.
pub struct Operation {
    /// Whether it reads, changes or listens.
    pub kind: OperationType,
    /// The name that the document gives it.
    pub name: Option<String>,
    /// The most nodes that it brings.
    pub nodes: u64,
    /// The files that come with it.
    pub uploads: Uploads,
    fields: Vec<Collected>,
    document: Arc<Document>,
    schema: Arc<RequestSchema>,
}

impl Gate {
    /// A gate for a schema, which is given as SDL. The error says why the SDL is not valid.
    pub fn new(sdl: &str, limits: Limits) -> Result<Self, String> {
        Ok(Self { schema: Arc::new(RequestSchema::parse(sdl)?), limits })
    }

    /// Judges a request whole.
    pub fn judge(&self, params: Params) -> Result<Operation, RequestError> {
        self.judge_with_files(params, &FileMap::default())
    }

    /// Judges a request whole with which files come, before any of them has come.
    pub fn judge_with_files(&self, params: Params, files: &FileMap) -> Result<Operation, RequestError> {
        let document = Arc::new(Document::read(&params.query, &self.schema, &self.limits)?);
        self.judge_with(&document, params.operation_name.as_deref(), params.variables, files)
    }

    /// Judges the rest of a request, once its text is known to be good.
    fn judge_with(
        &self,
        document: &Arc<Document>,
        name: Option<&str>,
        variables: Map<String, Json>,
        files: &FileMap,
    ) -> Result<Operation, RequestError> {
        let operation = document.operation(name)?;
        let variables =
            variables::coerce(&self.schema, document, operation, (variables, files), self.limits.max_values())?;
        let mut collector =
            Collector { document, schema: &self.schema, variables: &variables, left: self.limits.max_fields() };
        let root = operation.object_type();
        let fields = collector.fields(root, [&operation.selection_set])?;
        let kind = operation.operation_type;
        if kind == Kind::Mutation && fields.iter().filter(|field| field.name != "__typename").count() > MAX_MUTATIONS {
            return Err(RequestError::too_large(format!("A mutation has at most {MAX_MUTATIONS} fields at its root.")));
        }
        check_arguments(document, &fields)?;
        let nodes = cost::check(&fields, kind, &self.schema, &self.limits)?;
        let kind = match kind {
            Kind::Query => OperationType::Query,
            Kind::Mutation => OperationType::Mutation,
            Kind::Subscription => OperationType::Subscription,
        };
        let name = operation.name.as_ref().map(ToString::to_string);
        let uploads = Uploads::new(files.count());
        Ok(Operation { kind, name, nodes, uploads, fields, document: document.clone(), schema: self.schema.clone() })
    }
}

fn check_arguments(document: &Document, fields: &[Collected]) -> Result<(), RequestError> {
    for field in fields {
        arguments::check(field).map_err(|refusal| RequestError::from(refusal).at(document.position_of(field.at)))?;
        for (_, fields) in &field.inside {
            check_arguments(document, fields)?;
        }
    }
    Ok(())
}

impl Operation {
    /// The operation as the library executes it, without the introspection, which the gate answers itself.
    pub fn executable(&self) -> ExecutableDocument {
        normal::document(self.kind, self.fields.iter().filter(|field| !is_introspection(field)))
    }

    /// The subscription as a query on the twin schema, which renders an event; and a key that equal renderings share. The
    /// arguments of the root field are left out: they choose events, and do not change how an event looks.
    pub fn to_twin(&self) -> ([u8; 32], ExecutableDocument) {
        // The text is part of the key, for errors give places in it. The key is kept, so it is a hash.
        let mut shown = String::new();
        normal::write(&mut shown, &self.fields, false);
        let hash = Sha256::new().chain_update(self.document.text()).chain_update([0]).chain_update(shown).finalize();
        let mut document = normal::document(OperationType::Query, &self.fields);
        normal::clear_root_arguments(&mut document);
        (hash.into(), document)
    }

    /// Adds the introspection to the executed data, in the order of the request.
    pub fn complete(&self, data: Value) -> Value {
        if !self.fields.iter().any(is_introspection) {
            return data;
        }
        let Value::Object(mut executed) = data else { return data };
        let mut whole = IndexMap::with_capacity(self.fields.len());
        for field in &self.fields {
            let value = if is_introspection(field) {
                introspection::root(&self.schema, field)
            } else {
                executed.swap_remove(field.key.as_str()).unwrap_or_default()
            };
            whole.insert(Name::new(&field.key), value);
        }
        Value::Object(whole)
    }

    /// Gives an error of the executor its place in the text.
    pub fn locate(&self, error: &mut ServerError) {
        for at in &mut error.locations {
            *at = self.document.position_of(at.column);
        }
    }

    /// The input of each root field in its canonical form, by response name. A repeated call is known by it. Of a file it has the
    /// hash, so it is whole once the files have come.
    pub fn canonical_inputs(&self) -> HashMap<String, String> {
        let input = |field: &Collected| {
            let definition = self.schema.field(&field.object, &field.name)?;
            let place = definition.argument_by_name("input")?;
            Some((
                field.key.to_string(),
                canonical::input(&self.schema, &place.ty, field.argument("input")?, &self.uploads),
            ))
        };
        self.fields.iter().filter_map(input).collect()
    }

    /// Whether a client may send the operation again, whatever became of it, and nothing happens twice: every call of the
    /// mutation has a `clientMutationId`. False for a query, which changes nothing.
    pub fn is_repeatable(&self) -> bool {
        let is_known = |field: &Collected| match field.argument("input") {
            Some(Value::Object(input)) => input.get("clientMutationId").is_some_and(|id| *id != Value::Null),
            _ => false,
        };
        let mut calls = self.fields.iter().filter(|field| field.name != "__typename").peekable();
        self.kind == OperationType::Mutation && calls.peek().is_some() && calls.all(is_known)
    }

    /// The root fields: response name, name, and where each stands in the text.
    pub fn root_fields(&self) -> impl Iterator<Item = (&str, &str, Pos)> {
        self.fields.iter().map(|field| (field.key.as_str(), field.name.as_str(), self.document.position_of(field.at)))
    }

    /// Whether and when it sends messages. The fields of a mutation run one after the other.
    pub fn sends(&self) -> Sends {
        if self.kind != OperationType::Mutation {
            return Sends::Nothing;
        }
        let steps = self.fields.iter().filter(|field| field.name != "__typename").enumerate();
        match steps.filter(|(_, field)| field.name == SEND).last() {
            None => Sends::Nothing,
            Some((0, _)) => Sends::AtOnce,
            Some(_) => Sends::Later,
        }
    }
}

fn is_introspection(field: &Collected) -> bool {
    matches!(field.name.as_str(), "__schema" | "__type")
}

#[cfg(test)]
mod tests;
