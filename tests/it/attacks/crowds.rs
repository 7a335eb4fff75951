//! Fifty people chat, and two hundred connections of a kind do what they can against it: who chats does not notice much.
//!
//! Whatever else a machine does makes people wait longer, never shorter: so each kind comes several times, quiet rounds between
//! them, and the best round of each is compared; on a machine that is busy there are more rounds, until each kind had a good one.
//! An attack that works has none. What the attackers themselves take of the processors is kept small, for elsewhere they are
//! other machines. What the server takes hardly depends on others, and is held to a bound as well.

use crate::harness::{Engine, Person, Socket, Spark, Wire, on_their_own, person::Room, process::Process, wire::frame};
use futures_util::future::join_all;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::{sync::mpsc, task::JoinSet};

on_their_own! {
    #[ignore = "it measures: `make crowd` runs it alone"]
    two_hundred_of_each_kind_beside_fifty_who_chat;
}

const PEOPLE: usize = 50;
const HOSTILE: usize = 200;
const LEAST_ROUNDS: usize = 3;
const MOST_ROUNDS: usize = 10;
/// How often each of the people writes in a round.
const TIMES: usize = 2;
/// How long they pause between two messages, together: as people do who think.
const PAUSE: Duration = Duration::from_millis(15);
/// Below this nobody notices.
const UNNOTICED: Duration = Duration::from_millis(20);

#[derive(Clone, Copy, Debug)]
enum Kind {
    Silent,
    HalfAHead,
    HalfABody,
    Unread,
    Pings,
}

const KINDS: [Kind; 5] = [Kind::Silent, Kind::HalfAHead, Kind::HalfABody, Kind::Unread, Kind::Pings];

/// Somebody who writes, and listens all the time.
struct Chatter {
    person: Person,
    /// What they heard of their own, and when.
    heard: mpsc::Receiver<(String, Instant)>,
}

impl Chatter {
    async fn listens(person: Person) -> Self {
        let mut feed = person.hears_rooms().await;
        let (tells, heard) = mpsc::channel(16);
        let own = person.id.clone();
        tokio::spawn(async move {
            loop {
                let item = feed.next().await;
                assert!(item["close"].is_null(), "{item}");
                if item["message"]["author"]["id"] == own.as_str() {
                    let body = item["message"]["body"].as_str().unwrap().to_owned();
                    if tells.send((body, Instant::now())).await.is_err() {
                        return;
                    }
                }
            }
        });
        Self { person, heard }
    }

    /// How long it takes until a message is acknowledged, and heard.
    async fn writes(&mut self, room: &Room, body: &str) -> Duration {
        let since = Instant::now();
        self.person.sends(room, body).await;
        let acknowledged = Instant::now();
        let (heard, at) = self.heard.recv().await.expect("hears nothing any more");
        assert_eq!(heard, body);
        at.max(acknowledged) - since
    }
}

/// What a round was like.
#[derive(Clone, Copy, Debug)]
struct Round {
    /// The 99th percentile of how long people waited.
    waited: Duration,
    /// What the server took of the processors.
    burnt: Duration,
}

struct Crowd {
    process: Process,
    people: Vec<Chatter>,
    square: Room,
    mallory: Person,
    /// Where nobody is but mallory, and long messages are.
    attic: Room,
}

