//! What those who look at a room see: who writes, and how far the others read.

use crate::harness::{Feed, Person, Spark, on_both, person::Room};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

on_both! {
    start_by_hand:
    typing_is_heard_by_the_others;
    typing_is_told_once_a_second;
    typing_ends_by_itself;
    a_send_ends_typing;
    a_newcomer_hears_who_is_typing;
    receipts_are_merged;
    what_a_member_keeps_is_no_reading;
    large_rooms_have_no_receipts;
    strangers_do_not_look;
    looking_ends_with_the_membership;
}

/// The next event, which must be somebody's typing.
async fn typing(feed: &mut Feed, who: &Person, is_typing: bool) -> Value {
    let event = feed.next().await;
    assert_eq!(event["__typename"], "TypingChanged", "{event}");
    assert_eq!((&event["user"]["id"], &event["isTyping"]), (&json!(who.id), &json!(is_typing)), "{event}");
    assert_eq!(event["expiresAt"].is_string(), is_typing);
    event
}

/// The next event, which must be a receipt.
async fn receipt(feed: &mut Feed, who: &Person) -> i64 {
    let event = feed.next().await;
    assert_eq!(event["__typename"], "ReadReceiptMoved", "{event}");
    assert_eq!(event["member"]["user"]["id"], who.id);
    event["member"]["lastReadSeq"].as_i64().unwrap()
}

async fn kitchen<const N: usize>(spark: &Spark, names: [&str; N]) -> ([Person; N], Room) {
    let people = spark.users(names).await;
    let room = people[0].creates_room("PRIVATE", "Kitchen", &people[1..].iter().collect::<Vec<_>>()).await;
    (people, room)
}

async fn typing_is_heard_by_the_others(spark: Spark) {
    let ([alice, bob, carol], room) = kitchen(&spark, ["alice", "bob", "carol"]).await;
    let pantry = alice.creates_room("PRIVATE", "Pantry", &[&bob]).await;
    let mut alices = alice.looks_at(&spark, &room).await;
    let mut elsewhere = alice.looks_at(&spark, &pantry).await;
    let mut phone = bob.looks_at(&spark, &room).await;
    let mut notebook = bob.looks_at(&spark, &room).await;
    bob.types(&room, true).await;
    let heard = typing(&mut alices, &bob, true).await;
    assert_eq!((&heard["roomId"], &heard["occurredAt"]), (&json!(room), &json!(spark.clock.now().to_rfc3339())));
    assert_eq!(heard["expiresAt"], (spark.clock.now() + Duration::from_secs(6)).to_rfc3339());
    bob.types(&room, false).await;
    typing(&mut alices, &bob, false).await;
    // Who is not writing cannot stop; nobody hears of their own writing, on whichever device.
    bob.types(&room, false).await;
    carol.types(&room, true).await;
    for feed in [&mut alices, &mut phone, &mut notebook] {
        typing(feed, &carol, true).await;
    }
    bob.types(&pantry, true).await;
    typing(&mut elsewhere, &bob, true).await;
}

async fn typing_is_told_once_a_second(spark: Spark) {
    let ([alice, bob, carol], room) = kitchen(&spark, ["alice", "bob", "carol"]).await;
    let mut alices = alice.looks_at(&spark, &room).await;
    let calls = ["t1", "t2", "t3"].map(|n| format!("{n}: setTyping(input: $input) {{ action error {{ code }} }} "));
    let document = format!("mutation($input: SetTypingInput!) {{ {} }}", calls.concat());
    let answers = bob.reads(&document, json!({"input": {"roomId": room, "isTyping": true}})).await;
    for answer in answers.as_object().unwrap().values() {
        assert_eq!(*answer, json!({"action": "COMMIT", "error": null}));
    }
    typing(&mut alices, &bob, true).await;
    // Of each person in each room by itself: the next to be heard is another's.
    carol.types(&room, true).await;
    typing(&mut alices, &carol, true).await;
    // Who goes on is heard again a second later, and no sooner.
    spark.clock.advance(Duration::from_millis(999));
    bob.types(&room, true).await;
    spark.clock.advance(Duration::from_millis(1));
    bob.types(&room, true).await;
    assert_eq!(typing(&mut alices, &bob, true).await["occurredAt"], spark.clock.now().to_rfc3339());
}

