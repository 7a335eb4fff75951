//! Mentions: who is named by a text, what counts for whom, and who is told.

use super::read;
use crate::harness::{
    Event, Feed, Person, Spark, on_both,
    person::{Room, fresh},
};
use serde_json::{Value, json};

on_both! {
    members_are_named_by_the_longest_name_that_fits;
    each_mention_counts_once_and_until_it_is_read;
    edits_and_deletions_keep_mentions_exact;
    the_modes_say_who_is_told;
    who_comes_late_or_again_has_no_mentions_of_before;
    a_hidden_room_is_shown_with_its_mention;
    who_mentions_everybody_is_rendered_once;
    names_of_the_room_are_nobodys;
}

const MENTIONS: &str = "mentions { username } mentionsRoom";

/// What a person is told of themselves, with the counts of mentions.
async fn hears(person: &Person) -> Feed {
    let shows = "__typename
        ... on UnreadCountChanged { unreadCount mentionCount lastReadSeq asOfSeq membership { mentionCount } }
        ... on Mentioned { roomId message { seq body mentionsRoom mentions { username } } }
        ... on MembershipAdded { membership { unreadCount mentionCount } }
        ... on MembershipChanged { membership { unreadCount mentionCount notificationMode } }";
    person.subscribes(&format!("subscription {{ userEvents {{ {shows} }} }}"), json!({})).await
}

/// The next event of that type.
async fn next_of(feed: &mut Feed, typename: &str) -> Value {
    feed.until(typename).await.pop().unwrap()
}

/// The unread and the mentions of a person in a room, and their mentions in all.
async fn counts(person: &Person, room: &Room) -> (i64, i64, i64) {
    let query = "query($room: ID!) { room(id: $room) { viewerMembership { unreadCount mentionCount } }
        loginSync { totalMentions memberships { nodes { roomId mentionCount } } } }";
    let data = person.reads(query, json!({"room": room})).await;
    let own = &data["room"]["viewerMembership"];
    let listed = data["loginSync"]["memberships"]["nodes"].as_array().unwrap();
    let sum: i64 = listed.iter().map(|node| node["mentionCount"].as_i64().unwrap()).sum();
    assert_eq!(data["loginSync"]["totalMentions"], sum);
    (own["unreadCount"].as_i64().unwrap(), own["mentionCount"].as_i64().unwrap(), sum)
}

async fn edits(person: &Person, message: &Value, body: &str) {
    person.does("editMessage", json!({"messageId": message["id"], "body": body}), "seq").await;
}

async fn members_are_named_by_the_longest_name_that_fits(spark: Spark) {
    let [alice, bob, hong, eve] = spark.users(["alice", "bob", "홍길동", "eve"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &hong]).await;
    for (body, names, whole) in [
        ("hello", &[] as &[&str], false),
        ("@bob soup?", &["bob"], false),
        ("(@BOB, @alice)", &["bob", "alice"], false),
        ("@alice @bob @alice", &["alice", "bob"], false),
        ("@홍길동님 안녕", &["홍길동"], false),
        ("@bob님", &["bob"], false),
        ("@bobby", &[], false),
        ("mail bob@bob.example or ann@bob", &[], false),
        ("see https://example.com/@bob", &[], false),
        ("看https://example.com/，@bob", &["bob"], false),
        ("@eve is no member", &[], false),
        ("@all @bob", &["bob"], true),
        ("@here!", &[], true),
        ("@All of you", &[], true),
        ("@allbert", &[], false),
    ] {
        let message = alice.sends(&room, body).await;
        let named: Vec<_> = names.iter().map(|name| json!({"username": name})).collect();
        assert_eq!(read(&bob, &message, MENTIONS).await, json!({"mentions": named, "mentionsRoom": whole}), "{body}");
    }
    // Who left is a name no more.
    bob.leaves(&room).await;
    let message = alice.sends(&room, "@bob soup?").await;
    assert_eq!(read(&alice, &message, MENTIONS).await["mentions"], json!([]));
    drop(eve);
}

