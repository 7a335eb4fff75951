//! Random selections for somebody who leaves and somebody who stays, over a history that goes on: read live, by a socket that
//! nobody reads until all is over, by `resume` and `sync`, and by queries afterwards. Whatever bytes reach the one who left, none is
//! of after the departure.
//!
//! PROPTEST_CASES and PROPTEST_RNG_SEED make it longer, and other (`make soak`).

use super::{LATER, brief, goes_on, later_number, sends_some};
use crate::harness::{
    Engine, Person, Socket, Spark,
    composed::{Composer, World},
    person::Room,
    random::{Told, tells_each},
};
use apollo_compiler::{Schema, validation::Valid};
use proptest::{collection::vec, prelude::any, prop_assert};
use serde_json::{Value, json};
use std::{
    collections::HashSet,
    sync::atomic::{AtomicU32, Ordering},
};
use tokio::sync::OnceCell;

/// What keeps a socket busy that is not read: for each event a page of long messages, which stay as they are. It also says when all
/// has come.
const BALLAST: &str = "subscription($resume: [RoomCursor!]) { roomEvents(resume: $resume) { __typename
    ... on RoomEvent { seq room { messages(first: 32) { nodes { body } } } message { body } } } }";
/// How many long messages there are, and how many short ones wait: together more than the system keeps for a socket.
const LONG: usize = 32;
const SHORT: usize = 24;
/// Choices for one document.
const CHOICES: usize = 80;
/// Documents of events, and documents of queries.
const CHANNELS: [&str; 4] = ["roomEvents", "roomEvents", "roomEvents", "userEvents"];
const QUERIES: usize = 4;

/// The people of all histories.
struct People {
    alice: Person,
    bob: Person,
    carol: Person,
    dave: Person,
}

/// What came of all histories together: else it might be that nothing was shown to anybody.
#[derive(Default)]
struct Seen {
    documents: AtomicU32,
    refused: AtomicU32,
    /// Histories in which something waited until after the departure.
    late: AtomicU32,
    /// Answers and events in which the one who stays saw what came later, beside the ballast.
    later: AtomicU32,
}

