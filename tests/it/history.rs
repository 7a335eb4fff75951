//! Random histories: whatever people do, in whatever order, counts equal a recount, a client that follows shows what one
//! that comes anew shows, and the log is whole.
//!
//! A failure prints the shortest history that shows it.

mod attaching;
mod client;
mod model;
mod notices;
mod reading;
mod searching;
mod telling;

use crate::harness::{
    Engine, Spark,
    random::{Told, made_up, tells_each},
};
use model::Role;
use proptest::{
    collection::vec,
    option::of,
    prelude::{Just, Strategy, any, prop_oneof},
};
use std::time::Duration;
use telling::Telling;

/// A step of a history. What it is about is chosen among what there is when its turn comes.
#[derive(Clone, Debug)]
enum Step {
    Send {
        who: usize,
        room: usize,
        body: u8,
        /// Beside the text, when it is a number.
        metadata: Option<u8>,
        /// How many files hang on it.
        files: u8,
    },
    Edit {
        who: usize,
        room: usize,
        back: usize,
        body: u8,
    },
    Delete {
        who: usize,
        room: usize,
        back: usize,
    },
    /// Answers a message.
    Answer {
        who: usize,
        room: usize,
        back: usize,
        body: u8,
    },
    /// Gives an emoji, or takes it back.
    React {
        who: usize,
        room: usize,
        back: usize,
        emoji: usize,
        added: bool,
    },
    /// Sends a message of one room on to another.
    Forward {
        who: usize,
        room: usize,
        from: usize,
        back: usize,
    },
    /// Up to so many numbers before the newest; -1 is one past it.
    Read {
        who: usize,
        room: usize,
        back: i64,
    },
    Join {
        who: usize,
        room: usize,
    },
    Leave {
        who: usize,
        room: usize,
    },
    Remove {
        who: usize,
        room: usize,
        whom: usize,
    },
    Add {
        who: usize,
        room: usize,
        whom: usize,
    },
    SetRole {
        who: usize,
        room: usize,
        whom: usize,
        role: Role,
    },
    Rename {
        who: usize,
        room: usize,
        name: u8,
    },
    /// Puts a room of two away, or takes it out again.
    Hide {
        who: usize,
        room: usize,
        hidden: bool,
    },
    /// Opens a room of two that there is.
    Open {
        who: usize,
        room: usize,
    },
    Pin {
        who: usize,
        room: usize,
        pinned: bool,
    },
    /// One page more of the room list that somebody reads, from its beginning when nobody did.
    Page {
        who: usize,
        size: usize,
    },
    /// An earlier call once more.
    Repeat {
        back: usize,
    },
    /// Another device comes, while the next step happens.
    Connect {
        who: usize,
    },
    /// Time goes on: by a moment, by more than an hour, by almost what a session lasts.
    Wait {
        time: Duration,
    },
    /// Everything is compared.
    Compare,
}

const MOMENT: Duration = Duration::from_micros(1);
const OVER_AN_HOUR: Duration = Duration::from_secs(3_700);
const ALMOST_A_SESSION: Duration = Duration::from_secs(29 * 24 * 3_600);
const STEPS: usize = 60;
const PEOPLE: usize = 3;
/// Two of many, and two of two.
const ROOMS: usize = 4;
/// What is said: three texts, then one that names each of the people, and two that name everybody.
const BODIES: u8 = 8;

fn step() -> impl Strategy<Value = Step> {
    let (who, room) = (0..PEOPLE, 0..ROOMS);
    let place = (who.clone(), room);
    let role = prop_oneof![Just(Role::Member), Just(Role::Moderator), Just(Role::Owner)];
    prop_oneof![
        8 => (place.clone(), 0..BODIES, of(0..2_u8), prop_oneof![2 => Just(0), 1 => 1..=3_u8])
            .prop_map(|((who, room), body, metadata, files)| Step::Send { who, room, body, metadata, files }),
        4 => (place.clone(), 0..6_usize, 0..BODIES)
            .prop_map(|((who, room), back, body)| Step::Edit { who, room, back, body }),
        4 => (place.clone(), 0..6_usize).prop_map(|((who, room), back)| Step::Delete { who, room, back }),
        4 => (place.clone(), 0..6_usize, 0..BODIES)
            .prop_map(|((who, room), back, body)| Step::Answer { who, room, back, body }),
        6 => (place.clone(), 0..4_usize, 0..2_usize, prop_oneof![2 => Just(true), 1 => Just(false)])
            .prop_map(|((who, room), back, emoji, added)| Step::React { who, room, back, emoji, added }),
        2 => (place.clone(), 0..ROOMS, 0..6_usize)
            .prop_map(|((who, room), from, back)| Step::Forward { who, room, from, back }),
        5 => (place.clone(), -1..8_i64).prop_map(|((who, room), back)| Step::Read { who, room, back }),
        4 => place.clone().prop_map(|(who, room)| Step::Join { who, room }),
        2 => place.clone().prop_map(|(who, room)| Step::Leave { who, room }),
        2 => (place.clone(), who.clone()).prop_map(|((who, room), whom)| Step::Remove { who, room, whom }),
        2 => (place.clone(), who.clone()).prop_map(|((who, room), whom)| Step::Add { who, room, whom }),
        3 => (place.clone(), who.clone(), role).prop_map(|((who, room), whom, role)| Step::SetRole { who, room, whom, role }),
        2 => (place.clone(), 0..3_u8).prop_map(|((who, room), name)| Step::Rename { who, room, name }),
        6 => (place.clone(), prop_oneof![3 => Just(true), 1 => Just(false)])
            .prop_map(|((who, room), hidden)| Step::Hide { who, room, hidden }),
        3 => place.clone().prop_map(|(who, room)| Step::Open { who, room }),
        3 => (place, any::<bool>()).prop_map(|((who, room), pinned)| Step::Pin { who, room, pinned }),
        8 => (who.clone(), 1..=2_usize).prop_map(|(who, size)| Step::Page { who, size }),
        4 => (0..12_usize).prop_map(|back| Step::Repeat { back }),
        1 => who.prop_map(|who| Step::Connect { who }),
        4 => prop_oneof![Just(MOMENT), Just(OVER_AN_HOUR), Just(ALMOST_A_SESSION)].prop_map(|time| Step::Wait { time }),
        1 => Just(Step::Compare),
    ]
}

/// Tells random histories on one server, by a clock that they move, each with people and rooms of its own.
fn tells(engine: Engine, cases: u32) {
    let wrong =
        tells_each(cases, Spark::start_by_hand(engine), vec(step(), STEPS..=STEPS + 10), &async |spark, history| {
            let mut telling = Telling::begins(spark).await;
            for step in history {
                telling.goes_on(step).await?;
            }
            telling.compares().await
        });
    assert_eq!(wrong, Vec::<String>::new());
}

made_up! {
    tells => counts_states_and_logs_agree_after_any_history;
    sqlite: Sqlite, 12;
    postgres: Postgres, 4;
}
