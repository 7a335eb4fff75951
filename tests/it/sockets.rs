//! `graphql-transport-ws` to the letter: close codes, and what a socket lives through.

use crate::harness::{Socket, Spark, eventually, on_both};
use serde_json::{Value, json};

on_both! {
    who_breaks_the_protocol_is_told_by_a_code;
    what_is_no_request_costs_its_operation;
    pages_of_other_origins_stay_outside;
    a_socket_has_64_operations_and_lives;
    queries_and_mutations_work_over_the_socket;
    an_invalid_operation_gets_one_error;
    what_is_too_long_is_refused_or_ends_the_socket;
    the_root_of_a_subscription_is_one_field_of_subscriptions;
    a_close_is_answered;
    who_does_not_read_holds_nothing_that_others_need;
    what_waits_for_a_socket_is_bounded;
    the_end_of_a_session_is_told_before_the_close;
}

const PROTOCOL: Option<&str> = Some("graphql-transport-ws");

async fn who_breaks_the_protocol_is_told_by_a_code(spark: Spark) {
    let alice = spark.user("alice").await;
    let subscribe =
        json!({"type": "subscribe", "id": "1", "payload": {"query": "subscription { userEvents { occurredAt } }"}});
    let init =
        |token: &str| json!({"type": "connection_init", "payload": {"authorization": format!("Bearer {token}")}});
    let no_messages = [
        json!("nonsense"),
        json!({"type": "nonsense"}),
        json!({"type": "subscribe", "id": 1, "payload": {"query": "{ __typename }"}}),
        json!({"type": "subscribe", "payload": {"query": "{ __typename }"}}),
        json!({"type": "connection_init", "payload": "a token"}),
        json!([]),
    ];
    for message in no_messages {
        let mut socket = Socket::raw(&spark.url, PROTOCOL).await;
        socket.say(message.clone()).await;
        assert_eq!(socket.hear().await, json!({"close": 4400}), "{message}");
    }
    let mut early = Socket::raw(&spark.url, PROTOCOL).await;
    early.say(subscribe.clone()).await;
    assert_eq!(early.hear().await, json!({"close": 4401}));
    for message in
        [json!({"type": "connection_init"}), init(""), init("nonsense"), init(&"x".repeat(alice.token.len()))]
    {
        let mut stranger = Socket::raw(&spark.url, PROTOCOL).await;
        stranger.say(message.clone()).await;
        assert_eq!(stranger.hear().await, json!({"close": 4403}), "{message}");
    }
    let mut other = Socket::raw(&spark.url, None).await;
    assert_eq!(other.hear().await, json!({"close": 4406}));
    let mut twice = alice.connects().await;
    twice.say(subscribe.clone()).await;
    assert_eq!(twice.hear().await["type"], "next");
    twice.say(subscribe).await;
    assert_eq!(twice.hear().await, json!({"close": 4409}));
    let mut eager = alice.connects().await;
    eager.say(init(&alice.token)).await;
    assert_eq!(eager.hear().await, json!({"close": 4429}));
}

