//! GraphQL over server-sent events, in the distinct-connections mode of the `graphql-sse` protocol: one operation a
//! request, for networks that block sockets.

use crate::{
    graphql::{execution::Caller, request::Params, response::Rendered},
    transport::{CLOSE_OVER, LAST_WORDS, Transport, auth::Attendance, http::Media, operation::Answer},
};
use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures_util::StreamExt;
use std::{convert::Infallible, future::poll_fn, pin::pin, time::Duration};

/// How often a comment keeps the connection open through proxies.
const KEEP_ALIVE: Duration = Duration::from_secs(12);

impl Transport {
    /// Answers with a stream of events. By the protocol what never began is a result with errors too, for a browser does
    /// not tell its page of a status.
    pub(super) async fn stream(&self, params: Params, mut caller: Caller) -> Response {
        let mut attendance = None;
        if let Some(viewer) = caller.viewer.take() {
            match self.attend(viewer).await {
                Ok(attended) => (caller.viewer, attendance) = attended.unzip(),
                Err(refusal) => return Media::Json.answer(&Rendered::refusal(refusal)),
            }
        }
        let budget = caller.connection.budget.clone();
        let mut answers = self.run(params, caller);
        let (stopping, tracked) = (self.inner.stopping.clone(), self.inner.sockets.token());
        let (open, spread) = (self.inner.metrics.connected("sse"), self.spread_close(CLOSE_OVER));
        let events = async_stream::stream! {
            let _held = (tracked, open);
            let mut ended = pin!(ended(attendance));
            let mut stopped = pin!(async {
                stopping.cancelled().await;
                // Not all clients come back at once, and what is under way may still answer.
                tokio::time::sleep(spread).await;
            });
            loop {
                let answer = tokio::select! {
                    biased;
                    // An end without `complete` is a loss, and the client comes back.
                    () = budget.too_slow() => return,
                    answer = answers.next() => answer,
                    () = &mut ended => break,
                    () = &mut stopped => return,
                };
                let Some(answer) = answer else { break };
                yield event(&answer);
            }
            // The session is over: what is under way is still told, and `SessionEnded` is among it.
            let last = tokio::time::Instant::now() + LAST_WORDS;
            while let Ok(Some(answer)) = tokio::time::timeout_at(last, poll_fn(|context| answers.poll_last(context))).await {
                yield event(&answer);
            }
            yield Event::default().event("complete").data("");
        };
        let keep_alive = KeepAlive::new().interval(KEEP_ALIVE).text("");
        Sse::new(events.map(Ok::<_, Infallible>)).keep_alive(keep_alive).into_response()
    }
}

async fn ended(attendance: Option<Attendance>) {
    match attendance {
        Some(mut attendance) => attendance.session.ended().await,
        None => std::future::pending().await,
    }
}

fn event(answer: &Answer) -> Event {
    let next = Event::default().event("next");
    match answer {
        Answer::Next(json) => next.data(json),
        Answer::Refused(refused) => next.data(refused.to_json()),
    }
}
