//! `graphql-transport-ws` as a state machine. What the client said, what became of its sign-in, what the server wants and which
//! timer is due come in; frames, actions and the close go out. It waits for nothing, and knows the time by what it is told:
//! `super::driver` has the socket, the clock and the tasks.
//!
//! A wrong value costs the operation that it is a part of. Only what is no protocol costs the socket, for then a client does
//! not come back.
//!
//! To add a message of the client: a variant of `ClientMessage`, and an arm in `Protocol::read`. To add a reason to close: a
//! constant in `close`, given back as an error. To add a timer: a variant of `Timer`, set by an action, and an arm in
//! `Protocol::due`. Each has a row in the table of `tests.rs`.

#[cfg(test)]
mod tests;

use crate::{
    domain::refusal::Refusal,
    graphql::{limits::Limits, response::Rendered},
    transport::{
        auth::bearer,
        socket::{
            close::{
                BAD_MESSAGE, Close, DEAD, End, FORBIDDEN, INIT_TIMEOUT, NOT_ACKNOWLEDGED, STOPPING, SUBSCRIBED_TWICE,
                TOO_BIG, TOO_SLOW, TWICE,
            },
            message::{self, ClientMessage},
            operations::{Operations, live::Runner, queued::Terms},
            outbox::Outbox,
        },
        times::{DEAD_AFTER, LAST_WORDS},
    },
};
use std::time::Duration;
use tokio::time::Instant;

/// How long a client may take until `connection_init`.
pub const INIT_WITHIN: Duration = Duration::from_secs(10);
/// How often the server pings.
pub const PING_EVERY: Duration = Duration::from_secs(15);
/// What a client may say within `PING_EVERY` that asks for nothing, such as pings. Whoever says more is listened to for a few
/// once a second: what they say costs nobody else anything.
const CHATTER: u8 = 64;
const CHATTER_A_SECOND: u8 = 16;
const SECOND: Duration = Duration::from_secs(1);
/// The longest id of an operation: it stands in every frame.
const MAX_ID: usize = 256;
/// The longest id under which at least a refusal is sent.
const MAX_REFUSED_ID: usize = 4096;

/// What can happen to a socket, besides its operations.
#[derive(Clone, Copy)]
pub enum Input<'m> {
    /// The client said something.
    Received(Received<'m>),
    /// What became of the sign-in that `connection_init` asked for.
    SignedIn(Result<(), Close>),
    /// The session is over; the event that says so is among what waits, or is being rendered.
    SessionEnded,
    /// A global event found no place among what waits.
    TooSlow,
    /// The server stops: so will the socket after so long, so that not all clients return at once.
    Stopping(Duration),
    /// The time has come for which a timer was set.
    Due(Timer),
}

/// What a client says, a frame at a time.
#[derive(Clone, Copy)]
pub enum Received<'m> {
    /// A text in which halves of surrogate pairs are mended.
    Text(&'m str),
    /// Bytes that are no text.
    NoText,
    /// A ping of the WebSocket itself, to which the library answers.
    Ping,
    Pong,
    Close,
}

/// What is to be done besides writing frames.
#[derive(Debug, PartialEq)]
pub enum Action<'m> {
    /// Find out whose token it is, and say so with `Input::SignedIn`.
    SignIn { token: String },
    /// Judge the request of an operation, and hand it to `Protocol::subscribe`, `Protocol::enqueue` or `Protocol::refuse`.
    Judge { id: String, payload: &'m str },
    /// Say `Input::Due` at that time. A timer is set once until it is due.
    Set(Timer, Instant),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// It may be time to ping, or to give up.
    Pulse,
    /// Whoever said too much is listened to again.
    Listen,
    /// What was to be told before the close had its time.
    LastWords,
    /// The server has stopped.
    Stop,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// It has not said who it is.
    Connected,
    /// A token is being looked up.
    SigningIn,
    /// Operations may begin.
    Acknowledged,
    /// The session is over: what is under way is still told, and the client is not listened to.
    SessionOver,
    /// It is closed, or gone.
    Closed,
}

/// A socket, but for the socket: `R` is what an operation is begun from, `T` one that has begun.
pub struct Protocol<R, T> {
    phase: Phase,
    /// What the client may still say that asks for nothing; it is not listened to when that is nothing.
    chatter: u8,
    /// The longest message that is read.
    max_bytes: usize,
    /// The most live subscriptions, and the most other live operations.
    max_operations: usize,
    /// When the client was last heard.
    heard: Instant,
    next_ping: Instant,
    outbox: Outbox,
    operations: Operations<R, T>,
}

