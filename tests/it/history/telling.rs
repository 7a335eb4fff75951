//! One history: each step is done by Spark and by the model, and their outcomes are equal.

use super::{
    Step, Told,
    attaching::Attaching,
    client::{Client, shown_afresh},
    model::{self, Action},
    reading::Reading,
    searching,
};
use crate::harness::{
    Person, Spark,
    database::Database,
    eventually,
    person::{Room, fresh},
};
use futures_util::future::{join_all, try_join_all};
use proptest::{prop_assert, prop_assert_eq, test_runner::TestCaseError};
use serde_json::{Value, json};
use spark::clock::Clock;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

static HISTORIES: AtomicU32 = AtomicU32::new(0);

pub struct Telling {
    people: Vec<Person>,
    rooms: Vec<Room>,
    models: Vec<model::Room>,
    /// Messages of people, by room and number.
    ids: HashMap<(usize, i64), String>,
    /// What was called, under which id, and the answer when it was a COMMIT.
    calls: Vec<(Action, String, Option<Value>)>,
    clients: Vec<Client>,
    /// The room lists that people are reading.
    readings: HashMap<usize, Reading>,
    /// Who is about to connect another device.
    coming: Option<usize>,
    attaching: Attaching,
    clock: Clock,
    database: Database,
    /// Rings in a room of its own, behind everything that happened before.
    ringer: Person,
    bell: Room,
}

impl Telling {
    /// Three people, two rooms of many and two of two, one client each.
    pub async fn begins(spark: &Spark) -> Self {
        let n = HISTORIES.fetch_add(1, Ordering::Relaxed);
        let names: Vec<_> = ["alice", "bob", "carol", "ringer"].iter().map(|name| format!("{name}{n}")).collect();
        let mut people = join_all(names.iter().map(|name| spark.user(name))).await;
        let ringer = people.pop().unwrap();
        let bell = ringer.creates_room("PUBLIC", "Bell", &people.iter().collect::<Vec<_>>()).await;
        let one = people[0].creates_room("PUBLIC", "One", &[&people[1], &people[2]]).await;
        let two = people[1].creates_room("PUBLIC", "Two", &[&people[0]]).await;
        let three = opens(&people[0], &people[1]).await;
        let four = opens(&people[2], &people[1]).await;
        let (clock, database) = (spark.clock.clone(), spark.database.clone());
        let now = clock.now();
        let models = vec![
            model::Room::new(now, "One", 0, &[1, 2]),
            model::Room::new(now, "Two", 1, &[0]),
            model::Room::of_two(now, 0, 1),
            model::Room::of_two(now, 2, 1),
        ];
        let clients = join_all(people.iter().enumerate().map(|(who, person)| Client::connects(who, person))).await;
        let rooms = vec![one, two, three, four];
        let (ids, calls, readings, coming) = (HashMap::new(), Vec::new(), HashMap::new(), None);
        let attaching = Attaching::begins(spark).await;
        Self { people, rooms, models, ids, calls, clients, readings, coming, attaching, clock, database, ringer, bell }
    }

    pub async fn goes_on(&mut self, step: &Step) -> Told {
        match step {
            Step::Connect { who } => self.coming = Some(*who),
            Step::Wait { time } => self.waits(*time).await,
            Step::Compare => return self.compares().await,
            Step::Page { who, size } => return self.reads(*who, *size).await,
            Step::Repeat { back } => {
                let Some(n) = self.calls.len().checked_sub(back + 1) else { return Ok(()) };
                let (action, call, answer) = self.calls[n].clone();
                match answer {
                    // Nothing happens again: the model is not asked.
                    Some(answer) => prop_assert_eq!(self.call(&action, &call).await, answer, "repeated: {:?}", action),
                    None => self.acts(self.anew(action), call).await?,
                }
            }
            step => {
                if let Some(action) = self.action(step) {
                    self.acts(action, fresh()).await?;
                }
            }
        }
        Ok(())
    }

    /// An action of before, with what is there now.
    fn anew(&self, action: Action) -> Action {
        match action {
            Action::Forward { who, room, from, message, .. } => {
                Action::Forward { who, room, from, message, said: self.models[from].said(who, message) }
            }
            action => action,
        }
    }

