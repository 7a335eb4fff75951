//! What changes nothing is told to nobody, and takes no number: the next that anybody hears is what comes after it.

use crate::harness::{Feed, Person, Spark, on_both, person::Room};
use serde_json::{Value, json};

on_both! {
    start_by_hand:
    what_is_so_already_is_told_to_nobody;
    who_is_not_there_has_no_news;
}

const ALL: &str = "subscription { userEvents { __typename
    ... on ProfileChanged { user { username displayName avatarUrl } }
    ... on UserStatusChanged { user { username status statusText } }
    ... on SettingsChanged { settings { locale timeZone doNotDisturb } }
    ... on MembershipChanged { membership { isPinned notificationMode isHidden } } } }";

async fn hears_all(person: &Person) -> Feed {
    let mut socket = person.connects().await;
    socket.hears_statuses = true;
    let mut feed = Feed::begin(socket, ALL, json!({})).await;
    assert_eq!(feed.next().await["__typename"], "StreamReady");
    feed
}

/// The next that is about Alice herself; that people come is none of it.
async fn next(feed: &mut Feed) -> Value {
    loop {
        let event = feed.next().await;
        let comes = event["__typename"] == "UserStatusChanged" && event["user"]["statusText"].is_null();
        if !comes {
            return event;
        }
    }
}

async fn what_is_so_already_is_told_to_nobody(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let room: Room = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let direct = alice.does("openDirectRoom", json!({"userId": bob.id}), "room { id }").await["room"]["id"].clone();
    // What is unread in it is none of this.
    alice.marks_read(&direct.as_str().unwrap().to_owned(), 2).await;
    let own = |room: &Value, more: Value| {
        let mut input = json!({ "roomId": room });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let room = json!(room);
    let changes = [
        ("updateProfile", json!({"displayName": "Alice", "avatarUrl": "https://example.org/a.png"})),
        ("updateProfile", json!({"avatarUrl": null})),
        ("updateSettings", json!({"locale": "de", "timeZone": "Europe/Zurich", "doNotDisturb": true})),
        ("setStatus", json!({"status": "AWAY", "text": "soup"})),
        ("updateMembership", own(&room, json!({"isPinned": true, "notificationMode": "MENTIONS"}))),
        ("updateMembership", own(&direct, json!({"isHidden": true}))),
    ];
    let mut alices = hears_all(&alice).await;
    for (mutation, input) in changes {
        // What has no fields of its own is no change either.
        let none = match mutation {
            "updateMembership" => json!({"roomId": input["roomId"]}),
            "setStatus" => json!({"status": "AWAY", "text": " soup "}),
            _ => json!({}),
        };
        let first = alice.does(mutation, input.clone(), "").await;
        let event = next(&mut alices).await;
        assert_eq!(first["action"], "COMMIT");
        let typename = match mutation {
            "updateProfile" => "ProfileChanged",
            "updateSettings" => "SettingsChanged",
            "setStatus" => "UserStatusChanged",
            _ => "MembershipChanged",
        };
        assert_eq!(event["__typename"], typename, "{mutation} {input}: {event}");
        for same in [&input, &none] {
            alice.does(mutation, same.clone(), "").await;
        }
    }
    // Nothing more than one of each was told.
    alice.does("updateSettings", json!({"locale": "fr"}), "").await;
    let last = next(&mut alices).await;
    let settings = json!({"locale": "fr", "timeZone": "Europe/Zurich", "doNotDisturb": true});
    assert_eq!(last, json!({"__typename": "SettingsChanged", "settings": settings}));
    let kept = "{ settings { locale timeZone doNotDisturb } viewer { displayName avatarUrl } }";
    let viewer = json!({"displayName": "Alice", "avatarUrl": null});
    assert_eq!(alice.reads(kept, json!({})).await, json!({"settings": settings, "viewer": viewer}));
}

async fn who_is_not_there_has_no_news(spark: Spark) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let mut bobs = hears_all(&bob).await;
    // Bob's own coming.
    let came = bobs.next().await;
    assert_eq!((&came["user"]["username"], &came["user"]["status"]), (&json!("bob"), &json!("ONLINE")));
    // Who is offline looks the same, whatever they choose.
    alice.does("setStatus", json!({"status": "AWAY"}), "").await;
    alice.does("setStatus", json!({"status": "BUSY"}), "").await;
    alice.does("updateProfile", json!({"displayName": "Alice"}), "").await;
    assert_eq!(bobs.next().await["__typename"], "ProfileChanged");
    let _here = alice.connects().await;
    let look = json!({"username": "alice", "status": "BUSY", "statusText": null});
    assert_eq!(bobs.next().await, json!({"__typename": "UserStatusChanged", "user": look}));
}
