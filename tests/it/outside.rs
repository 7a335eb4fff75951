//! Who is not, or no more, in a room does nothing in it, and is told nothing of what is in it; and what nobody may change.

use crate::{
    harness::{Person, Spark, on_both, person::Room},
    ids::changed,
};
use serde_json::{Value, json};

on_both! {
    who_left_does_nothing_more;
    who_is_outside_learns_of_no_message;
    what_the_server_says_stays;
    an_archived_room_says_so_to_who_may_see_it;
    who_revokes_an_invite;
    whoever_changes_the_password_first_changes_it;
}

/// What only members do with a message.
const BY_MEMBERS: [&str; 3] = ["editMessage", "addReaction", "removeReaction"];

async fn is_told(person: &Person, mutation: &str, message: &Value) -> String {
    let mut input = json!({ "messageId": message });
    match mutation {
        "editMessage" => input["body"] = json!("other"),
        "addReaction" | "removeReaction" => input["emoji"] = json!("👍"),
        _ => {}
    }
    person.fails(mutation, input).await
}

async fn codes(person: &Person, message: &Value) -> [String; 4] {
    let [edit, add, remove] = BY_MEMBERS.map(|mutation| is_told(person, mutation, message));
    [edit.await, add.await, remove.await, is_told(person, "deleteMessage", message).await]
}

/// The SYSTEM message that a room begins with.
async fn first(person: &Person, room: &Room) -> Value {
    let query = "query($room: ID!) { room(id: $room) { messages(first: 1) { nodes { id kind } } } }";
    let node = person.reads(query, json!({ "room": room })).await["room"]["messages"]["nodes"][0].clone();
    assert_eq!(node["kind"], "SYSTEM");
    node["id"].clone()
}

async fn who_left_does_nothing_more(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let admin = spark.admin("ada").await;
    for (kind, code) in [("PUBLIC", "NOT_A_MEMBER"), ("PRIVATE", "NOT_FOUND")] {
        let room = alice.creates_room(kind, "Square", &[&bob, &admin]).await;
        let (bobs, admins) = (bob.sends(&room, "soup").await, admin.sends(&room, "soup").await);
        admin.reacts(&admins, "👍").await;
        let (bobs, admins) = (bobs["id"].clone(), admins["id"].clone());
        for person in [&bob, &admin] {
            person.leaves(&room).await;
        }
        let latest = alice.membership(&room).await["latestSeq"].clone();
        assert_eq!(codes(&bob, &bobs).await, [code; 4], "{kind}");
        // Not even who keeps order speaks for a member that they were.
        for mutation in BY_MEMBERS {
            assert_eq!(is_told(&admin, mutation, &admins).await, code, "{kind}: {mutation}");
        }
        assert_eq!(alice.membership(&room).await["latestSeq"], latest);
        if kind == "PUBLIC" {
            bob.joins(&room).await;
            bob.does("editMessage", json!({"messageId": bobs, "body": "other"}), "").await;
        }
    }
}

async fn who_is_outside_learns_of_no_message(spark: Spark) {
    let [alice, eve] = spark.users(["alice", "eve"]).await;
    for (kind, code) in [("PUBLIC", "NOT_A_MEMBER"), ("PRIVATE", "NOT_FOUND")] {
        let room = alice.creates_room(kind, "Square", &[]).await;
        let system = first(&alice, &room).await;
        let message = alice.sends(&room, "soup").await["id"].clone();
        let deleted = alice.sends(&room, "salad").await["id"].clone();
        alice.does("deleteMessage", json!({ "messageId": deleted }), "").await;
        // One that names nothing: another room's numbers.
        let other = alice.creates_room(kind, "Other", &[]).await;
        let others = alice.sends(&other, "tea").await["id"].clone();
        for id in [&system, &message, &deleted, &others] {
            assert_eq!(codes(&eve, id).await, [code; 4], "{kind} {id}");
        }
        alice.does("archiveRoom", json!({ "roomId": room }), "").await;
        for id in [&system, &message, &deleted] {
            assert_eq!(codes(&eve, id).await, [code; 4], "{kind} {id}, archived");
        }
        assert_eq!(codes(&eve, &json!("msg_nonsense")).await, ["NOT_FOUND"; 4]);
        // A room that is out of sight is told from one that there is not by nothing.
        if kind == "PRIVATE" {
            let nowhere = json!(changed(message.as_str().unwrap(), |bytes| bytes[7] ^= 1));
            for (mutation, more) in [("editMessage", Some("other")), ("deleteMessage", None)] {
                let told = async |id: &Value| {
                    let mut input = json!({ "messageId": id });
                    if let Some(body) = more {
                        input["body"] = json!(body);
                    }
                    eve.calls(mutation, input, "").await["error"].clone()
                };
                assert_eq!(told(&message).await, told(&nowhere).await, "{mutation}");
            }
        }
    }
}

