//! What each role may do: what `permissions` says is what the server then allows.

use crate::harness::{
    Event, Person, Spark, on_both,
    person::{Room, fresh},
};
use serde_json::{Value, json};

on_both! {
    a_new_role_is_told_to_all_and_to_the_one_concerned;
    a_room_keeps_an_owner;
    moderators_keep_order_among_members;
    whose_role_cannot_be_set;
    permissions_are_what_the_server_allows;
}

async fn a_new_role_is_told_to_all_and_to_the_one_concerned(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol]).await;
    let (mut bobs, mut carols) = (bob.hears_rooms().await, carol.hears_rooms().await);
    let (mut bobs_own, mut carols_own) = (bob.hears_own().await, carol.hears_own().await);
    let input = json!({"roomId": room, "userId": bob.id, "role": "MODERATOR", "clientMutationId": "promote"});
    let shows = "seq member { id role user { id } }";
    let set = alice.does("setMemberRole", input.clone(), shows).await;
    assert_eq!((&set["seq"], &set["member"]["role"]), (&json!(4), &json!("MODERATOR")));
    assert_eq!(alice.does("setMemberRole", input, shows).await, set, "the same call again");
    for feed in [&mut bobs, &mut carols] {
        let heard = feed.next().await;
        assert_eq!(heard, Event::of("MemberRoleChanged").seq(4));
        assert_eq!((&heard["actor"]["id"], &heard["clientMutationId"]), (&json!(alice.id), &json!("promote")));
        assert_eq!(heard["member"], json!({"id": set["member"]["id"], "role": "MODERATOR", "user": {"id": bob.id}}));
        let system = json!({"kind": "ROLE_CHANGED", "actor": {"id": alice.id}, "subject": {"id": bob.id}});
        assert_eq!(heard["message"]["system"], system);
        assert_eq!(heard["message"]["body"], "alice changed the role of bob.");
    }
    let own = bobs_own.next().await;
    assert_eq!(own["__typename"], "MembershipChanged");
    let membership = &own["membership"];
    assert_eq!((&membership["role"], &membership["asOfSeq"]), (&json!("MODERATOR"), &json!(4)));
    assert_eq!(membership["permissions"], bob.membership(&room).await["viewerMembership"]["permissions"]);
    // The same role again is nothing.
    assert_eq!(alice.makes(&room, &bob, "MODERATOR").await["seq"], Value::Null);
    alice.sends(&room, "next").await;
    assert_eq!(bobs.next().await["seq"], 5);
    assert_eq!(carols_own.next().await["__typename"], "UnreadCountChanged", "it was not hers");
    assert_eq!(bobs_own.next().await["__typename"], "UnreadCountChanged", "it was told once");
}

async fn a_room_keeps_an_owner(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let demote = |whom: &Person| json!({"roomId": room, "userId": whom.id, "role": "MEMBER"});
    assert_eq!(alice.fails("setMemberRole", demote(&alice)).await, "LAST_OWNER");
    assert_eq!(alice.makes(&room, &alice, "OWNER").await["seq"], Value::Null);
    assert_eq!(alice.fails("leaveRoom", json!({"roomId": room})).await, "LAST_OWNER");
    assert_eq!(alice.membership(&room).await["latestSeq"], 2);
    // She hands over, and may go.
    alice.makes(&room, &bob, "OWNER").await;
    assert_eq!(bob.makes(&room, &alice, "MODERATOR").await["seq"], 4);
    assert_eq!(alice.fails("setMemberRole", demote(&bob)).await, "FORBIDDEN");
    assert_eq!(bob.fails("leaveRoom", json!({"roomId": room})).await, "LAST_OWNER");
    alice.leaves(&room).await;
    // Alone with oneself there is nobody to leave behind.
    bob.leaves(&room).await;
}

async fn moderators_keep_order_among_members(spark: Spark) {
    let [alice, bob, carol, dave, eve] = spark.users(["alice", "bob", "carol", "dave", "eve"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &carol, &dave]).await;
    alice.makes(&room, &bob, "MODERATOR").await;
    alice.makes(&room, &carol, "MODERATOR").await;
    let remove = |whom: &Person| json!({"roomId": room, "userId": whom.id});
    assert_eq!(bob.fails("removeMember", remove(&alice)).await, "FORBIDDEN");
    assert_eq!(bob.fails("removeMember", remove(&carol)).await, "FORBIDDEN");
    assert_eq!(dave.fails("removeMember", remove(&carol)).await, "FORBIDDEN");
    let gone = ("NOT_FOUND".to_owned(), json!(["input", "userId"]));
    assert_eq!(bob.is_at_fault("removeMember", remove(&eve)).await, gone, "who is not in");
    for nobody in ["", "nobody", room.as_str()] {
        let input = json!({"roomId": room, "userId": nobody});
        assert_eq!(bob.is_at_fault("removeMember", input).await, gone);
    }
    let mut carols = carol.hears_rooms().await;
    let removed = bob.removes(&room, &dave).await;
    let heard = carols.next().await;
    assert_eq!(heard, Event::of("MemberLeft").seq(removed));
    let system = json!({"kind": "MEMBER_REMOVED", "actor": {"id": bob.id}, "subject": {"id": dave.id}});
    assert_eq!((&heard["message"]["system"], &heard["message"]["body"]), (&system, &json!("bob removed dave.")));
    assert_eq!(bob.is_at_fault("removeMember", remove(&dave)).await, gone, "a second time");
    // An owner removes whomever, another owner too.
    alice.makes(&room, &carol, "OWNER").await;
    carol.removes(&room, &alice).await;
    assert_eq!(alice.membership(&room).await, Value::Null);
}

