//! What is unread, as it is told live.

use super::*;

#[test]
fn counts_follow_what_happens() {
    let mut story = Story::new();
    let Story { log, .. } = &mut story;
    log.says(BOB, "3");
    log.says(ANN, "4");
    log.says(BOB, "5");
    log.says(BOB, "6");
    log.edits(BOB, 5);
    log.deletes(BOB, 3);
    log.deletes(ANN, 4);
    log.deletes(BOB, 5);
    log.joins(CLEO);
    let mut told = Vec::new();
    for seq in 3..=log.latest() {
        story.come(&[seq]);
        told.push(story.ann.of_own());
        story.ticks();
        story.ticks();
    }
    assert_eq!(
        told,
        [
            vec!["1 unread after #1 at #3"],
            vec!["0 unread after #4 at #4"],
            vec!["1 unread after #4 at #5"],
            vec!["2 unread after #4 at #6"],
            // An edit changes no count, nor does a deletion of what is read: of hers it is the very position.
            vec![],
            vec![],
            vec![],
            vec!["1 unread after #4 at #10"],
            vec![],
        ]
    );
}

#[test]
fn a_count_says_whose_it_is_and_what_is_newest() {
    let mut story = Story::new();
    story.log.says(BOB, "3");
    story.log.deletes(BOB, 3);
    story.come(&[3]);
    story.ann.of_own();
    story.ticks();
    story.ticks();
    story.come(&[4]);
    let event = next(&mut story.ann);
    let UserEventKind::UnreadCountChanged(told) = &event.kind else { panic!("{event:?}") };
    assert_eq!(*told, story.log.position(ANN), "as the store counts it");
    assert_eq!((event.user, event.at), (ANN, at(4)));
}

#[test]
fn a_position_moves_up_only() {
    let mut story = Story::new();
    story.bob_says(3);
    happen(&story.hub, story.log.from(3));
    story.ticks();
    story.ticks();
    story.ann.of_own();
    let reads = [4, 3, 4, 5].map(|seq| story.log.reads(ANN, seq));
    let mut told = Vec::new();
    for read in reads {
        commits(&story.hub, [Event::Read(read)]);
        told.push(story.ann.of_own());
        story.ticks();
        story.ticks();
    }
    let nothing: Vec<String> = vec![];
    let moved = |text: &str| vec![text.to_owned()];
    assert_eq!(
        told,
        [moved("1 unread after #4 at #5"), nothing.clone(), nothing, moved("0 unread after #5 at #5")],
        "of two devices, the one that is behind says nothing new"
    );
    story.bob_says(1);
    story.come(&[6]);
    assert_eq!(story.ann.of_own(), ["1 unread after #5 at #6"]);
}

#[test]
fn a_count_that_waits_ends_with_the_stay() {
    let mut story = Story::new();
    story.bob_says(2);
    story.log.leaves(ANN);
    happen(&story.hub, story.log.from(3));
    assert_eq!(story.ann.of_own(), ["1 unread after #1 at #3", "removed"]);
    story.ticks();
    story.ticks();
    assert_eq!(story.ann.of_own(), [""; 0], "no count after the end");
    assert!(!is_known(&story.hub, ROOM), "nobody listens any more");
}

#[test]
fn a_late_read_position_of_who_left_is_none() {
    let mut story = Story::new();
    let _bob = Ears::of(&story.hub, BOB, [&story.log]);
    story.bob_says(1);
    let read = story.log.reads(ANN, 3);
    story.log.leaves(ANN);
    happen(&story.hub, story.log.from(3));
    story.ann.of_own();
    commits(&story.hub, [Event::Read(read)]);
    story.ticks();
    assert_eq!(story.ann.of_own(), [""; 0]);
}

#[test]
fn who_has_just_come_in_is_told_at_once_what_they_read_elsewhere() {
    let mut story = Story::new();
    let mut cleo = Ears::of(&story.hub, CLEO, []);
    story.log.joins(CLEO);
    story.come(&[3]);
    cleo.of_own();
    story.bob_says(1);
    commits(&story.hub, [Event::Read(story.log.reads(CLEO, 4))]);
    assert_eq!(cleo.of_own(), ["0 unread after #4 at #4"], "before the event itself comes");
}

/// A position is told before an event that it knows: who deleted what is told by the log, after a COMMIT of unknown outcome.
#[test]
fn a_position_that_is_ahead_of_what_was_told_counts_once() {
    let mut story = Story::new();
    story.bob_says(3);
    happen(&story.hub, story.log.from(3));
    story.log.deletes(BOB, 5);
    let read = story.log.reads(ANN, 3);
    story.ticks();
    story.ticks();
    story.ann.of_own();
    commits(&story.hub, [Event::Read(read)]);
    assert_eq!(story.ann.of_own(), ["1 unread after #3 at #6"]);
    story.come(&[6]);
    story.ticks();
    story.bob_says(1);
    story.come(&[7]);
    assert_eq!(story.ann.of_own(), ["2 unread after #3 at #7"], "#4 and #7");
    assert_eq!(story.topic(|room| room.ahead.len()), Some(0));
}
