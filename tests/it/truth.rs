//! Every field of the schema says something: a walk through all that people do, in which each field is at some time neither empty
//! nor its default. What is in the schema and never filled deceives who believes it.

mod fields;

use crate::harness::{Feed, Person, Socket, Spark, eventually, on_both, person::PASSWORD, person::fresh, post};
use fields::{Fields, note};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tokio::sync::Mutex;

on_both! {
    start:
    every_field_says_something_at_some_time;
}

/// How deep answers are read: an event's message's author, a page's node's room.
const DEPTH: usize = 3;
/// And of what many events show.
const SHALLOW: usize = 2;

/// What people do, read and hear, with all that is shown to them.
struct Walk {
    fields: Fields,
    said: Mutex<BTreeSet<String>>,
}

impl Walk {
    async fn note(&self, answer: &Value) {
        note(answer, &mut *self.said.lock().await);
    }

    /// Reads a field of the root, with its arguments as they are written.
    async fn reads(&self, person: &Person, field: &str, arguments: &str) -> Value {
        // Whom an event's message tells of is the deepest thing there is.
        let depth = if field == "sync" { DEPTH + 1 } else { DEPTH };
        let query = format!("{{ {field}{arguments} {} }}", self.fields.selection_of("Query", field, depth));
        let data = person.reads(&query, json!({})).await;
        self.note(&data).await;
        data[field].clone()
    }

    /// Calls a mutation. What it shows is called by its type, `…Payload__…`.
    async fn calls(&self, spark: &Spark, token: Option<&str>, mutation: &str, mut input: Value) -> Value {
        input["clientMutationId"] = json!(fresh());
        let ty = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let shown = self.fields.selection_of("Mutation", mutation, SHALLOW);
        let query = format!("mutation($input: {ty}!) {{ {mutation}(input: $input) {shown} }}");
        let answer = post(&spark.http, &spark.url, token, &query, json!({"input": input})).await;
        assert!(answer.get("errors").is_none(), "{mutation}: {answer}");
        self.note(&answer["data"]).await;
        answer["data"][mutation].clone()
    }

    async fn does(&self, spark: &Spark, person: &Person, mutation: &str, input: Value) -> Value {
        let payload = self.calls(spark, Some(&person.token), mutation, input).await;
        let ty = payload["__typename"].as_str().unwrap();
        assert_eq!(payload[format!("{ty}__action")], "COMMIT", "{mutation}: {payload}");
        payload
    }

    async fn listens(&self, person: &Person, field: &str, arguments: &str) -> Feed {
        let shown = self.fields.selection_of("Subscription", field, SHALLOW);
        let mut socket = Socket::open(&person.url, &person.token).await;
        socket.hears_statuses = true;
        Feed::begin(socket, &format!("subscription {{ {field}{arguments} {shown} }}"), json!({})).await
    }

    /// Hears until something of each of these types came.
    async fn hears(&self, feed: &mut Feed, types: &[&str]) {
        let mut missing: BTreeSet<_> = types.iter().copied().collect();
        while !missing.is_empty() {
            let item = feed.next().await;
            let ty = item["__typename"].as_str().unwrap_or_else(|| panic!("{item} instead of {missing:?}"));
            missing.remove(ty);
            self.note(&item).await;
        }
    }
}

/// A part of a payload, by the names that `Fields` gives.
fn part<'a>(payload: &'a Value, path: &[&str]) -> &'a Value {
    let mut part = payload;
    for field in path {
        let ty = part["__typename"].as_str().unwrap_or_else(|| panic!("{path:?} of {payload}"));
        part = &part[format!("{ty}__{field}")];
    }
    part
}

fn id(payload: &Value, path: &[&str]) -> String {
    part(part(payload, path), &["id"]).as_str().unwrap().to_owned()
}

