//! What is refused, and in which words: codes, actions, status codes, rates.

use crate::harness::{Person, Spark, on_both, person::PASSWORD, person::fresh};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    a_graphql_error_says_what_to_do;
    what_is_over_a_limit_is_too_large;
    http_is_spoken_by_the_book;
    http_has_the_headers_that_browsers_and_operators_need;
    a_wrong_value_names_its_field;
    who_sends_too_fast_is_told_when_to_go_on;
    who_signs_in_too_often_is_told_when_to_go_on;
    registrations_are_counted_by_address;
}

async fn a_graphql_error_says_what_to_do(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let wrong = [
        ("{ viewer { id }", json!({})),
        ("", json!({})),
        ("{ nonsense }", json!({})),
        ("{ viewer { id(x: 1) } }", json!({})),
        ("{ room { id } }", json!({})),
        ("query($id: ID!) { room(id: $id) { id } }", json!({})),
        ("query($id: ID!) { room(id: $id) { id } }", json!({"id": {"no": "id"}})),
        ("query($n: Int) { memberships(first: $n) { totalCount } }", json!({"n": "three"})),
        ("query($n: Int) { memberships(first: $n) { totalCount } }", json!({"n": 3_000_000_000_i64})),
        ("{ memberships(first: 0) { totalCount } }", json!({})),
        ("{ memberships(first: 201) { totalCount } }", json!({})),
        ("{ memberships(first: -1) { totalCount } }", json!({})),
        ("{ memberships(first: 3, after: \"nonsense\") { totalCount } }", json!({})),
        ("{ loginSync { memberships(first: 1001) { totalCount } } }", json!({})),
        ("query($id: ID!) { room(id: $id) { members(first: 3, last: 3) { totalCount } } }", json!({"id": room})),
        ("query($id: ID!) { sync(roomId: $id, fromSeq: 0) { latestSeq } }", json!({"id": room})),
        ("query($id: ID!) { sync(roomId: $id, fromSeq: 1, first: 500) { latestSeq } }", json!({"id": room})),
        ("mutation { createRoom(input: {kind: SECRET, name: \"x\"}) { action } }", json!({})),
        ("mutation { sendMessage(input: {body: \"x\"}) { action } }", json!({})),
        ("query A { viewer { id } } query B { viewer { id } }", json!({})),
    ];
    for (query, variables) in wrong {
        let answer = alice.ask(query, variables).await;
        for error in answer["errors"].as_array().unwrap_or_else(|| panic!("{query}: {answer}")) {
            let expected = json!({"code": "INVALID_INPUT", "action": "ROLLBACK"});
            assert_eq!(error["extensions"], expected, "{query}: {answer}");
            assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
        }
    }
    assert_eq!(
        alice.is_refused("{ sync(roomId: \"room_x\", fromSeq: 1) { seq: latestSeq } }", json!({})).await,
        "NOT_FOUND"
    );
    let answer = spark.post(None, "{ viewer { id } }", json!({})).await;
    let expected = json!({"code": "UNAUTHENTICATED", "action": "ROLLBACK"});
    assert_eq!(answer["errors"][0]["extensions"], expected, "{answer}");
}

