//! GraphQL over server-sent events, in the distinct-connections mode of the `graphql-sse` protocol: one operation a
//! request, for networks that block sockets.

use crate::{
    graphql::{execution::Caller, request::Operation, response::Rendered},
    transport::{
        Transport,
        auth::ConnectionGuard,
        http::refused::Refused,
        operation::Answer,
        times::{CLOSE_OVER, LAST_WORDS},
    },
};
use axum::{
    body::Body,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::StreamExt;
use std::{convert::Infallible, future::poll_fn, pin::pin, time::Duration};
use tokio::time::{Instant, sleep};

/// How often a comment keeps the connection open through proxies.
const KEEP_ALIVE: Duration = Duration::from_secs(12);

/// What holds a stream back on its way: nginx gathers what it passes on, others compress it first.
const HEADERS: [(HeaderName, &str); 3] = [
    (header::CONTENT_TYPE, "text/event-stream"),
    (header::CACHE_CONTROL, "no-store, no-transform"),
    (HeaderName::from_static("x-accel-buffering"), "no"),
];

/// A line that says nothing.
const COMMENT: Bytes = Bytes::from_static(b":\n\n");
/// With a line of data: parsers drop an event that has none.
const COMPLETE: Bytes = Bytes::from_static(b"event: complete\ndata:\n\n");

impl Transport {
    /// Answers with a stream of events. By the protocol what never began is a result with errors too, for a browser does
    /// not tell its page of a status.
    pub(super) async fn stream(
        &self,
        judged: Result<Operation, Rendered>,
        mut caller: Caller,
    ) -> Result<Response, Refused> {
        let mut guard = None;
        if let (Ok(operation), Some(viewer)) = (&judged, caller.viewer.take()) {
            let attended = self.guard_connection(viewer).await;
            let attended = attended.map_err(|refusal| Refused::without_caller(refusal, operation))?;
            (caller.viewer, guard) = attended.unzip();
        }
        let budget = caller.budget.clone();
        let mut answers = self.run(judged, caller);
        let (stopping, tracked) = (self.stopping.clone(), self.sockets.token());
        let (open, spread) = (self.metrics.connected("sse"), self.spread_close(CLOSE_OVER));
        let events = async_stream::stream! {
            let _held = (tracked, open);
            // There may be nothing to tell for long, and until there are bytes a proxy may keep even the headers to itself.
            yield COMMENT;
            let mut silence = pin!(sleep(KEEP_ALIVE));
            let mut ended = pin!(ended(guard));
            let mut stopped = pin!(async {
                // Whoever comes meanwhile is told at once to come back: a page takes a refusal for the end.
                if !stopping.is_cancelled() {
                    stopping.cancelled().await;
                    // Not all clients come back at once, and what is under way may still answer.
                    sleep(spread).await;
                }
            });
            loop {
                let answer = tokio::select! {
                    biased;
                    // An end without `complete` is a loss, and the client comes back.
                    () = budget.too_slow() => return,
                    // However much there is to tell.
                    () = &mut ended => break,
                    () = &mut stopped => return,
                    answer = answers.next() => answer,
                    () = &mut silence => {
                        yield COMMENT;
                        silence.as_mut().reset(Instant::now() + KEEP_ALIVE);
                        continue;
                    }
                };
                let Some(answer) = answer else { break };
                yield next(&answer);
                silence.as_mut().reset(Instant::now() + KEEP_ALIVE);
            }
            // The session is over: what is under way is still told, and `SessionEnded` is among it.
            let last = Instant::now() + LAST_WORDS;
            while let Ok(Some(answer)) = tokio::time::timeout_at(last, poll_fn(|context| answers.poll_last(context))).await {
                yield next(&answer);
            }
            yield COMPLETE;
        };
        Ok((HEADERS, Body::from_stream(events.map(Ok::<_, Infallible>))).into_response())
    }
}

async fn ended(guard: Option<ConnectionGuard>) {
    match guard {
        Some(mut guard) => guard.session.ended().await,
        None => std::future::pending().await,
    }
}

/// A result as an event. JSON has no line breaks, so it is one line of data.
fn next(answer: &Answer) -> Bytes {
    let written = |json: &str| Bytes::from(["event: next\ndata: ", json, "\n\n"].concat());
    match answer {
        Answer::Next(json) => written(json),
        Answer::Refused(refused) => written(&refused.to_json()),
    }
}