/// What a socket was told, by operation.
struct Listener {
    socket: Socket,
    ballast: String,
    /// The others, with the type of their last event.
    open: HashSet<(String, &'static str)>,
    heard: Vec<Value>,
}

impl Listener {
    async fn begin(mut socket: Socket, documents: &[(&'static str, String)], resume: &Value) -> Self {
        let ballast = socket.begins(BALLAST, json!({"resume": resume})).await;
        let mut open = HashSet::new();
        for (channel, document) in documents {
            let last = if *channel == "userEvents" { "MembershipRemoved" } else { "MemberLeft" };
            open.insert((socket.begins(document, json!({"resume": resume})).await, last));
        }
        let mut listener = Self { socket, ballast, open, heard: Vec::new() };
        let mut ready = 0;
        while ready < documents.len() + 1 {
            ready += usize::from(listener.hears().await.1.is_some_and(|it| it == "StreamReady"));
        }
        listener
    }

    /// One message: its operation, and what kind of event it is. A document that is refused is over.
    async fn hears(&mut self) -> (String, Option<String>) {
        let message = self.socket.hear().await;
        let id = message["id"].as_str().unwrap_or_default().to_owned();
        let root = message["payload"]["data"].as_object().and_then(|data| data.values().next());
        let kind = root.and_then(|root| root["__typename"].as_str()).map(str::to_owned);
        if message["type"] == "error" {
            self.open.retain(|(open, _)| *open != id);
            return (id, Some("StreamReady".to_owned()));
        }
        self.heard.push(message);
        (id, kind)
    }

    /// Reads until each operation said its last word on the room.
    async fn reads(&mut self) {
        let mut open = true;
        while open || !self.open.is_empty() {
            let (id, kind) = self.hears().await;
            let kind = kind.as_deref();
            // Who is told that something was lost asks for it, and the last word may be among that.
            let is_last = |last: &str| kind == Some(last) || matches!(kind, Some("SyncRequired" | "LoginSyncRequired"));
            if id == self.ballast && is_last("MemberLeft") {
                open = false;
            }
            self.open.retain(|(other, last)| *other != id || !is_last(last));
        }
    }

    /// Reads all that is still under way.
    async fn ends(mut self) -> Vec<Value> {
        let id = self.socket.begins("{ viewer { username } }", json!({})).await;
        while self.hears().await.0 != id {}
        self.heard
    }
}

/// What must not reach the one who left: what is told of nothing but what came later.
struct Forbidden {
    departure: i64,
    names: HashSet<String>,
}

impl Forbidden {
    async fn since(departure: i64, room: &Room, owner: &Person) -> Self {
        let mut names = HashSet::new();
        for event in owner.syncs(room, departure + 1).await {
            names.insert(event["fingerprint"].as_str().unwrap().to_owned());
            let message = &event["message"];
            if message["seq"].as_i64().is_some_and(|seq| seq > departure) {
                names.insert(message["id"].as_str().unwrap().to_owned());
            }
            names.extend(
                event["member"]["id"].as_str().filter(|_| event["__typename"] == "MemberJoined").map(str::to_owned),
            );
        }
        assert!(names.len() > 8, "{names:?}");
        Self { departure, names }
    }

    fn is_named(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.names.contains(text),
            Value::Array(items) => items.iter().any(|item| self.is_named(item)),
            Value::Object(fields) => fields.values().any(|field| self.is_named(field)),
            _ => false,
        }
    }

    /// Nothing of it is in what somebody was told.
    fn is_absent(&self, told: &Value, asked: &str) -> Told {
        let text = told.to_string();
        let text = brief(&text);
        prop_assert!(!text.contains(LATER), "{}\n{}", text, asked);
        let data = told.get("payload").unwrap_or(told).get("data").unwrap_or(&Value::Null);
        prop_assert!(later_number(data, self.departure).is_none(), "after {}: {}\n{}", self.departure, text, asked);
        prop_assert!(!self.is_named(data), "{}\n{}", text, asked);
        Ok(())
    }
}

struct History<'h> {
    people: &'h People,
    schema: &'h Valid<Schema>,
    seen: &'h Seen,
    room: Room,
}

impl History<'_> {
    fn world<'w>(&self, ids: &'w [String], users: &'w [String], rooms: &'w [String]) -> World<'w> {
        World { ids, rooms, users, username: "alice", sizes: &[1, 3, 20] }
    }

    async fn is_told(&self, spark: &Spark, choices: &[u16]) -> Told {
        let People { alice, bob, carol, dave } = self.people;
        let (mut parts, rooms) = (choices.chunks(CHOICES), [self.room.clone()]);
        let users: Vec<_> = [alice, bob, carol, dave].iter().map(|person| person.id.clone()).collect();
        let world = self.world(&rooms, &users, &rooms);
        let channels: Vec<_> = CHANNELS
            .iter()
            .zip(&mut parts)
            .map(|(channel, choices)| {
                let composer = Composer::new(self.schema, &world, choices);
                let document = match *channel {
                    "roomEvents" => composer
                        .whole_subscription("roomEvents", "($resume: [RoomCursor!]) { roomEvents(resume: $resume)"),
                    channel => composer.whole_subscription(channel, &format!(" {{ {channel}")),
                };
                (*channel, document)
            })
            .collect();
        let asked = channels.iter().map(|(_, document)| document.as_str()).collect::<Vec<_>>().join("\n");
        let last = parts.next().unwrap_or_default();
        let resume = json!([{"roomId": self.room, "fromSeq": 1}]);
        let begin = async |person: &Person, resume: &Value, is_narrow: bool| {
            let socket =
                if is_narrow { Socket::narrow(&spark.url, &person.token).await } else { person.connects().await };
            Listener::begin(socket, &channels, resume).await
        };
        // The one who stays reads at once or late, before the other or after: what is rendered for one may reach the other.
        let (bob_is_late, bob_is_first) = (last.first() > Some(&32_000), last.get(1) > Some(&32_000));
        let long = sends_some(&[alice, bob, carol], &self.room, LONG, 7_900).await;
        let mut carol_late = begin(carol, &json!([]), true).await;
        let mut carol_live = begin(carol, &json!([]), false).await;
        let mut bobs = begin(bob, &json!([]), bob_is_late).await;
        let refused = CHANNELS.len() - bobs.open.len();
        self.seen.documents.fetch_add(u32::try_from(CHANNELS.len()).unwrap(), Ordering::Relaxed);
        self.seen.refused.fetch_add(u32::try_from(refused).unwrap(), Ordering::Relaxed);
        let history = async {
            let sent = sends_some(&[alice, bob, carol], &self.room, SHORT, 1).await;
            alice.makes(&self.room, bob, "MODERATOR").await;
            bob.does("updateRoom", json!({"roomId": self.room, "topic": "before"}), "").await;
            // Half-way through the past when the room is left.
            let replayed = begin(carol, &resume, true).await;
            carol.marks_read(&self.room, sent[3]["seq"].as_i64().unwrap()).await;
            let departure = if last.get(2) > Some(&32_000) {
                alice.removes(&self.room, carol).await
            } else {
                carol.leaves(&self.room).await
            };
            alice.makes(&self.room, bob, "MEMBER").await;
            goes_on(alice, bob, dave, &self.room, &sent).await;
            (departure, sent, replayed)
        };
        let ((departure, sent, replayed), ()) = tokio::join!(history, carol_live.reads());
        let end = bob.sends(&self.room, LATER).await;
        let forbidden = Forbidden::since(departure, &self.room, alice).await;
        if bob_is_first {
            bobs.reads_to(&end).await;
        }
        carol_late.reads().await;
        if !bob_is_first {
            bobs.reads_to(&end).await;
        }
        let is_empty =
            |message: &&Value| message["payload"]["data"]["roomEvents"]["room"]["messages"]["nodes"] == json!([]);
        let of_ballast = |message: &&Value| message["id"] == *carol_late.ballast;
        let late = carol_late.heard.iter().filter(of_ballast).filter(is_empty).count();
        self.seen.late.fetch_add(u32::from(late > 3), Ordering::Relaxed);
        for listener in [carol_late, carol_live, replayed] {
            for told in listener.ends().await {
                forbidden.is_absent(&told, &asked)?;
            }
        }
        let later = bobs.heard.iter().filter(|told| told["id"] != *bobs.ballast && told.to_string().contains(LATER));
        let mut later = later.count();
        // Afterwards, by whatever they know the ids of.
        let member = "query($id: ID!) { room(id: $id) { members(last: 4) { nodes { id } } } }";
        let members = alice.reads(member, json!({"id": self.room})).await["room"]["members"]["nodes"].clone();
        let ids: Vec<String> = members
            .as_array()
            .unwrap()
            .iter()
            .chain([&long[0], &sent[1], &end])
            .map(|it| it["id"].as_str().unwrap().to_owned())
            .chain([self.room.clone()])
            .collect();
        let world = self.world(&ids, &users, &rooms);
        for choices in parts.by_ref().take(QUERIES) {
            let query = Composer::new(self.schema, &world, choices).whole_query();
            // In a room that she may not see nobody is found by an id that she has said herself.
            let told = carol.ask(&query, json!({})).await;
            forbidden.is_absent(&told, &query)?;
            later += usize::from(bob.ask(&query, json!({})).await.to_string().contains(LATER));
        }
        self.seen.later.fetch_add(u32::try_from(later).unwrap(), Ordering::Relaxed);
        Ok(())
    }
}

