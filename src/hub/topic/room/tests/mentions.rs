//! What names a member, as it is counted and told live.

use super::*;
use crate::{
    domain::{
        event::Unread,
        mentioned::{Mentions, NamesBefore, RoomMention},
        room::NotificationMode,
        stored::Listed,
    },
    store::Logged,
};
use proptest::{prelude::*, sample::Index};

fn naming(users: &[UserId]) -> Mentions {
    Mentions { users: Listed(users.to_vec()), room: None }
}

fn everybody() -> Mentions {
    Mentions { users: Listed::default(), room: Some(RoomMention::All) }
}

/// All that waits of somebody's own.
fn own(ears: &mut Ears) -> Vec<Arc<UserEvent>> {
    let items = std::iter::from_fn(|| ears.own.inbox.next().now_or_never().flatten());
    items
        .map(|item| if let UserItem::Event(event) = item { event.event().clone() } else { panic!("{item:?}") })
        .collect()
}

/// Who is told of it by which message, and the counts that were told.
fn words(ears: &mut Ears) -> Vec<String> {
    let word = |event: Arc<UserEvent>| match &event.kind {
        UserEventKind::Mentioned(message) => format!("named by #{}", message.seq),
        UserEventKind::UnreadCountChanged(it) => {
            format!("{} of {} name her at #{}", it.mention_count, it.unread_count, it.as_of_seq)
        }
        other => panic!("{other:?}"),
    };
    own(ears).into_iter().map(word).collect()
}

#[test]
fn counts_and_tellings_follow_what_happens() {
    let mut story = Story::new();
    let Story { log, .. } = &mut story;
    log.says_to(BOB, "3", naming(&[ANN]));
    log.edits_to(BOB, 3, naming(&[BOB]));
    log.edits_to(BOB, 3, everybody());
    log.edits_to(BOB, 3, naming(&[ANN]));
    log.says_to(BOB, "7", everybody());
    log.deletes(BOB, 3);
    log.says_to(ANN, "9", naming(&[ANN]));
    log.edits_to(BOB, 7, naming(&[ANN, BOB]));
    log.edits_to(BOB, 7, naming(&[]));
    log.edits_to(BOB, 7, naming(&[ANN]));
    let mut told = Vec::new();
    for seq in 3..=log.latest() {
        story.come(&[seq]);
        story.ticks();
        story.ticks();
        told.push(words(&mut story.ann));
    }
    assert_eq!(
        told,
        [
            vec!["named by #3", "1 of 1 name her at #3"],
            vec!["0 of 1 name her at #4"],
            vec!["named by #3", "1 of 1 name her at #5"],
            // She was named before, with all the others.
            vec![],
            vec!["named by #7", "2 of 2 name her at #7"],
            vec!["1 of 1 name her at #8"],
            // What she writes herself she has read, and is not told.
            vec!["0 of 0 name her at #9"],
            vec![],
            vec![],
            // Of what is read she is told, and it does not count.
            vec!["named by #7"],
        ]
    );
}

#[test]
fn whoever_wants_none_is_counted_and_not_told() {
    let mut story = Story::new();
    let sets = |story: &mut Story, mode| {
        let membership = story.log.membership(ANN);
        let member = crate::domain::room::Member { notification_mode: mode, ..membership.member };
        let changed = crate::domain::room::Membership { member, ..membership };
        commits(
            &story.hub,
            [of_user(ANN, UserEventKind::MembershipChanged(changed, Arc::new(story.log.room.clone())))],
        );
        own(&mut story.ann);
    };
    sets(&mut story, NotificationMode::None);
    story.log.says_to(BOB, "3", naming(&[ANN]));
    story.come(&[3]);
    assert_eq!(words(&mut story.ann), ["1 of 1 name her at #3"]);
    story.ticks();
    story.ticks();
    sets(&mut story, NotificationMode::Mentions);
    story.log.says_to(BOB, "4", everybody());
    story.come(&[4]);
    assert_eq!(words(&mut story.ann), ["named by #4", "2 of 2 name her at #4"]);
}

