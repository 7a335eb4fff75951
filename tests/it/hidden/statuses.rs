//! How the other looks is right in the lists of both, whatever happened while a room was in one of them alone.

use crate::harness::{Feed, Person, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    who_goes_on_seeing_it_goes_on_hearing;
    who_sees_it_again_learns_how_the_other_looks;
    who_keeps_something_of_it_learns_nothing_anew;
    who_opened_it_learns_it_with_the_first_message;
    who_opens_what_the_other_opened_is_seen_and_sees;
    who_put_it_away_is_told_nothing_when_the_other_opens_it;
}

/// People's statuses and what shows rooms, from now on.
async fn hears(person: &Person) -> Feed {
    let query = "subscription { userEvents { __typename ... on UserStatusChanged { user { username statusText } }
        ... on MembershipAdded { membership { isHidden room { viewerPeer { statusText } } } }
        ... on MembershipChanged { membership { isHidden room { viewerPeer { statusText } } } } } }";
    let mut socket = person.connects().await;
    socket.hears_statuses = true;
    let mut feed = Feed::begin(socket, query, json!({})).await;
    assert_eq!(feed.next().await["__typename"], "StreamReady");
    feed
}

async fn says(person: &Person, text: &str) {
    person.does("setStatus", json!({"status": "BUSY", "text": text}), "").await;
}

/// All that comes until it is told that somebody says this.
async fn until_told(feed: &mut Feed, whom: &Person, text: &str) -> Vec<Value> {
    let mut items = Vec::new();
    loop {
        let item = feed.next().await;
        assert!(item.get("close").is_none(), "{item}");
        let told = item["user"] == json!({"username": whom.name, "statusText": text});
        items.push(item);
        if told {
            return items;
        }
    }
}

fn of(items: &[Value], whom: &Person) -> Vec<Value> {
    let told = items.iter().filter(|item| item["user"]["username"] == whom.name.as_str());
    told.map(|item| item["user"]["statusText"].clone()).collect()
}

/// The last that was told of rooms in these items.
fn shown(items: &[Value]) -> &Value {
    items.iter().rev().find(|item| !item["membership"].is_null()).unwrap()
}

async fn who_goes_on_seeing_it_goes_on_hearing(spark: Spark) {
    let [alice, bob, bell] = spark.users(["alice", "bob", "bell"]).await;
    bell.creates_room("PRIVATE", "Tower", &[&bob]).await;
    let (room, _) = alice.opens(&bob).await;
    alice.sends(&room, "Hello?").await;
    let (mut alices, mut bobs) = (hears(&alice).await, hears(&bob).await);
    bob.hides(&room, true).await;
    says(&bob, "away").await;
    until_told(&mut alices, &bob, "away").await;
    // She is none of his affair as long as he has put it away.
    says(&alice, "here").await;
    until_told(&mut alices, &alice, "here").await;
    says(&bell, "rings").await;
    // That she came may have been told before.
    assert!(!of(&until_told(&mut bobs, &bell, "rings").await, &alice).contains(&json!("here")));
}

async fn who_sees_it_again_learns_how_the_other_looks(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (room, _) = alice.opens(&bob).await;
    alice.sends(&room, "Hello?").await;
    let (mut alices, mut bobs) = (hears(&alice).await, hears(&bob).await);
    for (n, way) in ["her word", "his word", "opens", "takes out"].into_iter().enumerate() {
        bob.hides(&room, true).await;
        let text = format!("meanwhile {n}");
        says(&alice, &text).await;
        // Her own devices are told with the rest, so that nothing waits any more.
        until_told(&mut alices, &alice, &text).await;
        match way {
            "her word" => drop(alice.sends(&room, "Still there?").await),
            "his word" => drop(bob.sends(&room, "Yes.").await),
            "opens" => drop(bob.opens(&alice).await),
            _ => drop(bob.hides(&room, false).await),
        }
        let told = until_told(&mut bobs, &alice, &text).await;
        let changed = shown(&told);
        assert_eq!(changed["membership"]["isHidden"], false, "{way}");
        assert_eq!(changed["membership"]["room"]["viewerPeer"]["statusText"], text, "{way}");
    }
}

/// Neither while it is shown nor while it is put away.
async fn who_keeps_something_of_it_learns_nothing_anew(spark: Spark) {
    let [alice, bob, bell] = spark.users(["alice", "bob", "bell"]).await;
    bell.creates_room("PRIVATE", "Tower", &[&bob]).await;
    let (room, _) = alice.opens(&bob).await;
    alice.sends(&room, "Hello?").await;
    let mut bobs = hears(&bob).await;
    says(&alice, "here").await;
    until_told(&mut bobs, &alice, "here").await;
    for is_hidden in [false, true] {
        bob.hides(&room, is_hidden).await;
        for is_pinned in [true, false] {
            bob.does("updateMembership", json!({"roomId": room, "isPinned": is_pinned}), "").await;
        }
    }
    says(&bell, "rings").await;
    assert_eq!(of(&until_told(&mut bobs, &bell, "rings").await, &alice), [json!(null); 0]);
}

async fn who_opened_it_learns_it_with_the_first_message(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let mut alices = hears(&alice).await;
    for (other, her_word) in [(&bob, true), (&carol, false)] {
        let mut theirs = hears(other).await;
        let (room, _) = alice.opens(other).await;
        let (text, hers) = (format!("{} is here", other.name), format!("for {}", other.name));
        says(other, &text).await;
        until_told(&mut theirs, other, &text).await;
        says(&alice, &hers).await;
        let told = until_told(&mut alices, &alice, &hers).await;
        assert_eq!(of(&told, other), [json!(null); 0], "to have opened it is not to watch");
        let sender = if her_word { &alice } else { other };
        sender.sends(&room, "Hello!").await;
        until_told(&mut alices, other, &text).await;
        let told = until_told(&mut theirs, &alice, &hers).await;
        assert_eq!(shown(&told)["membership"]["room"]["viewerPeer"]["statusText"], hers);
        // From here on as always.
        says(other, "on").await;
        until_told(&mut alices, other, "on").await;
    }
}

async fn who_opens_what_the_other_opened_is_seen_and_sees(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (mut alices, mut bobs) = (hears(&alice).await, hears(&bob).await);
    alice.opens(&bob).await;
    for (person, feed, text) in [(&alice, &mut alices, "hers"), (&bob, &mut bobs, "his")] {
        says(person, text).await;
        until_told(feed, person, text).await;
    }
    bob.opens(&alice).await;
    until_told(&mut alices, &bob, "his").await;
    until_told(&mut bobs, &alice, "hers").await;
}

async fn who_put_it_away_is_told_nothing_when_the_other_opens_it(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let (room, _) = alice.opens(&bob).await;
    alice.hides(&room, true).await;
    let mut alices = hears(&alice).await;
    says(&bob, "his").await;
    bob.opens(&alice).await;
    says(&alice, "the end").await;
    assert_eq!(of(&until_told(&mut alices, &alice, "the end").await, &bob), [json!(null); 0]);
}
