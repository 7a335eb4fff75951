//! What a mutation was told is what it did, and what its payload shows: each field of its input, once.

use crate::harness::{Person, Spark, on_both, person::PASSWORD};
use serde_json::{Value, json};
use std::time::Duration;

on_both! {
    start_by_hand:
    an_account_is_what_was_said;
    a_room_is_what_was_said;
    who_is_named_twice_is_one;
    a_room_of_two_is_shown_whole;
    who_left_is_told_which_stay_is_over;
    an_announcement_is_what_was_said;
    nothing_is_as_good_as_null;
}

async fn an_account_is_what_was_said(spark: Spark) {
    let query = "mutation($input: RegisterInput!) { register(input: $input) { action session { token user {
        username displayName avatarUrl role status } } } }";
    for (given, shown) in [(json!(" Alice A. "), "Alice A."), (Value::Null, "alice2")] {
        let username = if given.is_null() { "alice2" } else { "alice1" };
        let input = json!({"username": format!(" {username} "), "password": PASSWORD, "displayName": given});
        let answer = spark.post(None, query, json!({ "input": input })).await;
        let user = json!({
            "username": username, "displayName": shown, "avatarUrl": null, "role": "MEMBER",
            "status": "OFFLINE",
        });
        assert_eq!(answer["data"]["register"]["session"]["user"], user, "{answer}");
        let token = answer["data"]["register"]["session"]["token"].as_str().unwrap();
        let seen = "{ viewer { username displayName avatarUrl role status }
            settings { locale timeZone doNotDisturb } }";
        let settings = json!({"locale": "en", "timeZone": "UTC", "doNotDisturb": false});
        let seen = spark.post(Some(token), seen, json!({})).await;
        assert_eq!(seen, json!({"data": {"viewer": user, "settings": settings}}));
    }
}

async fn a_room_is_what_was_said(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let shows = "room { kind name topic createdAt archivedAt latestSeq memberCount lastActivityAt lastMessage { id } }
        membership { role lastReadSeq unreadCount asOfSeq isPinned notificationMode isHidden }";
    let now = spark.clock.now().to_rfc3339();
    let input = json!({"kind": "PRIVATE", "name": " Kitchen ", "topic": " Soup ", "memberIds": [bob.id]});
    let made = alice.does("createRoom", input, shows).await;
    let room = json!({
        "kind": "PRIVATE", "name": "Kitchen", "topic": "Soup", "createdAt": now, "archivedAt": null, "latestSeq": 2,
        "memberCount": 2, "lastActivityAt": now, "lastMessage": null,
    });
    let membership = json!({
        "role": "OWNER", "lastReadSeq": 1, "unreadCount": 0, "asOfSeq": 2, "isPinned": false, "notificationMode": "ALL",
        "isHidden": false,
    });
    assert_eq!((&made["room"], &made["membership"]), (&room, &membership));
}

async fn who_is_named_twice_is_one(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let members = json!([alice.id, bob.id, bob.id, alice.id]);
    let made =
        alice.does("createRoom", json!({"name": "Kitchen", "memberIds": members}), "room { id memberCount }").await;
    assert_eq!(made["room"]["memberCount"], 2);
    let room = made["room"]["id"].as_str().unwrap().to_owned();
    let kinds: Vec<_> = alice.syncs(&room, 1).await.iter().map(|event| event["__typename"].clone()).collect();
    assert_eq!(kinds, ["RoomUpdated", "MemberJoined"]);
    let added =
        alice.does("addMembers", json!({"roomId": room, "userIds": members}), "members { user { username } }").await;
    let people = ["alice", "bob"].map(|name| json!({"user": {"username": name}}));
    assert_eq!(added["members"], json!(people), "in the order in which they were named, whether or not they are new");
    assert_eq!(alice.membership(&room).await["latestSeq"], 2);
}

