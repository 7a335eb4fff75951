//! How long a session lasts, by a clock that the story moves.

mod ending;
mod keeping;

use crate::harness::{Person, Socket, Spark, Stream, eventually, on_both, person::PASSWORD};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    start_by_hand:
    a_session_lasts_thirty_days_from_its_last_use;
    its_end_moves_on_once_an_hour;
    every_door_moves_its_end_on;
    what_is_told_of_its_end_is_its_end;
    a_token_is_known_however_its_scheme_is_written;
}

const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long a session lasts that nobody uses.
const LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);
const INSTANT: Duration = Duration::from_micros(1);
const INIT: &str = "connection_init";

/// The ends of all sessions, the earliest first.
async fn ends(spark: &Spark) -> Vec<i64> {
    spark.database.numbers("SELECT expires_at FROM sessions ORDER BY expires_at").await
}

/// Waits until the sessions end then. Nobody waits for the moving of an end.
async fn come_to_end(spark: &Spark, expected: &[spark::clock::Timestamp]) {
    let expected: Vec<_> = expected.iter().map(|end| end.0).collect();
    eventually("the ends of the sessions", async || match ends(spark).await {
        found if found == expected => Ok(()),
        found => Err((found, expected.clone())),
    })
    .await;
}

/// No door knows the token any more.
async fn is_nobody(person: &Person) {
    assert_eq!(person.is_refused("{ viewer { id } }", json!({})).await, "UNAUTHENTICATED");
    let mut socket = Socket::raw(&person.url, Some("graphql-transport-ws")).await;
    let authorization = format!("Bearer {}", person.token);
    socket.say(json!({"type": INIT, "payload": {"authorization": authorization}})).await;
    assert_eq!(socket.hear().await, json!({"close": 4403}));
    let mut stream = Stream::opens(person, "subscription { userEvents { __typename } }").await;
    let refused = stream.next().await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{refused}");
    assert_eq!(stream.next().await, "complete");
}

async fn a_session_lasts_thirty_days_from_its_last_use(spark: Spark) {
    let alice = spark.user("alice").await;
    let phone = spark.logs_in(&alice).await;
    spark.clock.advance(LIFETIME - INSTANT);
    phone.reads("{ viewer { id } }", json!({})).await;
    let (begun, used) = (spark.clock.now() + INSTANT, spark.clock.now() + LIFETIME);
    come_to_end(&spark, &[begun, used]).await;
    spark.clock.advance(INSTANT);
    is_nobody(&alice).await;
    phone.reads("{ viewer { id } }", json!({})).await;
    // Who signs in again has a new one; what is over stays over.
    let again = spark.logs_in(&alice).await;
    again.reads("{ viewer { id } }", json!({})).await;
    is_nobody(&alice).await;
}

async fn its_end_moves_on_once_an_hour(spark: Spark) {
    let alice = spark.user("alice").await;
    let phone = spark.logs_in(&alice).await;
    let begun = spark.clock.now();
    spark.clock.advance(Duration::from_secs(3600));
    alice.reads("{ viewer { id } }", json!({})).await;
    spark.clock.advance(INSTANT);
    phone.reads("{ viewer { id } }", json!({})).await;
    come_to_end(&spark, &[begun + LIFETIME, spark.clock.now() + LIFETIME]).await;
}

async fn every_door_moves_its_end_on(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    spark.clock.advance(DAY);
    let _socket = alice.connects().await;
    let _stream = Stream::subscribes(&bob, "subscription { userEvents { __typename } }").await;
    let end = spark.clock.now() + LIFETIME;
    come_to_end(&spark, &[end, end]).await;
}

async fn what_is_told_of_its_end_is_its_end(spark: Spark) {
    const LOGIN: &str = "mutation($input: LoginInput!) { login(input: $input) { session { token expiresAt } } }";
    const REGISTER: &str = "mutation($input: RegisterInput!) { register(input: $input) { session { expiresAt } } }";
    let input = json!({"input": {"username": "alice", "password": PASSWORD}});
    let thirty_days = |spark: &Spark| json!((spark.clock.now() + LIFETIME).to_rfc3339());
    let told = |answer: &Value, name: &str| answer["data"][name]["session"]["expiresAt"].clone();
    let registered = spark.post(None, REGISTER, input.clone()).await;
    assert_eq!(told(&registered, "register"), thirty_days(&spark));
    spark.clock.advance(DAY);
    let login = spark.post(None, LOGIN, input).await;
    let until = thirty_days(&spark);
    assert_eq!(told(&login, "login"), until);
    // Of the session with which the password is changed, which goes on.
    let token = login["data"]["login"]["session"]["token"].as_str().unwrap();
    let alice = Person::new(&spark, "alice", "", token);
    let change = json!({"currentPassword": PASSWORD, "newPassword": "battery staple"});
    let changed = alice.does("changePassword", change, "session { token expiresAt user { username } }").await;
    assert_eq!(changed["session"], json!({"token": token, "expiresAt": until, "user": {"username": "alice"}}));
}

async fn a_token_is_known_however_its_scheme_is_written(spark: Spark) {
    let alice = spark.user("alice").await;
    let token = &alice.token;
    let (known, unknown) = (
        [format!("Bearer {token}"), format!("bearer {token}"), format!("BEARER   {token}")],
        [
            token.clone(),
            format!("Basic {token}"),
            format!("Bearer{token}"),
            "Bearer".into(),
            format!("Bearer {token} x"),
        ],
    );
    for (said, is_known) in known.iter().map(|said| (said, true)).chain(unknown.iter().map(|said| (said, false))) {
        let request = spark.http.post(format!("{}/graphql", spark.url)).header("authorization", said);
        let answer = request.json(&json!({"query": "{ viewer { username } }"})).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["data"]["viewer"]["username"] == "alice", is_known, "{said}: {answer}");
        for name in ["authorization", "Authorization"] {
            let mut socket = Socket::raw(&spark.url, Some("graphql-transport-ws")).await;
            socket.say(json!({"type": INIT, "payload": {name: format!(" {said} ")}})).await;
            let answer = if is_known { json!({"type": "connection_ack"}) } else { json!({"close": 4403}) };
            assert_eq!(socket.hear().await, answer, "{said}");
        }
    }
}
