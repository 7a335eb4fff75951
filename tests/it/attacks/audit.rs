//! What leaves no trace: each of these leaves a line in the log, which says who, from where and by which request.

use crate::harness::{
    Spark, on_both,
    person::{PASSWORD, Person, fresh},
    process::Process,
};
use serde_json::{Value, json};

on_both! {
    what_an_operator_must_know_is_in_the_log;
}

async fn asks(
    spark: &Spark,
    process: &Process,
    token: Option<&str>,
    request: &str,
    query: &str,
    input: Value,
) -> Value {
    let post = spark.http.post(format!("{}/graphql", process.url)).header("x-request-id", request);
    let post = post
        .json(&json!({"query": query, "variables": if input.is_null() { json!({}) } else { json!({"input": input}) }}));
    let post = match token {
        Some(token) => post.bearer_auth(token),
        None => post,
    };
    post.send().await.unwrap().json().await.unwrap()
}

const LOGIN: &str = "mutation($input: LoginInput!) { login(input: $input) { action } }";
const ROLE: &str = "mutation($input: SetMemberRoleInput!) { setMemberRole(input: $input) { action } }";
const REMOVE: &str = "mutation($input: RemoveMemberInput!) { removeMember(input: $input) { action } }";
const CHANGE: &str = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { action } }";

/// Ten of one mutation in one request.
fn ten(field: &str, input: impl Fn() -> String) -> String {
    let fields: String = (0..10).map(|n| format!("a{n}: {field}(input: {}) {{ action }} ", input())).collect();
    format!("mutation {{ {fields} }}")
}

/// The log of a server on which people do what is to be told.
async fn log(spark: &Spark, [alice, bob]: [&Person; 2], room: &str) -> String {
    let rates = ["--login-rate=3", "--send-rate=1", "--send-burst=1", "--log=audit=info"];
    let process = Process::serve(&spark.database, &rates).await;
    let token = Some(&*alice.token);
    let asks = async |token, id, query: &str, input| asks(spark, &process, token, id, query, input).await;
    asks(None, "r1", LOGIN, json!({"username": "Alice", "password": "a guess"})).await;
    asks(None, "r2", LOGIN, json!({"username": "nobody\nfake line", "password": PASSWORD})).await;
    let role = json!({"roomId": room, "userId": bob.id, "role": "MODERATOR", "clientMutationId": "role"});
    asks(token, "r3", ROLE, role.clone()).await;
    asks(token, "r4", ROLE, role).await;
    asks(token, "r5", REMOVE, json!({"roomId": room, "userId": bob.id})).await;
    let send = || format!("{{roomId: \"{room}\", body: \"x\", clientMutationId: \"{}\"}}", fresh());
    asks(token, "r6", &ten("sendMessage", send), json!(null)).await;
    asks(token, "r7", CHANGE, json!({"currentPassword": "a guess", "newPassword": "battery staple"})).await;
    let guess = || "{username: \"Alice\", password: \"a guess\"}".to_owned();
    asks(None, "r8", &ten("login", guess), json!(null)).await;
    process.terminate().await;
    String::from_utf8(process.ended().await.stderr).unwrap()
}

async fn what_an_operator_must_know_is_in_the_log(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    spark.stop().await;
    let log = log(&spark, [&alice, &bob], &room).await;
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            assert_eq!((&line["target"], &line["level"]), (&json!("audit"), &json!("INFO")), "{line}");
            assert_eq!(line["address"], "127.0.0.1", "{line}");
            let text = |name: &str| line[name].as_str().unwrap_or_default();
            (text("request"), text("message"), text("user"), text("mutation"), text("subject"), text("role"))
        })
        .collect();
    let (a, b) = (alice.id.as_str(), bob.id.as_str());
    assert_eq!(
        told,
        [
            ("r1", "a sign-in failed", "Alice", "login", "", ""),
            ("r2", "a sign-in failed", "nobody\nfake line", "login", "", ""),
            ("r3", "a role was changed", a, "", b, "MODERATOR"),
            // The call again is no other change.
            ("r5", "a member was removed", a, "", b, ""),
            // A flood of them is one line a minute.
            ("r6", "refused by rate", a, "sendMessage", "", ""),
            ("r7", "a sign-in failed", a, "changePassword", "", ""),
            // Two of three were taken above.
            ("r8", "a sign-in failed", "Alice", "login", "", ""),
            ("r8", "refused by rate", "Alice", "login", "", ""),
        ]
    );
    for secret in ["a guess", PASSWORD, "battery staple", &alice.token, &bob.token] {
        assert!(!log.contains(secret), "{log}");
    }
}
