//! Whatever the fuzzers found stays found: each input of `fuzz/corpus`, given again.

use super::*;
use std::{fs, path::Path};

#[test]
fn what_was_found_is_found_no_more() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, target) in TARGETS {
        let mut inputs = 0;
        for file in fs::read_dir(corpus.join(name)).unwrap() {
            let path = file.unwrap().path();
            // The last line before a failure says of what.
            println!("{}", path.display());
            target(&fs::read(&path).unwrap());
            inputs += 1;
        }
        assert!(inputs > 0, "{name} has no inputs");
    }
}
