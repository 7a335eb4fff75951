//! HTTP as clients, browsers and proxies speak it.

use crate::harness::{Spark, Wire, on_sqlite};
use serde_json::{Value, json};

on_sqlite! {
    an_answer_outlives_a_body_that_nobody_reads;
    what_nobody_reads_is_bounded;
    a_body_that_waits_to_be_asked_for_is_not_asked_for;
    an_upgrade_to_another_protocol_is_ignored;
    an_address_typed_into_a_browser_leads_to_graphiql;
    a_handshake_that_lost_its_upgrade_hears_of_the_proxy;
    a_handshake_is_answered_in_its_own_spelling;
    a_key_is_16_bytes;
    what_is_refused_is_written_as_the_client_likes;
    a_subscription_needs_a_stream;
    while_the_database_is_away_a_request_is_told_when_to_come_back;
    what_a_client_accepts_has_weights;
    a_compressed_body_is_refused;
    a_body_that_is_no_body_is_not_called_long;
    pages_of_other_sites_do_not_even_read;
    an_allowed_page_sends_what_headers_it_likes;
    the_address_itself_is_ones_own;
}

const JSON: &str = "Content-Type: application/json";

async fn an_answer_outlives_a_body_that_nobody_reads(spark: Spark) {
    let alice = spark.user("alice").await;
    let bearer = format!("Authorization: Bearer {}", alice.token);
    let post = ["POST /graphql HTTP/1.1", &bearer];
    let refused: [(u16, &[&str], &[&str]); 8] = [
        (413, &post, &[JSON]),
        (415, &post, &["Content-Type: text/plain"]),
        (415, &post, &[JSON, "Content-Encoding: gzip"]),
        (403, &post, &[JSON, "Origin: https://elsewhere.example"]),
        (406, &post, &[JSON, "Accept: text/html"]),
        (404, &["POST /nowhere HTTP/1.1"], &[JSON]),
        (405, &["PUT /graphql HTTP/1.1"], &[JSON]),
        (400, &["GET /graphql HTTP/1.1"], &[JSON]),
    ];
    // More than what the system takes while nobody reads.
    let body = vec![b' '; 12 << 20];
    let length = format!("Content-Length: {}", body.len());
    let chunk = [format!("{:x}\r\n", body.len()).into_bytes(), body.clone(), b"\r\n0\r\n\r\n".to_vec()].concat();
    for (status, request, headers) in refused {
        for (framing, bytes) in [(length.as_str(), &body), ("Transfer-Encoding: chunked", &chunk)] {
            let mut wire = Wire::dial(&spark).await;
            wire.asks(&[request, headers, &[framing]].concat()).await;
            assert!(wire.writes(bytes).await, "{status}, {framing}");
            assert_eq!(wire.answer().await.status, status, "{framing}");
            // And the connection goes on.
            let query = json!({"query": "{ viewer { username } }"}).to_string();
            wire.asks(&["POST /graphql HTTP/1.1", &bearer, JSON, &format!("Content-Length: {}", query.len())]).await;
            assert!(wire.writes(&query).await);
            assert_eq!(wire.answer().await.body, r#"{"data":{"viewer":{"username":"alice"}}}"#);
        }
    }
}

async fn what_nobody_reads_is_bounded(spark: Spark) {
    let mut wire = Wire::dial(&spark).await;
    wire.asks(&["POST /graphql HTTP/1.1", JSON, "Content-Length: 1000000000000"]).await;
    // Who reads meanwhile is told at once.
    assert_eq!(wire.answer().await.status, 413);
    let (part, mut written) = (vec![b' '; 64 << 10], 0);
    while wire.writes(&part).await {
        written += part.len();
        assert!(written < 100 << 20, "all of it is read");
    }
    wire.ends().await;
}

async fn a_body_that_waits_to_be_asked_for_is_not_asked_for(spark: Spark) {
    for refused in [413, 415] {
        let mut wire = Wire::dial(&spark).await;
        let content_type = if refused == 413 { JSON } else { "Content-Type: text/plain" };
        let request = ["POST /graphql HTTP/1.1", content_type, "Content-Length: 1000000", "Expect: 100-continue"];
        wire.asks(&request).await;
        assert_eq!(wire.answer().await.status, refused);
        wire.ends().await;
    }
    // What is taken is asked for.
    let query = json!({"query": "{ __typename }"}).to_string();
    let mut wire = Wire::dial(&spark).await;
    let length = format!("Content-Length: {}", query.len());
    wire.asks(&["POST /graphql HTTP/1.1", JSON, &length, "Expect: 100-continue"]).await;
    assert_eq!(wire.until("\r\n\r\n").await, "HTTP/1.1 100 Continue\r\n\r\n");
    assert!(wire.writes(&query).await);
    assert_eq!(wire.answer().await.status, 200);
}

async fn an_upgrade_to_another_protocol_is_ignored(spark: Spark) {
    // What Java's client sends with every first request.
    let wish =
        ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAA"];
    let get = "GET /graphql?query=%7B__typename%7D HTTP/1.1";
    let query = json!({"query": "{ __typename }"}).to_string();
    let length = format!("Content-Length: {}", query.len());
    let post = ["POST /graphql HTTP/1.1", JSON, &length];
    for (request, body) in [(&[get][..], ""), (&post, &query)] {
        let mut wire = Wire::dial(&spark).await;
        wire.asks(&[request, &wish].concat()).await;
        assert!(wire.writes(body).await);
        let answer = wire.answer().await;
        assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"data":{"__typename":"Query"}}"#));
    }
    // Who would take either gets the one that is spoken.
    let mut wire = Wire::dial(&spark).await;
    wire.asks(&[&HANDSHAKE[..], &["Connection: Upgrade", "Upgrade: h2c, WebSocket"]].concat()).await;
    assert_eq!(wire.answer().await.status, 101);
}

