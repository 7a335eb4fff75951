//! What follows from what PostgreSQL says of a transaction.

use super::{Fate, Verdict, WasCommitted};
use crate::store::{StoreError, file::Gone};

fn committed() -> Fate {
    Fate::Committed(WasCommitted(()))
}

#[test]
fn what_postgresql_says_of_a_number_is_its_fate() {
    assert_eq!(Fate::said(Some("committed")), Some(committed()));
    assert_eq!(Fate::said(Some("aborted")), Some(Fate::RolledBack));
    assert_eq!(Fate::said(Some("in progress")), None);
    assert_eq!(Fate::said(None), Some(Fate::Lost));
}

#[test]
fn what_is_in_a_file_is_committed_once_the_file_bears_its_name_again() {
    assert_eq!(Fate::of_a_file(&Ok(())), Some(committed()));
    assert_eq!(Fate::of_a_file(&Err(StoreError::Gone(Gone::Deleted))), None);
}

#[test]
fn only_what_nobody_was_told_of_is_run_again() {
    for is_late in [false, true] {
        assert_eq!(committed().verdict(is_late), Verdict::PublishLate(WasCommitted(())));
        assert_eq!(Fate::Lost.verdict(is_late), Verdict::Doubt);
    }
    assert_eq!(Fate::RolledBack.verdict(false), Verdict::RunAgain);
    assert_eq!(Fate::RolledBack.verdict(true), Verdict::GiveUp);
}

#[test]
fn each_has_a_name_by_which_the_metrics_count() {
    assert_eq!(
        [committed(), Fate::RolledBack, Fate::Lost].map(|fate| fate.name()),
        ["committed", "rolled_back", "lost"]
    );
}
