//! Whatever is typed is no error, and whatever was sent is found by itself.

use super::typed::SYNTAX;
use crate::harness::{
    Engine, Person, Spark,
    person::fresh,
    random::{Told, made_up, tells_each},
};
use proptest::{
    collection::vec,
    prelude::{Strategy, prop_assert, prop_oneof},
    sample::select,
};
use serde_json::{Map, Value, json};
use spark::domain::words::terms;
use std::fmt::Write as _;

/// How many are asked for at once.
const QUERIES: usize = 11;

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => select(SYNTAX.to_vec()).prop_map(str::to_owned),
        2 => "[a-c]{1,3}",
        2 => "\\PC{1,6}",
        1 => "[가-힣ぁ-ん一-龥ก-๙ء-ي]{1,4}",
        1 => "(?s).{1,3}",
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.join(" ")).boxed()
}

/// Sends what can be sent, and looks for all.
async fn sends_and_finds(spark: &Spark, texts: &[String]) -> Told {
    let alice = spark.user(&fresh()).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let mut sent = Vec::new();
    for text in texts {
        let input = json!({"roomId": room, "body": text, "clientMutationId": fresh()});
        let payload = alice.calls("sendMessage", input, "message { id }").await;
        sent.push(payload["message"]["id"].clone());
    }
    let found = finds_all(&alice, texts).await;
    for ((text, sent), found) in texts.iter().zip(&sent).zip(&found) {
        let is_found = found["nodes"].as_array().unwrap().iter().any(|node| node["id"] == *sent);
        prop_assert!(is_found == (!sent.is_null() && !terms(text).is_empty()), "{:?}: {}", text, found);
    }
    Ok(())
}

async fn finds_all(person: &Person, queries: &[String]) -> Vec<Value> {
    let (mut names, mut fields, mut variables) = (String::new(), String::new(), Map::new());
    for (n, query) in queries.iter().enumerate() {
        write!(names, "$q{n}: String! ").unwrap();
        write!(fields, "a{n}: searchMessages(query: $q{n}, first: 20) {{ nodes {{ id }} }} ").unwrap();
        variables.insert(format!("q{n}"), json!(query));
    }
    let data = person.reads(&format!("query({names}) {{ {fields} }}"), Value::Object(variables)).await;
    (0..queries.len()).map(|n| data[format!("a{n}")].clone()).collect()
}

fn tells(engine: Engine, cases: u32) {
    let texts = vec(text(), QUERIES..=QUERIES);
    let wrong =
        tells_each(cases, Spark::start(engine), texts, &async |spark, texts| sends_and_finds(spark, texts).await);
    assert_eq!(wrong, super::NOTHING);
}

made_up! {
    tells => whatever_is_typed_is_no_error;
    sqlite: Sqlite, 12;
    postgres: Postgres, 12;
}
