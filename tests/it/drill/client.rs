//! A client as the README describes it: subscribe, read `loginSync`, apply by number, ask for what is missing and say which
//! event was the last. What it shows outlives its connections.

use super::device::{Device, Line, Problem};
use serde_json::{Value, json};
use spark::sync::{Mutex, MutexGuard};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

const EVENT: &str = "__typename ... on RoomEvent { roomId seq fingerprint }
    ... on MessageSent { message { id updatedSeq body deletedAt } } ... on MessageEdited { message { id updatedSeq body deletedAt } }
    ... on MessageDeleted { message { id updatedSeq body deletedAt } }
    ... on MemberJoined { message { id updatedSeq body deletedAt } } ... on MemberLeft { message { id updatedSeq body deletedAt } }
    ... on RoomUpdated { message { id updatedSeq body deletedAt } }";
const COUNTS: &str = "roomId unreadCount lastReadSeq asOfSeq";
/// A page is small, so that there are several.
const PAGE: u32 = 50;

/// How a client that was away gets what it missed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    Sync,
    SyncRooms,
    Resume,
}

/// Of a room, the last event that is shown.
#[derive(Clone, Default, PartialEq)]
struct Last {
    seq: i64,
    fingerprint: Value,
    /// Whether one was not in the room when it was last asked.
    away: bool,
}

/// What a client shows of a room that one is in: its log by number, with which event it is and of which type; the messages;
/// the membership.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct ShownRoom {
    log: BTreeMap<i64, (Value, Value)>,
    messages: BTreeMap<String, Value>,
    membership: [Value; 3],
}

impl ShownRoom {
    /// What is otherwise than it should be.
    pub fn differences(&self, expected: &Self) -> Vec<String> {
        let mut found = Vec::new();
        if self.membership != expected.membership {
            found.push(format!("{:?} instead of {:?}", self.membership, expected.membership));
        }
        let numbers: BTreeSet<_> = self.log.keys().chain(expected.log.keys()).collect();
        let events = numbers.into_iter().map(|seq| (self.log.get(seq), expected.log.get(seq), seq));
        found.extend(events.filter(|(is, should, _)| is != should).map(|it| format!("{it:?}")));
        let ids: BTreeSet<_> = self.messages.keys().chain(expected.messages.keys()).collect();
        let messages = ids.into_iter().map(|id| (self.messages.get(id), expected.messages.get(id), id));
        found.extend(messages.filter(|(is, should, _)| is != should).map(|it| format!("{it:?}")));
        found
    }

    /// Whether there is a message with that id.
    pub fn has(&self, message: &str) -> bool {
        self.messages.contains_key(message)
    }
}

pub type Shown = BTreeMap<String, ShownRoom>;

/// What a client keeps while it is away.
#[derive(Default)]
struct Kept {
    last: HashMap<String, Last>,
    rooms: HashMap<String, ShownRoom>,
    memberships: HashMap<String, Value>,
}

/// Somebody's client.
pub struct Client {
    pub device: Device,
    pub way: Way,
    /// A mutex: held while something is applied, never while it is asked for.
    kept: Mutex<Kept>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

fn number(value: &Value, field: &str) -> i64 {
    value[field].as_i64().unwrap_or_else(|| panic!("no {field}: {value}"))
}

impl Kept {
    fn apply(&mut self, event: &Value) {
        let (room, seq) = (text(&event["roomId"]), number(event, "seq"));
        let last = self.last.entry(room.clone()).or_default();
        if seq <= last.seq {
            return;
        }
        assert_eq!(seq, last.seq + 1, "a hole before {event}");
        *last = Last { seq, fingerprint: event["fingerprint"].clone(), away: false };
        let shown = self.rooms.entry(room).or_default();
        shown.log.insert(seq, (event["fingerprint"].clone(), event["__typename"].clone()));
        let message = &event["message"];
        let kept = shown.messages.entry(text(&message["id"])).or_insert_with(|| message.clone());
        if number(message, "updatedSeq") >= number(kept, "updatedSeq") {
            kept.clone_from(message);
        }
    }

