//! Fifty people chat, and two hundred connections of a kind do what they can against it: who chats does not notice much.

use crate::harness::{Engine, Person, Socket, Spark, Wire, person::Room};
use futures_util::future::join_all;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;

const PEOPLE: usize = 50;
const HOSTILE: usize = 200;
/// How often each of them writes while it is measured.
const TIMES: usize = 4;
/// How long they pause between two messages, together: as people do who think.
const PAUSE: Duration = Duration::from_millis(15);

/// Below this nobody notices, and a machine that does other things as well decides.
const UNNOTICED: Duration = Duration::from_millis(20);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Silent,
    HalfAHead,
    HalfABody,
    Unread,
    Pings,
}

/// Each writes in turn, and hears it by their own socket: how long that took.
async fn chats(people: &[Person], room: &Room) -> Vec<Duration> {
    // Sockets of this round: who does not read between two is dead.
    let feeds = join_all(people.iter().map(Person::hears_rooms)).await;
    let began = Instant::now();
    let count = people.len();
    let each = people.iter().zip(feeds).enumerate().map(async |(n, (person, mut feed))| {
        let mut took = Vec::new();
        for turn in 0..TIMES {
            // A time of their own, however long the one before took.
            let due = began + PAUSE * u32::try_from(turn * count + n).unwrap();
            tokio::time::sleep_until(due.into()).await;
            let since = Instant::now();
            let body = format!("{n} {turn}");
            let (sent, ()) = tokio::join!(person.sends(room, &body), async {
                while feed.next().await["message"]["body"] != body.as_str() {}
            });
            assert_eq!(sent["body"], body.as_str());
            took.push(since.elapsed());
        }
        took
    });
    join_all(each).await.concat()
}

/// The 99th percentile.
fn percentile(mut took: Vec<Duration>) -> Duration {
    took.sort();
    took[took.len() * 99 / 100]
}

/// Two hundred that do it until they are dropped; the unread ones are to hear of a room in which much is said.
async fn attack(kind: Kind, url: &str, mallory: &Person, room: &Room) -> JoinSet<()> {
    let mut hostile = JoinSet::new();
    if kind == Kind::Unread {
        // More than the system keeps for them, and then on and on.
        let (mallory, room, body) = (mallory.clone(), room.clone(), "x".repeat(8_000));
        hostile.spawn(async move {
            loop {
                mallory.sends(&room, &body).await;
                tokio::time::sleep(PAUSE * 8).await;
            }
        });
    }
    for _ in 0..HOSTILE {
        match kind {
            Kind::Silent | Kind::HalfAHead | Kind::HalfABody => {
                let said = match kind {
                    Kind::HalfAHead => "POST /graphql HTTP/1.1\r\nHost: spark\r\nX-Half: ",
                    Kind::HalfABody => {
                        "POST /graphql HTTP/1.1\r\nHost: spark\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
                    }
                    _ => "",
                };
                let url = url.to_owned();
                // Whoever is hung up on comes back at once.
                hostile.spawn(async move {
                    loop {
                        let mut wire = Wire::dial_from("127.0.0.2", &url).await;
                        wire.writes(said).await;
                        wire.waits().await;
                    }
                });
            }
            Kind::Unread => {
                let mut socket = Socket::narrow(url, &mallory.token).await;
                let query = "subscription($room: ID!) { roomEvents(roomIds: [$room]) {
                    __typename ... on MessageSent { message { id body } } } }";
                socket.begins(query, json!({"room": room})).await;
                hostile.spawn(async move {
                    let _socket = socket;
                    std::future::pending::<()>().await;
                });
            }
            Kind::Pings => {
                let mut socket = mallory.connects().await;
                hostile.spawn(async move {
                    let pings = [Message::text(r#"{"type":"ping"}"#), Message::Ping(Vec::new().into())];
                    while socket.floods(pings.iter().cycle().take(100).cloned()).await {}
                });
            }
        }
    }
    hostile
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "held against the clock, for a machine that does nothing else"]
async fn two_hundred_of_each_kind_beside_fifty_who_chat() {
    let spark = Spark::start(Engine::Sqlite).await;
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        people.push(spark.user(&format!("person{n}")).await);
    }
    let mallory = spark.user("mallory").await;
    let others: Vec<_> = people[1..].iter().collect();
    let attic = mallory.creates_room("PRIVATE", "Attic", &[]).await;
    let room = people[0].creates_room("PRIVATE", "Square", &others).await;
    let process = spark.gives_way(&["--send-rate=0", "--max-user-sockets=0", "--log=error"]).await;
    let people: Vec<_> = people.iter().map(|person| person.at(&process.url)).collect();
    let mallory = mallory.at(&process.url);
    // The first round warms up.
    chats(&people, &room).await;
    let (mut quiet, mut loud) = (Vec::new(), Vec::new());
    for kind in [Kind::Silent, Kind::HalfAHead, Kind::HalfABody, Kind::Unread, Kind::Pings] {
        quiet.extend(chats(&people, &room).await);
        let hostile = attack(kind, &process.url, &mallory, &attic).await;
        loud.push((kind, chats(&people, &room).await));
        drop(hostile);
    }
    let quiet = percentile(quiet);
    for (kind, took) in loud {
        let took = percentile(took);
        println!("{kind:?}: {took:?}, quiet {quiet:?}");
        assert!(took <= 2 * quiet.max(UNNOTICED), "{kind:?}: {took:?} beside them, {quiet:?} without");
    }
}