#[test]
fn what_happens_while_a_position_is_loaded_is_counted() {
    let mut story = Story::new();
    story.log.joins(CLEO);
    story.come(&[3]);
    let mut cleo = Ears::deaf(&story.hub, CLEO);
    story.hub.watch(&cleo.own.topic, &[ROOM]);
    let before = story.log.clone();
    story.log.says_to(BOB, "4", naming(&[CLEO]));
    story.log.says_to(BOB, "5", everybody());
    story.log.edits_to(BOB, 4, naming(&[]));
    story.come(&[4, 5, 6]);
    let membership = story.log.membership(CLEO);
    let member = crate::domain::room::Member { notification_mode: NotificationMode::None, ..membership.member };
    let changed = crate::domain::room::Membership { member, ..membership };
    commits(&story.hub, [of_user(CLEO, UserEventKind::MembershipChanged(changed, Arc::new(story.log.room.clone())))]);
    cleo.load_positions(&story.hub, [&before]);
    own(&mut cleo);
    story.log.says_to(BOB, "7", naming(&[CLEO]));
    story.come(&[7]);
    assert_eq!(words(&mut cleo), ["2 of 3 name her at #7"], "and she is not told, by what was said meanwhile");
}

/// The log has a message as it is today: what it named before, nobody knows.
#[test]
fn after_an_event_of_the_log_the_counts_are_read_anew() {
    let mut story = Story::new();
    let logged = |story: &Story, seq| {
        let event = RoomEvent { named: NamesBefore::Unknown, ..(**story.log.event(seq)).clone() };
        story.hub.take_logged(Logged::of_a_test(event));
    };
    story.log.says_to(BOB, "3", naming(&[ANN]));
    logged(&story, 3);
    assert_eq!(words(&mut story.ann), Vec::<String>::new());
    assert_eq!(story.hub.uncertain_in(ROOM), Some(vec![ANN]));
    let older = story.log.position(ANN);
    story.log.says_to(BOB, "4", everybody());
    story.come(&[4]);
    assert_eq!(words(&mut story.ann), ["named by #4"], "what comes live is told, and its counts wait");
    // What was read before the newest event is brought in line with it.
    assert!(story.hub.recount(ROOM, &[older]));
    assert_eq!(words(&mut story.ann), ["2 of 2 name her at #4"]);
    assert_eq!(story.hub.uncertain_in(ROOM), None);
    story.ticks();
    story.ticks();
    story.log.says_to(BOB, "5", naming(&[ANN]));
    story.come(&[5]);
    assert_eq!(words(&mut story.ann), ["named by #5", "3 of 3 name her at #5"]);
    // A position of before she read on is none.
    story.log.deletes(BOB, 4);
    logged(&story, 6);
    let older = story.log.position(ANN);
    let read = story.log.reads(ANN, 6);
    commits(&story.hub, [Event::Read(read)]);
    assert!(!story.hub.recount(ROOM, &[older]));
    assert!(story.hub.recount(ROOM, &[story.log.position(ANN)]));
    story.ticks();
    story.ticks();
    assert_eq!(words(&mut story.ann).last().map(String::as_str), Some("0 of 0 name her at #6"));
}

/// Counts are read with two messages that are still to come: of each reader by themselves.
#[test]
fn what_was_counted_anew_already_is_not_counted_again() {
    let mut story = Story::new();
    story.log.joins(CLEO);
    story.come(&[3]);
    let mut cleo = Ears::of(&story.hub, CLEO, [&story.log]);
    story.log.says_to(BOB, "4", naming(&[ANN]));
    let event = RoomEvent { named: NamesBefore::Unknown, ..(**story.log.event(4)).clone() };
    story.hub.take_logged(Logged::of_a_test(event));
    story.log.says(BOB, "5");
    story.log.says_to(BOB, "6", naming(&[ANN]));
    let ahead = [ANN, CLEO].map(|reader| story.log.position(reader));
    assert!(story.hub.recount(ROOM, &ahead));
    story.come(&[5, 6]);
    story.ticks();
    story.ticks();
    let counts: Vec<_> = words(&mut story.ann).into_iter().filter(|word| word.contains(" of ")).collect();
    assert_eq!(counts.last().map(String::as_str), Some("2 of 3 name her at #6"), "{counts:?}");
    assert_eq!(cleo.of_own().last().map(String::as_str), Some("3 unread after #3 at #6"));
}

