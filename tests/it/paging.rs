//! The room list read page by page, while rooms move in it.

use crate::harness::{
    Engine, Person, Spark, on_both,
    person::{Room, fresh},
    random::{Told, made_up, tells_each},
};
use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    prop_assert, prop_assert_eq,
};
use serde_json::{Value, json};
use std::{
    collections::HashSet,
    sync::atomic::{AtomicU32, Ordering},
};

on_both! {
    a_room_that_moves_up_is_left_out_by_no_page;
    a_list_in_which_nothing_moves_has_no_doubles;
    cursors_of_all_pages_are_cursors;
}

/// The two lists that are read in pages.
const LISTS: [&str; 2] = [
    "query($first: Int, $after: String) { memberships(first: $first, after: $after) {
       totalCount edges { cursor node { roomId } } pageInfo { hasNextPage endCursor } } }",
    "query($first: Int, $after: String) { loginSync { memberships(first: $first, after: $after) {
       totalCount edges { cursor node { roomId } } pageInfo { hasNextPage endCursor } } } }",
];

/// A list that somebody is reading.
struct Reading<'a> {
    person: &'a Person,
    list: &'static str,
    after: Value,
    rooms: Vec<Room>,
    has_more: bool,
}

impl<'a> Reading<'a> {
    fn of(person: &'a Person, list: &'static str) -> Self {
        Self { person, list, after: Value::Null, rooms: Vec::new(), has_more: true }
    }

    /// One page more.
    async fn reads(&mut self, first: usize) -> Vec<Room> {
        let data = self.person.reads(self.list, json!({"first": first, "after": self.after})).await;
        let page = if data["memberships"].is_null() { &data["loginSync"]["memberships"] } else { &data["memberships"] };
        let edges = page["edges"].as_array().unwrap();
        let rooms: Vec<_> = edges.iter().map(|edge| edge["node"]["roomId"].as_str().unwrap().to_owned()).collect();
        self.has_more = page["pageInfo"]["hasNextPage"].as_bool().unwrap();
        assert!(rooms.len() == first || !self.has_more, "a page that is not the last is full: {page}");
        if let Some(last) = edges.last() {
            assert_eq!(page["pageInfo"]["endCursor"], last["cursor"]);
            self.after = last["cursor"].clone();
        }
        self.rooms.extend(rooms.iter().cloned());
        rooms
    }

    fn distinct(&self) -> HashSet<Room> {
        self.rooms.iter().cloned().collect()
    }
}

async fn twelve(person: &Person) -> Vec<Room> {
    let mut rooms = Vec::new();
    for n in 0..12 {
        rooms.push(person.creates_room("PRIVATE", &format!("Room {n}"), &[]).await);
    }
    rooms
}

async fn a_room_that_moves_up_is_left_out_by_no_page(spark: Spark) {
    let alice = spark.user("alice").await;
    let rooms = twelve(&alice).await;
    let pins = async |pinned: bool| {
        alice.does("updateMembership", json!({"roomId": rooms[0], "isPinned": pinned}), "").await;
    };
    for list in LISTS {
        for pinned in [false, true] {
            let mut reading = Reading::of(&alice, list);
            reading.reads(5).await;
            // The last one becomes the first.
            let last = if pinned { &rooms[0] } else { &rooms[1] };
            if pinned {
                pins(true).await;
            } else {
                alice.sends(last, "up").await;
            }
            while reading.has_more {
                reading.reads(5).await;
            }
            assert_eq!(reading.distinct(), rooms.iter().cloned().collect());
            assert!(reading.rooms.len() <= 24, "{}", reading.rooms.len());
            pins(false).await;
        }
        // And with an end to which nothing is left when it moves.
        let mut reading = Reading::of(&alice, list);
        reading.reads(11).await;
        let seen = reading.distinct();
        alice.sends(rooms.iter().find(|room| !seen.contains(*room)).unwrap(), "up").await;
        while reading.has_more {
            reading.reads(11).await;
        }
        assert_eq!(reading.distinct().len(), 12);
    }
}

async fn a_list_in_which_nothing_moves_has_no_doubles(spark: Spark) {
    let alice = spark.user("alice").await;
    let rooms = twelve(&alice).await;
    alice.does("updateMembership", json!({"roomId": rooms[3], "isPinned": true}), "").await;
    let mut order: Vec<_> = rooms.iter().rev().cloned().collect();
    order.retain(|room| *room != rooms[3]);
    order.insert(0, rooms[3].clone());
    for list in LISTS {
        for size in 1..=13 {
            let mut reading = Reading::of(&alice, list);
            while reading.has_more {
                reading.reads(size).await;
            }
            assert_eq!(reading.rooms, order, "pages of {size}");
            assert!(reading.reads(size).await.is_empty(), "after the end is nothing");
        }
    }
}

