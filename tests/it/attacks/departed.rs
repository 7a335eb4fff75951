//! Who has left a room learns nothing of what came later: not by events that waited for them, however late they are read, nor by
//! what they select beside them.

mod given;
mod listener;
mod random;
mod repaired;

use crate::harness::{Feed, Person, Socket, Spark, eventually, on_both, person::Room};
use serde_json::{Value, json};

on_both! {
    what_waits_for_a_slow_reader_shows_nothing_of_after_a_removal;
    what_is_replayed_to_a_slow_reader_shows_nothing_of_after_a_removal;
    counts_that_wait_show_nothing_of_after_a_removal;
    who_stays_reads_on_however_late;
    receipts_are_for_the_members;
}

/// In all that happens after somebody has left, and nowhere else.
const LATER: &str = "LATER";

/// More than an event holds: what is read when it is rendered.
const CURIOUS: &str = "__typename
    ... on RoomEvent { seq actor { id } room { name topic latestSeq memberCount lastActivityAt viewerPermissions
        lastMessage { seq body } viewerMembership { role unreadCount lastReadSeq }
        members(first: 9) { totalCount nodes { role lastReadSeq user { username } } }
        messages(last: 20) { nodes { seq body updatedSeq author { username } } }
        newest: messages(around: 9000, first: 3) { nodes { seq body updatedSeq } } }
      message { seq body updatedSeq room { name messages(last: 2) { nodes { body } } } } }
    ... on MemberLeft { user { username } }
    ... on SyncRequired { roomId fromSeq toSeq }";

/// Some that wait, for each of which a page of long messages is read: more than the system keeps for a socket that is not read.
const WAITING: usize = 60;
const FILLING: &str = "x";
/// So long that a mailbox holds all of them.
const LONG: usize = 7_900;

/// Sends what will wait.
async fn fills(senders: &[&Person], room: &Room) -> Vec<Value> {
    sends_some(senders, room, WAITING, LONG).await
}

/// Sends some, in turn.
async fn sends_some(senders: &[&Person], room: &Room, count: usize, length: usize) -> Vec<Value> {
    let mut sent = Vec::with_capacity(count);
    for n in 0..count {
        sent.push(senders[n % senders.len()].sends(room, &format!("before {n} {}", FILLING.repeat(length))).await);
    }
    sent
}

/// Everything that may happen in a room, after somebody has left it.
async fn goes_on(owner: &Person, other: &Person, newcomer: &Person, room: &Room, before: &[Value]) {
    let said = |what: &str| format!("{LATER} {what}");
    other.sends(room, &said("message")).await;
    let own: Vec<_> = before.iter().filter(|message| message["author"]["id"] == *owner.id).collect();
    let (first, last) = (own.first().unwrap(), own.last().unwrap());
    for message in [first, last] {
        let edit = json!({"messageId": message["id"], "body": said("edit"), "clientMutationId": said(&message["id"].to_string())});
        owner.does("editMessage", edit, "").await;
    }
    owner.does("deleteMessage", json!({"messageId": own[own.len() / 2]["id"]}), "").await;
    let change = json!({"roomId": room, "name": said("name"), "topic": said("topic")});
    owner.does("updateRoom", change, "").await;
    let seq = owner.adds(room, &[newcomer]).await;
    owner.makes(room, other, "MODERATOR").await;
    other.marks_read(room, seq).await;
    newcomer.sends(room, &said("greeting")).await;
}

/// Nothing in it is of after a departure: no word, and no number.
fn is_innocent(heard: &Value, departure: i64) {
    let text = heard.to_string();
    assert!(!text.contains(LATER), "{}", brief(&text));
    if let Some(later) = later_number(heard, departure) {
        panic!("{later} is later than {departure}: {}", brief(&text));
    }
}

/// Without what is only there to be long.
fn brief(text: &str) -> String {
    text.replace(&FILLING.repeat(100), "")
}

/// A number that a room had not reached by then. All others of an answer are smaller in a room with as many events.
fn later_number(value: &Value, departure: i64) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().filter(|number| *number > departure),
        Value::Array(items) => items.iter().find_map(|item| later_number(item, departure)),
        Value::Object(fields) => fields.values().find_map(|field| later_number(field, departure)),
        _ => None,
    }
}

