//! Who comes first when two things happen at once. On one server a room's changes stand in one line, so what decides is
//! that each rule is asked again when it is its turn: a rule that is asked too early, or not at all, lets both through in
//! the first round already. The rounds are for the order of the two, which nobody fixes: a dozen show both.

use crate::harness::{Person, Spark, on_both, person::Room};
use futures_util::future::join_all;
use serde_json::{Value, json};

on_both! {
    two_who_open_a_direct_room_find_one;
    an_invite_for_two_lets_two_of_four_in;
    of_two_owners_who_leave_one_stays;
    of_two_owners_who_demote_each_other_one_stays;
    who_is_demoted_removes_nobody_after_it;
    who_is_added_by_two_comes_once;
    nobody_joins_an_archived_room;
}

const ROUNDS: usize = 12;

fn code(payload: &Value) -> &str {
    payload["error"]["code"].as_str().unwrap_or("COMMIT")
}

fn codes(payloads: &[&Value]) -> Vec<String> {
    let mut codes: Vec<_> = payloads.iter().map(|payload| code(payload).to_owned()).collect();
    codes.sort_unstable();
    codes
}

/// Types and actors of a room's events, by number.
async fn history(reader: &Person, room: &Room) -> Vec<(String, String)> {
    let events = reader.syncs(room, 1).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    events.iter().map(|event| (text(&event["__typename"]), text(&event["actor"]["id"]))).collect()
}

