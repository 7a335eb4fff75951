//! Whom a hidden room tells of the other's coming, going and name.

use crate::harness::{Feed, Person, Spark, holding::hears_looks, on_both};
use serde_json::json;

on_both! {
    nobody_is_watched_through_a_room_that_is_hidden;
}

/// Says something that nobody said before, and then lets somebody else do so: what a device heard of the first until it heard
/// of the second.
async fn hears_of(feed: &mut Feed, watched: &Person, bell: &Person, text: &str) -> bool {
    for person in [watched, bell] {
        person.does("setStatus", json!({"status": "BUSY", "text": text}), "").await;
    }
    let mut heard = false;
    loop {
        let event = feed.next().await;
        if event["user"]["statusText"] != text {
            continue;
        }
        if event["user"]["username"] == bell.name {
            return heard;
        }
        heard |= event["user"]["username"] == watched.name;
    }
}

async fn nobody_is_watched_through_a_room_that_is_hidden(spark: Spark) {
    let [alice, bob, bell] = spark.users(["alice", "bob", "bell"]).await;
    // The bell rings in a room with each of them.
    for person in [&alice, &bob] {
        bell.creates_room("PRIVATE", "Tower", &[person]).await;
    }
    let opened = alice.does("openDirectRoom", json!({"userId": bob.id}), "room { id }").await;
    let room = opened["room"]["id"].as_str().unwrap().to_owned();
    let (mut alices, mut bobs) = (hears_looks(&alice).await, hears_looks(&bob).await);
    assert!(!hears_of(&mut alices, &bob, &bell, "one").await, "to have opened it is not to be told of him");
    assert!(!hears_of(&mut bobs, &alice, &bell, "two").await, "nor he of her");
    alice.sends(&room, "Hello?").await;
    assert!(hears_of(&mut alices, &bob, &bell, "three").await);
    assert!(hears_of(&mut bobs, &alice, &bell, "four").await);
    bob.does("updateMembership", json!({"roomId": room, "isHidden": true}), "").await;
    assert!(hears_of(&mut alices, &bob, &bell, "five").await, "in her list he is as he was");
    assert!(!hears_of(&mut bobs, &alice, &bell, "six").await);
    // Her list shows him all the while, by his name.
    bob.does("updateProfile", json!({"displayName": "Robert"}), "").await;
    let renamed = alices.until("ProfileChanged").await.pop().unwrap();
    assert_eq!(renamed["user"], json!({"username": "bob", "displayName": "Robert"}));
    bob.sends(&room, "Hello!").await;
    assert!(hears_of(&mut alices, &bob, &bell, "seven").await);
    assert!(hears_of(&mut bobs, &alice, &bell, "eight").await);
}