async fn typing_ends_by_itself(spark: Spark) {
    let ([alice, bob, carol], room) = kitchen(&spark, ["alice", "bob", "carol"]).await;
    bob.sends(&room, "one").await;
    bob.sends(&room, "two").await;
    let mut alices = alice.looks_at(&spark, &room).await;
    bob.types(&room, true).await;
    let until = typing(&mut alices, &bob, true).await["expiresAt"].clone();
    // A receipt comes with a tick: by it we know that one has passed.
    spark.clock.advance(Duration::from_micros(5_999_999));
    carol.marks_read(&room, 4).await;
    assert_eq!(receipt(&mut alices, &carol).await, 4);
    carol.marks_read(&room, 5).await;
    assert_eq!(receipt(&mut alices, &carol).await, 5);
    spark.clock.advance(Duration::from_micros(1));
    let ended = typing(&mut alices, &bob, false).await;
    assert_eq!(ended["occurredAt"], until, "not before");
}

async fn a_send_ends_typing(spark: Spark) {
    let ([alice, bob, carol], room) = kitchen(&spark, ["alice", "bob", "carol"]).await;
    let mut alices = alice.looks_at(&spark, &room).await;
    let mut bobs = bob.looks_at(&spark, &room).await;
    bob.types(&room, true).await;
    typing(&mut alices, &bob, true).await;
    carol.sends(&room, "another's send ends nothing").await;
    bob.sends(&room, "here it is").await;
    typing(&mut alices, &bob, false).await;
    carol.types(&room, true).await;
    typing(&mut alices, &carol, true).await;
    typing(&mut bobs, &carol, true).await;
}

async fn a_newcomer_hears_who_is_typing(spark: Spark) {
    let ([alice, bob, carol], room) = kitchen(&spark, ["alice", "bob", "carol"]).await;
    let mut alices = alice.looks_at(&spark, &room).await;
    bob.types(&room, true).await;
    let heard = typing(&mut alices, &bob, true).await;
    spark.clock.advance(Duration::from_secs(2));
    let mut carols = carol.looks_at(&spark, &room).await;
    assert_eq!(typing(&mut carols, &bob, true).await["expiresAt"], heard["expiresAt"]);
    // Bob is told of the others, and not of himself.
    let mut bobs = bob.looks_at(&spark, &room).await;
    carol.types(&room, true).await;
    typing(&mut bobs, &carol, true).await;
    // What is over is not told.
    bob.types(&room, false).await;
    typing(&mut alices, &carol, true).await;
    typing(&mut alices, &bob, false).await;
    let mut alices_notebook = alice.looks_at(&spark, &room).await;
    typing(&mut alices_notebook, &carol, true).await;
    carol.sends(&room, "done").await;
    typing(&mut alices_notebook, &carol, false).await;
}

async fn receipts_are_merged(spark: Spark) {
    const MESSAGES: i64 = 30;
    let ([alice, bob, carol], room) = kitchen(&spark, ["alice", "bob", "carol"]).await;
    for n in 0..MESSAGES {
        bob.sends(&room, &n.to_string()).await;
    }
    let mut alices = alice.looks_at(&spark, &room).await;
    let begun = Instant::now();
    let marks: Vec<_> = (4..4 + MESSAGES)
        .map(|seq| format!("m{seq}: markRead(input: {{roomId: $room, seq: {seq}}}) {{ action }} "))
        .collect();
    // As many at once as one mutation may have.
    for marks in marks.chunks(10) {
        carol.reads(&format!("mutation($room: ID!) {{ {} }}", marks.concat()), json!({"room": room})).await;
    }
    let mut heard = Vec::new();
    while heard.last() != Some(&(3 + MESSAGES)) {
        heard.push(receipt(&mut alices, &carol).await);
    }
    let ticks = usize::try_from(begun.elapsed().as_millis() / 250).unwrap() + 1;
    assert!(heard.len() <= ticks, "{heard:?} in {ticks} ticks");
    assert!(heard.is_sorted_by(|one, next| one < next), "{heard:?}");
    // Nothing moves back; a send's own reading is for MessageSent to tell.
    carol.marks_read(&room, 5).await;
    let sent = carol.sends(&room, "read").await["seq"].as_i64().unwrap();
    bob.marks_read(&room, sent).await;
    assert_eq!(receipt(&mut alices, &bob).await, sent);
}

