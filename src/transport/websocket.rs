//! `graphql-transport-ws`: one task a socket, which reads, runs its operations and writes, each whenever it can.

use crate::{
    domain::outcome::Refusal,
    graphql::{Connection, Peer, Viewer, response::Rendered},
    transport::{
        CLOSE_OVER, Transport,
        auth::{Attendance, bearer},
        operation::{Answer, Caller},
        protocol::{self, ClientMessage, Params},
    },
};
use axum::{
    extract::{
        WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use futures_util::{
    Sink, Stream, StreamExt,
    future::{AbortHandle, Abortable},
    stream::SelectAll,
};
use serde_json::{Map, Value};
use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, sleep_until};

const PROTOCOL: &str = "graphql-transport-ws";
/// How long a client may take until `connection_init` (contract, WebSocket).
const INIT_WITHIN: Duration = Duration::from_secs(10);
/// How often the server pings.
const PING_EVERY: Duration = Duration::from_secs(15);
/// A socket that has sent nothing for this long is dead.
const DEAD_AFTER: Duration = Duration::from_secs(25);
/// How long a socket may take to take its last messages and the close.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);
/// How many frames are rendered ahead of a slow socket; the rest waits in the mailboxes, which are bounded.
const MAX_FRAMES: usize = 16;
/// The library's default is 128 KiB a socket; most sockets are silent.
const READ_BUFFER: usize = 4 * 1024;
/// Frames are gathered up to this before they are written: one write for all that waits.
const WRITE_BUFFER: usize = 16 * 1024;
/// More than all frames that are rendered ahead; it is never to be reached.
const MAX_WRITE_BUFFER: usize = 16 << 20;
/// Answers to what the client says wait besides; with this many it is not listened to until it reads.
const MAX_ANSWERS: usize = 4 * MAX_FRAMES;

/// Why a socket is closed: the code says whether to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Close(u16, &'static str);

const STOPPING: Close = Close(1001, "The server stops");
const DEAD: Close = Close(1001, "Nothing heard for too long");
const TOO_SLOW: Close = Close(1013, "Read faster, or come back later");
const BAD_MESSAGE: Close = Close(4400, "Not a message of the protocol");
const NOT_ACKNOWLEDGED: Close = Close(4401, "Unauthorized");
const FORBIDDEN: Close = Close(4403, "Forbidden");
const OTHER_PROTOCOL: Close = Close(4406, "Subprotocol not acceptable");
const INIT_TIMEOUT: Close = Close(4408, "Connection initialisation timeout");
const TWICE: Close = Close(4429, "Too many initialisation requests");

/// Lets a socket in.
pub(super) fn upgrade(
    transport: &Transport,
    upgrade: WebSocketUpgrade,
    address: IpAddr,
    headers: &HeaderMap,
) -> Response {
    if !transport.inner.origins.allow_request(headers) {
        return (StatusCode::FORBIDDEN, "Pages of this origin may not open a socket here.").into_response();
    }
    if transport.inner.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping").into_response();
    }
    let peer = Peer(transport.peer(address, headers));
    let transport = transport.clone();
    let (tracked, max_bytes) = (transport.inner.sockets.token(), transport.inner.limits.max_body_bytes);
    upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .max_message_size(max_bytes)
        .max_frame_size(max_bytes)
        .on_upgrade(async move |socket| {
            let _held = (tracked, transport.inner.metrics.connected("websocket"));
            Socket::new(transport, peer).run(socket).await;
        })
}

/// What an operation yields: a frame, until it has no more.
type Frames = Pin<Box<dyn Stream<Item = String> + Send>>;

struct Socket {
    transport: Transport,
    peer: Peer,
    connection: Connection,
    /// Who is signed in, once the socket is acknowledged.
    viewer: Option<Viewer>,
    /// Ends with the session; holds the attendance until then.
    over: Pin<Box<dyn Future<Output = ()> + Send>>,
    operations: SelectAll<Frames>,
    live: Arc<std::sync::Mutex<HashMap<String, AbortHandle>>>,
    frames: VecDeque<Message>,
    heard: Instant,
}

impl Socket {
    fn new(transport: Transport, peer: Peer) -> Self {
        Self {
            connection: transport.connection(),
            transport,
            peer,
            viewer: None,
            over: Box::pin(std::future::pending()),
            operations: SelectAll::new(),
            live: Arc::default(),
            frames: VecDeque::new(),
            heard: Instant::now(),
        }
    }

