//! What was acknowledged stays, whatever becomes of the process, the client or the database's connections.

use crate::harness::{Feed, Person, Socket, Spark, eventually, on_both, person::Room, person::fresh};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::atomic::{AtomicUsize, Ordering},
};
use tokio::{io::AsyncWriteExt, net::TcpStream};

on_both! {
    what_was_acknowledged_survives_a_kill;
    a_server_that_is_told_to_stop_finishes;
    who_hangs_up_has_called_once_or_not_at_all;
}

const SEND: &str = "mutation($input: SendMessageInput!) { sendMessage(input: $input) {
    action error { code retryAfterMs } seq message { id } } }";

/// One send of a flood: the input, and the answer if one came.
struct Attempt {
    input: Value,
    answer: Option<Value>,
}

/// Sends until nobody answers any more. The last attempt is the one whose outcome is unknown.
async fn floods(http: &reqwest::Client, person: &Person, room: &Room, answered: &AtomicUsize) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    loop {
        let input = json!({"roomId": room, "body": "flood", "clientMutationId": fresh()});
        let body = json!({"query": SEND, "variables": {"input": input}});
        let call = async {
            let answer = http.post(format!("{}/graphql", person.url)).bearer_auth(&person.token).json(&body).send();
            answer.await?.json::<Value>().await
        };
        let answer = call.await.ok();
        let gone = answer.is_none();
        if let Some(answer) = &answer {
            assert_eq!(answer["data"]["sendMessage"]["action"], "COMMIT", "{answer}");
            answered.fetch_add(1, Ordering::Relaxed);
        }
        attempts.push(Attempt { input, answer });
        if gone {
            return attempts;
        }
    }
}

/// Every acknowledged message is there under its number, every call can be repeated, and no number is missing.
async fn holds(person: &Person, room: &Room, attempts: &[Attempt]) {
    let numbers = |events: &[Value]| events.iter().map(|event| event["seq"].as_i64().unwrap()).collect::<Vec<_>>();
    let events = person.syncs(room, 1).await;
    assert_eq!(numbers(&events), (1..).take(events.len()).collect::<Vec<_>>());
    let by_id: HashMap<_, _> = events.iter().map(|event| (&event["message"]["id"], event)).collect();
    for Attempt { input, answer } in attempts {
        let Some(answer) = answer else { continue };
        let sent = &answer["data"]["sendMessage"];
        let event = by_id.get(&sent["message"]["id"]).unwrap_or_else(|| panic!("acknowledged and lost: {sent}"));
        assert_eq!((&event["seq"], &event["clientMutationId"]), (&sent["seq"], &input["clientMutationId"]));
    }
    for Attempt { input, answer } in attempts {
        let again = person.ask(SEND, json!({"input": input})).await;
        assert_eq!(again["data"]["sendMessage"]["action"], "COMMIT", "{again}");
        assert!(answer.as_ref().is_none_or(|answer| *answer == again), "{answer:?} became {again}");
    }
    let events = person.syncs(room, 1).await;
    assert_eq!(numbers(&events), (1..).take(events.len()).collect::<Vec<_>>());
    for Attempt { input, .. } in attempts {
        let id = &input["clientMutationId"];
        assert_eq!(events.iter().filter(|event| event["clientMutationId"] == *id).count(), 1, "{id}");
    }
}

async fn what_was_acknowledged_survives_a_kill(spark: Spark) {
    const SENDERS: usize = 16;
    let mut alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let mut process = spark.gives_way(&["--send-rate=0", "--log=error"]).await;
    alice.url.clone_from(&process.url);
    let answered = AtomicUsize::new(0);
    let flood = join_all((0..SENDERS).map(|_| floods(&spark.http, &alice, &room, &answered)));
    let death = async {
        eventually("a flood", async || {
            let count = answered.load(Ordering::Relaxed);
            if count >= 100 { Ok(()) } else { Err(count) }
        })
        .await;
        process.kill().await;
    };
    let (attempts, ()) = tokio::join!(flood, death);
    let attempts: Vec<_> = attempts.into_iter().flatten().collect();
    let spark = spark.restart().await;
    holds(&alice.at(&spark.url), &room, &attempts).await;
}