/// All but what proxies take away.
const HANDSHAKE: [&str; 4] = [
    "GET /graphql HTTP/1.1",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Protocol: graphql-transport-ws",
];

async fn a_handshake_that_lost_its_upgrade_hears_of_the_proxy(spark: Spark) {
    let lost: [&[&str]; 4] =
        [&[], &["Connection: close"], &["Connection: close", "Upgrade: websocket"], &["Connection: Upgrade"]];
    for rest in lost {
        let mut wire = Wire::dial(&spark).await;
        wire.asks(&[&HANDSHAKE[..], rest].concat()).await;
        let answer = wire.answer().await;
        assert_eq!(answer.status, 426, "{rest:?}: {answer:?}");
        assert_eq!(answer.header("upgrade"), Some("websocket"));
        assert!(answer.body.contains("proxy") && answer.body.contains("Upgrade"), "{answer:?}");
    }
    let mut old = HANDSHAKE;
    old[0] = "GET /graphql HTTP/1.0";
    let mut wire = Wire::dial(&spark).await;
    wire.asks(&[&old[..], &["Connection: Upgrade", "Upgrade: websocket"]].concat()).await;
    assert_eq!(wire.answer().await.status, 426);

    let mut version = HANDSHAKE;
    version[2] = "Sec-WebSocket-Version: 8";
    let mut wire = Wire::dial(&spark).await;
    wire.asks(&[&version[..], &["Connection: Upgrade", "Upgrade: websocket"]].concat()).await;
    let answer = wire.answer().await;
    assert_eq!((answer.status, answer.header("sec-websocket-version")), (426, Some("13")));
    let keyless = ["GET /graphql HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", HANDSHAKE[2]];
    let mut wire = Wire::dial(&spark).await;
    wire.asks(&keyless).await;
    assert_eq!(wire.answer().await.status, 400);
}

async fn a_handshake_is_answered_in_its_own_spelling(spark: Spark) {
    let mut wire = Wire::dial(&spark).await;
    wire.asks(&[&HANDSHAKE[..], &["Connection: Upgrade", "Upgrade: websocket"]].concat()).await;
    let head = wire.answer().await.head;
    for line in [
        "HTTP/1.1 101 Switching Protocols",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Protocol: graphql-transport-ws",
        "Sec-Websocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    ] {
        assert!(head.lines().any(|found| found == line), "{line} is not in {head}");
    }
}

