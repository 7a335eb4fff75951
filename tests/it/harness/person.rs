//! A person who uses Spark, with the words that stories are told in.

use super::{Feed, Socket, Spark, eventually, post};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

/// Everybody's password.
pub const PASSWORD: &str = "correct horse";

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Person {
    pub name: String,
    pub id: String,
    pub token: String,
    pub url: String,
    pub http: reqwest::Client,
}

/// A room's id.
pub type Room = String;

/// What a mutation's payload shows of a message.
pub const MESSAGE: &str = "id seq updatedSeq kind body clientMutationId deletedAt editedAt author { id username }";

static CALLS: AtomicU32 = AtomicU32::new(0);

/// A `clientMutationId` that nobody used before.
pub fn fresh() -> String {
    format!("call-{}", CALLS.fetch_add(1, Ordering::Relaxed))
}

impl Person {
    pub fn new(spark: &Spark, name: &str, id: &str, token: &str) -> Self {
        Self { name: name.into(), id: id.into(), token: token.into(), url: spark.url.clone(), http: spark.http.clone() }
    }

    /// The same person at another server, on the same database.
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), http: reqwest::Client::new(), ..self.clone() }
    }

    /// The whole answer.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        post(&self.http, &self.url, Some(&self.token), query, variables).await
    }

    /// The whole answer; none when nobody answers.
    pub async fn tries_to_ask(&self, query: &str, variables: Value) -> Option<Value> {
        let body = json!({"query": query, "variables": variables});
        let request = self.http.post(format!("{}/graphql", self.url)).bearer_auth(&self.token).json(&body);
        request.send().await.ok()?.json().await.ok()
    }

    /// The data of a query that succeeds.
    pub async fn reads(&self, query: &str, variables: Value) -> Value {
        let answer = self.ask(query, variables).await;
        assert!(answer.get("errors").is_none(), "{} asked {query}: {answer}", self.name);
        answer["data"].clone()
    }

    /// The code of a query that fails as a whole.
    pub async fn is_refused(&self, query: &str, variables: Value) -> String {
        let answer = self.ask(query, variables).await;
        answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no refusal: {answer}")).to_owned()
    }

    /// A mutation's payload, whatever it says. `shows` are the fields of its own.
    pub async fn calls(&self, mutation: &str, input: Value, shows: &str) -> Value {
        let mut name = mutation.to_owned();
        name[..1].make_ascii_uppercase();
        let query = format!(
            "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{
               action error {{ code message path retryAfterMs }} clientMutationId {shows} }} }}"
        );
        let data = self.reads(&query, json!({"input": input})).await;
        data[mutation].clone()
    }

    /// A mutation's payload; where the request failed as a whole, what that says to do.
    pub async fn tries(&self, mutation: &str, input: Value, shows: &str) -> Value {
        let name = format!("{}{}", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ action error {{ code }} {shows} }} }}"
        );
        let answer = self.ask(&query, json!({"input": input})).await;
        match answer["errors"][0]["extensions"].clone() {
            Value::Null => answer["data"][mutation].clone(),
            failed => json!({"action": failed["action"], "error": {"code": failed["code"]}}),
        }
    }

    /// The payload of a mutation that commits.
    pub async fn does(&self, mutation: &str, input: Value, shows: &str) -> Value {
        let payload = self.calls(mutation, input, shows).await;
        assert_eq!(payload["action"], "COMMIT", "{} {mutation}: {payload}", self.name);
        payload
    }

    /// The code of a mutation that does not commit.
    pub async fn fails(&self, mutation: &str, input: Value) -> String {
        let payload = self.calls(mutation, input, "").await;
        assert_ne!(payload["action"], "COMMIT", "{} {mutation}: {payload}", self.name);
        payload["error"]["code"].as_str().unwrap().to_owned()
    }

    /// The code of a mutation that does not commit, and the field at fault.
    pub async fn is_at_fault(&self, mutation: &str, input: Value) -> (String, Value) {
        let payload = self.calls(mutation, input, "").await;
        assert_eq!(payload["action"], "ROLLBACK", "{} {mutation}: {payload}", self.name);
        (payload["error"]["code"].as_str().unwrap().to_owned(), payload["error"]["path"].clone())
    }

    pub async fn creates_room(&self, kind: &str, name: &str, members: &[&Person]) -> Room {
        let ids: Vec<_> = members.iter().map(|member| &member.id).collect();
        let payload =
            self.does("createRoom", json!({"kind": kind, "name": name, "memberIds": ids}), "room { id }").await;
        payload["room"]["id"].as_str().unwrap().to_owned()
    }

    /// Sends, and gives the message.
    pub async fn sends(&self, room: &Room, body: &str) -> Value {
        let input = json!({"roomId": room, "body": body, "clientMutationId": fresh()});
        self.does("sendMessage", input, &format!("seq message {{ {MESSAGE} }}")).await["message"].clone()
    }

    /// Answers a message.
    pub async fn answers(&self, room: &Room, parent: &Value, body: &str) -> Value {
        let input = json!({"roomId": room, "body": body, "parentId": parent["id"], "clientMutationId": fresh()});
        self.does("sendMessage", input, &format!("seq message {{ {MESSAGE} }}")).await["message"].clone()
    }

    /// Gives an emoji; the number of the event.
    pub async fn reacts(&self, message: &Value, emoji: &str) -> Value {
        self.does("addReaction", json!({"messageId": message["id"], "emoji": emoji}), "seq").await["seq"].clone()
    }

    /// Takes an emoji back; the number of the event.
    pub async fn unreacts(&self, message: &Value, emoji: &str) -> Value {
        self.does("removeReaction", json!({"messageId": message["id"], "emoji": emoji}), "seq").await["seq"].clone()
    }

    /// Deletes a message; the number of the event.
    pub async fn deletes(&self, message: &Value) -> Value {
        self.does("deleteMessage", json!({"messageId": message["id"]}), "seq").await["seq"].clone()
    }

    pub async fn joins(&self, room: &Room) -> Value {
        self.does("joinRoom", json!({"roomId": room}), "seq membership { id }").await
    }

    pub async fn leaves(&self, room: &Room) -> i64 {
        self.does("leaveRoom", json!({"roomId": room}), "seq").await["seq"].as_i64().unwrap()
    }

    /// Lets people in; the number of the room's newest event after it.
    pub async fn adds(&self, room: &Room, people: &[&Person]) -> i64 {
        let ids: Vec<_> = people.iter().map(|person| &person.id).collect();
        let added = self.does("addMembers", json!({"roomId": room, "userIds": ids}), "room { latestSeq }").await;
        added["room"]["latestSeq"].as_i64().unwrap()
    }

    /// Gives somebody a role.
    pub async fn makes(&self, room: &Room, whom: &Person, role: &str) -> Value {
        let input = json!({"roomId": room, "userId": whom.id, "role": role});
        self.does("setMemberRole", input, "seq member { id role }").await
    }

    /// Says in a room that this person writes, or writes no more.
    pub async fn types(&self, room: &Room, is_typing: bool) {
        self.does("setTyping", json!({"roomId": room, "isTyping": is_typing}), "").await;
    }

    pub async fn removes(&self, room: &Room, whom: &Person) -> i64 {
        self.does("removeMember", json!({"roomId": room, "userId": whom.id}), "seq").await["seq"].as_i64().unwrap()
    }

    pub async fn marks_read(&self, room: &Room, seq: i64) -> Value {
        let shows = "membership { unreadCount lastReadSeq asOfSeq }";
        self.does("markRead", json!({"roomId": room, "seq": seq}), shows).await["membership"].clone()
    }

    /// The room's own events: `seq`, type, body.
    pub async fn syncs(&self, room: &Room, from: i64) -> Vec<Value> {
        self.syncs_after(room, from, &Value::Null).await
    }

    /// The same with the fingerprint of the event before, which is the log's.
    pub async fn syncs_after(&self, room: &Room, from: i64, previous: &Value) -> Vec<Value> {
        let mut events = Vec::new();
        let (mut from, mut previous) = (from, previous.clone());
        loop {
            let query = format!(
                "query($room: ID!, $from: Int!, $previous: String) {{
                   sync(roomId: $room, fromSeq: $from, previousFingerprint: $previous, first: 200) {{
                     latestSeq nextSeq fingerprint hasMore reset events {{ {EVENT} }} }} }}"
            );
            let variables = json!({"room": room, "from": from, "previous": previous});
            let page = self.reads(&query, variables).await["sync"].clone();
            assert_eq!(page["reset"], false);
            events.extend(page["events"].as_array().unwrap().iter().cloned());
            (from, previous) = (page["nextSeq"].as_i64().unwrap(), page["fingerprint"].clone());
            if page["hasMore"] == false {
                return events;
            }
        }
    }

    /// The viewer's state in a room; null when there is none.
    pub async fn membership(&self, room: &Room) -> Value {
        let query = "query($room: ID!) { room(id: $room) { latestSeq latestFingerprint memberCount
            viewerMembership { id unreadCount lastReadSeq asOfSeq role permissions } } }";
        self.reads(query, json!({"room": room})).await["room"].clone()
    }

    pub async fn login_sync(&self) -> Value {
        let query =
            "{ loginSync { totalUnread viewer { id } settings { locale } memberships(first: 1000) { totalCount nodes {
            id roomId role unreadCount lastReadSeq asOfSeq
            room { id name latestSeq memberCount lastMessage { id body author { username } } } } } } }";
        self.reads(query, json!({})).await["loginSync"].clone()
    }

    /// A socket of this person.
    pub async fn connects(&self) -> Socket {
        Socket::open(&self.url, &self.token).await
    }

    /// The events of all rooms, from now on.
    pub async fn hears_rooms(&self) -> Feed {
        self.subscribes(&format!("subscription {{ roomEvents {{ {FEED_ITEM} }} }}"), json!({})).await
    }

    /// What concerns this person alone, from now on.
    pub async fn hears_own(&self) -> Feed {
        self.subscribes(&format!("subscription {{ userEvents {{ {USER_EVENT} }} }}"), json!({})).await
    }

    /// What those who look at a room need to know, from now on. Nothing is said when it begins: the server's count tells.
    pub async fn looks_at(&self, spark: &Spark, room: &Room) -> Feed {
        let before = spark.server.subscriptions();
        let query = format!("subscription($room: ID!) {{ activeRoom(roomId: $room) {{ {ACTIVE_EVENT} }} }}");
        let feed = Feed::begin(self.connects().await, &query, json!({"room": room})).await;
        eventually("the subscription", async || {
            let now = spark.server.subscriptions();
            if now > before { Ok(()) } else { Err(now) }
        })
        .await;
        feed
    }

    /// A subscription on a socket of its own, once it is ready.
    pub async fn subscribes(&self, query: &str, variables: Value) -> Feed {
        let mut feed = Feed::begin(self.connects().await, query, variables).await;
        let first = feed.next().await;
        assert_eq!(first["__typename"], "StreamReady", "{first}");
        feed
    }
}