    async fn run(mut self, socket: WebSocket) {
        let acceptable = socket.protocol().is_some_and(|protocol| protocol == PROTOCOL);
        let (sink, stream) = socket.split();
        let (mut sink, mut stream) = (pin!(sink), pin!(stream));
        let close = if acceptable { self.serve(&mut sink, &mut stream).await } else { Some(OTHER_PROTOCOL) };
        if let Some(Close(code, reason)) = close {
            self.frames.push_back(Message::Close(Some(CloseFrame { code, reason: reason.into() })));
            // Whoever does not take it is not waited for; what it sends meanwhile is read, so that the close is not lost.
            let bye = async {
                let _ = write(&mut sink, &mut self.frames).await;
                while let Some(Ok(_)) = stream.next().await {}
            };
            let _ = tokio::time::timeout(CLOSE_WITHIN, bye).await;
        }
    }

    /// Serves until the socket is gone, or to be closed.
    async fn serve(
        &mut self,
        sink: &mut (impl Sink<Message, Error = axum::Error> + Unpin),
        stream: &mut (impl Stream<Item = Result<Message, axum::Error>> + Unpin),
    ) -> Option<Close> {
        // What is waited for all along is registered once, not at every frame: thousands of sockets share it.
        let (stopping, budget) = (self.transport.inner.stopping.clone(), self.connection.budget.clone());
        let (mut stopped, mut too_slow) = (pin!(stopping.cancelled()), pin!(budget.too_slow()));
        let begun = Instant::now();
        let mut alarm = pin!(sleep_until(begun + INIT_WITHIN));
        let mut next_ping = begun + PING_EVERY;
        loop {
            tokio::select! {
                message = stream.next(), if self.frames.len() < MAX_ANSWERS => match message {
                    Some(Ok(message)) => {
                        self.heard = Instant::now();
                        if let Err(close) = self.hear(message).await {
                            return close;
                        }
                    }
                    Some(Err(_)) | None => return None,
                },
                Some(frame) = self.operations.next(), if self.frames.len() < MAX_FRAMES => {
                    self.frames.push_back(Message::text(frame));
                }
                written = write(sink, &mut self.frames), if !self.frames.is_empty() => {
                    if written.is_err() {
                        return None;
                    }
                }
                () = &mut self.over => {
                    self.last_frames();
                    return Some(FORBIDDEN);
                }
                () = &mut too_slow => return Some(TOO_SLOW),
                () = &mut stopped => {
                    return self.stop(sink, stream).await;
                }
                () = &mut alarm => {
                    if self.viewer.is_none() {
                        return Some(INIT_TIMEOUT);
                    }
                    if self.heard.elapsed() >= DEAD_AFTER {
                        return Some(DEAD);
                    }
                    if Instant::now() >= next_ping {
                        if self.frames.len() < MAX_FRAMES {
                            self.frames.push_back(Message::text(protocol::ping()));
                        }
                        next_ping = Instant::now() + PING_EVERY;
                    }
                    alarm.as_mut().reset(next_ping.min(self.heard + DEAD_AFTER));
                }
            }
        }
    }

    /// Goes on for a moment of its own, so that not all clients return at once; then closes.
    async fn stop(
        &mut self,
        sink: &mut (impl Sink<Message, Error = axum::Error> + Unpin),
        stream: &mut (impl Stream<Item = Result<Message, axum::Error>> + Unpin),
    ) -> Option<Close> {
        let spread = self.transport.spread_close(CLOSE_OVER);
        let until = Instant::now() + spread;
        loop {
            tokio::select! {
                message = stream.next(), if self.frames.len() < MAX_ANSWERS => match message {
                    Some(Ok(message)) => if let Err(close) = self.hear(message).await {
                        return close;
                    },
                    Some(Err(_)) | None => return None,
                },
                Some(frame) = self.operations.next(), if self.frames.len() < MAX_FRAMES => {
                    self.frames.push_back(Message::text(frame));
                }
                written = write(sink, &mut self.frames), if !self.frames.is_empty() => {
                    if written.is_err() {
                        return None;
                    }
                }
                () = sleep_until(until) => return Some(STOPPING),
            }
        }
    }

    /// What the operations have ready at the end: `SessionEnded` is among it.
    fn last_frames(&mut self) {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        while self.frames.len() < MAX_FRAMES {
            match self.operations.poll_next_unpin(&mut context) {
                Poll::Ready(Some(frame)) => self.frames.push_back(Message::text(frame)),
                Poll::Ready(None) | Poll::Pending => break,
            }
        }
    }