async fn every_field_says_something_at_some_time(spark: Spark) {
    let spark = Spark::start_with(spark.database.engine, |config| {
        (config.limits.max_aliases, config.limits.max_tokens) = (100_000, 1_000_000);
        (config.limits.max_body_bytes, config.limits.max_cost, config.limits.max_depth) = (8 << 20, u64::MAX, 64);
        config.rates.login_rate = 2;
    })
    .await;
    let alice = spark.admin("alice").await;
    let [bob, carol, dave] = spark.users(["bob", "carol", "dave"]).await;
    let walk = Walk {
        fields: Fields::read([
            ("Room.member", format!("(userId: {:?})", bob.id)),
            ("Message.replies", "(first: 1)".to_owned()),
        ]),
        said: Mutex::default(),
    };
    let does = async |person: &Person, mutation: &str, input: Value| walk.does(&spark, person, mutation, input).await;

    // Who one is.
    walk.calls(&spark, None, "register", json!({"username": "erin", "password": PASSWORD, "displayName": "Erin"}))
        .await;
    for _ in 0..3 {
        walk.calls(&spark, None, "login", json!({"username": "erin", "password": PASSWORD})).await;
    }
    let mut carols = walk.listens(&carol, "userEvents", "").await;
    let mut bobs = walk.listens(&bob, "userEvents", "").await;
    let square = json!({"kind": "PRIVATE", "name": "Square", "topic": "Everything", "memberIds": [bob.id, carol.id]});
    let made = does(&alice, "createRoom", square).await;
    let room = id(&made, &["room"]);
    let mut rooms = walk.listens(&alice, "roomEvents", "").await;
    let mut active = walk.listens(&alice, "activeRoom", &format!("(roomId: {room:?})")).await;
    let looks = json!({"displayName": "Bob", "avatarUrl": "https://example.org/bob.png"});
    does(&bob, "updateProfile", looks).await;
    does(&bob, "setStatus", json!({"status": "BUSY", "text": "writing"})).await;
    does(&bob, "updateSettings", json!({"locale": "de", "timeZone": "Europe/Zurich", "doNotDisturb": true})).await;

    // What is said.
    let hello = json!({"roomId": room, "body": "hello @bob", "metadata": {"from": "here"}});
    let hello = id(&does(&alice, "sendMessage", hello).await, &["message"]);
    let answer = json!({"roomId": room, "body": "hello yourself", "parentId": hello});
    let answer = id(&does(&bob, "sendMessage", answer).await, &["message"]);
    let called = does(&alice, "sendMessage", json!({"roomId": room, "body": "@all come"})).await;
    walk.hears(&mut bobs, &["Mentioned", "UnreadCountChanged"]).await;
    for emoji in ["👍", "🎉"] {
        does(&alice, "addReaction", json!({"messageId": hello, "emoji": emoji})).await;
    }
    does(&alice, "removeReaction", json!({"messageId": hello, "emoji": "🎉"})).await;
    does(&alice, "editMessage", json!({"messageId": hello, "body": "hello @bob and all"})).await;
    let too_long = json!({"roomId": room, "body": "x".repeat(8_001)});
    let refused = walk.calls(&spark, Some(&bob.token), "sendMessage", too_long).await;
    assert_eq!(part(&refused, &["action"]), "ROLLBACK");
    does(&bob, "setTyping", json!({"roomId": room, "isTyping": true})).await;
    walk.reads(&bob, "message", &format!("(id: {answer:?})")).await;
    let unread = walk.reads(&bob, "loginSync", "").await;
    assert_ne!(part(&unread, &["totalMentions"]), 0);
    does(&bob, "markRead", json!({"roomId": room, "seq": part(&called, &["seq"])})).await;
    walk.hears(&mut active, &["TypingChanged", "ReadReceiptMoved"]).await;

    // Who belongs to it.
    does(&alice, "setMemberRole", json!({"roomId": room, "userId": bob.id, "role": "MODERATOR"})).await;
    let news = json!({"roomId": room, "name": "Market", "topic": "Everything else", "kind": "PUBLIC"});
    does(&alice, "updateRoom", news).await;
    let invite = json!({"roomId": room, "expiresAt": "2100-01-01T00:00:00Z", "maxUses": 3});
    let invite = does(&alice, "createInvite", invite).await;
    let code = part(&invite, &["invite", "code"]);
    does(&dave, "joinRoom", json!({"inviteCode": code})).await;
    walk.reads(&alice, "invites", &format!("(roomId: {room:?})")).await;
    does(&alice, "revokeInvite", json!({"inviteId": id(&invite, &["invite"])})).await;
    does(&dave, "leaveRoom", json!({"roomId": room})).await;
    does(&alice, "removeMember", json!({"roomId": room, "userId": carol.id})).await;
    does(&alice, "addMembers", json!({"roomId": room, "userIds": [carol.id]})).await;
    does(&alice, "updateMembership", json!({"roomId": room, "notificationMode": "MENTIONS", "isPinned": true})).await;
    let two = id(&does(&alice, "openDirectRoom", json!({"userId": bob.id})).await, &["room"]);
    does(&alice, "forwardMessage", json!({"messageId": answer, "roomId": two})).await;
    does(&alice, "updateMembership", json!({"roomId": two, "isHidden": true})).await;
    walk.hears(&mut carols, &["MembershipRemoved"]).await;

    // What is read.
    for (field, arguments) in [
        ("viewer", String::new()),
        ("settings", String::new()),
        ("loginSync", String::new()),
        ("memberships", "(first: 1)".to_owned()),
        ("publicRooms", String::new()),
        ("users", "(search: \"bob\")".to_owned()),
        ("user", "(username: \"bob\")".to_owned()),
        ("room", format!("(id: {two:?})")),
        ("room", format!("(id: {room:?})")),
        ("node", format!("(id: {hello:?})")),
        ("message", format!("(id: {hello:?})")),
        ("searchMessages", "(query: \"hello\", first: 1)".to_owned()),
        ("sync", format!("(roomId: {room:?}, fromSeq: 1)")),
        ("sync", format!("(roomId: {room:?}, fromSeq: 1, first: 1)")),
        ("sync", format!("(roomId: {room:?}, fromSeq: 2, previousFingerprint: \"another\")")),
    ] {
        walk.reads(&alice, field, &arguments).await;
    }
    walk.reads(&bob, "settings", "").await;
    let newest = format!(
        "{{ room(id: {room:?}) {{ messages(last: 1) {{ pageInfo {{ PageInfo__hasPreviousPage: hasPreviousPage }}
        }} }} }}"
    );
    walk.note(&alice.reads(&newest, json!({})).await).await;

    // What everybody is told.
    let maintenance = json!({
        "kind": "MAINTENANCE", "severity": "WARNING", "title": "Tonight", "body": "Back soon.", "metadata": {"a": 1},
        "landingUrl": "https://example.org/a", "imageUrl": "https://example.org/b.png",
        "expiresAt": "2100-01-01T00:00:00Z", "startsAt": "2099-01-01T00:00:00Z", "endsAt": "2099-01-02T00:00:00Z",
    });
    let announcement = id(&does(&alice, "publishAnnouncement", maintenance).await, &["announcement"]);
    let mut global = walk.listens(&bob, "global", "").await;
    walk.hears(&mut global, &["AnnouncementPublished"]).await;
    walk.reads(&bob, "loginSync", "").await;
    does(&bob, "acknowledgeAnnouncement", json!({"announcementId": announcement})).await;
    walk.reads(&bob, "announcements", "").await;
    does(&alice, "retractAnnouncement", json!({"announcementId": announcement})).await;
    walk.hears(&mut global, &["AnnouncementRetracted"]).await;

    // What a reader has to read anew: a log that is another one, and a count of a stay that is over when it is shown.
    let elsewhere = format!("(resume: [{{roomId: {room:?}, fromSeq: 2, previousFingerprint: \"another\"}}])");
    let mut lost = walk.listens(&bob, "roomEvents", &elsewhere).await;
    walk.hears(&mut lost, &["SyncRequired"]).await;
    let away = "joined_at = joined_at {} 1 WHERE user_id = (SELECT id FROM users WHERE username = 'bob')";
    spark.database.execute(&format!("UPDATE memberships SET {}", away.replace("{}", "+"))).await;
    does(&alice, "sendMessage", json!({"roomId": room, "body": "and now?"})).await;
    let mut own = walk.listens(&alice, "userEvents", "").await;
    walk.hears(&mut bobs, &["AnnouncementAcknowledged", "LoginSyncRequired"]).await;
    spark.database.execute(&format!("UPDATE memberships SET {}", away.replace("{}", "-"))).await;

    // How it ends.
    does(&alice, "deleteMessage", json!({"messageId": answer})).await;
    drop(walk.listens(&dave, "userEvents", "").await);
    eventually("that Dave is away", async || {
        let dave = walk.reads(&alice, "user", "(username: \"dave\")").await;
        if part(&dave, &["lastSeenAt"]).is_null() { Err(dave) } else { Ok(()) }
    })
    .await;
    let phone = spark.logs_in(&carol).await;
    does(&phone, "changePassword", json!({"currentPassword": PASSWORD, "newPassword": "another one that is long"}))
        .await;
    walk.hears(&mut carols, &["SessionEnded"]).await;
    does(&alice, "archiveRoom", json!({"roomId": room})).await;
    walk.reads(&alice, "room", &format!("(id: {room:?})")).await;
    walk.hears(&mut own, &["StreamReady"]).await;
    does(&alice, "updateProfile", json!({"displayName": "Alice"})).await;
    walk.hears(&mut own, &["ProfileChanged"]).await;
    let heard = [
        "MessageSent",
        "MessageEdited",
        "MessageDeleted",
        "ReactionChanged",
        "MemberJoined",
        "MemberLeft",
        "MemberRoleChanged",
        "RoomUpdated",
    ];
    walk.hears(&mut rooms, &heard).await;
    does(&dave, "logout", json!({"everywhere": true})).await;

    // What is refused: each mutation says why.
    let refusals = [
        ("register", json!({"username": "alice", "password": PASSWORD})),
        ("changePassword", json!({"currentPassword": "wrong", "newPassword": "another one that is long"})),
        ("updateProfile", json!({"displayName": ""})),
        ("setStatus", json!({"status": "OFFLINE"})),
        ("updateSettings", json!({"timeZone": "Europe/Nowhere"})),
        ("createRoom", json!({"name": ""})),
        ("openDirectRoom", json!({"userId": bob.id})),
        ("updateRoom", json!({"roomId": room, "name": "Closed"})),
        ("archiveRoom", json!({"roomId": two})),
        ("createInvite", json!({"roomId": room})),
        ("revokeInvite", json!({"inviteId": room})),
        ("joinRoom", json!({"inviteCode": "none"})),
        ("leaveRoom", json!({"roomId": bob.id})),
        ("removeMember", json!({"roomId": room, "userId": alice.id})),
        ("addMembers", json!({"roomId": room, "userIds": [dave.id]})),
        ("setMemberRole", json!({"roomId": room, "userId": alice.id, "role": "MEMBER"})),
        ("updateMembership", json!({"roomId": bob.id, "isPinned": true})),
        ("setTyping", json!({"roomId": room, "isTyping": true})),
        ("markRead", json!({"roomId": room, "seq": 1_000})),
        ("forwardMessage", json!({"messageId": hello, "roomId": room})),
        ("editMessage", json!({"messageId": hello, "body": "later"})),
        ("deleteMessage", json!({"messageId": hello})),
        ("addReaction", json!({"messageId": hello, "emoji": "two words"})),
        ("removeReaction", json!({"messageId": hello, "emoji": "👍"})),
        ("publishAnnouncement", json!({"title": "mine", "body": "x"})),
        ("retractAnnouncement", json!({"announcementId": announcement})),
        ("acknowledgeAnnouncement", json!({"announcementId": room})),
    ];
    for (mutation, input) in refusals {
        let payload = walk.calls(&spark, Some(&bob.token), mutation, input).await;
        assert_ne!(part(&payload, &["action"]), "COMMIT", "{mutation}: {payload}");
    }

    let said = walk.said.into_inner();
    let mut all = walk.fields.all();
    // Only while the database is away: whoever is signed in may sign out.
    assert!(all.remove("LogoutPayload.error"));
    let silent: Vec<_> = all.difference(&said).cloned().collect();
    assert!(silent.is_empty(), "these say nothing at any time: {silent:?}");
}
