//! The demo's people, whose password everybody knows, where there is no demo any more.

use crate::harness::{
    Spark,
    database::Database,
    on_both, on_sqlite, post,
    process::{Process, complains},
};
use serde_json::{Value, json};
use std::process::Output;

on_both! {
    the_demos_people_are_out_without_the_demo;
    a_password_of_their_own_opens_nothing;
    the_demo_is_made_where_nobody_is;
    the_demo_of_before_is_known;
}

on_sqlite! {
    a_demo_that_others_reach_is_refused;
}

const KNOWN: &str = "spark-demo";

/// The token of somebody who signs in, or null.
async fn signs_in(spark: &Spark, url: &str, username: &str, password: &str) -> Value {
    let login = "mutation($input: LoginInput!) { login(input: $input) { action error { code } session { token } } }";
    let input = json!({"input": {"username": username, "password": password}});
    let payload = post(&spark.http, url, None, login, input).await["data"]["login"].clone();
    if payload["session"].is_null() {
        assert_eq!(payload["error"]["code"], "UNAUTHENTICATED", "{payload}");
    }
    payload["session"]["token"].clone()
}

async fn is_signed_in(spark: &Spark, url: &str, token: &Value) -> bool {
    let answer = post(&spark.http, url, token.as_str(), "{ viewer { role } }", json!({})).await;
    answer["data"]["viewer"].is_object()
}

async fn stops(process: Process) -> Output {
    process.terminate().await;
    let output = process.ended().await;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    output
}

async fn the_demos_people_are_out_without_the_demo(spark: Spark) {
    let demo = spark.gives_way(&["--demo", "--log=warn"]).await;
    let mut tokens = Vec::new();
    for name in ["alice", "bob", "carol"] {
        tokens.push(signs_in(&spark, &demo.url, name, KNOWN).await);
    }
    assert!(tokens.iter().all(Value::is_string));
    stops(demo).await;

    // Neither by the password nor by what it once gave.
    let open = Process::serve(&spark.database, &["--log=warn", "--login-rate=0"]).await;
    for (name, token) in ["alice", "bob", "carol"].into_iter().zip(&tokens) {
        assert_eq!(signs_in(&spark, &open.url, name, KNOWN).await, Value::Null, "{name}");
        assert!(!is_signed_in(&spark, &open.url, token).await, "{name}");
    }
    // Others are let in as anywhere.
    let register = "mutation($input: RegisterInput!) { register(input: $input) { session { token } } }";
    let input = json!({"input": {"username": "dave", "password": "correct horse battery"}});
    let dave = post(&spark.http, &open.url, None, register, input).await;
    let dave = dave["data"]["register"]["session"]["token"].clone();
    let output = stops(open).await;
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("made with --demo"), "{said}");

    // With it they are there again, and so is everybody else.
    let demo = Process::serve(&spark.database, &["--demo", "--log=off"]).await;
    assert!(signs_in(&spark, &demo.url, "alice", KNOWN).await.is_string());
    assert!(!is_signed_in(&spark, &demo.url, &tokens[0]).await, "but not by what has ended");
    assert!(is_signed_in(&spark, &demo.url, &dave).await);
    stops(demo).await;
}

async fn a_password_of_their_own_opens_nothing(spark: Spark) {
    const CHANGE: &str =
        "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { action error { code } } }";
    let demo = spark.gives_way(&["--demo", "--log=off"]).await;
    for (name, new) in [("bob", "a horse of bob's own"), ("carol", KNOWN)] {
        let token = signs_in(&spark, &demo.url, name, KNOWN).await;
        let input = json!({"input": {"currentPassword": KNOWN, "newPassword": new}});
        let changed = post(&spark.http, &demo.url, token.as_str(), CHANGE, input).await;
        assert!(name == "carol" || changed["data"]["changePassword"]["action"] == "COMMIT", "{changed}");
    }
    stops(demo).await;
    let open = Process::serve(&spark.database, &["--log=off", "--login-rate=0"]).await;
    for (name, password) in [("bob", "a horse of bob's own"), ("bob", KNOWN), ("carol", KNOWN), ("alice", KNOWN)] {
        assert_eq!(signs_in(&spark, &open.url, name, password).await, Value::Null, "{name}");
    }
    stops(open).await;
}