async fn large_rooms_have_no_receipts(spark: Spark) {
    let ([alice, bob], room) = kitchen(&spark, ["alice", "bob"]).await;
    spark.crowd(&room, 498).await;
    assert_eq!(alice.membership(&room).await["memberCount"], 500);
    alice.sends(&room, "one").await;
    let seq = alice.sends(&room, "two").await["seq"].as_i64().unwrap();
    let mut alices = alice.looks_at(&spark, &room).await;
    bob.marks_read(&room, seq - 1).await;
    assert_eq!(receipt(&mut alices, &bob).await, seq - 1);
    let carol = spark.user("carol").await;
    alice.adds(&room, &[&carol]).await;
    bob.marks_read(&room, seq).await;
    // Typing goes on, and ends with a tick: the receipts of that tick would have come before it.
    bob.types(&room, true).await;
    typing(&mut alices, &bob, true).await;
    spark.clock.advance(Duration::from_secs(6));
    typing(&mut alices, &bob, false).await;
}

async fn strangers_do_not_look(spark: Spark) {
    let [alice, eve] = spark.users(["alice", "eve"]).await;
    let private = alice.creates_room("PRIVATE", "Vault", &[]).await;
    let public = alice.creates_room("PUBLIC", "Square", &[]).await;
    let rooms = [
        (private.as_str(), "NOT_FOUND"),
        (&public, "NOT_A_MEMBER"),
        ("room_0000000000000", "NOT_FOUND"),
        ("nonsense", "NOT_FOUND"),
    ];
    for (room, code) in rooms {
        let query = "subscription($room: ID!) { activeRoom(roomId: $room) { roomId } }";
        let mut feed = Feed::begin(eve.connects().await, query, json!({"room": room})).await;
        let refused = feed.next().await;
        assert_eq!(refused["type"], "error", "{refused}");
        assert_eq!(refused["payload"][0]["extensions"]["code"], code, "{room}");
        for is_typing in [true, false] {
            assert_eq!(eve.fails("setTyping", json!({"roomId": room, "isTyping": is_typing})).await, code);
        }
    }
    // An archived room can be looked at: reading in it goes on.
    alice.sends(&private, "the last word").await;
    alice.does("archiveRoom", json!({"roomId": private}), "").await;
    alice.looks_at(&spark, &private).await;
}

async fn looking_ends_with_the_membership(spark: Spark) {
    let ([alice, bob, carol, dave], room) = kitchen(&spark, ["alice", "bob", "carol", "dave"]).await;
    let pantry = alice.creates_room("PRIVATE", "Pantry", &[&bob, &dave]).await;
    let mut alices = alice.looks_at(&spark, &room).await;
    let mut bobs = bob.looks_at(&spark, &room).await;
    let mut bobs_pantry = bob.looks_at(&spark, &pantry).await;
    let mut carols = carol.looks_at(&spark, &room).await;
    bob.types(&room, true).await;
    typing(&mut alices, &bob, true).await;
    typing(&mut carols, &bob, true).await;
    alice.removes(&room, &bob).await;
    assert_eq!(bobs.next().await["type"], "complete");
    for feed in [&mut alices, &mut carols] {
        typing(feed, &bob, false).await;
    }
    carol.leaves(&room).await;
    assert_eq!(carols.next().await["type"], "complete");
    dave.types(&room, true).await;
    typing(&mut alices, &dave, true).await;
    // Another room's stream goes on, and who returns looks anew.
    dave.types(&pantry, true).await;
    typing(&mut bobs_pantry, &dave, true).await;
    alice.adds(&room, &[&bob]).await;
    let mut again = bob.looks_at(&spark, &room).await;
    typing(&mut again, &dave, true).await;
    drop((alices, bobs, bobs_pantry, carols, again));
    crate::harness::eventually("the end of the subscriptions", async || match spark.server.subscriptions() {
        0 => Ok(()),
        left => Err(left),
    })
    .await;
}

/// A room of two: what its members keep of it is nobody else's affair.
async fn what_a_member_keeps_is_no_reading(spark: Spark) {
    let ([alice, bob, carol], room) = kitchen(&spark, ["alice", "bob", "carol"]).await;
    let seq = alice.sends(&room, "Hello?").await["seq"].as_i64().unwrap();
    let mut alices = alice.looks_at(&spark, &room).await;
    for is_pinned in [true, false] {
        bob.does("updateMembership", json!({"roomId": room, "isPinned": is_pinned}), "").await;
    }
    // One after the other: what somebody reads is told with the next tick, the newest alone.
    for reader in [&carol, &bob] {
        reader.does("markRead", json!({"roomId": room, "seq": seq}), "").await;
        assert_eq!(receipt(&mut alices, reader).await, seq, "the first that she hears of them");
    }
}
