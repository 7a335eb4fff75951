//! The body of an upload, and how long its client takes over it: so long for all of it, and so long for each portion. Only the
//! time in which the server waits counts for a portion: a disk that is slow is no fault of the client's.

use crate::config::Patience;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::{
    error::Error,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// How much must come, in bytes a second.
const RATE: u32 = 8 << 10;

/// It came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly")]
pub struct TooSlow;

/// A body that has to come at a pace. Its time begins when it is first read.
pub struct PacedBody<B> {
    body: Pin<Box<B>>,
    patience: Patience,
    /// Rings when it is late, with the whole or with a portion. None before it was waited for.
    alarm: Option<Pin<Box<Sleep>>>,
    /// When all of it must be here. None before it is first read.
    due: Option<Instant>,
    /// Since when the next bytes have been waited for.
    waiting: Option<Instant>,
    /// How long this portion may still be waited for.
    left: Duration,
    /// How much of it has come.
    came: usize,
}

impl<B> PacedBody<B> {
    pub fn new(body: B, patience: Patience) -> Self {
        // The first portion has as long again: a connection needs a while to become fast.
        let left = patience.portion * 2;
        Self { body: Box::pin(body), patience, alarm: None, due: None, waiting: None, left, came: 0 }
    }

    /// How much a portion is.
    fn portion(&self) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds, and not many")]
        let portion = (f64::from(RATE) * self.patience.portion.as_secs_f64()) as usize;
        portion
    }

    fn takes(&mut self, bytes: usize) {
        if let Some(since) = self.waiting.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        self.came += bytes;
        if self.came >= self.portion() {
            (self.left, self.came) = (self.patience.portion, 0);
        }
    }

    /// Whether it is late. If not, the alarm is set.
    fn is_late(&mut self, context: &mut Context<'_>, due: Instant) -> bool {
        if self.waiting.is_none() {
            let now = Instant::now();
            self.waiting = Some(now);
            let at = due.min(now + self.left);
            match &mut self.alarm {
                Some(alarm) => alarm.as_mut().reset(at),
                None => self.alarm = Some(Box::pin(sleep_until(at))),
            }
        }
        self.alarm.as_mut().is_some_and(|alarm| alarm.as_mut().poll(context).is_ready())
    }
}

impl<B> Body for PacedBody<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        let whole = this.patience.upload;
        let due = *this.due.get_or_insert_with(|| Instant::now() + whole);
        let Poll::Ready(frame) = this.body.as_mut().poll_frame(context) else {
            let is_late = this.is_late(context, due);
            return if is_late { Poll::Ready(Some(Err(TooSlow.into()))) } else { Poll::Pending };
        };
        if Instant::now() >= due {
            return Poll::Ready(Some(Err(TooSlow.into())));
        }
        let bytes = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()).map_or(0, Bytes::len);
        this.takes(bytes);
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A body that is handed on a piece at a time: no more than was read of the connection at once. Whoever reads as much as is there, as
/// the reader of multipart bodies does before it looks at it, else holds all of what comes fast.
pub struct OneByOne<B> {
    body: B,
    rests: bool,
}

impl<B> OneByOne<B> {
    pub fn new(body: B) -> Self {
        Self { body, rests: false }
    }
}

impl<B: Body<Data = Bytes> + Unpin> futures_util::Stream for OneByOne<B> {
    type Item = Result<Bytes, B::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.rests) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        loop {
            let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context)?) else { return Poll::Ready(None) };
            // Trailers are passed over.
            if let Ok(piece) = frame.into_data() {
                self.rests = true;
                return Poll::Ready(Some(Ok(piece)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use http_body_util::{BodyExt, Full, StreamBody};
    use std::convert::Infallible;

    fn within(upload: Duration, portion: Duration) -> Patience {
        Patience { upload, portion, ..Patience::default() }
    }

    const LONG: Duration = Duration::from_secs(3_600);

    #[tokio::test]
    async fn what_never_lets_one_wait_is_over_in_its_time_too() {
        let body = || Full::new(Bytes::from_static(b"bytes"));
        let came = PacedBody::new(body(), within(LONG, LONG)).collect().await.unwrap();
        assert_eq!(came.to_bytes(), "bytes");
        let late = PacedBody::new(body(), within(Duration::ZERO, LONG)).collect().await;
        assert!(late.unwrap_err().is::<TooSlow>());
    }

    #[tokio::test]
    async fn the_first_portion_has_twice_as_long() {
        const PORTION: Duration = Duration::from_millis(100);
        let begun = Instant::now();
        let nothing = StreamBody::new(stream::pending::<Result<Frame<Bytes>, Infallible>>());
        let late = PacedBody::new(nothing, within(LONG, PORTION)).collect().await;
        assert!(late.unwrap_err().is::<TooSlow>());
        assert!(begun.elapsed() >= 2 * PORTION, "{:?}", begun.elapsed());
    }
}