    /// What a step means here and now; nothing when there is no message to do it to.
    fn action(&self, step: &Step) -> Option<Action> {
        let message = |room: usize, back: usize| self.models[room].texts().rev().nth(back).map(|(seq, _)| seq);
        let names: Vec<_> = self.people.iter().map(|person| person.name.clone()).collect();
        let body = |n: u8| model::body(n, &names);
        Some(match *step {
            Step::Send { who, room, body: n, metadata, files } => {
                let metadata = metadata.map_or(Value::Null, |n| json!({"n": n}));
                let files = (0..files).map(|file| format!("file {file} of call {}", self.calls.len())).collect();
                Action::Send { who, room, body: body(n), metadata, files }
            }
            Step::Edit { who, room, back, body: n } => {
                Action::Edit { who, room, message: message(room, back)?, body: body(n) }
            }
            Step::Delete { who, room, back } => Action::Delete { who, room, message: message(room, back)? },
            Step::Answer { who, room, back, body: n } => {
                Action::Answer { who, room, parent: message(room, back)?, body: body(n) }
            }
            Step::React { who, room, back, emoji, added } => {
                Action::React { who, room, message: message(room, back)?, emoji, added }
            }
            Step::Forward { who, room, from, back } => {
                let seq = message(from, back)?;
                Action::Forward { who, room, from, message: seq, said: self.models[from].said(who, seq) }
            }
            Step::Read { who, room, back } => {
                Action::Read { who, room, seq: (self.models[room].latest() - back).max(0) }
            }
            Step::Join { who, room } => Action::Join { who, room },
            Step::Leave { who, room } => Action::Leave { who, room },
            Step::Remove { who, room, whom } => Action::Remove { who, room, whom },
            Step::Add { who, room, whom } => Action::Add { who, room, whom },
            Step::SetRole { who, room, whom, role } => Action::SetRole { who, room, whom, role },
            Step::Rename { who, room, name } => Action::Rename { who, room, name: format!("Room {name}") },
            Step::Hide { who, room, hidden } => Action::Hide { who, room, hidden },
            // Who is none of the two has another room with them.
            Step::Open { who, room } => {
                self.models[room].peer(who)?;
                Action::Open { who, room }
            }
            Step::Pin { who, room, pinned } => Action::Pin { who, room, pinned },
            Step::Repeat { .. } | Step::Connect { .. } | Step::Page { .. } | Step::Wait { .. } | Step::Compare => {
                return None;
            }
        })
    }

    /// Spark and the model do the same; whoever is coming comes meanwhile.
    async fn acts(&mut self, action: Action, call: String) -> Told {
        let mut dying = Vec::new();
        match &action {
            Action::Send { who, files, .. } if !files.is_empty() => {
                self.attaching.uploads(&self.people[*who], &call, files).await;
            }
            Action::Delete { who, room, message } => {
                dying = Attaching::addresses(&self.people[*who], &self.ids[&(*room, *message)]).await;
            }
            _ => {}
        }
        let expected = self.models[action.room()].does(&action, self.clock.now());
        let listed: Vec<_> = (0..self.people.len()).map(|who| self.listed(who)).collect();
        for (who, reading) in &mut self.readings {
            reading.keeps(&listed[*who]);
        }
        let payload = match self.coming.take() {
            Some(who) => {
                let (client, payload) =
                    tokio::join!(Client::connects(who, &self.people[who]), self.call(&action, &call));
                self.clients.push(client);
                payload
            }
            None => self.call(&action, &call).await,
        };
        let code = payload["error"]["code"].as_str();
        let outcome =
            if payload["action"] == "COMMIT" { Ok(payload["seq"].as_i64()) } else { Err(code.unwrap_or("?")) };
        prop_assert_eq!(outcome, expected, "{:?}: {}", action, payload);
        if outcome.is_ok() {
            Attaching::are_gone(&self.ringer, &dying).await?;
        }
        let makes = |action: &Action| match action {
            Action::Send { room, .. } | Action::Answer { room, .. } | Action::Forward { room, .. } => Some(*room),
            _ => None,
        };
        if let (Some(room), Ok(Some(seq))) = (makes(&action), expected) {
            self.ids.insert((room, seq), payload["message"]["id"].as_str().unwrap().to_owned());
        }
        if let (Action::Read { who, room, .. }, Ok(_)) = (&action, expected) {
            prop_assert_eq!(&payload["membership"], &self.models[*room].position(*who), "{:?}", action);
        }
        // `markRead` only echoes its id: to do it again is to do it anew.
        let kept = expected.is_ok() && !matches!(action, Action::Read { .. });
        self.calls.push((action, call, kept.then_some(payload)));
        Ok(())
    }

