//! What the viewer may not see does not exist: whatever is asked of it, the answer is the one for an id that nobody has.

use crate::harness::{Event, Feed, Person, Spark, on_both, person::Room};
use serde_json::{Value, json};
use spark::ids::{Fingerprint, MEMBERSHIP, MessageId, MessageKey, ROOM_MEMBER, RoomId, StayId, UserId};

on_both! {
    a_private_room_does_not_exist_for_a_stranger;
    a_private_room_does_not_exist_any_more_for_who_left_it;
    a_subscription_by_id_tells_a_stranger_nothing;
    a_repeated_call_shows_nothing_of_a_room_out_of_sight;
    nobody_reads_the_membership_of_another;
    how_far_somebody_read_is_for_those_who_are_there;
}

/// The ids of a room and of what is in it.
struct Ids {
    room: String,
    message: String,
    system_message: String,
    member: String,
    membership: String,
    user: String,
}

impl Ids {
    /// Those of a room in which `user` joined with event 1, and the message 3 was sent. `log` are its first fingerprints.
    fn of(room: RoomId, user: &Person, log: [Fingerprint; 3]) -> Self {
        let stay = StayId { room, user: user.id.parse().unwrap(), joined_seq: 1, fingerprint: log[0] };
        let message = |seq, fingerprint| MessageId { key: MessageKey { room, seq }, fingerprint }.to_string();
        Self {
            room: room.to_string(),
            message: message(3, log[2]),
            system_message: message(1, log[0]),
            member: stay.encode(ROOM_MEMBER),
            membership: stay.encode(MEMBERSHIP),
            user: user.id.clone(),
        }
    }

    /// The real ones, and those of a room that does not exist.
    async fn pair(room: &Room, insider: &Person, user: &Person) -> [Self; 2] {
        let real: RoomId = room.parse().unwrap();
        let log = insider.syncs(room, 1).await;
        let log = [0, 1, 2].map(|n| Fingerprint::said(log[n]["fingerprint"].as_str().unwrap()));
        let ids = Self::of(real, user, log);
        for id in [&ids.message, &ids.system_message] {
            let found = insider.reads("query($id: ID!) { node(id: $id) { id } }", json!({"id": id})).await;
            assert_eq!(found["node"]["id"], **id, "a real one");
        }
        [ids, Self::of(RoomId(real.0 ^ 1), user, log)]
    }

    fn all(&self) -> [&str; 5] {
        [&self.room, &self.message, &self.system_message, &self.member, &self.membership]
    }

    /// An answer in which the ids of one room stand for those of the other.
    fn translate(&self, answer: &Value, to: &Self) -> Value {
        let mut text = answer.to_string();
        for (from, to) in self.all().into_iter().zip(to.all()) {
            text = text.replace(from, to);
        }
        serde_json::from_str(&text).unwrap()
    }

    /// Everything that can be asked about a room by an id.
    fn questions(&self) -> Vec<(String, Value)> {
        let node = "query($id: ID!) { node(id: $id) { __typename id } }";
        let mut questions: Vec<_> = self.all().iter().map(|id| (node.to_owned(), json!({"id": id}))).collect();
        let mut ask = |query: &str, variables| questions.push((query.to_owned(), variables));
        ask(
            "query($id: ID!) { room(id: $id) { id kind name latestSeq memberCount lastMessage { body }
               members { totalCount } messages { nodes { body } } viewerMembership { id } } }",
            json!({"id": self.room}),
        );
        ask(
            "query($id: ID!, $user: ID!) { room(id: $id) { viewerPermissions viewerPeer { id } member(userId: $user) { id }
               messages(around: 3) { nodes { body } } } }",
            json!({"id": self.room, "user": self.user}),
        );
        ask("query($id: ID!) { invites(roomId: $id) { id code } }", json!({"id": self.room}));
        for id in [&self.message, &self.system_message] {
            ask("query($id: ID!) { message(id: $id) { body room { name } } }", json!({"id": id}));
        }
        for from in [1, 4, 1_000_000] {
            let cursor = json!({"id": self.room, "from": from});
            ask("query($id: ID!, $from: Int!) { sync(roomId: $id, fromSeq: $from) { latestSeq reset } }", cursor);
            ask(
                "query($cursors: [RoomCursor!]!) { syncRooms(cursors: $cursors) { roomId latestSeq reset } }",
                json!({"cursors": [{"roomId": self.room, "fromSeq": from}]}),
            );
        }
        questions.extend(self.mutations());
        questions
    }

    fn mutations(&self) -> Vec<(String, Value)> {
        let room = &self.room;
        let mut inputs = vec![
            ("sendMessage", json!({"roomId": room, "body": "let me in", "clientMutationId": "nosy"})),
            ("sendMessage", json!({"roomId": room, "body": "", "clientMutationId": "nosy"})),
            ("joinRoom", json!({"roomId": room})),
            ("leaveRoom", json!({"roomId": room})),
            ("removeMember", json!({"roomId": room, "userId": self.user})),
            ("removeMember", json!({"roomId": room, "userId": UserId(1).to_string()})),
            ("markRead", json!({"roomId": room, "seq": 1})),
            ("markRead", json!({"roomId": room, "seq": 1_000_000})),
            ("markRead", json!({"roomId": room, "seq": -1})),
        ];
        for message in [&self.message, &self.system_message] {
            inputs.push(("editMessage", json!({"messageId": message, "body": "mine"})));
            inputs.push(("deleteMessage", json!({"messageId": message})));
            inputs.push(("deleteMessage", json!({"messageId": message, "clientMutationId": "nosy"})));
        }
        let ask = |(mutation, input): (&str, Value)| {
            let name = mutation[..1].to_uppercase() + &mutation[1..];
            let query = format!(
                "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{
                   __typename action error {{ code message path retryAfterMs }} clientMutationId }} }}"
            );
            (query, json!({"input": input}))
        };
        inputs.into_iter().map(ask).collect()
    }
}

