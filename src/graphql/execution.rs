//! Executes what came through the gate. Nothing else has the schema, and its executor takes nothing else.

use crate::{
    domain::refusal::Refusal,
    graphql::{
        app::App,
        errors,
        load::reader::{FirstRead, Reader},
        operations::call::Calls,
        render::live::{Admitted, Registrar},
        request::{Operation, error::RequestError},
        response::{self, Rendered},
        schema::Schema,
        shown::Texts,
        viewer::{Client, Viewer},
    },
    hub::mailbox::Budget,
};
use async_graphql::{PathSegment, Request, ServerError, Value, parser::types::OperationType};
use futures_util::{FutureExt, StreamExt};
use std::{panic::AssertUnwindSafe, sync::Arc};

/// For whom an operation runs, and over what.
pub struct Caller {
    pub viewer: Option<Viewer>,
    /// Of a query, what was read to find its viewer. Else a snapshot is opened when there is something to read.
    pub first_read: Option<FirstRead>,
    pub client: Client,
    /// How much may wait for it in the mailboxes of its subscriptions together.
    pub budget: Arc<Budget>,
}

impl Caller {
    /// The same, for an operation that may be run again: what it reads then it reads anew.
    #[must_use]
    pub fn again(&self) -> Self {
        let Self { viewer, first_read: _, client, budget } = self;
        Self { viewer: viewer.clone(), first_read: None, client: client.clone(), budget: budget.clone() }
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

    /// Asks the published schema whether a subscription may be; its resolver leaves the feed, and whom it admitted.
    pub async fn admit(&self, operation: &Operation, caller: Caller) -> Result<Admitted, Rendered> {
        let registrar = Registrar::default();
        let request = self.request(operation, caller).data(registrar.clone());
        let mut refusal = self.schema.execute_stream(request);
        let refused = AssertUnwindSafe(refusal.next()).catch_unwind().await;
        match (refused, registrar.take()) {
            (Ok(None), Some(admitted)) => Ok(admitted),
            (Ok(Some(mut response)), _) => {
                for error in &mut response.errors {
                    errors::classify(error);
                    operation.locate(error);
                }
                Err(Rendered::Refused(response.errors))
            }
            // It panicked. Or it left neither a feed nor an error: no resolver does, but what one gives the library is a stream of
            // objects, and the feed goes past that, so no type can say it.
            _ => Err(Rendered::refusal(Refusal::internal())),
        }
    }

    fn request(&self, operation: &Operation, caller: Caller) -> Request {
        let mut request = Request::new("").data(caller.client).data(caller.budget).data(operation.uploads.clone());
        request.set_parsed_query(operation.executable());
        match caller.viewer {
            Some(viewer) => {
                let reader = Reader::new(self.app.store.clone(), viewer.session.user_id, caller.first_read);
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