impl<R, T> Protocol<R, T> {
    /// A socket that has just been opened, and its first timer.
    pub fn new(limits: &Limits, now: Instant) -> (Self, Action<'static>) {
        let protocol = Self {
            phase: Phase::Connected,
            chatter: CHATTER,
            max_bytes: limits.max_body_bytes,
            max_operations: limits.max_operations,
            heard: now,
            next_ping: now + PING_EVERY,
            outbox: Outbox::default(),
            operations: Operations::default(),
        };
        (protocol, Action::Set(Timer::Pulse, now + INIT_WITHIN))
    }

    /// Takes what happened: what is to be done about it, or how the socket ends. A socket that has ended does nothing.
    pub fn take<'m>(&mut self, input: Input<'m>, now: Instant) -> Result<Option<Action<'m>>, End> {
        if self.phase == Phase::Closed {
            return Ok(None);
        }
        match input {
            Input::Received(received) => self.receive(received, now),
            Input::SignedIn(Ok(())) => {
                self.phase = Phase::Acknowledged;
                self.outbox.push(message::connection_ack());
                Ok(None)
            }
            Input::SignedIn(Err(close)) => Err(close.into()),
            Input::SessionEnded => {
                self.phase = Phase::SessionOver;
                Ok(Some(Action::Set(Timer::LastWords, now + LAST_WORDS)))
            }
            Input::TooSlow => Err(TOO_SLOW.into()),
            Input::Stopping(within) => Ok(Some(Action::Set(Timer::Stop, now + within))),
            Input::Due(timer) => Ok(self.due(timer, now)?),
        }
    }

    /// Ends the socket, and its operations with it: nobody waits for them any more, and they may hold what others wait for.
    /// What was to be written before a close still is; a client that has closed is told nothing more.
    pub fn end(&mut self, end: &End) {
        self.phase = Phase::Closed;
        self.operations = Operations::default();
        if !matches!(end, End::Close(_)) {
            self.outbox.clear();
        }
    }

    fn receive<'m>(&mut self, received: Received<'m>, now: Instant) -> Result<Option<Action<'m>>, End> {
        self.heard = now;
        match received {
            Received::Text(text) => Ok(self.read(text, now)?),
            Received::NoText => Err(BAD_MESSAGE.into()),
            Received::Ping => {
                self.outbox.push_pong();
                Ok(self.chat(now))
            }
            Received::Pong => Ok(self.chat(now)),
            Received::Close => Err(End::Closed),
        }
    }

    fn read<'m>(&mut self, text: &'m str, now: Instant) -> Result<Option<Action<'m>>, Close> {
        let is_long = text.len() > self.max_bytes;
        match ClientMessage::read(text)? {
            ClientMessage::Subscribe { id, payload } => self.judge(id, payload, is_long),
            ClientMessage::ConnectionInit { .. } if is_long => Err(TOO_BIG),
            ClientMessage::ConnectionInit { payload } => self.sign_in(payload).map(Some),
            ClientMessage::Ping { payload } => {
                self.outbox.push(message::pong(payload));
                Ok(self.chat(now))
            }
            ClientMessage::Complete { id } if self.operations.remove(&id) => Ok(None),
            ClientMessage::Complete { .. } | ClientMessage::Pong => Ok(self.chat(now)),
        }
    }

    fn sign_in(&mut self, payload: Option<&str>) -> Result<Action<'static>, Close> {
        if self.phase != Phase::Connected {
            return Err(TWICE);
        }
        let authorization = payload.map(message::authorization).transpose()?.flatten();
        let token = authorization.as_deref().and_then(bearer).ok_or(FORBIDDEN)?.to_owned();
        self.phase = Phase::SigningIn;
        Ok(Action::SignIn { token })
    }

    /// Has an operation judged, if its id is good. What is wrong with its request ends it alone.
    fn judge<'m>(&mut self, id: String, payload: &'m str, is_long: bool) -> Result<Option<Action<'m>>, Close> {
        if id.len() > MAX_REFUSED_ID {
            return Err(BAD_MESSAGE);
        }
        if self.phase != Phase::Acknowledged {
            return Err(NOT_ACKNOWLEDGED);
        }
        if self.operations.contains(&id) {
            return Err(SUBSCRIBED_TWICE);
        }
        let wrong = if is_long {
            format!("A message has at most {} bytes.", self.max_bytes)
        } else if id.len() > MAX_ID {
            format!("An id has at most {MAX_ID} bytes.")
        } else {
            return Ok(Some(Action::Judge { id, payload }));
        };
        self.refuse(&id, &Rendered::refusal(Refusal::too_large(&wrong)));
        Ok(None)
    }

    /// The client said something that asks for nothing.
    fn chat(&mut self, now: Instant) -> Option<Action<'static>> {
        self.chatter = self.chatter.saturating_sub(1);
        (self.chatter == 0).then(|| Action::Set(Timer::Listen, now + SECOND))
    }

    fn due(&mut self, timer: Timer, now: Instant) -> Result<Option<Action<'static>>, Close> {
        match timer {
            Timer::Pulse => self.pulse(now).map(Some),
            Timer::Listen => {
                self.chatter = CHATTER_A_SECOND;
                Ok(None)
            }
            Timer::LastWords => Err(FORBIDDEN),
            Timer::Stop => Err(STOPPING),
        }
    }

    fn pulse(&mut self, now: Instant) -> Result<Action<'static>, Close> {
        if self.phase == Phase::Connected {
            return Err(INIT_TIMEOUT);
        }
        if now >= self.heard + DEAD_AFTER {
            return Err(DEAD);
        }
        if now >= self.next_ping {
            if self.outbox.has_room_for_pings() {
                self.outbox.push(message::ping());
            }
            self.next_ping = now + PING_EVERY;
            if self.chatter > 0 {
                self.chatter = CHATTER;
            }
        }
        Ok(Action::Set(Timer::Pulse, self.next_ping.min(self.heard + DEAD_AFTER)))
    }

    /// Says what is wrong with an operation, which is over with that.
    pub fn refuse(&mut self, id: &str, refused: &Rendered) {
        self.outbox.push(message::error(id, refused));
    }

    /// Takes a subscription that was judged, unless there are too many.
    pub fn subscribe(&mut self, id: &str, start: impl FnOnce() -> T) {
        if let Err(refusal) = self.operations.subscribe(id, self.max_operations, start) {
            self.refuse(id, &Rendered::refusal(refusal));
        }
    }

    /// Takes a query or mutation that was judged, unless too much is pending.
    pub fn enqueue(&mut self, id: &str, terms: Terms, request: R) {
        if let Err(refusal) = self.operations.enqueue(id, terms, request) {
            self.refuse(id, &Rendered::refusal(refusal));
        }
    }

    /// Whether a token is being looked up.
    pub fn is_signing_in(&self) -> bool {
        self.phase == Phase::SigningIn
    }

    /// Whether the client is listened to. It is while a write waits, as long as there is room for the answers.
    pub fn is_listening(&self) -> bool {
        !matches!(self.phase, Phase::SessionOver | Phase::Closed)
            && self.chatter > 0
            && self.outbox.has_room_for_replies()
    }

    /// What is to be written.
    pub fn outbox(&mut self) -> &mut Outbox {
        &mut self.outbox
    }

    /// Puts what the operations have ready among what is to be written, as long as there is room. Whether there is more.
    pub fn gather(&mut self, runner: &mut impl Runner<Request = R, Task = T>) -> bool {
        while !self.outbox.is_full() {
            let Some(frame) = self.operations.next_frame(self.outbox.unwritten(), runner) else { return false };
            self.outbox.push(frame);
        }
        true
    }

    /// Begins what is pending, as long as there is room. Whether it began something.
    pub fn begin(&mut self, runner: &mut impl Runner<Request = R, Task = T>) -> bool {
        self.phase == Phase::Acknowledged && self.operations.begin(self.max_operations, self.outbox.unwritten(), runner)
    }

    /// Whether there is room again for an event that had none.
    pub fn may_go_on(&self) -> bool {
        self.operations.may_go_on(self.outbox.unwritten())
    }

    /// Goes on with what is under way, although there is no room for what comes of it.
    pub fn work(&mut self, runner: &mut impl Runner<Request = R, Task = T>) {
        self.operations.work(self.outbox.unwritten(), runner);
    }

    /// All that the operations had ready is written: a session that is over has no more to tell when nothing is under way.
    pub fn told_all(&mut self) -> Result<(), End> {
        let is_through = self.phase == Phase::SessionOver && !self.operations.is_busy();
        if is_through { Err(FORBIDDEN.into()) } else { Ok(()) }
    }
}
