//! A client as the schema wants it: subscribe, read `loginSync`, apply what comes by its number.

use crate::harness::{Feed, Person, person::Room};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};

const ROOM: &str = "id kind latestSeq latestFingerprint memberCount lastMessage { id }";
const MEMBERSHIP: &str = "id roomId isHidden unreadCount mentionCount lastReadSeq asOfSeq";

/// What a client shows: by membership its room's id, newest number with its fingerprint, members and last message, what is
/// unread and names them, up to where it is read.
pub type Shown = BTreeMap<String, (Value, [Value; 2], Value, Value, Value, Value)>;

/// Somebody's device.
pub struct Client {
    pub who: usize,
    person: Person,
    rooms: Feed,
    own: Feed,
    state: State,
    /// Of every event that it heard the room, the number and the fingerprint.
    heard: Vec<(Room, i64, Value)>,
}

/// The copies that it keeps.
#[derive(Default)]
struct State {
    rooms: HashMap<Room, Value>,
    memberships: HashMap<String, Value>,
    /// The number of each room that it waits for. None where it is not in.
    next: HashMap<Room, i64>,
    /// The memberships that it was told are over: nothing is told of them any more.
    over: HashSet<String>,
    /// Up to which number, and which position, each membership's counts were told last.
    told: HashMap<String, (i64, i64)>,
}

fn number(value: &Value, field: &str) -> i64 {
    value[field].as_i64().unwrap_or_else(|| panic!("no {field}: {value}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// Everything, as the server says it now.
async fn login_sync(person: &Person) -> State {
    let query = format!(
        "{{ loginSync {{ totalUnread totalMentions memberships(first: 1000) {{ totalCount nodes {{ {MEMBERSHIP} room {{ {ROOM} }} }} }} }} }}"
    );
    let sync = person.reads(&query, json!({})).await["loginSync"].clone();
    let mut state = State::default();
    for membership in sync["memberships"]["nodes"].as_array().unwrap() {
        state.next.insert(text(&membership["roomId"]), number(&membership["room"], "latestSeq") + 1);
        state.keep_membership(membership);
    }
    assert_eq!(sync["memberships"]["totalCount"], state.memberships.len());
    let total: i64 = state.memberships.values().map(|membership| number(membership, "unreadCount")).sum();
    assert_eq!(sync["totalUnread"], total);
    let mentions: i64 = state.memberships.values().map(|membership| number(membership, "mentionCount")).sum();
    assert_eq!(sync["totalMentions"], mentions);
    state
}

/// What a client that has just come would show.
pub async fn shown_afresh(person: &Person) -> Shown {
    login_sync(person).await.shown()
}

impl Client {
    pub async fn connects(who: usize, person: &Person) -> Self {
        let rooms = format!(
            "subscription {{ roomEvents {{ __typename ... on RoomEvent {{ roomId seq fingerprint room {{ {ROOM} }} }}
               ... on MemberJoined {{ member {{ user {{ id }} }} }} ... on MemberLeft {{ user {{ id }} }} }} }}"
        );
        let own = format!(
            "subscription {{ userEvents {{ __typename
               ... on UnreadCountChanged {{ roomId membershipId unreadCount mentionCount lastReadSeq asOfSeq }}
               ... on MembershipAdded {{ membership {{ {MEMBERSHIP} room {{ {ROOM} }} }} }}
               ... on MembershipChanged {{ membership {{ {MEMBERSHIP} room {{ {ROOM} }} }} }}
               ... on MembershipRemoved {{ membershipId }} }} }}"
        );
        let (rooms, own) = (person.subscribes(&rooms, json!({})).await, person.subscribes(&own, json!({})).await);
        Self { who, person: person.clone(), rooms, own, state: login_sync(person).await, heard: Vec::new() }
    }

    /// Takes in what comes, until both channels have told of an event of a room.
    pub async fn follows_until(&mut self, room: &Room, seq: i64) {
        loop {
            let event = self.rooms.next().await;
            self.state.take_room_event(&event, &self.person.id);
            let (heard, seq) = (text(&event["roomId"]), number(&event, "seq"));
            if event["room"]["latestSeq"] == seq {
                assert_eq!(event["room"]["latestFingerprint"], event["fingerprint"], "{event}");
            }
            self.heard.push((heard, seq, event["fingerprint"].clone()));
            if event["roomId"] == **room && event["seq"] == seq {
                break;
            }
        }
        loop {
            let event = self.own.next().await;
            self.state.take_own_event(&event);
            if event["roomId"] == **room && event["asOfSeq"] == seq {
                break;
            }
        }
    }

    pub fn shown(&self) -> Shown {
        self.state.shown()
    }

    /// The numbers and fingerprints that it heard of a room.
    pub fn heard<'a>(&'a self, room: &'a Room) -> impl Iterator<Item = (i64, &'a Value)> {
        self.heard.iter().filter(move |(of, ..)| of == room).map(|(_, seq, fingerprint)| (*seq, fingerprint))
    }
}

