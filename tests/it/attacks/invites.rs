//! Codes in the hands of those who are not in the room any more.

use crate::harness::{
    Event, Person, Spark, on_both,
    person::{Room, fresh},
};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    an_invite_ends_with_its_makers_right_to_invite;
    who_was_removed_comes_back_by_a_new_invite_only;
    who_left_comes_back_by_an_old_one;
    a_clock_that_is_set_back_lets_nobody_in;
    an_emptied_private_room_is_nobodys;
    an_archived_rooms_invites_are_over;
    only_an_owner_opens_a_private_room_to_everybody;
    a_removal_and_a_code_at_once;
    a_demotion_and_an_invite_at_once;
    one_use_is_one_use;
    invites_of_before_end_with_the_upgrade;
}

async fn invites(person: &Person, room: &Room) -> Value {
    person.does("createInvite", json!({"roomId": room}), "invite { id code }").await["invite"].clone()
}

fn by(invite: &Value) -> Value {
    json!({"inviteCode": invite["code"]})
}

const GONE: fn() -> (String, Value) = || ("GONE".to_owned(), json!(["input", "inviteCode"]));

/// The ids of a room's open invites.
async fn open(person: &Person, room: &Room) -> Vec<Value> {
    let found = person.reads("query($id: ID!) { invites(roomId: $id) { id } }", json!({"id": room})).await;
    found["invites"].as_array().unwrap().iter().map(|invite| invite["id"].clone()).collect()
}

