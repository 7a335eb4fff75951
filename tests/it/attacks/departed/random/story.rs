//! How one history goes.

use super::{
    Seen,
    calls::{self, Call},
    forbidden::Forbidden,
    people::People,
};
use crate::{
    attacks::departed::{
        LATER, goes_on,
        listener::{Listener, is_closed},
        sends_some,
    },
    harness::{
        Person, Spark,
        composed::{Composer, World},
        eventually,
        person::Room,
        random::Told,
    },
};
use apollo_compiler::{Schema, name, validation::Valid};
use serde_json::{Value, json};

/// How many long messages there are, and how many short ones wait: together more than the system keeps for a socket.
const LONG: usize = 32;
const SHORT: usize = 25;
/// Choices for one document.
pub const CHOICES: usize = 80;
/// Documents of events, whether they go one way only; of queries at random, of queries that begin somewhere, and of calls; the last two also while nobody reads.
const CHANNELS: [(&str, bool); 6] = [
    ("roomEvents", false),
    ("roomEvents", true),
    ("roomEvents", true),
    ("userEvents", false),
    ("userEvents", true),
    ("activeRoom", false),
];
const QUERIES: usize = 3;
const BEGINNINGS: [&str; 6] = ["loginSync", "node", "message", "memberships", "room", "sync"];
const CALLS: usize = 4;
const DELAYED: usize = 3;
/// How many documents there are, and the plan.
pub const PARTS: usize = CHANNELS.len() + 1 + 2 * DELAYED + QUERIES + BEGINNINGS.len() + CALLS;
/// How large pages are: within the limits of what is asked for each event.
const SIZES: [u32; 3] = [1, 3, 20];
/// After so many looks at which nothing new was seen, nothing comes any more.
const RESTING: usize = 20;
/// What is told of a membership.
const KINDS: [&str; 4] = ["UnreadCountChanged", "MembershipChanged", "MembershipAdded", "MembershipRemoved"];

/// How a history goes, beside what is selected.
#[expect(clippy::struct_excessive_bools, reason = "each is tossed by itself")]
struct Plan {
    is_removed: bool,
    /// Whether the one who stays reads late as well, and before the other: what is rendered for one may reach the other, unless it
    /// was rendered before for somebody who listens.
    bob_is_late: bool,
    bob_is_first: bool,
    carol_is_live: bool,
}

impl Plan {
    fn of(choices: &[u16]) -> Self {
        let is = |n: usize, of: u16| choices.get(n).is_some_and(|choice| choice % of > 0);
        Self { is_removed: is(0, 2), bob_is_late: is(1, 4), bob_is_first: is(2, 4), carol_is_live: is(3, 2) }
    }
}

pub struct History<'h> {
    people: &'h People,
    schema: &'h Valid<Schema>,
    seen: &'h Seen,
    spark: &'h Spark,
    room: Room,
    /// What Carol called in the room, and what she knows the ids of.
    made: Vec<Call>,
    known: Vec<String>,
}

/// What a history led to.
struct Past {
    departure: i64,
    /// Carol's own, of before.
    own: String,
    replayed: Listener,
}

impl<'h> History<'h> {
    pub async fn begins(people: &'h People, schema: &'h Valid<Schema>, seen: &'h Seen, spark: &'h Spark) -> Self {
        let People { alice, bob, carol, .. } = people;
        // Of the last one, whose sockets are over.
        eventually("silence", async || match spark.server.subscriptions() {
            0 => Ok(()),
            now => Err(now),
        })
        .await;
        let room = alice.creates_room("PRIVATE", "Kitchen", &[bob, carol]).await;
        let (made, invite) = calls::made(people, &room).await;
        let query =
            "query($id: ID!, $carol: ID!) { room(id: $id) { viewerMembership { id } member(userId: $carol) { id } } }";
        let own = carol.reads(query, json!({"id": room, "carol": carol.id})).await["room"].clone();
        let ids = ["viewerMembership", "member"].map(|stay| own[stay]["id"].as_str().unwrap().to_owned());
        let known = ids.into_iter().chain([invite, room.clone(), room.clone()]).collect();
        Self { people, schema, seen, spark, room, made, known }
    }

