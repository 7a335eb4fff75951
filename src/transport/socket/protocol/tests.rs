//! The state machine without a network: a world for it with a clock and tasks that are told what to answer. What is said of it stands in
//! `steps` and `random`.

mod random;
mod steps;

use super::*;
use crate::{
    graphql::{limits::tests::limits, request::Sends},
    transport::{
        operation::{Answer, Polled},
        socket::budget::Reservation,
    },
};

const MAX_LIVE: usize = 3;
const INIT: &str = r#"{"type":"connection_init","payload":{"Authorization":"Bearer token"}}"#;

/// The kinds of operations, as far as the state machine tells them apart.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Subscription,
    Query,
    Mutation(Sends),
}

/// Answers as it was told to, for all tasks: how many bytes, and whether there is anything at all.
struct Scripted {
    script: Vec<(usize, bool)>,
    at: usize,
    started: Vec<usize>,
    polled: usize,
}

struct Task {
    kind: Kind,
    reservation: Option<Reservation>,
    /// What a subscription told last, until it has been told.
    put_back: bool,
    last: usize,
    is_over: bool,
}

impl Task {
    fn new(kind: Kind, reservation: Option<Reservation>) -> Self {
        Self { kind, reservation, put_back: false, last: 0, is_over: false }
    }
}

impl Runner for Scripted {
    type Request = (usize, Kind);
    type Task = Task;

    fn start(&mut self, (number, kind): &(usize, Kind), reservation: Reservation) -> Task {
        self.started.push(*number);
        Task::new(*kind, Some(reservation))
    }

    fn poll(&mut self, task: &mut Task) -> Polled {
        self.polled += 1;
        assert!(!task.is_over, "what is over is not asked again");
        let said = |bytes: usize| "x".repeat(bytes).into();
        if std::mem::take(&mut task.put_back) {
            return Polled::Event(said(task.last));
        }
        let step = self.script.get(self.at).copied();
        self.at += 1;
        match (step, task.kind) {
            (None | Some((_, false)), Kind::Subscription) => Polled::Idle,
            (None | Some((_, false)), _) => Polled::Busy,
            (Some((0, true)), kind) => {
                task.is_over = true;
                if kind == Kind::Subscription {
                    Polled::Over
                } else {
                    Polled::Last(Answer::Refused(Rendered::refusal(Refusal::bad_request("no"))))
                }
            }
            (Some((1, true)), Kind::Subscription) => Polled::Busy,
            (Some((bytes, true)), Kind::Subscription) => {
                task.last = bytes;
                Polled::Event(said(bytes))
            }
            (Some((bytes, true)), _) => {
                task.is_over = true;
                let taken = task.reservation.take().map(|reservation| reservation.take(bytes));
                Polled::Last(Answer::Next(said(if taken.is_some_and(|taken| taken.is_err()) { 8 } else { bytes })))
            }
        }
    }

    fn put_back(&mut self, task: &mut Task) {
        task.put_back = true;
    }
}

/// What the driver does, by hand: it has a clock and timers, and what it writes is kept.
struct World {
    protocol: Protocol<(usize, Kind), Task>,
    runner: Scripted,
    now: Instant,
    timers: Vec<(Instant, Timer)>,
    /// All frames, also those that the client has not read.
    frames: Vec<String>,
    /// How many of the last of them are to be written.
    waiting: usize,
    tokens: Vec<String>,
    /// What the next operation is, once it is judged.
    kind: Kind,
    judged: Vec<(String, Kind)>,
    end: Option<End>,
}

impl World {
    fn new(script: Vec<(usize, bool)>) -> Self {
        let now = Instant::now();
        let limits = Limits { max_operations: MAX_LIVE, max_body_bytes: 8 << 10, ..limits() };
        let (protocol, first) = Protocol::new(&limits, now);
        let runner = Scripted { script, at: 0, started: Vec::new(), polled: 0 };
        let (timers, frames, tokens, judged) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let kind = Kind::Subscription;
        let mut world = Self { protocol, runner, now, timers, frames, waiting: 0, tokens, kind, judged, end: None };
        world.act(first);
        world
    }

