//! Step by step: what comes in, against what goes out.

use super::*;
use crate::transport::socket::{close::OLD_MESSAGE, outbox::MAX_REPLIES};

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
