//! The operations of a socket, each with the id that its client gave it: those that are live, and those that are pending until
//! there is room for their answers. It decides when each begins, is asked for an answer, and is put back; a `Runner` does it.
//!
//! Sends take their numbers in the order in which they came. An operation that sends with its first step takes that step when
//! it begins; behind one that sends later, the sends wait until it is over. What sends nothing waits for neither.

#[cfg(test)]
mod tests;

use crate::{
    domain::refusal::Refusal,
    graphql::request::{Operation, Sends},
    hub::mailbox,
    transport::{
        operation::{Answer, Polled, not_shown},
        socket::message,
    },
};
use async_graphql::parser::types::OperationType;
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What may wait for a socket in all, in bytes: a quarter of it in the mailboxes of its subscriptions, a quarter as requests
/// that wait for their turn, the rest as answers.
const MAX_HELD: usize = 4 * mailbox::MAX_BYTES;
const MAX_REQUESTS: usize = MAX_HELD / 4;
pub const MAX_ANSWERS: usize = MAX_HELD / 2;

/// When to come back with what found no room, in milliseconds; how far apart those are who come back, and how many of them.
const RETRY_MS: u64 = 1_000;
const APART_MS: u64 = 5;
const MOST_APART: u64 = 1_000;

/// How many queries of a socket read at once: others read, too.
const MAX_QUERIES: usize = 2;

/// What an answer is taken for as long as it is not there, and each node that may be in it besides. What is made of it takes more
/// while it is made, but most pages are not full.
const EXPECTED: usize = 16 << 10;
const EXPECTED_NODE: u64 = 400;

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

/// A short list: a socket has a few, and at most as many as the limit says. Whenever one of them wakes the socket all are
/// asked; that costs less than to know which it was.
pub struct Operations<R, T> {
    live: Vec<Live<R, T>>,
    /// Who is asked first: the one after whoever had something last, so that a busy one does not starve the others.
    first: usize,
    /// Queries and mutations in the order in which they came.
    pending: VecDeque<Box<Pending<R>>>,
    /// How many in a row found no room.
    refused: u64,
    /// What answers hold, as it was when the operations were last asked, and what mutations have told since then.
    answers: Arc<AtomicUsize>,
}

/// An operation that has begun.
struct Live<R, T> {
    id: String,
    /// What its results begin with.
    head: String,
    task: T,
    state: State,
    /// Of a query or mutation, what it came from: in a box, for most of what a socket has are subscriptions.
    origin: Option<Box<Pending<R>>>,
}

enum State {
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

/// A query or mutation that was judged, and waits for its turn.
pub struct Pending<R> {
    id: String,
    request: R,
    terms: Terms,
}

/// What the turn of a query or mutation depends on.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// A query changes nothing: it may run again, as if it had not.
    is_query: bool,
    sends: Sends,
    /// What its request holds, about: as long as its text, and what was made of it.
    weight: usize,
    /// What its answer is taken for.
    expected: usize,
}

impl Terms {
    /// Those of an operation that came as a text of so many bytes.
    pub fn of(operation: &Operation, length: usize) -> Self {
        Self::new(operation.kind != OperationType::Mutation, operation.sends(), operation.nodes, length)
    }

    pub(super) fn new(is_query: bool, sends: Sends, nodes: u64, length: usize) -> Self {
        let nodes = usize::try_from(EXPECTED_NODE.saturating_mul(nodes)).unwrap_or(usize::MAX);
        let expected = EXPECTED.saturating_add(nodes).min(MAX_ANSWERS);
        Self { is_query, sends, weight: 2 * length + 1024, expected }
    }
}

/// Says whether there is room for the answer of an operation, once it is there. A query may be asked again; a mutation has
/// happened, and one that turns out to be larger than it was taken for says so in few words.
pub struct Reservation {
    /// What all answers hold, and what this one was taken for. None where there is always room.
    bound: Option<(Arc<AtomicUsize>, usize)>,
}

impl Reservation {
    /// Takes room for so many bytes.
    pub fn take(self, bytes: usize) -> Result<(), Refusal> {
        let Some((answers, expected)) = self.bound else { return Ok(()) };
        let add = |held| has_room(held, bytes).then_some(held + bytes);
        let fits = bytes <= expected || answers.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).is_ok();
        if fits { Ok(()) } else { Err(not_shown()) }
    }
}

/// Whether an answer has room beside others. Alone even the largest has, or it would never have.
fn has_room(beside: usize, bytes: usize) -> bool {
    beside == 0 || beside + bytes <= MAX_ANSWERS
}

impl<R, T> Live<R, T> {
    fn new(id: String, task: T, origin: Option<Box<Pending<R>>>) -> Self {
        Self { head: message::next_head(&id), id, task, state: State::Busy { again: 0 }, origin }
    }