    /// Time goes on. Everybody uses their session before: one that is used does not end.
    async fn waits(&self, time: Duration) {
        let everybody = self.people.iter().chain([&self.ringer]);
        join_all(everybody.clone().map(|person| person.reads("{ viewer { id } }", json!({})))).await;
        let (then, names) = (self.clock.now() + time, everybody.map(|person| format!("'{}'", person.name)));
        let ending = format!(
            "SELECT count(*) FROM sessions JOIN users ON users.id = user_id WHERE username IN ({}) AND expires_at <= {}",
            names.collect::<Vec<_>>().join(", "),
            then.0
        );
        eventually("the ends of the sessions", async || match self.database.number(&ending).await {
            0 => Ok(()),
            other => Err(other),
        })
        .await;
        self.clock.advance(time);
    }

    /// What the model has in a person's list, but for the bell's room.
    fn listed(&self, who: usize) -> HashSet<Room> {
        let rooms = self.rooms.iter().zip(&self.models).filter(|(_, room)| room.is_listed(who));
        rooms.map(|(id, _)| id.clone()).collect()
    }

    /// Somebody reads one page more of their list.
    async fn reads(&mut self, who: usize, size: usize) -> Told {
        let listed = self.listed(who);
        let reading = self.readings.entry(who).or_insert_with(|| Reading::begins(listed));
        if let Some(left_out) = reading.reads(&self.people[who], size).await {
            prop_assert!(left_out.is_empty(), "person {} has not seen {:?} of {:?}", who, left_out, self.rooms);
            self.readings.remove(&who);
        }
        Ok(())
    }

    async fn call(&self, action: &Action, call: &str) -> Value {
        let room = &self.rooms[action.room()];
        let id = |message: &i64| &self.ids[&(action.room(), *message)];
        let (mutation, mut input, shows) = match action {
            Action::Send { body, metadata, .. } => {
                let files = self.attaching.of(call);
                let input = json!({"roomId": room, "body": body, "metadata": metadata, "attachmentIds": files});
                ("sendMessage", input, "seq message { id seq body }")
            }
            Action::Answer { parent, body, .. } => {
                let input = json!({"roomId": room, "body": body, "parentId": id(parent)});
                ("sendMessage", input, "seq message { id seq body }")
            }
            Action::React { message, emoji, added, .. } => {
                let mutation = if *added { "addReaction" } else { "removeReaction" };
                (mutation, json!({"messageId": id(message), "emoji": model::EMOJI[*emoji]}), "seq")
            }
            Action::Forward { from, message, .. } => {
                let source = &self.ids[&(*from, *message)];
                ("forwardMessage", json!({"roomId": room, "messageId": source}), "seq message { id seq body }")
            }
            Action::Edit { message, body, .. } => {
                ("editMessage", json!({"messageId": id(message), "body": body}), "seq")
            }
            Action::Delete { message, .. } => ("deleteMessage", json!({"messageId": id(message)}), "seq"),
            Action::Read { seq, .. } => {
                let shows = "membership { unreadCount mentionCount lastReadSeq asOfSeq isHidden }";
                ("markRead", json!({"roomId": room, "seq": seq}), shows)
            }
            Action::Join { .. } => ("joinRoom", json!({"roomId": room}), "seq"),
            Action::Leave { .. } => ("leaveRoom", json!({"roomId": room}), "seq membershipId"),
            Action::Remove { whom, .. } => {
                ("removeMember", json!({"roomId": room, "userId": self.people[*whom].id}), "seq")
            }
            Action::Add { whom, .. } => {
                ("addMembers", json!({"roomId": room, "userIds": [self.people[*whom].id]}), "members { user { id } }")
            }
            Action::SetRole { whom, role, .. } => {
                let user = &self.people[*whom].id;
                ("setMemberRole", json!({"roomId": room, "userId": user, "role": role.name()}), "seq")
            }
            Action::Rename { name, .. } => ("updateRoom", json!({"roomId": room, "name": name}), "seq"),
            Action::Hide { hidden, .. } => ("updateMembership", json!({"roomId": room, "isHidden": hidden}), ""),
            Action::Pin { pinned, .. } => ("updateMembership", json!({"roomId": room, "isPinned": pinned}), ""),
            Action::Open { who, .. } => {
                let other = self.models[action.room()].peer(*who).unwrap();
                ("openDirectRoom", json!({"userId": self.people[other].id}), "room { id }")
            }
        };
        input["clientMutationId"] = json!(call);
        self.people[action.who()].calls(mutation, input, shows).await
    }

