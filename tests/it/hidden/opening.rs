//! Two who open their first room at once: one of them makes it, the other finds it, and both hear all of it in its order.

use crate::harness::{Feed, Person, Spark, on_both};
use futures_util::future::join_all;
use serde_json::{Value, json};
use spark::{
    actions::sending::{Content, SendMessage},
    actions::{
        Actions, Actor,
        passwords::Passwords,
        rates::{RateLimits, Rates},
    },
    domain::event::{Event, UserEventKind},
    ids::{RoomId, SessionId, UserId},
    metrics::Metrics,
    store::{Address, Committed, Publisher, Request, Store},
    sync::Mutex,
};
use std::{collections::HashMap, sync::Arc};
use tokio::task;

on_both! {
    what_is_done_in_a_room_is_told_by_its_own_queue;
    both_hear_all_of_a_room_that_both_open;
    a_call_that_found_the_room_is_one_call;
}

const PAIRS: usize = 24;
const WORDS: usize = 6;

/// Opens it and writes at once, as an application does that was waiting for the room.
async fn opens_and_writes(person: &Person, other: &Person) -> String {
    let (room, _) = person.opens(other).await;
    for n in 0..WORDS {
        person.sends(&room, &format!("{} {n}", person.name)).await;
    }
    room
}

/// The numbers of what is told of the room until its last event.
async fn hears_all(feed: &mut Feed, latest: i64) -> Vec<Value> {
    let mut numbers = Vec::new();
    loop {
        let event = feed.next().await;
        assert_ne!(event["__typename"], "SyncRequired");
        numbers.push(event["seq"].clone());
        if event["seq"] == latest {
            return numbers;
        }
    }
}

async fn both_hear_all_of_a_room_that_both_open(spark: Spark) {
    let names: Vec<_> = (0..2 * PAIRS).map(|n| format!("person{n}")).collect();
    let people = join_all(names.iter().map(|name| spark.user(name))).await;
    let pairs = people.chunks(2).map(async |pair| {
        let [one, other] = pair else { unreachable!() };
        let (mut ones, mut others) = (one.hears_rooms().await, other.hears_rooms().await);
        let (room, same) = tokio::join!(opens_and_writes(one, other), opens_and_writes(other, one));
        assert_eq!(room, same);
        let latest = i64::try_from(2 + 2 * WORDS).unwrap();
        for (person, feed) in [(one, &mut ones), (other, &mut others)] {
            assert_eq!(person.membership(&room).await["latestSeq"], latest);
            let numbers = hears_all(feed, latest).await;
            let from = numbers[0].as_i64().unwrap();
            // Who found it hears it from where they were told of it; of nobody is a word kept back.
            assert!((1..=3).contains(&from), "{numbers:?}");
            assert_eq!(numbers, (from..=latest).map(|seq| json!(seq)).collect::<Vec<_>>());
        }
    });
    join_all(pairs).await;
    assert_eq!(spark.wrong().await, Vec::<String>::new());
}

async fn a_call_that_found_the_room_is_one_call(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let (room, _) = alice.opens(&bob).await;
    let shows = "room { id } membership { isHidden }";
    let open = |whom: &Person| json!({"userId": whom.id, "clientMutationId": "open"});
    let opened = bob.does("openDirectRoom", open(&alice), shows).await;
    assert_eq!(opened["room"]["id"], room.as_str());
    bob.hides(&room, true).await;
    let again = bob.does("openDirectRoom", open(&alice), shows).await;
    assert_eq!(again["membership"]["isHidden"], true, "the call of then, and nothing happens");
    assert_eq!(bob.fails("openDirectRoom", open(&carol)).await, "CONFLICT");
    // The same of the call that made it.
    let dave = spark.user("dave").await;
    let made = dave.does("openDirectRoom", open(&carol), shows).await;
    assert_eq!(dave.does("openDirectRoom", open(&carol), shows).await, made);
    assert_eq!(dave.fails("openDirectRoom", open(&bob)).await, "CONFLICT");
    assert_eq!(spark.wrong().await, Vec::<String>::new());
}

/// Notes which queue tells that somebody has come into a room, and which one tells its messages.
#[derive(Default)]
struct Told {
    shown: Mutex<HashMap<RoomId, task::Id>>,
    sent: Mutex<HashMap<RoomId, task::Id>>,
}

impl Publisher for Told {
    fn publish(&self, committed: &Committed) {
        for event in committed.events() {
            match event {
                Event::User(event) => {
                    if let UserEventKind::MembershipAdded(membership, _) = &event.kind {
                        self.shown.lock().insert(membership.member.room_id, task::id());
                    }
                }
                Event::Room(event) if event.message.system.is_none() => {
                    self.sent.lock().insert(event.room_id(), task::id());
                }
                _ => {}
            }
        }
    }

    fn commit_unknown(&self, _: &[Event]) {}
}

/// What two queues commit one after the other they may tell in another order: then the hub lets somebody in at a number that is
/// over, and what came between is told to nobody.
async fn what_is_done_in_a_room_is_told_by_its_own_queue(spark: Spark) {
    let names: Vec<_> = (0..2 * PAIRS).map(|n| format!("person{n}")).collect();
    let people: Vec<UserId> =
        join_all(names.iter().map(|name| spark.user(name))).await.iter().map(|it| it.id.parse().unwrap()).collect();
    let (told, clock) = (Arc::new(Told::default()), spark.clock.clone());
    let address: Address = spark.database.url.parse().unwrap();
    let store = Store::open(&address, clock.clone(), spark::seed(), told.clone(), Metrics::new());
    let actions = Actions::new(store.clone(), Rates::new(RateLimits::default(), clock), Passwords::new().unwrap());
    let actor = |user| Actor { user, session: SessionId(1), request: None };
    let rooms = join_all(people.chunks(2).map(async |pair| {
        let (one, other) = (actor(pair[0]), actor(pair[1]));
        let (opened, same) =
            tokio::join!(actions.open_direct_room(&one, other.user), actions.open_direct_room(&other, one.user));
        let room = opened.unwrap().answer;
        assert_eq!(room, same.unwrap().answer);
        let request = Request::new(one.user, "word".into(), "sendMessage", "");
        store.write_in_batch(SendMessage { request, room, content: Content::text("Hello!") }).await.unwrap();
        room
    }))
    .await;
    store.close().await;
    let (shown, sent) = (told.shown.lock().clone(), told.sent.lock().clone());
    assert_eq!(rooms.len(), PAIRS);
    for room in rooms {
        assert!(shown.contains_key(&room), "one of the two found it");
        assert_eq!(shown[&room], sent[&room], "{room:?}");
    }
}