async fn what_is_no_request_costs_its_operation(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut socket = alice.connects().await;
    let good = "{ __typename }";
    for payload in [
        json!({"query": 3}),
        json!({"query": null}),
        json!({}),
        json!([{"query": good}]),
        json!("{ __typename }"),
        json!(null),
        json!({"query": good, "variables": "x"}),
        json!({"query": good, "variables": []}),
        json!({"query": good, "operationName": 1}),
        json!({"query": good, "extensions": []}),
    ] {
        socket.say(json!({"type": "subscribe", "id": "1", "payload": payload})).await;
        let error = socket.hear().await;
        assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("1")), "{payload}");
        assert_eq!(error["payload"][0]["extensions"], json!({"code": "INVALID_INPUT", "action": "ROLLBACK"}));
    }
    socket.say(json!({"type": "subscribe", "id": "1"})).await;
    assert_eq!(socket.hear().await["type"], "error");
    // Halves of two smileys are one character: so are the ids, and the second is in use.
    socket.says(r#"{"type": "subscribe", "id": "\ud83d", "payload": {"query": "subscription { userEvents { __typename } }"}}"#).await;
    assert_eq!(socket.hear().await["type"], "next");
    socket.says(r#"{"type": "subscribe", "id": "\ud83c", "payload": {"query": "{ __typename }"}}"#).await;
    assert_eq!(socket.hear().await, json!({"close": 4409}));
}

async fn pages_of_other_origins_stay_outside(spark: Spark) {
    let spark = Spark::start_with(spark.database.engine, |config| {
        config.allow_origin = vec!["https://chat.example.org".parse().unwrap()];
    })
    .await;
    let handshake = async |origin: &str| {
        let request = spark.http.get(format!("{}/graphql", spark.url)).header("origin", origin);
        let request = request.header("connection", "upgrade").header("upgrade", "websocket");
        let request =
            request.header("sec-websocket-version", "13").header("sec-websocket-protocol", "graphql-transport-ws");
        request.header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==").send().await.unwrap().status().as_u16()
    };
    for origin in
        ["https://evil.example.org", "null", "https://chat.example.org.evil.example", "http://chat.example.org"]
    {
        assert_eq!(handshake(origin).await, 403, "{origin}");
    }
    for origin in ["https://chat.example.org", &spark.url] {
        assert_eq!(handshake(origin).await, 101, "{origin}");
    }
}

async fn a_socket_has_64_operations_and_lives(spark: Spark) {
    const LISTEN: &str = "subscription { userEvents { __typename } }";
    let alice = spark.user("alice").await;
    let mut socket = alice.connects().await;
    let mut live = Vec::new();
    for _ in 0..64 {
        let id = socket.begins(LISTEN, json!({})).await;
        assert_eq!(socket.hears(&id).await["payload"]["data"]["userEvents"]["__typename"], "StreamReady");
        live.push(id);
    }
    let id = socket.begins(LISTEN, json!({})).await;
    let error = socket.hears(&id).await;
    assert_eq!(error["type"], "error");
    assert_eq!(error["payload"][0]["extensions"], json!({"code": "TOO_LARGE", "action": "ROLLBACK"}));
    // Queries have their answer all the same, however many at once.
    let mut asked = Vec::new();
    for _ in 0..200 {
        asked.push(socket.begins("{ viewer { username } }", json!({})).await);
    }
    for id in asked {
        assert_eq!(socket.hears(&id).await["payload"]["data"]["viewer"]["username"], "alice");
        assert_eq!(socket.hears(&id).await["type"], "complete");
    }
    socket.say(json!({"type": "complete", "id": live.pop()})).await;
    live.push(socket.begins(LISTEN, json!({})).await);
    assert_eq!(socket.hears(live.last().unwrap()).await["payload"]["data"]["userEvents"]["__typename"], "StreamReady");
    // The others still hear.
    alice.creates_room("PUBLIC", "Square", &[]).await;
    for id in &live {
        assert_eq!(socket.hears(id).await["payload"]["data"]["userEvents"]["__typename"], "MembershipAdded");
    }
}

async fn queries_and_mutations_work_over_the_socket(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let mut socket = alice.connects().await;
    let send = "mutation($input: SendMessageInput!) { sendMessage(input: $input) { action seq message { body } } }";
    let input = json!({"input": {"roomId": room, "body": "by wire", "clientMutationId": "wire"}});
    let answer = json!({"sendMessage": {"action": "COMMIT", "seq": 2, "message": {"body": "by wire"}}});
    // Twice: over the socket, too, the same call is one call.
    for _ in 0..2 {
        let id = socket.begins(send, input.clone()).await;
        assert_eq!(socket.hears(&id).await, json!({"type": "next", "id": id, "payload": {"data": answer}}));
        assert_eq!(socket.hears(&id).await, json!({"type": "complete", "id": id}));
    }
    let id = socket.begins("query($id: ID!) { room(id: $id) { latestSeq } }", json!({"id": room})).await;
    let seen = json!({"type": "next", "id": id, "payload": {"data": {"room": {"latestSeq": 2}}}});
    assert_eq!(socket.hears(&id).await, seen);
    assert_eq!(socket.hears(&id).await, json!({"type": "complete", "id": id}));
}

async fn an_invalid_operation_gets_one_error(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut socket = alice.connects().await;
    let wrong = [
        ("{ viewer { id }", json!({})),
        ("{ nonsense }", json!({})),
        ("subscription { nonsense }", json!({})),
        ("subscription($rooms: [ID!]) { roomEvents(roomIds: $rooms) { __typename } }", json!({"rooms": 3.5})),
        ("mutation($input: LeaveRoomInput!) { leaveRoom(input: $input) { action } }", json!({})),
    ];
    for (query, variables) in wrong {
        let id = socket.begins(query, variables).await;
        let error = socket.hear().await;
        assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!(id)), "{query}");
        let expected = json!({"code": "INVALID_INPUT", "action": "ROLLBACK"});
        assert_eq!(error["payload"][0]["extensions"], expected, "{query}: {error}");
        // Nothing follows it: the next message answers the next operation, under an id that is free again.
        socket.say(json!({"type": "subscribe", "id": id, "payload": {"query": "{ __typename }"}})).await;
        assert_eq!(socket.hear().await["type"], "next", "{query}");
        assert_eq!(socket.hear().await["type"], "complete", "{query}");
    }
}

