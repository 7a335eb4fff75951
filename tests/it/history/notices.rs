//! Random histories of people who come and go, say how they are, and are told what concerns everybody: whoever follows shows
//! what is so, hears nothing of strangers, and misses no announcement.

mod comparing;
mod device;
mod model;
mod telling;

use crate::harness::{
    Engine, Spark,
    random::{Told, made_up, tells_each},
};
use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
};
use telling::Telling;

/// A step of a history. What it is about is chosen among what there is when its turn comes.
#[derive(Clone, Debug)]
enum Step {
    SetStatus {
        who: usize,
        status: &'static str,
        /// A new text or none; or the one there is.
        text: Option<bool>,
    },
    Join {
        who: usize,
        room: usize,
    },
    Leave {
        who: usize,
        room: usize,
    },
    Publish {
        who: usize,
        audience: &'static str,
    },
    Retract {
        who: usize,
        back: usize,
    },
    Acknowledge {
        who: usize,
        back: usize,
    },
    /// An earlier call once more.
    Repeat {
        back: usize,
    },
    /// Another device comes, while the next step happens.
    Connect {
        who: usize,
    },
    Drop {
        device: usize,
    },
    Wait {
        seconds: u64,
    },
    /// Everything is compared.
    Compare,
}

const STEPS: usize = 40;
const PEOPLE: usize = 3;
const ROOMS: usize = 2;

fn step() -> impl Strategy<Value = Step> {
    let who = 0..PEOPLE;
    let place = (who.clone(), 0..ROOMS);
    let status = prop_oneof![Just("ONLINE"), Just("AWAY"), Just("BUSY")];
    let audience = prop_oneof![2 => Just("EVERYONE"), 1 => Just("ADMINS")];
    // Mostly the one who may.
    let announcer = prop_oneof![5 => Just(0), 1 => who.clone()];
    prop_oneof![
        6 => (who.clone(), status, option::of(any::<bool>()))
            .prop_map(|(who, status, text)| Step::SetStatus { who, status, text }),
        3 => place.clone().prop_map(|(who, room)| Step::Join { who, room }),
        3 => place.prop_map(|(who, room)| Step::Leave { who, room }),
        5 => (announcer.clone(), audience).prop_map(|(who, audience)| Step::Publish { who, audience }),
        2 => (announcer, 0..4_usize).prop_map(|(who, back)| Step::Retract { who, back }),
        5 => (who.clone(), 0..6_usize).prop_map(|(who, back)| Step::Acknowledge { who, back }),
        2 => (0..8_usize).prop_map(|back| Step::Repeat { back }),
        4 => who.prop_map(|who| Step::Connect { who }),
        4 => (0..6_usize).prop_map(|device| Step::Drop { device }),
        2 => (1..=6_u64).prop_map(|seconds| Step::Wait { seconds }),
        2 => Just(Step::Compare),
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
            telling.ends().await
        });
    assert_eq!(wrong, Vec::<String>::new());
}

made_up! {
    tells => what_people_show_and_hear_agrees_after_any_history;
    sqlite: Sqlite, 12;
    postgres: Postgres, 4;
}