/// Whether an event was rendered when its reader was in the room.
fn shows_messages(event: &Value) -> bool {
    event["room"]["messages"]["nodes"].as_array().is_some_and(|nodes| !nodes.is_empty())
}

/// Reads until one has left; all events.
async fn reads_to_the_departure(feed: &mut Feed, departure: i64) -> Vec<Value> {
    let events = feed.until("MemberLeft").await;
    let (last, before) = events.split_last().unwrap();
    assert_eq!((&last["seq"], &last["room"]["latestSeq"]), (&json!(departure), &json!(departure)));
    assert_eq!(last["user"]["username"], "carol");
    // It is shown whole, with what it holds itself.
    assert_eq!((&last["room"]["name"], &last["room"]["memberCount"]), (&json!("Kitchen"), &json!(2)));
    assert!(!shows_messages(last));
    assert_eq!(last["room"]["viewerMembership"], Value::Null);
    assert_eq!(last["room"]["viewerPermissions"], json!([]));
    for event in &events {
        is_innocent(event, departure);
    }
    let (late, early): (Vec<_>, Vec<_>) = before.iter().partition(|event| !shows_messages(event));
    assert!(late.len() > 3, "nothing waited until after the removal");
    assert!(!early.is_empty(), "nothing was shown before it");
    for event in late {
        assert!(event["message"]["body"].as_str().unwrap().starts_with("before"), "{event}");
        assert_eq!(event["room"]["latestSeq"], event["seq"]);
    }
    events
}

async fn what_waits_for_a_slow_reader_shows_nothing_of_after_a_removal(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let query = format!("subscription {{ roomEvents {{ {CURIOUS} }} }}");
    // The other one reads along: what is rendered for one is not for the other.
    let mut bobs = bob.subscribes(&query, json!({})).await;
    let mut carols = Feed::begin(Socket::narrow(&spark.url, &carol.token).await, &query, json!({})).await;
    assert_eq!(carols.next().await["__typename"], "StreamReady");
    // Nobody reads Carol's socket from here on.
    let sent = fills(&[&alice, &bob, &carol], &room).await;
    let departure = alice.removes(&room, &carol).await;
    goes_on(&alice, &bob, &dave, &room, &sent).await;
    bobs.until("MemberRoleChanged").await;
    reads_to_the_departure(&mut carols, departure).await;
    // Nothing comes after it.
    let id = carols.socket.begins("{ viewer { username } }", json!({})).await;
    assert_eq!(carols.socket.hear().await["id"], *id);
}

async fn what_is_replayed_to_a_slow_reader_shows_nothing_of_after_a_removal(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let sent = fills(&[&alice, &bob, &carol], &room).await;
    let query = format!("subscription($resume: [RoomCursor!]) {{ roomEvents(resume: $resume) {{ {CURIOUS} }} }}");
    let resume = json!({"resume": [{"roomId": room, "fromSeq": 4}]});
    let mut carols = Feed::begin(Socket::narrow(&spark.url, &carol.token).await, &query, resume).await;
    // Its replay stands still half-way: nobody reads it.
    eventually("a replay", async || match spark.metric("renders_total").await {
        5.. => Ok(()),
        renders => Err(renders),
    })
    .await;
    let departure = alice.removes(&room, &carol).await;
    goes_on(&alice, &bob, &dave, &room, &sent).await;
    let mut late = 0;
    for n in 0..=sent.len() {
        let event = carols.next().await;
        if n == 0 {
            assert_eq!(event["__typename"], "StreamReady");
            continue;
        }
        is_innocent(&event, departure);
        assert_eq!(event["message"]["seq"], sent[n - 1]["seq"]);
        late += usize::from(!shows_messages(&event));
    }
    assert!(late > 3, "nothing waited until after the removal");
    // The room is out of the log's reach as well.
    assert_eq!(
        carol.is_refused("query($id: ID!) { sync(roomId: $id, fromSeq: 1) { latestSeq } }", json!({"id": room})).await,
        "NOT_FOUND"
    );
}

