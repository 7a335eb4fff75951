//! `graphql-transport-ws`: one task a socket, which reads, runs its operations and writes, each whenever it can. All of it
//! in one poll by hand, for every delivery goes through here: what an operation has ready is on its way to the kernel
//! without another turn, and what rarely happens is not asked after.

pub(super) mod bounded;
pub(super) mod close;
pub(super) mod handshake;
pub(super) mod message;
pub(super) mod operations;

use crate::{
    graphql::{Connection, Peer, Viewer},
    hub::mailbox::Budget,
    transport::{
        CLOSE_OVER, DEAD_AFTER, LAST_WORDS, Transport,
        auth::Attendance,
        connections::drain::linger,
        socket::close::{Close, DEAD, End, FORBIDDEN, INIT_TIMEOUT, OTHER_PROTOCOL, STOPPING, TOO_SLOW, broken},
        socket::handshake::{Handshake, Wire},
        socket::operations::{MAX_ANSWERS, Operations},
    },
};
use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use futures_util::{FutureExt, SinkExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use std::{
    collections::VecDeque,
    future::poll_fn,
    net::IpAddr,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{
    self, Message,
    protocol::{CloseFrame, WebSocketConfig, frame::coding::CloseCode},
};
use tracing::Instrument;

mod protocol;

const PROTOCOL: &str = "graphql-transport-ws";
/// What came before it. Its clients are let in only to be told why not: a browser does not say how a handshake failed.
const OLD_PROTOCOL: &str = "graphql-ws";
/// How long a client may take until `connection_init` (contract, WebSocket).
const INIT_WITHIN: Duration = Duration::from_secs(10);
/// How often the server pings.
const PING_EVERY: Duration = Duration::from_secs(15);
/// How many frames are rendered ahead of a slow socket; the rest waits in the mailboxes, which are bounded.
const MAX_FRAMES: usize = 16;
/// The library's default is 128 KiB a socket; most sockets are silent.
const READ_BUFFER: usize = 4 * 1024;
/// Frames are gathered up to this before they are written: one write for all that waits.
const WRITE_BUFFER: usize = 16 * 1024;
/// More than the largest answer (`response::MAX_BYTES`).
const MAX_WRITE_BUFFER: usize = 16 << 20;
/// Answers to what the client says wait besides; with this many it is not listened to until it reads.
const MAX_REPLIES: usize = 4 * MAX_FRAMES;
/// How many messages are heard in a row, before others have their turn.
const MAX_HEARD: usize = 32;
/// What a client may say within `PING_EVERY` that asks for nothing, such as pings. Whoever says more is listened to for a few
/// once a second: what they say costs nobody else anything.
const CHATTER: usize = 64;
const CHATTER_A_SECOND: usize = 16;

/// The longest message that is read. One that is over the limit of a request is refused to its operation; what is longer
/// than this ends the socket. A socket holds one of them at a time.
const MAX_MESSAGE: usize = 4 << 20;

fn longest(transport: &Transport) -> usize {
    MAX_MESSAGE.max(2 * transport.inner.limits.max_body_bytes)
}

/// Lets a socket in.
pub(super) fn upgrade(
    transport: &Transport,
    mut handshake: Handshake,
    address: IpAddr,
    headers: &HeaderMap,
) -> Response {
    if transport.inner.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping").into_response();
    }
    let peer = transport.asker(address, headers);
    let transport = transport.clone();
    // What is logged of the socket stands under the id of the request that opened it.
    let span = tracing::Span::current();
    let (tracked, end) = (transport.inner.sockets.token(), transport.inner.end.clone());
    let longest = longest(&transport);
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .max_message_size(Some(longest))
        .max_frame_size(Some(longest));
    let acceptable = handshake.choose(headers, &[PROTOCOL, OLD_PROTOCOL]) == Some(PROTOCOL);
    let (answer, wire) = handshake.accept(config);
    let serving = async move {
        // A connection that broke before its handshake was answered is no socket.
        let Ok(wire) = wire.await else { return };
        let _held = (tracked, transport.inner.metrics.connected("websocket"));
        let mut socket = Socket::new(transport, peer, wire);
        socket.run(acceptable).await;
    };
    // In a box: what wraps a future holds it twice, and a silent socket is little more than this.
    tokio::spawn(end.run_until_cancelled_owned(Box::pin(serving.instrument(span))));
    answer
}

/// What a socket waits for besides its client and its operations: rare, and each polled only when it happens.
enum Signal {
    SignedIn(Result<(Viewer, Attendance), Close>),
    SessionOver,
    TooSlow,
    /// The server stops: so will the socket, at a moment of its own, so that not all clients return at once.
    Stopping,
    Stop,
    /// What was to be told before the close had its time.
    Bye,
    /// It may be time to ping, or to give up.
    Alarm,
    /// Whoever said too much is listened to again.
    Listen,
}

struct Socket {
    transport: Transport,
    peer: Peer,
    connection: Connection,
    wire: Wire,
    /// Who is signed in, once the socket is acknowledged.
    viewer: Option<Viewer>,
    /// Whether a token is being looked up.
    signing_in: bool,
    signals: FuturesUnordered<BoxFuture<'static, Signal>>,
    operations: Operations,
    /// Whether the session is over: what is under way is still told.
    over: bool,
    /// What is to be written.
    frames: VecDeque<Message>,
    /// The bytes of all that came to be written since there was nothing to write.
    unwritten: usize,
    /// Pongs that the library has not written.
    pongs: usize,
    /// What the client may still say that asks for nothing; it is not listened to when that is nothing.
    chatter: usize,
    /// When the client was last heard.
    heard: Instant,
    next_ping: Instant,
}

impl Socket {
    fn new(transport: Transport, peer: Peer, wire: Wire) -> Self {
        let now = Instant::now();
        let connection = transport.connection();
        let (stopping, budget) = (transport.inner.stopping.clone(), connection.budget.clone());
        let signals = FuturesUnordered::new();
        signals.push(stopping.cancelled_owned().map(|()| Signal::Stopping).boxed());
        signals.push(too_slow(budget).boxed());
        signals.push(alarm(now + INIT_WITHIN).boxed());
        Self {
            transport,
            peer,
            connection,
            wire,
            viewer: None,
            signing_in: false,
            signals,
            operations: Operations::default(),
            over: false,
            frames: VecDeque::new(),
            unwritten: 0,
            pongs: 0,
            chatter: CHATTER,
            heard: now,
            next_ping: now + PING_EVERY,
        }
    }

    async fn run(&mut self, acceptable: bool) {
        let end = if acceptable { poll_fn(|context| self.serve(context)).await } else { OTHER_PROTOCOL.into() };
        // Nobody waits for them any more, and they may hold what others wait for.
        self.operations = Operations::default();
        self.signals.clear();
        self.wire.get_mut().open(usize::MAX);
        match end {
            End::Lost => return,
            // The library answers the client's close as soon as it is let write.
            End::Closed => self.frames.clear(),
            End::Close(Close(code, reason)) => {
                let code = CloseCode::from(code);
                self.frames.push_back(Message::Close(Some(CloseFrame { code, reason: reason.into() })));
            }
        }
        // Whoever does not take it is not waited for; what it sends meanwhile is read, so that the close is not lost. After
        // what could not be read there are no more messages, but still bytes.
        let bye = async {
            let _ = poll_fn(|context| self.write(context)).await;
            while let Some(Ok(_)) = self.wire.next().await {}
            linger(self.wire.get_mut()).await;
        };
        let _ = timeout(LAST_WORDS, bye).await;
    }

    /// Serves until the socket is gone, or to be closed.
    fn serve(&mut self, context: &mut Context<'_>) -> Poll<End> {
        let mut heard = 0;
        loop {
            // What was said before the acknowledgement was said before it, and is heard first.
            if self.signing_in {
                match self.listen(context, &mut heard) {
                    Poll::Ready(None) => continue,
                    Poll::Ready(Some(end)) => return Poll::Ready(end),
                    Poll::Pending => {}
                }
            }
            while let Poll::Ready(Some(signal)) = self.signals.poll_next_unpin(context) {
                if let Err(close) = self.take(signal) {
                    return Poll::Ready(close.into());
                }
            }
            self.gather(context);
            let full = self.is_full();
            let written = match self.write(context) {
                Poll::Ready(Ok(())) => true,
                Poll::Ready(Err(_)) => return Poll::Ready(End::Lost),
                Poll::Pending => false,
            };
            if self.over && written && !full && !self.operations.is_busy() {
                return Poll::Ready(FORBIDDEN.into());
            }
            match self.listen(context, &mut heard) {
                Poll::Ready(None) => continue,
                Poll::Ready(Some(end)) => return Poll::Ready(end),
                Poll::Pending => {}
            }
            if !self.over && self.operations.begin(context, &self.transport, self.unwritten) {
                continue;
            }
            let goes_on = full || (written && self.operations.may_go_on(self.unwritten));
            if !goes_on {
                return Poll::Pending;
            }
            if !written {
                self.operations.work(context, self.unwritten);
                return Poll::Pending;
            }
        }
    }

    /// Hears a message; else how the socket ends.
    fn listen(&mut self, context: &mut Context<'_>, heard: &mut usize) -> Poll<Option<End>> {
        if !self.is_listening() || *heard == MAX_HEARD {
            return Poll::Pending;
        }
        let message = match ready!(self.wire.poll_next_unpin(context)) {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Poll::Ready(Some(broken(&error))),
            None => return Poll::Ready(Some(End::Lost)),
        };
        *heard += 1;
        if *heard == MAX_HEARD {
            context.waker().wake_by_ref();
        }
        Poll::Ready(self.hear(&message).err())
    }

    /// Reading goes on while a write waits, as long as there is room for the answers.
    fn is_listening(&self) -> bool {
        !self.over && self.chatter > 0 && self.frames.len() + self.pongs < MAX_REPLIES
    }

    /// The client said something that asks for nothing.
    fn chats(&mut self) {
        self.chatter -= 1;
        if self.chatter == 0 {
            self.signals.push(sleep(Duration::from_secs(1)).map(|()| Signal::Listen).boxed());
        }
    }

    /// Whether enough is to be written.
    fn is_full(&self) -> bool {
        self.frames.len() >= MAX_FRAMES || self.unwritten >= MAX_ANSWERS
    }

    fn tell(&mut self, frame: String) {
        self.unwritten += frame.len();
        self.frames.push_back(Message::text(frame));
    }

    /// Takes the frames that the operations have ready.
    fn gather(&mut self, context: &mut Context<'_>) {
        while !self.is_full()
            && let Poll::Ready(frame) = self.operations.poll_frame(context, self.unwritten)
        {
            self.tell(frame);
        }
    }

    /// Writes all that waits, with one flush.
    fn write(&mut self, context: &mut Context<'_>) -> Poll<Result<(), tungstenite::Error>> {
        while !self.frames.is_empty() {
            ready!(self.wire.poll_ready_unpin(context))?;
            if let Some(frame) = self.frames.pop_front() {
                self.wire.start_send_unpin(frame)?;
            }
        }
        ready!(self.wire.poll_flush_unpin(context))?;
        (self.unwritten, self.pongs) = (0, 0);
        Poll::Ready(Ok(()))
    }

    fn take(&mut self, signal: Signal) -> Result<(), Close> {
        match signal {
            Signal::SignedIn(signed_in) => {
                let (viewer, attendance) = signed_in?;
                self.signing_in = false;
                self.viewer = Some(viewer);
                self.wire.get_mut().open(2 * longest(&self.transport));
                self.signals.push(session_over(attendance).boxed());
                self.tell(message::connection_ack());
            }
            Signal::SessionOver => {
                // `SessionEnded` is among what waits, or is being rendered.
                self.over = true;
                self.signals.push(sleep(LAST_WORDS).map(|()| Signal::Bye).boxed());
            }
            Signal::Bye => return Err(FORBIDDEN),
            Signal::TooSlow => return Err(TOO_SLOW),
            Signal::Stopping => {
                let spread = self.transport.spread_close(CLOSE_OVER);
                self.signals.push(sleep(spread).map(|()| Signal::Stop).boxed());
            }
            Signal::Stop => return Err(STOPPING),
            Signal::Alarm => self.alarmed()?,
            Signal::Listen => self.chatter = CHATTER_A_SECOND,
        }
        Ok(())
    }

    fn alarmed(&mut self) -> Result<(), Close> {
        if self.viewer.is_none() && !self.signing_in {
            return Err(INIT_TIMEOUT);
        }
        if self.heard.elapsed() >= DEAD_AFTER {
            return Err(DEAD);
        }
        if Instant::now() >= self.next_ping {
            if self.frames.len() < MAX_FRAMES {
                self.tell(message::ping());
            }
            self.next_ping = Instant::now() + PING_EVERY;
            if self.chatter > 0 {
                self.chatter = CHATTER;
            }
        }
        self.signals.push(alarm(self.next_ping.min(self.heard + DEAD_AFTER)).boxed());
        Ok(())
    }
}

/// Ends with the session. It takes the attendance whole: with it the lease, by which its user is there.
async fn session_over(mut attendance: Attendance) -> Signal {
    attendance.session.ended().await;
    Signal::SessionOver
}

async fn too_slow(budget: Arc<Budget>) -> Signal {
    budget.too_slow().await;
    Signal::TooSlow
}

async fn alarm(at: Instant) -> Signal {
    sleep_until(at).await;
    Signal::Alarm
}