/// Each pair once: a pair that has its room cannot race for it again. Without the key on the pair, every call makes a room.
async fn two_who_open_a_direct_room_find_one(spark: Spark) {
    let people = spark.users(["ann", "ben", "cem", "dan", "eva", "fay"]).await;
    let mut rooms = std::collections::HashSet::new();
    for (n, one) in people.iter().enumerate() {
        for other in &people[n + 1..] {
            let opens = [(one, other), (other, one), (one, other), (other, one)];
            let opened = join_all(opens.map(async |(opener, other)| {
                let shows = "room { id memberCount latestSeq } membership { role }";
                opener.does("openDirectRoom", json!({"userId": other.id}), shows).await
            }))
            .await;
            assert!(opened.iter().all(|each| *each == opened[0]), "{opened:?}");
            assert_eq!((&opened[0]["room"]["memberCount"], &opened[0]["room"]["latestSeq"]), (&json!(2), &json!(2)));
            assert!(rooms.insert(opened[0]["room"]["id"].to_string()));
        }
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM rooms").await, 15);
    assert_eq!(spark.database.number("SELECT count(*) FROM memberships").await, 30);
}

/// Without the count's own condition all four come in.
async fn an_invite_for_two_lets_two_of_four_in(spark: Spark) {
    let alice = spark.user("alice").await;
    let guests = spark.users(["ben", "cem", "dan", "eva"]).await;
    for _ in 0..ROUNDS {
        let room = alice.creates_room("PRIVATE", "Table for three", &[]).await;
        let invite = json!({"roomId": room, "maxUses": 2});
        let invite = alice.does("createInvite", invite, "invite { id code }").await["invite"].clone();
        let joins = guests
            .each_ref()
            .map(async |guest| guest.calls("joinRoom", json!({"inviteCode": invite["code"]}), "seq").await);
        let joined = join_all(joins).await;
        assert_eq!(codes(&joined.iter().collect::<Vec<_>>()), ["COMMIT", "COMMIT", "GONE", "GONE"]);
        let mut numbers: Vec<_> = joined.iter().filter_map(|payload| payload["seq"].as_i64()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [2, 3]);
        assert_eq!(alice.membership(&room).await["memberCount"], 3);
        let query = "query($id: ID!) { node(id: $id) { ... on Invite { usesLeft } } }";
        assert_eq!(alice.reads(query, json!({"id": invite["id"]})).await["node"]["usesLeft"], 0);
    }
}

/// Without counting the owners in their turn both go, and Carol is left in a room that nobody owns.
async fn of_two_owners_who_leave_one_stays(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    for _ in 0..ROUNDS {
        let room = alice.creates_room("PRIVATE", "Ship", &[&bob, &carol]).await;
        alice.makes(&room, &bob, "OWNER").await;
        let leave = json!({"roomId": room});
        let (one, other) =
            tokio::join!(alice.calls("leaveRoom", leave.clone(), "seq"), bob.calls("leaveRoom", leave.clone(), "seq"));
        assert_eq!(codes(&[&one, &other]), ["COMMIT", "LAST_OWNER"]);
        assert_eq!(carol.membership(&room).await["memberCount"], 2);
        assert_eq!(carol.membership(&room).await["latestSeq"], 5);
    }
}

/// The first to be demoted is no owner any more when it is its turn.
async fn of_two_owners_who_demote_each_other_one_stays(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    for _ in 0..ROUNDS {
        let room = alice.creates_room("PRIVATE", "Ship", &[&bob]).await;
        alice.makes(&room, &bob, "OWNER").await;
        let demote = |whom: &Person| json!({"roomId": room, "userId": whom.id, "role": "MEMBER"});
        let (one, other) = tokio::join!(
            alice.calls("setMemberRole", demote(&bob), "seq"),
            bob.calls("setMemberRole", demote(&alice), "seq")
        );
        assert_eq!(codes(&[&one, &other]), ["COMMIT", "FORBIDDEN"]);
        let role = async |person: &Person| person.membership(&room).await["viewerMembership"]["role"].clone();
        let (alices, bobs) = (role(&alice).await, role(&bob).await);
        assert_ne!(alices, bobs);
        assert!(alices == "OWNER" || bobs == "OWNER");
    }
}

async fn who_is_demoted_removes_nobody_after_it(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    for _ in 0..ROUNDS {
        let room = alice.creates_room("PUBLIC", "Ship", &[&bob, &carol]).await;
        alice.makes(&room, &bob, "OWNER").await;
        let demote = json!({"roomId": room, "userId": bob.id, "role": "MEMBER"});
        let remove = json!({"roomId": room, "userId": carol.id});
        let (demoted, removed) =
            tokio::join!(alice.calls("setMemberRole", demote, "seq"), bob.calls("removeMember", remove, "seq"));
        assert_eq!(code(&demoted), "COMMIT");
        let events = history(&alice, &room).await;
        if code(&removed) == "COMMIT" {
            assert!(removed["seq"].as_i64() < demoted["seq"].as_i64(), "{removed} {demoted}");
            assert_eq!(events[4], ("MemberLeft".into(), bob.id.clone()));
        } else {
            assert_eq!(code(&removed), "FORBIDDEN");
            assert_eq!(events.len(), 5);
        }
        assert_eq!(*events.last().unwrap(), ("MemberRoleChanged".into(), alice.id.clone()));
    }
}

/// Without looking who is in, the second membership breaks on its key, and a caller is told of a fault.
async fn who_is_added_by_two_comes_once(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    for _ in 0..ROUNDS {
        let room = alice.creates_room("PUBLIC", "Ship", &[&bob]).await;
        alice.makes(&room, &bob, "MODERATOR").await;
        let both = json!({"roomId": room, "userIds": [carol.id, dave.id]});
        let shows = "members { user { id } }";
        let (alices, bobs, carols) = tokio::join!(
            alice.does("addMembers", both.clone(), shows),
            bob.does("addMembers", both.clone(), shows),
            carol.joins(&room)
        );
        assert_eq!(alices["members"], bobs["members"]);
        assert!(carols["membership"]["id"].is_string());
        let came = history(&alice, &room).await;
        assert_eq!(came[3..].iter().map(|(event, _)| event).collect::<Vec<_>>(), ["MemberJoined"; 2]);
        assert_eq!(alice.membership(&room).await["memberCount"], 4);
    }
}

async fn nobody_joins_an_archived_room(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    for _ in 0..ROUNDS {
        let room = alice.creates_room("PUBLIC", "Ship", &[]).await;
        let input = json!({"roomId": room});
        let (bobs, archived, carols) = tokio::join!(
            bob.calls("joinRoom", input.clone(), "seq"),
            alice.does("archiveRoom", input.clone(), "seq"),
            carol.calls("joinRoom", input.clone(), "seq")
        );
        let closed = archived["seq"].as_i64().unwrap();
        let mut came = 0;
        for joined in [bobs, carols] {
            if code(&joined) == "COMMIT" {
                assert!(joined["seq"].as_i64().unwrap() < closed);
                came += 1;
            } else {
                assert_eq!(code(&joined), "ROOM_ARCHIVED");
            }
        }
        assert_eq!(closed, 2 + came, "nothing came after it");
        assert_eq!(alice.membership(&room).await["latestSeq"], closed);
    }
}
