//! What an operation may bring, word by word.

use super::*;
use crate::graphql::limits::Limits;

/// How a request is refused that may have so many nodes.
fn refused(max_cost: u64, query: &str) -> String {
    let gate = Gate::new(&crate::graphql::sdl(), Limits { max_cost, ..limits() }).unwrap();
    judge_by(&gate, query, json!({})).map(drop).unwrap_err().message
}

/// A message has fifty emoji at most: pages inside them are read for each, and what has none is one value in a list.
#[test]
fn what_pages_bring_multiplies() {
    let of_messages =
        |inside: &str| format!("{{ room(id: \"r\") {{ messages(first: 2) {{ nodes {{ {inside} }} }} }} }}");
    let people = of_messages("reactions { users(first: 3) { nodes { id } } }");
    assert_eq!(refused(1, &people), "This may bring 302 nodes; a request has at most 1.");
    let emoji = of_messages(&format!("reactions {{ {} }}", "emoji ".repeat(60)));
    assert_eq!(refused(2, &emoji), "This may bring 128 values; a request has at most 100.");
}
