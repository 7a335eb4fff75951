//! What is committed and not published, with nothing behind it that would show the hole: it is heard within five seconds all the same.

use super::numbers_until;
use crate::harness::{Spark, on_both};
use serde_json::json;
use spark::{
    domain::event::{Event, RoomEvent},
    hub::Hub,
    store::{Committed, Publisher},
};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

on_both! {
    what_a_hub_drops_is_heard_without_a_further_event;
    what_nobody_could_even_note_is_heard;
}

const SOON: Duration = Duration::from_secs(5);
const UNHEARD: &str = "unheard";

/// Stands before a hub. What has the word in it does not come to the hub.
struct Lossy {
    hub: Arc<Hub>,
    way: Way,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Drops,
    Panics,
}

fn is_lost(event: &Event) -> bool {
    let has_word = |event: &RoomEvent| event.room.name.as_deref() == Some(UNHEARD) || event.message.body == UNHEARD;
    matches!(event, Event::Room(event) if has_word(event))
}

impl Publisher for Lossy {
    fn publish(&self, committed: &Committed) {
        if !committed.events().iter().any(is_lost) {
            return self.hub.publish(committed);
        }
        assert!(self.way == Way::Drops, "as told");
    }

    fn commit_unknown(&self, _: &[Event]) {
        panic!("as told");
    }
}

async fn what_a_hub_drops_is_heard_without_a_further_event(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let lossy = |hub| Lossy { hub, way: Way::Drops };
    let parts = spark.in_parts_told_by(spark.clock.clone(), lossy).await;
    let (alice, bob) = (alice.at(&parts.url), bob.at(&parts.url));
    let (room, quiet) =
        (alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await, alice.creates_room("PRIVATE", "Hall", &[&bob]).await);
    let mut bobs = bob.hears_rooms().await;
    for body in ["heard", UNHEARD] {
        let sent = alice.sends(&room, body).await;
        let begun = Instant::now();
        assert_eq!(numbers_until(&mut bobs, &room, body).await, [sent["seq"].as_i64().unwrap()]);
        assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    }
    // Once: neither what was told is looked for, nor what was told after all.
    let sent = alice.sends(&quiet, "heard").await;
    assert_eq!(numbers_until(&mut bobs, &quiet, "heard").await, [sent["seq"].as_i64().unwrap()]);
    assert_eq!(parts.metric("untold_rooms_total").await, 1);
}

async fn what_nobody_could_even_note_is_heard(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let lossy = |hub| Lossy { hub, way: Way::Panics };
    let parts = spark.in_parts_told_by(spark.clock.clone(), lossy).await;
    let (alice, bob) = (alice.at(&parts.url), bob.at(&parts.url));
    let (mut own, mut rooms) = (bob.hears_own().await, bob.hears_rooms().await);
    let made = json!({"kind": "PRIVATE", "name": UNHEARD, "memberIds": [bob.id]});
    let made = alice.does("createRoom", made, "room { id latestSeq }").await["room"].clone();
    let begun = Instant::now();
    let told = own.until("MembershipAdded").await;
    assert_eq!(told.last().unwrap()["membership"]["roomId"], made["id"], "{told:?}");
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    let room = made["id"].as_str().unwrap().to_owned();
    let sent = alice.sends(&room, UNHEARD).await["seq"].as_i64().unwrap();
    // From where he came in: his own joining is the last event of how it was made.
    let numbers = numbers_until(&mut rooms, &room, UNHEARD).await;
    assert_eq!(numbers, (numbers[0]..=sent).collect::<Vec<_>>());
    // The publishing and the noting of each.
    assert_eq!(parts.metric("panics_total{kind=\"publishing\"}").await, 4);
}
