//! Forwarding: a copy of a text, with the name of who first wrote it.

use super::{read, refused, threads::stale};
use crate::harness::{
    Event, Person, Spark, on_both,
    person::{Room, fresh},
};
use serde_json::{Value, json};

on_both! {
    a_forwarded_message_names_its_first_author;
    forwarding_needs_both_rooms;
    what_cannot_be_forwarded_is_refused;
    others_words_stay_as_they_are;
}

const COPY: &str = "id seq body kind metadata author { username } forwardedFrom { username } mentionsRoom
    mentions { username } parent { id } reactions { emoji } replyCount editedAt";

fn input(message: &Value, room: &Room) -> Value {
    json!({"messageId": message["id"], "roomId": room, "clientMutationId": fresh()})
}

async fn forwards(person: &Person, message: &Value, room: &Room) -> Value {
    person.does("forwardMessage", input(message, room), &format!("seq message {{ {COPY} }}")).await["message"].clone()
}

async fn a_forwarded_message_names_its_first_author(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let cellar = bob.creates_room("PRIVATE", "Cellar", &[&carol]).await;
    let parent = alice.sends(&kitchen, "Menu").await;
    let send = json!({"roomId": kitchen, "body": "@bob @carol @all Soup!", "metadata": {"hot": true},
        "parentId": parent["id"], "clientMutationId": fresh()});
    let message = alice.does("sendMessage", send, "message { id seq }").await["message"].clone();
    bob.reacts(&message, "👍").await;
    let mut heard = carol.hears_rooms().await;
    let call = input(&message, &cellar);
    let shows = format!("seq message {{ {COPY} }}");
    let payload = bob.does("forwardMessage", call.clone(), &shows).await;
    let copy = json!({
        "id": payload["message"]["id"], "seq": 3, "body": "@bob @carol @all Soup!", "kind": "TEXT", "metadata": null,
        "author": {"username": "bob"}, "forwardedFrom": {"username": "alice"}, "mentionsRoom": false, "mentions": [],
        "parent": null, "reactions": [], "replyCount": 0, "editedAt": null,
    });
    assert_eq!((&payload["seq"], &payload["message"]), (&json!(3), &copy));
    assert_ne!(payload["message"]["id"], message["id"]);
    assert_eq!(bob.does("forwardMessage", call.clone(), &shows).await, payload, "the same call is one message");
    let other = json!({"messageId": parent["id"], "roomId": cellar, "clientMutationId": call["clientMutationId"]});
    assert_eq!(bob.fails("forwardMessage", other).await, "CONFLICT");
    let event = heard.next().await;
    assert_eq!(event, Event::of("MessageSent").seq(3).with("message.body", "@bob @carol @all Soup!"), "{event}");
    assert_eq!(event["clientMutationId"], call["clientMutationId"]);
    assert_eq!(carol.membership(&cellar).await["viewerMembership"]["unreadCount"], 1);
    // Of a copy the first author stays; the source goes on by itself.
    let pantry = carol.creates_room("PRIVATE", "Pantry", &[]).await;
    let second = forwards(&carol, &payload["message"], &pantry).await;
    assert_eq!(
        (&second["author"]["username"], &second["forwardedFrom"]["username"]),
        (&json!("carol"), &json!("alice"))
    );
    alice.deletes(&message).await;
    assert_eq!(read(&bob, &payload["message"], COPY).await, copy);
    // A tombstone says nothing of it.
    bob.deletes(&payload["message"]).await;
    let tombstone = read(&carol, &payload["message"], COPY).await;
    assert_eq!((&tombstone["body"], &tombstone["forwardedFrom"]), (&json!(""), &Value::Null));
}

async fn forwarding_needs_both_rooms(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let private = alice.creates_room("PRIVATE", "Vault", &[&bob]).await;
    let public = alice.creates_room("PUBLIC", "Square", &[]).await;
    let own = eve.creates_room("PRIVATE", "Den", &[]).await;
    let [secret, open] = [alice.sends(&private, "secret").await, alice.sends(&public, "open").await];
    let evil = eve.sends(&own, "evil").await;
    let at = |field: &str| json!(["input", field]);
    assert_eq!(refused(&eve, "forwardMessage", input(&secret, &own)).await, (json!("NOT_FOUND"), at("messageId")));
    assert_eq!(refused(&eve, "forwardMessage", input(&evil, &private)).await.0, "NOT_FOUND");
    assert_eq!(refused(&eve, "forwardMessage", input(&evil, &public)).await.0, "NOT_A_MEMBER");
    // What everybody may read everybody may send on.
    assert_eq!(forwards(&eve, &open, &own).await["forwardedFrom"]["username"], "alice");
    // Not what one could read once.
    alice.removes(&private, &bob).await;
    let den = bob.creates_room("PRIVATE", "Room", &[]).await;
    assert_eq!(refused(&bob, "forwardMessage", input(&secret, &den)).await, (json!("NOT_FOUND"), at("messageId")));
    assert_eq!(bob.sends(&den, "the next").await["seq"], 2, "no refusal took a number");
}

async fn what_cannot_be_forwarded_is_refused(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let first = "query($room: ID!) { room(id: $room) { messages(first: 1) { nodes { id } } } }";
    let system = alice.reads(first, json!({"room": room})).await["room"]["messages"]["nodes"][0].clone();
    let message = alice.sends(&room, "gone").await;
    alice.deletes(&message).await;
    let at = json!(["input", "messageId"]);
    assert_eq!(refused(&bob, "forwardMessage", input(&system, &room)).await, (json!("FORBIDDEN"), at.clone()));
    assert_eq!(refused(&bob, "forwardMessage", input(&message, &room)).await, (json!("GONE"), at.clone()));
    // As of a log that a backup took back, the place is another's.
    for nothing in ["msg_nonsense", &stale(message["id"].as_str().unwrap())] {
        let input = input(&json!({"id": nothing}), &room);
        assert_eq!(refused(&bob, "forwardMessage", input).await, (json!("NOT_FOUND"), at.clone()), "{nothing}");
    }
    let archived = alice.creates_room("PRIVATE", "Old", &[]).await;
    let kept = alice.sends(&archived, "kept").await;
    alice.does("archiveRoom", json!({"roomId": archived}), "seq").await;
    assert_eq!(refused(&alice, "forwardMessage", input(&kept, &archived)).await.0, "ROOM_ARCHIVED");
    assert_eq!(forwards(&alice, &kept, &room).await["body"], "kept", "an archived room is read");
    let nameless = json!({"messageId": kept["id"], "roomId": room, "clientMutationId": ""});
    assert_eq!(alice.fails("forwardMessage", nameless).await, "INVALID_INPUT");
}

async fn others_words_stay_as_they_are(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let message = alice.sends(&room, "as it was").await;
    let edit = |message: &Value| json!({"messageId": message["id"], "body": "as it was not"});
    let others = forwards(&bob, &message, &room).await;
    let once_more = forwards(&alice, &others, &room).await;
    assert_eq!(bob.fails("editMessage", edit(&others)).await, "FORBIDDEN");
    // Whose words they are may change them.
    let edited = alice.does("editMessage", edit(&once_more), "seq message { body forwardedFrom { username } }").await;
    assert_eq!(edited["message"], json!({"body": "as it was not", "forwardedFrom": {"username": "alice"}}));
    assert_eq!(edited["seq"].as_i64(), once_more["seq"].as_i64().map(|seq| seq + 1), "no refusal took a number");
    bob.deletes(&others).await;
    assert_eq!(bob.fails("editMessage", edit(&others)).await, "GONE");
}
