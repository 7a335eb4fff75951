//! Who hears that a session is over: every connection on it, on whichever channel, and nobody else.

use super::is_nobody;
use crate::harness::{
    Event, Feed, Person, Spark, Stream, on_both,
    person::{PASSWORD, USER_EVENT},
};
use serde_json::{Value, json};

on_both! {
    start_by_hand:
    a_logout_ends_its_session_alone;
    a_logout_everywhere_is_heard_everywhere;
    a_changed_password_is_heard_by_the_other_sessions;
}

/// The socket says nothing more than that it closes.
pub async fn closes(feed: &mut Feed) {
    loop {
        let message = feed.socket.hear().await;
        if message.get("close").is_some() {
            return assert_eq!(message, json!({"close": 4403}));
        }
        assert_eq!(message["type"], "complete", "{message}");
    }
}

/// A device with two sockets and two streams, one of each for what is its user's alone.
struct Device {
    own: Feed,
    rooms: Feed,
    own_stream: Stream,
    room_stream: Stream,
}

impl Device {
    async fn of(person: &Person) -> Self {
        let own = format!("subscription {{ userEvents {{ {USER_EVENT} }} }}");
        let rooms = "subscription { roomEvents { __typename ... on RoomEvent { seq } } }";
        Self {
            own: person.hears_own().await,
            rooms: person.subscribes(rooms, json!({})).await,
            own_stream: Stream::subscribes(person, &own).await,
            room_stream: Stream::subscribes(person, rooms).await,
        }
    }

    /// All of it hears of the end as far as it can, then it is over.
    async fn ends(mut self, spark: &Spark, reason: &str) {
        let now = spark.clock.now().to_rfc3339();
        let ended = json!({"__typename": "SessionEnded", "reason": reason, "occurredAt": now});
        assert_eq!(self.own.next().await, ended);
        closes(&mut self.own).await;
        closes(&mut self.rooms).await;
        assert_eq!(self.own_stream.next().await, ended);
        for stream in [&mut self.own_stream, &mut self.room_stream] {
            assert_eq!(stream.next().await, "complete");
            assert!(stream.next().await.is_null());
        }
    }

    /// It goes on: the next that it hears is what its user does now.
    async fn goes_on(&mut self, person: &Person, room: &str) {
        let locale = format!("en-{}", crate::harness::person::fresh().replace("call-", "x"));
        let changed = person.does("updateSettings", json!({"locale": locale}), "settings { locale }").await;
        assert_eq!(changed["settings"]["locale"], locale);
        for heard in [self.own.next().await, self.own_stream.next().await] {
            assert_eq!(heard, Event::of("SettingsChanged").with("settings.locale", &locale));
        }
        let seq = person.sends(&room.to_owned(), "still here").await["seq"].clone();
        let sent = json!({"__typename": "MessageSent", "seq": seq});
        assert_eq!([self.rooms.next().await, self.room_stream.next().await], [sent.clone(), sent]);
        // What its sending did to its counts.
        for heard in [self.own.next().await, self.own_stream.next().await] {
            assert_eq!(heard, Event::of("UnreadCountChanged").with("unreadCount", 0));
        }
    }
}

/// Alice here, on a phone, and on a tablet without a connection; Bob; and a room of each of the two.
struct World {
    alice: Person,
    phone: Person,
    tablet: Person,
    bob: Person,
    alices: String,
    bobs: String,
}

impl World {
    async fn begins(spark: &Spark) -> Self {
        let [alice, bob] = spark.users(["alice", "bob"]).await;
        let alices = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
        let bobs = bob.creates_room("PRIVATE", "Cellar", &[]).await;
        let (phone, tablet) = (spark.logs_in(&alice).await, spark.logs_in(&alice).await);
        Self { alice, phone, tablet, bob, alices, bobs }
    }
}

async fn a_logout_ends_its_session_alone(spark: Spark) {
    let world = World::begins(&spark).await;
    let (own, mut phones) = (Device::of(&world.alice).await, Device::of(&world.phone).await);
    let mut bobs = Device::of(&world.bob).await;
    world.alice.does("logout", json!({}), "").await;
    own.ends(&spark, "SIGNED_OUT").await;
    is_nobody(&world.alice).await;
    world.tablet.reads("{ viewer { id } }", json!({})).await;
    phones.goes_on(&world.phone, &world.alices).await;
    bobs.goes_on(&world.bob, &world.bobs).await;
}

async fn a_logout_everywhere_is_heard_everywhere(spark: Spark) {
    let world = World::begins(&spark).await;
    let (own, mut bobs) = (Device::of(&world.alice).await, Device::of(&world.bob).await);
    let phones = [Device::of(&world.phone).await, Device::of(&world.phone).await];
    let before = spark.database.number("SELECT count(*) FROM sessions").await;
    world.alice.does("logout", json!({"everywhere": true}), "").await;
    own.ends(&spark, "SIGNED_OUT").await;
    for phone in phones {
        phone.ends(&spark, "REVOKED").await;
    }
    for person in [&world.alice, &world.phone, &world.tablet] {
        is_nobody(person).await;
    }
    assert_eq!(spark.database.number("SELECT count(*) FROM sessions").await, before - 3);
    bobs.goes_on(&world.bob, &world.bobs).await;
}

async fn a_changed_password_is_heard_by_the_other_sessions(spark: Spark) {
    let world = World::begins(&spark).await;
    let (mut own, mut bobs) = (Device::of(&world.alice).await, Device::of(&world.bob).await);
    let phones = [Device::of(&world.phone).await, Device::of(&world.phone).await];
    // A wrong one ends nothing.
    let change = |current: &str| json!({"currentPassword": current, "newPassword": "battery staple"});
    assert_eq!(
        world.alice.is_at_fault("changePassword", change("wrong horse")).await,
        ("UNAUTHENTICATED".into(), json!(["input", "currentPassword"]))
    );
    world.tablet.reads("{ viewer { id } }", json!({})).await;
    world.alice.does("changePassword", change(PASSWORD), "").await;
    for phone in phones {
        phone.ends(&spark, "REVOKED").await;
    }
    for person in [&world.phone, &world.tablet] {
        is_nobody(person).await;
    }
    own.goes_on(&world.alice, &world.alices).await;
    bobs.goes_on(&world.bob, &world.bobs).await;
    let heard: Value = world.alice.reads("{ viewer { username } }", json!({})).await;
    assert_eq!(heard["viewer"]["username"], "alice");
}