async fn an_invite_ends_with_its_makers_right_to_invite(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    for kind in ["PRIVATE", "PUBLIC"] {
        for way in ["removed", "leaves", "demoted", "demotes themselves"] {
            let room = alice.creates_room(kind, way, &[&bob]).await;
            let role = if way == "demotes themselves" { "OWNER" } else { "MODERATOR" };
            alice.makes(&room, &bob, role).await;
            let (hers, his) = (invites(&alice, &room).await, invites(&bob, &room).await);
            match way {
                "removed" => drop(alice.removes(&room, &bob).await),
                "leaves" => drop(bob.leaves(&room).await),
                "demoted" => drop(alice.makes(&room, &bob, "MEMBER").await),
                _ => drop(bob.makes(&room, &bob, "MEMBER").await),
            }
            for person in [&bob, &eve] {
                let input = by(&his);
                if person.name == "bob" && way.starts_with("demote") {
                    continue;
                }
                assert_eq!(person.is_at_fault("joinRoom", input).await, GONE(), "{kind} {way} {}", person.name);
            }
            assert_eq!(open(&alice, &room).await, [hers["id"].clone()], "{kind} {way}");
            // Whoever comes to the right again makes anew.
            if way.starts_with("demote") {
                alice.makes(&room, &bob, "MODERATOR").await;
                assert_eq!(eve.is_at_fault("joinRoom", by(&his)).await, GONE());
            }
            eve.does("joinRoom", by(&hers), "seq").await;
        }
    }
    // To rise is not to fall.
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    alice.makes(&room, &bob, "MODERATOR").await;
    let his = invites(&bob, &room).await;
    alice.makes(&room, &bob, "OWNER").await;
    bob.makes(&room, &alice, "MODERATOR").await;
    eve.does("joinRoom", by(&his), "seq").await;
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn who_was_removed_comes_back_by_a_new_invite_only(spark: Spark) {
    let [alice, mallory, carol, eve] = spark.users(["alice", "mallory", "carol", "eve"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&mallory, &carol]).await;
    alice.makes(&room, &mallory, "MODERATOR").await;
    alice.makes(&room, &carol, "MODERATOR").await;
    let (old, own) = (invites(&carol, &room).await, invites(&mallory, &room).await);
    carol.sends(&room, "among us").await;
    alice.removes(&room, &mallory).await;
    carol.sends(&room, "without mallory").await;
    for invite in [&old, &own] {
        assert_eq!(mallory.is_at_fault("joinRoom", by(invite)).await, GONE());
    }
    assert_eq!(mallory.membership(&room).await, Value::Null);
    // It uses nothing up, and everybody else comes by it.
    eve.does("joinRoom", by(&old), "seq").await;
    let new = invites(&carol, &room).await;
    mallory.does("joinRoom", by(&new), "seq").await;
    // Out a second time: what let them in then does not now.
    alice.removes(&room, &mallory).await;
    assert_eq!(mallory.is_at_fault("joinRoom", by(&new)).await, GONE());
    // Brought in by somebody, and gone by themselves: what was made before the removal is still of before.
    alice.adds(&room, &[&mallory]).await;
    mallory.leaves(&room).await;
    assert_eq!(mallory.is_at_fault("joinRoom", by(&new)).await, GONE());
    mallory.does("joinRoom", by(&invites(&alice, &room).await), "seq").await;

    // From a PUBLIC room, which whoever was removed may join again, until it is PRIVATE.
    let square = alice.creates_room("PUBLIC", "Square", &[&mallory]).await;
    let old = invites(&alice, &square).await;
    alice.removes(&square, &mallory).await;
    mallory.joins(&square).await;
    alice.removes(&square, &mallory).await;
    mallory.does("joinRoom", by(&old), "seq").await;
    alice.removes(&square, &mallory).await;
    alice.does("updateRoom", json!({"roomId": square, "kind": "PRIVATE"}), "").await;
    assert_eq!(mallory.is_at_fault("joinRoom", by(&old)).await, GONE());
    carol.does("joinRoom", by(&old), "seq").await;
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn who_left_comes_back_by_an_old_one(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let invite = invites(&alice, &room).await;
    bob.leaves(&room).await;
    bob.does("joinRoom", by(&invite), "seq").await;
}

/// What came before what is told by numbers.
async fn a_clock_that_is_set_back_lets_nobody_in(spark: Spark) {
    let spark = Spark::start_by_hand(spark.database.engine).await;
    let [alice, mallory] = spark.users(["alice", "mallory"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&mallory]).await;
    let old = invites(&alice, &room).await;
    spark.clock.set(spark.clock.now() - Duration::from_secs(3_600));
    alice.removes(&room, &mallory).await;
    assert_eq!(mallory.is_at_fault("joinRoom", by(&old)).await, GONE());
    spark.clock.set(spark.clock.now() - Duration::from_secs(3_600));
    let new = invites(&alice, &room).await;
    mallory.does("joinRoom", by(&new), "seq").await;
}

async fn an_emptied_private_room_is_nobodys(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let ruth = spark.admin("ruth").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    alice.makes(&room, &bob, "MODERATOR").await;
    let (hers, his) = (invites(&alice, &room).await, invites(&bob, &room).await);
    alice.sends(&room, "between us").await;
    bob.leaves(&room).await;
    let mut own = alice.hears_rooms().await;
    let left = alice.leaves(&room).await;
    let last = own.next().await;
    assert_eq!(last, Event::of("MemberLeft").seq(left), "the last that is told of it");
    for invite in [&hers, &his] {
        for person in [&alice, &bob, &eve, &ruth] {
            assert_eq!(person.is_at_fault("joinRoom", by(invite)).await, GONE());
        }
    }
    for person in [&alice, &eve, &ruth] {
        assert_eq!(person.membership(&room).await, Value::Null);
        assert_eq!(person.fails("joinRoom", json!({"roomId": room})).await, "NOT_FOUND");
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM memberships WHERE role = 'OWNER'").await, 0);
    assert_eq!(spark.database.number("SELECT count(*) FROM rooms WHERE archived_at IS NULL").await, 0);
    // A PUBLIC one is whoever's who comes back to it: everybody could read it all the time.
    let square = alice.creates_room("PUBLIC", "Square", &[]).await;
    alice.leaves(&square).await;
    eve.joins(&square).await;
    assert_eq!(eve.membership(&square).await["viewerMembership"]["role"], "OWNER");
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn an_archived_rooms_invites_are_over(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let invite = invites(&alice, &room).await;
    alice.does("archiveRoom", json!({"roomId": room}), "").await;
    assert_eq!(eve.is_at_fault("joinRoom", by(&invite)).await, GONE());
    assert_eq!(spark.database.number("SELECT count(*) FROM invites WHERE revoked_at IS NULL").await, 0);
    // The last owner of what nobody writes to any more may go, and nobody becomes what they were.
    alice.leaves(&room).await;
    assert_eq!(bob.membership(&room).await["viewerMembership"]["role"], "MEMBER");
    bob.sends_in_vain(&room).await;
    bob.leaves(&room).await;
    assert_eq!(spark.wrong().await, [""; 0]);
}

impl Person {
    async fn sends_in_vain(&self, room: &Room) {
        let input = json!({"roomId": room, "body": "hello?", "clientMutationId": fresh()});
        assert_eq!(self.fails("sendMessage", input).await, "ROOM_ARCHIVED");
    }
}

async fn only_an_owner_opens_a_private_room_to_everybody(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let ruth = spark.admin("ruth").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob, &ruth]).await;
    for person in [&bob, &ruth] {
        alice.makes(&room, person, "MODERATOR").await;
    }
    let invite = invites(&bob, &room).await;
    alice.sends(&room, "between us").await;
    let turn = |kind: &str| json!({"roomId": room, "kind": kind, "name": "Square"});
    for person in [&bob, &ruth] {
        let forbidden = ("FORBIDDEN".to_owned(), json!(["input", "kind"]));
        assert_eq!(person.is_at_fault("updateRoom", turn("PUBLIC")).await, forbidden);
    }
    assert_eq!(eve.membership(&room).await, Value::Null);
    assert_eq!(alice.membership(&room).await["latestSeq"], 6, "and nothing else of the call happened");
    bob.does("updateRoom", json!({"roomId": room, "name": "Pantry", "kind": "PRIVATE"}), "").await;
    alice.does("updateRoom", turn("PUBLIC"), "").await;
    assert_eq!(eve.membership(&room).await["memberCount"], 3);
    // Closing it is keeping order. What lets others in stays as it is.
    bob.does("updateRoom", turn("PRIVATE"), "").await;
    eve.does("joinRoom", by(&invite), "seq").await;
}

async fn a_removal_and_a_code_at_once(spark: Spark) {
    let [alice, mallory] = spark.users(["alice", "mallory"]).await;
    for n in 0..15 {
        let room = alice.creates_room("PRIVATE", &format!("Kitchen {n}"), &[&mallory]).await;
        alice.makes(&room, &mallory, "MODERATOR").await;
        let (own, hers) = (invites(&mallory, &room).await, invites(&alice, &room).await);
        // Again and again by both codes, while they are removed.
        let comes = async |code: &Value| {
            let mut came = Vec::new();
            for _ in 0..5 {
                came.push(mallory.calls("joinRoom", by(code), "seq").await["seq"].clone());
            }
            came
        };
        let (removed, one, other) = tokio::join!(alice.removes(&room, &mallory), comes(&own), comes(&hers));
        assert!(one.iter().chain(&other).all(Value::is_null), "removed at {removed}: {one:?} {other:?}");
        assert_eq!(mallory.membership(&room).await, Value::Null);
    }
    assert_eq!(spark.wrong().await, [""; 0]);
}

async fn a_demotion_and_an_invite_at_once(spark: Spark) {
    let [alice, mallory, eve] = spark.users(["alice", "mallory", "eve"]).await;
    for n in 0..15 {
        let room = alice.creates_room("PRIVATE", &format!("Kitchen {n}"), &[&mallory]).await;
        alice.makes(&room, &mallory, "MODERATOR").await;
        let makes = async || mallory.calls("createInvite", json!({"roomId": room}), "invite { code }").await;
        let (_, one, other) = tokio::join!(alice.makes(&room, &mallory, "MEMBER"), makes(), makes());
        for made in [one, other] {
            if made["invite"]["code"].is_string() {
                assert_eq!(eve.fails("joinRoom", by(&made["invite"])).await, "GONE");
            }
        }
        assert_eq!(open(&alice, &room).await, [Value::Null; 0]);
    }
}

async fn one_use_is_one_use(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let mallory = spark.user("mallory").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&mallory]).await;
    let single = json!({"roomId": room, "maxUses": 1});
    let invite = alice.does("createInvite", single, "invite { id code }").await["invite"].clone();
    alice.removes(&room, &mallory).await;
    // Who is refused takes nobody's use.
    assert_eq!(mallory.is_at_fault("joinRoom", by(&invite)).await, GONE());
    let (one, other) =
        tokio::join!(bob.calls("joinRoom", by(&invite), "seq"), carol.calls("joinRoom", by(&invite), "seq"));
    let came = [one, other].iter().filter(|joined| joined["action"] == "COMMIT").count();
    assert_eq!(came, 1);
    assert_eq!(spark.wrong().await, [""; 0]);
}

