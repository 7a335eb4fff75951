//! Random selections for somebody who leaves and somebody who stays, over a history that goes on: read live, by a socket that
//! nobody reads until all is over, by `resume` and `sync`, by queries and by what mutations answer, before and afterwards. Beside the
//! room are others: of all, of two, and one of two others. Whatever bytes reach the one who left, none is of after the departure.
//!
//! PROPTEST_CASES and PROPTEST_RNG_SEED make it longer, and other (`make soak`).

mod calls;
mod forbidden;
mod people;
mod story;

use crate::harness::{
    Engine, Spark,
    random::{Told, made_up, tells_each},
};
use apollo_compiler::Schema;
use people::People;
use proptest::{collection::vec, prelude::any};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use story::History;
use tokio::sync::Mutex;

/// After so many histories come other people.
const GENERATION: usize = 6;

/// What came of all histories together: else it might be that nothing was shown to anybody.
#[derive(Default, Debug)]
struct Seen {
    documents: AtomicUsize,
    refused: AtomicUsize,
    /// Histories in which something waited until after the departure.
    late: AtomicUsize,
    /// Histories in which what was asked before the departure was answered after it.
    delayed: AtomicUsize,
    /// Calls that had happened before, and were answered so afterwards.
    repeated: AtomicUsize,
    /// Answers and events in which the one who stays saw what came later, beside the ballast.
    later: AtomicUsize,
}

impl Seen {
    fn notes(number: &AtomicUsize, more: usize) {
        number.fetch_add(more, Ordering::Relaxed);
    }
}

fn leaves(engine: Engine, cases: u32) {
    let schema = Schema::parse_and_validate(spark::graphql::sdl(), "schema.graphql").unwrap();
    let (seen, told) = (Seen::default(), AtomicUsize::new(0));
    let people: Mutex<Option<Arc<People>>> = Mutex::default();
    let choices = vec(any::<u16>(), story::CHOICES * story::PARTS);
    let wrong = tells_each(cases, Spark::start(engine), choices, &async |spark: &Spark, choices: &Vec<u16>| -> Told {
        let number = told.fetch_add(1, Ordering::Relaxed);
        let mut people = people.lock().await;
        if number.is_multiple_of(GENERATION) {
            *people = Some(Arc::new(People::come(spark, number / GENERATION).await));
        }
        let people = people.clone().unwrap();
        History::begins(&people, &schema, &seen, spark).await.tells(choices).await
    });
    assert!(wrong.is_empty(), "{wrong:?}");
    let told = told.into_inner();
    let Seen { documents, refused, late, delayed, repeated, later } = &seen;
    let [documents, refused, late, delayed, repeated, later] =
        [documents, refused, late, delayed, repeated, later].map(|number| number.load(Ordering::Relaxed));
    println!("{told} histories: {seen:?}");
    assert!(2 * refused < documents, "of {documents} documents {refused} were refused");
    assert!(2 * late > told, "in most histories nothing waited until after the departure");
    assert!(2 * delayed > told, "in most histories nothing that was asked waited until after the departure");
    assert!(repeated > told, "no call was answered once more");
    assert!(later > told, "who stayed saw nothing of it either");
}

made_up! {
    leaves => whoever_left_is_shown_nothing_of_after_it;
    sqlite: Sqlite, 10;
    postgres: Postgres, 4;
}
