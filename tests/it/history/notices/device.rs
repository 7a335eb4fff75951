//! A device that follows people and announcements: subscribe, read, apply what comes. Who is in which room it hears on
//! `roomEvents`, how they look on `userEvents`, and of announcements it knows nothing but what `global` told.

use crate::harness::{Person, Socket, person::Room};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

const LOOK: &str = "id status statusText lastSeenAt";

/// What it was told of an announcement: its id, and whether it had been missed.
pub type Told = (String, bool);

/// How it knows that it has heard everything so far: what comes last on each channel.
#[derive(Clone)]
pub struct Bell {
    /// Who rings.
    pub ringer: String,
    pub status_text: String,
    pub room: Room,
    pub seq: i64,
    pub announcement: String,
}

pub struct Device {
    pub who: usize,
    person: Person,
    socket: Socket,
    rooms: String,
    own: String,
    global: String,
    members: HashMap<Room, Members>,
    looks: BTreeMap<String, Value>,
    /// Who came to share a room, until it has read how they look.
    newcomers: BTreeSet<String>,
    pub pending: Vec<String>,
    acknowledged: HashSet<String>,
    /// What came of others and oneself since one last asked.
    pub heard: Vec<Value>,
    pub told: Vec<Told>,
}

#[derive(Default)]
struct Members {
    users: BTreeSet<String>,
    /// Up to which number this is known. None when its own joining was heard and nothing is read yet.
    as_of: Option<i64>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// How somebody looks, without who it is.
fn look(user: &Value) -> Value {
    json!({"status": user["status"], "statusText": user["statusText"], "lastSeenAt": user["lastSeenAt"]})
}

impl Device {
    pub async fn connects(who: usize, person: &Person) -> Self {
        let mut socket = person.connects().await;
        socket.hears_statuses = true;
        let own = format!(
            "subscription {{ userEvents {{ __typename ... on UserStatusChanged {{ user {{ {LOOK} }} }}
               ... on AnnouncementAcknowledged {{ announcement {{ id }} }} }} }}"
        );
        let rooms = "subscription { roomEvents { __typename ... on RoomEvent { roomId seq }
               ... on MemberJoined { member { user { id } } } ... on MemberLeft { user { id } } } }";
        let global = "subscription { global { __typename ... on AnnouncementPublished { missed announcement { id } }
               ... on AnnouncementRetracted { announcement { id } } } }";
        let (own, rooms) = (socket.begins(&own, json!({})).await, socket.begins(rooms, json!({})).await);
        let mut device = Self {
            who,
            person: person.clone(),
            socket,
            rooms,
            own,
            global: String::new(),
            members: HashMap::new(),
            looks: BTreeMap::new(),
            newcomers: BTreeSet::new(),
            pending: Vec::new(),
            acknowledged: HashSet::new(),
            heard: Vec::new(),
            told: Vec::new(),
        };
        for channel in [device.own.clone(), device.rooms.clone()] {
            assert_eq!(device.next(&channel).await["__typename"], "StreamReady");
        }
        // After `userEvents`: what was acknowledged elsewhere is either not pending here, or heard of.
        device.global = device.socket.begins(global, json!({})).await;
        device.reads().await;
        device
    }

    /// The next item of one of its channels.
    async fn next(&mut self, channel: &str) -> Value {
        let message = self.socket.hears(channel).await;
        assert_eq!(message["type"], "next", "{message}");
        assert!(message["payload"].get("errors").is_none(), "{message}");
        message["payload"]["data"].as_object().unwrap().values().next().unwrap().clone()
    }

    /// Reads who is in its rooms where it does not know, and how those look whom it does not follow yet.
    async fn reads(&mut self) {
        let query = format!(
            "{{ loginSync {{ viewer {{ {LOOK} }} memberships {{ nodes {{ room {{ id latestSeq
               members {{ nodes {{ user {{ {LOOK} }} }} }} }} }} }} }} }}"
        );
        let sync = self.person.reads(&query, json!({})).await["loginSync"].clone();
        self.looks.entry(self.person.id.clone()).or_insert_with(|| look(&sync["viewer"]));
        for membership in sync["memberships"]["nodes"].as_array().unwrap() {
            let room = &membership["room"];
            let users = room["members"]["nodes"].as_array().unwrap().iter().map(|member| &member["user"]);
            let known = self.members.entry(text(&room["id"])).or_default();
            if known.as_of.is_none() {
                known.as_of = room["latestSeq"].as_i64();
                known.users = users.clone().map(|user| text(&user["id"])).collect();
            }
            for user in users {
                let id = text(&user["id"]);
                if self.newcomers.contains(&id) || !self.looks.contains_key(&id) {
                    self.looks.insert(id, look(user));
                }
            }
        }
        self.newcomers.clear();
    }

    /// Takes in what comes until the bell, on each channel; then reads of those who are new.
    pub async fn follows_until(&mut self, bell: &Bell) {
        let channels = [self.own.clone(), self.rooms.clone(), self.global.clone()];
        loop {
            let event = self.next(&channels[0]).await;
            self.takes_own_event(&event);
            if event["user"]["id"] == bell.ringer && event["user"]["statusText"] == bell.status_text {
                break;
            }
        }
        loop {
            let event = self.next(&channels[1]).await;
            self.takes_room_event(&event);
            if event["roomId"] == bell.room && event["seq"] == bell.seq {
                break;
            }
        }
        loop {
            let event = self.next(&channels[2]).await;
            self.takes_global_event(&event);
            if event["announcement"]["id"] == bell.announcement {
                break;
            }
        }
        self.reads().await;
    }

    /// Who comes and goes is told by the way: takes it in until it shows this.
    pub async fn comes_to_show(&mut self, looks: &BTreeMap<String, Value>) {
        let own = self.own.clone();
        while self.looks != *looks {
            let event = self.next(&own).await;
            self.takes_own_event(&event);
        }
    }

    pub fn shows(&self) -> &BTreeMap<String, Value> {
        &self.looks
    }

    fn shares_a_room_with(&self, user: &str) -> bool {
        self.members.values().any(|members| members.users.contains(user))
    }

    fn takes_own_event(&mut self, event: &Value) {
        match event["__typename"].as_str().unwrap() {
            "UserStatusChanged" => {
                let user = &event["user"];
                if let Some(shown) = self.looks.get_mut(user["id"].as_str().unwrap()) {
                    *shown = look(user);
                }
                self.heard.push(user.clone());
            }
            "AnnouncementAcknowledged" => {
                let id = text(&event["announcement"]["id"]);
                self.pending.retain(|pending| *pending != id);
                self.acknowledged.insert(id);
            }
            "LoginSyncRequired" => panic!("it read all the time"),
            _ => {}
        }
    }

    fn takes_room_event(&mut self, event: &Value) {
        let (room, seq) = (text(&event["roomId"]), event["seq"].as_i64().unwrap());
        let joined = event["member"]["user"]["id"].as_str();
        let me = self.person.id.as_str();
        if joined == Some(me) && !self.members.contains_key(&room) {
            self.members.insert(room, Members::default());
            return;
        }
        // What is not known is read at the end, with all that happened until then.
        let known = self.members.get(&room).and_then(|members| members.as_of);
        let Some(as_of) = known.filter(|as_of| seq > *as_of) else {
            if known.is_none() && event["user"]["id"] == me {
                self.members.remove(&room);
            }
            return;
        };
        assert_eq!(seq, as_of + 1, "a hole before {event}");
        if let Some(joined) = joined
            && !self.shares_a_room_with(joined)
        {
            self.newcomers.insert(joined.to_owned());
        }
        let members = self.members.get_mut(&room).unwrap();
        members.as_of = Some(seq);
        members.users.extend(joined.map(str::to_owned));
        if let Some(left) = event["user"]["id"].as_str() {
            members.users.remove(left);
            if left == me {
                self.members.remove(&room);
            }
            self.forgets_strangers();
        }
    }

    fn forgets_strangers(&mut self) {
        let users: BTreeSet<_> = self.members.values().flat_map(|members| members.users.clone()).collect();
        self.looks.retain(|id, _| *id == self.person.id || users.contains(id));
    }

    fn takes_global_event(&mut self, event: &Value) {
        let id = text(&event["announcement"]["id"]);
        match event["__typename"].as_str().unwrap() {
            "AnnouncementPublished" => {
                self.told.push((id.clone(), event["missed"].as_bool().unwrap()));
                if !self.acknowledged.contains(&id) {
                    self.pending.push(id);
                }
            }
            "AnnouncementRetracted" => self.pending.retain(|pending| *pending != id),
            _ => panic!("{event}"),
        }
    }
}
