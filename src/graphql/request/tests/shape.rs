//! What may stand side by side, and what shows the same.

use super::{
    told::{OTHER_GATE, told},
    *,
};
use async_graphql::parser::types::{DocumentOperations, Selection};

#[test]
fn what_stands_side_by_side_does_not_nest() {
    let many: String = (0..200).map(|n| format!("[{n}] ")).collect();
    let judged = judge_by(&OTHER_GATE, &format!("{{ pick(grid: [{many}]) }}"), json!({}));
    assert!(judged.is_ok());
}

#[test]
fn what_is_never_of_one_object_may_differ_but_in_its_shape() {
    let of_each =
        |stone: &str, leaf: &str| format!("{{ thing {{ ... on Stone {{ {stone} }} ... on Leaf {{ {leaf} }} }} }}");
    assert!(judge_by(&OTHER_GATE, &of_each("with { n }", "with { n }"), json!({})).is_ok());
    assert!(judge_by(&OTHER_GATE, &of_each("x: n", "x: n"), json!({})).is_ok());
    for (stone, leaf) in [("x: n", "x: name"), ("with { x: n }", "with { x: name }"), ("x: n", "x: with { n }")] {
        let message = told(&of_each(stone, leaf), json!({}));
        assert!(message.contains("conflicting types"), "{message}");
    }
}

/// What renders an event is shared by those whose subscriptions show the same, with the same places for errors.
#[test]
fn a_rendering_is_shared_by_what_shows_the_same() {
    let key = |query: &str, variables: Json| {
        judge_by(&GATE, query, variables).unwrap_or_else(|error| panic!("{}", error.message)).to_twin().0
    };
    let one = "subscription($r: [ID!]) { roomEvents(roomIds: $r) { ... on MessageSent { seq } } }";
    let of_all = key(one, json!({"r": ["a"]}));
    assert_eq!(of_all, key(one, json!({"r": ["b"]})), "which events, and not how they look");
    let chosen = "subscription($n: Boolean!) { roomEvents { ... on MessageSent { roomId seq @include(if: $n) } } }";
    assert_ne!(key(chosen, json!({"n": true})), key(chosen, json!({"n": false})), "variables choose as well");
    let twin = judge_by(&GATE, one, json!({"r": ["a"]})).map_err(|error| error.message).unwrap().to_twin().1;
    let DocumentOperations::Single(twin) = twin.operations else { panic!("several operations") };
    let Selection::Field(root) = &twin.node.selection_set.node.items[0].node else { panic!("no field") };
    assert!(root.node.arguments.is_empty(), "they choose events");
    let others = [
        one.replace("seq", "seq occurredAt"),
        one.replace("seq", "n: seq"),
        one.replace("seq", " seq"),
        one.replace("seq", "seq @include(if: true)"),
    ];
    for other in others {
        assert_ne!(of_all, key(&other, json!({"r": ["a"]})), "{other}");
    }
}

/// The validator takes a default of null for one that is not null, also in what a directive is given.
#[test]
fn what_a_directive_is_given_fits_its_place() {
    let judge = |query: &str| judge_by(&OTHER_GATE, query, json!({}));
    for query in [
        "query($v: Int VALUE) { thing { n @mark(n: $v) } }",
        "query($v: Int VALUE) { thing { ... @mark(n: $v) { n } } }",
        "query($v: Int VALUE) { thing { ...F } } fragment F on Thing @mark(n: $v) { n }",
        "query($v: Boolean VALUE) { thing { n @include(if: $v) } }",
        "query($v: Boolean VALUE) { thing { ... @skip(if: $v) { n } } }",
    ] {
        assert!(judge(&query.replace("VALUE", "= null")).is_err(), "{query}");
    }
    let marked = |times: usize| judge(&format!("{{ thing {{ n {} }} }}", "@mark(n: 1) ".repeat(times)));
    assert!(marked(10).is_ok());
    assert!(marked(11).is_err(), "there are ten at most");
}
