//! Stories that are made up: proptest thinks of them, one server lives through them all.
//!
//! The seed is fixed; PROPTEST_RNG_SEED and PROPTEST_CASES try others. A failure prints the shortest story that shows it.

use super::Spark;
use proptest::{
    prelude::Strategy,
    test_runner::{Config, RngSeed, TestCaseError, TestRunner},
};
use std::fmt::Debug;

/// Whether a story went as it should.
pub type Told = Result<(), TestCaseError>;

/// Makes tests of a function that tells so many stories on a database, each in a module:
/// `made_up! { tells => all_goes_well; sqlite: Sqlite, 12; postgres: Postgres, 4; }`. All of them are told again when the machine was stopped.
macro_rules! made_up {
    ($tells:ident => $story:ident; $($module:ident: $engine:ident, $cases:literal;)+) => {
        $(mod $module {
            #[test]
            fn $story() {
                $crate::harness::tell_blocking(|| super::$tells($crate::harness::Engine::$engine, $cases));
            }
        })+
    };
}
pub(crate) use made_up;

/// Tells each story that the strategy comes to; what is wrong with the tables afterwards, by `spark doctor`.
pub fn tells_each<S: Debug>(
    cases: u32,
    server: impl Future<Output = Spark>,
    stories: impl Strategy<Value = S>,
    tell: &impl AsyncFn(&Spark, &S) -> Told,
) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let spark = runtime.block_on(server);
    let told = TestRunner::new(config(cases)).run(&stories, |story| runtime.block_on(tell(&spark, &story)));
    if let Err(failure) = told {
        panic!("{failure}");
    }
    // What is asked through the doors is asked of the tables as well, of all stories together.
    runtime.block_on(spark.wrong())
}

fn config(cases: u32) -> Config {
    let defaults = Config::default();
    let asked = |variable: &str| std::env::var_os(variable).is_some();
    Config {
        cases: if asked("PROPTEST_CASES") { defaults.cases } else { cases },
        rng_seed: if asked("PROPTEST_RNG_SEED") { defaults.rng_seed } else { RngSeed::Fixed(2) },
        max_shrink_iters: 100,
        // Who waits for what never comes takes long.
        max_shrink_time: 60_000,
        failure_persistence: None,
        ..defaults
    }
}