    /// Asks for the next answer, unless it is there.
    fn poll(&mut self, runner: &mut impl Runner<Request = R, Task = T>) {
        let again = match self.state {
            State::Busy { again } | State::PutBack(again) => again,
            State::Idle => 0,
            State::Ready { .. } | State::Over => return,
        };
        self.state = match runner.poll(&mut self.task) {
            Polled::Busy => State::Busy { again },
            Polled::Idle => State::Idle,
            Polled::Event(event) => State::Ready { answer: Answer::Next(event), is_last: false },
            Polled::Last(answer) => State::Ready { answer, is_last: true },
            Polled::Over => State::Over,
        };
    }

    /// Takes the frame that is next, and whether it is the last of the operation.
    fn take_frame(&mut self) -> Option<(String, bool)> {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Ready { answer: Answer::Next(payload), is_last } => {
                if is_last {
                    self.state = State::Over;
                }
                Some((message::next(&self.head, &payload), false))
            }
            // One `error`, and no `complete`.
            State::Ready { answer: Answer::Refused(refused), .. } => Some((message::error(&self.id, &refused), true)),
            State::Over => Some((message::complete(&self.id), true)),
            state => {
                self.state = state;
                None
            }
        }
    }

    /// What it holds, and will hold.
    fn weight(&self) -> usize {
        let answer = match (&self.state, &self.origin) {
            (State::Ready { answer, .. }, _) => answer.weight(),
            (State::Busy { .. }, Some(origin)) => origin.terms.expected,
            (State::Busy { again }, None) => *again,
            (State::Idle | State::PutBack(_) | State::Over, _) => 0,
        };
        answer + self.origin.as_ref().map_or(0, |origin| origin.terms.weight)
    }

    /// The answer alone, if it is there.
    fn ready_weight(&self) -> usize {
        match &self.state {
            State::Ready { answer, .. } => answer.weight(),
            _ => 0,
        }
    }

    fn is_busy(&self) -> bool {
        matches!(self.state, State::Busy { .. })
    }

    fn is_query(&self) -> bool {
        self.origin.as_ref().is_some_and(|origin| origin.terms.is_query)
    }

    fn sends(&self) -> Sends {
        self.origin.as_ref().map_or(Sends::Nothing, |origin| origin.terms.sends)
    }
}

impl<R, T> Default for Operations<R, T> {
    fn default() -> Self {
        let (live, pending) = (Vec::new(), VecDeque::new());
        Self { live, first: 0, pending, refused: 0, answers: Arc::default() }
    }
}

impl<R, T> Operations<R, T> {
    pub fn contains(&self, id: &str) -> bool {
        self.live.iter().any(|live| live.id == id) || self.pending.iter().any(|pending| pending.id == id)
    }

    /// The live subscriptions.
    fn subscriptions(&self) -> usize {
        self.live.iter().filter(|live| live.origin.is_none()).count()
    }

    /// Takes a subscription, which begins at once: what it tells waits in mailboxes. There are so many at most.
    pub fn subscribe(&mut self, id: &str, most: usize, start: impl FnOnce() -> T) -> Result<(), Refusal> {
        if self.subscriptions() >= most {
            return Err(Refusal::too_large(&format!("A socket has at most {most} live subscriptions.")));
        }
        self.live.push(Live::new(id.to_owned(), start(), None));
        Ok(())
    }

    /// Takes a query or mutation, which begins when there is room for its answer. When there is none for itself, it is refused with
    /// a time to come again: each that is turned away a little later, so that they do not all come back at once.
    pub fn enqueue(&mut self, id: &str, terms: Terms, request: R) -> Result<(), Refusal> {
        if self.requests() + terms.weight > MAX_REQUESTS {
            self.refused += 1;
            return Err(Refusal::rate_limited(RETRY_MS + APART_MS * self.refused.min(MOST_APART)));
        }
        self.refused = 0;
        self.pending.push_back(Box::new(Pending { id: id.to_owned(), request, terms }));
        Ok(())
    }

    /// Begins what is pending, one after the other, as long as there is room beside so many bytes of answers that are to be
    /// written, and fewer than so many are live. Whether it began something.
    pub fn begin(&mut self, most: usize, unwritten: usize, runner: &mut impl Runner<Request = R, Task = T>) -> bool {
        let mut has_begun = false;
        while let Some(pending) = self.next_to_begin(most, unwritten).and_then(|at| self.pending.remove(at)) {
            self.note_answers(unwritten);
            let task = runner.start(&pending.request, self.reservation(pending.terms));
            let mut live = Live::new(pending.id.clone(), task, Some(pending));
            if live.sends() != Sends::Nothing {
                live.poll(runner);
            }
            self.live.push(live);
            has_begun = true;
        }
        has_begun
    }