#[test]
fn who_is_loaded_after_an_event_of_the_log_is_counted_anew() {
    let mut story = Story::new();
    story.log.joins(CLEO);
    story.come(&[3]);
    let cleo = Ears::deaf(&story.hub, CLEO);
    story.hub.watch(&cleo.own.topic, &[ROOM]);
    let before = story.log.clone();
    story.log.says_to(BOB, "4", naming(&[CLEO]));
    let event = RoomEvent { named: NamesBefore::Unknown, ..(**story.log.event(4)).clone() };
    story.hub.take_logged(Logged::of_a_test(event));
    assert!(story.hub.recount(ROOM, &[story.log.position(ANN)]));
    story.repairs();
    cleo.load_positions(&story.hub, [&before]);
    assert_eq!(story.repairs(), 1, "somebody is to read the counts");
    let mut uncertain = story.hub.uncertain_in(ROOM).unwrap_or_default();
    uncertain.sort_unstable();
    assert_eq!(uncertain, [ANN, CLEO]);
}

proptest! {
    /// Whatever is said, edited, deleted and read: what is told is what is counted one by one.
    #[test]
    fn whatever_is_told_is_a_recount(deeds in prop::collection::vec((0..6_u8, any::<Index>(), 0..4_u8), 1..40)) {
        let mut story = Story::new();
        for (deed, which, names) in deeds {
            let mentions = match names {
                0 => Mentions::default(),
                1 => naming(&[ANN]),
                2 => naming(&[BOB]),
                _ => everybody(),
            };
            let log = &mut story.log;
            let gone: Vec<_> = log.from(1).iter().filter(|it| it.kind == RoomEventKind::MessageDeleted).collect();
            let texts = log.from(1).iter().filter(|it| it.kind == RoomEventKind::MessageSent);
            let left: Vec<Seq> =
                texts.map(|it| it.seq).filter(|seq| !gone.iter().any(|it| it.message.seq == *seq)).collect();
            let read = log.members[&ANN].last_read_seq;
            let event = match deed {
                0 | 1 => Event::Room(log.says_to(BOB, "hi", mentions)),
                2 | 3 if !left.is_empty() => Event::Room(log.edits_to(BOB, *which.get(&left), mentions)),
                4 if !left.is_empty() => Event::Room(log.deletes(BOB, *which.get(&left))),
                5 if log.latest() > read => {
                    let ahead = usize::try_from(log.latest() - read).unwrap_or_default();
                    Event::Read(log.reads(ANN, read + 1 + Seq::try_from(which.index(ahead)).unwrap_or_default()))
                }
                _ => continue,
            };
            commits(&story.hub, [event]);
            story.ticks();
            story.ticks();
            let counts = own(&mut story.ann).into_iter().filter_map(|event| match event.kind {
                UserEventKind::UnreadCountChanged(counts) => Some(counts),
                _ => None,
            });
            if let Some(told) = counts.last() {
                let counted: Unread = story.log.position(ANN);
                prop_assert_eq!(told, counted);
            }
        }
        let last = story.log.says_to(BOB, "the end", everybody());
        happen(&story.hub, [&last]);
        let counts: Vec<_> = own(&mut story.ann);
        let told = counts.iter().rev().find_map(|event| match event.kind {
            UserEventKind::UnreadCountChanged(counts) => Some(counts),
            _ => None,
        });
        prop_assert_eq!(told, Some(story.log.position(ANN)));
    }
}
