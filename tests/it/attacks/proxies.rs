//! Who stands behind a proxy, and what a proxy lets see.

use crate::harness::{
    Engine, PATIENCE, Spark, Wire, on_their_own,
    person::PASSWORD,
    process::{ended, run},
};
use serde_json::{Value, json};
use tokio::time::timeout;

on_their_own! {
    a_stranger_behind_a_proxy_locks_nobody_else_out;
    what_proxies_write_is_read_as_they_mean_it;
    a_proxy_that_is_not_trusted_is_warned_of_once;
    plain_http_that_others_can_reach_is_warned_of;
    figures_are_not_for_the_world;
    operators_may_have_an_address_of_their_own;
    an_answer_says_what_it_is_and_that_nobody_keeps_it;
}

const LOGIN: &str =
    "mutation($input: LoginInput!) { login(input: $input) { action error { code } session { token } } }";

/// A log-in through a proxy that writes such a header; its code, or COMMIT.
async fn logs_in(spark: &Spark, (header, value): (&str, &str), password: &str) -> String {
    let body = json!({"query": LOGIN, "variables": {"input": {"username": "carol", "password": password}}});
    let request = spark.http.post(format!("{}/graphql", spark.url)).header(header, value).json(&body);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    answer["data"]["login"]["error"]["code"].as_str().unwrap_or("COMMIT").to_owned()
}