impl Crowd {
    async fn gathers(spark: &Spark) -> Self {
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            people.push(spark.user(&format!("person{n}")).await);
        }
        let mallory = spark.user("mallory").await;
        let others: Vec<_> = people[1..].iter().collect();
        let square = people[0].creates_room("PRIVATE", "Square", &others).await;
        let attic = mallory.creates_room("PRIVATE", "Attic", &[]).await;
        let process = spark.gives_way(&["--send-rate=0", "--max-user-sockets=0", "--log=error"]).await;
        let people = join_all(people.iter().map(|person| Chatter::listens(person.at(&process.url)))).await;
        let mallory = mallory.at(&process.url);
        for _ in 0..20 {
            mallory.sends(&attic, &"x".repeat(8_000)).await;
        }
        Self { process, people, square, mallory, attic }
    }

    /// Each writes in turn.
    async fn chats(&mut self) -> Round {
        let (before, began) = (self.burnt(), Instant::now());
        let (count, square) = (self.people.len(), &self.square);
        let each = self.people.iter_mut().enumerate().map(async |(n, chatter)| {
            let mut waited = Vec::new();
            for turn in 0..TIMES {
                // A time of their own, however long the one before took.
                let due = began + PAUSE * u32::try_from(turn * count + n).unwrap();
                tokio::time::sleep_until(due.into()).await;
                waited.push(chatter.writes(square, &format!("{n} {turn}")).await);
            }
            waited
        });
        let mut waited = join_all(each).await.concat();
        waited.sort();
        Round { waited: waited[(waited.len() - 1) * 99 / 100], burnt: self.burnt() - before }
    }

    /// What the server has taken of the processors.
    fn burnt(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        // The fields behind the name, which stands in brackets; in hundredths of a second.
        let fields: Vec<_> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        let ticks = |field: usize| fields[field].parse::<u64>().unwrap();
        Duration::from_millis(10 * (ticks(11) + ticks(12)))
    }

    /// Two hundred of a kind, until they are dropped.
    async fn is_attacked(&mut self, kind: Kind) -> JoinSet<()> {
        let mut hostile = JoinSet::new();
        for n in 0..HOSTILE {
            if n % 50 == 0 {
                // Who hears nothing for long takes the server for dead.
                self.people[0].writes(&self.square, "still there").await;
            }
            match kind {
                Kind::Silent => {
                    self.says_half(&mut hostile, "").await;
                }
                Kind::HalfAHead => {
                    self.says_half(&mut hostile, "POST /graphql HTTP/1.1\r\nHost: spark\r\nX-Half: ").await;
                }
                Kind::HalfABody => {
                    let head = "POST /graphql HTTP/1.1\r\nHost: spark\r\nContent-Type: application/json";
                    self.says_half(&mut hostile, &format!("{head}\r\nContent-Length: 100\r\n\r\n{{")).await;
                }
                Kind::Unread => {
                    let socket = self.does_not_read().await;
                    hostile.spawn(async move {
                        let _socket = socket;
                        std::future::pending::<()>().await;
                    });
                }
                Kind::Pings => {
                    let mut wire = Wire::dial_from("127.0.0.2", &self.process.url).await;
                    wire.becomes_socket(&self.mallory.token).await;
                    hostile.spawn(async move {
                        let pings = [frame(0x81, r#"{"type":"ping"}"#), frame(0x89, "")].concat();
                        wire.pours(&pings.repeat(1_000)).await;
                    });
                }
            }
        }
        if let Kind::Unread = kind {
            // Of which they are to hear.
            let (mallory, attic) = (self.mallory.clone(), self.attic.clone());
            hostile.spawn(async move {
                loop {
                    mallory.sends(&attic, &"x".repeat(8_000)).await;
                    tokio::time::sleep(PAUSE * 8).await;
                }
            });
        }
        hostile
    }

    /// One that says so much and nothing more; whoever is hung up on comes back at once.
    async fn says_half(&self, hostile: &mut JoinSet<()>, said: &str) {
        let (url, said) = (self.process.url.clone(), said.to_owned());
        let mut wire = Wire::dial_from("127.0.0.2", &url).await;
        wire.writes(&said).await;
        hostile.spawn(async move {
            loop {
                wire.waits().await;
                wire = Wire::dial_from("127.0.0.2", &url).await;
                wire.writes(&said).await;
            }
        });
    }

    /// One that asks for much, and for all that happens.
    async fn does_not_read(&self) -> Socket {
        let mut socket = Socket::narrow(&self.process.url, &self.mallory.token).await;
        let room = json!({"room": self.attic});
        let events = "subscription($room: ID!) { roomEvents(roomIds: [$room]) { __typename ... on MessageSent {
            message { id body } } } }";
        socket.begins(events, room.clone()).await;
        let page = "query($room: ID!) { room(id: $room) { messages(last: 20) { nodes { id body } } } }";
        for _ in 0..2 {
            socket.begins(page, room.clone()).await;
        }
        socket
    }
}

/// The best of them.
fn best(rounds: &[Round]) -> Duration {
    rounds.iter().map(|round| round.waited).min().unwrap()
}

fn burnt(rounds: &[Round]) -> Duration {
    rounds.iter().map(|round| round.burnt).sum()
}

async fn two_hundred_of_each_kind_beside_fifty_who_chat() {
    let spark = Spark::start(Engine::Sqlite).await;
    let mut crowd = Crowd::gathers(&spark).await;
    // The first round warms up.
    crowd.chats().await;
    let (mut quiet, mut loud) = (Vec::new(), KINDS.map(|_| Vec::new()));
    let holds = |quiet: &[Round], rounds: &[Round]| best(rounds) <= 2 * best(quiet).max(UNNOTICED);
    for round in 0..MOST_ROUNDS {
        if round >= LEAST_ROUNDS && loud.iter().all(|rounds| holds(&quiet, rounds)) {
            break;
        }
        quiet.push(crowd.chats().await);
        for (kind, rounds) in KINDS.into_iter().zip(&mut loud) {
            let hostile = crowd.is_attacked(kind).await;
            rounds.push(crowd.chats().await);
            drop(hostile);
        }
    }
    println!("quiet: {quiet:?}");
    for (kind, rounds) in KINDS.into_iter().zip(&loud) {
        println!("{kind:?}: {rounds:?}");
    }
    for (kind, rounds) in KINDS.into_iter().zip(&loud) {
        let (now, before) = (best(rounds), best(&quiet));
        assert!(holds(&quiet, rounds), "{kind:?}: people wait {now:?} beside them, {before:?} without");
        let (now, before) = (burnt(rounds), burnt(&quiet));
        assert!(2 * now <= 3 * before, "{kind:?}: the server works {now:?} beside them, {before:?} without");
    }
}
