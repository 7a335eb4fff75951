//! What an event shows of one's own reactions is rendered once for all who gave the same.

use crate::harness::{Spark, on_both};
use serde_json::json;

on_both! {
    readers_who_gave_the_same_share_a_rendering;
    who_left_is_shown_no_reaction_of_later;
}

const SHOWS: &str = "subscription { roomEvents { __typename ... on ReactionChanged { seq
    message { reactions { emoji viewerReacted } } } ... on MessageEdited { seq message { reactions { emoji viewerReacted } } } } }";

async fn readers_who_gave_the_same_share_a_rendering(spark: Spark) {
    let people = spark.users(["alice", "bob", "carol", "dave"]).await;
    let [alice, bob, carol, dave] = &people;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[bob, carol, dave]).await;
    let message = alice.sends(&room, "Soup!").await;
    bob.reacts(&message, "🎉").await;
    let mut feeds = Vec::new();
    for person in [alice, bob, carol, dave, alice, bob, carol, dave] {
        feeds.push((person, person.subscribes(SHOWS, json!({})).await));
    }
    let renders = async || spark.metric("renders_total").await;
    let mut before = renders().await;
    // Nobody but Bob gave anything: two renderings for eight readers. Then Carol's is of a third kind.
    for (n, giver) in [(0, None), (1, Some(carol)), (2, Some(dave))] {
        if let Some(person) = giver {
            person.reacts(&message, "👍").await;
        } else {
            let edit = json!({"messageId": message["id"], "body": "Soup!!"});
            alice.does("editMessage", edit, "seq").await;
        }
        for (person, feed) in &mut feeds {
            let event = feed.next().await;
            let gave =
                |emoji: &str| event["message"]["reactions"].as_array().unwrap().iter().find(|it| it["emoji"] == emoji);
            assert_eq!(gave("🎉").unwrap()["viewerReacted"], person.name == "bob", "{event}");
            let thumb = gave("👍").map(|it| it["viewerReacted"] == true);
            let expected = match n {
                0 => None,
                1 => Some(person.name == "carol"),
                _ => Some(["carol", "dave"].contains(&person.name.as_str())),
            };
            assert_eq!(thumb, expected, "{} {event}", person.name);
        }
        let now = renders().await;
        let kinds = if n == 0 { 2 } else { 3 };
        assert_eq!(now - before, kinds, "event {n}");
        before = now;
    }
}

async fn who_left_is_shown_no_reaction_of_later(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let message = alice.sends(&room, "Soup!").await;
    let (mut alices, mut bobs) = (alice.subscribes(SHOWS, json!({})).await, bob.subscribes(SHOWS, json!({})).await);
    bob.reacts(&message, "👍").await;
    for (feed, gave) in [(&mut alices, false), (&mut bobs, true)] {
        assert_eq!(feed.next().await["message"]["reactions"], json!([{"emoji": "👍", "viewerReacted": gave}]));
    }
    bob.leaves(&room).await;
    assert_eq!(bobs.next().await["__typename"], "MemberLeft");
    assert_eq!(alices.next().await["__typename"], "MemberLeft");
    alice.reacts(&message, "🎉").await;
    assert_eq!(alices.next().await["message"]["reactions"][1], json!({"emoji": "🎉", "viewerReacted": true}));
    // The next thing that Bob hears is of another room.
    bob.creates_room("PRIVATE", "Den", &[]).await;
    assert_eq!(bobs.next().await["__typename"], "RoomUpdated");
}
