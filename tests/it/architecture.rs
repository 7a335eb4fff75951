//! Who may name whom, and what else ARCHITECTURE.md says of the code, held against the code. The layering is written here alone.

mod circles;
mod graph;
mod names;
mod reaching;
mod source;

use source::Source;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

/// Who may name whom, from the ground up. Whoever adds a module says here where it stands.
const LAYERS: &[(&str, &[&str])] = &[
    // For everybody: see below.
    ("sync", &[]),
    ("clock", &[]),
    ("ids", &["clock"]),
    ("domain", &["clock", "ids"]),
    // The bytes of files, and what they are.
    ("files", &["clock", "ids"]),
    ("pictures", &["domain"]),
    ("json", &[]),
    ("metrics", &[]),
    ("supervision", &["metrics"]),
    ("store", &["clock", "ids", "domain", "metrics"]),
    // Of the store only what is published: see below.
    ("hub", &["clock", "ids", "domain", "store"]),
    // What stories beside the code are told with; no server has it.
    ("testing", &["clock", "ids", "domain", "store", "hub"]),
    // The hub only for what is never stored: see below.
    ("actions", &["clock", "ids", "domain", "files", "pictures", "store", "hub"]),
    ("feed", &["clock", "ids", "domain", "store", "hub"]),
    // All orders in which a protocol's steps can come; no server has it.
    ("model", &["clock", "ids", "domain", "store", "hub", "feed", "testing"]),
    ("presence", &["clock", "ids", "domain", "store"]),
    ("graphql", &["clock", "ids", "domain", "files", "json", "metrics", "store", "hub", "actions", "feed", "presence"]),
    ("config", &["files", "actions", "store", "graphql"]),
    // The hub only to count and to end: the janitor's.
    ("tasks", &["clock", "ids", "domain", "files", "metrics", "store", "hub", "actions"]),
    // Not the store, not the actions: a door reads and writes through the schema.
    ("transport", &["clock", "ids", "domain", "files", "json", "metrics", "hub", "presence", "graphql", "config"]),
    (
        "server",
        &[
            "clock",
            "domain",
            "files",
            "metrics",
            "store",
            "hub",
            "actions",
            "feed",
            "presence",
            "graphql",
            "config",
            "supervision",
            "tasks",
            "transport",
        ],
    ),
    ("command", &["clock", "domain", "files", "metrics", "store", "actions", "graphql", "config", "server"]),
];

/// What anybody may name.
const EVERYBODYS: &str = "sync";

/// All that the hub knows of the store: what is committed, what was read from the log, and that it is given them.
const PUBLISHED: [&str; 3] = ["store::Committed", "store::Logged", "store::Publisher"];

/// All other actions tell by what they return, and the queue that commits it publishes it.
const TELLS_DIRECTLY: &str = "src/actions/active.rs";

#[test]
fn imports_go_one_way() {
    for file in sources() {
        let module = file.layer();
        // The command stands on everything; the crate's root only lists its modules.
        if ["main", "lib"].contains(&module) {
            continue;
        }
        let layer = LAYERS.iter().find(|(name, _)| *name == module);
        let (_, allowed) = layer.unwrap_or_else(|| panic!("{module} has no place in LAYERS"));
        for path in file.names() {
            let Some(other) = path.first() else { continue };
            let named = path.join("::");
            let is_below = other == module || other == EVERYBODYS || allowed.contains(&other.as_str());
            assert!(is_below, "{}: {module} must not name {named}", file.name);
            let narrower = match (module, other.as_str()) {
                ("hub", "store") => PUBLISHED.contains(&path[..path.len().min(2)].join("::").as_str()),
                ("actions", "hub") => file.name == TELLS_DIRECTLY,
                _ => true,
            };
            assert!(narrower, "{}: {module} must not name {named} here", file.name);
        }
        assert!(!file.code.contains("super::super::"), "{}: name it from crate:: on", file.name);
    }
}

#[test]
fn no_layer_hands_on_what_is_out_of_reach() {
    assert_eq!(out_of_reach(sources()), Vec::<String>::new());
    let handed_on = [
        Source::read("src/store/mod.rs", "pub struct Store;"),
        Source::read("src/graphql/mod.rs", "pub use crate::store::Store;"),
        Source::read("src/transport/mod.rs", "use crate::graphql::Store;"),
    ];
    assert_eq!(out_of_reach(&handed_on), ["src/transport/mod.rs needs src/store/mod.rs by way of another module"]);
}