/// Asks everything about a room and about one that does not exist: there is no telling which is which.
async fn learns_nothing(nosy: &Person, room: &Room, insider: &Person, member: &Person) {
    let [real, ghost] = Ids::pair(room, insider, member).await;
    for ((query, about), (_, about_ghost)) in real.questions().into_iter().zip(ghost.questions()) {
        let (answer, expected) = (nosy.ask(&query, about.clone()).await, nosy.ask(&query, about_ghost).await);
        assert_eq!(real.translate(&answer, &ghost), expected, "{} learns of {about} by {query}", nosy.name);
        let text = answer.to_string();
        assert!(!text.contains("COMMIT") && !text.contains("secret"), "{query}: {answer}");
    }
}

async fn a_private_room_does_not_exist_for_a_stranger(spark: Spark) {
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let room = alice.creates_room("PRIVATE", "secret plans", &[&bob]).await;
    assert_eq!(alice.sends(&room, "secret").await["seq"], 3);
    learns_nothing(&eve, &room, &alice, &alice).await;
    assert_eq!(alice.syncs(&room, 1).await.len(), 3, "nothing happened in it");
}

async fn a_private_room_does_not_exist_any_more_for_who_left_it(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let room = alice.creates_room("PRIVATE", "secret plans", &[&bob, &carol]).await;
    let carols = alice.creates_room("PRIVATE", "secret talks", &[&carol, &bob]).await;
    for room in [&room, &carols] {
        carol.sends(room, "secret").await;
        bob.sends(room, "secret, too").await;
    }
    alice.removes(&room, &carol).await;
    carol.leaves(&carols).await;
    for room in [&room, &carols] {
        learns_nothing(&carol, room, &alice, &alice).await;
        learns_nothing(&carol, room, &alice, &carol).await;
    }
    assert_eq!(carol.login_sync().await["memberships"]["totalCount"], 0);
}

async fn a_subscription_by_id_tells_a_stranger_nothing(spark: Spark) {
    const NAMED: &str = "subscription($rooms: [ID!]) { roomEvents(roomIds: $rooms) { __typename } }";
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let room = alice.creates_room("PRIVATE", "secret plans", &[&bob]).await;
    let public = alice.creates_room("PUBLIC", "Square", &[]).await;
    let own = eve.creates_room("PUBLIC", "Corner", &[]).await;
    alice.sends(&room, "secret").await;
    let [real, ghost] = Ids::pair(&room, &alice, &alice).await;
    for others in [vec![], vec![&own], vec![&public], vec![&own, &public]] {
        let mut answers = Vec::new();
        for ids in [&real, &ghost] {
            let rooms: Vec<_> = others.iter().copied().chain([&ids.room]).collect();
            answers.push(Feed::begin(eve.connects().await, NAMED, json!({"rooms": rooms})).await.next().await);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(
            (&answers[0]["type"], &answers[0]["payload"][0]["extensions"]["code"]),
            (&json!("error"), &json!("NOT_FOUND"))
        );
    }
    // Asking to resume it, and listening to everything, brings nothing of it.
    let resume = "subscription($resume: [RoomCursor!]) { roomEvents(resume: $resume) {
        __typename ... on RoomEvent { roomId } ... on SyncRequired { roomId } } }";
    let mut feeds = Vec::new();
    for from in [1, 1_000_000] {
        let cursors = json!({"resume": [{"roomId": room, "fromSeq": from}]});
        feeds.push(eve.subscribes(resume, cursors).await);
    }
    let mut own_events = eve.hears_own().await;
    alice.sends(&room, "secret").await;
    eve.sends(&own, "the next thing that Eve hears").await;
    for feed in &mut feeds {
        assert_eq!(feed.next().await["roomId"], own);
    }
    let told = own_events.next().await;
    assert_eq!(told, Event::of("UnreadCountChanged").with("roomId", &own));
}

