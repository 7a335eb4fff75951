//! The operations of a socket, each with the id that its client gave it: those that are live, and those that wait until there
//! is room for their answers.
//!
//! Sends take their numbers in the order in which they came (contract, Events). An operation that sends with its first step
//! takes that step when it begins; behind one that sends later, the sends wait until it is over. What sends nothing waits for
//! neither.

use crate::{
    domain::refusal::Refusal,
    graphql::{
        execution::Caller,
        request::{Operation, Sends},
    },
    hub::mailbox,
    transport::{
        Transport,
        operation::{Answer, Running, untold},
        socket::message,
    },
};
use async_graphql::parser::types::OperationType;
use futures_util::StreamExt;
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

/// What may wait for a socket in all (contract, What an attacker meets): a quarter of it in the mailboxes of its
/// subscriptions, a quarter as requests that wait for their turn, the rest as answers.
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

/// A short list: a socket has a few, and at most as many as the limit says. Whenever one of them wakes the socket all are
/// asked; that costs less than to know which it was.
#[derive(Default)]
pub struct Operations {
    list: Vec<Listed>,
    /// Who is asked first: the one after whoever had something last, so that a busy one does not starve the others.
    first: usize,
    /// Queries and mutations in the order in which they came.
    waiting: VecDeque<Box<Asked>>,
    /// What the requests of those hold.
    requests: usize,
    /// How many in a row found no room.
    refused: u64,
    /// What answers hold, as it was when the operations were last asked, and what mutations have told since then.
    answers: Arc<AtomicUsize>,
}

struct Listed {
    id: String,
    /// What its results begin with.
    head: String,
    running: Running,
    /// What it has ready while the socket has no room: one answer, or its end. Without it an execution that reads, or an event
    /// that others wait for, would stand still with its connection to the database for as long as this client does not read.
    ready: Poll<Option<Answer>>,
    /// Of a subscription whose next answer had no room, what that takes; it is made again when there is some.
    too_large: Option<usize>,
    /// Of a query or mutation, what it came from: in a box, for most of what a socket has are subscriptions.
    asked: Option<Box<Asked>>,
}

/// A query or mutation that was judged.
pub struct Asked {
    id: String,
    operation: Arc<Operation>,
    caller: Caller,
    sends: Sends,
    /// What its request holds, about: as long as its text, and what was made of it.
    weight: usize,
    /// What its answer is taken for.
    expected: usize,
}

impl Asked {
    /// One that came as a text so long.
    pub fn new(id: String, operation: Operation, caller: Caller, length: usize) -> Self {
        let (sends, weight) = (operation.sends(), 2 * length + 1024);
        let nodes = usize::try_from(EXPECTED_NODE.saturating_mul(operation.nodes)).unwrap_or(usize::MAX);
        let expected = EXPECTED.saturating_add(nodes).min(MAX_ANSWERS);
        Self { id, operation: Arc::new(operation), caller, sends, weight, expected }
    }
}

impl Listed {
    fn new(id: String, running: Running, asked: Option<Box<Asked>>) -> Self {
        Self { head: message::next_head(&id), id, running, ready: Poll::Pending, too_large: None, asked }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        match std::mem::replace(&mut self.ready, Poll::Pending) {
            Poll::Pending => self.running.poll_next_unpin(context),
            ready @ Poll::Ready(_) => ready,
        }
    }

    /// What it holds, and will hold.
    fn weight(&self) -> usize {
        let answer = match (&self.ready, &self.asked) {
            (Poll::Ready(answer), _) => answer.as_ref().map_or(0, Answer::weight),
            (Poll::Pending, Some(asked)) => asked.expected,
            (Poll::Pending, None) if self.running.is_busy() => self.too_large.unwrap_or_default(),
            (Poll::Pending, None) => 0,
        };
        answer + self.asked.as_ref().map_or(0, |asked| asked.weight)
    }

    fn sends(&self) -> Sends {
        self.asked.as_ref().map_or(Sends::Nothing, |asked| asked.sends)
    }

    /// The answer alone, if it is there.
    fn ready_weight(&self) -> usize {
        match &self.ready {
            Poll::Ready(Some(answer)) => answer.weight(),
            _ => 0,
        }
    }