    /// What everybody shows, whether they followed or come anew, is what the model counts; the log is whole.
    pub async fn compares(&mut self) -> Told {
        // Counts wait for their tick: by the third ring each client has heard of everything before the first.
        for _ in 0..3 {
            let seq = self.ringer.sends(&self.bell, "ding").await["seq"].as_i64().unwrap();
            join_all(self.clients.iter_mut().map(|client| client.follows_until(&self.bell, seq))).await;
        }
        let fresh = join_all(self.people.iter().map(shown_afresh)).await;
        for client in &self.clients {
            prop_assert_eq!(&client.shown(), &fresh[client.who], "what {} followed, and what is", client.who);
        }
        for (who, shown) in fresh.iter().enumerate() {
            self.counts(who, shown).await?;
        }
        let texts = self.models.iter().flat_map(|room| room.texts().map(|(_, message)| message.body.clone()));
        // Also what no text says any more.
        let bodies: BTreeSet<_> =
            texts.filter(|body| !body.is_empty()).chain((0..3).map(|n| format!("text {n}"))).collect();
        for (who, person) in self.people.iter().enumerate() {
            searching::compares(who, person, &self.rooms, &self.models, &self.ids, &bodies).await?;
        }
        for room in 0..self.rooms.len() {
            self.threads(room).await?;
            let fingerprints = self.syncs(room).await?;
            self.knows(room, &fingerprints).await?;
        }
        self.attaching.agrees().await;
        Ok(())
    }

    /// A person's counts are those of the model.
    async fn counts(&self, who: usize, shown: &super::client::Shown) -> Told {
        let person = &self.people[who];
        let listed = self.models.iter().filter(|room| room.is_listed(who)).count();
        prop_assert_eq!(shown.len(), listed + 1, "the bell's room and {} others", listed);
        for (n, (id, room)) in self.rooms.iter().zip(&self.models).enumerate() {
            let now = person.membership(id).await;
            let membership = &now["viewerMembership"];
            let Some(stay) = room.members.get(&who) else {
                prop_assert!(membership.is_null(), "{}", membership);
                continue;
            };
            prop_assert_eq!(&now["latestSeq"], room.latest());
            prop_assert_eq!(&now["memberCount"], room.members.len());
            let unread = json!(room.unread(who));
            prop_assert_eq!(&membership["unreadCount"], &unread, "person {} in room {}: {:?}", who, n, room);
            prop_assert_eq!(&membership["lastReadSeq"], stay.last_read);
            prop_assert_eq!(&membership["asOfSeq"], room.latest());
            let last = room.last_message().map(|seq| self.ids[&(n, seq)].clone());
            let expected = (
                json!(id),
                [now["latestSeq"].clone(), now["latestFingerprint"].clone()],
                now["memberCount"].clone(),
                json!(last),
                json!([unread, room.mentions(who)]),
                json!(stay.last_read),
            );
            let shown = shown.get(membership["id"].as_str().unwrap());
            prop_assert_eq!(shown, room.is_listed(who).then_some(&expected), "person {} in room {}", who, n);
        }
        Ok(())
    }

