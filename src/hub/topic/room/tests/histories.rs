//! Whatever people do, and however it comes in.

use super::*;
use proptest::{prelude::*, sample::Index};

/// What people do in a room.
#[derive(Clone, Copy, Debug)]
pub(in crate::hub::topic::room) enum Deed {
    Says(UserId),
    Deletes(Index),
    Reads(UserId, Index),
    /// Comes in, or goes.
    Turns(UserId),
}

pub(in crate::hub::topic::room) fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let anyone = prop::sample::select(vec![ANN, BOB, CLEO]);
    let deed = prop_oneof![
        4 => anyone.clone().prop_map(Deed::Says),
        2 => any::<Index>().prop_map(Deed::Deletes),
        2 => (anyone, any::<Index>()).prop_map(|(user, up_to)| Deed::Reads(user, up_to)),
        2 => prop::sample::select(vec![BOB, CLEO]).prop_map(Deed::Turns),
    ];
    prop::collection::vec(deed, 1..40)
}

/// Does it in the log, where it can be done; what the store tells of it.
pub(in crate::hub::topic::room) fn does(log: &mut Log, deed: Deed) -> Option<Event> {
    Some(match deed {
        Deed::Says(user) if log.members.contains_key(&user) => Event::Room(log.says(user, "hi")),
        Deed::Deletes(which) => {
            let texts = log.from(1).iter().filter(|event| event.kind == RoomEventKind::MessageSent);
            let gone: Vec<_> = log.from(1).iter().filter(|it| it.kind == RoomEventKind::MessageDeleted).collect();
            let left: Vec<_> = texts.filter(|text| !gone.iter().any(|it| it.message.seq == text.seq)).collect();
            if left.is_empty() {
                return None;
            }
            let (message, author) = (which.get(&left).seq, which.get(&left).actor_id);
            Event::Room(log.deletes(author.unwrap_or(ANN), message))
        }
        Deed::Reads(user, up_to) => {
            let read = log.members.get(&user)?.last_read_seq;
            let left = usize::try_from(log.latest() - read).unwrap_or_default();
            if left == 0 {
                return None;
            }
            Event::Read(log.reads(user, read + 1 + Seq::try_from(up_to.index(left)).unwrap_or_default()))
        }
        Deed::Turns(user) if log.members.contains_key(&user) => Event::Room(log.leaves(user)),
        Deed::Turns(user) => Event::Room(log.joins(user)),
        Deed::Says(_) => return None,
    })
}

/// The numbers of a user's stays after the first two events: from each joining to the leaving, or the end.
fn stays(log: &Log, user: UserId, mut inside: bool) -> Vec<String> {
    let mut numbers = Vec::new();
    for event in log.from(3) {
        inside |= matches!(event.kind, RoomEventKind::MemberJoined(member) if member.user_id == user);
        if inside {
            numbers.push(format!("#{}", event.seq));
        }
        inside &= !matches!(event.kind, RoomEventKind::MemberLeft(stay) if stay.user == user);
    }
    numbers
}

/// What is told of memberships is in turn, and of counts nothing outside of them.
fn is_in_turn(told: &[String], mut inside: bool) -> Result<(), TestCaseError> {
    for word in told {
        match word.as_str() {
            "added" => {
                prop_assert!(!inside, "{told:?}");
                inside = true;
            }
            "removed" => {
                prop_assert!(inside, "{told:?}");
                inside = false;
            }
            _ => prop_assert!(inside, "{told:?}"),
        }
    }
    Ok(())
}

