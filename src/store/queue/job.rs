//! The unit of change: a job is a repeatable function over a transaction that returns its outcome and its events.

use crate::{
    domain::{event::Event, refusal::Refusal},
    ids::{RoomId, UserId},
    store::{Committed, Failure, StoreError, Tx, engine::sql},
};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use tokio::sync::oneshot;
use tracing::Instrument;

/// What a job belongs to. Jobs of one key run, and are told, in the order in which they came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum QueueKey {
    /// Whatever happens in a room.
    Room(RoomId),
    /// What a user does alone.
    User(UserId),
    /// Two people who open their room.
    Pair(UserId, UserId),
    /// How people look, whether they do it or the server: what is told later is newer.
    People,
    /// Who gets an account, and what they are to the server.
    Accounts,
    /// All that publishes and retracts announcements: events leave in the order of the numbers.
    Announcements,
    /// What the server does by itself.
    Maintenance,
}

impl QueueKey {
    /// Which of so many queues.
    pub(in crate::store) fn place(self, queues: usize) -> usize {
        let key = match self {
            Self::Room(room) => room.0,
            Self::User(user) => user.0,
            Self::Pair(one, other) => one.min(other).0,
            Self::People => 1,
            Self::Accounts | Self::Announcements | Self::Maintenance => 0,
        };
        // Keys are time and chance: the low bits are as good as a hash.
        usize::try_from(key).unwrap_or_default() % queues
    }
}

/// A mutation's transaction. It may be run several times; only the last run counts.
pub trait Job: Send + 'static {
    /// What the caller is told: ids and numbers, so that a repeated call can be answered from what was kept of it.
    type Answer: Send + 'static;

    /// What it belongs to, which orders it with other work.
    fn queue(&self) -> QueueKey;

    /// Lock, check, write, name the events.
    fn run(&self, tx: &mut Tx) -> impl Future<Output = Result<Done<Self::Answer>, Failure>> + Send;
}

/// A job's outcome when it is to be committed.
#[derive(Clone, Debug)]
pub struct Done<A> {
    /// What the caller is told.
    pub answer: A,
    /// In the order in which they happened; empty when nothing changed.
    pub events: Vec<Event>,
}

impl<A> Done<A> {
    /// Nothing happened that anybody must hear of.
    pub fn quiet(answer: A) -> Self {
        Self { answer, events: Vec::new() }
    }

    /// The same events with another answer.
    pub fn map<B>(self, map: impl FnOnce(A) -> B) -> Done<B> {
        Done { answer: map(self.answer), events: self.events }
    }
}

/// What came of a job that ran.
pub(in crate::store) type Outcome<A> = Result<Done<A>, Refusal>;

/// Where committed events go.
pub trait Publisher: Send + Sync + 'static {
    /// Takes the events of one transaction. Must not block: the queue's next commit waits for it.
    fn publish(&self, committed: &Committed);

    /// These may have been committed and are not told, since the outcome of the COMMIT is unknown.
    fn commit_unknown(&self, events: &[Event]);
}

impl<P: Publisher> Publisher for Arc<P> {
    fn publish(&self, committed: &Committed) {
        (**self).publish(committed);
    }

    fn commit_unknown(&self, events: &[Event]) {
        (**self).commit_unknown(events);
    }
}

/// A job as a queue sees it: what it answers is its own affair.
pub(in crate::store) trait AnyJob: Send {
    /// Runs it and keeps the outcome. `Keep::No`: the domain refused, undo what it wrote.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Result<Keep, StoreError>>;
    /// The events of the last run, taken.
    fn take_events(&mut self) -> Vec<Event>;
    /// Replies to the caller: the outcome of the last run when it was committed (or refused), else the fault, which is logged
    /// under the caller's request.
    fn answer(self: Box<Self>, fault: Option<&StoreError>);
}

/// Whether what a job wrote is to stay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::store) enum Keep {
    Yes,
    No,
}

/// A job with the way back to whoever waits for it.
pub(in crate::store) struct Pending<J: Job> {
    pub job: J,
    pub outcome: Option<Outcome<J::Answer>>,
    pub reply: Reply<J::Answer>,
}

/// The way back to whoever waits, with the request it belongs to.
pub(in crate::store) struct Reply<A> {
    sender: oneshot::Sender<Outcome<A>>,
    span: tracing::Span,
}

impl<A> Reply<A> {
    /// A way back to the task that asks.
    pub fn new() -> (Self, oneshot::Receiver<Outcome<A>>) {
        let (sender, receiver) = oneshot::channel();
        (Self { sender, span: tracing::Span::current() }, receiver)
    }

    /// The span in which the caller asks, for the statements that are run for them; none unless somebody listens to these.
    pub fn span(&self) -> tracing::Span {
        if sql::is_traced() { self.span.clone() } else { tracing::Span::none() }
    }

    /// Sends the outcome, or the fault.
    pub fn send(self, outcome: Option<Outcome<A>>, fault: Option<&StoreError>) {
        let outcome = match fault {
            Some(fault) => {
                self.span.in_scope(|| fault.log("a write"));
                Err(fault.refusal())
            }
            None => outcome.unwrap_or_else(|| Err(Refusal::unavailable())),
        };
        // Whoever asked may have hung up: the change stands all the same.
        let _ = self.sender.send(outcome);
    }
}

impl<J: Job> AnyJob for Pending<J> {
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Result<Keep, StoreError>> {
        Box::pin(async move {
            let span = self.reply.span();
            let (keep, outcome) = match self.job.run(tx).instrument(span).await {
                Ok(done) => (Keep::Yes, Ok(done)),
                Err(Failure::Refused(refusal)) => (Keep::No, Err(refusal)),
                Err(Failure::Store(error)) => return Err(error),
            };
            self.outcome = Some(outcome);
            Ok(keep)
        })
    }

    fn take_events(&mut self) -> Vec<Event> {
        match &mut self.outcome {
            // Room events are shared, so the copy for the caller is a handful of pointers.
            Some(Ok(done)) => done.events.clone(),
            _ => Vec::new(),
        }
    }

    fn answer(self: Box<Self>, fault: Option<&StoreError>) {
        self.reply.send(self.outcome, fault);
    }
}
