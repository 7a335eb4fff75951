//! One word, one meaning: types of one name are one idea in several places, or a reader takes one for the other.

use super::{source::Source, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Names that several files have for a type of their own, with what they have in common.
const SHARED: &[(&str, &str)] = &[
    ("Filled", "a row of before an upgrade, with what it lacked"),
    ("Found", "what a look found, for whoever looked and nobody else"),
    ("Inner", "what all copies of a handle share: the language's own habit"),
    ("Moved", "what a write moves: a row of its input"),
    ("Node", "the API's by Relay's name; the one that runs a server is never seen there"),
    ("Peer", "the other person of a DIRECT room: how one asks for them, and the row"),
    ("Pending", "a job, or a batch job, with the way back to whoever waits for it"),
    ("Presence", "who is there: the whole, and a row of it"),
    ("Queue", "what waits in order: items for a reader, jobs for a write queue"),
    ("Session", "a session: the row, and the object that the API makes of it"),
    ("SyncPage", "a page of a log: what was read, and the object that the API makes of it"),
];

#[test]
fn a_name_of_a_type_has_one_meaning() {
    let found = shared(sources());
    let names: BTreeSet<&str> = found.keys().copied().collect();
    let listed: BTreeSet<&str> = SHARED.iter().map(|(name, _)| *name).collect();
    let new: Vec<_> = found.iter().filter(|(name, _)| !listed.contains(*name)).collect();
    let gone: Vec<_> = listed.difference(&names).collect();
    assert!(new.is_empty() && gone.is_empty(), "name different types: {new:#?}\nare listed, and do not: {gone:#?}");
}

/// The names of types that several files have, with the files.
fn shared(sources: &[Source]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut homes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for source in sources {
        source.types.iter().for_each(|name| {
            homes.entry(name).or_default().insert(&source.name);
        });
    }
    homes.retain(|_, files| files.len() > 1);
    homes
}

#[test]
fn two_types_of_one_name_are_seen() {
    let names = |one: &str, other: &str| {
        let sources = [Source::read("src/a.rs", one), Source::read("src/b.rs", other)];
        shared(&sources).into_keys().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names("pub struct A;", "enum A {} trait B {}"), ["A"]);
    assert_eq!(names("trait A {}", "fn f() { struct A; }"), ["A"]);
    assert_eq!(names("struct A;", "mod inner { struct A; }"), ["A"]);
    assert!(names("struct A;", "#[cfg(test)] mod tests { struct A; } fn a() -> A {} struct B(A);").is_empty());
}
