//! A document with several mutations: each sees what those before it did, and what it shows is as it is then.

use crate::harness::{Socket, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    each_shows_what_is_after_it;
    each_shows_it_by_the_socket_too;
    what_is_refused_undoes_nothing;
}

/// Everything that a mutation can change, twice, with the same things shown each time.
const TWICE: &str = "mutation($room: ID!, $bob: ID!, $message: ID!) {
    a1: updateMembership(input: {roomId: $room, isPinned: true}) { ...Own }
    a2: updateMembership(input: {roomId: $room, isPinned: false, notificationMode: NONE}) { ...Own }
    b1: updateRoom(input: {roomId: $room, name: \"One\"}) { room { ...Room } }
    b2: updateRoom(input: {roomId: $room, name: \"Two\", topic: \"soup\"}) { room { ...Room } }
    c1: setMemberRole(input: {roomId: $room, userId: $bob, role: MODERATOR}) { member { role user { username } } }
    c2: setMemberRole(input: {roomId: $room, userId: $bob, role: OWNER}) { member { role user { username } } }
    d1: editMessage(input: {messageId: $message, body: \"salad\"}) { message { body updatedSeq room { ...Room } } }
    d2: deleteMessage(input: {messageId: $message}) { message { body updatedSeq room { ...Room } } }
    e1: removeMember(input: {roomId: $room, userId: $bob}) { room { ...Room } }
    e2: addMembers(input: {roomId: $room, userIds: [$bob]}) { room { ...Room } members { role } }
  }
  fragment Own on UpdateMembershipPayload { membership { isPinned notificationMode lastReadSeq } }
  fragment Room on Room { name topic latestSeq memberCount members { totalCount nodes { role } }
    viewerMembership { isPinned lastReadSeq asOfSeq } messages(last: 1) { nodes { seq body } } }";

const MINE: &str = "mutation {
    a1: updateProfile(input: {displayName: \"Al\"}) { user { displayName } }
    a2: updateProfile(input: {displayName: \"Ally\"}) { user { displayName } }
    b1: updateSettings(input: {locale: \"de\"}) { settings { locale timeZone } }
    b2: updateSettings(input: {timeZone: \"Europe/Zurich\"}) { settings { locale timeZone } }
    c1: setStatus(input: {status: AWAY, text: \"soup\"}) { user { displayName statusText } }
    c2: setStatus(input: {status: BUSY, text: null}) { user { displayName statusText } }
  }";

fn room(name: &str, topic: &Value, seq: i64, roles: &[&str], last: (i64, &str)) -> Value {
    let members: Vec<_> = roles.iter().map(|role| json!({ "role": role })).collect();
    json!({
        "name": name, "topic": topic, "latestSeq": seq, "memberCount": roles.len(),
        "members": {"totalCount": roles.len(), "nodes": members},
        "viewerMembership": {"isPinned": false, "lastReadSeq": 3, "asOfSeq": seq},
        "messages": {"nodes": [{"seq": last.0, "body": last.1}]},
    })
}

fn expected() -> Value {
    let (soup, member, owners) = (json!("soup"), ["OWNER", "MEMBER"], ["OWNER", "OWNER"]);
    let own = |pinned: bool, mode: &str| json!({"membership": {"isPinned": pinned, "notificationMode": mode, "lastReadSeq": 3}});
    let member_is = |role: &str| json!({"member": {"role": role, "user": {"username": "bob"}}});
    let role = "alice changed the role of bob.";
    let two = |seq, roles: &[&str], last| room("Two", &soup, seq, roles, last);
    let message = |body: &str, seq: i64| json!({"message": {"body": body, "updatedSeq": seq, "room": two(seq, &owners, (7, role))}});
    json!({
        "a1": own(true, "ALL"), "a2": own(false, "NONE"),
        "b1": {"room": room("One", &Value::Null, 4, &member, (4, "alice changed the room."))},
        "b2": {"room": two(5, &member, (5, "alice changed the room."))},
        "c1": member_is("MODERATOR"), "c2": member_is("OWNER"),
        "d1": message("salad", 8), "d2": message("", 9),
        "e1": {"room": two(10, &["OWNER"], (10, "alice removed bob."))},
        "e2": {"room": two(11, &member, (11, "alice added bob.")), "members": [{"role": "MEMBER"}]},
    })
}

fn mine() -> Value {
    let settings = |zone: &str| json!({"settings": {"locale": "de", "timeZone": zone}});
    let status = |text: Value| json!({"user": {"displayName": "Ally", "statusText": text}});
    json!({
        "a1": {"user": {"displayName": "Al"}}, "a2": {"user": {"displayName": "Ally"}},
        "b1": settings("UTC"), "b2": settings("Europe/Zurich"),
        "c1": status(json!("soup")), "c2": status(Value::Null),
    })
}

/// What the document is told in a room of Alice and Bob with one message.
async fn variables(spark: &Spark) -> (crate::harness::Person, Value) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let message = alice.sends(&room, "soup").await;
    (alice, json!({"room": room, "bob": bob.id, "message": message["id"]}))
}

async fn each_shows_what_is_after_it(spark: Spark) {
    let (alice, variables) = variables(&spark).await;
    assert_eq!(alice.reads(TWICE, variables).await, expected());
    assert_eq!(alice.reads(MINE, json!({})).await, mine());
}

async fn each_shows_it_by_the_socket_too(spark: Spark) {
    let (alice, variables) = variables(&spark).await;
    let mut socket: Socket = alice.connects().await;
    for (query, variables, expected) in [(TWICE, variables, expected()), (MINE, json!({}), mine())] {
        let id = socket.begins(query, variables).await;
        assert_eq!(socket.hears(&id).await["payload"], json!({ "data": expected }));
    }
}

async fn what_is_refused_undoes_nothing(spark: Spark) {
    let (alice, variables) = variables(&spark).await;
    let query = "mutation($room: ID!, $message: ID!) {
        a: updateRoom(input: {roomId: $room, name: \"One\"}) { action room { name } }
        b: updateRoom(input: {roomId: $room, name: \"\"}) { action error { code } room { name } }
        c: deleteMessage(input: {messageId: $message}) { action message { room { name latestSeq } } }
        d: logout(input: {}) { action }
        e: updateRoom(input: {roomId: $room, name: \"Two\"}) { action error { code } room { name } } }";
    let answer = alice.ask(query, json!({"room": variables["room"], "message": variables["message"]})).await;
    let refused = |code: &str| json!({"action": "ROLLBACK", "error": {"code": code}, "room": null});
    let expected = json!({
        "a": {"action": "COMMIT", "room": {"name": "One"}},
        "b": refused("INVALID_INPUT"),
        "c": {"action": "COMMIT", "message": {"room": {"name": "One", "latestSeq": 5}}},
        "d": {"action": "COMMIT"},
        "e": refused("UNAUTHENTICATED"),
    });
    assert_eq!(answer, json!({ "data": expected }));
    assert_eq!(spark.database.number("SELECT max(latest_seq) FROM rooms WHERE name = 'One'").await, 5);
}
