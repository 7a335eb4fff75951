//! An operation as a stream of answers, for the transports that go on after the first: WebSocket and SSE.

use crate::{
    graphql::{
        Connection, Peer, Viewer,
        document::Operation,
        render::{Registrar, Renderer, Source},
        response::Rendered,
    },
    ids::UserId,
    transport::{Transport, protocol::Params},
};
use async_graphql::parser::types::OperationType;
use async_stream::stream;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};

/// What an operation answers. Its end is the end of the stream.
pub(super) enum Answer {
    /// A result as JSON.
    Next(Bytes),
    /// It never began, or was refused: the only answer.
    Refused(Rendered),
}

/// For whom an operation runs, and over what.
#[derive(Clone)]
pub(super) struct Caller {
    pub viewer: Option<Viewer>,
    pub peer: Peer,
    pub connection: Connection,
}

impl Transport {
    /// Runs an operation of any kind.
    pub(super) fn run(&self, params: Params, caller: Caller) -> impl Stream<Item = Answer> + Send + use<> {
        let transport = self.clone();
        stream! {
            let operation = match params.operation(&transport.inner.limits) {
                Ok(operation) => operation,
                Err(refused) => {
                    yield Answer::Refused(refused);
                    return;
                }
            };
            if operation.kind != OperationType::Subscription {
                let rendered = Box::pin(transport.execute(&operation, caller)).await;
                yield if rendered.is_request_error() {
                    Answer::Refused(rendered)
                } else {
                    Answer::Next(rendered.to_json().into())
                };
                return;
            }
            let viewer = caller.viewer.as_ref().map_or(UserId(0), |viewer| viewer.session.user_id);
            // Boxed: a subscription that waits need not keep the room that an execution takes.
            let mut source = match Box::pin(transport.admit(&operation, caller)).await {
                Ok(source) => source,
                Err(refused) => {
                    yield Answer::Refused(refused);
                    return;
                }
            };
            let compiled = transport.inner.renderer.compile(&operation);
            let _live = transport.inner.metrics.subscribed(operation.subscribed_field());
            // The document is not needed any more, and the subscription may live for days.
            drop(operation);
            while let Some(showing) = source.next().await {
                match showing {
                    Ok(showing) => {
                        let bytes = match Renderer::rendered(&compiled, &showing) {
                            Some(bytes) => bytes,
                            None => Box::pin(transport.inner.renderer.render(&compiled, &showing, viewer)).await,
                        };
                        transport.inner.metrics.deliveries.inc();
                        yield Answer::Next(bytes);
                    }
                    Err(refusal) => {
                        yield Answer::Next(Rendered::refusal(refusal).to_json().into());
                        return;
                    }
                }
            }
        }
    }

    /// One query or mutation.
    pub(super) async fn execute(&self, operation: &Operation, caller: Caller) -> Rendered {
        self.inner.metrics.operation(operation.kind_name());
        Rendered::new(self.inner.schema.execute(self.request(operation, caller)).await)
    }

    /// Asks the published schema whether the subscription may be; its resolver leaves the events.
    async fn admit(&self, operation: &Operation, caller: Caller) -> Result<Source, Rendered> {
        self.inner.metrics.operation(operation.kind_name());
        let registrar = Registrar::default();
        let request = self.request(operation, caller).data(registrar.clone());
        let refused = self.inner.schema.execute_stream(request).next().await;
        match (refused, registrar.take()) {
            (None, Some(source)) => Ok(source),
            (Some(response), _) => Err(Rendered::new(response)),
            (None, None) => Err(Rendered::refusal(crate::domain::outcome::Refusal::internal())),
        }
    }

    fn request(&self, operation: &Operation, caller: Caller) -> async_graphql::Request {
        let request = operation.request().data(caller.peer).data(caller.connection);
        match caller.viewer {
            Some(viewer) => self.as_viewer(request, viewer),
            None => request,
        }
    }
}
