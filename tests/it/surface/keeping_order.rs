//! What one may do in a room: as a member, and as the server's ADMIN in PUBLIC rooms.

use crate::harness::{Feed, Person, Spark, on_both, person::Room};
use crate::roles::tries;
use serde_json::{Value, json};

on_both! {
    an_admin_keeps_order_in_public_rooms_as_far_as_it_says;
    what_is_said_of_members_is_what_their_role_allows;
    an_admin_sees_nothing_of_what_is_not_public;
    an_admin_leaves_no_room_without_an_owner;
    a_room_without_members_stays_open_to_all;
    no_longer_an_admin_no_longer_in_charge;
}

/// The first of this type to come.
async fn last(feed: &mut Feed, typename: &str) -> Value {
    feed.until(typename).await.pop().unwrap()
}

async fn permissions(person: &Person, room: &Room) -> Value {
    let query = "query($id: ID!) { room(id: $id) { viewerPermissions } }";
    person.reads(query, json!({"id": room})).await["room"]["viewerPermissions"].clone()
}

async fn an_admin_keeps_order_in_public_rooms_as_far_as_it_says(spark: Spark) {
    let ruth = spark.admin("ruth").await;
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let admins = json!(["REMOVE_MEMBERS", "EDIT_ROOM", "DELETE_ANY_MESSAGE", "ARCHIVE"]);
    let both = json!(["SEND", "MENTION_ROOM", "REMOVE_MEMBERS", "EDIT_ROOM", "DELETE_ANY_MESSAGE", "ARCHIVE"]);
    for (is_member, expected) in [(false, admins), (true, both)] {
        let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
        if is_member {
            ruth.joins(&room).await;
        }
        assert_eq!(permissions(&ruth, &room).await, expected, "member: {is_member}");
        let mut feed = alice.hears_rooms().await;
        let allowed = tries(&ruth, [&alice, &carol, &bob], &room, &["FORBIDDEN", "NOT_A_MEMBER"]).await;
        assert_eq!(json!(allowed), expected, "member: {is_member}");
        feed.until("MemberLeft").await;
        assert_eq!(last(&mut feed, "MessageDeleted").await["actor"]["id"], json!(ruth.id));
        // It is archived now, and nobody may do anything.
        for person in [&ruth, &alice] {
            assert_eq!(permissions(person, &room).await, json!([]));
        }
        assert_eq!(ruth.fails("updateRoom", json!({"roomId": room, "topic": "x"})).await, "ROOM_ARCHIVED");
    }
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn what_is_said_of_members_is_what_their_role_allows(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    for kind in ["PUBLIC", "PRIVATE"] {
        let room = alice.creates_room(kind, "Room", &[&bob]).await;
        for role in ["MEMBER", "MODERATOR", "OWNER"] {
            alice.makes(&room, &bob, role).await;
            let own = bob.membership(&room).await["viewerMembership"]["permissions"].clone();
            assert_eq!(permissions(&bob, &room).await, own, "{kind} {role}");
        }
        // Who is no member may look at the PUBLIC one, and nothing else.
        let query = "query($id: ID!) { room(id: $id) { viewerPermissions } }";
        let seen = eve.reads(query, json!({"id": room})).await["room"].clone();
        assert_eq!(seen, if kind == "PUBLIC" { json!({"viewerPermissions": []}) } else { Value::Null });
    }
    let direct = alice.does("openDirectRoom", json!({"userId": bob.id}), "room { id viewerPermissions }").await;
    assert_eq!(direct["room"]["viewerPermissions"], json!(["SEND", "MENTION_ROOM"]));
}

async fn an_admin_sees_nothing_of_what_is_not_public(spark: Spark) {
    let ruth = spark.admin("ruth").await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let message = alice.sends(&room, "secret").await["id"].clone();
    for (mutation, input) in [
        ("removeMember", json!({"roomId": room, "userId": bob.id})),
        ("updateRoom", json!({"roomId": room, "topic": "x"})),
        ("archiveRoom", json!({"roomId": room})),
        ("deleteMessage", json!({"messageId": message})),
    ] {
        assert_eq!(ruth.fails(mutation, input).await, "NOT_FOUND", "{mutation}");
    }
    // As a member of it, no more than a member.
    alice.adds(&room, &[&ruth]).await;
    assert_eq!(permissions(&ruth, &room).await, json!(["SEND", "MENTION_ROOM"]));
    assert_eq!(ruth.fails("deleteMessage", json!({"messageId": message})).await, "FORBIDDEN");
    assert_eq!(ruth.fails("archiveRoom", json!({"roomId": room})).await, "FORBIDDEN");
    // What others wrote stays as they wrote it, also where an ADMIN could delete it.
    let public = alice.creates_room("PUBLIC", "Square", &[]).await;
    let message = alice.sends(&public, "hello").await["id"].clone();
    assert_eq!(ruth.fails("editMessage", json!({"messageId": message, "body": "x"})).await, "NOT_A_MEMBER");
}

async fn an_admin_leaves_no_room_without_an_owner(spark: Spark) {
    let ruth = spark.admin("ruth").await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let remove = |whom: &Person| json!({"roomId": room, "userId": whom.id});
    assert_eq!(ruth.fails("removeMember", remove(&alice)).await, "LAST_OWNER");
    alice.makes(&room, &bob, "OWNER").await;
    ruth.removes(&room, &alice).await;
    // Where nobody is left behind there is nobody who needs one.
    ruth.removes(&room, &bob).await;
    assert_eq!(ruth.membership(&room).await["memberCount"], 0);
    assert_eq!(ruth.fails("removeMember", json!({"roomId": room, "userId": ruth.id})).await, "INVALID_INPUT");
}

async fn a_room_without_members_stays_open_to_all(spark: Spark) {
    let ruth = spark.admin("ruth").await;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    ruth.removes(&room, &alice).await;
    let close = json!({"roomId": room, "kind": "PRIVATE", "name": "Vault"});
    let fault = ruth.is_at_fault("updateRoom", close.clone()).await;
    assert_eq!(fault, ("INVALID_INPUT".into(), json!(["input", "kind"])));
    let seen = ruth.membership(&room).await;
    assert_eq!((&seen["memberCount"], &seen["latestSeq"]), (&json!(0), &json!(2)), "nothing happened");
    // All else may be changed, and whoever comes back to it owns it, and may close its door.
    ruth.does("updateRoom", json!({"roomId": room, "kind": "PUBLIC", "topic": "empty"}), "seq").await;
    bob.joins(&room).await;
    assert_eq!(bob.membership(&room).await["viewerMembership"]["role"], "OWNER");
    ruth.does("updateRoom", close, "seq room { id }").await;
    let left = bob.membership(&room).await;
    assert_eq!((&left["memberCount"], &left["viewerMembership"]["role"]), (&json!(1), &json!("OWNER")));
    assert_eq!(spark.wrong().await, Vec::<String>::new());
}

async fn no_longer_an_admin_no_longer_in_charge(spark: Spark) {
    let ruth = spark.admin("ruth").await;
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    ruth.does("updateRoom", json!({"roomId": room, "topic": "x"}), "seq room { topic }").await;
    spark.database.execute("UPDATE users SET role = 'MEMBER' WHERE username = 'ruth'").await;
    assert_eq!(permissions(&ruth, &room).await, json!([]));
    assert_eq!(ruth.fails("updateRoom", json!({"roomId": room, "topic": "y"})).await, "NOT_A_MEMBER");
}