/// What a durable event shows.
pub const EVENT: &str = "__typename roomId seq occurredAt fingerprint actor { id } clientMutationId room { latestSeq memberCount }
    ... on MessageSent { message { id seq body metadata updatedSeq createdAt editedAt deletedAt clientMutationId author { id } } }
    ... on MessageEdited { message { id seq body metadata updatedSeq createdAt editedAt deletedAt } }
    ... on MessageDeleted { message { id seq body metadata updatedSeq createdAt editedAt deletedAt } }
    ... on ReactionChanged { emoji added message { id seq body metadata updatedSeq createdAt editedAt deletedAt } }
    ... on MemberJoined { member { id user { id username } role } message { body kind system { kind actor { id } subject { id } } } }
    ... on MemberLeft { user { id username } message { body kind system { kind actor { id } subject { id } } } }
    ... on MemberRoleChanged { member { id role user { id } } message { body kind system { kind actor { id } subject { id } } } }
    ... on RoomUpdated { message { body kind system { kind actor { id } subject { id } } } }";

/// What an item of `roomEvents` shows.
pub const FEED_ITEM: &str =
    "__typename ... on RoomEvent { roomId seq actor { id } clientMutationId room { latestSeq memberCount } }
    ... on MessageSent { message { id seq body updatedSeq clientMutationId author { id } } }
    ... on MessageEdited { message { id seq body updatedSeq } }
    ... on MessageDeleted { message { id seq body updatedSeq deletedAt } }
    ... on ReactionChanged { emoji added message { id seq body updatedSeq } }
    ... on MemberJoined { member { id user { id username } role } message { body kind system { kind actor { id } subject { id } } } }
    ... on MemberLeft { user { id username } message { body kind system { kind actor { id } subject { id } } } }
    ... on MemberRoleChanged { member { id role user { id } } message { body kind system { kind actor { id } subject { id } } } }
    ... on RoomUpdated { message { body kind system { kind actor { id } subject { id } } } }
    ... on SyncRequired { roomId fromSeq toSeq }";

/// What a user's event shows.
pub const USER_EVENT: &str = "__typename occurredAt
    ... on UnreadCountChanged { roomId membershipId unreadCount lastReadSeq asOfSeq lastMessage { body } }
    ... on MembershipAdded { membership { id roomId unreadCount room { name } } }
    ... on MembershipChanged { membership { id roomId role permissions notificationMode isPinned asOfSeq room { name } } }
    ... on ProfileChanged { user { id username displayName avatarUrl } }
    ... on SettingsChanged { settings { id locale timeZone doNotDisturb } }
    ... on MembershipRemoved { roomId membershipId actor { id } }
    ... on SessionEnded { reason }";

/// What an event of an active room shows.
pub const ACTIVE_EVENT: &str = "__typename roomId occurredAt ... on TypingChanged { user { id } isTyping expiresAt }
    ... on ReadReceiptMoved { member { id lastReadSeq user { id } } }";
