//! Sockets: how many a user has, what a stranger may say on one, and floods of what asks for nothing.

use crate::harness::{Engine, Person, Socket, Spark, Wire, eventually, on_their_own};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

on_their_own! {
    a_user_has_so_many_sockets_and_streams;
    who_is_not_acknowledged_says_little;
    who_pings_without_an_end_is_listened_to_slowly;
}

const PROTOCOL: Option<&str> = Some("graphql-transport-ws");

fn init(person: &Person) -> Value {
    json!({"type": "connection_init", "payload": {"authorization": format!("Bearer {}", person.token)}})
}

async fn a_user_has_so_many_sockets_and_streams() {
    let spark = Spark::start_with(Engine::Sqlite, |config| config.max_user_sockets = 3).await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let mut held = vec![alice.connects().await, alice.connects().await];
    let stream = async || {
        let query = json!({"query": "subscription { userEvents { __typename } }"}).to_string();
        let mut wire = Wire::dial(&spark).await;
        wire.asks(&[
            "POST /graphql HTTP/1.1",
            &format!("Authorization: Bearer {}", alice.token),
            "Content-Type: application/json",
            "Accept: text/event-stream",
            &format!("Content-Length: {}", query.len()),
        ])
        .await;
        assert!(wire.writes(&query).await);
        wire
    };
    let mut third = stream().await;
    third.until("StreamReady").await;
    // Neither of another one; both are told to come back.
    let mut fourth = Socket::raw(&spark.url, PROTOCOL).await;
    fourth.say(init(&alice)).await;
    assert_eq!(fourth.hear().await, json!({"close": 1013}));
    let refused = stream().await.answer().await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("5")));
    let told: Value = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(told["errors"][0]["extensions"]["code"], "RATE_LIMITED");
    // Others are not concerned, nor is what is no socket.
    bob.connects().await;
    alice.reads("{ viewer { username } }", json!({})).await;
    // A place is free again with its socket.
    held.pop();
    eventually("a place", async || {
        let mut socket = Socket::raw(&spark.url, PROTOCOL).await;
        socket.say(init(&alice)).await;
        match socket.hear().await {
            message if message["type"] == "connection_ack" => Ok(()),
            other => Err(other),
        }
    })
    .await;
}

async fn who_is_not_acknowledged_says_little() {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    // In one breath with the sign-in, which is not answered yet.
    let subscribe = json!({"type": "subscribe", "id": "1", "payload": {"query": "{ viewer { username } }"}});
    let mut eager = Socket::raw(&spark.url, PROTOCOL).await;
    eager.says_at_once(&[init(&alice), subscribe]).await;
    assert_eq!(eager.hear().await, json!({"close": 4401}));
    let mut twice = Socket::raw(&spark.url, PROTOCOL).await;
    twice.says_at_once(&[init(&alice), init(&alice)]).await;
    assert_eq!(twice.hear().await, json!({"close": 4429}));
    // Pings belong to any time.
    let mut polite = Socket::raw(&spark.url, PROTOCOL).await;
    polite.says_at_once(&[json!({"type": "ping"}), init(&alice)]).await;
    assert_eq!(polite.hear().await["type"], "pong");
    assert_eq!(polite.hear().await["type"], "connection_ack");
    // As one message, as the parts of one, as many.
    let padding = |length: usize| json!({"type": "ping", "payload": {"padding": "x".repeat(length)}}).to_string();
    let part = |n: usize| {
        let opcode = OpCode::Data(if n == 0 { Data::Text } else { Data::Continue });
        Message::Frame(Frame::message(vec![b'x'; 1_000], opcode, false))
    };
    let said: [Vec<Message>; 3] = [
        vec![Message::text(padding(100_000))],
        (0..100).map(part).collect(),
        (0..60).map(|_| Message::text(padding(2_000))).collect(),
    ];
    for messages in said {
        let mut stranger = Socket::raw(&spark.url, PROTOCOL).await;
        stranger.floods(messages).await;
        let mut heard = stranger.listens().await;
        while heard["type"] == "pong" {
            heard = stranger.listens().await;
        }
        assert_eq!(heard, json!({"close": 1009}));
    }
    // Whoever is acknowledged may say more.
    let mut known = alice.connects().await;
    let query = format!("{{ viewer {{ username }} }} #{}", "x".repeat(100_000));
    let id = known.begins(&query, json!({})).await;
    assert_eq!(known.hears(&id).await["type"], "next");
}

async fn who_pings_without_an_end_is_listened_to_slowly() {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    let ping = || Message::text(r#"{"type":"ping"}"#);
    let control = || Message::Ping(Vec::new().into());
    let floods: [Vec<Message>; 2] =
        [(0..100).map(|_| ping()).collect(), (0..99).map(|_| control()).chain([ping()]).collect()];
    for flood in floods {
        let mut socket = alice.connects().await;
        let since = Instant::now();
        let pongs = flood.iter().filter(|message| matches!(message, Message::Text(_))).count();
        socket.floods(flood).await;
        for _ in 0..pongs {
            assert_eq!(socket.listens().await["type"], "pong");
        }
        // 64 at once, 16 a second after that.
        assert!(since.elapsed() >= Duration::from_secs(2), "all were heard in {:?}", since.elapsed());
        // It lives, and is heard.
        let id = socket.begins("{ viewer { username } }", json!({})).await;
        assert_eq!(socket.hears(&id).await["type"], "next");
    }
    // What asks for something is not counted.
    let mut busy = alice.connects().await;
    let since = Instant::now();
    for _ in 0..100 {
        let id = busy.begins("subscription { userEvents { __typename } }", json!({})).await;
        assert_eq!(busy.hears(&id).await["type"], "next");
        busy.say(json!({"type": "complete", "id": id})).await;
    }
    let id = busy.begins("{ viewer { username } }", json!({})).await;
    assert_eq!(busy.hears(&id).await["type"], "next");
    assert_eq!(spark.server.subscriptions(), 0);
    assert!(since.elapsed() < Duration::from_secs(15), "{:?}", since.elapsed());
}
