//! Random selections for somebody who leaves and somebody who stays, over a history that goes on: read live, by a socket that
//! nobody reads until all is over, by `resume` and `sync`, and by queries afterwards. Whatever bytes reach the one who left, none is
//! of after the departure.
//!
//! PROPTEST_CASES and PROPTEST_RNG_SEED make it longer, and other (`make soak`).

use super::{LATER, brief, goes_on, later_number, listener::Listener, sends_some};
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
    sync::atomic::{AtomicUsize, Ordering},
};
use tokio::sync::OnceCell;

/// How many long messages there are, and how many short ones wait: together more than the system keeps for a socket.
const LONG: usize = 32;
const SHORT: usize = 24;
/// Choices for one document.
const CHOICES: usize = 80;
/// Documents of events, and documents of queries.
const CHANNELS: [&str; 4] = ["roomEvents", "roomEvents", "roomEvents", "userEvents"];
const QUERIES: usize = 4;
/// How large pages are: within the limits of what is asked for each event.
const SIZES: [u32; 3] = [1, 3, 20];

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
    documents: AtomicUsize,
    refused: AtomicUsize,
    /// Histories in which something waited until after the departure.
    late: AtomicUsize,
    /// Answers and events in which the one who stays saw what came later, beside the ballast.
    later: AtomicUsize,
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

/// How a history goes, beside what is selected.
struct Plan {
    is_removed: bool,
    /// Whether the one who stays reads late as well, and before the other: what is rendered for one may reach the other.
    bob_is_late: bool,
    bob_is_first: bool,
}

impl Plan {
    fn of(choices: &[u16]) -> Self {
        let is = |n: usize| choices.get(n).is_some_and(|choice| choice % 2 == 1);
        Self { is_removed: is(0), bob_is_late: is(1), bob_is_first: is(2) }
    }
}

struct History<'h> {
    people: &'h People,
    schema: &'h Valid<Schema>,
    seen: &'h Seen,
    spark: &'h Spark,
    room: Room,
}

/// What was sent before somebody left.
struct Sent {
    long: Vec<Value>,
    short: Vec<Value>,
}

