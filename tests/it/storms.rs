//! Many at once, readers who do not read, and garbage.

use crate::harness::{
    Engine, PATIENCE, Spark, eventually,
    person::FEED_ITEM,
    process::Process,
    random::{made_up, tells_each},
};
use futures_util::{SinkExt, StreamExt, future::join_all};
use proptest::prelude::*;
use serde_json::json;
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

mod sqlite {
    use crate::harness::on_their_own;

    on_their_own! {
        a_burst_reaches_two_thousand_sockets_whole;
        connections_that_drop_leave_nothing_behind;
        a_reader_who_does_not_read_costs_a_bounded_amount;
        silence_ends_a_socket;
    }

    /// 2,000 sockets with three subscriptions each: a burst of messages reaches all of them whole and in order.
    async fn a_burst_reaches_two_thousand_sockets_whole() {
        super::a_burst_reaches_everybody(2_000, 200).await;
    }

    async fn connections_that_drop_leave_nothing_behind() {
        super::drops_leave_nothing(10_000).await;
    }

    async fn a_reader_who_does_not_read_costs_a_bounded_amount() {
        super::a_slow_reader_is_bounded().await;
    }

    async fn silence_ends_a_socket() {
        super::silence_ends_a_socket().await;
    }
}

async fn a_burst_reaches_everybody(sockets: usize, messages: i64) {
    let spark = Spark::start(Engine::Sqlite).await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Square", &[&bob]).await;
    let others = ["subscription { userEvents { __typename } }", "subscription { global { __typename } }"];
    let mut open = Vec::with_capacity(sockets);
    for n in 0..sockets {
        let mut socket = [&alice, &bob][n % 2].connects().await;
        let rooms =
            socket.begins("subscription { roomEvents { __typename ... on RoomEvent { seq } } }", json!({})).await;
        assert_eq!(socket.hears(&rooms).await["type"], "next");
        let own = socket.begins(others[0], json!({})).await;
        assert_eq!(socket.hears(&own).await["type"], "next");
        // Nothing is announced, so it has nothing to say as yet.
        socket.begins(others[1], json!({})).await;
        open.push((socket, rooms));
    }
    let first = 3;
    let sends = async {
        for n in 0..messages {
            alice.sends(&room, &format!("message {n}")).await;
        }
    };
    let hears = join_all(open.iter_mut().map(async |(socket, rooms)| {
        for seq in first..first + messages {
            assert_eq!(socket.hears(rooms).await["payload"]["data"]["roomEvents"]["seq"], seq);
        }
    }));
    tokio::join!(sends, hears);
}

/// A figure of a server that runs in another process.
async fn figure(process: &Process, name: &str) -> i64 {
    let text = reqwest::get(format!("{}/metrics", process.url)).await.unwrap().text().await.unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name} in {text}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

async fn drops_leave_nothing(times: usize) {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    let process = spark.gives_way(&["--max-user-sockets=0"]).await;
    let alice = alice.at(&process.url);
    let drops = async |times: usize| {
        for _ in 0..times / 50 {
            let opened = (0..50).map(async |_| {
                let mut socket = alice.connects().await;
                let id = socket.begins("subscription { roomEvents { __typename } }", json!({})).await;
                socket.hears(&id).await;
                // Dropped without a word.
            });
            join_all(opened).await;
        }
        for name in ["spark_connections{kind=\"websocket\"}", "spark_subscriptions{kind=\"roomEvents\"}"] {
            eventually(name, async || match figure(&process, name).await {
                0 => Ok(()),
                other => Err(other),
            })
            .await;
        }
    };
    // What a server keeps for good, it keeps after the first ones.
    drops(times / 10).await;
    let before = resident(&process);
    drops(times).await;
    let after = resident(&process);
    assert!(after < before + before / 5, "{before} KiB before, {after} KiB after");
}

/// Resident memory of a process in KiB.
fn resident(process: &Process) -> i64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