async fn what_is_over_a_limit_is_too_large(spark: Spark) {
    let alice = spark.user("alice").await;
    let aliases = |count: usize| {
        let fields: Vec<_> = (0..count).map(|n| format!("a{n}: viewer {{ id }}")).collect();
        format!("{{ {} }}", fields.join(" "))
    };
    // A level of rooms in rooms is two deep.
    let nested = |levels: usize| {
        let (open, close) = ("lastMessage { room { ".repeat(levels), "} } ".repeat(levels));
        format!("{{ room(id: \"room_x\") {{ {open} id {close} }} }}")
    };
    for query in [aliases(30), nested(7)] {
        assert!(alice.ask(&query, json!({})).await.get("errors").is_none(), "{query}");
    }
    let directives = "@include(if: true) ".repeat(11);
    let over =
        [aliases(31), nested(8), nested(1_000), "{ a".repeat(20_000), format!("{{ viewer {{ id {directives} }} }}")];
    // Each names the next one twice: 2^30 selections in thirty lines. Nobody waits for them to be walked through.
    let fragments: Vec<_> =
        (0..30).map(|n| format!("fragment F{n} on Query {{ ...F{} ...F{} }}", n + 1, n + 1)).collect();
    let doubling = format!("{{ ...F0 }} fragment F30 on Query {{ __typename }} {}", fragments.join(" "));
    let spread = doubling.replace("{ ...F0 }", "{ __typename }");
    // Lists in lists of the introspection: each pair of levels multiplies the answer by 25. And many values of many nodes.
    let lists = "{ __schema { types { interfaces { possibleTypes { interfaces { name } } } } } }".to_owned();
    let values =
        format!("{{ room(id: \"room_x\") {{ messages(last: 200) {{ nodes {{ {} }} }} }} }}", "id ".repeat(1_500));
    for query in over.into_iter().chain([doubling, lists, values]) {
        let answer = alice.ask(&query, json!({})).await;
        let expected = json!({"code": "TOO_LARGE", "action": "ROLLBACK"});
        let start: String = query.chars().take(80).collect();
        assert_eq!(answer["errors"][0]["extensions"], expected, "{start}: {answer}");
    }
    let within = "{ ...A } fragment A on Query { ...B ...B } fragment B on Query { ...A ...A }";
    for query in [within, &spread] {
        let answer = alice.ask(query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT", "{answer}");
    }
}

/// Asks over HTTP: status, headers and body.
async fn asks(
    spark: &Spark,
    person: &Person,
    change: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
) -> (StatusCode, reqwest::header::HeaderMap, Value) {
    let request = spark.http.post(format!("{}/graphql", spark.url)).bearer_auth(&person.token);
    let response = change(request).send().await.unwrap();
    (response.status(), response.headers().clone(), response.json().await.unwrap_or_default())
}

async fn http_is_spoken_by_the_book(spark: Spark) {
    const MEDIA: &str = "application/graphql-response+json";
    let alice = spark.user("alice").await;
    let refused = async |body: Vec<u8>, content_type: &str| {
        let (status, _, answer) =
            asks(&spark, &alice, |request| request.header("content-type", content_type).body(body)).await;
        (status.as_u16(), answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned())
    };
    let query = json!({"query": "{ viewer { id } }"}).to_string().into_bytes();
    assert_eq!(refused(query.clone(), "application/json; charset=utf-8").await, (200, String::new()));
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/mixed", "application/graphql"] {
        assert_eq!(refused(query.clone(), content_type).await, (415, "INVALID_INPUT".into()), "{content_type}");
    }
    // Files come so; this is no form.
    assert_eq!(refused(query.clone(), "multipart/form-data").await, (400, "INVALID_INPUT".into()));
    let no_requests = [
        "no JSON",
        "",
        "[]",
        "null",
        "3",
        "{}",
        "[{\"query\": \"{ viewer { id } }\"}]",
        "{\"query\": 3}",
        "{\"query\": \"{ viewer { id } }\", \"variables\": []}",
        "{\"query\": \"{ viewer { id } }\", \"operationName\": 3}",
    ];
    for body in no_requests {
        assert_eq!(refused(body.into(), "application/json").await, (400, "INVALID_INPUT".into()), "{body}");
    }
    let padded = |bytes: usize| {
        let mut body = json!({"query": "{ viewer { id } }"}).to_string();
        body.push_str(&" ".repeat(bytes - body.len()));
        body.into_bytes()
    };
    assert_eq!(refused(padded(256 * 1024), "application/json").await, (200, String::new()));
    assert_eq!(refused(padded(256 * 1024 + 1), "application/json").await, (413, "TOO_LARGE".into()));

    // A document that does not run is an error of the request, or an answer, as the client prefers.
    let wrong = json!({"query": "{ nonsense }"});
    let (status, headers, answer) = asks(&spark, &alice, |it| it.header("accept", MEDIA).json(&wrong)).await;
    assert!(headers["content-type"].to_str().unwrap().starts_with(MEDIA));
    assert_eq!((status.as_u16(), answer.get("data")), (400, None));
    let (status, _, answer) = asks(&spark, &alice, |it| it.header("accept", "application/json").json(&wrong)).await;
    assert_eq!((status.as_u16(), answer.get("data")), (200, None));

    let get = async |query: &str| {
        let url = format!("{}/graphql?{}", spark.url, url_query(query));
        let response = spark.http.request(Method::GET, url).bearer_auth(&alice.token).send().await.unwrap();
        let allow = response.headers().get("allow").map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), allow, response.json::<Value>().await.unwrap())
    };
    let (status, _, answer) = get("{ viewer { username } }").await;
    assert_eq!((status, &answer["data"]["viewer"]["username"]), (200, &json!("alice")));
    let (status, allow, _) = get("mutation { logout(input: {}) { action } }").await;
    assert_eq!((status, allow.as_deref()), (405, Some("POST")));
    assert_eq!(get("{ viewer { username } }").await.0, 200, "still signed in");
}