async fn a_key_is_16_bytes(spark: Spark) {
    let keys = [
        ("dGhlIHNhbXBsZSBub25jZQ==", 101),
        ("/+AAAAAAAAAAAAAAAAAAAA==", 101),
        ("", 400),
        ("x", 400),
        ("dGhlIHNhbXBsZSBub25jZQ", 400),
        ("dGhlIHNhbXBsZSBub25jZQAA", 400),
        ("dGhlIHNhbXBsZSBub25jZSE=", 400),
        ("dGhlIHNhbXBsZSBub25j*Q==", 400),
        ("AAAAdGhlIHNhbXBsZSBub25jZQ==", 400),
    ];
    for (key, status) in keys {
        let mut wire = Wire::dial(&spark).await;
        let key_line = format!("Sec-WebSocket-Key: {key}");
        let lines = [HANDSHAKE[0], &key_line, HANDSHAKE[2], HANDSHAKE[3], "Connection: Upgrade", "Upgrade: websocket"];
        wire.asks(&lines).await;
        assert_eq!(wire.answer().await.status, status, "{key}");
    }
}

const RESPONSE: &str = "application/graphql-response+json";

async fn what_is_refused_is_written_as_the_client_likes(spark: Spark) {
    let url = format!("{}/graphql", spark.url);
    for (accept, media) in
        [(RESPONSE, RESPONSE), ("application/json", "application/json"), ("text/html", "application/json")]
    {
        let requests = [
            spark.http.get(&url),
            spark.http.get(format!("{url}?query=mutation%7B__typename%7D")),
            spark.http.get(&url).header("origin", "https://elsewhere.example"),
            spark.http.get(&url).header("sec-websocket-key", "x"),
            spark.http.post(&url).header("content-type", "application/json").body("nonsense"),
            spark.http.post(&url).header("content-type", "text/plain").body("{}"),
            spark.http.post(&url).header("content-type", "application/json").body(" ".repeat(300_000)),
        ];
        // Who asks nothing and wants a page is shown one.
        for request in requests.into_iter().skip(usize::from(accept == "text/html")) {
            let response = request.header("accept", accept).send().await.unwrap();
            assert!(response.status().is_client_error());
            let written = response.headers()["content-type"].to_str().unwrap().to_owned();
            assert!(written.starts_with(media), "{accept}: {written}, {}", response.text().await.unwrap());
        }
    }
}

async fn a_subscription_needs_a_stream(spark: Spark) {
    let alice = spark.user("alice").await;
    let url = format!("{}/graphql", spark.url);
    let query = "subscription { userEvents { __typename } }";
    for token in [&alice.token, ""] {
        for (accept, status) in [(RESPONSE, 400), ("application/json", 200)] {
            let requests = [
                spark.http.post(&url).json(&json!({ "query": query })),
                spark
                    .http
                    .get(format!("{url}?query={}", query.replace(' ', "%20").replace('{', "%7B").replace('}', "%7D"))),
            ];
            for request in requests {
                let response = request.bearer_auth(token).header("accept", accept).send().await.unwrap();
                assert_eq!(response.status(), status, "{accept}");
                let answer: Value = response.json().await.unwrap();
                assert_eq!(answer.get("data"), None);
                let error = &answer["errors"][0];
                assert!(error["message"].as_str().unwrap().contains("text/event-stream"), "{answer}");
                assert_eq!(error["extensions"], json!({"code": "INVALID_INPUT", "action": "ROLLBACK"}));
            }
        }
    }
}

