//! What `/readyz` says, and when it says no more.

use super::{Gone, Health, STUCK_AFTER, StoreError, Watched};
use crate::testing::coded;
use std::{path::PathBuf, sync::Arc};
use tokio::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);

fn health() -> Arc<Health> {
    Arc::new(Health::new(None, 2))
}

/// FULL, as SQLite says it.
fn full() -> StoreError {
    coded("13").into()
}

/// How many seconds the reason tells of, which begins like this.
fn seconds(health: &Health, begins: &str) -> u64 {
    let reason = health.reason().unwrap();
    let seconds = reason.strip_prefix(begins).and_then(|rest| rest.strip_suffix(" s"));
    seconds.unwrap_or_else(|| panic!("{reason}")).parse().unwrap()
}

#[test]
fn a_queue_that_has_ended_is_told_whatever_else_is_well() {
    let health = health();
    let (first, second) = (health.alive(0), health.alive(1));
    assert_eq!(health.reason(), None);
    drop(second);
    assert_eq!(health.reason().unwrap(), "a write queue has ended");
    drop(first);
}

#[test]
fn a_queue_is_stuck_once_its_work_takes_longer_than_the_database_allows() {
    let health = health();
    health.begins(1);
    health.note_of(1, |queue| assert!(queue.busy.is_some()));
    let works_for = |time| health.note_of(1, |queue| queue.busy = Some(Instant::now() - time));
    // Time enough for a machine that is slow.
    works_for(STUCK_AFTER / 3);
    assert_eq!(health.reason(), None);
    works_for(STUCK_AFTER + SECOND);
    assert!(seconds(&health, "writes wait: the database has not answered for ") >= 16);
    health.ends(1, Ok(()));
    assert_eq!(health.reason(), None);
}

#[test]
fn a_doubt_is_told_once_its_callers_wait_no_longer() {
    let health = health();
    assert_eq!(health.doubtful(), (0, Duration::ZERO));
    health.doubts(0, Some(Instant::now() + 60 * SECOND));
    assert_eq!(health.reason(), None, "they wait");
    let doubts_for = |queue: usize, time, until| {
        health.note_of(queue, |queue| queue.doubt = Some((Instant::now() - time, until)));
    };
    doubts_for(0, 6 * SECOND, Instant::now() - SECOND);
    assert!(seconds(&health, "writes wait: whether a COMMIT was done is not known for ") >= 6);
    doubts_for(1, 9 * SECOND, Instant::now() + 60 * SECOND);
    let (queues, longest) = health.doubtful();
    assert!(queues == 2 && longest >= 9 * SECOND, "{longest:?}");
    health.doubts(0, None);
    assert_eq!(health.reason(), None, "the other's wait");
    assert_eq!(health.doubtful().0, 1);
}

#[test]
fn a_failure_of_the_database_is_told_until_something_is_written() {
    let health = health();
    health.ends(0, Err(&StoreError::Conflict("two met")));
    assert_eq!(health.reason(), None, "that is nobody's fault");
    health.ends(0, Err(&full()));
    let said = health.reason().unwrap();
    assert!(said.starts_with("the database cannot write: "), "{said}");
    health.ends(0, Ok(()));
    assert_eq!(health.reason().unwrap(), said, "nothing was written");
    health.writes();
    assert_eq!(health.reason(), None);
}

#[test]
fn what_is_damaged_is_told_before_all_else_until_it_is_found_whole() {
    let health = health();
    health.note(&full());
    assert_eq!(health.reason(), None, "that is not damage");
    health.ends(0, Err(&full()));
    health.note(&coded("11").into());
    assert_eq!(health.reason().unwrap(), "the database is damaged: it said so");
    health.distrust(Some("the database is damaged: page 3".to_owned()));
    assert_eq!(health.reason().unwrap(), "the database is damaged: page 3");
    health.distrust(None);
    assert!(health.reason().unwrap().starts_with("the database cannot write"));
}

/// A file of 64 bytes in a new folder, and what is known of it.
fn of_a_file() -> (tempfile::TempDir, PathBuf, Health) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spark.db");
    std::fs::write(&path, [0; 64]).unwrap();
    let health = Health::new(Watched::of(&path), 1);
    (folder, path, health)
}

#[test]
fn a_file_that_is_gone_is_refused_before_and_after_a_write_and_when_it_is_closed() {
    let (_folder, path, health) = of_a_file();
    assert!(health.refuse().is_ok() && health.refuse_to_close().is_ok() && !health.has_shrunk());
    std::fs::write(&path, [0; 32]).unwrap();
    assert!(health.has_shrunk());
    assert_eq!(health.reason().unwrap(), Gone::Shrunk.to_string());
    std::fs::remove_file(&path).unwrap();
    for refused in [health.refuse(), health.refuse_written(), health.refuse_to_close()] {
        assert!(matches!(refused, Err(StoreError::Gone(Gone::Deleted))));
    }
    assert!(!health.has_shrunk());
    assert_eq!(health.reason().unwrap(), Gone::Deleted.to_string());
}

#[test]
fn without_its_log_a_file_is_refused_once_something_was_written_but_may_be_closed() {
    let (_folder, _, health) = of_a_file();
    assert!(health.refuse().is_ok() && health.refuse_to_close().is_ok());
    assert!(matches!(health.refuse_written(), Err(StoreError::Gone(Gone::Log))));
    assert!(matches!(health.refuse(), Err(StoreError::Gone(Gone::Log))));
}