async fn a_room_of_two_is_shown_whole(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let shows = "room { id kind name memberCount latestSeq viewerPeer { username } }
        membership { roomId role isHidden lastReadSeq unreadCount }";
    let opened = alice.does("openDirectRoom", json!({"userId": bob.id}), shows).await;
    let room = opened["room"]["id"].clone();
    let with = |peer: &str| json!({"id": room, "kind": "DIRECT", "name": null, "memberCount": 2, "latestSeq": 2, "viewerPeer": {"username": peer}});
    let membership =
        |read: i64| json!({"roomId": room, "role": "MEMBER", "isHidden": false, "lastReadSeq": read, "unreadCount": 0});
    assert_eq!((&opened["room"], &opened["membership"]), (&with("bob"), &membership(1)));
    let again = alice.does("openDirectRoom", json!({"userId": bob.id}), shows).await;
    assert_eq!((&again["room"], &again["membership"]), (&with("bob"), &membership(1)));
    let bobs = bob.does("openDirectRoom", json!({"userId": alice.id}), shows).await;
    assert_eq!((&bobs["room"], &bobs["membership"]), (&with("alice"), &membership(2)));
}

async fn who_left_is_told_which_stay_is_over(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    let mut stays = Vec::new();
    for seq in [3, 5] {
        let stay = bob.joins(&room).await["membership"]["id"].clone();
        let left = bob.does("leaveRoom", json!({ "roomId": room }), "roomId membershipId seq").await;
        assert_eq!((&left["roomId"], &left["membershipId"], &left["seq"]), (&json!(room), &stay, &json!(seq)));
        stays.push(stay);
    }
    assert_ne!(stays[0], stays[1], "each stay has an id of its own");
}

async fn an_announcement_is_what_was_said(spark: Spark) {
    let alice: Person = spark.admin("alice").await;
    let at = |hours: u64| json!((spark.clock.now() + Duration::from_secs(hours * 3600)).to_rfc3339());
    let shown = json!({
        "kind": "MAINTENANCE", "severity": "CRITICAL", "audience": "ADMINS", "title": "Soup", "body": " at noon\n",
        "landingUrl": "https://example.org/soup", "imageUrl": "https://example.org/soup.png", "metadata": {"hot": [1, null]},
        "publishAt": at(1), "expiresAt": at(5), "startsAt": at(2), "endsAt": at(3),
    });
    let fields = shown.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    let fields = format!("{{ id {fields} retractedAt viewerAcknowledgedAt createdBy {{ username }} }}");
    let mut input = shown.clone();
    input["title"] = json!("  Soup ");
    let made =
        alice.does("publishAnnouncement", input, &format!("announcement {fields}")).await["announcement"].clone();
    let mut expected = shown;
    for (field, value) in [
        ("id", made["id"].clone()),
        ("retractedAt", Value::Null),
        ("viewerAcknowledgedAt", Value::Null),
        ("createdBy", json!({"username": "alice"})),
    ] {
        expected[field] = value;
    }
    assert_eq!(made, expected);
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Announcement {fields} }} }}");
    assert_eq!(alice.reads(&query, json!({"id": made["id"]})).await["node"], expected);
    // What was to be published in the past is published now.
    let input = json!({"title": "Tea", "body": "at five", "publishAt": "2026-01-01T00:00:00Z"});
    let now = alice.does("publishAnnouncement", input, "announcement { publishAt kind severity audience }").await;
    let expected = json!({
        "publishAt": spark.clock.now().to_rfc3339(), "kind": "NOTICE", "severity": "INFO", "audience": "EVERYONE",
    });
    assert_eq!(now["announcement"], expected);
}

async fn nothing_is_as_good_as_null(spark: Spark) {
    let alice = spark.admin("alice").await;
    let room = alice.creates_room("PUBLIC", "Square", &[]).await;
    for (n, metadata) in [json!(null), json!({}), json!(false), json!("null")].into_iter().enumerate() {
        let input =
            json!({"roomId": room, "body": "soup", "metadata": metadata, "clientMutationId": format!("send {n}")});
        let sent = alice.does("sendMessage", input, "message { metadata }").await;
        assert_eq!(sent["message"]["metadata"], metadata);
        let announcement = json!({"title": "Soup", "body": "soup", "metadata": metadata});
        let made = alice.does("publishAnnouncement", announcement, "announcement { metadata }").await;
        assert_eq!(made["announcement"]["metadata"], metadata);
    }
    for table in ["messages WHERE body = 'soup' AND", "announcements WHERE"] {
        let kept = format!("SELECT count(*) FROM {table} metadata IS NULL");
        assert_eq!(spark.database.number(&kept).await, 1, "{table}");
    }
}