async fn a_repeated_call_shows_nothing_of_a_room_out_of_sight(spark: Spark) {
    let [alice, bob, carol] = spark.users(["alice", "bob", "carol"]).await;
    let create = json!({"kind": "PRIVATE", "name": "secret plans", "memberIds": [alice.id, carol.id],
        "clientMutationId": "create"});
    let room = bob.does("createRoom", create.clone(), "room { id }").await["room"]["id"].as_str().unwrap().to_owned();
    let send = json!({"roomId": room, "body": "secret", "clientMutationId": "send"});
    let message = bob.does("sendMessage", send.clone(), "message { id }").await["message"]["id"].clone();
    let edit = json!({"messageId": message, "body": "secret!", "clientMutationId": "edit"});
    bob.does("editMessage", edit.clone(), "seq").await;
    let delete = json!({"messageId": message, "clientMutationId": "delete"});
    bob.does("deleteMessage", delete.clone(), "seq").await;
    let remove = json!({"roomId": room, "userId": carol.id, "clientMutationId": "remove"});
    bob.does("removeMember", remove.clone(), "seq").await;
    // Nobody can hand over a room as yet.
    let owner = alice.id.parse::<UserId>().unwrap().0;
    spark.database.execute(&format!("UPDATE memberships SET role = 'OWNER' WHERE user_id = {owner}")).await;
    let leave = json!({"roomId": room, "clientMutationId": "leave"});
    let left = bob.does("leaveRoom", leave.clone(), "roomId membershipId seq").await;

    let repeats = [
        ("createRoom", create, "room { name } membership { id }", vec!["room", "membership"]),
        ("sendMessage", send, "message { body }", vec!["message"]),
        ("editMessage", edit, "message { body }", vec!["message"]),
        ("deleteMessage", delete, "message { body }", vec!["message"]),
        ("removeMember", remove, "room { name }", vec!["room"]),
    ];
    for (mutation, input, shows, hidden) in repeats {
        let again = bob.does(mutation, input, shows).await;
        for field in hidden {
            assert_eq!(again.get(field), Some(&Value::Null), "{mutation}: {again}");
        }
    }
    assert_eq!(bob.does("leaveRoom", leave, "roomId membershipId seq").await, left);
    let events = alice.syncs(&room, 1).await;
    assert_eq!(events.last().unwrap()["seq"], left["seq"], "nothing happened twice");
}

async fn nobody_reads_the_membership_of_another(spark: Spark) {
    let node = "query($id: ID!) { node(id: $id) { __typename id } }";
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let own = bob.membership(&room).await["viewerMembership"]["id"].clone();
    let seen = bob.reads(node, json!({"id": own})).await;
    assert_eq!(seen["node"], json!({"__typename": "Membership", "id": own}));
    for other in [&alice, &eve] {
        assert_eq!(other.reads(node, json!({"id": own})).await["node"], Value::Null, "{}", other.name);
    }
    // The face that everybody may see has another id.
    let members = "query($id: ID!) { room(id: $id) { members { nodes { id user { username } } } } }";
    let listed = eve.reads(members, json!({"id": room})).await["room"]["members"]["nodes"][1].clone();
    assert_eq!(listed["user"]["username"], "bob");
    assert_eq!(eve.reads(node, json!({"id": listed["id"]})).await["node"]["__typename"], "RoomMember");
    // A stay that is over names nothing, also after a new one began.
    bob.leaves(&room).await;
    bob.joins(&room).await;
    assert_eq!(bob.reads(node, json!({"id": own})).await["node"], Value::Null);
    assert_eq!(eve.reads(node, json!({"id": listed["id"]})).await["node"], Value::Null);
}

/// Who reads a PUBLIC room from outside sees who is in it, and not when they look at it.
async fn how_far_somebody_read_is_for_those_who_are_there(spark: Spark) {
    const MEMBER: &str = "query($id: ID!, $user: ID!) { room(id: $id) {
        member(userId: $user) { id lastReadSeq } members { nodes { id lastReadSeq } } } }";
    const NODE: &str = "query($id: ID!) { node(id: $id) { ... on RoomMember { id lastReadSeq } } }";
    let [alice, bob, eve] = spark.users(["alice", "bob", "eve"]).await;
    let room = alice.creates_room("PUBLIC", "Square", &[&bob]).await;
    let last = alice.sends(&room, "hello").await["seq"].clone();
    bob.does("markRead", json!({"roomId": room, "seq": last}), "").await;
    // By each way to look at a member.
    let read = async |person: &Person| {
        let found = person.reads(MEMBER, json!({"id": room, "user": bob.id})).await["room"].clone();
        let bob = found["member"].clone();
        let node = person.reads(NODE, json!({"id": bob["id"]})).await["node"].clone();
        assert!(found["members"]["nodes"].as_array().unwrap().contains(&bob), "{found}");
        assert_eq!(node, bob);
        bob["lastReadSeq"].as_i64().unwrap()
    };
    assert_eq!((read(&alice).await, read(&eve).await), (3, 2), "to others it is the number of the joining");
    eve.joins(&room).await;
    assert_eq!(read(&eve).await, 3);
    eve.leaves(&room).await;
    assert_eq!(read(&eve).await, 2);
}