/// What a module hands on under a name of its own is still of the module that defines it.
fn out_of_reach(sources: &[Source]) -> Vec<String> {
    let layer = |file: &str| file.trim_start_matches("src/").split(['/', '.']).next().unwrap().to_owned();
    let mut found = Vec::new();
    for (file, needs) in graph::graph(sources) {
        let module = layer(file);
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else { continue };
        let is_below = |other: &str| other == module || other == EVERYBODYS || allowed.contains(&other);
        let wrong = needs.into_iter().filter(|needed| !is_below(&layer(needed)));
        found.extend(wrong.map(|needed| format!("{file} needs {needed} by way of another module")));
    }
    found
}

#[test]
fn layers_are_listed_from_the_ground_up() {
    for (n, (module, allowed)) in LAYERS.iter().enumerate() {
        for other in *allowed {
            assert!(
                LAYERS[..n].iter().any(|(below, _)| below == other),
                "{module} names {other}, which is not below it"
            );
        }
    }
}

#[test]
fn sql_stands_in_the_store_alone() {
    let words = ["sqlx::query", "sqlx::raw_sql", "SELECT ", "INSERT ", "UPDATE ", "DELETE FROM ", "PRAGMA "];
    for file in sources().iter().filter(|file| file.layer() != "store") {
        for word in words {
            assert!(!file.code.contains(word), "{}: {word} stands outside src/store", file.name);
        }
    }
}

/// What is decided there is decided from what it is given.
#[test]
fn the_domain_asks_nobody() {
    let words = ["async fn", ".await", "tokio", "sqlx::query", "std::fs", "std::env"];
    for file in sources().iter().filter(|file| file.layer() == "domain") {
        for word in words {
            assert!(!file.code.contains(word), "{}: {word} in the domain", file.name);
        }
        let clock = file.names().find(|path| path.join("::") == "clock::Clock");
        assert!(clock.is_none(), "{}: a clock in the domain", file.name);
    }
}

#[test]
fn files_are_small() {
    for file in sources() {
        assert!(file.lines <= 400, "{} has {} lines: which of its reasons goes elsewhere?", file.name, file.lines);
    }
}

#[test]
fn nothing_unwraps_and_nothing_is_unsafe() {
    for file in sources() {
        assert!(!file.code.contains("unwrap()"), "{}: unwrap outside tests", file.name);
        // A word of browsers, not of Rust.
        let code = file.code.replace("'unsafe-inline'", "");
        let unsafe_word = code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "unsafe");
        assert!(!unsafe_word, "{}: unsafe", file.name);
    }
    assert!(read("Cargo.toml").contains("unsafe_code = \"forbid\""));
}

/// `clippy.toml` bans asking the machine for time or chance; these are the places that may.
#[test]
fn time_and_chance_have_one_source_each() {
    for ban in ["jiff::Timestamp::now", "std::time::SystemTime::now", "rand::rng", "rand::random"] {
        assert!(read("clippy.toml").contains(&format!("{{ path = \"{ban}\"")), "{ban} is not banned");
    }
    let asks = |file: &&Source| file.code.contains("disallowed_methods");
    let places: Vec<_> = sources().iter().filter(asks).map(|file| &file.name).collect();
    assert_eq!(places, ["src/clock.rs", "src/server.rs"]);
}

/// What came through the gate is executed in one place, and events are rendered in another; nobody else hands a document to
/// the library.
#[test]
fn only_two_places_execute() {
    const PLACES: [&str; 2] = ["src/graphql/execution.rs", "src/graphql/render/renderer.rs"];
    // Ours takes what the gate has made.
    const OURS: [&str; 3] = ["self", "transport", "executor"];
    let mut found = Vec::new();
    // The fuzzers try whether what came through can be executed; no server has them.
    let served = |file: &&Source| file.layer() != "store" && !file.name.starts_with("src/transport/fuzzing");
    for file in sources().iter().filter(served) {
        let words = ["execute_stream", "execute_batch", "set_parsed_query", "Request::new(\""];
        let mut executes = words.iter().any(|word| file.code.contains(word));
        for (at, _) in file.code.match_indices(".execute(") {
            let receiver = file.code[..at].rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
            executes |= !OURS.contains(&receiver);
        }
        if executes {
            found.push(&file.name);
        }
    }
    assert_eq!(found, PLACES);
}