    /// Composes for somebody who knows these ids.
    fn composes<T>(&self, choices: &[u16], compose: impl FnOnce(Composer<'_>) -> T) -> T {
        let People { between, couple, pantry, opened, .. } = self.people;
        // The room is what it is about.
        let rooms = [&self.room, &self.room, &self.room, between, couple, pantry, opened].map(Room::clone);
        let users = self.people.ids();
        let world =
            World { ids: &self.known, rooms: &rooms, users: &users, username: &self.people.alice.name, sizes: &SIZES };
        compose(Composer::new(self.schema, &world, choices))
    }

    /// Subscriptions, with their channels.
    fn documents<'c>(&self, choices: &mut impl Iterator<Item = &'c [u16]>) -> Vec<(&'static str, String)> {
        let compose = |((channel, is_thin), choices): (&(&'static str, bool), &[u16])| {
            let head = match *channel {
                "roomEvents" => "($resume: [RoomCursor!]) { roomEvents(resume: $resume)".to_owned(),
                "activeRoom" => format!(" {{ activeRoom(roomId: \"{}\")", self.room),
                channel => format!(" {{ {channel}"),
            };
            let kinds = if *channel == "userEvents" { &KINDS[..] } else { &[] };
            let document = match (*is_thin, *channel) {
                (false, _) => self.composes(choices, |it| it.whole_subscription(channel, &head, kinds)),
                (true, channel) => {
                    let room = self.composes(choices, |it| it.thin(&name!("Room")));
                    let way = if channel == "roomEvents" {
                        format!("... on RoomEvent {{ seq room {{ {room} }} }}")
                    } else {
                        format!("... on MembershipChanged {{ membership {{ room {{ {room} }} }} }}")
                    };
                    format!("subscription{head} {{ __typename {way} }} }}")
                }
            };
            (*channel, document)
        };
        CHANNELS.iter().zip(choices).map(compose).collect()
    }

    /// Two of these calls in a row.
    fn mutation(&self, calls: &[Call], choices: &[u16]) -> String {
        let (first, rest) = choices.split_at(2);
        let picked: Vec<_> = first.iter().map(|choice| &calls[usize::from(*choice) % calls.len()]).collect();
        self.composes(rest, |it| it.whole_mutation(&picked))
    }

    /// Until somebody has left, and after it. A replay begins before it, and those who do not read ask before it.
    async fn goes(
        &self,
        plan: &Plan,
        late: &mut Listener,
        delayed: &[String],
        replay: impl Future<Output = Listener>,
    ) -> Past {
        let People { alice, bob, carol, dave, .. } = self.people;
        let short = sends_some(&[alice, bob, carol], &self.room, SHORT, 1).await;
        late.fills(&self.room).await;
        alice.makes(&self.room, bob, "MODERATOR").await;
        bob.does("updateRoom", json!({"roomId": self.room, "topic": "before"}), "").await;
        self.people.go_on_elsewhere("before").await;
        let mut replayed = replay.await;
        replayed.fills(&self.room).await;
        carol.marks_read(&self.room, short[3]["seq"].as_i64().unwrap()).await;
        carol.does("updateMembership", json!({"roomId": self.room, "notificationMode": "NONE"}), "").await;
        bob.types(&self.room, true).await;
        self.rests().await;
        for document in delayed {
            late.asks(document).await;
            replayed.asks(document).await;
        }
        let departure =
            if plan.is_removed { alice.removes(&self.room, carol).await } else { carol.leaves(&self.room).await };
        alice.makes(&self.room, bob, "MEMBER").await;
        goes_on(alice, bob, dave, &self.room, &short).await;
        dave.types(&self.room, true).await;
        dave.sends(&self.people.opened, "after, to Carol").await;
        self.people.go_on_elsewhere("after").await;
        let own = short.iter().find(|message| message["author"]["id"] == *carol.id).unwrap();
        Past { departure, own: own["id"].as_str().unwrap().to_owned(), replayed }
    }

    /// Waits until nothing is read any more: whoever is told something is told all, or has no room for more.
    async fn rests(&self) {
        let (mut last, mut same) = (0, 0);
        eventually("rest", async || {
            // A round trip is time for what is under way.
            self.spark.metric("renders_total").await;
            let now = self.spark.server.statements();
            same = if now == last { same + 1 } else { 0 };
            last = now;
            if same > RESTING { Ok(()) } else { Err(now) }
        })
        .await;
    }

    pub async fn tells(mut self, choices: &[u16]) -> Told {
        let People { alice, bob, carol, .. } = self.people;
        let mut parts = choices.chunks(CHOICES);
        let documents = self.documents(&mut parts);
        let plan = Plan::of(parts.next().unwrap());
        let mut delayed = Vec::new();
        for _ in 0..DELAYED {
            let (first, rest) = parts.next().unwrap().split_at(1);
            let beginning = BEGINNINGS[usize::from(first[0]) % BEGINNINGS.len()];
            delayed.push(self.composes(rest, |it| it.whole_query_of(beginning)));
            delayed.push(self.mutation(&self.made, parts.next().unwrap()));
        }
        let long = sends_some(&[alice, bob, carol], &self.room, LONG, 7_900).await;
        self.known.push(long[0]["id"].as_str().unwrap().to_owned());
        let begin = async |person: &Person, resume: Value, is_narrow: bool| {
            Listener::begin(self.spark, person, is_narrow, &documents, &resume).await
        };
        let mut late = begin(carol, json!([]), true).await;
        let mut live = if plan.carol_is_live { Some(begin(carol, json!([]), false).await) } else { None };
        let mut bobs = begin(bob, json!([]), plan.bob_is_late).await;
        Seen::notes(&self.seen.documents, documents.len());
        Seen::notes(&self.seen.refused, documents.len() - bobs.open.len());
        let replay = begin(carol, json!([{"roomId": self.room, "fromSeq": LONG}]), true);
        let (Past { departure, own, replayed }, ()) =
            tokio::join!(self.goes(&plan, &mut late, &delayed, replay), async {
                if let Some(live) = &mut live {
                    live.reads().await;
                }
            });
        let end = bob.sends(&self.room, LATER).await;
        if plan.bob_is_first {
            bobs.reads_to(&end).await;
            late.reads().await;
        } else {
            late.reads().await;
            bobs.reads_to(&end).await;
        }
        let is_late = late.of_ballast().filter(|told| is_closed(told)).count() > 3;
        Seen::notes(&self.seen.late, usize::from(is_late));
        let forbidden = Forbidden::since(departure, &self.room, self.people).await;
        let asked: Vec<&str> =
            documents.iter().map(|(_, document)| &**document).chain(delayed.iter().map(|it| &**it)).collect();
        let asked = asked.join("\n");
        for (n, mut listener) in [late, replayed].into_iter().chain(live).enumerate() {
            listener.ends().await;
            for told in &listener.heard {
                forbidden.is_absent(told, &asked)?;
            }
            Seen::notes(&self.seen.delayed, usize::from(n == 0 && listener.was_answered_late()));
        }
        let later = bobs.heard.iter().filter(|told| told["id"] != *bobs.ballast && told.to_string().contains(LATER));
        Seen::notes(&self.seen.later, later.count());
        self.known.push(own.clone());
        self.asks_afterwards(&mut parts, &own, &forbidden).await
    }

    /// Afterwards, by whatever they know the ids of.
    async fn asks_afterwards<'c>(
        mut self,
        choices: &mut impl Iterator<Item = &'c [u16]>,
        own: &str,
        forbidden: &Forbidden,
    ) -> Told {
        let People { alice, bob, carol, between, couple, .. } = self.people;
        let query = "query($id: ID!) { room(id: $id) { members(last: 4) { nodes { id } } messages(last: 2) { nodes { id } } } }";
        for (room, person) in [(&self.room, alice), (between, alice), (couple, bob)] {
            let room = person.reads(query, json!({"id": room})).await["room"].clone();
            let listed = ["members", "messages"].iter().flat_map(|list| room[list]["nodes"].as_array().unwrap());
            self.known.extend(listed.map(|it| it["id"].as_str().unwrap().to_owned()));
        }
        let mut queries: Vec<String> = Vec::new();
        for choices in choices.by_ref().take(QUERIES) {
            #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is of one lifetime alone")]
            let query = self.composes(choices, |it| it.whole_query());
            queries.push(query);
        }
        for (beginning, choices) in BEGINNINGS.iter().zip(choices.by_ref()) {
            queries.push(self.composes(choices, |it| it.whole_query_of(beginning)));
        }
        for query in queries {
            forbidden.is_absent(&carol.ask(&query, json!({})).await, &query)?;
            let later = bob.ask(&query, json!({})).await.to_string().contains(LATER);
            Seen::notes(&self.seen.later, usize::from(later));
        }
        let tried = calls::tried(self.people, &self.room, own);
        for (n, choices) in choices.take(CALLS).enumerate() {
            // What happened, and once what is tried.
            let calls = if n == 0 { &tried } else { &self.made };
            let document = self.mutation(calls, choices);
            let answer = carol.ask(&document, json!({})).await;
            forbidden.is_absent(&answer, &document)?;
            let data = answer["data"].as_object().into_iter().flat_map(|data| data.values());
            let repeated = data.filter(|payload| n > 0 && payload["action"] == "COMMIT").count();
            Seen::notes(&self.seen.repeated, repeated);
        }
        Ok(())
    }
}
