//! Pages of other sites: which headers they may send, and what an operator reads of those that were refused.

use crate::harness::{Engine, Spark, on_sqlite, process::Process};
use serde_json::{Value, json};

on_sqlite! {
    an_allowed_page_may_send_any_header;
    a_refused_page_is_logged_with_what_would_let_it_in;
}

const PAGE: &str = "https://chat.example.org";

async fn an_allowed_page_may_send_any_header(_: Spark) {
    let spark = Spark::start_with(Engine::Sqlite, |config| config.allow_origin = vec![PAGE.parse().unwrap()]).await;
    let preflight = async |origin: &str, headers: &str| {
        let request = spark.http.request(reqwest::Method::OPTIONS, format!("{}/graphql", spark.url));
        let request = request.header("origin", origin).header("access-control-request-method", "POST");
        let response = request.header("access-control-request-headers", headers).send().await.unwrap();
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        (header("access-control-allow-origin"), header("access-control-allow-headers"))
    };
    let many: Vec<_> = (0..50).map(|n| format!("x-header-{n}")).collect();
    for asked in ["authorization,content-type", "traceparent, baggage, x-apollo-operation-name", &many.join(",")] {
        let (origin, allowed) = preflight(PAGE, asked).await;
        assert_eq!((origin.as_deref(), allowed.as_deref()), (Some(PAGE), Some(asked)));
        assert_eq!(preflight("https://elsewhere.example", asked).await.0, None);
    }
    // And sends them.
    let post = async |origin: &str| {
        let request = spark.http.post(format!("{}/graphql", spark.url)).header("origin", origin);
        let request = request.header("x-of-its-own", "1").header("traceparent", "00-1-2-01");
        let response = request.json(&json!({"query": "{ __typename }"})).send().await.unwrap();
        let allowed = response.headers().get("access-control-allow-origin").cloned();
        (response.status().as_u16(), allowed.map(|origin| origin.to_str().unwrap().to_owned()))
    };
    assert_eq!(post(PAGE).await, (200, Some(PAGE.to_owned())));
    assert_eq!(post("https://elsewhere.example").await, (403, None));
}

async fn a_refused_page_is_logged_with_what_would_let_it_in(spark: Spark) {
    let process = spark.gives_way(&["--log-format=json", "--allow-origin", PAGE]).await;
    let post = async |origin: &str| {
        let request = spark.http.post(format!("{}/graphql", process.url)).header("origin", origin);
        request.json(&json!({"query": "{ __typename }"})).send().await.unwrap().status().as_u16()
    };
    for _ in 0..3 {
        for origin in ["https://one.example", "https://two.example:8443", "null", "capacitor://localhost"] {
            assert_eq!(post(origin).await, 403, "{origin}");
        }
        assert_eq!(post(PAGE).await, 200);
    }
    // Whoever calls themselves something else each time fills no log.
    for n in 0..200 {
        assert_eq!(post(&format!("https://{n}.evil.example")).await, 403);
    }
    assert_eq!(refused(process).await, 32);
}

/// How many refusals the server logged; those that are looked for are among them, once.
async fn refused(process: Process) -> usize {
    process.terminate().await;
    let log = String::from_utf8(process.ended().await.stderr).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said: Vec<_> = lines.iter().filter_map(|line| line["message"].as_str()).collect();
    for (origin, words) in [
        ("https://one.example", "--allow-origin=https://one.example would"),
        ("https://two.example:8443", "--allow-origin=https://two.example:8443 would"),
    ] {
        assert_eq!(said.iter().filter(|said| said.contains(words)).count(), 1, "{origin}: {log}");
    }
    assert_eq!(said.iter().filter(|said| said.contains("http and https addresses alone")).count(), 2, "{log}");
    assert!(!said.iter().any(|said| said.contains(PAGE)), "{log}");
    said.iter().filter(|said| said.contains("of this origin was refused")).count()
}