    /// Every message has the thread, the reactions and the names that the model counts.
    async fn threads(&self, n: usize) -> Told {
        let (id, room) = (&self.rooms[n], &self.models[n]);
        let Some(who) = room.members.keys().next() else { return Ok(()) };
        let query =
            "query($room: ID!) { room(id: $room) { messages(last: 200) { nodes { seq kind parent { seq } replyCount
            attachments { name byteSize url } reactions { emoji count } mentionsRoom mentions { id } forwardedFrom { id } } } } }";
        let read = self.people[*who].reads(query, json!({"room": id})).await;
        let place = |id: &Value| self.people.iter().position(|person| *id == person.id);
        for node in read["room"]["messages"]["nodes"].as_array().unwrap() {
            if node["kind"] == "SYSTEM" {
                continue;
            }
            let seq = node["seq"].as_i64().unwrap();
            let mut named: Vec<_> =
                node["mentions"].as_array().unwrap().iter().map(|user| place(&user["id"])).collect();
            named.sort_unstable();
            let files = Attaching::reads(&self.people[*who], &node["attachments"]).await?;
            let shown = json!({"attachments": files, "parent": node["parent"]["seq"], "replyCount": node["replyCount"],
                "reactions": node["reactions"], "mentionsRoom": node["mentionsRoom"], "mentions": named,
                "forwardedFrom": place(&node["forwardedFrom"]["id"])});
            prop_assert_eq!(shown, room.thread(seq), "message {} of room {}", seq, n);
        }
        Ok(())
    }

    /// From any number on the log holds an event of every committed step, with the messages of today; the fingerprints of
    /// all, by which every other number is asked for.
    async fn syncs(&self, n: usize) -> Result<Vec<Value>, TestCaseError> {
        let (id, room) = (&self.rooms[n], &self.models[n]);
        let Some(who) = room.members.keys().next() else { return Ok(Vec::new()) };
        let reader = &self.people[*who];
        let whole = reader.syncs(id, 1).await;
        let fingerprints: Vec<_> = whole.into_iter().map(|mut event| event["fingerprint"].take()).collect();
        let expected: Vec<_> = (1..).zip(&room.events).map(|(seq, event)| self.expected(room, seq, event)).collect();
        let from_any = (0..=expected.len()).map(async |skipped| {
            let from = i64::try_from(skipped).unwrap() + 1;
            let previous = skipped.checked_sub(1).map_or(&Value::Null, |before| &fingerprints[before]);
            let shown: Vec<_> = reader.syncs_after(id, from, previous).await.iter().map(shown).collect();
            prop_assert_eq!(&shown[..], &expected[skipped..], "room {} from {}", n, from);
            Ok(())
        });
        try_join_all(from_any).await?;
        Ok(fingerprints)
    }

    /// What was heard live and what is replayed have the fingerprints of the log; no two events have one.
    async fn knows(&self, n: usize, fingerprints: &[Value]) -> Told {
        let (id, room) = (&self.rooms[n], &self.models[n]);
        let different: HashSet<_> = fingerprints.iter().map(Value::to_string).collect();
        prop_assert_eq!(different.len(), fingerprints.len());
        let Some(who) = room.members.keys().next() else { return Ok(()) };
        for (seq, heard) in self.clients.iter().flat_map(|client| client.heard(id)) {
            prop_assert_eq!(heard, &fingerprints[usize::try_from(seq).unwrap() - 1], "number {} of room {}", seq, n);
        }
        let query = "subscription($room: ID!, $resume: [RoomCursor!]) { roomEvents(roomIds: [$room], resume: $resume) {
            __typename ... on RoomEvent { seq fingerprint } } }";
        let variables = json!({"room": id, "resume": [{"roomId": id, "fromSeq": 1}]});
        let mut replay = self.people[*who].subscribes(query, variables).await;
        for (seq, fingerprint) in (1..).zip(fingerprints) {
            let event = replay.next().await;
            prop_assert_eq!((&event["seq"], &event["fingerprint"]), (&json!(seq), fingerprint));
        }
        Ok(())
    }

    fn expected(&self, room: &model::Room, seq: i64, event: &model::Event) -> Value {
        let message = &room.messages[&event.message];
        let time = |at: spark::clock::Timestamp| at.to_rfc3339();
        let text = message.author.map(|_| {
            json!({
                "seq": event.message, "body": message.body, "metadata": message.metadata, "updatedSeq": message.updated_seq,
                "createdAt": time(message.created), "editedAt": message.edited.map(time),
                "deletedAt": message.deleted.map(time),
            })
        });
        json!([seq, event.kind, time(event.at), self.people[event.actor].id, text])
    }
}

async fn opens(opener: &Person, other: &Person) -> Room {
    let payload = opener.does("openDirectRoom", json!({"userId": other.id}), "room { id }").await;
    payload["room"]["id"].as_str().unwrap().to_owned()
}

/// Of an event what the model knows.
fn shown(event: &Value) -> Value {
    const TEXT: [&str; 7] = ["seq", "body", "metadata", "updatedSeq", "createdAt", "editedAt", "deletedAt"];
    let message = &event["message"];
    let text = message["seq"].is_i64().then(|| {
        TEXT.iter().map(|field| ((*field).to_owned(), message[*field].clone())).collect::<serde_json::Map<_, _>>()
    });
    json!([event["seq"], event["__typename"], event["occurredAt"], event["actor"]["id"], text])
}