async fn while_the_database_is_away_a_request_is_told_when_to_come_back(spark: Spark) {
    let alice = spark.user("alice").await;
    // Who reads the sessions finds the file broken.
    let place = spark.database.number("SELECT rootpage FROM sqlite_schema WHERE name = 'sessions'").await;
    let moves = |to: i64| {
        format!(
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = {to} WHERE name = 'sessions';
             PRAGMA schema_version = {}",
            100_000 + to
        )
    };
    spark.database.execute(&moves(1_000_000)).await;
    let leave = |id: &str| format!("leaveRoom(input: {{roomId: \"room_x\"{id}}}) {{ action }}");
    let (known, unknown) = (leave(", clientMutationId: \"a\""), leave(""));
    let asks = async |query: &str, accept: &str| {
        let request = spark.http.post(format!("{}/graphql", spark.url)).bearer_auth(&alice.token);
        request.header("accept", accept).json(&json!({ "query": query })).send().await.unwrap()
    };
    for accept in [RESPONSE, "application/json", "text/event-stream"] {
        for (query, action) in [
            ("{ viewer { id } }".to_owned(), "ROLLBACK"),
            (format!("mutation {{ __typename {known} }}"), "RETRY"),
            (format!("mutation {{ {known} b: {known} }}"), "RETRY"),
            (format!("mutation {{ {known} b: {unknown} }}"), "ROLLBACK"),
            ("mutation { __typename }".to_owned(), "ROLLBACK"),
        ] {
            let response = asks(&query, accept).await;
            assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (503, &"1".parse().unwrap()));
            let answer: Value = response.json().await.unwrap();
            assert_eq!(answer.get("data"), None);
            let expected = json!({"code": "UNAVAILABLE", "action": action, "retryAfterMs": 1000});
            assert_eq!(answer["errors"][0]["extensions"], expected, "{query}");
        }
    }
    // What is wrong whoever asks needs no database.
    assert_eq!(asks("{ nonsense }", RESPONSE).await.status(), 400);
    spark.database.execute(&moves(place)).await;
    assert_eq!(asks("{ viewer { id } }", RESPONSE).await.status(), 200);
}

async fn what_a_client_accepts_has_weights(spark: Spark) {
    let asks = async |accept: &str| {
        let request = spark.http.post(format!("{}/graphql", spark.url)).header("accept", accept);
        let response = request.json(&json!({"query": "{ __typename }"})).send().await.unwrap();
        let media = response.headers()["content-type"].to_str().unwrap().split(';').next().unwrap().to_owned();
        (response.status().as_u16(), media)
    };
    for (accept, media) in [
        ("application/graphql-response+json;q=0.1, application/json", "application/json"),
        ("application/json;q=0.1, application/graphql-response+json", "application/graphql-response+json"),
        ("application/json;q=0, application/*", "application/graphql-response+json"),
        ("text/event-stream;q=0.1, */*", "application/json"),
        ("application/*;q=0, */*", "text/event-stream"),
    ] {
        assert_eq!(asks(accept).await, (200, media.into()), "{accept}");
    }
    for accept in ["application/json;q=0", "text/html", "text/html, */*;q=0"] {
        assert_eq!(asks(accept).await.0, 406, "{accept}");
    }
}

async fn a_compressed_body_is_refused(spark: Spark) {
    let query = json!({"query": "{ __typename }"});
    for (encoding, status) in [("gzip", 415), ("br, identity", 415), ("identity", 200)] {
        let request = spark.http.post(format!("{}/graphql", spark.url)).header("content-encoding", encoding);
        let response = request.json(&query).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{encoding}");
        if status == 415 {
            assert_eq!(response.headers()["accept-encoding"], "identity");
        }
    }
}

async fn a_body_that_is_no_body_is_not_called_long(spark: Spark) {
    let mut wire = Wire::dial(&spark).await;
    wire.asks(&["POST /graphql HTTP/1.1", JSON, "Transfer-Encoding: chunked"]).await;
    assert!(wire.writes("nonsense\r\n").await);
    assert_eq!(wire.answer().await.status, 400);
}