    /// The first that need not wait for a send or a query, if there is room for it.
    fn next_to_begin(&self, most: usize, unwritten: usize) -> Option<usize> {
        let mut do_sends_wait = None;
        let must_wait = |next: &Pending<R>, do_sends_wait: &mut Option<bool>| {
            next.terms.sends != Sends::Nothing && *do_sends_wait.get_or_insert_with(|| self.do_sends_wait(most))
                || next.terms.is_query && self.queries() >= MAX_QUERIES
        };
        let at = self.pending.iter().position(|next| !must_wait(next, &mut do_sends_wait))?;
        let terms = self.pending[at].terms;
        let fits = has_room(self.held(unwritten), terms.weight + terms.expected);
        (fits && self.live.len() - self.subscriptions() < most).then_some(at)
    }

    fn reservation(&self, terms: Terms) -> Reservation {
        Reservation { bound: (!terms.is_query).then(|| (self.answers.clone(), terms.expected)) }
    }

    /// Notes what answers hold, before an operation is asked.
    fn note_answers(&self, unwritten: usize) {
        let ready: usize = self.live.iter().map(Live::ready_weight).sum();
        self.answers.store(unwritten + ready, Ordering::Relaxed);
    }

    /// Whether a send is to wait: for one that is not over, or because sends have their share of all that may be live. So
    /// what else is asked does not wait until they are written.
    fn do_sends_wait(&self, most: usize) -> bool {
        let mut sends = self.live.iter().filter(|live| live.sends() != Sends::Nothing);
        let share = (most - most / 4).max(1);
        sends.clone().any(|live| live.sends() == Sends::Later && live.is_busy()) || sends.nth(share - 1).is_some()
    }

    /// The queries that are under way.
    fn queries(&self) -> usize {
        self.live.iter().filter(|live| live.is_query() && live.is_busy()).count()
    }

    /// What the requests hold that are pending.
    fn requests(&self) -> usize {
        self.pending.iter().map(|pending| pending.terms.weight).sum()
    }

    /// What all of them hold, and will hold, beside so many bytes that are to be written.
    fn held(&self, unwritten: usize) -> usize {
        unwritten + self.live.iter().map(Live::weight).sum::<usize>()
    }

    /// Whether there is room again for an event that had none.
    pub fn may_go_on(&self, unwritten: usize) -> bool {
        let weights = self.live.iter().filter_map(|live| match live.state {
            State::PutBack(weight) => Some(weight),
            _ => None,
        });
        weights.min().is_some_and(|weight| has_room(self.held(unwritten), weight))
    }

    /// Ends an operation; one that is over already is none. Whether there was one.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.live.len() + self.pending.len();
        self.live.retain(|live| live.id != id);
        self.pending.retain(|pending| pending.id != id);
        self.live.len() + self.pending.len() < before
    }

    /// The next frame that is to be written, beside so many bytes of others. The id of an operation is free again with its last
    /// one.
    pub fn next_frame(&mut self, unwritten: usize, runner: &mut impl Runner<Request = R, Task = T>) -> Option<String> {
        self.note_answers(unwritten);
        let count = self.live.len();
        for turn in 0..count {
            let at = (self.first + turn) % count;
            if let State::PutBack(weight) = self.live[at].state
                && !has_room(self.held(unwritten), weight)
            {
                continue;
            }
            self.live[at].poll(runner);
            let Some((frame, is_last)) = self.live[at].take_frame() else { continue };
            if is_last {
                self.live.remove(at);
                self.first = at;
            } else {
                self.first = at + 1;
            }
            return Some(frame);
        }
        None
    }

    /// Goes on with what is under way, although there is no room for what comes of it beside so many bytes that are to be
    /// written. An event that is too large for that is put back, and a query is pending again; either is made once more when
    /// there is room. A subscription that is making nothing begins nothing.
    pub fn work(&mut self, unwritten: usize, runner: &mut impl Runner<Request = R, Task = T>) {
        self.note_answers(unwritten);
        let mut at = 0;
        while at < self.live.len() {
            let live = &mut self.live[at];
            at += 1;
            if !live.is_busy() {
                continue;
            }
            live.poll(runner);
            let State::Ready { answer: Answer::Next(payload), is_last } = &live.state else { continue };
            let (weight, is_last) = (payload.len(), *is_last);
            let ready: usize = self.live.iter().map(Live::ready_weight).sum();
            if has_room(unwritten + ready - weight, weight) {
                continue;
            }
            let live = &mut self.live[at - 1];
            if !is_last {
                runner.put_back(&mut live.task);
                live.state = State::PutBack(weight);
            } else if let Some(mut again) = live.origin.take_if(|origin| origin.terms.is_query) {
                at -= 1;
                self.live.remove(at);
                again.terms.expected = weight;
                self.pending.push_front(again);
            }
        }
    }

    /// Whether something is under way that ends by itself.
    pub fn is_busy(&self) -> bool {
        self.live.iter().any(|live| matches!(live.state, State::Busy { .. } | State::Ready { .. } | State::Over))
    }
}
