//! What is rendered once for all who gave the same to a message is rendered late, when its first reader is slow; and then it shows
//! what others may not see who gave the same, and have left.

use super::{LATER, fills, is_innocent};
use crate::harness::{Feed, Person, Socket, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    what_is_shown_to_others_who_gave_the_same_is_not_shown_to_who_left;
}

/// Large of what fills a socket, and small of what is shared.
const SHOWS: &str = "subscription { roomEvents { __typename
    ... on MessageSent { full: room { messages(last: 20) { nodes { body } } } }
    ... on MessageEdited { seq room { messages(last: 1) { nodes { seq body } } } message { reactions { emoji viewerReacted } } } } }";

/// Begins to listen, and then reads nothing.
async fn listens(spark: &Spark, person: &Person) -> Feed {
    let mut feed = Feed::begin(Socket::narrow(&spark.url, &person.token).await, SHOWS, json!({})).await;
    assert_eq!(feed.next().await["__typename"], "StreamReady");
    feed
}

async fn edit_of(feed: &mut Feed) -> Value {
    feed.until("MessageEdited").await.pop().unwrap()
}

async fn what_is_shown_to_others_who_gave_the_same_is_not_shown_to_who_left(spark: Spark) {
    let [alice, bob, carol, dave, erin] = spark.users(["alice", "bob", "carol", "dave", "erin"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol, &dave, &erin]).await;
    let message = alice.sends(&room, "Soup!").await;
    for giver in [&dave, &erin] {
        giver.reacts(&message, "👍").await;
    }
    let mut feeds = Vec::new();
    for person in [&bob, &dave, &carol, &erin] {
        feeds.push(listens(&spark, person).await);
    }
    fills(&[&alice], &room).await;
    alice.does("editMessage", json!({"messageId": message["id"], "body": "Soup!!"}), "").await;
    let departure = alice.removes(&room, &carol).await;
    alice.removes(&room, &erin).await;
    alice.sends(&room, LATER).await;
    let [bobs, daves, carols, erins] = &mut feeds[..] else { unreachable!() };
    // Who stays is shown what there is when it is read, each with what they gave.
    for (feed, gave) in [(bobs, false), (daves, true)] {
        let edit = edit_of(feed).await;
        assert_eq!(edit["room"]["messages"]["nodes"][0]["body"], LATER);
        assert_eq!(edit["message"]["reactions"], json!([{"emoji": "👍", "viewerReacted": gave}]));
    }
    for (feed, gave) in [(carols, false), (erins, true)] {
        let edit = edit_of(feed).await;
        is_innocent(&edit, departure);
        assert_eq!(
            edit["message"]["reactions"],
            json!([{"emoji": "👍", "viewerReacted": gave}]),
            "what it holds itself"
        );
    }
}