async fn each_mention_counts_once_and_until_it_is_read(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let (mut bobs, mut carols, mut alices) = (hears(&bob).await, hears(&carol).await, hears(&alice).await);
    let first = alice.sends(&room, "@all @bob @bob @alice").await;
    let told = |unread: i64, mentions: i64| {
        Event::of("UnreadCountChanged").with("unreadCount", unread).with("mentionCount", mentions)
    };
    for feed in [&mut bobs, &mut carols] {
        let mentioned = next_of(feed, "Mentioned").await;
        assert_eq!(mentioned["message"]["seq"], first["seq"]);
    }
    assert_eq!(counts(&bob, &room).await, (1, 1, 1), "it counts once");
    assert_eq!(counts(&carol, &room).await, (1, 1, 1));
    assert_eq!(counts(&alice, &room).await, (0, 0, 0), "one's own is read");
    alice.sends(&room, "@bob").await;
    assert_eq!((counts(&bob, &room).await, counts(&carol, &room).await), ((2, 2, 2), (2, 1, 1)));
    let shows = "membership { unreadCount mentionCount }";
    let seq = first["seq"].clone();
    let read = bob.does("markRead", json!({"roomId": room, "seq": seq}), shows).await["membership"].clone();
    assert_eq!(read, json!({"unreadCount": 1, "mentionCount": 1}));
    // By what one writes oneself everything is read.
    bob.sends(&room, "@bob is me").await;
    assert_eq!(counts(&bob, &room).await, (0, 0, 0));
    let mut heard = bobs.next().await;
    while heard != told(0, 0) {
        heard = bobs.next().await;
    }
    assert_eq!(heard["membership"]["mentionCount"], 0);
    // Alice was never told of what she wrote; Bob's own word names nobody else.
    carol.sends(&room, "@alice").await;
    assert_eq!(next_of(&mut alices, "Mentioned").await["message"]["body"], "@alice");
}

async fn edits_and_deletions_keep_mentions_exact(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let (mut bobs, mut carols) = (hears(&bob).await, hears(&carol).await);
    let message = alice.sends(&room, "soup").await;
    edits(&alice, &message, "soup, @bob").await;
    assert_eq!(next_of(&mut bobs, "Mentioned").await["message"]["body"], "soup, @bob");
    assert_eq!((counts(&bob, &room).await, counts(&carol, &room).await), ((1, 1, 1), (1, 0, 0)));
    // From one to the other.
    edits(&alice, &message, "soup, @carol").await;
    assert_eq!(next_of(&mut carols, "Mentioned").await["message"]["body"], "soup, @carol");
    assert_eq!((counts(&bob, &room).await, counts(&carol, &room).await), ((1, 0, 0), (1, 1, 1)));
    // To everybody: Carol was named already. And back to her alone.
    edits(&alice, &message, "soup, @all").await;
    assert_eq!(next_of(&mut bobs, "Mentioned").await["message"]["body"], "soup, @all");
    assert_eq!((counts(&bob, &room).await, counts(&carol, &room).await), ((1, 1, 1), (1, 1, 1)));
    edits(&alice, &message, "soup, @carol!").await;
    assert_eq!((counts(&bob, &room).await, counts(&carol, &room).await), ((1, 0, 0), (1, 1, 1)));
    // What is read does not count, and one is told all the same.
    bob.marks_read(&room, message["seq"].as_i64().unwrap()).await;
    edits(&alice, &message, "soup, @bob @carol").await;
    assert_eq!(next_of(&mut bobs, "Mentioned").await["message"]["body"], "soup, @bob @carol");
    assert_eq!((counts(&bob, &room).await, counts(&carol, &room).await), ((0, 0, 0), (1, 1, 1)));
    let next = alice.sends(&room, "@all, @bob").await;
    assert_eq!((counts(&bob, &room).await, counts(&carol, &room).await), ((1, 1, 1), (2, 2, 2)));
    alice.deletes(&next).await;
    alice.deletes(&next).await;
    alice.deletes(&message).await;
    assert_eq!((counts(&bob, &room).await, counts(&carol, &room).await), ((0, 0, 0), (0, 0, 0)));
    assert_eq!(read(&bob, &next, MENTIONS).await, json!({"mentions": [], "mentionsRoom": false}));
    assert_eq!(spark.database.number("SELECT count(*) FROM mentions").await, 0);
    // What was told live ends at the same counts.
    let last = alice.sends(&room, "@bob @carol, the end").await["seq"].clone();
    for feed in [&mut bobs, &mut carols] {
        loop {
            let heard = next_of(feed, "UnreadCountChanged").await;
            if heard["asOfSeq"] == last {
                assert_eq!((&heard["unreadCount"], &heard["mentionCount"]), (&json!(1), &json!(1)), "{heard}");
                break;
            }
        }
    }
}

