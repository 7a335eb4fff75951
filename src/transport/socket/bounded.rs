//! The bytes of a socket. Of a stranger few are read: until it is acknowledged a socket has nothing to say but who it is. Nor are
//! those of one message read without an end: frames that hold nothing can go on and on without ending it, and without making it
//! longer.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How much is read of who has not been acknowledged: a token with room to spare.
const MAX_GREETING: usize = 64 << 10;

/// A stream of which so much is read until it is open.
pub struct BoundedStream<S> {
    stream: S,
    /// What may still come: of a stranger in all, then until a message is whole.
    left: usize,
    /// What a message may have; none as long as it is a stranger's.
    each: Option<usize>,
}

impl<S> BoundedStream<S> {
    pub fn new(stream: S) -> Self {
        Self { stream, left: MAX_GREETING, each: None }
    }

    /// From now on each message may have so many bytes, with all its frames.
    pub fn open(&mut self, each: usize) {
        (self.left, self.each) = (each, Some(each));
    }

    /// A message is whole.
    pub fn heard(&mut self) {
        if let Some(each) = self.each {
            self.left = each;
        }
    }
}

/// Whether somebody said too much.
pub fn is_too_long(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::QuotaExceeded
}

impl<S: AsyncRead + Unpin> AsyncRead for BoundedStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.left == 0 {
            return Poll::Ready(Err(io::ErrorKind::QuotaExceeded.into()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buf))?;
        let read = buf.filled().len() - before;
        self.left = self.left.saturating_sub(read);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for BoundedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
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