async fn whose_role_cannot_be_set(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let public = alice.creates_room("PUBLIC", "Square", &[]).await;
    let set = |room: &str, whom: &str, role: &str| json!({"roomId": room, "userId": whom, "role": role});
    let nobody = ("NOT_FOUND".to_owned(), json!(["input", "userId"]));
    for whom in [eve.id.as_str(), "nobody", ""] {
        assert_eq!(alice.is_at_fault("setMemberRole", set(&room, whom, "OWNER")).await, nobody);
    }
    assert_eq!(bob.fails("setMemberRole", set(&room, &bob.id, "OWNER")).await, "FORBIDDEN");
    assert_eq!(eve.fails("setMemberRole", set(&room, &eve.id, "OWNER")).await, "NOT_FOUND");
    assert_eq!(eve.fails("setMemberRole", set(&public, &alice.id, "MEMBER")).await, "NOT_A_MEMBER");
    let document = "mutation($input: SetMemberRoleInput!) { setMemberRole(input: $input) { action } }";
    let input = json!({"input": set(&room, &bob.id, "KING")});
    assert_eq!(alice.is_refused(document, input).await, "INVALID_INPUT");
    assert_eq!(alice.membership(&room).await["latestSeq"], 2);
}

/// Everything that a permission is about, tried; which of it was allowed. The rest is refused with one of these codes.
pub async fn tries(
    person: &Person,
    [owner, spare, victim]: [&Person; 3],
    room: &Room,
    codes: &[&str],
) -> Vec<&'static str> {
    let theirs = owner.sends(room, "to be deleted").await["id"].clone();
    let send = |body: &str| json!({"roomId": room, "body": body, "clientMutationId": fresh()});
    let attempts = [
        ("SEND", "sendMessage", send("hello")),
        ("MENTION_ROOM", "sendMessage", send("@all hello")),
        ("INVITE", "createInvite", json!({"roomId": room})),
        ("ADD_MEMBERS", "addMembers", json!({"roomId": room, "userIds": [spare.id]})),
        ("REMOVE_MEMBERS", "removeMember", json!({"roomId": room, "userId": victim.id})),
        ("EDIT_ROOM", "updateRoom", json!({"roomId": room, "topic": fresh()})),
        ("DELETE_ANY_MESSAGE", "deleteMessage", json!({"messageId": theirs})),
        ("SET_ROLES", "setMemberRole", json!({"roomId": room, "userId": owner.id, "role": "OWNER"})),
        ("ARCHIVE", "archiveRoom", json!({"roomId": room})),
    ];
    let mut allowed = Vec::new();
    for (permission, mutation, input) in attempts {
        let payload = person.calls(mutation, input, "").await;
        match payload["error"]["code"].as_str() {
            None => allowed.push(permission),
            Some(code) => assert!(codes.contains(&code), "{permission}: {code}"),
        }
    }
    allowed
}

async fn permissions_are_what_the_server_allows(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    for kind in ["PUBLIC", "PRIVATE"] {
        for (role, count) in [("MEMBER", 2), ("MODERATOR", 7), ("OWNER", 9)] {
            let room = alice.creates_room(kind, role, &[&bob, &dave]).await;
            if role != "MEMBER" {
                alice.makes(&room, &bob, role).await;
            }
            let said = bob.membership(&room).await["viewerMembership"]["permissions"].clone();
            assert_eq!(said.as_array().unwrap().len(), count, "{kind} {role}");
            assert_eq!(json!(tries(&bob, [&alice, &carol, &dave], &room, &["FORBIDDEN"]).await), said, "{kind} {role}");
        }
    }
    let direct = alice.does("openDirectRoom", json!({"userId": bob.id}), "room { id }").await;
    let direct = direct["room"]["id"].as_str().unwrap().to_owned();
    let said = bob.membership(&direct).await["viewerMembership"]["permissions"].clone();
    assert_eq!(json!(tries(&bob, [&alice, &carol, &alice], &direct, &["FORBIDDEN"]).await), said);
}