    /// Whether there is room for what it would make once more, beside so many bytes.
    fn fits(&self, held: usize) -> bool {
        self.too_large.is_none_or(|weight| self.running.is_busy() || held == 0 || held + weight <= MAX_ANSWERS)
    }

    /// Whether its answer is there, and has no room beside so many bytes.
    fn is_too_large(&self, beside: usize) -> bool {
        let Poll::Ready(Some(answer @ Answer::Next(_))) = &self.ready else { return false };
        beside > 0 && beside + answer.weight() > MAX_ANSWERS
    }

    /// Whether it is a query, which changes nothing: it may run again, as if it had not.
    fn is_query(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.operation.kind == OperationType::Query)
    }
}

impl Operations {
    pub fn contains(&self, id: &str) -> bool {
        self.list.iter().any(|known| known.id == id) || self.waiting.iter().any(|known| known.id == id)
    }

    /// The live subscriptions.
    pub fn subscriptions(&self) -> usize {
        self.list.iter().filter(|listed| listed.asked.is_none()).count()
    }

    /// A subscription, which begins at once: what it tells waits in mailboxes.
    pub fn subscribe(&mut self, id: String, running: Running) {
        self.list.push(Listed::new(id, running, None));
    }

    /// A query or mutation, which begins when there is room for its answer. When there is none for itself, after how many
    /// milliseconds to come again: each that is turned away a little later, so that they do not all come back at once.
    pub fn ask(&mut self, asked: Asked) -> Result<(), u64> {
        if self.requests + asked.weight > MAX_REQUESTS {
            self.refused += 1;
            return Err(RETRY_MS + APART_MS * self.refused.min(MOST_APART));
        }
        self.refused = 0;
        self.requests += asked.weight;
        self.waiting.push_back(Box::new(asked));
        Ok(())
    }

    /// Begins what has waited, one after the other, as long as there is room beside so many bytes of answers that are to be
    /// written. Whether it began something.
    pub fn begin(&mut self, context: &mut Context<'_>, transport: &Transport, written: usize) -> bool {
        let most = transport.inner.limits.max_operations;
        let (mut began, mut at, mut sends_wait) = (false, 0, None);
        while let Some(next) = self.waiting.get(at) {
            if next.sends != Sends::Nothing && *sends_wait.get_or_insert_with(|| self.are_sends_to_wait(most)) {
                at += 1;
                continue;
            }
            if next.operation.kind == OperationType::Query && self.queries() >= MAX_QUERIES {
                at += 1;
                continue;
            }
            let live = self.list.len() - self.subscriptions();
            let held = self.held(written);
            // When nothing else waits even the largest has room, or it would never have.
            let fits = held == 0 || held + next.weight + next.expected <= MAX_ANSWERS;
            if live >= most || !fits {
                break;
            }
            let Some(asked) = self.waiting.remove(at) else { break };
            self.requests -= asked.weight;
            let running = transport.ask(asked.operation.clone(), asked.caller.again(), self.room(&asked));
            self.note_answers(written);
            let mut listed = Listed::new(asked.id.clone(), running, Some(asked));
            if listed.sends() != Sends::Nothing {
                listed.ready = listed.running.poll_next_unpin(context);
            }
            self.list.push(listed);
            sends_wait = None;
            began = true;
        }
        began
    }

