//! Executes what came through the gate. Nothing else has the schema, and its executor takes nothing else.

use crate::{
    domain::refusal::Refusal,
    graphql::{
        App, Connection, Peer, Schema, Viewer,
        call::Calls,
        errors,
        live::{Feed, Registrar},
        reader::Reader,
        request::{Operation, RequestError},
        response::{self, Rendered},
        shown::Texts,
    },
    store::Snapshot,
};
use async_graphql::{PathSegment, Request, ServerError, Value, parser::types::OperationType};
use futures_util::{FutureExt, StreamExt};
use std::{panic::AssertUnwindSafe, sync::Arc};

/// For whom an operation runs, and over what.
pub struct Caller {
    pub viewer: Option<Viewer>,
    /// What was opened to find the viewer, for a query to read in; else one is opened when there is something to read.
    pub snapshot: Option<Snapshot>,
    pub peer: Peer,
    pub connection: Connection,
}

impl Caller {
    /// The same, for an operation that may be run again: what it reads then it reads anew.
    #[must_use]
    pub fn again(&self) -> Self {
        let Self { viewer, snapshot: _, peer, connection } = self;
        Self { viewer: viewer.clone(), snapshot: None, peer: peer.clone(), connection: connection.clone() }
    }
}

/// Executes operations. Cloning shares it.
#[derive(Clone)]
pub struct Executor {
    schema: Schema,
    app: App,
}

/// What the resolvers find of the calls of a mutation.
type SharedCalls = Arc<Calls>;

impl Executor {
    /// An executor of the published schema.
    pub fn new(schema: Schema, app: App) -> Self {
        Self { schema, app }
    }

    /// Runs a query or mutation; a subscription is `admit`ted by those who can tell it. From here on there is `data`, and each
    /// error says what happened of its field. An answer of so many bytes is told whole if `room` says so.
    pub async fn execute(
        &self,
        operation: &Operation,
        caller: Caller,
        room: impl FnOnce(usize) -> Result<(), Refusal>,
    ) -> Rendered {
        if operation.kind == OperationType::Subscription {
            let message = "A subscription needs a WebSocket, or `Accept: text/event-stream`.";
            return Rendered::refusal(Refusal::bad_request(message));
        }
        let calls = SharedCalls::new(match operation.kind {
            OperationType::Mutation => Calls::new(operation.canonical_inputs()),
            _ => Calls::default(),
        });
        let shown = Texts::default();
        let request = self.request(operation, caller).data(calls.clone()).data(shown.clone());
        let executed = AssertUnwindSafe(self.schema.execute(request)).catch_unwind().await;
        let mut response = executed.unwrap_or_else(|_| errors::panicked(calls.under_way()));
        // One sentence, not one for each text that was one too many.
        if shown.is_too_much() {
            return tell(operation, &calls, Value::Null, RequestError::from(response::too_large()).into_errors());
        }
        for error in &mut response.errors {
            errors::classify(error);
            operation.locate(error);
        }
        let data = operation.complete(std::mem::take(&mut response.data));
        let rendered = tell(operation, &calls, data, response.errors);
        // Here it is still known what happened.
        match rendered.write().and_then(|json| room(json.len()).map(|()| json)) {
            Ok(json) => Rendered::Written(json),
            Err(refusal) => tell(operation, &calls, Value::Null, RequestError::from(refusal).into_errors()),
        }
    }

    /// Asks the published schema whether a subscription may be; its resolver leaves the feed.
    pub async fn admit(&self, operation: &Operation, caller: Caller) -> Result<Box<dyn Feed>, Rendered> {
        let registrar = Registrar::default();
        let request = self.request(operation, caller).data(registrar.clone());
        let mut refusal = self.schema.execute_stream(request);
        let refused = AssertUnwindSafe(refusal.next()).catch_unwind().await;
        match (refused, registrar.take()) {
            (Ok(None), Some(feed)) => Ok(feed),
            (Ok(Some(mut response)), _) => {
                for error in &mut response.errors {
                    errors::classify(error);
                    operation.locate(error);
                }
                Err(Rendered::Refused(response.errors))
            }
            _ => Err(Rendered::refusal(Refusal::internal())),
        }
    }

    fn request(&self, operation: &Operation, caller: Caller) -> Request {
        let mut request = Request::new("").data(caller.peer).data(caller.connection);
        request.set_parsed_query(operation.executable());
        match caller.viewer {
            Some(viewer) => {
                let reader = Reader::new(self.app.store.clone(), viewer.session.user_id, caller.snapshot);
                request.data(reader).data(viewer)
            }
            None => request,
        }
    }
}

/// An answer in which each error of a mutation says what happened of its field. Without data the errors are all there is: then
/// fields that were not reached, or can't be told, say it too.
fn tell(operation: &Operation, calls: &Calls, data: Value, mut errors: Vec<ServerError>) -> Rendered {
    if operation.kind == OperationType::Mutation {
        if data == Value::Null {
            tell_each(&mut errors, operation);
        }
        for error in &mut errors {
            if let Some(PathSegment::Field(root)) = error.path.first()
                && calls.is_committed(root)
            {
                errors::commit(error);
            }
        }
    }
    Rendered::Executed { data, errors }
}

/// An error for each field at the root that has none. One that is of no field is of the first that it can be of.
fn tell_each(errors: &mut Vec<ServerError>, operation: &Operation) {
    let Some(cause) = errors.first().cloned() else { return };
    errors.retain(|error| !error.path.is_empty());
    for (name, field, at) in operation.root_fields() {
        let told = |error: &ServerError| matches!(error.path.first(), Some(PathSegment::Field(root)) if root == name);
        if field != "__typename" && !errors.iter().any(told) {
            let path = vec![PathSegment::Field(name.to_owned())];
            errors.push(ServerError { path, locations: vec![at], ..not_reached(&cause) });
        }
    }
}

/// What is told of a field that was not reached: the cause, but not that it may have happened.
fn not_reached(cause: &ServerError) -> ServerError {
    let mut error = cause.clone();
    errors::rollback(&mut error);
    error
}