    async fn hear(&mut self, message: Message) -> Result<(), Option<Close>> {
        let text = match message {
            Message::Text(text) => text,
            // The library answers pings by itself.
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => return Err(None),
            Message::Binary(_) => return Err(Some(BAD_MESSAGE)),
        };
        match serde_json::from_str(&text).map_err(|_| Some(BAD_MESSAGE))? {
            // Boxed: a socket that waits need not keep the room that signing in takes.
            ClientMessage::ConnectionInit { payload } => Box::pin(self.init(payload)).await.map_err(Some),
            ClientMessage::Ping { payload } => {
                self.frames.push_back(Message::text(protocol::pong(payload)));
                Ok(())
            }
            ClientMessage::Pong { .. } => Ok(()),
            ClientMessage::Subscribe { id, payload } => self.subscribe(id, payload).map_err(Some),
            ClientMessage::Complete { id } => {
                if let Some(operation) = lock(&self.live).remove(&id) {
                    operation.abort();
                }
                Ok(())
            }
        }
    }

    async fn init(&mut self, payload: Option<Map<String, Value>>) -> Result<(), Close> {
        if self.viewer.is_some() {
            return Err(TWICE);
        }
        let payload = payload.unwrap_or_default();
        let token = payload
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))
            .and_then(|(_, value)| value.as_str())
            .and_then(bearer)
            .ok_or(FORBIDDEN)?;
        // A database that is away is no reason never to come back.
        let viewer = self.transport.viewer(token).await.map_err(|_| STOPPING)?.ok_or(FORBIDDEN)?;
        let attendance = self.transport.attend(&viewer);
        // It may have ended between the reading and the attendance.
        self.transport.viewer(token).await.map_err(|_| STOPPING)?.ok_or(FORBIDDEN)?;
        self.viewer = Some(viewer);
        self.over = Box::pin(over(attendance));
        self.frames.push_back(Message::text(protocol::connection_ack()));
        Ok(())
    }

    fn subscribe(&mut self, id: String, payload: Value) -> Result<(), Close> {
        let Some(viewer) = &self.viewer else { return Err(NOT_ACKNOWLEDGED) };
        let params = Params::from_value(payload).map_err(|_| BAD_MESSAGE)?;
        let mut live = lock(&self.live);
        if live.contains_key(&id) {
            return Err(Close(4409, "Subscriber for this id already exists"));
        }
        let most = self.transport.inner.limits.max_operations;
        if live.len() >= most {
            let refusal = Refusal::too_large(&format!("A socket has at most {most} live operations."));
            self.frames.push_back(Message::text(protocol::error(&id, &Rendered::refusal(refusal))));
            return Ok(());
        }
        let (operation, registration) = AbortHandle::new_pair();
        live.insert(id.clone(), operation);
        drop(live);
        let caller = Caller { viewer: Some(viewer.clone()), peer: self.peer, connection: self.connection.clone() };
        let frames = frames(id, self.transport.run(params, caller), self.live.clone());
        self.operations.push(Box::pin(Abortable::new(frames, registration)));
        Ok(())
    }
}

/// The frames of an operation. Its id is free again before the last one is written.
fn frames(
    id: String,
    answers: impl Stream<Item = Answer> + Send,
    live: Arc<std::sync::Mutex<HashMap<String, AbortHandle>>>,
) -> impl Stream<Item = String> + Send {
    async_stream::stream! {
        let mut answers = pin!(answers);
        while let Some(answer) = answers.next().await {
            match answer {
                Answer::Next(payload) => yield protocol::next(&id, &payload),
                // One `error`, and no `complete`.
                Answer::Refused(refused) => {
                    lock(&live).remove(&id);
                    yield protocol::error(&id, &refused);
                    return;
                }
            }
        }
        lock(&live).remove(&id);
        yield protocol::complete(&id);
    }
}

fn lock(
    live: &std::sync::Mutex<HashMap<String, AbortHandle>>,
) -> std::sync::MutexGuard<'_, HashMap<String, AbortHandle>> {
    live.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Ends with the session. It takes the attendance whole: with it the lease, by which its user is there.
async fn over(mut attendance: Attendance) {
    attendance.session.ended().await;
}

/// Writes all that waits, with one flush. May be dropped at any await: what is not written stays in the queue.
async fn write<S: Sink<Message> + Unpin>(sink: &mut S, frames: &mut VecDeque<Message>) -> Result<(), S::Error> {
    std::future::poll_fn(|context| {
        while !frames.is_empty() {
            ready!(Pin::new(&mut *sink).poll_ready(context))?;
            if let Some(frame) = frames.pop_front() {
                Pin::new(&mut *sink).start_send(frame)?;
            }
        }
        Pin::new(&mut *sink).poll_flush(context)
    })
    .await
}
