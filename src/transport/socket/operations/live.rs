//! An operation that has begun, and who runs it.

use crate::{
    graphql::request::Sends,
    transport::{
        operation::{Answer, Polled},
        socket::{budget::Reservation, message, operations::queued::Queued},
    },
};

/// Whoever runs what may begin. A request is what an operation is begun from, a task is one that has begun.
pub trait Runner {
    type Request;
    type Task;

    /// Begins a query or mutation. It asks the reservation before it answers.
    fn start(&mut self, request: &Self::Request, reservation: Reservation) -> Self::Task;
    /// Asks for the next answer.
    fn poll(&mut self, task: &mut Self::Task) -> Polled;
    /// The event that was told last finds no room: it is told again when the task is asked next.
    fn put_back(&mut self, task: &mut Self::Task);
}

/// An operation that has begun.
pub struct Live<R, T> {
    pub id: String,
    /// What its results begin with.
    head: String,
    pub task: T,
    pub state: LiveState,
    /// Of a query or mutation, what it came from: in a box, for most of what a socket has are subscriptions.
    pub origin: Option<Box<Queued<R>>>,
}

pub enum LiveState {
    /// It makes an answer. An event that is made again takes so many bytes.
    Busy { again: usize },
    /// A subscription that waits for what happens.
    Idle,
    /// A subscription whose event of so many bytes had no room; it is made again when there is some.
    PutBack(usize),
    /// One answer, which is told next, and whether it is the last. It is there although the socket has no room: an execution
    /// that reads, or an event that others wait for, must not stand still for as long as this client does not read.
    Ready { answer: Answer, is_last: bool },
    /// All is told but the end.
    Over,
}

impl<R, T> Live<R, T> {
    pub fn new(id: String, task: T, origin: Option<Box<Queued<R>>>) -> Self {
        Self { head: message::next_head(&id), id, task, state: LiveState::Busy { again: 0 }, origin }
    }

    /// Asks for the next answer, unless it is there.
    pub fn poll(&mut self, runner: &mut impl Runner<Request = R, Task = T>) {
        let again = match self.state {
            LiveState::Busy { again } | LiveState::PutBack(again) => again,
            LiveState::Idle => 0,
            LiveState::Ready { .. } | LiveState::Over => return,
        };
        self.state = match runner.poll(&mut self.task) {
            Polled::Busy => LiveState::Busy { again },
            Polled::Idle => LiveState::Idle,
            Polled::Event(event) => LiveState::Ready { answer: Answer::Next(event), is_last: false },
            Polled::Last(answer) => LiveState::Ready { answer, is_last: true },
            Polled::Over => LiveState::Over,
        };
    }

    /// Takes the frame that is next, and whether it is the last of the operation.
    pub fn take_frame(&mut self) -> Option<(String, bool)> {
        match std::mem::replace(&mut self.state, LiveState::Idle) {
            LiveState::Ready { answer: Answer::Next(payload), is_last } => {
                if is_last {
                    self.state = LiveState::Over;
                }
                Some((message::next(&self.head, &payload), false))
            }
            // One `error`, and no `complete`.
            LiveState::Ready { answer: Answer::Refused(refused), .. } => {
                Some((message::error(&self.id, &refused), true))
            }
            LiveState::Over => Some((message::complete(&self.id), true)),
            state => {
                self.state = state;
                None
            }
        }
    }

    /// What it holds, and will hold.
    pub fn weight(&self) -> usize {
        let answer = match (&self.state, &self.origin) {
            (LiveState::Ready { answer, .. }, _) => answer.weight(),
            (LiveState::Busy { .. }, Some(origin)) => origin.expected(),
            (LiveState::Busy { again }, None) => *again,
            (LiveState::Idle | LiveState::PutBack(_) | LiveState::Over, _) => 0,
        };
        answer + self.origin.as_ref().map_or(0, |origin| origin.weight())
    }

    /// The answer alone, if it is there.
    pub fn ready_weight(&self) -> usize {
        match &self.state {
            LiveState::Ready { answer, .. } => answer.weight(),
            _ => 0,
        }
    }

    pub fn is_busy(&self) -> bool {
        matches!(self.state, LiveState::Busy { .. })
    }

    pub fn is_query(&self) -> bool {
        self.origin.as_ref().is_some_and(|origin| origin.is_query())
    }

    pub fn sends(&self) -> Sends {
        self.origin.as_ref().map_or(Sends::Nothing, |origin| origin.sends())
    }
}