    /// Takes a page in; whether to ask on.
    fn take_page(&mut self, room: &str, page: &Value) -> bool {
        if page["reset"] == true {
            self.rooms.remove(room);
            self.last.insert(room.to_owned(), Last::default());
            return true;
        }
        for event in page["events"].as_array().unwrap() {
            self.apply(event);
        }
        let (seq, fingerprint) = (number(page, "nextSeq") - 1, page["fingerprint"].clone());
        self.last.insert(room.to_owned(), Last { seq, fingerprint, away: false });
        page["hasMore"] == true
    }

    fn take_own(&mut self, event: &Value) {
        match text(&event["__typename"]).as_str() {
            "UnreadCountChanged" => {
                let Some(kept) = self.memberships.get_mut(&text(&event["roomId"])) else { return };
                let age = |counts: &Value| (number(counts, "asOfSeq"), number(counts, "lastReadSeq"));
                if event["membershipId"] == kept["id"] && age(event) > age(kept) {
                    for field in ["unreadCount", "lastReadSeq", "asOfSeq"] {
                        kept[field] = event[field].clone();
                    }
                }
            }
            "MembershipAdded" => {
                let added = &event["membership"];
                self.memberships.entry(text(&added["roomId"])).or_insert_with(|| added.clone());
            }
            "MembershipRemoved" => self.memberships.retain(|_, membership| membership["id"] != event["membershipId"]),
            _ => {}
        }
    }
}

impl Client {
    pub fn new(device: Device, way: Way) -> Self {
        Self { device, way, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock()
    }

    /// What it shows now.
    pub fn shown(&self) -> Shown {
        let kept = self.kept();
        let show = |(room, membership): (&String, &Value)| {
            let mut shown = kept.rooms.get(room).cloned().unwrap_or_default();
            // What does not count is no news, so that the moment of the counts may be older.
            shown.membership = ["id", "unreadCount", "lastReadSeq"].map(|field| membership[field].clone());
            (room.clone(), shown)
        };
        kept.memberships.iter().map(show).collect()
    }

    /// Follows until the task is ended, however often the server goes away.
    pub async fn follows(&self) {
        loop {
            let Err(problem) = self.stays().await else { continue };
            self.device.mends(problem).await;
        }
    }

    /// One connection, to its end.
    async fn stays(&self) -> Result<(), Problem> {
        let mut line = Line::open(&self.device).await?;
        let resumed = if self.way == Way::Resume { self.cursors(|_| true) } else { Vec::new() };
        let trusted: HashSet<String> = resumed.iter().map(|cursor| text(&cursor["roomId"])).collect();
        let rooms = format!(
            "subscription($resume: [RoomCursor!]) {{ events: roomEvents(resume: $resume) {{ {EVENT} ... on SyncRequired {{ roomId fromSeq }} }} }}"
        );
        let own = format!(
            "subscription {{ events: userEvents {{ __typename ... on UnreadCountChanged {{ membershipId {COUNTS} }}
               ... on MembershipAdded {{ membership {{ id {COUNTS} }} }} ... on MembershipRemoved {{ membershipId }} }} }}"
        );
        for (id, query) in [("rooms", rooms), ("own", own)] {
            let variables = if id == "rooms" { json!({"resume": resumed}) } else { json!({}) };
            let payload = json!({"query": query, "variables": variables});
            line.says(json!({"type": "subscribe", "id": id, "payload": payload})).await?;
        }
        // What comes before both are ready and `loginSync` is read waits: it may be of another log.
        let (mut ready, mut early) = (0, Vec::new());
        loop {
            let message = line.hears().await?;
            assert!(message["payload"]["errors"].is_null(), "{}: {message}", self.device.name);
            if message["type"] != "next" {
                // The server ends it, or refuses it: it stops.
                return Err(Problem::Away);
            }
            let (is_own, event) = (message["id"] == "own", message["payload"]["data"]["events"].clone());
            if event["__typename"] == "StreamReady" {
                ready += 1;
                if ready == 2 {
                    self.reads(&trusted).await;
                    for (is_own, event) in std::mem::take(&mut early) {
                        self.hears(is_own, &event).await;
                    }
                }
            } else if ready < 2 {
                early.push((is_own, event));
            } else {
                self.hears(is_own, &event).await;
            }
        }
    }

    async fn hears(&self, is_own: bool, event: &Value) {
        if event["__typename"] == "LoginSyncRequired" {
            return self.reads(&HashSet::new()).await;
        }
        if is_own {
            return self.kept().take_own(event);
        }
        let room = text(&event["roomId"]);
        let last = self.kept().last.entry(room.clone()).or_default().clone();
        let is_event = event["seq"].is_i64();
        if !is_event || last.away || number(event, "seq") > last.seq + 1 {
            self.catches_up(&room).await;
        }
        let follows = |last: &Last| !last.away && number(event, "seq") <= last.seq + 1;
        if is_event && self.kept().last.get(&room).is_some_and(follows) {
            self.kept().apply(event);
        }
    }

    /// Everything from one moment, and what is missing in each room.
    pub async fn reads(&self, trusted: &HashSet<String>) {
        let query = format!(
            "{{ loginSync {{ memberships(first: 1000) {{ nodes {{ id {COUNTS} room {{ latestSeq latestFingerprint }} }} }} }} }}"
        );
        let Ok(data) = self.device.insists(&query, json!({})).await else { return };
        let nodes = data["loginSync"]["memberships"]["nodes"].as_array().unwrap().clone();
        let mut behind = Vec::new();
        {
            let mut kept = self.kept();
            let before = std::mem::take(&mut kept.memberships);
            let inside: HashSet<_> = nodes.iter().map(|node| text(&node["roomId"])).collect();
            for (room, last) in &mut kept.last {
                last.away |= !inside.contains(room);
            }
            for mut node in nodes {
                let (room, newest) = (text(&node["roomId"]), node["room"].take());
                node.as_object_mut().unwrap().remove("room");
                let last = kept.last.entry(room.clone()).or_default();
                let same = last.seq == number(&newest, "latestSeq") && last.fingerprint == newest["latestFingerprint"];
                // Of another stay than before, nobody could resume.
                let stayed = before.get(&room).is_some_and(|before| before["id"] == node["id"]);
                let follows = stayed && trusted.contains(&room);
                if !same && !follows {
                    behind.push(room.clone());
                }
                kept.memberships.insert(room, node);
            }
        }
        if self.way == Way::SyncRooms {
            self.catches_up_at_once(&behind).await;
        }
        for room in behind {
            self.catches_up(&room).await;
        }
    }

    async fn catches_up(&self, room: &str) {
        let query = format!(
            "query($room: ID!, $from: Int!, $previous: String) {{
               sync(roomId: $room, fromSeq: $from, previousFingerprint: $previous, first: {PAGE}) {{
                 events {{ {EVENT} }} nextSeq fingerprint hasMore reset }} }}"
        );
        loop {
            let last = self.kept().last.get(room).cloned().unwrap_or_default();
            let variables = json!({"room": room, "from": last.seq + 1, "previous": last.fingerprint});
            let Ok(data) = self.device.insists(&query, variables).await else {
                // One is in that room no more, or it is there no more: what is shown may be of another log, so nothing is put on
                // top of it before this was asked again.
                self.kept().last.entry(room.to_owned()).or_default().away = true;
                return;
            };
            if !self.kept().take_page(room, &data["sync"]) {
                return;
            }
        }
    }

    /// A page of all of them; what is left, each is asked for.
    async fn catches_up_at_once(&self, rooms: &[String]) {
        let query = format!(
            "query($cursors: [RoomCursor!]!) {{ syncRooms(cursors: $cursors, first: {PAGE}) {{
               events {{ {EVENT} }} nextSeq fingerprint hasMore reset }} }}"
        );
        let cursors = self.cursors(|room| rooms.iter().any(|behind| behind == room));
        let Ok(data) = self.device.insists(&query, json!({"cursors": cursors})).await else { return };
        for (cursor, page) in cursors.iter().zip(data["syncRooms"].as_array().unwrap()) {
            if !page.is_null() {
                self.kept().take_page(&text(&cursor["roomId"]), page);
            }
        }
    }

    /// Of each room that it is in and has something of, the first number that it misses.
    fn cursors(&self, of: impl Fn(&str) -> bool) -> Vec<Value> {
        let kept = self.kept();
        let known = kept.last.iter().filter(|(room, last)| last.seq > 0 && !last.away && of(room));
        known
            .map(|(room, last)| {
                json!({"roomId": room, "fromSeq": last.seq + 1, "previousFingerprint": last.fingerprint})
            })
            .collect()
    }
}
