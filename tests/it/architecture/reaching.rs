//! What another file's values are made of is that file's business: whoever needs a part of a part asks for it, or is given it.

use super::{source::Source, sources};
use std::collections::{BTreeSet, HashMap};

/// Whose values are there to be read, part by part: what is known, and how the server was set up.
const DATA: [&str; 2] = ["src/domain/", "src/config.rs"];
/// Of documents as the library reads them; some of ours are called the same.
const DOCUMENTS: [&str; 7] = ["node", "items", "arguments", "directives", "selection_set", "executable", "schema"];

#[test]
fn nobody_reaches_through() {
    let found = reaching(sources());
    let found: BTreeSet<_> = found.iter().map(|(file, fields)| (*file, fields.as_str())).collect();
    assert!(found.is_empty(), "reach through: {found:#?}");
}

/// Where two fields of other files' structs, or more, stand one after the other.
fn reaching(sources: &[Source]) -> Vec<(&str, String)> {
    let mut homes: HashMap<&str, Vec<&str>> = HashMap::new();
    for source in sources {
        source.fields.iter().for_each(|field| homes.entry(field).or_default().push(&source.name));
    }
    let mut found = Vec::new();
    for source in sources {
        let is_foreign = |field: &String| {
            let homes = homes.get(field.as_str());
            // By the name alone: one that is also a field of this file's, or of data, is given the benefit of the doubt.
            let is_near = |home: &&str| **home == source.name || DATA.iter().any(|data| home.starts_with(data));
            homes.is_some_and(|homes| !homes.iter().any(is_near)) && !DOCUMENTS.contains(&field.as_str())
        };
        for chain in &source.chains {
            // What `self` has is this type's own, in whichever file its methods stand.
            let fields = chain.fields.get(usize::from(chain.of_self)..).unwrap_or_default();
            if fields.windows(2).any(|two| two.iter().all(is_foreign)) {
                found.push((source.name.as_str(), chain.fields.join(".")));
            }
        }
    }
    found
}

#[test]
fn a_part_of_a_part_is_seen() {
    let made = "pub struct App { pub store: Store } pub struct Inner { pub app: App }";
    let reaches = |text: &str| {
        let sources = [Source::read("src/a.rs", made), Source::read("src/b.rs", text)];
        reaching(&sources).into_iter().map(|(_, fields)| fields).collect::<Vec<_>>()
    };
    assert_eq!(reaches("struct T { inner: Inner } fn f(t: &T) { t.inner.app.store.read() }"), ["inner.app.store"]);
    assert_eq!(reaches("impl T { fn f(&self) { self.inner.app.store.read() } }"), ["inner.app.store"]);
    assert_eq!(reaches("fn f(t: &T) { select! { x = t.app.store => {} } }"), ["app.store"]);
    // One is given to it, and the rest is asked for.
    assert!(reaches("impl T { fn f(&self) { self.inner.app.read().store() } }").is_empty());
    assert!(reaches("fn f(t: &T) { t.app.read() }").is_empty());
    // Its own.
    assert!(reaches("struct T { app: A, store: S } fn f(t: &T) { t.app.store.read() }").is_empty());
}
