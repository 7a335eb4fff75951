//! An operation as a stream of answers, for the transports that go on after the first (`socket`, `sse`); and the one way in which all
//! transports judge and execute.

use crate::{
    domain::refusal::Refusal,
    graphql::{
        execution::Caller,
        render::live::{Admitted, Feed, View},
        request::{Operation, Params, files::FileMap},
        response::Rendered,
    },
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
pub(super) fn not_shown() -> Refusal {
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

/// What is there of an operation when it is asked for its next answer.
pub(super) enum Polled {
    /// Nothing yet: it makes an answer, or an event is rendered, and either ends by itself.
    Busy,
    /// Nothing yet: it waits for what happens.
    Idle,
    /// An event as it is shown; others may follow.
    Event(Arc<str>),
    /// The only answer, or the last one.
    Last(Answer),
    /// It ended.
    Over,
}

/// An operation under way. A stream written by hand: every delivery goes through it, and most find their bytes ready.
pub(super) enum Running {
    /// Executed, or asked whether it may listen.
    Begun(BoxFuture<'static, Beginning>),
    Live(LiveSubscription),
    Over,
}

/// What came of the beginning.
pub(super) enum Beginning {
    Answered(Answer),
    Subscribed(LiveSubscription),
}

/// A subscription that listens.
pub(super) struct LiveSubscription {
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

    /// Takes the event back that was told last: it will be shown again. What told none yet has nothing to take back.
    pub fn put_back(&mut self) {
        if let Self::Live(live) = self {
            live.feed.put_back();
        }
    }

    /// Asks for the next answer.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Polled {
        match self.poll_next_unpin(context) {
            Poll::Pending if self.is_busy() => Polled::Busy,
            Poll::Pending => Polled::Idle,
            Poll::Ready(None) => Polled::Over,
            Poll::Ready(Some(Answer::Next(event))) if matches!(self, Self::Live(_)) => Polled::Event(event),
            Poll::Ready(Some(answer)) => Polled::Last(answer),
        }
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

    /// Runs a query or mutation, which may be needed once more. It reserves room for its answer.
    pub(super) fn answer_once(
        &self,
        operation: Arc<Operation>,
        caller: Caller,
        reserve: impl FnOnce(usize) -> Result<(), Refusal> + Send + 'static,
    ) -> Running {
        let transport = self.clone();
        let answered =
            async move { Beginning::Answered(transport.execute_within(&operation, caller, reserve).await.into()) };
        Running::Begun(answered.boxed())
    }

    async fn begin(self, judged: Result<Operation, Rendered>, caller: Caller) -> Beginning {
        let operation = match judged {
            Ok(operation) => operation,
            Err(refused) => return Beginning::Answered(Answer::Refused(refused)),
        };
        if operation.kind != OperationType::Subscription {
            return Beginning::Answered(self.execute_within(&operation, caller, |_| Ok(())).await.into());
        }
        self.metrics.operation(kind_name(operation.kind));
        let Admitted { feed, viewer } =
            match self.executor.admit(&operation, caller).instrument(span_of(&operation)).await {
                Ok(admitted) => admitted,
                Err(refused) => return Beginning::Answered(Answer::Refused(refused)),
            };
        let counted = self.metrics.subscribed(channel(&operation));
        let renderer = self.renderer.clone();
        let view = View { operation: renderer.compile(operation), renderer, viewer };
        Beginning::Subscribed(LiveSubscription { feed, view, _counted: counted })
    }

    /// Judges a request whole; else the answer to give. A document that makes the judge itself fail costs its request alone.
    pub(super) fn judge(&self, params: Params) -> Result<Operation, Rendered> {
        self.judge_form(params, &FileMap::default())
    }

    /// The same of a request with which files come.
    pub(super) fn judge_form(&self, params: Params, files: &FileMap) -> Result<Operation, Rendered> {
        let judged = catch_unwind(AssertUnwindSafe(|| self.gate.judge_with_files(params, files)));
        judged.unwrap_or_else(|_| Err(Refusal::internal().into())).map_err(Rendered::from)
    }

    /// One query or mutation. It reserves room for an answer of so many bytes, which may be refused.
    pub(super) async fn execute_within(
        &self,
        operation: &Operation,
        caller: Caller,
        reserve: impl FnOnce(usize) -> Result<(), Refusal>,
    ) -> Rendered {
        self.metrics.operation(kind_name(operation.kind));
        self.executor.execute(operation, caller, reserve).instrument(span_of(operation)).await
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
    let kind = kind_name(operation.kind);
    tracing::info_span!("operation", graphql.operation.type = kind, graphql.operation.name = name)
}
