//! Codes that open a room.

use crate::harness::{Event, Person, Spark, on_both};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    start_by_hand:
    an_invite_lets_as_many_in_as_it_says;
    an_expired_invite_is_gone;
    a_revoked_invite_is_gone;
    what_an_invite_cannot_be;
    who_may_invite;
    one_way_in_at_a_time;
}

const INVITE: &str = "invite { id code usesLeft expiresAt room { id name } }";

async fn invites(person: &Person, input: Value) -> Value {
    person.does("createInvite", input, INVITE).await["invite"].clone()
}

fn by(invite: &Value) -> Value {
    json!({"inviteCode": invite["code"]})
}

/// What a person sees of an invite by its id.
async fn seen(person: &Person, invite: &Value) -> Value {
    let query = "query($id: ID!) { node(id: $id) { id ... on Invite { code usesLeft room { name } } } }";
    person.reads(query, json!({"id": invite["id"]})).await["node"].clone()
}

async fn an_invite_lets_as_many_in_as_it_says(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let invite = invites(&alice, json!({"roomId": room, "maxUses": 2})).await;
    assert_eq!((&invite["usesLeft"], &invite["expiresAt"]), (&json!(2), &Value::Null));
    assert_eq!(invite["room"], json!({"id": room, "name": "Kitchen"}));

    let (mut alices, mut bobs_own) = (alice.hears_rooms().await, bob.hears_own().await);
    let joined = bob.does("joinRoom", by(&invite), "seq membership { id roomId role lastReadSeq }").await;
    assert_eq!(joined["seq"], 2);
    assert_eq!((&joined["membership"]["roomId"], &joined["membership"]["role"]), (&json!(room), &json!("MEMBER")));
    let heard = alices.next().await;
    assert_eq!(heard, Event::of("MemberJoined").seq(2));
    let system = json!({"kind": "MEMBER_JOINED", "actor": {"id": bob.id}, "subject": {"id": bob.id}});
    assert_eq!((&heard["message"]["system"], &heard["message"]["body"]), (&system, &json!("bob joined.")));
    assert_eq!(bobs_own.next().await["membership"]["id"], joined["membership"]["id"]);

    // Who is in uses nothing, neither the one who came by it nor the one who made it.
    for person in [&bob, &alice] {
        let again = person.does("joinRoom", by(&invite), "seq membership { roomId }").await;
        assert_eq!((&again["seq"], &again["membership"]["roomId"]), (&Value::Null, &json!(room)));
    }
    assert_eq!(seen(&alice, &invite).await["usesLeft"], 1);
    // The same call again is the same call: it takes one use, also when it is repeated after the invite is used up.
    let mut call = by(&invite);
    call["clientMutationId"] = json!("in");
    let first = carol.does("joinRoom", call.clone(), "seq").await;
    assert_eq!(carol.does("joinRoom", call, "seq").await, first);
    assert_eq!(seen(&alice, &invite).await["usesLeft"], 0);
    assert_eq!(dave.is_at_fault("joinRoom", by(&invite)).await, ("GONE".into(), json!(["input", "inviteCode"])));
    // Who leaves does not give a use back.
    carol.leaves(&room).await;
    assert_eq!(carol.fails("joinRoom", by(&invite)).await, "GONE");
    assert_eq!(alice.membership(&room).await["memberCount"], 2);
}

async fn an_expired_invite_is_gone(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let noon = (spark.clock.now() + Duration::from_secs(4 * 3600)).to_rfc3339();
    let invite = invites(&alice, json!({"roomId": room, "expiresAt": noon})).await;
    assert_eq!((&invite["expiresAt"], &invite["usesLeft"]), (&json!(noon), &Value::Null));
    spark.clock.advance(Duration::from_micros(4 * 3_600_000_000 - 1));
    assert_eq!(bob.does("joinRoom", by(&invite), "seq").await["seq"], 2, "until the last moment");
    spark.clock.advance(Duration::from_micros(1));
    assert_eq!(carol.fails("joinRoom", by(&invite)).await, "GONE");
    assert_eq!(bob.does("joinRoom", by(&invite), "seq").await["seq"], Value::Null, "who is in is in");
    assert_eq!(alice.membership(&room).await["latestSeq"], 2);
}

