//! Who begins when, and what has no room, with tasks that answer as they are told.

use super::*;
use crate::transport::{
    operation::Polled,
    socket::{budget::MAX_ANSWERS, operations::queued::EXPECTED},
};
use std::collections::HashMap;

impl<R, T> Operations<R, T> {
    /// What holds whatever was done, with so many live operations at most.
    pub fn is_bounded(&self, most: usize) {
        let others = self.live.len() - self.subscriptions();
        assert!(self.subscriptions() <= most && others <= most, "{} and {others}", self.subscriptions());
        assert!(self.queries() <= MAX_QUERIES);
        // Queries that found no room for their answers wait once more.
        let again = MAX_QUERIES * self.queued.iter().map(|pending| pending.terms.weight).max().unwrap_or_default();
        assert!(self.requests() <= MAX_REQUESTS + again);
        let mut ids: Vec<_> = self.live.iter().map(|live| &live.id).collect();
        ids.extend(self.queued.iter().map(|pending| &pending.id));
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id stands once");
    }
}

/// What the next poll of an operation gives, by its id; busy when nothing is said.
#[derive(Default)]
struct Told {
    answers: HashMap<&'static str, Vec<Polled>>,
    started: Vec<&'static str>,
    put_back: Vec<&'static str>,
    reserved: HashMap<&'static str, Reservation>,
}

impl Runner for Told {
    type Request = &'static str;
    type Task = &'static str;