async fn what_is_too_long_is_refused_or_ends_the_socket(spark: Spark) {
    const LIMIT: usize = 256 * 1024;
    let alice = spark.user("alice").await;
    let padded = |length: usize| {
        let message = |query: &str| json!({"type": "subscribe", "id": "1", "payload": {"query": query}});
        let query = "{ viewer { username } }";
        let message = message(&format!("{query}{}", " ".repeat(length - message(query).to_string().len())));
        assert_eq!(message.to_string().len(), length);
        message
    };
    let mut socket = alice.connects().await;
    socket.say(padded(LIMIT)).await;
    assert_eq!(socket.hear().await["payload"]["data"]["viewer"]["username"], "alice");
    assert_eq!(socket.hear().await["type"], "complete");
    socket.say(padded(LIMIT + 1)).await;
    let error = socket.hear().await;
    assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("1")));
    assert_eq!(error["payload"][0]["extensions"], json!({"code": "TOO_LARGE", "action": "ROLLBACK"}));
    // What is no operation has nobody to tell.
    let mut stranger = Socket::raw(&spark.url, PROTOCOL).await;
    stranger.say(json!({"type": "connection_init", "payload": {"padding": " ".repeat(LIMIT)}})).await;
    assert_eq!(stranger.hear().await, json!({"close": 1009}));
    // The socket lives.
    socket.say(json!({"type": "ping"})).await;
    assert_eq!(socket.hear().await["type"], "pong");
}

async fn the_root_of_a_subscription_is_one_field_of_subscriptions(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut socket = alice.connects().await;
    let wrong = [
        "subscription { userEvents { __typename } global { __typename } }",
        "subscription { ...A } fragment A on Query { userEvents { __typename } }",
        "subscription { ...A } fragment A on Nothing { userEvents { __typename } }",
        "subscription { ... on RoomEvent { userEvents { __typename } } }",
        "subscription { ...Missing }",
        "subscription { ...A } fragment A on Subscription { ...A userEvents { __typename } }",
        "subscription($no: Boolean = true) { userEvents @skip(if: $no) { __typename } }",
        "subscription($no: Boolean = false) { ... @include(if: $no) { userEvents { __typename } } }",
    ];
    for query in wrong {
        let id = socket.begins(query, json!({})).await;
        let error = socket.hears(&id).await;
        assert_eq!(error["type"], "error", "{query}: {error}");
        assert_eq!(error["payload"][0]["extensions"]["code"], "INVALID_INPUT", "{query}: {error}");
    }
    let id =
        socket.begins("subscription { ... on Subscription { ... { userEvents { __typename } } } }", json!({})).await;
    assert_eq!(socket.hears(&id).await["payload"]["data"]["userEvents"]["__typename"], "StreamReady");
}

async fn a_close_is_answered(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut early = Socket::raw(&spark.url, PROTOCOL).await;
    let mut listening = alice.connects().await;
    listening.begins("subscription { roomEvents { __typename } }", json!({})).await;
    assert_eq!(listening.hear().await["type"], "next");
    for socket in [&mut early, &mut listening] {
        socket.closes().await;
        assert_eq!(socket.hear().await, json!({"close": 1000}));
    }
}