async fn a_revoked_invite_is_gone(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    let invite = invites(&alice, json!({"roomId": room})).await;
    let other = invites(&alice, json!({"roomId": room})).await;
    assert_ne!(invite["code"], other["code"]);
    for _ in 0..2 {
        let revoked = alice.does("revokeInvite", json!({"inviteId": invite["id"]}), "inviteId").await;
        assert_eq!(revoked["inviteId"], invite["id"]);
    }
    assert_eq!(bob.fails("joinRoom", by(&invite)).await, "GONE");
    assert_eq!(bob.does("joinRoom", by(&other), "seq").await["seq"], 2);
}

async fn what_an_invite_cannot_be(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    for uses in [0, -1, 1_000_001, i32::MIN] {
        let fault = alice.is_at_fault("createInvite", json!({"roomId": room, "maxUses": uses})).await;
        assert_eq!(fault, ("INVALID_INPUT".into(), json!(["input", "maxUses"])), "{uses}");
    }
    let now = spark.clock.now();
    for end in [now, now - Duration::from_secs(1)] {
        let fault = alice.is_at_fault("createInvite", json!({"roomId": room, "expiresAt": end.to_rfc3339()})).await;
        assert_eq!(fault, ("INVALID_INPUT".into(), json!(["input", "expiresAt"])));
    }
    let document = "mutation($input: CreateInviteInput!) { createInvite(input: $input) { action } }";
    for end in [json!("tomorrow"), json!(""), json!(1)] {
        let input = json!({"input": {"roomId": room, "expiresAt": end}});
        assert_eq!(alice.is_refused(document, input).await, "INVALID_INPUT", "{end}");
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM invites").await, 0);
}

async fn who_may_invite(spark: Spark) {
    let [alice, bob, carol, eve] = spark.users(["alice", "bob", "carol", "eve"]).await;
    let private = alice.creates_room("PRIVATE", "Vault", &[&bob, &carol]).await;
    let public = alice.creates_room("PUBLIC", "Square", &[]).await;
    let invite = invites(&alice, json!({"roomId": private})).await;
    let publics = invites(&alice, json!({"roomId": public})).await;
    assert_eq!(bob.fails("createInvite", json!({"roomId": private})).await, "FORBIDDEN");
    assert_eq!(eve.fails("createInvite", json!({"roomId": private})).await, "NOT_FOUND");
    assert_eq!(eve.fails("createInvite", json!({"roomId": public})).await, "NOT_A_MEMBER");
    alice.makes(&private, &carol, "MODERATOR").await;
    let carols = invites(&carol, json!({"roomId": private, "maxUses": 3})).await;
    for person in [&alice, &carol] {
        for invite in [&invite, &carols] {
            assert_eq!(seen(person, invite).await["code"], invite["code"]);
        }
    }
    // The codes are for those who may give them out.
    for person in [&bob, &eve] {
        assert_eq!(seen(person, &invite).await, Value::Null);
    }
    assert_eq!(seen(&eve, &publics).await, Value::Null, "of a PUBLIC room as well");
    let revoke = |invite: &Value| json!({"inviteId": invite["id"]});
    assert_eq!(bob.fails("revokeInvite", revoke(&invite)).await, "FORBIDDEN");
    for foreign in [&invite, &publics] {
        assert_eq!(eve.fails("revokeInvite", revoke(foreign)).await, "NOT_FOUND");
    }
    assert_eq!(eve.fails("revokeInvite", json!({"inviteId": "inv_nonsense"})).await, "NOT_FOUND");
    alice.does("revokeInvite", revoke(&carols), "").await;
    carol.does("revokeInvite", revoke(&invite), "").await;
}

async fn one_way_in_at_a_time(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let invite = invites(&alice, json!({"roomId": room})).await;
    let both = json!({"roomId": room, "inviteCode": invite["code"]});
    let nulls = json!({"roomId": null, "inviteCode": null});
    for input in [both, nulls, json!({})] {
        assert_eq!(bob.fails("joinRoom", input).await, "INVALID_INPUT");
    }
    let unknown = ("NOT_FOUND".to_owned(), json!(["input", "inviteCode"]));
    let longer = format!("{}0", invite["code"].as_str().unwrap());
    for code in ["", "nonsense", "a\0b", &longer, &"x".repeat(100_000)] {
        assert_eq!(bob.is_at_fault("joinRoom", json!({"inviteCode": code})).await, unknown);
    }
    assert_eq!(bob.is_at_fault("joinRoom", json!({"inviteCode": invite["id"]})).await, unknown);
    bob.does("joinRoom", by(&invite), "seq").await;
}