impl State {
    fn keep_room(&mut self, room: &Value) {
        let kept = self.rooms.entry(text(&room["id"])).or_insert_with(|| room.clone());
        if number(room, "latestSeq") >= number(kept, "latestSeq") {
            *kept = room.clone();
        }
    }

    fn keep_membership(&mut self, membership: &Value) {
        self.keep_room(&membership["room"]);
        self.memberships.entry(text(&membership["id"])).or_insert_with(|| membership.clone());
    }

    fn keep_counts(&mut self, membership: &str, counts: &Value) {
        assert!(number(counts, "unreadCount") >= 0, "{counts}");
        let Some(kept) = self.memberships.get_mut(membership) else { return };
        let age = |state: &Value| (number(state, "asOfSeq"), number(state, "lastReadSeq"));
        // What a membership says beside its counts comes in order: of two of one age the later one holds.
        let says_more = age(counts) == age(kept) && counts["isHidden"].is_boolean();
        if age(counts) > age(kept) || says_more {
            for field in ["unreadCount", "mentionCount", "lastReadSeq", "asOfSeq", "isHidden"] {
                if !counts[field].is_null() {
                    kept[field] = counts[field].clone();
                }
            }
        }
    }

    fn take_room_event(&mut self, event: &Value, me: &str) {
        let (room, seq) = (text(&event["roomId"]), number(event, "seq"));
        // A room of two that was hidden begins with any of its events: one is never out of it.
        if event["member"]["user"]["id"] == *me || event["room"]["kind"] == "DIRECT" {
            self.next.entry(room.clone()).or_insert(seq);
        }
        match self.next.get_mut(&room) {
            Some(next) if seq == *next => *next += 1,
            Some(next) => return assert!(seq < *next, "a hole before {event}"),
            // It was over when `loginSync` was read.
            None => return,
        }
        self.keep_room(&event["room"]);
        if event["user"]["id"] == *me {
            self.next.remove(&room);
        }
    }

    fn take_own_event(&mut self, event: &Value) {
        match text(&event["__typename"]).as_str() {
            "UnreadCountChanged" => {
                let membership = text(&event["membershipId"]);
                assert!(!self.over.contains(&membership), "{event} of a membership that is over");
                let age = (number(event, "asOfSeq"), number(event, "lastReadSeq"));
                let before = self.told.insert(membership.clone(), age).unwrap_or_default();
                assert!(age.0 >= before.0 && age.1 >= before.1, "{event} after {before:?}");
                self.keep_counts(&membership, event);
            }
            // A role of one's own changed, or a room comes out of hiding that may be known, or not; the counts of the moment come
            // with it.
            "MembershipAdded" | "MembershipChanged" => {
                assert!(!self.over.contains(&text(&event["membership"]["id"])), "{event} of a membership that is over");
                self.keep_membership(&event["membership"]);
                self.keep_counts(&text(&event["membership"]["id"]), &event["membership"]);
            }
            "MembershipRemoved" => {
                let membership = text(&event["membershipId"]);
                self.memberships.remove(&membership);
                assert!(self.over.insert(membership), "{event}, told twice");
            }
            // The counts say it.
            "Mentioned" => {}
            _ => panic!("{event}"),
        }
    }

    fn shown(&self) -> Shown {
        let show = |(id, membership): (&String, &Value)| {
            let room = &self.rooms[membership["roomId"].as_str().unwrap()];
            let of_room = |field: &str| room[field].clone();
            let unread = json!([membership["unreadCount"], membership["mentionCount"]]);
            let read = membership["lastReadSeq"].clone();
            let last_message = room["lastMessage"]["id"].clone();
            let newest = ["latestSeq", "latestFingerprint"].map(of_room);
            (id.clone(), (of_room("id"), newest, of_room("memberCount"), last_message, unread, read))
        };
        self.memberships.iter().filter(|(_, membership)| membership["isHidden"] == false).map(show).collect()
    }
}