impl Listener {
    /// Reads until the ballast has brought this message.
    async fn reads_to(&mut self, message: &Value) {
        loop {
            let (id, _) = self.hears().await;
            let told = &self.heard.last().unwrap()["payload"]["data"]["roomEvents"];
            if id == self.ballast && told["seq"].as_i64() >= message["seq"].as_i64() {
                return;
            }
        }
    }
}

fn leaves(engine: Engine, cases: u32) {
    let schema = Schema::parse_and_validate(spark::graphql::sdl(), "schema.graphql").unwrap();
    let (people, seen, told) = (OnceCell::new(), Seen::default(), AtomicU32::new(0));
    let choices = vec(any::<u16>(), CHOICES * (CHANNELS.len() + 1 + QUERIES));
    let wrong = tells_each(cases, Spark::start(engine), choices, &async |spark: &Spark, choices: &Vec<u16>| -> Told {
        let made = async || {
            let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
            People { alice, bob, carol, dave }
        };
        let people = people.get_or_init(made).await;
        let room = people.alice.creates_room("PRIVATE", "Kitchen", &[&people.bob, &people.carol]).await;
        told.fetch_add(1, Ordering::Relaxed);
        History { people, schema: &schema, seen: &seen, room }.is_told(spark, choices).await
    });
    assert!(wrong.is_empty(), "{wrong:?}");
    let (told, Seen { documents, refused, late, later }) = (told.into_inner(), seen);
    let (documents, refused) = (documents.into_inner(), refused.into_inner());
    assert!(2 * refused < documents, "of {documents} documents {refused} were refused");
    assert!(2 * late.into_inner() > told, "in most histories nothing waited until after the departure");
    assert!(later.into_inner() > told, "who stayed saw nothing of it either");
}

mod sqlite {
    #[test]
    fn whoever_left_is_shown_nothing_of_after_it() {
        super::leaves(crate::harness::Engine::Sqlite, 16);
    }
}

mod postgres {
    #[test]
    fn whoever_left_is_shown_nothing_of_after_it() {
        super::leaves(crate::harness::Engine::Postgres, 6);
    }
}
