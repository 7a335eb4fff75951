//! The state machine without a network: what came in and what the clock says, against what goes out; and what holds whatever
//! comes in.

use super::*;
use crate::{
    graphql::{limits::tests::limits, request::Sends},
    transport::{
        operation::{Answer, Polled},
        socket::{
            budget::{MAX_ANSWERS, Reservation},
            close::OLD_MESSAGE,
            outbox::MAX_REPLIES,
        },
    },
};
use proptest::prelude::*;
use std::collections::HashMap;

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

/// A step of the table.
enum Event {
    Says(String),
    Frame(fn() -> Received<'static>),
    SignedIn,
    Refused(Close),
    Ends,
    Slow,
    Stops(u64),
    /// So many seconds, after a turn.
    Waits(u64),
    Turn,
}

fn run(script: Vec<(usize, bool)>, steps: &[Event]) -> World {
    let mut world = World::new(script);
    for step in steps {
        match step {
            Event::Says(text) => world.says(text),
            Event::Frame(received) => world.take(Input::Received(received())),
            Event::SignedIn => world.take(Input::SignedIn(Ok(()))),
            Event::Refused(close) => world.take(Input::SignedIn(Err(*close))),
            Event::Ends => world.take(Input::SessionEnded),
            Event::Slow => world.take(Input::TooSlow),
            Event::Stops(within) => world.take(Input::Stopping(Duration::from_secs(*within))),
            Event::Waits(secs) => {
                world.turn(true);
                world.waits(Duration::from_secs(*secs));
            }
            Event::Turn => world.turn(true),
        }
    }
    world
}

/// What comes in, the kinds of frames that go out, the close.
type Row = (&'static str, Vec<Event>, Vec<&'static str>, Option<Close>);

fn holds(rows: Vec<Row>) {
    for (name, steps, frames, close) in rows {
        // The only task is a subscription that is making something for as long as anybody looks.
        let world = run(vec![(1, true); 64], &steps);
        assert_eq!((world.kinds(), world.close()), (frames.iter().map(ToString::to_string).collect(), close), "{name}");
    }
}

#[test]
fn what_is_said_says_what_goes_out() {
    use Event::{Frame, Refused, Says, SignedIn, Waits};
    let says = |text: &str| Says(text.to_owned());
    let init = || Says(INIT.to_owned());
    let ack = "connection_ack";
    let long = |text: &str| text.replacen('{', &format!("{{{}", " ".repeat(8 << 10)), 1);
    let rows: Vec<Row> = vec![
        ("9 s are not too late", vec![Waits(9), init(), SignedIn], vec![ack], None),
        ("10 s are", vec![Waits(10)], vec![], Some(INIT_TIMEOUT)),
        ("a token is looked up for as long as it takes", vec![init(), Waits(20)], vec!["ping"], None),
        ("twice before the acknowledgement", vec![init(), init()], vec![], Some(TWICE)),
        ("twice after it", signed_in(vec![init()]), vec![ack], Some(TWICE)),
        ("no token", vec![says(r#"{"type":"connection_init"}"#)], vec![], Some(FORBIDDEN)),
        ("a token that is none", vec![init(), Refused(FORBIDDEN)], vec![], Some(FORBIDDEN)),
        ("no database", vec![init(), Refused(STOPPING)], vec![], Some(STOPPING)),
        ("a greeting that is long", vec![Says(long(INIT))], vec![], Some(TOO_BIG)),
        ("nobody may ask", vec![Says(subscribe("a"))], vec![], Some(NOT_ACKNOWLEDGED)),
        ("nobody yet", vec![init(), Says(subscribe("a"))], vec![], Some(NOT_ACKNOWLEDGED)),
        ("an id twice", signed_in(vec![Says(subscribe("a")), Says(subscribe("a"))]), vec![ack], Some(SUBSCRIBED_TWICE)),
        (
            "an id that is free again",
            signed_in(vec![Says(subscribe("a")), Says(complete("a")), Says(subscribe("a"))]),
            vec![ack],
            None,
        ),
        ("a long request", signed_in(vec![Says(long(&subscribe("a")))]), vec![ack, "error"], None),
        ("an id of 256", signed_in(vec![Says(subscribe(&"a".repeat(256)))]), vec![ack], None),
        ("of 257", signed_in(vec![Says(subscribe(&"a".repeat(257)))]), vec![ack, "error"], None),
        ("of 4097", signed_in(vec![Says(subscribe(&"a".repeat(4097)))]), vec![ack], Some(BAD_MESSAGE)),
        ("no message", vec![says("[]")], vec![], Some(BAD_MESSAGE)),
        ("an unknown one", vec![says(r#"{"type":"hello"}"#)], vec![], Some(BAD_MESSAGE)),
        ("an old one", vec![says(r#"{"type":"start"}"#)], vec![], Some(OLD_MESSAGE)),
        ("bytes that are no text", vec![Frame(|| Received::NoText)], vec![], Some(BAD_MESSAGE)),
        ("a ping", vec![says(r#"{"type":"ping"}"#)], vec!["pong"], None),
        ("a farewell", vec![says(r#"{"type":"ping"}"#), Frame(|| Received::Close)], vec!["pong"], None),
    ];
    holds(rows);
}

#[test]
fn the_clock_and_the_server_say_what_goes_out() {
    use Event::{Ends, Frame, Slow, Stops, Turn, Waits};
    let ack = "connection_ack";
    let rows: Vec<Row> = vec![
        ("it pings", signed_in(vec![Waits(15)]), vec![ack, "ping"], None),
        ("silence of 24 s", signed_in(vec![Waits(24)]), vec![ack, "ping"], None),
        ("of 25 s", signed_in(vec![Waits(25)]), vec![ack, "ping"], Some(DEAD)),
        (
            "whoever answers lives",
            signed_in(vec![Waits(15), Frame(|| Received::Pong), Waits(24)]),
            vec![ack, "ping", "ping"],
            None,
        ),
        (
            "no longer than that",
            signed_in(vec![Waits(15), Frame(|| Received::Pong), Waits(25)]),
            vec![ack, "ping", "ping"],
            Some(DEAD),
        ),
        ("too slow", signed_in(vec![Slow]), vec![ack], Some(TOO_SLOW)),
        ("a stop has its time", signed_in(vec![Stops(3), Waits(2)]), vec![ack], None),
        ("and comes", signed_in(vec![Stops(3), Waits(3)]), vec![ack], Some(STOPPING)),
        ("the session ends, and nothing is under way", signed_in(vec![Ends, Turn]), vec![ack], Some(FORBIDDEN)),
        ("what is under way has its time", busy(vec![Ends, Waits(4)]), vec![ack], None),
        ("and no more", busy(vec![Ends, Waits(5)]), vec![ack], Some(FORBIDDEN)),
    ];
    holds(rows);
}

/// On a socket that is acknowledged.
fn signed_in(rest: Vec<Event>) -> Vec<Event> {
    [Event::Says(INIT.to_owned()), Event::SignedIn].into_iter().chain(rest).collect()
}

/// And with an operation that is busy.
fn busy(rest: Vec<Event>) -> Vec<Event> {
    signed_in([Event::Says(subscribe("a")), Event::Turn].into_iter().chain(rest).collect())
}

#[test]
fn who_asks_for_nothing_is_listened_to_for_a_while() {
    let mut world = run(Vec::new(), &[Event::Says(INIT.to_owned()), Event::SignedIn, Event::Turn]);
    for _ in 0..CHATTER {
        assert!(world.protocol.is_listening());
        world.take(Input::Received(Received::Pong));
    }
    assert!(!world.protocol.is_listening());
    for _ in 0..3 {
        world.waits(Duration::from_millis(999));
        assert!(!world.protocol.is_listening());
        world.waits(Duration::from_millis(1));
        for _ in 0..CHATTER_A_SECOND {
            assert!(world.protocol.is_listening());
            world.says(&complete("unknown"));
        }
        assert!(!world.protocol.is_listening());
    }
}

#[test]
fn whoever_does_not_read_is_not_listened_to_and_not_answered() {
    let mut world =
        run(vec![(10, true); 99], &[Event::Says(INIT.to_owned()), Event::SignedIn, Event::Says(subscribe("a"))]);
    world.turn(false);
    assert!(world.protocol.is_listening() && world.protocol.outbox.is_full());
    for pongs in 16..MAX_REPLIES {
        assert_eq!(world.protocol.outbox.frames.len(), pongs);
        world.says(r#"{"type":"ping"}"#);
    }
    assert!(!world.protocol.is_listening(), "its answers have no room");
    world.turn(true);
    assert!(world.protocol.is_listening());
}

/// What anybody may do to a socket, at random.
#[derive(Clone, Debug)]
enum Step {
    Init,
    SignedIn(bool),
    Subscribe(usize, Kind),
    Complete(usize),
    Ping,
    NativePing,
    Bad,
    Close,
    SessionEnded,
    TooSlow,
    Stopping,
    Waits(u64),
    Turn(bool),
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Subscription),
        Just(Kind::Query),
        Just(Kind::Mutation(Sends::Nothing)),
        Just(Kind::Mutation(Sends::AtOnce)),
        Just(Kind::Mutation(Sends::Later)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => Just(Step::Init),
        3 => prop::bool::weighted(0.9).prop_map(Step::SignedIn),
        20 => (0..8_usize, kind()).prop_map(|(id, kind)| Step::Subscribe(id, kind)),
        5 => (0..8_usize).prop_map(Step::Complete),
        5 => Just(Step::Ping),
        2 => Just(Step::NativePing),
        1 => Just(Step::Bad),
        1 => Just(Step::Close),
        1 => Just(Step::SessionEnded),
        1 => Just(Step::TooSlow),
        1 => Just(Step::Stopping),
        5 => (0..12_000_u64).prop_map(Step::Waits),
        20 => any::<bool>().prop_map(Step::Turn),
    ]
}

/// What the client and the contract say of a socket, told apart from how it is done.
#[derive(Default)]
struct Model {
    has_greeted: bool,
    is_signed_in: bool,
    is_session_over: bool,
    /// Those that were begun and are not over, with whether they were answered.
    live: HashMap<String, bool>,
    seen: usize,
}

impl Model {
    /// Reads the frames that are new.
    fn read(&mut self, world: &World) {
        for frame in &world.frames[self.seen..] {
            let (kind, id) = (of(frame, "type"), of(frame, "id"));
            match kind.as_str() {
                "connection_ack" => assert!(!std::mem::replace(&mut self.is_signed_in, true), "acknowledged twice"),
                "pong" | "ping" => {}
                "next" => {
                    let has_answered = self.live.get_mut(&id);
                    *has_answered.unwrap_or_else(|| panic!("a result of what is not live: {id}")) = true;
                }
                "error" => assert_eq!(self.live.remove(&id), Some(false), "an error is the only answer: {id}"),
                "complete" => assert!(self.live.remove(&id).is_some(), "the end of what is not live: {id}"),
                other => panic!("{other}"),
            }
        }
        assert!(self.live.is_empty() || self.is_signed_in, "nothing begins before the acknowledgement");
        self.seen = world.frames.len();
    }

    /// How the socket has to end with that, if it is to end at once.
    fn expected(&mut self, step: &Step) -> Option<Close> {
        match step {
            Step::Init if self.has_greeted => Some(TWICE),
            Step::Init => {
                self.has_greeted = true;
                None
            }
            Step::SignedIn(false) => Some(FORBIDDEN),
            Step::Subscribe(..) if !self.is_signed_in => Some(NOT_ACKNOWLEDGED),
            Step::Subscribe(id, _) if self.live.contains_key(&id.to_string()) => Some(SUBSCRIBED_TWICE),
            Step::Subscribe(id, _) => {
                self.live.insert(id.to_string(), false);
                None
            }
            Step::Complete(id) => {
                self.live.remove(&id.to_string());
                None
            }
            Step::Bad => Some(BAD_MESSAGE),
            Step::TooSlow => Some(TOO_SLOW),
            _ => None,
        }
    }
}

/// Does a step, unless the driver would not: whether it was done.
fn can_happen(world: &World, model: &Model, step: &Step) -> bool {
    match step {
        Step::Init
        | Step::Subscribe(..)
        | Step::Complete(_)
        | Step::Ping
        | Step::NativePing
        | Step::Bad
        | Step::Close => world.protocol.is_listening(),
        Step::SignedIn(_) => world.protocol.is_signing_in(),
        Step::SessionEnded => model.is_signed_in && !model.is_session_over,
        Step::Stopping => world.timers.iter().all(|(_, timer)| *timer != Timer::Stop),
        Step::TooSlow | Step::Waits(_) | Step::Turn(_) => true,
    }
}

fn happen(world: &mut World, step: &Step) {
    match step {
        Step::Init => world.says(INIT),
        Step::SignedIn(true) => world.take(Input::SignedIn(Ok(()))),
        Step::SignedIn(false) => world.take(Input::SignedIn(Err(FORBIDDEN))),
        Step::Subscribe(id, kind) => {
            world.kind = *kind;
            world.says(&subscribe(&id.to_string()));
        }
        Step::Complete(id) => world.says(&complete(&id.to_string())),
        Step::Ping => world.says(r#"{"type":"ping","payload":{}}"#),
        Step::NativePing => world.take(Input::Received(Received::Ping)),
        Step::Bad => world.says("{}"),
        Step::Close => world.take(Input::Received(Received::Close)),
        Step::SessionEnded => world.take(Input::SessionEnded),
        Step::TooSlow => world.take(Input::TooSlow),
        Step::Stopping => world.take(Input::Stopping(SECOND)),
        Step::Waits(ms) => world.waits(Duration::from_millis(*ms)),
        Step::Turn(is_reading) => world.turn(*is_reading),
    }
}

/// The bounds, whatever was done.
fn is_bounded(world: &World) {
    const LARGEST: usize = 1 << 20;
    // A pong, the acknowledgement and a ping may come on top.
    assert!(world.protocol.outbox.frames.len() <= MAX_REPLIES + 2);
    // A half each for what was gathered, and for mutations that were let begin; and one that was alone.
    assert!(world.protocol.outbox.unwritten() <= 2 * MAX_ANSWERS + 2 * LARGEST);
    world.protocol.operations.is_bounded(MAX_LIVE);
}

/// Sends begin in the order in which they came.
fn are_sends_in_order(world: &World) {
    let is_send = |number: &&usize| matches!(world.judged[**number].1, Kind::Mutation(Sends::AtOnce | Sends::Later));
    assert!(world.runner.started.iter().filter(is_send).is_sorted(), "{:?}", world.runner.started);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_comes_in(
        steps in prop::collection::vec(step(), 1..120),
        script in prop::collection::vec((prop_oneof![
            1 => Just(0_usize), 2 => Just(1), 8 => 2..20_000_usize, 1 => Just(1_usize << 20)
        ], prop::bool::weighted(0.6)), 0..200),
    ) {
        let (mut world, mut model) = (World::new(script), Model::default());
        // Most sockets are signed in.
        for step in [Step::Init, Step::SignedIn(true)].iter().chain(&steps) {
            if !can_happen(&world, &model, step) {
                continue;
            }
            if world.end.is_some() {
                break;
            }
            model.is_session_over |= matches!(step, Step::SessionEnded);
            let expected = model.expected(step);
            happen(&mut world, step);
            if expected.is_some() {
                prop_assert_eq!(world.close(), expected);
            } else if !matches!(step, Step::Close | Step::Waits(_) | Step::Turn(_)) {
                prop_assert!(world.end.is_none(), "{:?} costs the socket", step);
            }
            if world.end.is_none() || matches!(world.end, Some(End::Close(_))) {
                model.read(&world);
            }
            is_bounded(&world);
            are_sends_in_order(&world);
        }
        if world.end.is_none() {
            world.take(Input::TooSlow);
        }
        // After the end nothing is told, begun or asked.
        let (frames, started, polled) = (world.frames.len(), world.runner.started.len(), world.runner.polled);
        for step in &steps {
            happen(&mut world, step);
        }
        prop_assert_eq!(world.frames.len(), frames);
        prop_assert_eq!((world.runner.started.len(), world.runner.polled), (started, polled));
    }
}