async fn counts_that_wait_show_nothing_of_after_a_removal(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let query = "subscription { userEvents { __typename
        ... on UnreadCountChanged { asOfSeq lastMessage { seq body updatedSeq room { name messages(last: 5) { nodes { body } } } } }
        ... on MembershipChanged { membership { room { name messages(last: 20) { nodes { body } } members(first: 5) { nodes { id } } } } }
        ... on MembershipRemoved { roomId } } }";
    let mut carols = Feed::begin(Socket::narrow(&spark.url, &carol.token).await, query, json!({})).await;
    assert_eq!(carols.next().await["__typename"], "StreamReady");
    let sent = fills(&[&alice, &bob], &room).await;
    // Each of them shows a page of long messages.
    for n in 0..WAITING {
        carol.does("updateMembership", json!({"roomId": room, "isPinned": n % 2 == 0}), "").await;
    }
    let departure = alice.removes(&room, &carol).await;
    goes_on(&alice, &bob, &dave, &room, &sent).await;
    let events = carols.until("MembershipRemoved").await;
    for event in &events {
        is_innocent(event, departure);
    }
    let changes: Vec<_> = events.iter().filter(|event| event["__typename"] == "MembershipChanged").collect();
    let late = |event: &&&Value| event["membership"]["room"]["messages"]["nodes"] == json!([]);
    assert!(changes.iter().filter(late).count() > 3, "nothing waited until after the removal");
    assert!(changes.iter().any(|event| !late(&event)), "nothing was shown before it");
}

async fn who_stays_reads_on_however_late(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let query = format!("subscription {{ roomEvents {{ {CURIOUS} }} }}");
    let mut bobs = Feed::begin(Socket::narrow(&spark.url, &bob.token).await, &query, json!({})).await;
    assert_eq!(bobs.next().await["__typename"], "StreamReady");
    let sent = fills(&[&alice, &bob, &carol], &room).await;
    alice.removes(&room, &carol).await;
    goes_on(&alice, &bob, &dave, &room, &sent).await;
    let events = bobs.until("MemberRoleChanged").await;
    assert!(events.iter().all(shows_messages));
    let before = events.iter().filter(|event| event["message"]["body"].as_str().unwrap().starts_with("before"));
    let later = before.filter(|event| event["room"]["messages"].to_string().contains(LATER)).count();
    assert!(later > 3, "he sees of now what was told before");
}

/// How far everybody has read, by name, as this person is shown it in every way there is.
async fn receipts(person: &Person, room: &Room, whose: &Person) -> Vec<Value> {
    let query = "query($id: ID!, $user: ID!) { room(id: $id) {
        member(userId: $user) { id lastReadSeq } members(first: 9) { nodes { id lastReadSeq } } }
      publicRooms { nodes { members(first: 9) { nodes { id lastReadSeq } } } } }";
    let data = person.reads(query, json!({"id": room, "user": whose.id})).await;
    let member = &data["room"]["member"];
    let id = member["id"].clone();
    let among =
        |nodes: &Value| nodes.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap()["lastReadSeq"].clone();
    let node = "query($id: ID!) { node(id: $id) { ... on RoomMember { lastReadSeq } } }";
    vec![
        member["lastReadSeq"].clone(),
        among(&data["room"]["members"]["nodes"]),
        among(&data["publicRooms"]["nodes"][0]["members"]["nodes"]),
        person.reads(node, json!({"id": id})).await["node"]["lastReadSeq"].clone(),
    ]
}

async fn receipts_are_for_the_members(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let admin = spark.admin("root").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    bob.joins(&room).await;
    let read = alice.sends(&room, "hello").await["seq"].clone();
    bob.marks_read(&room, read.as_i64().unwrap()).await;
    assert_eq!((&read, receipts(&alice, &room, &bob).await), (&json!(3), vec![json!(3); 4]));
    for stranger in [&eve, &admin] {
        assert_eq!(receipts(stranger, &room, &bob).await, vec![json!(2); 4]);
    }
    eve.joins(&room).await;
    assert_eq!(receipts(&eve, &room, &bob).await, vec![json!(3); 4]);
    // In events as well: what Eve is told of a room that she has left says no more than what she may read there.
    eve.leaves(&room).await;
    assert_eq!(receipts(&eve, &room, &bob).await, vec![json!(2); 4]);
}
