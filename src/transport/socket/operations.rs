//! The operations of a socket, each with the id that its client gave it: those that are live, and those that are queued until
//! there is room for their answers. It decides when each begins, is asked for an answer, and is put back; a `Runner` does it.
//!
//! Sends take their numbers in the order in which they came. An operation that sends with its first step takes that step when
//! it begins; behind one that sends later, the sends wait until it is over. What sends nothing waits for neither.

pub mod live;
pub mod queued;
#[cfg(test)]
mod tests;

use self::{
    live::{Live, LiveState, Runner},
    queued::{Queued, Terms},
};
use crate::{
    domain::refusal::Refusal,
    graphql::request::Sends,
    transport::{
        operation::Answer,
        socket::budget::{MAX_REQUESTS, Reservation, has_room},
    },
};
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// When to come back with what found no room, in milliseconds; how far apart those are who come back, and how many of them.
const RETRY_MS: u64 = 1_000;
const APART_MS: u64 = 5;
const MOST_APART: u64 = 1_000;

/// How many queries of a socket read at once: others read, too.
const MAX_QUERIES: usize = 2;

/// A short list: a socket has a few, and at most as many as the limit says. Whenever one of them wakes the socket all are
/// asked; that costs less than to know which it was.
pub struct Operations<R, T> {
    live: Vec<Live<R, T>>,
    /// Who is asked first: the one after whoever had something last, so that a busy one does not starve the others.
    first: usize,
    /// Queries and mutations in the order in which they came.
    queued: VecDeque<Box<Queued<R>>>,
    /// How many in a row found no room.
    refused: u64,
    /// What answers hold, as it was when the operations were last asked, and what mutations have told since then.
    answers: Arc<AtomicUsize>,
}

impl<R, T> Default for Operations<R, T> {
    fn default() -> Self {
        let (live, queued) = (Vec::new(), VecDeque::new());
        Self { live, first: 0, queued, refused: 0, answers: Arc::default() }
    }
}

impl<R, T> Operations<R, T> {
    pub fn contains(&self, id: &str) -> bool {
        self.live.iter().any(|live| live.id == id) || self.queued.iter().any(|queued| queued.id == id)
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
        self.queued.push_back(Box::new(Queued { id: id.to_owned(), request, terms }));
        Ok(())
    }

    /// Begins what is queued, one after the other, as long as there is room beside so many bytes of answers that are to be
    /// written, and fewer than so many are live. Whether it began something.
    pub fn begin(&mut self, most: usize, unwritten: usize, runner: &mut impl Runner<Request = R, Task = T>) -> bool {
        let mut has_begun = false;
        while let Some(queued) = self.next_to_begin(most, unwritten).and_then(|at| self.queued.remove(at)) {
            self.note_answers(unwritten);
            let task = runner.start(&queued.request, self.reservation(queued.terms));
            let mut live = Live::new(queued.id.clone(), task, Some(queued));
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
        let must_wait = |next: &Queued<R>, do_sends_wait: &mut Option<bool>| {
            next.sends() != Sends::Nothing && *do_sends_wait.get_or_insert_with(|| self.do_sends_wait(most))
                || next.is_query() && self.queries() >= MAX_QUERIES
        };
        let at = self.queued.iter().position(|next| !must_wait(next, &mut do_sends_wait))?;
        let terms = self.queued[at].terms;
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

    /// What the requests hold that are queued.
    fn requests(&self) -> usize {
        self.queued.iter().map(|queued| queued.weight()).sum()
    }

    /// What all of them hold, and will hold, beside so many bytes that are to be written.
    fn held(&self, unwritten: usize) -> usize {
        unwritten + self.live.iter().map(Live::weight).sum::<usize>()
    }

    /// Whether there is room again for an event that had none.
    pub fn may_go_on(&self, unwritten: usize) -> bool {
        let weights = self.live.iter().filter_map(|live| match live.state {
            LiveState::PutBack(weight) => Some(weight),
            _ => None,
        });
        weights.min().is_some_and(|weight| has_room(self.held(unwritten), weight))
    }

    /// Ends an operation; one that is over already is none. Whether there was one.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.live.len() + self.queued.len();
        self.live.retain(|live| live.id != id);
        self.queued.retain(|queued| queued.id != id);
        self.live.len() + self.queued.len() < before
    }

    /// The next frame that is to be written, beside so many bytes of others. The id of an operation is free again with its last
    /// one.
    pub fn next_frame(&mut self, unwritten: usize, runner: &mut impl Runner<Request = R, Task = T>) -> Option<String> {
        self.note_answers(unwritten);
        let count = self.live.len();
        for turn in 0..count {
            let at = (self.first + turn) % count;
            if let LiveState::PutBack(weight) = self.live[at].state
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
    /// written. An event that is too large for that is put back, and a query is queued again; either is made once more when
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
            let LiveState::Ready { answer: Answer::Next(payload), is_last } = &live.state else { continue };
            let (weight, is_last) = (payload.len(), *is_last);
            let ready: usize = self.live.iter().map(Live::ready_weight).sum();
            if has_room(unwritten + ready - weight, weight) {
                continue;
            }
            let live = &mut self.live[at - 1];
            if !is_last {
                runner.put_back(&mut live.task);
                live.state = LiveState::PutBack(weight);
            } else if let Some(mut again) = live.origin.take_if(|origin| origin.is_query()) {
                at -= 1;
                self.live.remove(at);
                again.expect(weight);
                self.queued.push_front(again);
            }
        }
    }

    /// Whether something is under way that ends by itself.
    pub fn is_busy(&self) -> bool {
        self.live
            .iter()
            .any(|live| matches!(live.state, LiveState::Busy { .. } | LiveState::Ready { .. } | LiveState::Over))
    }
}
