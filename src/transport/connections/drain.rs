//! What nobody wants to read any more, and is read all the same. An answer that is given before its request was read is lost
//! when the connection is closed over the rest: the system then resets it, and a client that writes everything before it
//! reads hears of nothing but that. So the rest is read and forgotten, within bounds, while the answer is on its way.

use crate::transport::connections::stream::UnderWay;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    runtime::Handle,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

/// The most of a body that is read and forgotten: of a film, too, that is longer than a file may be. Reading it costs less than
/// answering a request, and no memory.
const MAX_BODY: usize = 64 << 20;
/// The most of what is no HTTP any more: more than what people send by mistake, such as a picture.
const MAX_REST: usize = 16 << 20;
/// How long it may take: a picture over a telephone's network. Whoever wants to hold a connection can do so by other means.
const WITHIN: Duration = Duration::from_secs(10);

/// The body of a request. What is left of it when it is dropped is drained, by a task that ends with the connection.
pub struct Drained {
    /// None once it has been read to its end.
    body: Option<Incoming>,
    /// The client sends nothing unless it is asked to (`Expect: 100-continue`), and nobody has begun to read.
    held_back: bool,
    /// The request is under way as long as something of its body is to come.
    under_way: Option<UnderWay>,
    stop: CancellationToken,
}

impl Drained {
    pub fn new(body: Incoming, headers: &HeaderMap, under_way: UnderWay, stop: CancellationToken) -> Self {
        let body = Some(body).filter(|body| !body.is_end_stream());
        let under_way = body.is_some().then_some(under_way);
        Self { body, held_back: headers.contains_key(header::EXPECT), under_way, stop }
    }
}

impl Body for Drained {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        self.held_back = false;
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(context));
        if !matches!(frame, Some(Ok(_))) {
            (self.body, self.under_way) = (None, None);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or(SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Drained {
    fn drop(&mut self) {
        let Some(body) = self.body.take().filter(|body| !body.is_end_stream() && !self.held_back) else { return };
        // None while everything ends; then the connection does too.
        if let Ok(runtime) = Handle::try_current() {
            let under_way = self.under_way.take();
            let drained = async move {
                let _ = timeout(WITHIN, drain(body)).await;
                drop(under_way);
            };
            runtime.spawn(self.stop.clone().run_until_cancelled_owned(drained));
        }
    }
}

async fn drain(mut body: Incoming) {
    let mut left = MAX_BODY;
    while let Some(Ok(frame)) = body.frame().await {
        let read = frame.data_ref().map_or(0, Bytes::len);
        let Some(rest) = left.checked_sub(read) else { return };
        left = rest;
    }
}

/// The same for a connection that is no more HTTP: says that nothing follows, and reads until the client has seen it.
pub async fn linger(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
    let mut buffer = vec![0; 16 << 10];
    let mut left = MAX_REST;
    if stream.shutdown().await.is_err() {
        return;
    }
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        let Some(rest) = left.checked_sub(read) else { return };
        left = rest;
    }
}