async fn a_server_that_is_told_to_stop_finishes(spark: Spark) {
    const SENDERS: usize = 4;
    let mut alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let process = spark.gives_way(&["--send-rate=0", "--log=error"]).await;
    alice.url.clone_from(&process.url);
    // Several, so that they are not all closed at once.
    let mut sockets = Vec::new();
    for _ in 0..3 {
        sockets.push(Socket::open(&process.url, &alice.token).await);
    }
    let answered = AtomicUsize::new(0);
    let flood = join_all((0..SENDERS).map(|_| floods(&spark.http, &alice, &room, &answered)));
    let stopping = async {
        eventually(
            "the first answers",
            async || {
                if answered.load(Ordering::Relaxed) > 0 { Ok(()) } else { Err("none") }
            },
        )
        .await;
        let ready = async || spark.http.get(format!("{}/readyz", process.url)).send().await.map(|it| it.status());
        assert_eq!(ready().await.unwrap(), 200);
        process.terminate().await;
        eventually("/readyz with 503", async || match ready().await {
            Ok(status) if status == 503 => Ok(()),
            other => Err(other),
        })
        .await;
        for socket in &mut sockets {
            assert_eq!(socket.hear().await, json!({"close": 1001}));
        }
        drop(sockets);
        process.ended().await
    };
    let (attempts, output) = tokio::join!(flood, stopping);
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    let attempts: Vec<_> = attempts.into_iter().flatten().collect();
    let spark = spark.restart().await;
    holds(&alice.at(&spark.url), &room, &attempts).await;
}

/// Sends a whole request and is gone before the answer.
async fn hangs_up(person: &Person, query: &str, variables: &Value) {
    let host = person.url.strip_prefix("http://").unwrap();
    let body = json!({"query": query, "variables": variables}).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        person.token,
        body.len()
    );
    TcpStream::connect(host).await.unwrap().write_all(request.as_bytes()).await.unwrap();
}

async fn who_hangs_up_has_called_once_or_not_at_all(spark: Spark) {
    const CREATE: &str = "mutation($input: CreateRoomInput!) { createRoom(input: $input) { action } }";
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let mut sends = Vec::new();
    for n in 0..20 {
        let send = json!({"roomId": room, "body": "hello?", "clientMutationId": fresh()});
        hangs_up(&alice, SEND, &json!({"input": send})).await;
        let create = json!({"name": format!("Room {n}"), "clientMutationId": fresh()});
        hangs_up(&alice, CREATE, &json!({"input": create})).await;
        alice.does("createRoom", create, "room { id }").await;
        sends.push(send);
    }
    for send in sends {
        alice.does("sendMessage", send, "seq").await;
    }
    let events = alice.syncs(&room, 1).await;
    let numbers: Vec<_> = events.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=21).collect::<Vec<_>>());
    assert_eq!(alice.login_sync().await["memberships"]["totalCount"], 21);
}

mod on_postgres {
    use super::*;
    use crate::harness::{Engine, on_their_own};

    on_their_own! {
        connections_that_are_cut_lose_nothing;
    }

    /// Ends every connection that Spark has, in the middle of whatever it does.
    const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'spark'";

    async fn connections_that_are_cut_lose_nothing() {
        const SENDERS: i64 = 8;
        const EACH: i64 = 30;
        let spark = Spark::start(Engine::Postgres).await;
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
        let mut bobs = bob.hears_rooms().await;
        let sent = AtomicUsize::new(0);
        let sends = join_all((0..SENDERS).map(async |_| {
            for _ in 0..EACH {
                sends_until_done(&alice, &room).await;
                sent.fetch_add(1, Ordering::Relaxed);
            }
        }));
        let cuts = async {
            for cut in 1..10 {
                eventually("progress", async || {
                    let count = sent.load(Ordering::Relaxed);
                    if count >= cut * 20 { Ok(()) } else { Err(count) }
                })
                .await;
                spark.database.execute(CUT).await;
            }
        };
        tokio::join!(sends, cuts);
        let last = sends_until_done(&alice, &room).await;
        let expected: Vec<_> = (1..=2 + SENDERS * EACH + 1).collect();
        assert_eq!(last, *expected.last().unwrap());
        let synced: Vec<_> = alice.syncs(&room, 1).await.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
        assert_eq!(synced, expected);
        hears_all(&mut bobs, &expected[2..]).await;
    }

    async fn hears_all(feed: &mut Feed, numbers: &[i64]) {
        for seq in numbers {
            assert_eq!(feed.next().await["seq"], *seq);
        }
    }

    /// As a client does that is told RETRY: the same input again. Nothing else may be answered.
    async fn sends_until_done(person: &Person, room: &Room) -> i64 {
        let input = json!({"roomId": room, "body": "still there?", "clientMutationId": fresh()});
        loop {
            let answer = person.ask(SEND, json!({"input": input})).await;
            let payload = &answer["data"]["sendMessage"];
            if payload["action"] == "COMMIT" {
                return payload["seq"].as_i64().unwrap();
            }
            let failed = if payload.is_object() { &payload["error"] } else { &answer["errors"][0]["extensions"] };
            assert_eq!(failed["code"], "UNAVAILABLE", "{answer}");
            assert!(failed["retryAfterMs"].is_u64(), "{answer}");
        }
    }
}
