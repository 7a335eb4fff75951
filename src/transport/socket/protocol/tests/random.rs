//! What holds whatever comes in.

use super::*;
use crate::transport::socket::{budget::MAX_ANSWERS, outbox::MAX_REPLIES};
use proptest::prelude::*;
use std::collections::HashMap;

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

/// What a client can know of its socket: what it said and heard. From that follows how the socket ends, without a look at how
/// it is done.
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
