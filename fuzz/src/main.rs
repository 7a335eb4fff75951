//! One program for all targets, the one that `FUZZ_TARGET` names: what takes long is to build it.

#![no_main]

mod mutation;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use spark::transport::fuzzing::{TARGETS, Target};
use std::{env, sync::LazyLock};

static NAME: LazyLock<String> = LazyLock::new(|| env::var("FUZZ_TARGET").unwrap_or_default());
static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let known = TARGETS.iter().find(|(name, _)| *name == *NAME);
    known.unwrap_or_else(|| panic!("FUZZ_TARGET is one of {:?}", TARGETS.map(|(name, _)| name))).1
});

fuzz_target!(|input: &[u8]| TARGET(input));

// Half of the inputs are changed as bytes, half as what they are written in.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let has_tokens = !matches!(NAME.as_str(), "ids" | "headers");
    match mutation::mutate(&data[..size], max_size, seed).filter(|_| has_tokens && seed % 2 == 0) {
        Some(changed) => {
            data[..changed.len()].copy_from_slice(&changed);
            changed.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
});