async fn http_has_the_headers_that_browsers_and_operators_need(spark: Spark) {
    let alice = spark.user("alice").await;
    let large = json!({"query": "{ __schema { types { name description } } }"});
    let (_, headers, _) = asks(&spark, &alice, |it| it.header("accept-encoding", "gzip").json(&large)).await;
    assert_eq!(headers["content-encoding"], "gzip");
    let (_, headers, _) = asks(&spark, &alice, |it| it.json(&large)).await;
    assert_eq!(headers.get("content-encoding"), None);
    // A request keeps the id that a proxy gave it, or gets one.
    assert!(!headers["x-request-id"].is_empty());
    let (_, headers, _) = asks(&spark, &alice, |it| it.header("x-request-id", "of-the-proxy").json(&large)).await;
    assert_eq!(headers["x-request-id"], "of-the-proxy");
    let preflight = async |origin: &str| {
        let request = spark.http.request(Method::OPTIONS, format!("{}/graphql", spark.url)).header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        let response =
            request.header("access-control-request-headers", "content-type,authorization").send().await.unwrap();
        response.headers().get("access-control-allow-origin").map(|origin| origin.to_str().unwrap().to_owned())
    };
    assert_eq!(preflight(&spark.url).await.as_ref(), Some(&spark.url), "a page of its own address");
    assert_eq!(preflight("https://elsewhere.example").await, None);
}

fn url_query(query: &str) -> String {
    let escape = |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).into() } else { format!("%{byte:02X}") };
    format!("query={}", query.bytes().map(escape).collect::<String>())
}

async fn a_wrong_value_names_its_field(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let wrong = [
        ("markRead", json!({"roomId": room, "seq": 2}), "seq"),
        ("markRead", json!({"roomId": room, "seq": -1}), "seq"),
        ("createRoom", json!({"name": ""}), "name"),
        ("createRoom", json!({"name": "x".repeat(81)}), "name"),
        ("createRoom", json!({"name": "x", "topic": "x".repeat(501)}), "topic"),
        ("sendMessage", json!({"roomId": room, "body": "x".repeat(8_001), "clientMutationId": fresh()}), "body"),
        ("sendMessage", json!({"roomId": room, "body": "x", "clientMutationId": ""}), "clientMutationId"),
        ("changePassword", json!({"currentPassword": PASSWORD, "newPassword": "short"}), "newPassword"),
    ];
    for (mutation, input, field) in wrong {
        let payload = alice.calls(mutation, input, "").await;
        assert_eq!((&payload["action"], &payload["error"]["code"]), (&json!("ROLLBACK"), &json!("INVALID_INPUT")));
        assert_eq!(payload["error"]["path"], json!(["input", field]), "{mutation}: {payload}");
    }
    assert_eq!(alice.membership(&room).await["latestSeq"], 1);
}

/// Calls as often as it is allowed, and once more; then waits as told, and succeeds. `expected` is the code of what is not too often.
async fn calls_too_often(spark: &Spark, allowed: usize, mut call: impl AsyncFnMut() -> Value, expected: &Value) {
    for n in 0..allowed {
        let payload = call().await;
        assert_eq!(payload["error"]["code"], *expected, "call {n}: {payload}");
    }
    let refused = call().await;
    assert_eq!((&refused["action"], &refused["error"]["code"]), (&json!("RETRY"), &json!("RATE_LIMITED")), "{refused}");
    let wait = refused["error"]["retryAfterMs"].as_u64().unwrap();
    spark.clock.advance(Duration::from_millis(wait));
    let payload = call().await;
    assert_eq!(payload["error"]["code"], *expected, "after {wait} ms: {payload}");
}

