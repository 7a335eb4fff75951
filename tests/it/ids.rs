//! An id is opaque to clients, and has one form: what names nothing in that form names nothing.

use crate::harness::{Person, Spark, on_both};
use data_encoding::{Encoding, Specification};
use serde_json::{Value, json};

on_both! {
    an_id_has_one_form;
    an_id_of_another_kind_names_nothing;
}

/// Crockford's alphabet, as ids are written.
fn base32() -> Encoding {
    let mut spec = Specification::new();
    spec.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    spec.encoding().unwrap()
}

/// The same id with its bytes changed.
pub fn changed(id: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let (prefix, code) = id.split_once('_').unwrap();
    let mut bytes = base32().decode(code.as_bytes()).unwrap();
    change(&mut bytes);
    format!("{prefix}_{}", base32().encode(&bytes))
}

async fn node(person: &Person, id: &str) -> Value {
    person.reads("query($id: ID!) { node(id: $id) { __typename id } }", json!({ "id": id })).await["node"].clone()
}

/// One id of each kind, by the name of its type.
async fn ids(spark: &Spark) -> (Person, Vec<(&'static str, String)>) {
    let alice = spark.admin("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let message = alice.sends(&room, "soup").await["id"].clone();
    let announcement = json!({"title": "Soup", "body": "at noon"});
    let announcement = alice.does("publishAnnouncement", announcement, "announcement { id }").await;
    let invite = alice.does("createInvite", json!({"roomId": room}), "invite { id }").await;
    let query =
        "query($room: ID!) { settings { id } room(id: $room) { viewerMembership { id } members { nodes { id } } } }";
    let seen = alice.reads(query, json!({ "room": room })).await;
    let all = [
        ("User", json!(alice.id)),
        ("Room", json!(room)),
        ("Message", message),
        ("Membership", seen["room"]["viewerMembership"]["id"].clone()),
        ("RoomMember", seen["room"]["members"]["nodes"][0]["id"].clone()),
        ("Invite", invite["invite"]["id"].clone()),
        ("Announcement", announcement["announcement"]["id"].clone()),
        ("Settings", seen["settings"]["id"].clone()),
    ];
    (alice, all.map(|(name, id)| (name, id.as_str().unwrap().to_owned())).to_vec())
}

async fn an_id_has_one_form(spark: Spark) {
    let (alice, ids) = ids(&spark).await;
    for (typename, id) in &ids {
        assert_eq!(node(&alice, id).await, json!({"__typename": typename, "id": id}));
        // Where the number of what is inside a room begins.
        let number = match *typename {
            "Message" => Some(8),
            "Membership" | "RoomMember" => Some(16),
            _ => None,
        };
        let mut others = vec![
            id.to_uppercase(),
            format!("{id}0"),
            format!("{id} "),
            format!(" {id}"),
            id[..id.len() - 1].to_owned(),
            id.replacen('_', "", 1),
            id.replacen('_', "__", 1),
            changed(id, |bytes| bytes.insert(0, 0)),
            changed(id, |bytes| bytes.push(0)),
            changed(id, |bytes| bytes[0] |= 0x80),
            changed(id, |bytes| bytes[7] ^= 1),
            changed(id, Vec::clear),
        ];
        if let Some(at) = number {
            others.push(changed(id, |bytes| bytes.insert(at, 0)));
            others.push(changed(id, |bytes| drop(bytes.splice(at..at, [0; 7]))));
            others.push(changed(id, |bytes| drop(bytes.splice(at..at, [0; 8]))));
            others.push(changed(id, |bytes| {
                bytes.remove(at);
            }));
            others.push(changed(id, |bytes| *bytes.last_mut().unwrap() ^= 1));
        }
        for other in others {
            assert_eq!(node(&alice, &other).await, Value::Null, "{other} for {id}");
        }
    }
}

async fn an_id_of_another_kind_names_nothing(spark: Spark) {
    let (alice, ids) = ids(&spark).await;
    for (one, id) in &ids {
        let code = id.split_once('_').unwrap().1;
        for (other, of) in &ids {
            let (prefix, others) = of.split_once('_').unwrap();
            // A user and their settings have one key; so have a member's two faces.
            let is_same = code == others;
            let found = node(&alice, &format!("{prefix}_{code}")).await;
            assert_eq!(!found.is_null(), is_same, "{one} as {other}: {found}");
        }
    }
    // What asks for a thing of one kind takes no other.
    let of = |name: &str| ids.iter().find(|(kind, _)| *kind == name).unwrap().1.clone();
    for (kind, id) in &ids {
        let room = alice.reads("query($id: ID!) { room(id: $id) { id } }", json!({ "id": id })).await["room"].clone();
        assert_eq!(room.is_null(), *kind != "Room", "{kind}: {room}");
        let message = "query($id: ID!) { message(id: $id) { id } }";
        let message = alice.reads(message, json!({ "id": id })).await["message"].clone();
        assert_eq!(message.is_null(), *kind != "Message", "{kind}: {message}");
        if *kind != "Room" {
            let fault = ("NOT_FOUND".to_owned(), json!(["input", "roomId"]));
            assert_eq!(alice.is_at_fault("leaveRoom", json!({ "roomId": id })).await, fault, "{kind}");
        }
        if *kind != "Message" {
            let fault = ("NOT_FOUND".to_owned(), json!(["input", "messageId"]));
            assert_eq!(alice.is_at_fault("deleteMessage", json!({ "messageId": id })).await, fault, "{kind}");
        }
        if *kind != "User" {
            let input = json!({"roomId": of("Room"), "userIds": [of("User"), id]});
            let fault = ("NOT_FOUND".to_owned(), json!(["input", "userIds", "1"]));
            assert_eq!(alice.is_at_fault("addMembers", input).await, fault, "{kind}");
        }
    }
}
