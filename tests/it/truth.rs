//! Every field of the schema says something: a walk through all that people do, in which each field is at some time neither empty
//! nor its default. What is in the schema and never filled deceives who believes it.

mod fields;

use crate::harness::{
    Engine, Feed, Form, Person, Socket, Spark, eventually, on_both,
    person::{PASSWORD, fresh},
    post,
    upload::picture,
};
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

    /// Calls a mutation with a file.
    async fn uploads(&self, person: &Person, mutation: &str, call: &str, bytes: &[u8]) -> Value {
        let ty = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let shown = self.fields.selection_of("Mutation", mutation, SHALLOW);
        let query = format!("mutation($input: {ty}!) {{ {mutation}(input: $input) {shown} }}");
        let input = json!({"input": {"file": null, "clientMutationId": call}});
        let form = Form::asks(&query, input, json!({"0": ["variables.input.file"]})).file("0", "a.png", bytes);
        let (status, answer) = person.posts(form).await;
        assert_eq!(status, 200, "{answer}");
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

/// People in a room, and what they said.
struct World {
    spark: Spark,
    walk: Walk,
    alice: Person,
    bob: Person,
    carol: Person,
    dave: Person,
    room: String,
    /// A message of Alice's, and Bob's answer.
    hello: String,
    answer: String,
}

impl World {
    async fn begins(engine: Engine) -> Self {
        let spark = Spark::start_with(engine, |config| {
            (config.limits.max_aliases, config.limits.max_tokens) = (100_000, 1_000_000);
            (config.limits.max_body_bytes, config.limits.max_cost, config.limits.max_depth) = (8 << 20, u64::MAX, 64);
            config.rates.login_rate = 2;
        })
        .await;
        let alice = spark.admin("alice").await;
        let [bob, carol, dave] = spark.users(["bob", "carol", "dave"]).await;
        let needed = [("Room.member", format!("(userId: {:?})", bob.id)), ("Message.replies", "(first: 1)".to_owned())];
        let walk = Walk { fields: Fields::read(needed), said: Mutex::default() };
        let square = json!({"kind": "PRIVATE", "name": "Square", "topic": "All", "memberIds": [bob.id, carol.id]});
        let room = id(&walk.does(&spark, &alice, "createRoom", square).await, &["room"]);
        Self { spark, walk, alice, bob, carol, dave, room, hello: String::new(), answer: String::new() }
    }

    async fn does(&self, person: &Person, mutation: &str, input: Value) -> Value {
        self.walk.does(&self.spark, person, mutation, input).await
    }

    async fn people_say_who_they_are(&self) {
        let (walk, spark, bob) = (&self.walk, &self.spark, &self.bob);
        let erin = json!({"username": "erin", "password": PASSWORD});
        walk.calls(spark, None, "register", erin.clone()).await;
        for _ in 0..3 {
            walk.calls(spark, None, "login", erin.clone()).await;
        }
        let mut bobs = walk.listens(bob, "userEvents", "").await;
        walk.hears(&mut bobs, &["StreamReady"]).await;
        let looks = json!({"displayName": "Bob", "avatarUrl": "https://example.org/bob.png"});
        self.does(bob, "updateProfile", looks).await;
        walk.uploads(bob, "updateAvatar", "me", &picture(300, 400, 1)).await;
        self.does(bob, "setStatus", json!({"status": "BUSY", "text": "writing"})).await;
        self.does(bob, "updateSettings", json!({"locale": "de", "timeZone": "Europe/Zurich", "doNotDisturb": true}))
            .await;
        walk.hears(&mut bobs, &["SettingsChanged"]).await;
    }

    async fn people_talk(&mut self) {
        let (walk, room) = (&self.walk, &self.room);
        let mut bobs = walk.listens(&self.bob, "userEvents", "").await;
        let mut active = walk.listens(&self.alice, "activeRoom", &format!("(roomId: {room:?})")).await;
        let file =
            id(&walk.uploads(&self.alice, "uploadAttachment", "square", &picture(300, 400, 2)).await, &["attachment"]);
        let hello =
            json!({"roomId": room, "body": "hello @bob", "metadata": {"from": "here"}, "attachmentIds": [file]});
        let hello = id(&self.does(&self.alice, "sendMessage", hello).await, &["message"]);
        let answer = json!({"roomId": room, "body": "hello yourself", "parentId": hello});
        let answer = id(&self.does(&self.bob, "sendMessage", answer).await, &["message"]);
        let called = self.does(&self.alice, "sendMessage", json!({"roomId": room, "body": "@all come"})).await;
        walk.hears(&mut bobs, &["Mentioned", "UnreadCountChanged"]).await;
        for emoji in ["👍", "🎉"] {
            self.does(&self.alice, "addReaction", json!({"messageId": hello, "emoji": emoji})).await;
        }
        self.does(&self.alice, "removeReaction", json!({"messageId": hello, "emoji": "🎉"})).await;
        self.does(&self.alice, "editMessage", json!({"messageId": hello, "body": "hello @bob and all"})).await;
        let too_long = json!({"roomId": room, "body": "x".repeat(8_001)});
        let refused = walk.calls(&self.spark, Some(&self.bob.token), "sendMessage", too_long).await;
        assert_eq!(part(&refused, &["action"]), "ROLLBACK");
        self.does(&self.bob, "setTyping", json!({"roomId": room, "isTyping": true})).await;
        walk.reads(&self.bob, "message", &format!("(id: {answer:?})")).await;
        let unread = walk.reads(&self.bob, "loginSync", "").await;
        assert_ne!(part(&unread, &["totalMentions"]), 0);
        self.does(&self.bob, "markRead", json!({"roomId": room, "seq": part(&called, &["seq"])})).await;
        walk.hears(&mut active, &["TypingChanged", "ReadReceiptMoved"]).await;
        (self.hello, self.answer) = (hello, answer);
    }

    async fn people_come_and_go(&self) {
        let Self { walk, alice, bob, carol, dave, room, .. } = self;
        let mut alices = walk.listens(alice, "userEvents", "").await;
        let mut carols = walk.listens(carol, "userEvents", "").await;
        self.does(alice, "setMemberRole", json!({"roomId": room, "userId": bob.id, "role": "MODERATOR"})).await;
        let news = json!({"roomId": room, "name": "Market", "topic": "Everything else", "kind": "PUBLIC"});
        self.does(alice, "updateRoom", news).await;
        let invite = json!({"roomId": room, "expiresAt": "2100-01-01T00:00:00Z", "maxUses": 3});
        let invite = self.does(alice, "createInvite", invite).await;
        let code = part(&invite, &["invite", "code"]);
        self.does(dave, "joinRoom", json!({"inviteCode": code})).await;
        walk.reads(alice, "invites", &format!("(roomId: {room:?})")).await;
        self.does(alice, "revokeInvite", json!({"inviteId": id(&invite, &["invite"])})).await;
        self.does(dave, "leaveRoom", json!({"roomId": room})).await;
        self.does(alice, "removeMember", json!({"roomId": room, "userId": carol.id})).await;
        self.does(alice, "addMembers", json!({"roomId": room, "userIds": [carol.id]})).await;
        let wishes = json!({"roomId": room, "notificationMode": "MENTIONS", "isPinned": true});
        self.does(alice, "updateMembership", wishes).await;
        walk.hears(&mut carols, &["MembershipRemoved", "MembershipAdded"]).await;
        walk.hears(&mut alices, &["MembershipChanged"]).await;
    }

    /// A room of Alice's and Bob's, which she puts away.
    async fn two_talk(&self) -> String {
        let opened = self.does(&self.alice, "openDirectRoom", json!({"userId": self.bob.id})).await;
        let two = id(&opened, &["room"]);
        self.does(&self.alice, "forwardMessage", json!({"messageId": self.answer, "roomId": two})).await;
        self.does(&self.alice, "updateMembership", json!({"roomId": two, "isHidden": true})).await;
        two
    }

    async fn all_is_read(&self, two: &str) {
        let Self { walk, room, hello, .. } = self;
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
            walk.reads(&self.alice, field, &arguments).await;
        }
        walk.reads(&self.bob, "settings", "").await;
        let newest = format!(
            "{{ room(id: {room:?}) {{ messages(last: 1) {{ pageInfo {{ PageInfo__hasPreviousPage: hasPreviousPage }}
            }} }} }}"
        );
        walk.note(&self.alice.reads(&newest, json!({})).await).await;
    }

    /// What is announced; its id.
    async fn everybody_is_told(&self) -> String {
        let Self { walk, alice, bob, .. } = self;
        let mut bobs = walk.listens(bob, "userEvents", "").await;
        let maintenance = json!({
            "kind": "MAINTENANCE", "severity": "WARNING", "title": "Tonight", "body": "Back soon.", "metadata": {"a": 1},
            "landingUrl": "https://example.org/a", "imageUrl": "https://example.org/b.png",
            "expiresAt": "2100-01-01T00:00:00Z", "startsAt": "2099-01-01T00:00:00Z", "endsAt": "2099-01-02T00:00:00Z",
        });
        let announcement = id(&self.does(alice, "publishAnnouncement", maintenance).await, &["announcement"]);
        let mut global = walk.listens(bob, "global", "").await;
        walk.hears(&mut global, &["AnnouncementPublished"]).await;
        walk.reads(bob, "loginSync", "").await;
        self.does(bob, "acknowledgeAnnouncement", json!({"announcementId": announcement})).await;
        walk.hears(&mut bobs, &["AnnouncementAcknowledged"]).await;
        walk.reads(bob, "announcements", "").await;
        self.does(alice, "retractAnnouncement", json!({"announcementId": announcement})).await;
        walk.hears(&mut global, &["AnnouncementRetracted"]).await;
        announcement
    }

    /// A log that is another one, and a count of a stay that is over when it is shown.
    async fn something_is_to_be_read_anew(&self) {
        let Self { spark, walk, bob, room, .. } = self;
        let mut bobs = walk.listens(bob, "userEvents", "").await;
        walk.hears(&mut bobs, &["StreamReady"]).await;
        let elsewhere = format!("(resume: [{{roomId: {room:?}, fromSeq: 2, previousFingerprint: \"another\"}}])");
        let mut lost = walk.listens(bob, "roomEvents", &elsewhere).await;
        walk.hears(&mut lost, &["SyncRequired"]).await;
        let stays = async |by: &str| {
            let bobs = "user_id = (SELECT id FROM users WHERE username = 'bob')";
            spark.database.execute(&format!("UPDATE memberships SET joined_at = joined_at {by} WHERE {bobs}")).await;
        };
        stays("+ 1").await;
        self.does(&self.alice, "sendMessage", json!({"roomId": room, "body": "and now?"})).await;
        walk.hears(&mut bobs, &["LoginSyncRequired"]).await;
        stays("- 1").await;
    }

    async fn all_ends(&self) {
        let Self { spark, walk, alice, carol, dave, room, .. } = self;
        let mut alices = walk.listens(alice, "userEvents", "").await;
        let mut carols = walk.listens(carol, "userEvents", "").await;
        walk.hears(&mut carols, &["StreamReady"]).await;
        self.does(alice, "deleteMessage", json!({"messageId": self.answer})).await;
        drop(walk.listens(dave, "userEvents", "").await);
        eventually("that Dave is away", async || {
            let dave = walk.reads(alice, "user", "(username: \"dave\")").await;
            if part(&dave, &["lastSeenAt"]).is_null() { Err(dave) } else { Ok(()) }
        })
        .await;
        let phone = spark.logs_in(carol).await;
        let passwords = json!({"currentPassword": PASSWORD, "newPassword": "another one that is long"});
        self.does(&phone, "changePassword", passwords).await;
        walk.hears(&mut carols, &["SessionEnded"]).await;
        self.does(alice, "archiveRoom", json!({"roomId": room})).await;
        walk.reads(alice, "room", &format!("(id: {room:?})")).await;
        self.does(alice, "updateProfile", json!({"displayName": "Alice"})).await;
        walk.hears(&mut alices, &["ProfileChanged"]).await;
        self.does(dave, "logout", json!({"everywhere": true})).await;
    }

    /// Each mutation says why it does not do something.
    async fn much_is_refused(&self, two: &str, announcement: &str) {
        let Self { walk, alice, bob, dave, room, hello, .. } = self;
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
            let payload = walk.calls(&self.spark, Some(&bob.token), mutation, input).await;
            assert_ne!(part(&payload, &["action"]), "COMMIT", "{mutation}: {payload}");
        }
        let no_picture = walk.uploads(bob, "updateAvatar", "words", b"words").await;
        let another = walk.uploads(alice, "uploadAttachment", "square", b"another file for the same call").await;
        for payload in [no_picture, another] {
            assert_eq!(part(&payload, &["action"]), "ROLLBACK", "{payload}");
        }
    }
}

async fn every_field_says_something_at_some_time(spark: Spark) {
    let mut world = Box::pin(World::begins(spark.database.engine)).await;
    let mut rooms = world.walk.listens(&world.alice, "roomEvents", "").await;
    world.people_say_who_they_are().await;
    world.people_talk().await;
    world.people_come_and_go().await;
    let two = world.two_talk().await;
    world.all_is_read(&two).await;
    let announcement = world.everybody_is_told().await;
    world.something_is_to_be_read_anew().await;
    world.all_ends().await;
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
    world.walk.hears(&mut rooms, &heard).await;
    world.much_is_refused(&two, &announcement).await;

    let said = world.walk.said.into_inner();
    let mut all = world.walk.fields.all();
    // Only while the database is away: whoever is signed in may sign out.
    assert!(all.remove("LogoutPayload.error"));
    let silent: Vec<_> = all.difference(&said).cloned().collect();
    assert!(silent.is_empty(), "these say nothing at any time: {silent:?}");
}
