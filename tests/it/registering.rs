//! A registration whose answer was lost is called again.

use crate::harness::{
    Spark, on_both,
    person::{PASSWORD, Person},
};
use serde_json::{Value, json};
use std::{collections::HashSet, time::Duration};

on_both! {
    start_by_hand:
    who_lost_the_answer_signs_in;
    the_name_of_another_stays_taken;
    it_counts_as_a_log_in;
    eight_at_once_are_one_account;
    every_call_holds_the_rule_of_ids;
}

const REGISTER: &str = "mutation($input: RegisterInput!) { register(input: $input) {
    action error { code path message retryAfterMs } clientMutationId session { token user { id username } } } }";

async fn registers(spark: &Spark, username: &str, password: &str, id: Option<&str>) -> Value {
    let input = json!({"username": username, "password": password, "clientMutationId": id});
    spark.post(None, REGISTER, json!({"input": input})).await["data"]["register"].clone()
}

fn is_taken(payload: &Value) -> bool {
    payload["error"]["code"] == "ALREADY_EXISTS" && payload["error"]["path"] == json!(["input", "username"])
}

async fn who_lost_the_answer_signs_in(spark: Spark) {
    let lost = registers(&spark, "alice", PASSWORD, Some("r1")).await;
    assert_eq!(lost["action"], "COMMIT", "{lost}");
    let (id, token) = (lost["session"]["user"]["id"].as_str().unwrap(), lost["session"]["token"].as_str().unwrap());
    // However it is typed, it is the name.
    let mut tokens = HashSet::from([token.to_owned()]);
    for name in ["alice", "Alice", "alice "] {
        let again = registers(&spark, name, PASSWORD, Some("r1")).await;
        assert_eq!((&again["action"], &again["clientMutationId"]), (&json!("COMMIT"), &json!("r1")), "{again}");
        assert_eq!(again["session"]["user"], json!({"id": id, "username": "alice"}));
        assert!(tokens.insert(again["session"]["token"].as_str().unwrap().to_owned()), "a session of its own");
    }
    for token in &tokens {
        let viewer = spark.post(Some(token), "{ viewer { id } }", json!({})).await;
        assert_eq!(viewer["data"]["viewer"]["id"], id);
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM users").await, 1);
    // Nothing but the call itself is kept.
    assert_eq!(spark.database.number("SELECT count(*) FROM requests WHERE answer = 'null'").await, 1);
    assert_eq!(spark.database.number("SELECT count(*) FROM requests").await, 1);
    // Under the same id the new user may call something else, and under whatever looks like what is kept.
    let alice = Person::new(&spark, "alice", id, token);
    alice
        .does("createRoom", json!({"kind": "PUBLIC", "name": "Square", "clientMutationId": "r1"}), "room { id }")
        .await;
    for id in ["register:r1", "alice\nr1", "register", " "] {
        alice
            .does("createRoom", json!({"kind": "PUBLIC", "name": "Attic", "clientMutationId": id}), "room { id }")
            .await;
    }
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn the_name_of_another_stays_taken(spark: Spark) {
    let first = registers(&spark, "alice", PASSWORD, Some("r1")).await;
    let token = first["session"]["token"].as_str().unwrap();
    let alice = Person::new(&spark, "alice", first["session"]["user"]["id"].as_str().unwrap(), token);
    for (password, id) in
        [("another horse", Some("r1")), (PASSWORD, Some("r2")), (PASSWORD, None), ("another horse", None)]
    {
        let payload = registers(&spark, "alice", password, id).await;
        assert!(is_taken(&payload), "{password} {id:?}: {payload}");
        assert_eq!((&payload["action"], &payload["session"]), (&json!("ROLLBACK"), &Value::Null));
    }
    // Who registered without an id has none to call again with.
    spark.user("bob").await;
    assert!(is_taken(&registers(&spark, "bob", PASSWORD, Some("r1")).await));
    // The same id is another's call under another name.
    assert_eq!(registers(&spark, "carol", PASSWORD, Some("r1")).await["action"], "COMMIT");
    for wrong in ["", "x".repeat(65).as_str(), "a\0b"] {
        let payload = registers(&spark, "dave", PASSWORD, Some(wrong)).await;
        assert_eq!(payload["error"]["path"], json!(["input", "clientMutationId"]), "{payload}");
    }
    // The password of today counts.
    alice.does("changePassword", json!({"currentPassword": PASSWORD, "newPassword": "another horse"}), "").await;
    assert!(is_taken(&registers(&spark, "alice", PASSWORD, Some("r1")).await));
    assert_eq!(registers(&spark, "alice", "another horse", Some("r1")).await["action"], "COMMIT");
    // And the hour.
    spark.clock.advance(Duration::from_secs(3_599));
    assert_eq!(registers(&spark, "alice", "another horse", Some("r1")).await["action"], "COMMIT");
    spark.clock.advance(Duration::from_secs(1));
    assert!(is_taken(&registers(&spark, "alice", "another horse", Some("r1")).await));
}

async fn it_counts_as_a_log_in(spark: Spark) {
    const LOGIN: &str = "mutation($input: LoginInput!) { login(input: $input) { error { code } } }";
    let spark = Spark::start_by_hand_with(spark.database.engine, |config| config.rates.login_rate = 3).await;
    registers(&spark, "alice", PASSWORD, Some("r1")).await;
    // Nobody guesses a password here more often than there.
    for _ in 0..2 {
        assert!(is_taken(&registers(&spark, "alice", "a good guess", Some("r1")).await));
    }
    assert_eq!(registers(&spark, "alice", PASSWORD, Some("r1")).await["action"], "COMMIT");
    let refused = registers(&spark, "alice", PASSWORD, Some("r1")).await;
    assert_eq!((&refused["action"], &refused["error"]["code"]), (&json!("RETRY"), &json!("RATE_LIMITED")));
    let input = json!({"input": {"username": "alice", "password": PASSWORD}});
    let answer = spark.post(None, LOGIN, input).await;
    assert_eq!(answer["data"]["login"]["error"]["code"], "RATE_LIMITED", "one count for both");
    // What looks at no password counts for nothing.
    for _ in 0..5 {
        assert!(is_taken(&registers(&spark, "alice", PASSWORD, Some("r2")).await));
    }
    spark.clock.advance(Duration::from_millis(refused["error"]["retryAfterMs"].as_u64().unwrap()));
    assert_eq!(registers(&spark, "alice", PASSWORD, Some("r1")).await["action"], "COMMIT");
}

async fn eight_at_once_are_one_account(spark: Spark) {
    let calls = (0..8).map(async |_| {
        let mut payload = registers(&spark, "alice", PASSWORD, Some("r1")).await;
        // On a slow machine eight passwords are a queue of more than a second.
        while payload["action"] == "RETRY" {
            payload = registers(&spark, "alice", PASSWORD, Some("r1")).await;
        }
        payload
    });
    let mut people = HashSet::new();
    for payload in futures_util::future::join_all(calls).await {
        assert_eq!(payload["action"], "COMMIT", "{payload}");
        people.insert(payload["session"]["user"]["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(people.len(), 1);
}

async fn every_call_holds_the_rule_of_ids(spark: Spark) {
    const CALLS: &str = "mutation($id: String!, $name: String!) {
        register(input: {username: $name, password: \"correct horse\", clientMutationId: $id}) { ...Told }
        login(input: {username: \"alice\", password: \"correct horse\", clientMutationId: $id}) { ...Told session { token } }
        logout(input: {clientMutationId: $id}) { ...Told } }
        fragment Told on MutationPayload { action error { code path problem limit } }";
    spark.user("alice").await;
    let sessions = "SELECT count(*) FROM sessions";
    for (id, problem, limit) in
        [("", "REQUIRED", Value::Null), (&"x".repeat(65), "TOO_LONG", json!(64)), ("a\0b", "MALFORMED", Value::Null)]
    {
        let alice = spark
            .post(
                None,
                "mutation { login(input: {username: \"alice\", password: \"correct horse\"}) { session { token } } }",
                json!({}),
            )
            .await;
        let token = alice["data"]["login"]["session"]["token"].as_str().unwrap();
        let before = spark.database.number(sessions).await;
        let answer = spark.post(Some(token), CALLS, json!({"id": id, "name": "bob"})).await;
        for call in ["register", "login", "logout"] {
            let payload = &answer["data"][call];
            let path = ["input", "clientMutationId"];
            let error = json!({"code": "INVALID_INPUT", "path": path, "problem": problem, "limit": limit});
            assert_eq!((&payload["action"], &payload["error"]), (&json!("ROLLBACK"), &error), "{call}: {answer}");
        }
        assert_eq!(spark.database.number(sessions).await, before, "nobody signed in or out");
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM users").await, 1);
    let longest = "x".repeat(64);
    let answer = spark.post(None, CALLS, json!({"id": longest, "name": "carol"})).await;
    assert_eq!(answer["data"]["login"]["action"], "COMMIT", "{answer}");
}