impl History<'_> {
    fn users(&self) -> [String; 4] {
        let People { alice, bob, carol, dave } = self.people;
        [alice, bob, carol, dave].map(|person| person.id.clone())
    }

    /// Subscriptions, with their channels.
    fn documents<'c>(&self, choices: &mut impl Iterator<Item = &'c [u16]>) -> Vec<(&'static str, String)> {
        let (rooms, users) = ([self.room.clone()], self.users());
        let world = World { ids: &rooms, rooms: &rooms, users: &users, username: "alice", sizes: &SIZES };
        let compose = |(channel, choices): (&&'static str, &[u16])| {
            let head = match *channel {
                "roomEvents" => "($resume: [RoomCursor!]) { roomEvents(resume: $resume)".to_owned(),
                channel => format!(" {{ {channel}"),
            };
            (*channel, Composer::new(self.schema, &world, choices).whole_subscription(channel, &head))
        };
        CHANNELS.iter().zip(choices).map(compose).collect()
    }

    /// Until somebody has left, and after it: when that was, what was sent before, and a replay that began before it.
    async fn goes(&self, plan: &Plan, replay: impl Future<Output = Listener>) -> (i64, Vec<Value>, Listener) {
        let People { alice, bob, carol, dave } = self.people;
        let short = sends_some(&[alice, bob, carol], &self.room, SHORT, 1).await;
        alice.makes(&self.room, bob, "MODERATOR").await;
        bob.does("updateRoom", json!({"roomId": self.room, "topic": "before"}), "").await;
        let replayed = replay.await;
        carol.marks_read(&self.room, short[3]["seq"].as_i64().unwrap()).await;
        let departure =
            if plan.is_removed { alice.removes(&self.room, carol).await } else { carol.leaves(&self.room).await };
        alice.makes(&self.room, bob, "MEMBER").await;
        goes_on(alice, bob, dave, &self.room, &short).await;
        (departure, short, replayed)
    }

    async fn is_told(&self, choices: &[u16]) -> Told {
        let People { alice, bob, carol, .. } = self.people;
        let mut parts = choices.chunks(CHOICES);
        let documents = self.documents(&mut parts);
        let plan = Plan::of(parts.next().unwrap());
        let long = sends_some(&[alice, bob, carol], &self.room, LONG, 7_900).await;
        let begin = async |person: &Person, resume: Value, is_narrow: bool| {
            let socket =
                if is_narrow { Socket::narrow(&self.spark.url, &person.token).await } else { person.connects().await };
            Listener::begin(socket, &documents, &resume).await
        };
        let mut late = begin(carol, json!([]), true).await;
        let mut live = begin(carol, json!([]), false).await;
        let mut bobs = begin(bob, json!([]), plan.bob_is_late).await;
        self.seen.documents.fetch_add(documents.len(), Ordering::Relaxed);
        self.seen.refused.fetch_add(documents.len() - bobs.open.len(), Ordering::Relaxed);
        let replay = begin(carol, json!([{"roomId": self.room, "fromSeq": LONG}]), true);
        let ((departure, short, replayed), ()) = tokio::join!(self.goes(&plan, replay), live.reads());
        let end = bob.sends(&self.room, LATER).await;
        if plan.bob_is_first {
            bobs.reads_to(&end).await;
            late.reads().await;
        } else {
            late.reads().await;
            bobs.reads_to(&end).await;
        }
        let is_late = late.of_ballast().filter(|event| event["room"]["messages"]["nodes"] == json!([])).count() > 3;
        self.seen.late.fetch_add(usize::from(is_late), Ordering::Relaxed);
        let forbidden = Forbidden::since(departure, &self.room, alice).await;
        let asked: String = documents.iter().map(|(_, document)| format!("{document}\n")).collect();
        for listener in [late, live, replayed] {
            for told in listener.ends().await {
                forbidden.is_absent(&told, &asked)?;
            }
        }
        let later = bobs.heard.iter().filter(|told| told["id"] != *bobs.ballast && told.to_string().contains(LATER));
        self.seen.later.fetch_add(later.count(), Ordering::Relaxed);
        self.is_asked(&mut parts, &Sent { long, short }, &forbidden).await
    }

    /// Afterwards, by whatever they know the ids of.
    async fn is_asked<'c>(
        &self,
        choices: &mut impl Iterator<Item = &'c [u16]>,
        sent: &Sent,
        forbidden: &Forbidden,
    ) -> Told {
        let People { alice, bob, carol, .. } = self.people;
        let query = "query($id: ID!) { room(id: $id) { members(last: 4) { nodes { id } } messages(last: 2) { nodes { id } } } }";
        let room = alice.reads(query, json!({"id": self.room})).await["room"].clone();
        let listed = ["members", "messages"].iter().flat_map(|list| room[list]["nodes"].as_array().unwrap());
        let known = listed.chain([&sent.long[0], &sent.short[1]]).map(|it| it["id"].as_str().unwrap().to_owned());
        let ids: Vec<String> = known.chain([self.room.clone()]).collect();
        let (rooms, users) = ([self.room.clone()], self.users());
        let world = World { ids: &ids, rooms: &rooms, users: &users, username: "alice", sizes: &SIZES };
        for choices in choices.take(QUERIES) {
            let query = Composer::new(self.schema, &world, choices).whole_query();
            forbidden.is_absent(&carol.ask(&query, json!({})).await, &query)?;
            let later = bob.ask(&query, json!({})).await.to_string().contains(LATER);
            self.seen.later.fetch_add(usize::from(later), Ordering::Relaxed);
        }
        Ok(())
    }
}

fn leaves(engine: Engine, cases: u32) {
    let schema = Schema::parse_and_validate(spark::graphql::sdl(), "schema.graphql").unwrap();
    let (people, seen, told) = (OnceCell::new(), Seen::default(), AtomicUsize::new(0));
    let choices = vec(any::<u16>(), CHOICES * (CHANNELS.len() + 1 + QUERIES));
    let wrong = tells_each(cases, Spark::start(engine), choices, &async |spark: &Spark, choices: &Vec<u16>| -> Told {
        let made = async || {
            let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
            People { alice, bob, carol, dave }
        };
        let people = people.get_or_init(made).await;
        let room = people.alice.creates_room("PRIVATE", "Kitchen", &[&people.bob, &people.carol]).await;
        told.fetch_add(1, Ordering::Relaxed);
        History { people, schema: &schema, seen: &seen, spark, room }.is_told(choices).await
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
        super::leaves(crate::harness::Engine::Sqlite, 12);
    }
}

mod postgres {
    #[test]
    fn whoever_left_is_shown_nothing_of_after_it() {
        super::leaves(crate::harness::Engine::Postgres, 5);
    }
}
