//! News of people: the newest first forgotten, told a few at a time, to each who shares a room once.

use super::*;
use crate::{
    clock::Timestamp,
    domain::{
        event::Event,
        user::{User, UserRole, UserStatus},
    },
    hub::Hub,
    ids::RoomId,
    testing::{ANN, BOB, CLEO, Ears, Log, OTHER, ROOM, at, commits, heard, now, person},
};

fn looks(about: i64, text: &str, kind: fn(Arc<User>) -> UserEventKind) -> Arc<ContactEvent> {
    let user = User {
        id: UserId(about),
        username: String::new(),
        display_name: String::new(),
        avatar_url: None,
        avatar_address: None,
        role: UserRole::Member,
        created_at: Timestamp(0),
        chosen_status: UserStatus::Busy,
        status_text: Some(text.to_owned()),
        is_online: true,
        last_seen_at: None,
    };
    let kind = kind(Arc::new(user));
    Arc::new(ContactEvent { about: UserId(about), rooms: vec![], large_rooms: vec![], at: Timestamp(0), kind })
}

fn all(contacts: &Contacts) -> Vec<(i64, String)> {
    let taken = std::iter::from_fn(|| contacts.take());
    taken
        .map(|event| match &event.kind {
            UserEventKind::StatusChanged(user) | UserEventKind::ProfileChanged(user) => {
                (user.id.0, user.status_text.clone().unwrap_or_default())
            }
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn the_newest_status_is_told_and_never_before_what_is_older() {
    let contacts = Contacts::default();
    contacts.note(&looks(1, "first", UserEventKind::StatusChanged));
    contacts.note(&looks(1, "a new name", UserEventKind::ProfileChanged));
    contacts.note(&looks(2, "there", UserEventKind::StatusChanged));
    contacts.note(&looks(1, "second", UserEventKind::StatusChanged));
    contacts.note(&looks(1, "another name", UserEventKind::ProfileChanged));
    let told = [(1, "a new name"), (2, "there"), (1, "second"), (1, "another name")];
    assert_eq!(all(&contacts), told.map(|(user, text)| (user, text.to_owned())));
    contacts.note(&looks(1, "third", UserEventKind::StatusChanged));
    assert_eq!(all(&contacts), [(1, "third".to_owned())]);
    assert!(contacts.news().newest.is_empty(), "nothing is kept of what was told");
}

#[test]
fn what_waits_is_bounded_by_the_people_there_are() {
    let contacts = Contacts::default();
    for n in 0..3_000 {
        contacts.note(&looks(n % 10, "name", UserEventKind::ProfileChanged));
    }
    assert!(all(&contacts).len() <= MERGED_FROM + 10);
}

#[test]
fn from_a_thousand_on_whatever_waits_is_merged() {
    let contacts = Contacts::default();
    let of_one = |name: &str| looks(1, name, UserEventKind::ProfileChanged);
    for n in 0..1_000 {
        contacts.note(&of_one(&n.to_string()));
    }
    let told = all(&contacts);
    assert_eq!((told.len(), told[999].1.as_str()), (1_000, "999"), "each by itself");
    for n in 0..1_003 {
        contacts.note(&of_one(&n.to_string()));
    }
    contacts.note(&looks(2, "another", UserEventKind::ProfileChanged));
    contacts.note(&looks(1, "here", UserEventKind::StatusChanged));
    let told = all(&contacts);
    assert_eq!(told.len(), 1_003, "the newest of what is merged, of each person and kind");
    let newest: Vec<_> = told[1_000..].iter().map(|(user, text)| (*user, text.as_str())).collect();
    assert_eq!(newest, [(1, "1002"), (2, "another"), (1, "here")]);
}

/// News of somebody in these rooms.
fn news(about: UserId, says: &str, rooms: &[RoomId], large_rooms: &[RoomId]) -> Event {
    let kind = UserEventKind::StatusChanged(person(about.0, says));
    let (rooms, large_rooms) = (rooms.to_vec(), large_rooms.to_vec());
    Event::Contact(Arc::new(ContactEvent { about, rooms, large_rooms, at: at(0), kind }))
}

#[test]
fn news_reach_each_who_shares_a_room_once_and_the_persons_own_devices() {
    let (hub, _holes) = Hub::new();
    let (log, other) = (Log::of(ROOM, [ANN, BOB]), Log::of(OTHER, [ANN, BOB]));
    let mut ann = Ears::of(&hub, ANN, []);
    let mut bob = Ears::of(&hub, BOB, [&log, &other]);
    let mut phone = Ears::of(&hub, BOB, []);
    let mut cleo = Ears::of(&hub, CLEO, []);
    commits(&hub, [news(ANN, "here", &[ROOM, OTHER], &[])]);
    assert_eq!(bob.of_own(), [""; 0], "with the tick");
    hub.tick(now(0));
    for ears in [&mut ann, &mut bob, &mut phone] {
        assert_eq!(ears.of_own(), ["status of 1 here"]);
    }
    assert_eq!(cleo.of_own(), [""; 0]);
    // Whose position is being read is not known to be in it.
    hub.watch(&cleo.own.topic, &[ROOM]);
    commits(&hub, [news(ANN, "away", &[ROOM], &[]), news(UserId(9), "there", &[OTHER], &[])]);
    hub.tick(now(0));
    assert_eq!((ann.of_own(), cleo.of_own()), (vec!["status of 1 away".to_owned()], vec![]));
    assert_eq!(bob.of_own(), ["status of 1 away", "status of 9 there"]);
}

#[test]
fn of_large_rooms_only_those_hear_who_look_at_them() {
    let (hub, _holes) = Hub::new();
    let log = Log::of(ROOM, [ANN, BOB]);
    let mut bob = Ears::of(&hub, BOB, [&log]);
    let mut cleo = Ears::deaf(&hub, CLEO);
    let tells = |says: &str| {
        commits(&hub, [news(ANN, says, &[], &[ROOM])]);
        hub.tick(now(0));
    };
    tells("to nobody");
    assert_eq!(bob.of_own(), [""; 0]);
    let mut looking = [BOB, CLEO].map(|user| hub.subscribe_active(ROOM, user, at(0), Arc::default()));
    hub.watch(&cleo.own.topic, &[ROOM]);
    tells("here");
    assert_eq!(bob.of_own(), ["status of 1 here"]);
    assert_eq!(cleo.of_own(), [""; 0], "nobody knows yet whether she may look");
    assert_eq!(looking.each_mut().map(|it| heard(&mut it.inbox)), [[""; 0]; 2], "that is of the user channel");
    drop(looking);
    tells("to nobody");
    assert_eq!(bob.of_own(), [""; 0]);
}

#[test]
fn a_tick_tells_a_hundred() {
    let (hub, _holes) = Hub::new();
    let mut bob = Ears::of(&hub, BOB, [&Log::of(ROOM, [BOB])]);
    commits(&hub, (0..201).map(|n| news(UserId(100 + n), "here", &[ROOM], &[])));
    for told in [100, 100, 1, 0] {
        hub.tick(now(0));
        assert_eq!(bob.of_own().len(), told);
    }
}

#[test]
fn a_tick_ends_when_it_has_reached_twenty_thousand() {
    let (hub, _holes) = Hub::new();
    let mut readers: Vec<_> = (0..250)
        .map(|n| {
            let reader = UserId(1_000 + n);
            Ears::of(&hub, reader, [&Log::of(ROOM, [reader])])
        })
        .collect();
    commits(&hub, (0..90).map(|n| news(UserId(100 + n), "here", &[ROOM], &[])));
    for told in [80, 10, 0] {
        hub.tick(now(0));
        assert_eq!(readers[0].of_own().len(), told);
    }
    assert_eq!(readers[249].of_own().len(), 90);
}
