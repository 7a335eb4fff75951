//! Guessing passwords, and keeping others from signing in.

use crate::harness::{
    Spark, on_both, on_sqlite,
    person::{PASSWORD, fresh},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use spark::config::Serve;
use std::{collections::HashMap, time::Duration};

on_both! {
    start_by_hand:
    thirty_names_by_thirty_aliases_are_not_all_checked;
    a_password_is_not_guessed_by_changing_it;
    who_signs_in_as_before_is_not_locked_out;
}

on_sqlite! {
    a_crowd_that_signs_in_leaves_room_for_others;
}

const LOGIN: &str =
    "mutation($input: LoginInput!) { login(input: $input) { action error { code retryAfterMs } session { token } } }";

/// The rates by default, behind a proxy that says who asks.
fn by_default(config: &mut Serve) {
    (config.rates.login_rate, config.rates.address_login_rate, config.rates.name_login_rate) = (5, 60, 30);
    config.trusted_proxy = vec!["127.0.0.0/8".parse().unwrap()];
}

async fn asks_from(spark: &Spark, address: &str, query: &str, variables: Value) -> Value {
    let request = spark.http.post(format!("{}/graphql", spark.url)).header("x-forwarded-for", address);
    let request = request.json(&json!({"query": query, "variables": variables}));
    request.send().await.unwrap().json().await.unwrap()
}

async fn tries(spark: &Spark, address: &str, username: &str, password: &str) -> Value {
    let input = json!({"input": {"username": username, "password": password}});
    asks_from(spark, address, LOGIN, input).await["data"]["login"].clone()
}

/// How many of so many guesses were looked at.
async fn guesses(spark: &Spark, address: &str, username: &str, count: usize) -> usize {
    let mut looked_at = 0;
    for _ in 0..count {
        let payload = tries(spark, address, username, "a guess").await;
        match payload["error"]["code"].as_str() {
            Some("UNAUTHENTICATED") => looked_at += 1,
            Some("RATE_LIMITED") => {
                assert_eq!(payload["action"], "RETRY");
                assert!(payload["error"]["retryAfterMs"].as_u64().is_some_and(|wait| wait > 0), "{payload}");
            }
            _ => panic!("{payload}"),
        }
    }
    looked_at
}

async fn thirty_names_by_thirty_aliases_are_not_all_checked(spark: Spark) {
    let spark = Spark::start_by_hand_with(spark.database.engine, by_default).await;
    let mut codes: HashMap<String, usize> = HashMap::new();
    for turn in 0..10 {
        let logins: String = (0..10)
            .map(|n| {
                format!(
                    "a{n}: login(input: {{username: \"name{turn}x{n}\", password: \"a guess\"}}) {{ error {{ code }} }} "
                )
            })
            .collect();
        let answer = asks_from(&spark, "192.0.2.1", &format!("mutation {{ {logins} }}"), json!({})).await;
        for n in 0..10 {
            let code = answer["data"][format!("a{n}")]["error"]["code"].as_str().unwrap_or_else(|| panic!("{answer}"));
            *codes.entry(code.to_owned()).or_default() += 1;
        }
    }
    assert_eq!(codes, HashMap::from([("UNAUTHENTICATED".to_owned(), 60), ("RATE_LIMITED".to_owned(), 40)]));
    assert_eq!(guesses(&spark, "192.0.2.2", "alice", 10).await, 5, "by name and address");
    // A household of IPv6 is one address.
    let mut looked_at = 0;
    for n in 0..10 {
        looked_at += guesses(&spark, &format!("2001:db8::{n}"), "bob", 1).await;
    }
    assert_eq!(looked_at, 5);
    // More than ten at the root are none at all.
    let logins: String =
        (0..30).map(|n| format!("a{n}: login(input: {{username: \"n{n}\", password: \"x\"}}) {{ action }} ")).collect();
    let answer = asks_from(&spark, "192.0.2.3", &format!("mutation {{ {logins} }}"), json!({})).await;
    assert!(answer.get("data").is_none(), "{answer}");
}

async fn a_password_is_not_guessed_by_changing_it(spark: Spark) {
    let spark = Spark::start_by_hand_with(spark.database.engine, |config| {
        by_default(config);
        config.rates.register_rate = 0;
    })
    .await;
    let alice = spark.user("alice").await;
    let guess = async |current: &str, new: &str, id: &str| {
        let input = json!({"currentPassword": current, "newPassword": new, "clientMutationId": id});
        alice.calls("changePassword", input, "").await
    };
    let changed = guess(PASSWORD, "battery staple", "once").await;
    assert_eq!(changed["action"], "COMMIT");
    // What was committed may be called again; but whether another one is the password, nobody finds out like that either.
    assert_eq!(guess(PASSWORD, "battery staple", "once").await["action"], "COMMIT");
    assert_eq!(guess(PASSWORD, "a good guess", "once").await["error"]["code"], "CONFLICT");
    assert_eq!(guess("a guess", "another staple", &fresh()).await["error"]["code"], "UNAUTHENTICATED");
    assert_eq!(guess("a guess", "another staple", &fresh()).await["error"]["code"], "UNAUTHENTICATED");
    for id in ["once", &fresh()] {
        let refused = guess("battery staple", "another staple", id).await;
        assert_eq!((&refused["action"], &refused["error"]["code"]), (&json!("RETRY"), &json!("RATE_LIMITED")));
    }
    // It is one count with log-ins.
    let payload = tries(&spark, "127.0.0.1", "ALICE", "battery staple").await;
    assert_eq!(payload["error"]["code"], "RATE_LIMITED", "{payload}");
    spark.clock.advance(Duration::from_secs(61));
    assert_eq!(guess("battery staple", "another staple", &fresh()).await["action"], "COMMIT");
}

async fn who_signs_in_as_before_is_not_locked_out(spark: Spark) {
    let spark = Spark::start_by_hand_with(spark.database.engine, by_default).await;
    spark.user("alice").await;
    let home = "198.51.100.1";
    assert_eq!(tries(&spark, home, "alice", PASSWORD).await["action"], "COMMIT");
    spark.clock.advance(Duration::from_secs(60));
    let mut looked_at = 0;
    for n in 0..20 {
        looked_at += guesses(&spark, &format!("203.0.113.{n}"), "alice", 3).await;
    }
    assert_eq!(looked_at, 30, "by name, from wherever");
    // Whether there is such a name makes no difference.
    let mut looked_at = 0;
    for n in 20..40 {
        looked_at += guesses(&spark, &format!("203.0.113.{n}"), "nobody", 3).await;
    }
    assert_eq!(looked_at, 30);
    let refused = tries(&spark, "198.51.100.2", "alice", PASSWORD).await;
    assert_eq!(refused["error"]["code"], "RATE_LIMITED", "{refused}");
    assert_eq!(tries(&spark, home, "alice", PASSWORD).await["action"], "COMMIT");
    // Elsewhere it is a matter of seconds.
    spark.clock.advance(Duration::from_millis(refused["error"]["retryAfterMs"].as_u64().unwrap()));
    assert_eq!(tries(&spark, "198.51.100.2", "alice", PASSWORD).await["action"], "COMMIT");
}

async fn a_crowd_that_signs_in_leaves_room_for_others(spark: Spark) {
    let alice = spark.user("alice").await;
    // No rate holds them back: only the queue does.
    let crowd = (0..400).map(async |n| tries(&spark, "127.0.0.1", &format!("name{n}"), "a guess").await);
    let mut codes: HashMap<String, usize> = HashMap::new();
    for payload in join_all(crowd).await {
        let code = payload["error"]["code"].as_str().unwrap_or_else(|| panic!("{payload}")).to_owned();
        if code == "RATE_LIMITED" {
            assert_eq!((&payload["action"], &payload["error"]["retryAfterMs"]), (&json!("RETRY"), &json!(1_000)));
        }
        *codes.entry(code).or_default() += 1;
    }
    // Nobody waits for more than a second, which is no time for all of them on half of the cores of any machine.
    assert!(codes["RATE_LIMITED"] > 0, "{codes:?}");
    assert!(codes["UNAUTHENTICATED"] > 0, "{codes:?}");
    assert_eq!(codes.len(), 2, "{codes:?}");
    assert_eq!(tries(&spark, "127.0.0.1", &alice.name, PASSWORD).await["action"], "COMMIT");
}
