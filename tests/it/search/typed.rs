//! What engines take for syntax is none here.

use super::{SEARCH, bodies};
use crate::harness::{Spark, on_both};
use serde_json::json;
use spark::domain::words::terms;

on_both! {
    what_engines_take_for_syntax_is_none;
}

/// What FTS5, PostgreSQL, SQL or JSON would understand.
pub const SYNTAX: [&str; 36] = [
    "\"",
    "\"\"",
    "*",
    "a*",
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    "NEAR(a b, 3)",
    "'",
    "''",
    "\\",
    "\\'",
    "\0",
    "a\0b",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ":",
    "words:",
    "words : a",
    "^",
    "-",
    "+",
    ",",
    ";",
    "--",
    "/*",
    "&",
    "|",
    "!",
    "<->",
    ":*",
];

async fn what_engines_take_for_syntax_is_none(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let text = "a b near and or not words 3";
    alice.sends(&room, text).await;
    let long = ["x".repeat(8_000), "\"".repeat(8_000), "a ".repeat(4_000), "회".repeat(8_000), "(".repeat(8_000)];
    let beyond = "a ".repeat(20_000);
    let typed = SYNTAX.iter().copied().chain(long.iter().map(String::as_str)).chain([beyond.as_str(), "", " "]);
    for typed in typed {
        // Beside a word that is there it is a word that is there too, or nothing.
        let query = format!("near{}{typed}", if typed.len() < 8_000 { " " } else { "" });
        for query in [typed, &query] {
            let page = alice.reads(SEARCH, json!({"query": query})).await["found"].clone();
            let is_found = !terms(query).is_empty() && terms(query).iter().all(|term| terms(text).contains(term));
            assert_eq!(bodies(&page), if is_found { vec![text] } else { vec![] }, "{query:?}");
        }
    }
}