async fn what_the_server_says_stays(spark: Spark) {
    let alice = spark.user("alice").await;
    let admin = spark.admin("ada").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let system = first(&alice, &room).await;
    for person in [&alice, &admin] {
        assert_eq!(codes(person, &system).await, ["FORBIDDEN"; 4], "{}", person.name);
    }
    assert_eq!(alice.membership(&room).await["latestSeq"], 1);
}

async fn an_archived_room_says_so_to_who_may_see_it(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    // Whoever may not see a room learns nothing of it by a code that is over.
    for (kind, code_of_archived) in [("PRIVATE", "GONE"), ("PUBLIC", "ROOM_ARCHIVED")] {
        let room = alice.creates_room(kind, "Kitchen", &[]).await;
        let invites = async |input: Value| {
            let made = alice.does("createInvite", input, "invite { id code }").await;
            (made["invite"]["id"].clone(), made["invite"]["code"].clone())
        };
        let (_, once) = invites(json!({"roomId": room, "maxUses": 1})).await;
        let (revoked_id, revoked) = invites(json!({ "roomId": room })).await;
        bob.does("joinRoom", json!({ "inviteCode": once }), "").await;
        alice.does("revokeInvite", json!({ "inviteId": revoked_id }), "").await;
        for code in [&once, &revoked] {
            assert_eq!(carol.fails("joinRoom", json!({ "inviteCode": code })).await, "GONE", "{kind}");
        }
        alice.does("archiveRoom", json!({ "roomId": room }), "").await;
        for code in [&once, &revoked] {
            assert_eq!(carol.fails("joinRoom", json!({ "inviteCode": code })).await, code_of_archived, "{kind}");
            // Who is in is in.
            assert_eq!(bob.does("joinRoom", json!({ "inviteCode": code }), "seq").await["seq"], Value::Null);
        }
    }
}

async fn who_revokes_an_invite(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let invite = alice.does("createInvite", json!({ "roomId": room }), "invite { id code }").await["invite"].clone();
    let revoke = json!({"inviteId": invite["id"]});
    assert_eq!(bob.fails("revokeInvite", revoke.clone()).await, "FORBIDDEN");
    assert_eq!(eve.fails("revokeInvite", revoke.clone()).await, "NOT_FOUND");
    assert_eq!(eve.fails("revokeInvite", json!({"inviteId": "inv_nonsense"})).await, "NOT_FOUND");
    eve.does("joinRoom", json!({"inviteCode": invite["code"]}), "").await;
    alice.makes(&room, &bob, "MODERATOR").await;
    bob.does("revokeInvite", revoke, "inviteId").await;
}

/// Four devices at once: each has checked the password of before.
async fn whoever_changes_the_password_first_changes_it(spark: Spark) {
    use crate::harness::person::PASSWORD;
    let alice = spark.user("alice").await;
    let devices =
        [spark.logs_in(&alice).await, spark.logs_in(&alice).await, spark.logs_in(&alice).await, alice.clone()];
    let changes = devices.iter().enumerate().map(async |(n, device)| {
        let query = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { action } }";
        let input = json!({"currentPassword": PASSWORD, "newPassword": format!("a new horse {n}")});
        device.ask(query, json!({ "input": input })).await["data"]["changePassword"]["action"] == "COMMIT"
    });
    let outcomes = futures_util::future::join_all(changes).await;
    let first = outcomes.iter().position(|is_first| *is_first).expect("somebody changes it");
    assert_eq!(outcomes.iter().filter(|is_first| **is_first).count(), 1);
    let login = "mutation($input: LoginInput!) { login(input: $input) { action } }";
    for (n, device) in devices.iter().enumerate() {
        let input = json!({"username": "alice", "password": format!("a new horse {n}")});
        let answer = spark.post(None, login, json!({ "input": input })).await;
        assert_eq!(answer["data"]["login"]["action"] == "COMMIT", n == first);
        let is_in = device.ask("{ viewer { id } }", json!({})).await.get("errors").is_none();
        assert_eq!(is_in, n == first, "only the session that changed it goes on");
    }
}