async fn a_slow_reader_is_bounded() {
    let spark = Spark::start(Engine::Sqlite).await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Square", &[&bob]).await;
    let process = spark.gives_way(&["--send-rate=0"]).await;
    let (alice, bob) = (alice.at(&process.url), bob.at(&process.url));
    let query = format!("subscription {{ roomEvents {{ {FEED_ITEM} }} }}");
    let body = "x".repeat(8_000);
    let flood = async |count: usize| {
        // By several connections, so that it does not take long.
        let connection = async |_| {
            for _ in 0..count / 8 {
                alice.sends(&room, &body).await;
            }
        };
        join_all((0..8).map(connection)).await;
    };
    // The server's own caches fill first.
    flood(480).await;
    let mut deaf = bob.connects().await;
    let id = deaf.begins(&query, json!({})).await;
    deaf.hears(&id).await;
    let before = resident(&process);
    // 20 MB that nobody takes. Who does not read may still speak: however slow the machine, nobody takes it for dead.
    for _ in 0..10 {
        flood(248).await;
        deaf.say(json!({"type": "pong"})).await;
    }
    let grown = resident(&process) - before;
    assert!(grown < 16 * 1024, "{grown} KiB more");
    // When it reads again, it is told to sync.
    loop {
        let item = deaf.hears(&id).await["payload"]["data"]["roomEvents"].clone();
        if item["__typename"] == "SyncRequired" {
            break;
        }
        assert_eq!(item["__typename"], "MessageSent");
    }
}

async fn silence_ends_a_socket() {
    let spark = Spark::start(Engine::Sqlite).await;
    let alice = spark.user("alice").await;
    let mut silent = crate::harness::Socket::raw(&spark.url, Some("graphql-transport-ws")).await;
    let unsaid = async { assert_eq!(silent.hear().await, json!({"close": 4408})) };
    let mut dead = alice.connects().await;
    // It is pinged, and does not answer.
    let unheard = async {
        assert_eq!(dead.listens().await, json!({"type": "ping"}));
        assert_eq!(dead.listens().await, json!({"close": 1001}));
    };
    tokio::join!(unsaid, unheard);
}

/// What a client that is broken or hostile may send.
fn garbage() -> impl Strategy<Value = Message> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..200);
    let word = prop_oneof![
        Just("subscribe"),
        Just("complete"),
        Just("connection_init"),
        Just("ping"),
        Just("pong"),
        Just("next"),
        Just("x")
    ];
    let payload = prop_oneof![
        Just("null"),
        Just("{}"),
        Just("[]"),
        Just(r#"{"query":"{ viewer { id } }"}"#),
        Just(r#"{"query":"subscription { roomEvents { __typename } }"}"#),
        Just(r#"{"query":"{ a { b","variables":7}"#),
        Just(r#"{"query":"query A { x } query B { y }","operationName":"C"}"#),
        Just(r#"{"query":"{ node(id: \"msg_0000\") { id } }","operationName":""}"#),
        Just(r#"{"authorization":"Bearer nonsense"}"#)
    ];
    let frame = (word, payload, 0..4_u8).prop_map(|(kind, payload, id)| {
        Message::text(format!(r#"{{"type":"{kind}","id":"{id}","payload":{payload}}}"#))
    });
    prop_oneof![
        1 => bytes.clone().prop_map(Message::binary),
        1 => bytes.prop_map(|bytes| Message::text(String::from_utf8_lossy(&bytes).into_owned())),
        6 => frame
    ]
}

fn survives(engine: Engine, cases: u32) {
    let people = tokio::sync::OnceCell::new();
    let stories = (any::<bool>(), proptest::collection::vec(garbage(), 1..12));
    let wrong = tells_each(cases, Spark::start(engine), stories, &async |spark, (signed_in, frames)| {
        let alice = people.get_or_init(async || spark.user("alice").await).await;
        let init = json!({"type": "connection_init", "payload": {"authorization": format!("Bearer {}", alice.token)}});
        let mut request = format!("{}/graphql", spark.url.replace("http://", "ws://")).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        let (mut socket, _) = connect_async(request).await.unwrap();
        if *signed_in {
            socket.send(Message::text(init.to_string())).await.unwrap();
        }
        for frame in frames {
            if socket.send(frame.clone()).await.is_err() {
                break;
            }
        }
        // It answers, or closes; either way within a moment.
        let _ = socket.send(Message::text(r#"{"type":"ping"}"#)).await;
        let answer = tokio::time::timeout(PATIENCE, socket.next()).await;
        prop_assert!(answer.is_ok(), "silence");
        let viewer = alice.reads("{ viewer { username } }", json!({})).await;
        prop_assert_eq!(&viewer["viewer"]["username"], "alice");
        Ok(())
    });
    assert_eq!(wrong, [""; 0]);
}

made_up! {
    survives => garbage_stops_nothing;
    sqlite_made_up: Sqlite, 200;
}