    /// What says whether there is room for the answer of an operation, once it is there. A query may be asked again; a mutation has
    /// happened, and one that turns out to be larger than it was taken for says so in few words.
    fn room(&self, asked: &Asked) -> impl FnOnce(usize) -> Result<(), Refusal> + Send + 'static {
        let is_mutation = asked.operation.kind == OperationType::Mutation;
        let (answers, expected) = (self.answers.clone(), asked.expected);
        move |bytes| {
            let add = |held: usize| (held == 0 || held + bytes <= MAX_ANSWERS).then_some(held + bytes);
            let fits = !is_mutation
                || bytes <= expected
                || answers.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).is_ok();
            if fits { Ok(()) } else { Err(untold()) }
        }
    }

    /// Notes what answers hold, before an operation is asked.
    fn note_answers(&self, written: usize) {
        let ready: usize = self.list.iter().map(Listed::ready_weight).sum();
        self.answers.store(written + ready, Ordering::Relaxed);
    }

    /// Whether a send is to wait: for one that is not over, or because sends have their share of all that may be live. So
    /// what else is asked does not wait until they are written.
    fn are_sends_to_wait(&self, most: usize) -> bool {
        let mut sends = 0;
        for listed in &self.list {
            match listed.sends() {
                Sends::Nothing => {}
                Sends::AtOnce => sends += 1,
                Sends::Later if listed.running.is_busy() => return true,
                Sends::Later => sends += 1,
            }
        }
        sends >= (most - most / 4).max(1)
    }

    /// The queries that are under way.
    fn queries(&self) -> usize {
        self.list.iter().filter(|listed| listed.is_query() && listed.running.is_busy()).count()
    }

    /// What all of them hold, and will hold, beside so many bytes that are to be written.
    fn held(&self, written: usize) -> usize {
        written + self.list.iter().map(Listed::weight).sum::<usize>()
    }

    /// Whether there is room again for something that had none.
    pub fn may_go_on(&self, written: usize) -> bool {
        let mut put_back = self.list.iter().filter(|listed| listed.too_large.is_some() && !listed.running.is_busy());
        let Some(first) = put_back.next() else { return false };
        let held = self.held(written);
        first.fits(held) || put_back.any(|listed| listed.fits(held))
    }

    /// Ends an operation; one that is over already is none. Whether there was one.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.list.len() + self.waiting.len();
        self.list.retain(|known| known.id != id);
        self.waiting.retain(|known| known.id != id);
        self.requests = self.waiting.iter().map(|asked| asked.weight).sum();
        self.list.len() + self.waiting.len() < before
    }

    /// The next frame that is to be written, beside so many bytes of others. The id of an operation is free again with its last
    /// one.
    pub fn poll_frame(&mut self, context: &mut Context<'_>, written: usize) -> Poll<String> {
        self.note_answers(written);
        let count = self.list.len();
        for turn in 0..count {
            let at = (self.first + turn) % count;
            if self.list[at].too_large.is_some() && !self.list[at].fits(self.held(written)) {
                continue;
            }
            let listed = &mut self.list[at];
            let Poll::Ready(answer) = listed.poll(context) else { continue };
            let Listed { id, head, .. } = listed;
            let frame = match &answer {
                Some(Answer::Next(payload)) => message::next(head, payload),
                // One `error`, and no `complete`.
                Some(Answer::Refused(refused)) => message::error(id, refused),
                None => message::complete(id),
            };
            if let Some(Answer::Next(_)) = answer {
                self.list[at].too_large = None;
                self.first = at + 1;
            } else {
                self.list.remove(at);
                self.first = at;
            }
            return Poll::Ready(frame);
        }
        Poll::Pending
    }

    /// Goes on with what is under way, although there is no room for what comes of it beside so many bytes that are to be
    /// written. A query whose answer is too large for that is put back, and asked again when there is room; so is an event. A
    /// subscription that is making nothing begins nothing.
    pub fn work(&mut self, context: &mut Context<'_>, written: usize) {
        self.note_answers(written);
        let mut at = 0;
        while at < self.list.len() {
            let listed = &mut self.list[at];
            at += 1;
            let is_idle = listed.asked.is_none() && !listed.running.is_busy();
            if listed.ready.is_ready() || is_idle {
                continue;
            }
            listed.ready = listed.running.poll_next_unpin(context);
            let Poll::Ready(Some(answer)) = &listed.ready else { continue };
            let weight = answer.weight();
            let held: usize = self.list.iter().map(Listed::ready_weight).sum();
            let listed = &mut self.list[at - 1];
            if !listed.is_too_large(written + held - weight) {
                continue;
            }
            if listed.running.put_back() {
                (listed.ready, listed.too_large) = (Poll::Pending, Some(weight));
            } else if listed.is_query()
                && let Some(mut asked) = self.list.remove(at - 1).asked
            {
                asked.expected = weight;
                self.requests += asked.weight;
                self.waiting.push_front(asked);
                at -= 1;
            }
        }
    }

    /// Whether something is under way that ends by itself.
    pub fn is_busy(&self) -> bool {
        self.list.iter().any(|listed| listed.ready.is_ready() || listed.running.is_busy())
    }
}