async fn who_sends_too_fast_is_told_when_to_go_on(spark: Spark) {
    let spark = Spark::start_by_hand_with(spark.database.engine, |config| {
        (config.rates.send_rate, config.rates.send_burst) = (2, 3);
    })
    .await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    // What was refused comes again as it was: nobody else gets its place.
    let mut id = fresh();
    let send = async || {
        let input = json!({"roomId": room, "body": "and another thing", "clientMutationId": id});
        let payload = alice.calls("sendMessage", input, "seq").await;
        if payload["action"] == "COMMIT" {
            id = fresh();
        }
        payload
    };
    calls_too_often(&spark, 3, send, &Value::Null).await;
    bob.sends(&room, "another user has a rate of their own").await;
    let numbers: Vec<_> = bob.syncs(&room, 1).await.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<_>>(), "what was too much took no number");
}

async fn who_signs_in_too_often_is_told_when_to_go_on(spark: Spark) {
    const LOGIN: &str = "mutation($input: LoginInput!) { login(input: $input) {
        action error { code retryAfterMs } session { token } } }";
    let spark = Spark::start_by_hand_with(spark.database.engine, |config| config.rates.login_rate = 5).await;
    spark.user("alice").await;
    let log_in = async |username: &str, password: &str| {
        let input = json!({"input": {"username": username, "password": password}});
        spark.post(None, LOGIN, input).await["data"]["login"].clone()
    };
    calls_too_often(&spark, 5, async || log_in("alice", "a guess").await, &json!("UNAUTHENTICATED")).await;
    // However the name is written, it is the same one.
    let payload = log_in("ALICE", "another guess").await;
    assert_eq!(payload["error"]["code"], "RATE_LIMITED");
    assert_eq!(log_in("bob", "another name").await["error"]["code"], "UNAUTHENTICATED");
}

async fn registrations_are_counted_by_address(spark: Spark) {
    const REGISTER: &str = "mutation($input: RegisterInput!) { register(input: $input) {
        action error { code retryAfterMs } session { token } } }";
    let register = async |spark: &Spark, forwarded: &str| {
        let input = json!({"username": fresh(), "password": PASSWORD});
        let body = json!({"query": REGISTER, "variables": {"input": input}});
        let request = spark.http.post(format!("{}/graphql", spark.url)).header("x-forwarded-for", forwarded);
        let answer: Value = request.json(&body).send().await.unwrap().json().await.unwrap();
        answer["data"]["register"]["error"]["code"].as_str().unwrap_or("COMMIT").to_owned()
    };
    let engine = spark.database.engine;
    // Anybody can write such a header: it counts for nothing.
    let alone = Spark::start_with(engine, |config| config.rates.register_rate = 1).await;
    assert_eq!(register(&alone, "192.0.2.1").await, "COMMIT");
    assert_eq!(register(&alone, "192.0.2.2").await, "RATE_LIMITED");
    // Only what the trusted proxy added counts: the last address.
    let behind = Spark::start_with(engine, |config| {
        config.rates.register_rate = 1;
        config.trusted_proxy = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    assert_eq!(register(&behind, "192.0.2.1").await, "COMMIT");
    assert_eq!(register(&behind, "192.0.2.2").await, "COMMIT");
    assert_eq!(register(&behind, "192.0.2.1").await, "RATE_LIMITED");
    assert_eq!(register(&behind, "198.51.100.7, 192.0.2.1").await, "RATE_LIMITED");
    assert_eq!(register(&behind, "192.0.2.1, 127.0.0.3").await, "RATE_LIMITED", "two proxies in a row");
    assert_eq!(register(&behind, "2001:db8::1").await, "COMMIT");
    assert_eq!(register(&behind, "2001:db8::2").await, "RATE_LIMITED", "the same household");
}
