//! An operation as a stream of answers, for the transports that go on after the first: WebSocket and SSE.

use crate::{
    domain::refusal::Refusal,
    graphql::{
        execution::Caller,
        live::{Feed, View},
        request::{Operation, Params},
        response::Rendered,
    },
    ids::UserId,
    metrics::Present,
    transport::Transport,
};
use async_graphql::parser::types::OperationType;
use futures_util::{FutureExt, Stream, StreamExt, future::BoxFuture};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tracing::Instrument;

/// How much of an operation's name goes into the log.
const MAX_NAME: usize = 80;

/// Of a mutation that has happened, and whose answer finds no room.
pub(super) fn untold() -> Refusal {
    Refusal::too_large("This is not shown, because too much that you have not read is on its way.")
}

/// What an operation answers. Its end is the end of the stream.
pub(super) enum Answer {
    /// A result as JSON.
    Next(Arc<str>),
    /// It never began, or was refused: the only answer.
    Refused(Rendered),
}

impl From<Rendered> for Answer {
    fn from(rendered: Rendered) -> Self {
        if rendered.is_request_error() { Self::Refused(rendered) } else { Self::Next(rendered.to_json().into()) }
    }
}

impl Answer {
    /// The bytes that it holds while it waits, about.
    pub fn weight(&self) -> usize {
        match self {
            Self::Next(json) => json.len(),
            Self::Refused(_) => 1024,
        }
    }
}

/// An operation under way. A stream written by hand: every delivery goes through it, and most find their bytes ready.
pub(super) enum Running {
    /// Executed, or asked whether it may listen.
    Begun(BoxFuture<'static, Beginning>),
    Live(Live),
    Over,
}

/// What came of the beginning.
pub(super) enum Beginning {
    Answered(Answer),
    Subscribed(Live),
}

/// A subscription that listens.
pub(super) struct Live {
    feed: Box<dyn Feed>,
    view: View,
    _counted: Present,
}

impl Stream for Running {
    type Item = Answer;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        loop {
            match &mut *self {
                Self::Begun(beginning) => match ready!(beginning.poll_unpin(context)) {
                    Beginning::Subscribed(live) => *self = Self::Live(live),
                    Beginning::Answered(answer) => {
                        *self = Self::Over;
                        return Poll::Ready(Some(answer));
                    }
                },
                Self::Live(live) => {
                    let shown = ready!(live.feed.poll_rendered(&live.view, context));
                    if !matches!(shown, Some(Ok(_))) {
                        *self = Self::Over;
                    }
                    return Poll::Ready(shown.map(|shown| {
                        Answer::Next(shown.unwrap_or_else(|refusal| Rendered::refusal(refusal).to_json().into()))
                    }));
                }
                Self::Over => return Poll::Ready(None),
            }
        }
    }
}

impl Running {
    /// Whether it is doing something that ends by itself, rather than waiting for what happens.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Begun(_) => true,
            Self::Live(live) => live.feed.is_rendering(),
            Self::Over => false,
        }
    }

    /// Takes the last answer back, when it is an event: it will be shown again.
    pub fn put_back(&mut self) -> bool {
        let Self::Live(live) = self else { return false };
        live.feed.put_back()
    }

    /// The next answer, or the end when nothing is under way: what happens later is not waited for.
    pub fn poll_last(&mut self, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        match self.poll_next_unpin(context) {
            Poll::Pending if !self.is_busy() => Poll::Ready(None),
            polled => polled,
        }
    }
}

impl Transport {
    /// Runs an operation of any kind.
    pub(super) fn run(&self, judged: Result<Operation, Rendered>, caller: Caller) -> Running {
        Running::Begun(self.clone().begin(judged, caller).boxed())
    }

    /// Runs a query or mutation, which may be needed once more, with what says whether there is room for its answer.
    pub(super) fn ask(
        &self,
        operation: Arc<Operation>,
        caller: Caller,
        room: impl FnOnce(usize) -> Result<(), Refusal> + Send + 'static,
    ) -> Running {
        let transport = self.clone();
        let asked = async move { Beginning::Answered(transport.execute_within(&operation, caller, room).await.into()) };
        Running::Begun(asked.boxed())
    }

    async fn begin(self, judged: Result<Operation, Rendered>, caller: Caller) -> Beginning {
        let operation = match judged {
            Ok(operation) => operation,
            Err(refused) => return Beginning::Answered(Answer::Refused(refused)),
        };
        if operation.kind != OperationType::Subscription {
            return Beginning::Answered(self.execute_within(&operation, caller, |_| Ok(())).await.into());
        }
        let viewer = caller.viewer.as_ref().map_or(UserId(0), |viewer| viewer.session.user_id);
        self.inner.metrics.operation(kind_name(operation.kind));
        let feed = match self.inner.executor.admit(&operation, caller).instrument(span_of(&operation)).await {
            Ok(feed) => feed,
            Err(refused) => return Beginning::Answered(Answer::Refused(refused)),
        };
        let counted = self.inner.metrics.subscribed(channel(&operation));
        let renderer = self.inner.renderer.clone();
        let view = View { operation: renderer.compile(operation), renderer, viewer };
        Beginning::Subscribed(Live { feed, view, _counted: counted })
    }

    /// Judges a request whole; else the answer to give. A document that makes the judge itself fail costs its request alone.
    pub(super) fn judge(&self, params: Params) -> Result<Operation, Rendered> {
        let judged = catch_unwind(AssertUnwindSafe(|| self.inner.gate.judge(params)));
        judged.unwrap_or_else(|_| Err(Refusal::internal().into())).map_err(Rendered::from)
    }

    /// One query or mutation, with what says whether there is room for an answer of so many bytes.
    pub(super) async fn execute_within(
        &self,
        operation: &Operation,
        caller: Caller,
        room: impl FnOnce(usize) -> Result<(), Refusal>,
    ) -> Rendered {
        self.inner.metrics.operation(kind_name(operation.kind));
        self.inner.executor.execute(operation, caller, room).instrument(span_of(operation)).await
    }
}

/// The kind of operation, for figures.
fn kind_name(kind: OperationType) -> &'static str {
    match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    }
}

/// The subscription's field, for figures.
fn channel(operation: &Operation) -> &'static str {
    let field = operation.root_fields().next().map_or("", |(_, field, _)| field);
    ["userEvents", "roomEvents", "activeRoom", "global"]
        .into_iter()
        .find(|channel| *channel == field)
        .unwrap_or("other")
}

/// What the log says beside everything that an operation says: its kind, and the name that its author gave it. Neither its
/// text nor its variables.
fn span_of(operation: &Operation) -> tracing::Span {
    let name: String = operation.name.iter().flat_map(|name| name.chars()).take(MAX_NAME).collect();
    tracing::info_span!("operation", kind = kind_name(operation.kind), called = name)
}
