//! Where the state machine meets the network: one poll by hand, for every delivery goes through here. What an operation has ready
//! is on its way to the kernel without another turn, and what rarely happens is not asked after. Each step of a turn
//! (`Socket::drive`) keeps one promise, which stands at it.

use crate::{
    domain::refusal::ErrorCode,
    graphql::{
        Client, Viewer,
        execution::Caller,
        request::{Operation, Params},
        response::Rendered,
    },
    hub::mailbox::Budget,
    json,
    transport::{
        Transport,
        auth::ConnectionGuard,
        connections::drain::linger,
        operation::{Polled, Running},
        socket::{
            attention::Attention,
            budget::Reservation,
            close::{Close, End, FORBIDDEN, OTHER_PROTOCOL, STOPPING, TOO_MANY, broken},
            handshake::Wire,
            operations::{live::Runner, queued::Terms},
            protocol::{Action, Input, Protocol, Received, Timer},
        },
        times::{CLOSE_OVER, LAST_WORDS},
    },
};
use async_graphql::parser::types::OperationType;
use futures_util::{FutureExt, SinkExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use std::{
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{
    self, Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

/// How many messages are read in a row, before others have their turn.
const MAX_IN_A_ROW: usize = 32;
/// The longest message that is read. One that is over the limit of a request is refused to its operation; what is longer
/// than this ends the socket. A socket holds one of them at a time.
const MAX_MESSAGE: usize = 4 << 20;

/// The longest message that is read by this server.
pub fn longest(transport: &Transport) -> usize {
    MAX_MESSAGE.max(2 * transport.limits.max_body_bytes)
}

/// What a socket waits for besides its client and its operations: rare, and each polled only when it happens.
enum Signal {
    SignedIn(Result<(Viewer, ConnectionGuard), Close>),
    SessionEnded,
    TooSlow,
    Stopping,
    Due(Timer),
}

/// A socket and what it runs.
pub struct Socket {
    transport: Transport,
    client: Client,
    /// What may wait for it in mailboxes.
    budget: Arc<Budget>,
    wire: Wire,
    attention: Attention,
    /// Who is signed in, once the socket is acknowledged.
    viewer: Option<Viewer>,
    signals: FuturesUnordered<BoxFuture<'static, Signal>>,
    protocol: Protocol<QueuedRequest, Running>,
}

/// What a query or mutation is begun from, and begun again.
struct QueuedRequest {
    operation: Arc<Operation>,
    caller: Caller,
}

impl Socket {
    pub fn new(transport: Transport, client: Client, wire: Wire) -> Self {
        let budget = transport.budget();
        let (protocol, first) = Protocol::new(&transport.limits, Instant::now());
        let signals = FuturesUnordered::new();
        signals.push(transport.stopping.clone().cancelled_owned().map(|()| Signal::Stopping).boxed());
        signals.push(too_slow(budget.clone()).boxed());
        let mut socket =
            Self { transport, client, budget, wire, attention: Attention::new(), viewer: None, signals, protocol };
        socket.act(first);
        socket
    }

    /// Serves the socket until its end.
    pub async fn run(&mut self, is_acceptable: bool) {
        let end = if is_acceptable {
            poll_fn(|context| self.drive(context).map_or_else(Poll::Ready, |()| Poll::Pending)).await
        } else {
            OTHER_PROTOCOL.into()
        };
        self.protocol.end(&end);
        self.signals.clear();
        self.wire.get_mut().open(usize::MAX);
        let close = match end {
            End::Lost => return,
            // The library answers the client's close as soon as it is let write.
            End::Closed => None,
            End::Close(Close(code, reason)) => Some(CloseFrame { code: CloseCode::from(code), reason: reason.into() }),
        };
        // In a box: a socket is silent for long, and this happens once.
        let _ = timeout(LAST_WORDS, Box::pin(self.say_goodbye(close))).await;
    }

    /// Whoever does not take it is not waited for; what it sends meanwhile is read, so that the close is not lost. After what
    /// could not be read there are no more messages, but still bytes.
    async fn say_goodbye(&mut self, close: Option<CloseFrame>) {
        let _ = poll_fn(|context| self.write(context)).await;
        if close.is_some() {
            let _ = self.wire.send(Message::Close(close)).await;
        }
        while let Some(Ok(_)) = self.wire.next().await {}
        linger(self.wire.get_mut()).await;
    }

    /// Goes on until there is nothing to do but to wait, or says how the socket ends.
    fn drive(&mut self, context: &mut Context<'_>) -> Result<(), End> {
        let mut heard = 0;
        loop {
            if self.protocol.is_signing_in() && self.listen(context, &mut heard)? {
                // What was said before the acknowledgement was said before it, and is heard first.
                continue;
            }
            self.take_signals(context)?;
            let has_more = self.protocol.gather(&mut Tasks { context, transport: &self.transport });
            let is_written = self.flush(context)?;
            if is_written && !has_more {
                self.protocol.told_all()?;
            }
            if self.listen(context, &mut heard)? || self.begin(context) {
                continue;
            }
            if is_written && (has_more || self.protocol.may_go_on()) {
                continue;
            }
            if has_more {
                self.protocol.work(&mut Tasks { context, transport: &self.transport });
            }
            return Ok(());
        }
    }

    /// Hears one message, if there is one and it may be heard. No client keeps others from their turn: after so many messages it
    /// is listened to again in the next one.
    fn listen(&mut self, context: &mut Context<'_>, heard: &mut usize) -> Result<bool, End> {
        if *heard == MAX_IN_A_ROW || !self.protocol.is_listening() {
            return Ok(false);
        }
        let wire = &mut self.wire;
        let message = match self.attention.poll(context, |context| wire.poll_next_unpin(context)) {
            Poll::Ready(Some(Ok(message))) => message,
            Poll::Ready(Some(Err(error))) => return Err(broken(&error)),
            Poll::Ready(None) => return Err(End::Lost),
            Poll::Pending => return Ok(false),
        };
        *heard += 1;
        if *heard == MAX_IN_A_ROW {
            context.waker().wake_by_ref();
        }
        self.receive(&message)?;
        Ok(true)
    }

    /// Takes all signals that have come, and asks after none that has not.
    fn take_signals(&mut self, context: &mut Context<'_>) -> Result<(), End> {
        while let Poll::Ready(Some(signal)) = self.signals.poll_next_unpin(context) {
            self.take(signal)?;
        }
        Ok(())
    }

    /// Writes all that is to be written. Whether the kernel has it; if not, the task is woken when it takes more.
    fn flush(&mut self, context: &mut Context<'_>) -> Result<bool, End> {
        match self.write(context) {
            Poll::Ready(Ok(())) => Ok(true),
            Poll::Ready(Err(_)) => Err(End::Lost),
            Poll::Pending => Ok(false),
        }
    }

    /// Begins what is pending; its first answers are gathered in the same turn.
    fn begin(&mut self, context: &mut Context<'_>) -> bool {
        self.protocol.begin(&mut Tasks { context, transport: &self.transport })
    }

    /// Writes all that waits, with one flush.
    fn write(&mut self, context: &mut Context<'_>) -> Poll<Result<(), tungstenite::Error>> {
        while !self.protocol.outbox().is_empty() {
            ready!(self.wire.poll_ready_unpin(context))?;
            if let Some(frame) = self.protocol.outbox().pop() {
                self.wire.start_send_unpin(Message::text(frame))?;
            }
        }
        ready!(self.wire.poll_flush_unpin(context))?;
        self.protocol.outbox().note_flushed();
        Poll::Ready(Ok(()))
    }

    fn receive(&mut self, message: &Message) -> Result<(), End> {
        self.wire.get_mut().heard();
        let text = match message {
            Message::Text(text) => Some(text.as_str()),
            // Some clients send all that they send as bytes.
            Message::Binary(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        };
        let text = text.map(json::mend);
        let received = match (message, &text) {
            (Message::Text(_) | Message::Binary(_), Some(text)) => Received::Text(text),
            (Message::Text(_) | Message::Binary(_), None) => Received::NoText,
            (Message::Ping(_), _) => Received::Ping,
            (Message::Pong(_) | Message::Frame(_), _) => Received::Pong,
            (Message::Close(_), _) => Received::Close,
        };
        self.advance(Input::Received(received))
    }

    fn take(&mut self, signal: Signal) -> Result<(), End> {
        let input = match signal {
            Signal::SignedIn(Ok((viewer, guard))) => {
                self.viewer = Some(viewer);
                self.wire.get_mut().open(2 * longest(&self.transport));
                self.signals.push(session_ended(guard).boxed());
                Input::SignedIn(Ok(()))
            }
            Signal::SignedIn(Err(close)) => Input::SignedIn(Err(close)),
            Signal::SessionEnded => Input::SessionEnded,
            Signal::TooSlow => Input::TooSlow,
            Signal::Stopping => Input::Stopping(self.transport.spread_close(CLOSE_OVER)),
            Signal::Due(timer) => Input::Due(timer),
        };
        self.advance(input)
    }

    fn advance(&mut self, input: Input<'_>) -> Result<(), End> {
        if let Some(action) = self.protocol.take(input, Instant::now())? {
            self.act(action);
        }
        Ok(())
    }

    fn act(&mut self, action: Action<'_>) {
        match action {
            Action::SignIn { token } => {
                self.signals.push(sign_in(self.transport.clone(), token).map(Signal::SignedIn).boxed());
            }
            Action::Judge { id, payload } => self.judge(&id, payload),
            Action::Set(timer, at) => self.signals.push(sleep_until(at).map(move |()| Signal::Due(timer)).boxed()),
        }
    }

    /// Judges the request of an operation, and hands it over to begin, or with what is wrong with it.
    fn judge(&mut self, id: &str, payload: &str) {
        let judged = Params::from_payload(payload).map_err(Rendered::refusal);
        let operation = match judged.and_then(|params| self.transport.judge(params)) {
            Ok(operation) => operation,
            Err(refused) => return self.protocol.refuse(id, &refused),
        };
        let caller = Caller {
            viewer: self.viewer.clone(),
            first_read: None,
            client: self.client.clone(),
            budget: self.budget.clone(),
        };
        if operation.kind == OperationType::Subscription {
            self.protocol.subscribe(id, || self.transport.run(Ok(operation), caller));
        } else {
            let terms = Terms::of(&operation, payload.len());
            self.protocol.enqueue(id, terms, QueuedRequest { operation: Arc::new(operation), caller });
        }
    }
}

/// Runs what the state machine lets begin, and wakes this socket's task.
struct Tasks<'t, 'c, 'w> {
    context: &'t mut Context<'c>,
    transport: &'w Transport,
}

impl Runner for Tasks<'_, '_, '_> {
    type Request = QueuedRequest;
    type Task = Running;

    fn start(&mut self, request: &QueuedRequest, reservation: Reservation) -> Running {
        self.transport.answer_once(request.operation.clone(), request.caller.again(), |bytes| reservation.take(bytes))
    }

    fn poll(&mut self, task: &mut Running) -> Polled {
        task.poll(self.context)
    }

    fn put_back(&mut self, task: &mut Running) {
        task.put_back();
    }
}

async fn sign_in(transport: Transport, token: String) -> Result<(Viewer, ConnectionGuard), Close> {
    // A database that is away is no reason never to come back.
    let viewer = transport.viewer(&token).await.map_err(|_| STOPPING)?.ok_or(FORBIDDEN)?;
    let attended = transport.guard_connection(viewer).await.map_err(|refusal| match refusal.code {
        ErrorCode::RateLimited => TOO_MANY,
        _ => STOPPING,
    })?;
    attended.ok_or(FORBIDDEN)
}

/// Ends with the session. It takes the guard whole: with it the lease, by which its user is there.
async fn session_ended(mut guard: ConnectionGuard) -> Signal {
    guard.session.ended().await;
    Signal::SessionEnded
}

async fn too_slow(budget: Arc<Budget>) -> Signal {
    budget.too_slow().await;
    Signal::TooSlow
}