/// An error of a field that may be null makes that field null, and its path names every step (6.4.4, 7.1.6): the library does
/// so only where a resolver has the form of `types::Nullable`, a list that of `types::List`, and an object below which
/// something may fail is no `SimpleObject`.
#[test]
fn resolvers_have_the_form_that_handles_errors() {
    const LEAVES: [&str; 2] = ["String", "RoomPermission"];
    let mut resolvers = 0;
    for file in sources().iter().filter(|file| file.name.starts_with("src/graphql/")) {
        let attributes = ["#[Object", "#[Subscription", "room_event! {"];
        for block in attributes.iter().flat_map(|attribute| blocks(&file.code, attribute)) {
            for signature in block.split("async fn ").skip(1).filter(|it| it.contains("&self")) {
                let signature: String = signature.split('{').next().unwrap().split_whitespace().collect();
                let Some((head, output)) = signature.rsplit_once("->") else { continue };
                resolvers += 1;
                let name = head.split('(').next().unwrap();
                assert!(!output.contains("Result<Option<"), "{}: {name} takes its parent with it: Nullable", file.name);
                let list = output.split("Vec<").nth(1).map(|item| item.trim_end_matches('>'));
                assert!(list.is_none_or(|item| LEAVES.contains(&item)), "{}: {name} loses paths: List", file.name);
            }
        }
        for block in blocks(&file.code, "#[derive(SimpleObject") {
            for (name, ty) in block.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(": ")) {
                // In a payload an error stays below the field, which may be null.
                let is_plain = !ty.contains("Object") && !ty.contains('<') || ty.starts_with("Option<");
                assert!(is_plain || name.starts_with('$'), "{}: below {name} paths are lost: Object", file.name);
                let list = ty.split("Vec<").nth(1).map(|item| item.trim_end_matches(['>', ',']));
                assert!(list.is_none_or(|item| LEAVES.contains(&item)), "{}: {name} loses paths: List", file.name);
            }
        }
    }
    assert!(resolvers > 150, "only {resolvers} resolvers were found");
}

/// What follows an attribute, up to the end of the item: its closing bracket stands as far left as it.
fn blocks<'c>(code: &'c str, attribute: &str) -> impl Iterator<Item = &'c str> {
    code.match_indices(attribute).map(|(at, _)| {
        let indent = at - code[..at].rfind('\n').map_or(0, |line| line + 1);
        let end = format!("\n{}}}", " ".repeat(indent));
        let block = &code[at..];
        &block[..block.find(&end).unwrap_or(block.len())]
    })
}

/// A value that a library reads by its own means gives meanings to names (`src/json.rs`).
#[test]
fn json_is_read_in_one_place() {
    // The fuzzers read what was written, not what the world sends.
    let reads = |file: &&Source| {
        !file.name.starts_with("src/transport/fuzzing")
            && (file.code.contains("serde_json::from_") || file.code.contains("raw_value"))
    };
    let places: Vec<_> = sources().iter().filter(reads).map(|file| &file.name).collect();
    // What the store keeps of a message's lists and of a call is of our own types.
    assert_eq!(places, ["src/domain/stored.rs", "src/json.rs", "src/store/tables/requests.rs"]);
}

/// What a stopped machine did to a story is void (`harness/stopped.rs`): the harness alone makes a test of one, and a runtime.
#[test]
fn stories_are_told_by_the_harness() {
    let mut files = Vec::new();
    walk(&root().join("tests/it"), &mut files);
    // In two, so that this file is none of them.
    let words = [["#[tokio", "::test"], ["runtime", "::Builder"]].map(|word| word.concat());
    let makes_one = |path: &PathBuf| words.iter().any(|word| fs::read_to_string(path).unwrap().contains(word));
    let harness = root().join("tests/it/harness");
    files.retain(|path| !path.starts_with(&harness) && makes_one(path));
    assert_eq!(files, [""; 0].map(PathBuf::from));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// All of src in the order of names; files that are tests are left out.
fn sources() -> &'static [Source] {
    static READ: LazyLock<Vec<Source>> = LazyLock::new(|| {
        let mut files = Vec::new();
        walk(&root().join("src"), &mut files);
        files.sort();
        assert!(files.len() > 30, "src was not found");
        files.retain(|path| !path.iter().any(|part| part == "tests.rs" || part == "tests"));
        let name = |path: &PathBuf| path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        files.iter().map(|path| Source::read(&name(path), &fs::read_to_string(path).unwrap())).collect()
    });
    &READ
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