    fn start(&mut self, request: &&'static str, reservation: Reservation) -> &'static str {
        self.started.push(request);
        self.reserved.insert(request, reservation);
        request
    }

    fn poll(&mut self, task: &mut &'static str) -> Polled {
        self.answers.get_mut(*task).and_then(Vec::pop).unwrap_or(Polled::Busy)
    }

    fn put_back(&mut self, task: &mut &'static str) {
        self.put_back.push(task);
    }
}

impl Told {
    fn says(&mut self, id: &'static str, polled: Polled) {
        self.answers.entry(id).or_default().insert(0, polled);
    }
}

const MOST: usize = 64;

fn query() -> Terms {
    Terms::new(true, Sends::Nothing, 0, 100)
}

fn send(sends: Sends) -> Terms {
    Terms::new(false, sends, 0, 100)
}

fn answer(bytes: usize) -> Polled {
    Polled::Last(Answer::Next("x".repeat(bytes).into()))
}

#[test]
fn behind_a_send_that_comes_later_the_others_wait_and_queries_do_not() {
    let (mut operations, mut told) = (Operations::default(), Told::default());
    for (id, terms) in [
        ("at once", send(Sends::AtOnce)),
        ("later", send(Sends::Later)),
        ("behind", send(Sends::AtOnce)),
        ("query", query()),
    ] {
        operations.enqueue(id, terms, id).unwrap();
    }
    assert!(operations.begin(MOST, 0, &mut told));
    assert_eq!(told.started, ["at once", "later", "query"]);
    told.says("later", answer(2));
    assert!(operations.next_frame(0, &mut told).is_some());
    assert!(operations.begin(MOST, 0, &mut told));
    assert_eq!(told.started.last(), Some(&"behind"));
}

#[test]
fn sends_leave_a_quarter_to_what_sends_nothing_and_two_queries_read_at_once() {
    let (mut operations, mut told) = (Operations::default(), Told::default());
    for id in ["1", "2", "3", "4"] {
        operations.enqueue(id, send(Sends::AtOnce), id).unwrap();
    }
    for id in ["a", "b", "c"] {
        operations.enqueue(id, query(), id).unwrap();
    }
    assert!(operations.begin(4, 0, &mut told));
    assert_eq!(told.started, ["1", "2", "3", "a"], "four at once are live, three of them sends");
    assert!(operations.remove("1") && !operations.remove("1"));
    assert!(operations.begin(4, 0, &mut told));
    assert_eq!(told.started[4..], ["4"]);
    assert!(operations.remove("2") && operations.remove("3"));
    assert!(operations.begin(4, 0, &mut told));
    assert_eq!(told.started[5..], ["b"], "a third query waits");
}

#[test]
fn requests_have_their_share_of_bytes_to_the_last_one() {
    let mut operations: Operations<(), ()> = Operations::default();
    let length = 64 << 10;
    let weight = 2 * length + 1024;
    for n in 0..MAX_REQUESTS / weight {
        operations.enqueue(&n.to_string(), Terms::new(true, Sends::Nothing, 0, length), ()).unwrap();
    }
    let left = (MAX_REQUESTS % weight - 1024) / 2;
    let terms = |length| Terms::new(true, Sends::Nothing, 0, length);
    let refused: Vec<_> =
        (0..2).map(|_| operations.enqueue("more", terms(left + 1), ()).unwrap_err().retry_after_ms).collect();
    assert_eq!(refused, [Some(RETRY_MS + APART_MS), Some(RETRY_MS + 2 * APART_MS)]);
    operations.enqueue("just as much", terms(left), ()).unwrap();
    assert!(operations.remove("0"));
    operations.enqueue("in its place", terms(left), ()).unwrap();
}

#[test]
fn an_event_without_room_is_put_back_and_told_when_there_is_some() {
    let (mut operations, mut told) = (Operations::default(), Told::default());
    operations.subscribe("a", MOST, || "a").unwrap();
    let event = || Polled::Event("x".repeat(1_000).into());
    told.says("a", event());
    operations.work(MAX_ANSWERS - 999, &mut told);
    assert_eq!(told.put_back, ["a"], "one byte too many");
    assert!(!operations.is_busy(), "it begins nothing by itself");
    told.says("a", event());
    assert_eq!(operations.next_frame(MAX_ANSWERS - 999, &mut told), None);
    assert!(!operations.may_go_on(MAX_ANSWERS - 999) && operations.may_go_on(MAX_ANSWERS - 1_000));
    let frame = operations.next_frame(MAX_ANSWERS - 1_000, &mut told).unwrap();
    assert!(frame.starts_with(r#"{"id":"a","type":"next","payload":xxx"#));
}

#[test]
fn a_query_without_room_is_asked_again_and_a_mutation_is_not() {
    let (mut operations, mut told) = (Operations::default(), Told::default());
    operations.enqueue("query", query(), "query").unwrap();
    operations.enqueue("mutation", send(Sends::Nothing), "mutation").unwrap();
    assert!(operations.begin(MOST, 0, &mut told));
    told.says("query", answer(100_000));
    told.says("mutation", answer(100_000));
    operations.work(MAX_ANSWERS - 99_999, &mut told);
    assert_eq!((operations.live.len(), operations.queued.len()), (1, 1));
    assert!(!operations.begin(MOST, MAX_ANSWERS - 99_999, &mut told), "it is known now how large it is");
    told.says("query", answer(100_000));
    assert!(operations.begin(MOST, 0, &mut told));
    assert_eq!(told.started, ["query", "mutation", "query"]);
    let frames: Vec<_> = std::iter::from_fn(|| operations.next_frame(0, &mut told)).collect();
    let kinds: Vec<_> = frames.iter().map(|frame| (frame.contains("next"), frame.contains("mutation"))).collect();
    // A turn for each.
    assert_eq!(kinds, [(true, true), (true, false), (false, true), (false, false)]);
    assert!(!operations.contains("query") && !operations.contains("mutation"));
}

#[test]
fn a_mutation_that_is_larger_than_it_was_taken_for_has_room_or_says_so() {
    for (unwritten, fits) in [(0, true), (MAX_ANSWERS - 20_000, true), (MAX_ANSWERS - 19_999, false)] {
        let (mut operations, mut told) = (Operations::default(), Told::default());
        operations.enqueue("a", send(Sends::Nothing), "a").unwrap();
        assert!(operations.begin(MOST, 0, &mut told));
        assert_eq!(operations.next_frame(unwritten, &mut told), None);
        let reservation = told.reserved.remove("a").unwrap();
        assert_eq!(reservation.take(20_000).is_ok(), fits, "beside {unwritten}");
    }
    let (mut operations, mut told) = (Operations::default(), Told::default());
    operations.enqueue("a", send(Sends::Nothing), "a").unwrap();
    assert!(operations.begin(MOST, 0, &mut told));
    operations.note_answers(MAX_ANSWERS);
    assert!(told.reserved.remove("a").unwrap().take(EXPECTED).is_ok(), "what it was taken for has its room");
}

#[test]
fn a_busy_operation_does_not_starve_the_others() {
    let (mut operations, mut told) = (Operations::default(), Told::default());
    for id in ["a", "b", "c"] {
        operations.subscribe(id, 3, || id).unwrap();
        for _ in 0..2 {
            told.says(id, Polled::Event("1".into()));
        }
    }
    assert!(operations.subscribe("d", 3, || "d").is_err());
    let frames: String =
        std::iter::from_fn(|| operations.next_frame(0, &mut told)).map(|frame| frame[7..8].to_owned()).collect();
    assert_eq!(frames, "abcabc");
}