async fn the_modes_say_who_is_told(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let sets = async |mode: &str| {
        let input = json!({"roomId": room, "notificationMode": mode});
        bob.does("updateMembership", input, "membership { notificationMode }").await;
    };
    sets("NONE").await;
    let mut bobs = hears(&bob).await;
    alice.sends(&room, "@bob, unheard").await;
    for (mode, body) in [("MENTIONS", "@bob, heard"), ("ALL", "@all, heard")] {
        sets(mode).await;
        alice.sends(&room, body).await;
        assert_eq!(next_of(&mut bobs, "Mentioned").await["message"]["body"], body);
        sets("NONE").await;
        alice.sends(&room, "@bob, unheard").await;
    }
    sets("ALL").await;
    alice.sends(&room, "@here, heard").await;
    assert_eq!(next_of(&mut bobs, "Mentioned").await["message"]["body"], "@here, heard");
    assert_eq!(counts(&bob, &room).await, (6, 6, 6), "whoever is not told is counted all the same");
}

async fn who_comes_late_or_again_has_no_mentions_of_before(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let mut carols = hears(&carol).await;
    alice.sends(&room, "@bob @carol @all").await;
    assert_eq!(counts(&bob, &room).await, (1, 1, 1));
    bob.leaves(&room).await;
    bob.joins(&room).await;
    carol.joins(&room).await;
    assert_eq!(counts(&bob, &room).await, (0, 0, 0));
    assert_eq!(counts(&carol, &room).await, (0, 0, 0));
    alice.sends(&room, "@carol").await;
    assert_eq!(next_of(&mut carols, "Mentioned").await["message"]["body"], "@carol");
    assert_eq!(counts(&carol, &room).await, (1, 1, 1));
}

async fn a_hidden_room_is_shown_with_its_mention(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let payload = alice.does("openDirectRoom", json!({"userId": bob.id}), "room { id }").await;
    let room: Room = payload["room"]["id"].as_str().unwrap().to_owned();
    let mut bobs = hears(&bob).await;
    alice.sends(&room, "@bob, are you there?").await;
    let added = next_of(&mut bobs, "MembershipAdded").await;
    assert_eq!(added["membership"], json!({"unreadCount": 1, "mentionCount": 1}));
    assert_eq!(next_of(&mut bobs, "UnreadCountChanged").await["mentionCount"], 1);
    bob.does("updateMembership", json!({"roomId": room, "isHidden": true}), "").await;
    assert_eq!(counts(&bob, &room).await, (0, 0, 0));
    alice.sends(&room, "@bob?").await;
    let mut changed = next_of(&mut bobs, "MembershipChanged").await;
    while changed["membership"]["unreadCount"] != 1 {
        changed = next_of(&mut bobs, "MembershipChanged").await;
    }
    assert_eq!(changed["membership"]["mentionCount"], 1);
    assert_eq!(counts(&bob, &room).await, (1, 1, 1));
}

async fn who_mentions_everybody_is_rendered_once(spark: Spark) {
    let people = spark.users(["alice", "bob", "carol", "dave", "erin"]).await;
    let room = people[0].creates_room("PRIVATE", "Kitchen", &people[1..].iter().collect::<Vec<_>>()).await;
    let query = "subscription { userEvents { __typename ... on Mentioned { message { body } }
        ... on UnreadCountChanged { asOfSeq } } }";
    let mut feeds = Vec::new();
    for person in &people[1..] {
        feeds.push(person.subscribes(query, json!({})).await);
    }
    let renders = async || spark.metric("renders_total").await;
    // Others who come online may be told meanwhile: one round in which nobody did is enough.
    let mut fewest = i64::MAX;
    for round in 0..8 {
        let before = renders().await;
        let body = format!("@all, round {round}");
        let sent = people[0].sends(&room, &body).await["seq"].clone();
        for feed in &mut feeds {
            assert_eq!(next_of(feed, "Mentioned").await["message"]["body"], body);
            while next_of(feed, "UnreadCountChanged").await["asOfSeq"] != sent {}
        }
        fewest = fewest.min(renders().await - before);
    }
    // One for all, and each has a count of their own.
    assert!(fewest <= 1 + 4, "{fewest} renderings");
}

async fn names_of_the_room_are_nobodys(spark: Spark) {
    let alice = spark.user("alice").await;
    for name in ["all", "here", "ALL", "Ｈere"] {
        let input =
            json!({"username": name, "password": "correct horse", "displayName": "x", "clientMutationId": fresh()});
        let payload = alice.calls("register", input, "").await;
        assert_eq!(
            (&payload["action"], &payload["error"]["code"]),
            (&json!("ROLLBACK"), &json!("INVALID_INPUT")),
            "{name}"
        );
        assert_eq!(payload["error"]["path"], json!(["input", "username"]));
    }
}