async fn pages_of_other_sites_do_not_even_read(spark: Spark) {
    let spark = Spark::start_with(spark.database.engine, |config| {
        config.allow_origin = vec!["https://Chat.Example.org:443/".parse().unwrap()];
    })
    .await;
    let gets = async |headers: &[(&str, &str)]| {
        let mut request = spark.http.get(format!("{}/graphql?query=%7B__typename%7D", spark.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap().status().as_u16()
    };
    for origin in ["https://chat.example.org", "https://chat.example.org/", "https://chat.example.org:443", &spark.url]
    {
        assert_eq!(gets(&[("origin", origin)]).await, 200, "{origin}");
        assert_eq!(gets(&[("origin", origin), ("sec-fetch-site", "cross-site")]).await, 200, "{origin}");
    }
    for origin in ["https://elsewhere.example", "http://chat.example.org", "null"] {
        assert_eq!(gets(&[("origin", origin)]).await, 403, "{origin}");
    }
    assert_eq!(gets(&[("sec-fetch-site", "cross-site")]).await, 403);
    assert_eq!(gets(&[("sec-fetch-site", "same-origin")]).await, 200);
    assert_eq!(gets(&[]).await, 200);
}

async fn an_allowed_page_sends_what_headers_it_likes(spark: Spark) {
    let preflight = async |origin: &str| {
        let request = spark.http.request(reqwest::Method::OPTIONS, format!("{}/graphql", spark.url));
        let request = request.header("origin", origin).header("access-control-request-method", "POST");
        let asked = "authorization, content-type, traceparent, x-of-its-own";
        let response = request.header("access-control-request-headers", asked).send().await.unwrap();
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        (header("access-control-allow-origin"), header("access-control-allow-headers"))
    };
    let (origin, headers) = preflight(&spark.url).await;
    assert_eq!(origin.as_ref(), Some(&spark.url));
    assert!(headers.unwrap().contains("x-of-its-own"));
    assert_eq!(preflight("https://elsewhere.example").await.0, None);
}

async fn the_address_itself_is_ones_own(spark: Spark) {
    // It has a public address, so nothing else is its own but what was dialled.
    let spark = Spark::start_with(spark.database.engine, |config| {
        config.public_url = Some("https://chat.example.org".parse().unwrap());
    })
    .await;
    let posts = async |origin: &str, host: Option<&str>| {
        let request = spark.http.post(format!("{}/graphql", spark.url)).header("origin", origin);
        let request =
            host.map_or_else(|| request.try_clone().unwrap(), |host| request.try_clone().unwrap().header("host", host));
        request.json(&json!({"query": "{ __typename }"})).send().await.unwrap().status().as_u16()
    };
    assert_eq!(posts(&spark.url, None).await, 200);
    assert_eq!(posts("https://chat.example.org", Some("chat.example.org")).await, 200);
    let port = spark.url.rsplit(':').next().unwrap();
    // A name that leads here, as one that is rebound to it, is not what was dialled.
    assert_eq!(posts(&format!("http://localhost:{port}"), Some(&format!("localhost:{port}"))).await, 403);
    assert_eq!(posts(&spark.url, Some("chat.example.org")).await, 403);
    assert_eq!(posts("http://127.0.0.1:1", None).await, 403);
}

async fn an_address_typed_into_a_browser_leads_to_graphiql(spark: Spark) {
    const BROWSER: &str = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let asks = async |lines: &[&str]| {
        let mut wire = Wire::dial(&spark).await;
        wire.asks(lines).await;
        wire.answer().await
    };
    // Also from a link of another site: nothing is read.
    for rest in [&[][..], &["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"]] {
        let answer = asks(&[&["GET /graphql HTTP/1.1", BROWSER], rest].concat()).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some("/graphiql")));
        assert_eq!((answer.header("vary"), answer.header("cache-control")), (Some("accept"), Some("no-store")));
    }
    // Who asks something is answered.
    let answer = asks(&["GET /graphql?query=%7B__typename%7D HTTP/1.1", BROWSER]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"data":{"__typename":"Query"}}"#));
    for accept in ["Accept: */*", "Accept: application/json", "X-Nothing: said"] {
        assert_eq!(asks(&["GET /graphql HTTP/1.1", accept]).await.status, 400, "{accept}");
    }
    let handshake = [&HANDSHAKE[..], &["Connection: Upgrade", "Upgrade: websocket", BROWSER]].concat();
    assert_eq!(asks(&handshake).await.status, 101);
}