async fn the_demo_is_made_where_nobody_is(spark: Spark) {
    // Bob is somebody, and nobody made him: the demo gives him neither a password nor a room, and alice no rights.
    let bob = spark.user("bob").await;
    spark.stop().await;
    let args = ["serve", "--demo", "--listen=127.0.0.1:0", "--log=off", "--database-url", &spark.database.url];
    let said = complains(&args, 1).await;
    assert!(said.contains("has people of its own") && said.contains("--database-url"), "{said}");
    for (table, count) in [("users", 1), ("rooms", 0)] {
        assert_eq!(spark.database.number(&format!("SELECT count(*) FROM {table}")).await, count);
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM users WHERE role = 'ADMIN' OR is_demo").await, 0);
    let open = Process::serve(&spark.database, &["--log=off"]).await;
    assert_eq!(signs_in(&spark, &open.url, "bob", KNOWN).await, Value::Null);
    assert!(is_signed_in(&spark, &open.url, &json!(bob.token)).await);
    stops(open).await;
}

/// As a database stands that was made when nothing was noted of it.
async fn the_demo_of_before_is_known(spark: Spark) {
    let demo = spark.gives_way(&["--demo", "--log=off"]).await;
    let token = signs_in(&spark, &demo.url, "alice", KNOWN).await;
    // Two of them said something else since.
    let edit = "mutation($input: EditMessageInput!) { editMessage(input: $input) { action } }";
    let delete = "mutation($input: DeleteMessageInput!) { deleteMessage(input: $input) { action } }";
    for (name, mutation, more) in [("alice", edit, json!({"body": "Hello"})), ("bob", delete, json!({}))] {
        let token = signs_in(&spark, &demo.url, name, KNOWN).await;
        let own = "{ memberships(first: 9) { nodes { room { messages(last: 50) { nodes { id clientMutationId author { username } } } } } } }";
        let rooms = post(&spark.http, &demo.url, token.as_str(), own, json!({})).await;
        let rooms = rooms["data"]["memberships"]["nodes"].as_array().unwrap().clone();
        let messages = rooms.iter().flat_map(|room| room["room"]["messages"]["nodes"].as_array().unwrap());
        let mut said =
            messages.filter(|message| message["author"]["username"] == name && message["clientMutationId"].is_string());
        let message = said.find(|message| message["clientMutationId"].as_str().unwrap() < "demo-3").unwrap();
        let mut input = more;
        input["messageId"] = message["id"].clone();
        let changed = post(&spark.http, &demo.url, token.as_str(), mutation, json!({"input": input})).await;
        assert_eq!(changed["data"].as_object().unwrap().values().next().unwrap()["action"], "COMMIT", "{changed}");
    }
    stops(demo).await;
    spark.database.execute("DROP INDEX demo_users; ALTER TABLE users DROP COLUMN is_demo; DELETE FROM _sqlx_migrations WHERE version = 11").await;
    let open = Process::serve(&spark.database, &["--log=off", "--login-rate=0"]).await;
    for name in ["alice", "bob", "carol"] {
        assert_eq!(signs_in(&spark, &open.url, name, KNOWN).await, Value::Null, "{name}");
    }
    assert!(!is_signed_in(&spark, &open.url, &token).await);
    stops(open).await;
}

async fn a_demo_that_others_reach_is_refused(spark: Spark) {
    spark.stop().await;
    let database = Database::create(spark.database.engine).await;
    let serve = ["serve", "--demo", "--database-url", &database.url];
    for flags in [
        &["--listen=127.0.0.1:0", "--public-url=https://chat.example.org"][..],
        &["--listen=127.0.0.1:0", "--public-url=http://192.0.2.7:8080"],
        &["--listen=127.0.0.1:0", "--public-url=http://localhost.example.org"],
        &["--listen=0.0.0.0:0"],
        &["--listen=[::]:0", "--public-url=http://localhost"],
    ] {
        let said = complains(&[&serve[..], flags].concat(), 1).await;
        assert!(said.contains("--demo"), "{flags:?}: {said}");
    }
    assert!(!database.file().exists(), "refused before anything is made");
    for own in ["http://localhost:8080", "https://127.0.0.1", "http://[::1]:3000"] {
        let demo = Process::serve(&database, &["--demo", "--log=off", "--public-url", own]).await;
        stops(demo).await;
    }
}
