//! Files that need each other in a circle are read together or not at all. Each circle that there is stands here with its reason.

use super::{
    graph::{circles, graph},
    source::Source,
    sources,
};
use std::collections::BTreeSet;

/// What would be in a circle in any code that says the same.
const IN_THE_NATURE: &[(&[&str], &str)] = &[(
    &["src/graphql/types/message.rs", "src/graphql/types/room.rs"],
    "a message shows its room, and a room its messages: GraphQL's graph has the circle",
)];

/// What has no other reason than that nobody has opened it yet.
const TO_OPEN: &[&[&str]] = &[
    &[
        "src/store/keeping/backup.rs",
        "src/store/keeping/look.rs",
        "src/store/keeping/look_postgres.rs",
        "src/store/keeping/upgrade.rs",
    ],
    &[
        "src/store/keeping/doctor/answers.rs",
        "src/store/keeping/doctor/conversation.rs",
        "src/store/keeping/doctor/counts.rs",
        "src/store/keeping/doctor/hidden.rs",
        "src/store/keeping/doctor/log.rs",
        "src/store/keeping/doctor/mod.rs",
        "src/store/keeping/doctor/newest.rs",
        "src/store/keeping/doctor/pages.rs",
        "src/store/keeping/doctor/pointing.rs",
    ],
    &["src/store/queue/doubt.rs", "src/store/queue/mod.rs"],
    &["src/transport/fuzzing.rs", "src/transport/fuzzing/normal.rs"],
];

#[test]
fn files_need_each_other_in_no_circle() {
    let graph = graph(sources());
    let listed = IN_THE_NATURE.iter().map(|(files, _)| files).chain(TO_OPEN);
    let listed: BTreeSet<BTreeSet<&str>> = listed.map(|files| files.iter().copied().collect()).collect();
    let found: BTreeSet<_> = circles(&graph).into_iter().collect();
    let needs = |circle: &BTreeSet<&str>, file: &str| {
        let needed: Vec<_> = graph[file].intersection(circle).collect();
        format!("\n    {file} needs {needed:?}")
    };
    let new = found.difference(&listed).map(|circle| {
        let needs: String = circle.iter().map(|file| needs(circle, file)).collect();
        format!("\na circle that is not listed:{needs}")
    });
    let gone = listed.difference(&found).map(|circle| format!("\nis listed, and no circle any more: {circle:?}"));
    let wrong: String = new.chain(gone).collect();
    assert!(wrong.is_empty(), "{wrong}");
}

/// The circles of these files, each as one text.
fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<_> = files.iter().map(|(name, text)| Source::read(name, text)).collect();
    let found = circles(&graph(&sources));
    found.into_iter().map(|circle| circle.into_iter().collect::<Vec<_>>().join(" ")).collect()
}

const ROOT: (&str, &str) = ("src/lib.rs", "mod a; mod b; mod c;");

#[test]
fn a_circle_is_seen_however_a_file_is_named() {
    let a = ("src/a.rs", "pub struct A;");
    let uses = "use crate::a::{self, A as It}; pub struct B(It);";
    for names_b in [
        "use crate::b::B; pub struct A;",
        "use super::b::B as C; pub struct A;",
        "pub struct A; fn f() -> Option<crate::b::B> { None }",
        "use crate::b; pub struct A; fn f(_: b::B) {}",
        "pub struct A; fn f() { println!(\"{}\", crate::b::B::new()) }",
        "pub struct A; fn f() { select! { x = crate::b::B::new() => {} } }",
        "#[derive(Debug)] #[guard(with = \"crate::b::B\")] pub struct A;",
        "pub struct A; mod inner { fn f(_: super::super::b::B) {} }",
    ] {
        assert_eq!(circles_of(&[ROOT, ("src/a.rs", names_b), ("src/b.rs", uses)]), ["src/a.rs src/b.rs"], "{names_b}");
    }
    assert!(circles_of(&[ROOT, a, ("src/b.rs", uses)]).is_empty());
}

#[test]
fn a_circle_of_three_is_one() {
    let files = [
        ROOT,
        ("src/a.rs", "pub struct A(crate::b::B);"),
        ("src/b.rs", "pub struct B(crate::c::C);"),
        ("src/c.rs", "pub struct C(Box<crate::a::A>);"),
    ];
    assert_eq!(circles_of(&files), ["src/a.rs src/b.rs src/c.rs"]);
}

#[test]
fn what_is_handed_on_is_needed_from_where_it_is_made() {
    let folder = ("src/a/mod.rs", "mod x; mod y; pub use x::X; pub use y::*;");
    // The folder's list needs nothing of what it lists.
    assert!(
        circles_of(&[ROOT, folder, ("src/a/x.rs", "pub struct X(super::Y);"), ("src/a/y.rs", "pub struct Y;")])
            .is_empty()
    );
    let circle =
        [ROOT, folder, ("src/a/x.rs", "pub struct X(super::Y);"), ("src/a/y.rs", "pub struct Y(crate::a::X);")];
    assert_eq!(circles_of(&circle), ["src/a/x.rs src/a/y.rs"]);
    let works = ("src/a/mod.rs", "mod x; pub use x::X; pub fn f(_: X) {}");
    assert_eq!(
        circles_of(&[ROOT, works, ("src/a/x.rs", "pub struct X; fn g() { super::f(X) }")]),
        ["src/a/mod.rs src/a/x.rs"]
    );
}

#[test]
fn tests_close_no_circle() {
    let a =
        ("src/a.rs", "pub struct A; #[cfg(test)] mod tests { use crate::b::B; } #[cfg(test)] fn g(_: crate::b::B) {}");
    assert!(circles_of(&[ROOT, a, ("src/b.rs", "pub struct B(crate::a::A);")]).is_empty());
}