async fn who_does_not_read_holds_nothing_that_others_need(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    // Alice's socket is not read from here on: some megabytes of answers fill what the system keeps for it, and behind them
    // are more queries that read the database than the database has readers.
    let schema = "__schema { types { description fields { description args { name description } } } }";
    let aliases: Vec<_> = (0..20).map(|n| format!("s{n}: {schema}")).collect();
    let large = format!("{{ {} }}", aliases.join(" "));
    let mut stalled = Socket::narrow(&spark.url, &alice.token).await;
    for _ in 0..10 {
        stalled.begins(&large, json!({})).await;
    }
    for _ in 0..50 {
        stalled
            .begins("{ memberships { nodes { room { members { nodes { user { username } } } } } } }", json!({}))
            .await;
    }
    // Some are worked on all the same; most wait, for their answers have no room.
    eventually("some queries", async || match spark.metric("operations_total{kind=\"query\"}").await {
        2.. => Ok(()),
        begun => Err(begun),
    })
    .await;
    let mut bobs = bob.hears_rooms().await;
    for n in 0..5 {
        alice.sends(&room, &format!("message {n}")).await;
        assert_eq!(bobs.next().await["message"]["body"], format!("message {n}"));
        bob.reads("{ memberships { nodes { id } } }", json!({})).await;
    }
    // Nothing of it is lost to whom it is for.
    for n in 1..=60 {
        assert_eq!(stalled.hears(&n.to_string()).await["type"], "next");
    }
}

async fn what_waits_for_a_socket_is_bounded(spark: Spark) {
    let alice = spark.user("alice").await;
    let schema = "__schema { types { description fields { description args { name description } } } }";
    let aliases: Vec<_> = (0..20).map(|n| format!("s{n}: {schema}")).collect();
    let large = format!("{{ {} }}", aliases.join(" "));
    let padded = format!("{{ viewer {{ username }} }} #{}", "x".repeat(100_000));
    let mut stalled = Socket::narrow(&spark.url, &alice.token).await;
    // More than the system takes while nobody reads; behind it requests of 100 KB each.
    let mut answers = Vec::new();
    for _ in 0..30 {
        answers.push(stalled.begins(&large, json!({})).await);
    }
    for _ in 0..60 {
        answers.push(stalled.begins(&padded, json!({})).await);
    }
    let (mut answered, mut refused, mut before) = (0, 0, 0);
    for (n, id) in answers.iter().enumerate() {
        let message = stalled.hears(id).await;
        if message["type"] == "next" {
            assert!(message["payload"].get("errors").is_none());
            assert_eq!(stalled.hears(id).await["type"], "complete");
            answered += 1;
            continue;
        }
        assert!(n >= 30, "{message}");
        let extensions = &message["payload"][0]["extensions"];
        assert_eq!(
            (&extensions["code"], &extensions["action"]),
            (&json!("RATE_LIMITED"), &json!("RETRY")),
            "{message}"
        );
        // A time for each, so that they do not all come back at once.
        let told = extensions["retryAfterMs"].as_u64().unwrap();
        assert!((1_000..=6_000).contains(&told) && told != before, "{message}");
        before = told;
        refused += 1;
    }
    assert!(answered >= 32 && refused >= 5, "{answered} answered, {refused} refused");
    // It lives, and there is room again.
    let id = stalled.begins(&padded, json!({})).await;
    assert_eq!(stalled.hears(&id).await["type"], "next");
}

async fn the_end_of_a_session_is_told_before_the_close(spark: Spark) {
    // Showing a count reads the database: the end comes while it is being rendered, or before, or after.
    const COUNTS: &str = "subscription { userEvents { __typename ... on UnreadCountChanged { lastMessage { room {
        members { nodes { user { username } } } messages(last: 50) { nodes { author { username } } } } } } } }";
    let alice = spark.user("alice").await;
    for round in 0..10 {
        let bob = spark.user(&format!("bob{round}")).await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
        let mut socket = bob.connects().await;
        let id = socket.begins(COUNTS, json!({})).await;
        assert_eq!(socket.hears(&id).await["payload"]["data"]["userEvents"]["__typename"], "StreamReady");
        alice.sends(&room, "soup?").await;
        bob.does("logout", json!({}), "").await;
        let mut last = Value::Null;
        let close = loop {
            let message = socket.hear().await;
            if message.get("close").is_some() {
                break message;
            }
            if message["type"] == "next" {
                last = message["payload"]["data"]["userEvents"]["__typename"].clone();
            }
        };
        assert_eq!((last, close), (json!("SessionEnded"), json!({"close": 4403})));
    }
}