async fn a_stranger_behind_a_proxy_locks_nobody_else_out() {
    for (header, mallory, carol) in [
        ("x-forwarded-for", "198.51.100.7", "192.0.2.1"),
        ("x-forwarded-for", "198.51.100.7:4711", "192.0.2.1:4711"),
        ("x-forwarded-for", "[2001:db8:6::7]:4711", "[2001:db8:1::1]:4711"),
        ("forwarded", "for=198.51.100.7;proto=https", "for=192.0.2.1;proto=https"),
        ("forwarded", r#"For="[2001:db8:6::7]:4711""#, r#"For="[2001:db8:1::1]:4711""#),
    ] {
        let spark = Spark::start_with(Engine::Sqlite, |config| {
            config.rates.login_rate = 5;
            config.trusted_proxy = vec!["127.0.0.0/8".parse().unwrap()];
        })
        .await;
        spark.user("carol").await;
        let mut codes = Vec::new();
        for _ in 0..6 {
            codes.push(logs_in(&spark, (header, mallory), "a guess").await);
        }
        assert_eq!(codes.last().map(String::as_str), Some("RATE_LIMITED"), "{header}: {mallory}: {codes:?}");
        assert_eq!(logs_in(&spark, (header, carol), PASSWORD).await, "COMMIT", "{header}: {carol}");
    }
}

/// As proxies write it that append to what came: what a client wrote itself stands before, and counts for nothing. By the audit
/// log, which has the address that a rate is held against.
async fn what_proxies_write_is_read_as_they_mean_it() {
    let spark = Spark::start(Engine::Sqlite).await;
    let trusted = "--trusted-proxy=127.0.0.0/8,10.0.0.0/8,fd00::/8";
    let rates = ["--login-rate=0", "--address-login-rate=0", "--log=audit=info"];
    let mut process = spark.gives_way(&[&rates[..], &[trusted]].concat()).await;
    let mut log = process.log();
    let written: [(&[&str], &str); 14] = [
        // nginx: `$proxy_add_x_forwarded_for`; and `$remote_addr` alone.
        (&["X-Forwarded-For: 198.51.100.7, 192.0.2.1"], "192.0.2.1"),
        (&["X-Forwarded-For: 192.0.2.1", "X-Real-IP: 203.0.113.5"], "192.0.2.1"),
        // Caddy, and a header for each proxy.
        (
            &["X-Forwarded-For: 2001:db8::1", "X-Forwarded-Proto: https", "X-Forwarded-Host: chat.example.org"],
            "2001:db8::1",
        ),
        (&["X-Forwarded-For: 198.51.100.7", "X-Forwarded-For: 192.0.2.1"], "192.0.2.1"),
        (&["X-Forwarded-For: 198.51.100.7, 192.0.2.1", "x-forwarded-for: 10.0.0.3,10.0.0.2"], "192.0.2.1"),
        // A load balancer of AWS that keeps the port, and one of Azure, which writes brackets.
        (&["X-Forwarded-For: 198.51.100.7:1, 192.0.2.1:4711"], "192.0.2.1"),
        (&["X-Forwarded-For: [2001:db8::1]:4711"], "2001:db8::1"),
        (&["X-Forwarded-For: [2001:db8::1]"], "2001:db8::1"),
        (&["X-Forwarded-For: ::ffff:192.0.2.1"], "192.0.2.1"),
        // By RFC 7239, in one line and in two.
        (&["Forwarded: for=198.51.100.7, for=192.0.2.1;proto=https;by=10.0.0.2"], "192.0.2.1"),
        (&[r#"Forwarded: for="[2001:db8::1]:4711";host="chat.example.org""#], "2001:db8::1"),
        (&["Forwarded: for=198.51.100.7", r#"Forwarded: For="192.0.2.1:4711", for=10.0.0.2"#], "192.0.2.1"),
        // Nobody that can be named: the one who says so.
        (&["Forwarded: for=198.51.100.7, for=_hidden"], "127.0.0.1"),
        // A client's own, which its proxy passed on, beside that of the proxy.
        (&["Forwarded: for=198.51.100.7", "X-Forwarded-For: 192.0.2.1"], "127.0.0.1"),
    ];
    let login = r#"{"query": "mutation { login(input: {username: \"carol\", password: \"a guess\"}) { action } }"}"#;
    for (headers, address) in written {
        let mut wire = Wire::dial_from("127.0.0.1", &process.url).await;
        let length = format!("Content-Length: {}", login.len());
        let request = ["POST /graphql HTTP/1.1", "Content-Type: application/json", &length];
        wire.asks(&[&request[..], headers].concat()).await;
        assert!(wire.writes(login).await);
        assert_eq!(wire.answer().await.status, 200);
        let line = timeout(PATIENCE, log.next_line()).await.expect("silence").unwrap().unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&line["message"], &line["address"]), (&json!("a sign-in failed"), &json!(address)), "{headers:?}");
    }
}

async fn a_proxy_that_is_not_trusted_is_warned_of_once() {
    let spark = Spark::start(Engine::Sqlite).await;
    let mut process = spark.gives_way(&["--log=warn"]).await;
    let mut log = process.log();
    for (header, value) in [("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=192.0.2.2")] {
        let body = json!({"query": "{ __typename }"});
        let request = spark.http.post(format!("{}/graphql", process.url)).header(header, value).json(&body);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    let line = timeout(PATIENCE, log.next_line()).await.expect("silence").unwrap().unwrap();
    assert!(line.contains("--trusted-proxy=127.0.0.1"), "{line}");
    process.terminate().await;
    assert_eq!(log.next_line().await.unwrap(), None, "once is enough");
}

async fn plain_http_that_others_can_reach_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/spark.db", folder.path().display());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    // Of networks for examples, which no machine has; and an address that is taken. None of them is listened on.
    for (host, others) in
        [("192.0.2.1", true), ("[2001:db8::1]", true), ("127.0.0.1", false), ("[::ffff:127.0.0.1]", false)]
    {
        let listen = format!("{host}:{port}");
        let (code, _, err) = ended(&run(&["serve", "--log=warn", "--database-url", &url, "--listen", &listen]).await);
        assert_eq!(code, Some(1), "{listen}: {err}");
        assert!(err.contains("--listen"), "{listen}: {err}");
        assert_eq!(err.contains("this is plain HTTP"), others, "{listen}: {err}");
    }
}

async fn figures_are_not_for_the_world() {
    let spark = Spark::start(Engine::Sqlite).await;
    let status = async |headers: &[&str]| {
        let mut wire = Wire::dial(&spark).await;
        wire.asks(&[&["GET /metrics HTTP/1.1", "Connection: close"], headers].concat()).await;
        wire.answer().await.status
    };
    assert_eq!(spark.http.get(format!("{}/metrics", spark.url)).send().await.unwrap().status(), 200);
    for header in [
        "X-Forwarded-For: 192.0.2.1",
        "Forwarded: for=192.0.2.1",
        "X-Real-IP: 192.0.2.1",
        "Via: 1.1 proxy",
        "X-Forwarded-Proto: https",
    ] {
        assert_eq!(status(&[header]).await, 403, "{header}");
    }
}

async fn operators_may_have_an_address_of_their_own() {
    let spark = Spark::start_with(Engine::Sqlite, |config| {
        config.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
        config.max_address_connections = 1;
    })
    .await;
    let operators = format!("http://{}", spark.server.operators_at().unwrap());
    let held = Wire::dial(&spark).await;
    for path in ["livez", "readyz", "metrics"] {
        // Also by way of a proxy, and whoever fills the front door: it is for who can reach it.
        let mut wire = Wire::dial_from("127.0.0.1", &operators).await;
        wire.asks(&[&format!("GET /{path} HTTP/1.1"), "X-Forwarded-For: 192.0.2.1", "Connection: close"]).await;
        let answer = wire.answer().await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    let mut graphql = Wire::dial_from("127.0.0.1", &operators).await;
    graphql.asks(&["GET /graphql?query=%7B__typename%7D HTTP/1.1", "Connection: close"]).await;
    assert_eq!(graphql.answer().await.status, 404);
    drop(held);
    let apart = Spark::start_with(Engine::Sqlite, |config| {
        config.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    })
    .await;
    assert_eq!(apart.http.get(format!("{}/metrics", apart.url)).send().await.unwrap().status(), 404);
    assert_eq!(apart.http.get(format!("{}/readyz", apart.url)).send().await.unwrap().status(), 200);
}

async fn an_answer_says_what_it_is_and_that_nobody_keeps_it() {
    let spark = Spark::start(Engine::Sqlite).await;
    let ask = async |lines: &[&str]| {
        let mut wire = Wire::dial(&spark).await;
        wire.asks(lines).await;
        wire.answer().await
    };
    for line in [
        "GET /graphql?query=%7B__typename%7D HTTP/1.1",
        "GET /livez HTTP/1.1",
        "GET /metrics HTTP/1.1",
        "POST /graphql HTTP/1.1",
        "GET / HTTP/1.1",
        "GET /nowhere HTTP/1.1",
    ] {
        let answer = ask(&[line]).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{line}");
        assert!(answer.header("x-request-id").is_some(), "{line}");
        if line != "GET / HTTP/1.1" {
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{line}");
        }
    }
    // A good id is kept; with another the answer has one of ours.
    let kept = ask(&["GET /livez HTTP/1.1", "X-Request-Id: Root=1-67891233.a/b:c"]).await;
    assert_eq!(kept.header("x-request-id"), Some("Root=1-67891233.a/b:c"));
    for id in ["x".repeat(129), "x".repeat(60_000), "<script>".into(), "a b".into(), "a\tb".into()] {
        let answer = ask(&["GET /livez HTTP/1.1", &format!("X-Request-Id: {id}")]).await;
        assert_eq!(answer.header("x-request-id").map(str::len), Some(36), "{}", answer.head);
    }
}
