//! Registering, signing in and out.

use crate::harness::{Event, Socket, Spark, on_both, person::PASSWORD};
use serde_json::{Value, json};

on_both! {
    signing_in_and_out;
    a_logout_closes_the_sockets;
    a_changed_password_ends_the_other_sessions;
    usernames_are_unique_as_people_read_them;
    nobody_reads_without_a_token;
}

async fn login(spark: &Spark, username: &str, password: &str) -> Value {
    let query = "mutation($input: LoginInput!) { login(input: $input) { action error { code message retryAfterMs }
        clientMutationId session { token expiresAt user { username } } } }";
    let input = json!({"username": username, "password": password, "clientMutationId": "echo"});
    spark.post(None, query, json!({"input": input})).await["data"]["login"].clone()
}

async fn signing_in_and_out(spark: Spark) {
    let alice = spark.user("Alice").await;
    let session = login(&spark, "ALICE", PASSWORD).await;
    assert_eq!((&session["action"], &session["clientMutationId"]), (&json!("COMMIT"), &json!("echo")));
    assert_eq!(session["session"]["user"]["username"], "Alice");
    let wrong = login(&spark, "alice", "wrong horse").await;
    let unknown = login(&spark, "nobody", PASSWORD).await;
    assert_eq!(wrong, unknown, "nothing tells whether a username exists");
    assert_eq!((&wrong["action"], &wrong["error"]["code"]), (&json!("ROLLBACK"), &json!("UNAUTHENTICATED")));
    alice.does("logout", json!({}), "").await;
    assert_eq!(alice.is_refused("{ viewer { id } }", json!({})).await, "UNAUTHENTICATED");
    let token = session["session"]["token"].as_str().unwrap();
    let viewer = spark.post(Some(token), "{ viewer { username } }", json!({})).await;
    assert_eq!(viewer["data"]["viewer"]["username"], "Alice", "the other session goes on");
}

async fn a_logout_closes_the_sockets(spark: Spark) {
    let alice = spark.user("alice").await;
    let (mut own, mut rooms) = (alice.hears_own().await, alice.hears_rooms().await);
    alice.does("logout", json!({"everywhere": true}), "").await;
    let ended = own.next().await;
    assert_eq!(ended, Event::of("SessionEnded").with("reason", "SIGNED_OUT"));
    loop {
        let message = own.socket.hear().await;
        if message.get("close").is_some() {
            assert_eq!(message["close"], 4403);
            break;
        }
        assert_eq!(message["type"], "complete");
    }
    assert_eq!(rooms.socket.hear().await["close"], 4403);
    let mut late = Socket::raw(&spark.url, Some("graphql-transport-ws")).await;
    let authorization = format!("Bearer {}", alice.token);
    late.say(json!({"type": "connection_init", "payload": {"authorization": authorization}})).await;
    assert_eq!(late.hear().await["close"], 4403);
}

async fn a_changed_password_ends_the_other_sessions(spark: Spark) {
    let alice = spark.user("alice").await;
    let other = login(&spark, "alice", PASSWORD).await["session"]["token"].as_str().unwrap().to_owned();
    let change = |current: &str, new: &str| json!({"currentPassword": current, "newPassword": new});
    assert_eq!(alice.fails("changePassword", change("wrong horse", "battery staple")).await, "UNAUTHENTICATED");
    assert_eq!(alice.fails("changePassword", change(PASSWORD, "short")).await, "INVALID_INPUT");
    let mut input = change(PASSWORD, "battery staple");
    input["clientMutationId"] = json!("change");
    for _ in 0..2 {
        let changed = alice.does("changePassword", input.clone(), "session { token user { username } }").await;
        assert_eq!(changed["session"]["token"], alice.token.as_str(), "this session goes on");
    }
    input["newPassword"] = json!("another one");
    assert_eq!(alice.fails("changePassword", input).await, "CONFLICT");
    let refused = spark.post(Some(&other), "{ viewer { id } }", json!({})).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(login(&spark, "alice", PASSWORD).await["action"], "ROLLBACK");
    assert_eq!(login(&spark, "alice", "battery staple").await["action"], "COMMIT");
}

async fn usernames_are_unique_as_people_read_them(spark: Spark) {
    spark.user("Straße").await;
    let query = "mutation($input: RegisterInput!) { register(input: $input) { action error { code path } } }";
    let register = async |username: &str, password: &str| {
        let input = json!({"input": {"username": username, "password": password}});
        spark.post(None, query, input).await["data"]["register"].clone()
    };
    let taken = register("STRASSE", PASSWORD).await;
    assert_eq!(taken["error"], json!({"code": "ALREADY_EXISTS", "path": ["input", "username"]}));
    for username in ["x", "a b", "", "a@b"] {
        let error = register(username, PASSWORD).await["error"].clone();
        assert_eq!(error, json!({"code": "INVALID_INPUT", "path": ["input", "username"]}));
    }
    let error = register("bob", "short").await["error"].clone();
    assert_eq!(error, json!({"code": "INVALID_INPUT", "path": ["input", "password"]}));
}

async fn nobody_reads_without_a_token(spark: Spark) {
    let fields = ["viewer { id }", "memberships { totalCount }", "loginSync { totalUnread }", "room(id: \"x\") { id }"];
    for field in fields {
        let answer = spark.post(None, &format!("{{ {field} }}"), json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{field}");
        assert_eq!(answer["errors"][0]["extensions"]["action"], "ROLLBACK");
    }
    let answer =
        spark.post(Some("nonsense"), "mutation { leaveRoom(input: {roomId: \"x\"}) { action } }", json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    let introspection = spark.post(None, "{ __schema { queryType { name } } }", json!({})).await;
    assert_eq!(introspection["data"]["__schema"]["queryType"]["name"], "Query");
}