/// As a database of before stands: invites of those who left, rooms that everybody left, removals that nobody noted.
async fn invites_of_before_end_with_the_upgrade(spark: Spark) {
    let [alice, mallory, eve] = spark.users(["alice", "mallory", "eve"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&mallory]).await;
    alice.makes(&room, &mallory, "MODERATOR").await;
    let (hers, his) = (invites(&alice, &room).await, invites(&mallory, &room).await);
    alice.removes(&room, &mallory).await;
    let vault = alice.creates_room("PRIVATE", "Vault", &[]).await;
    let vaults = invites(&alice, &vault).await;
    alice.leaves(&vault).await;
    let back = "DROP TABLE removals; ALTER TABLE invites DROP COLUMN made_seq; UPDATE invites SET revoked_at = NULL;
        UPDATE rooms SET archived_at = NULL; DELETE FROM _sqlx_migrations WHERE version = 10";
    let (spark, ()) = spark.restart_after(async |database| database.execute(back).await).await;
    let [alice, mallory, eve] = [&alice, &mallory, &eve].map(|person| person.at(&spark.url));
    for invite in [&hers, &his] {
        assert_eq!(mallory.is_at_fault("joinRoom", by(invite)).await, GONE());
    }
    assert_eq!(eve.is_at_fault("joinRoom", by(&his)).await, GONE());
    assert_eq!(eve.is_at_fault("joinRoom", by(&vaults)).await, GONE());
    eve.does("joinRoom", by(&hers), "seq").await;
    assert_eq!(open(&alice, &room).await, [hers["id"].clone()]);
    assert_eq!(spark.wrong().await, [""; 0]);
}