proptest! {
    /// However events come in, everybody hears every number of their membership once and in order, and nothing after its end.
    #[test]
    fn everybody_hears_each_number_of_their_stays_once(
        deeds in deeds(),
        order in prop::collection::vec((any::<Index>(), 0_usize..3), 0..120),
    ) {
        let mut story = Story::new();
        let mut bob = Ears::of(&story.hub, BOB, [&story.log]);
        let mut cleo = Ears::of(&story.hub, CLEO, [&story.log]);
        for deed in deeds {
            // What is read is told on its own, and is none of the log.
            if !matches!(deed, Deed::Reads(..)) {
                does(&mut story.log, deed);
            }
        }
        let mut told = <[Vec<String>; 3]>::default();
        let mut hear = |story: &mut Story, bob: &mut Ears, cleo: &mut Ears| {
            told[0].extend(story.ann.of_own());
            told[1].extend(bob.of_own());
            told[2].extend(cleo.of_own());
        };
        // Any of them, at any time, once, twice or thrice.
        let latest = story.log.latest();
        for (which, doubles) in order.into_iter().filter(|_| latest > 2) {
            let seq = 3 + Seq::try_from(which.index(usize::try_from(latest - 2).unwrap())).unwrap();
            for _ in 0..=doubles {
                story.come(&[seq]);
            }
            story.ticks();
            hear(&mut story, &mut bob, &mut cleo);
        }
        // Then what is missing, from the log.
        while let Some(next) = story.hub.next_seq(ROOM).filter(|next| *next <= latest) {
            story.come(&[next]);
        }
        for _ in 0..3 {
            story.ticks();
        }
        hear(&mut story, &mut bob, &mut cleo);
        prop_assert_eq!(story.ann.of_rooms(), stays(&story.log, ANN, true));
        prop_assert_eq!(bob.of_rooms(), stays(&story.log, BOB, true));
        prop_assert_eq!(cleo.of_rooms(), stays(&story.log, CLEO, false));
        for (user, told, inside) in [(ANN, &told[0], true), (BOB, &told[1], true), (CLEO, &told[2], false)] {
            is_in_turn(told, inside)?;
            // The newest count is the store's.
            let counts = told.iter().rev().take_while(|word| *word != "added").find(|word| word.contains("unread"));
            if let Some(count) = counts.filter(|_| story.log.members.contains_key(&user)) {
                let position = story.log.position(user);
                let is = format!("{} unread after #{} at ", position.unread_count, position.last_read_seq);
                prop_assert!(count.starts_with(&is), "{} and not {}", count, is);
            }
        }
        prop_assert_eq!(story.hub.next_seq(ROOM), Some(latest + 1));
    }

    /// However late somebody registers, and whatever is told before or after their position was read: their counts are the store's.
    #[test]
    fn counts_are_exact_for_who_registers_in_the_middle(
        deeds in deeds(),
        watched in any::<Index>(),
        read in any::<Index>(),
        settled in any::<Index>(),
    ) {
        let mut story = Story::new();
        story.log.joins(CLEO);
        story.come(&[3]);
        let mut logs = vec![story.log.clone()];
        let mut events = Vec::new();
        for deed in deeds {
            if let Some(event) = does(&mut story.log, deed) {
                events.push(event);
                logs.push(story.log.clone());
            }
        }
        // The watchers come first; the snapshot is younger than they are; positions are given when it was read.
        let watched = watched.index(events.len() + 1);
        let read = watched + read.index(events.len() + 1 - watched);
        let settled = watched + settled.index(events.len() + 1 - watched);
        let mut cleo = Ears::deaf(&story.hub, CLEO);
        let mut told = Vec::new();
        for step in 0..=events.len() {
            if step == watched && logs[watched].members.contains_key(&CLEO) {
                story.hub.watch(&cleo.own.topic, &[ROOM]);
            }
            if step == settled {
                cleo.load_positions(&story.hub, [&logs[read]]);
            }
            commits(&story.hub, events.get(step).cloned());
            story.ticks();
            told.extend(cleo.of_own());
        }
        if story.log.members.contains_key(&CLEO) {
            // One more, so that there is something to tell.
            let last = story.log.says(ANN, "the end");
            happen(&story.hub, [&last]);
            for _ in 0..3 {
                story.ticks();
            }
            told.extend(cleo.of_own());
            let position = story.log.position(CLEO);
            let is = format!("{} unread after #{} at #{}", position.unread_count, position.last_read_seq, last.seq);
            prop_assert_eq!(told.last(), Some(&is));
            let heard = cleo.of_rooms();
            let last = format!("#{}", last.seq);
            prop_assert_eq!(heard.last(), Some(&last));
        }
    }
}
