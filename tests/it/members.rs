//! Bringing others in, and what a member keeps for itself.

use crate::harness::{Event, Person, Spark, on_both};
use serde_json::{Value, json};

on_both! {
    several_are_brought_in_at_once;
    who_is_in_already_stays_as_they_are;
    who_cannot_be_brought_in;
    added_and_removed_at_once;
    pinned_rooms_come_first;
    what_one_keeps_for_oneself_is_told_to_ones_devices_alone;
}

async fn several_are_brought_in_at_once(spark: Spark) {
    let [alice, bob, carol, dave] = spark.users(["alice", "bob", "carol", "dave"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    alice.sends(&room, "before").await;
    let (mut bobs, mut carols, mut daves_own) =
        (bob.hears_rooms().await, carol.hears_rooms().await, dave.hears_own().await);
    let input = json!({"roomId": room, "userIds": [carol.id, dave.id], "clientMutationId": "in"});
    let shows = "room { memberCount latestSeq } members { role user { id } }";
    let added = alice.does("addMembers", input.clone(), shows).await;
    assert_eq!(added["room"], json!({"memberCount": 4, "latestSeq": 5}));
    let member = |person: &Person| json!({"role": "MEMBER", "user": {"id": person.id}});
    assert_eq!(added["members"], json!([member(&carol), member(&dave)]));
    assert_eq!(alice.does("addMembers", input, shows).await, added, "the same call again");
    // One event each, with its own message; who comes hears of its own coming first.
    for (person, seq, count) in [(&carol, 4, 3), (&dave, 5, 4)] {
        let heard = bobs.next().await;
        assert_eq!(heard, Event::of("MemberJoined").seq(seq));
        assert_eq!((&heard["clientMutationId"], &heard["room"]["memberCount"]), (&json!("in"), &json!(count)));
        let system = json!({"kind": "MEMBER_ADDED", "actor": {"id": alice.id}, "subject": {"id": person.id}});
        assert_eq!(heard["message"]["system"], system);
        assert_eq!(heard["message"]["body"], format!("alice added {}.", person.name));
    }
    assert_eq!(carols.next().await["seq"], 4);
    assert_eq!(carols.next().await["seq"], 5);
    let own = daves_own.next().await;
    assert_eq!(own, Event::of("MembershipAdded").with("membership.unreadCount", 0));
    assert_eq!(dave.syncs(&room, 1).await.len(), 5, "a member reads the whole history");
}

async fn who_is_in_already_stays_as_they_are(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    alice.makes(&room, &bob, "MODERATOR").await;
    let mut bobs = bob.hears_rooms().await;
    let shows = "room { memberCount latestSeq } members { role user { id } }";
    let ids = json!([bob.id, alice.id, bob.id]);
    let added = alice.does("addMembers", json!({"roomId": room, "userIds": ids}), shows).await;
    assert_eq!(added["room"], json!({"memberCount": 2, "latestSeq": 3}));
    let member = |person: &Person, role: &str| json!({"role": role, "user": {"id": person.id}});
    assert_eq!(added["members"], json!([member(&bob, "MODERATOR"), member(&alice, "OWNER")]));
    let none = alice.does("addMembers", json!({"roomId": room, "userIds": []}), shows).await;
    assert_eq!((&none["room"]["latestSeq"], &none["members"]), (&json!(3), &json!([])));
    // Of some who are in and some who are not, these come.
    assert_eq!(alice.adds(&room, &[&bob, &carol]).await, 4);
    assert_eq!(bobs.next().await["seq"], 4);
}

async fn who_cannot_be_brought_in(spark: Spark) {
    let [alice, bob, carol, eve] = spark.users(["alice", "bob", "carol", "eve"]).await;
    let private = alice.creates_room("PRIVATE", "Vault", &[&bob]).await;
    let public = alice.creates_room("PUBLIC", "Square", &[]).await;
    let add = |room: &str, ids: &[&str]| json!({"roomId": room, "userIds": ids});
    let nobody = ("NOT_FOUND".to_owned(), json!(["input", "userIds", "1"]));
    for unknown in ["user_0000000000000", "nobody", "", private.as_str()] {
        let fault = alice.is_at_fault("addMembers", add(&private, &[&carol.id, unknown])).await;
        assert_eq!(fault, nobody, "{unknown}");
    }
    let crowd: Vec<&str> = std::iter::repeat_n(carol.id.as_str(), 101).collect();
    let fault = alice.is_at_fault("addMembers", add(&private, &crowd)).await;
    assert_eq!(fault, ("INVALID_INPUT".into(), json!(["input", "userIds"])));
    assert_eq!(bob.fails("addMembers", add(&private, &[&carol.id])).await, "FORBIDDEN");
    assert_eq!(eve.fails("addMembers", add(&private, &[&carol.id])).await, "NOT_FOUND");
    assert_eq!(eve.fails("addMembers", add(&public, &[&eve.id])).await, "NOT_A_MEMBER");
    assert_eq!(alice.membership(&private).await["latestSeq"], 2, "half of it would be too much");
    assert_eq!(alice.adds(&private, &[&carol; 100]).await, 3, "a hundred times the same is one");
}

async fn added_and_removed_at_once(spark: Spark) {
    // Twenty times: the events are shown while the database is already past them.
    const TIMES: usize = 20;
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PRIVATE", "Revolving door", &[]).await;
    let mut own = bob.hears_own().await;
    let document = "mutation($in: AddMembersInput!, $out: RemoveMemberInput!) {
        addMembers(input: $in) { action } removeMember(input: $out) { action } }";
    let call = json!({
        "in": {"roomId": room, "userIds": [bob.id]},
        "out": {"roomId": room, "userId": bob.id},
    });
    for _ in 0..TIMES {
        let done = alice.reads(document, call.clone()).await;
        assert_eq!(done, json!({"addMembers": {"action": "COMMIT"}, "removeMember": {"action": "COMMIT"}}));
    }
    for _ in 0..TIMES {
        let added = own.next().await;
        assert_eq!(added["__typename"], "MembershipAdded");
        assert_eq!(added["membership"]["room"]["name"], "Revolving door");
        let removed = own.next().await;
        assert_eq!(removed, Event::of("MembershipRemoved").with("actor.id", &alice.id));
        assert_eq!(removed["membershipId"], added["membership"]["id"]);
    }
}

async fn pinned_rooms_come_first(spark: Spark) {
    let alice = spark.user("alice").await;
    let mut rooms = Vec::new();
    for name in ["first", "second", "third", "fourth"] {
        rooms.push(alice.creates_room("PRIVATE", name, &[]).await);
    }
    let order = async || {
        let query = "{ memberships { nodes { isPinned room { name } } }
            loginSync { memberships { nodes { isPinned room { name } } } } }";
        let data = alice.reads(query, json!({})).await;
        assert_eq!(data["memberships"], data["loginSync"]["memberships"]);
        let nodes = data["memberships"]["nodes"].as_array().unwrap().clone();
        nodes.iter().map(|node| node["room"]["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(order().await, ["fourth", "third", "second", "first"]);
    let pin = async |room: &str, is_pinned: bool| {
        let input = json!({"roomId": room, "isPinned": is_pinned});
        alice.does("updateMembership", input, "membership { isPinned }").await["membership"]["isPinned"].clone()
    };
    assert_eq!(pin(&rooms[0], true).await, true);
    assert_eq!(pin(&rooms[2], true).await, true);
    assert_eq!(order().await, ["third", "first", "fourth", "second"]);
    alice.sends(&rooms[1], "up").await;
    alice.sends(&rooms[0], "up").await;
    assert_eq!(order().await, ["first", "third", "second", "fourth"]);
    // Page by page, the same order; the pinned ones end in the middle of a page.
    let (mut after, mut paged) = (Value::Null, Vec::new());
    loop {
        let query = "query($after: String) { memberships(first: 3, after: $after) { totalCount
            nodes { room { name } } pageInfo { hasNextPage endCursor } } }";
        let page = alice.reads(query, json!({"after": after})).await["memberships"].clone();
        assert_eq!(page["totalCount"], 4);
        paged.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["room"]["name"].clone()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(paged, ["first", "third", "second", "fourth"]);
    assert_eq!(pin(&rooms[0], false).await, false);
    assert_eq!(order().await, ["third", "first", "second", "fourth"]);
}

async fn what_one_keeps_for_oneself_is_told_to_ones_devices_alone(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let (mut phone, mut notebook, mut alices) = (bob.hears_own().await, bob.hears_own().await, alice.hears_own().await);
    let shows = "membership { id isPinned notificationMode }";
    let input = json!({"roomId": room, "notificationMode": "MENTIONS", "clientMutationId": "quiet"});
    let changed = bob.does("updateMembership", input.clone(), shows).await;
    assert_eq!(changed["membership"]["notificationMode"], "MENTIONS");
    assert_eq!(bob.does("updateMembership", input, shows).await, changed, "the same call again");
    bob.does("updateMembership", json!({"roomId": room, "isPinned": true}), shows).await;
    for device in [&mut phone, &mut notebook] {
        for (mode, pinned) in [("MENTIONS", false), ("MENTIONS", true)] {
            let event = device.next().await;
            assert_eq!(event["__typename"], "MembershipChanged");
            let membership = &event["membership"];
            assert_eq!((&membership["id"], &membership["asOfSeq"]), (&changed["membership"]["id"], &json!(2)));
            assert_eq!((&membership["notificationMode"], &membership["isPinned"]), (&json!(mode), &json!(pinned)));
        }
    }
    // What is said already is no change; what cannot be empty cannot be cleared.
    for same in [json!({}), json!({"isPinned": true}), json!({"notificationMode": "MENTIONS"})] {
        let mut input = same;
        input["roomId"] = json!(room);
        bob.does("updateMembership", input, "").await;
    }
    for field in ["isPinned", "notificationMode"] {
        let fault = bob.is_at_fault("updateMembership", json!({"roomId": room, field: null})).await;
        assert_eq!(fault, ("INVALID_INPUT".into(), json!(["input", field])));
    }
    assert_eq!(eve.fails("updateMembership", json!({"roomId": room, "isPinned": true})).await, "NOT_FOUND");
    // Nobody else heard of it, and the room took no number.
    assert_eq!(alice.sends(&room, "next").await["seq"], 3);
    bob.sends(&room, "yes?").await;
    assert_eq!(alices.next().await["asOfSeq"], 3);
    assert_eq!(phone.next().await["__typename"], "UnreadCountChanged");
    // Who leaves and comes back begins anew.
    bob.leaves(&room).await;
    alice.adds(&room, &[&bob]).await;
    let query = "query($room: ID!) { room(id: $room) { viewerMembership { isPinned notificationMode } } }";
    let now = bob.reads(query, json!({"room": room})).await["room"]["viewerMembership"].clone();
    assert_eq!(now, json!({"isPinned": false, "notificationMode": "ALL"}));
}