async fn cursors_of_all_pages_are_cursors(spark: Spark) {
    let alice = spark.user("alice").await;
    let rooms = twelve(&alice).await;
    let mut reading = Reading::of(&alice, LISTS[0]);
    reading.reads(11).await;
    alice.sends(&rooms[0], "up").await;
    let again = reading.reads(3).await;
    let mut by_id = rooms.clone();
    by_id.sort();
    assert_eq!(again, by_id[..3], "all of them once more, by id");
    let cursor = reading.after.as_str().unwrap().to_owned();
    assert!(cursor.starts_with("again:"), "{cursor}");
    for wrong in ["again:", "again:x", "1:2", "0:1:2:", "0:1:2:zz", "0:1:2:11111111111111111", "again:1:2", ""] {
        let variables = json!({"first": 5, "after": wrong});
        assert_eq!(alice.is_refused(LISTS[0], variables).await, "INVALID_INPUT", "{wrong}");
    }
}

/// What happens between two pages. Rooms are known by their place: the first ones are of many, the last ones of two.
#[derive(Clone, Debug)]
enum Write {
    Send { room: usize, own: bool },
    Pin { room: usize, pinned: bool },
    PutAway { room: usize },
    Leave { room: usize },
    Join,
}

const ROOMS: usize = 9;
const DIRECT: usize = 6;

fn write() -> impl Strategy<Value = Write> {
    prop_oneof![
        8 => (0..ROOMS, any::<bool>()).prop_map(|(room, own)| Write::Send { room, own }),
        4 => (0..ROOMS, any::<bool>()).prop_map(|(room, pinned)| Write::Pin { room, pinned }),
        2 => (DIRECT..ROOMS).prop_map(|room| Write::PutAway { room }),
        1 => (0..DIRECT).prop_map(|room| Write::Leave { room }),
        1 => Just(Write::Join),
    ]
}

/// A page's size, and what happens after it.
type Turn = (usize, Vec<Write>);

static STORIES: AtomicU32 = AtomicU32::new(0);

/// Tells stories of pages of 1 to 5 rooms and of what others, and other devices, do between them. Later pages find no writes:
/// a list that never rests has no end.
fn tells(engine: Engine, cases: u32) {
    let turns = vec((1..=5_usize, vec(write(), 0..4)), 1..8);
    let stories = (0..LISTS.len(), turns);
    let wrong = tells_each(cases, Spark::start(engine), stories, &async |spark, (list, turns)| {
        let n = STORIES.fetch_add(1, Ordering::Relaxed);
        let (alice, bob) = (spark.user(&format!("alice{n}")).await, spark.user(&format!("bob{n}")).await);
        let mut rooms = Vec::new();
        for n in 0..ROOMS {
            if n < DIRECT {
                rooms.push(alice.creates_room("PUBLIC", &format!("Room {n}"), &[&bob]).await);
            } else {
                let other = spark.user(&format!("other{n}of{}", alice.name)).await;
                let opened = alice.does("openDirectRoom", json!({"userId": other.id}), "room { id }").await;
                rooms.push(opened["room"]["id"].as_str().unwrap().to_owned());
            }
        }
        pages(&alice, &bob, &rooms, LISTS[*list], turns).await
    });
    assert_eq!(wrong, Vec::<String>::new());
}

async fn pages(alice: &Person, bob: &Person, rooms: &[Room], list: &'static str, turns: &[Turn]) -> Told {
    let mut throughout: HashSet<_> = rooms.iter().cloned().collect();
    let mut reading = Reading::of(alice, list);
    let mut turns = turns.iter();
    let mut pages = 0;
    while reading.has_more {
        let turn = turns.next();
        let size = turn.map_or(5, |(size, _)| *size);
        reading.reads(size).await;
        pages += 1;
        prop_assert!(pages <= 50, "it has no end");
        for write in turn.into_iter().flat_map(|(_, writes)| writes) {
            match write {
                Write::Send { room, own } => {
                    let sender = if *own || *room >= DIRECT { alice } else { bob };
                    let input = json!({"roomId": rooms[*room], "body": "up", "clientMutationId": fresh()});
                    // Who has left does not write.
                    sender.calls("sendMessage", input, "").await;
                }
                Write::Pin { room, pinned } => {
                    alice.calls("updateMembership", json!({"roomId": rooms[*room], "isPinned": pinned}), "").await;
                }
                Write::PutAway { room } => {
                    alice.does("updateMembership", json!({"roomId": rooms[*room], "isHidden": true}), "").await;
                    throughout.remove(&rooms[*room]);
                }
                Write::Leave { room } => {
                    alice.calls("leaveRoom", json!({"roomId": rooms[*room]}), "").await;
                    // The last owner can't: then it is as it was.
                    if alice.membership(&rooms[*room]).await["viewerMembership"].is_null() {
                        throughout.remove(&rooms[*room]);
                    }
                }
                Write::Join => drop(alice.creates_room("PRIVATE", "Another", &[]).await),
            }
        }
    }
    let seen = reading.distinct();
    let missing: Vec<_> = throughout.difference(&seen).map(|room| rooms.iter().position(|it| it == room)).collect();
    prop_assert_eq!(missing, Vec::new(), "shown: {:?}", reading.rooms);
    Ok(())
}

made_up! {
    tells => pages_leave_no_room_out_whatever_happens_between_them;
    random_sqlite: Sqlite, 24;
    random_postgres: Postgres, 6;
}