    fn act(&mut self, action: Action<'_>) {
        match action {
            Action::SignIn { token } => self.tokens.push(token),
            Action::Set(timer, at) => {
                assert!(self.timers.iter().all(|(_, set)| *set != timer), "{timer:?} is set already");
                assert!(at >= self.now);
                self.timers.push((at, timer));
            }
            Action::Judge { id, .. } => {
                let (number, kind) = (self.judged.len(), self.kind);
                self.judged.push((id.clone(), kind));
                let terms = |is_query, sends| Terms::new(is_query, sends, 0, 2_000);
                match kind {
                    Kind::Subscription => self.protocol.subscribe(&id, || Task::new(kind, None)),
                    Kind::Query => self.protocol.enqueue(&id, terms(true, Sends::Nothing), (number, kind)),
                    Kind::Mutation(sends) => self.protocol.enqueue(&id, terms(false, sends), (number, kind)),
                }
            }
        }
    }

    /// Something happens, and what comes of it is noted.
    fn take(&mut self, input: Input<'_>) {
        let taken = self.protocol.take(input, self.now);
        match taken {
            Ok(Some(action)) => self.act(action),
            Ok(None) => {}
            Err(end) => self.end(end),
        }
        self.note();
    }

    fn end(&mut self, end: End) {
        self.protocol.end(&end);
        self.end.get_or_insert(end);
    }

    fn says(&mut self, text: &str) {
        // As long as it is not listened to, nothing that it says comes in.
        if self.protocol.is_listening() {
            self.take(Input::Received(Received::Text(text)));
        }
    }

    /// A turn of the driver, whose client reads or does not.
    fn turn(&mut self, is_reading: bool) {
        loop {
            let has_more = self.protocol.gather(&mut self.runner);
            self.note();
            if is_reading {
                while self.protocol.outbox().pop().is_some() {}
                self.protocol.outbox().note_flushed();
                self.waiting = 0;
                if !has_more && let Err(end) = self.protocol.told_all() {
                    self.end(end);
                    return;
                }
            }
            if self.protocol.begin(&mut self.runner) || (is_reading && (has_more || self.protocol.may_go_on())) {
                continue;
            }
            if has_more {
                self.protocol.work(&mut self.runner);
            }
            return self.note();
        }
    }

    fn note(&mut self) {
        let frames = &self.protocol.outbox.frames;
        self.frames.extend(frames.iter().skip(self.waiting).cloned());
        self.waiting = frames.len();
    }

    /// Time passes, and the timers that are due say so in their order.
    fn waits(&mut self, span: Duration) {
        let until = self.now + span;
        while self.end.is_none() {
            let Some(at) = (0..self.timers.len()).min_by_key(|at| self.timers[*at].0) else { break };
            if self.timers[at].0 > until {
                break;
            }
            let (due, timer) = self.timers.remove(at);
            self.now = due;
            self.take(Input::Due(timer));
        }
        self.now = until;
    }

    fn kinds(&self) -> Vec<String> {
        self.frames.iter().map(|frame| of(frame, "type")).collect()
    }

    fn close(&self) -> Option<Close> {
        match self.end {
            Some(End::Close(close)) => Some(close),
            _ => None,
        }
    }
}

/// What a frame says under a name. Payloads of the script are no JSON, and stand at the end.
fn of(frame: &str, name: &str) -> String {
    let mark = format!(r#""{name}":""#);
    let rest = frame.split_once(&mark).map_or("", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn subscribe(id: &str) -> String {
    format!(r#"{{"type":"subscribe","id":"{id}","payload":{{"query":"{{a}}"}}}}"#)
}

fn complete(id: &str) -> String {
    format!(r#"{{"type":"complete","id":"{id}"}}"#)
}
