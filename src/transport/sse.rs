//! GraphQL over server-sent events, in the distinct-connections mode of the `graphql-sse` protocol: one operation a
//! request, for networks that block sockets.

use crate::{
    graphql::response::Rendered,
    transport::{
        Transport,
        auth::Attendance,
        operation::{Answer, Caller},
        protocol::Params,
    },
};
use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures_util::StreamExt;
use std::{convert::Infallible, pin::pin, time::Duration};

/// How often a comment keeps the connection open through proxies.
const KEEP_ALIVE: Duration = Duration::from_secs(12);

impl Transport {
    /// Answers with a stream of events. By the protocol what never began is a result with errors too, for a browser does
    /// not tell its page of a status.
    pub(super) fn stream(&self, params: Params, caller: Caller) -> Response {
        let attendance = caller.viewer.as_ref().map(|viewer| self.attend(viewer));
        let mut answers = Box::pin(self.run(params, caller));
        let (stopping, tracked) = (self.inner.stopping.clone(), self.inner.sockets.token());
        let open = self.inner.metrics.connected("sse");
        let events = async_stream::stream! {
            let _held = (tracked, open);
            let mut ended = pin!(ended(attendance));
            loop {
                let answer = tokio::select! {
                    biased;
                    answer = answers.next() => answer,
                    () = &mut ended => None,
                    // An end without `complete` is a loss, and the client comes back.
                    () = stopping.cancelled() => return,
                };
                yield match answer {
                    Some(Answer::Next(bytes)) => event("next", String::from_utf8_lossy(&bytes).into_owned()),
                    Some(Answer::Refused(refused)) => event("next", json(&refused)),
                    None => break,
                };
            }
            yield event("complete", String::new());
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

fn json(rendered: &Rendered) -> String {
    String::from_utf8_lossy(&rendered.to_json()).into_owned()
}

fn event(kind: &str, data: String) -> Event {
    Event::default().event(kind).data(data)
}
