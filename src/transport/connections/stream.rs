//! The bytes of a connection, and how long its client takes over them: until the head of a request is here, and until an answer
//! is taken. hyper has a timer for both what is not said and what is half said; here the two differ, and what is half said is
//! answered with 408.

use crate::{config::Patience, transport::permits::Permit};
use axum::body::Body;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use std::{
    any::Any,
    io::{self, IoSlice},
    net::IpAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

/// What is answered to half a head.
const TOO_LATE: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// What a connection is used for at the moment.
#[derive(Default)]
pub struct Usage {
    /// Halves of requests and answers that are under way.
    under_way: AtomicUsize,
    /// It is a socket, which has rules of its own.
    is_socket: AtomicBool,
    /// Nobody waits for a request any more.
    closing: AtomicBool,
}

impl Usage {
    /// Something of a request is under way until this is dropped.
    pub fn begin(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(self.clone())
    }

    pub fn becomes_socket(&self) {
        self.is_socket.store(true, Ordering::Relaxed);
    }

    /// Whoever has not asked yet is not waited for.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    fn is_socket(&self) -> bool {
        self.is_socket.load(Ordering::Relaxed)
    }

    fn is_asked(&self) -> bool {
        self.under_way.load(Ordering::Relaxed) > 0
    }
}

pub struct UnderWay(Arc<Usage>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection's stream.
pub struct TimedStream {
    stream: TcpStream,
    usage: Arc<Usage>,
    patience: Patience,
    /// When the head of a request is late. None while nothing of one has come; the first is waited for from the beginning.
    head_due: Option<Pin<Box<Sleep>>>,
    /// Whether something of it has come.
    has_begun: bool,
    /// When whoever takes nothing of an answer is given up.
    stalled: Option<Pin<Box<Sleep>>>,
    /// Its address has one connection less when this is over.
    _permit: Permit<IpAddr>,
}

impl TimedStream {
    pub fn new(stream: TcpStream, usage: Arc<Usage>, patience: Patience, permit: Permit<IpAddr>) -> Self {
        let head_due = Some(Box::pin(sleep(patience.head)));
        Self { stream, usage, patience, head_due, has_begun: false, stalled: None, _permit: permit }
    }

    /// Nothing has come just now: whether anything more is waited for.
    fn is_given_up(&mut self, context: &mut Context<'_>) -> bool {
        if self.usage.closing.load(Ordering::Relaxed) {
            return true;
        }
        let Some(due) = &mut self.head_due else { return false };
        if due.as_mut().poll(context).is_pending() {
            return false;
        }
        // Behind an answer that is not taken there is nothing more to say.
        if self.has_begun && self.stalled.is_none() {
            // It is short: it goes, or the client does not read.
            let _ = Pin::new(&mut self.stream).poll_write(context, TOO_LATE);
        }
        true
    }

    /// Gives who takes nothing for too long up.
    fn took(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() || self.usage.is_socket() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience.answer;
        ready!(self.stalled.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for TimedStream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buf);
        if this.usage.is_socket() || this.usage.is_asked() {
            (this.head_due, this.has_begun) = (None, false);
            return read;
        }
        match read {
            Poll::Ready(_) => {
                if buf.filled().len() > before {
                    this.has_begun = true;
                    let patience = this.patience.head;
                    this.head_due.get_or_insert_with(|| Box::pin(sleep(patience)));
                }
                read
            }
            // As if the client had hung up.
            Poll::Pending if this.is_given_up(context) => Poll::Ready(Ok(())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncWrite for TimedStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.took(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.took(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// The body of an answer.
pub struct AnswerBody {
    body: Body,
    _under_way: UnderWay,
    held: Option<UntilSent>,
}

/// What a handler lets its answer hold until all of it is sent: it stands in the answer's extensions.
#[derive(Clone)]
pub struct UntilSent {
    _until_sent: Arc<dyn Any + Send + Sync>,
}

impl UntilSent {
    pub fn new(held: impl Any + Send + Sync) -> Self {
        Self { _until_sent: Arc::new(held) }
    }
}

impl AnswerBody {
    pub fn new(body: Body, under_way: UnderWay, held: Option<UntilSent>) -> Self {
        Self { body, _under_way: under_way, held }
    }
}

/// Bytes that hold it as long as they are there.
struct Holding(Bytes, #[expect(dead_code, reason = "held, not used")] UntilSent);

impl AsRef<[u8]> for Holding {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl http_body::Body for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        let holding = |bytes| match &self.held {
            Some(held) => Bytes::from_owner(Holding(bytes, held.clone())),
            None => bytes,
        };
        Poll::Ready(frame.map(|frame| frame.map(|frame| frame.map_data(holding))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
