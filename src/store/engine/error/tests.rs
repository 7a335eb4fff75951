//! What each code of a database, and each fault of the driver, means for the work in hand.

use super::{StoreError, sqlite_code};
use crate::{domain::refusal::ErrorCode, testing::coded};
use std::io;

fn kind(error: &StoreError) -> &'static str {
    match error {
        StoreError::Unavailable(_) => "unavailable",
        StoreError::Conflict(_) => "conflict",
        StoreError::Statement(_) => "statement",
        StoreError::Broken(_) => "broken",
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_code_means_what_the_databases_documents_say() {
    for (meant, codes) in [
        ("conflict", "23505 2067 1555 40001 40P01"),
        ("unavailable", "55P03 57014 53100 53200 53300 5 6 517 261"),
        // 22023 would be SQLite's NOMEM by its low byte: it has five characters.
        ("statement", "42601 22023 23503 1 19 787 12 15 25 27"),
        ("broken", "57P01 57P02 57P03 25P03 25006 7 8 9 10 11 13 14 26 6410 8714"),
    ] {
        for code in codes.split(' ') {
            assert_eq!(kind(&coded(code).into()), meant, "{code}");
        }
    }
}

#[test]
fn what_the_driver_says_itself_is_of_the_connection_or_of_the_pool() {
    let io = || io::Error::from(io::ErrorKind::ConnectionReset);
    for (meant, error) in [
        ("broken", sqlx::Error::Io(io())),
        ("broken", sqlx::Error::Protocol("half a word".into())),
        ("broken", sqlx::Error::WorkerCrashed),
        ("broken", sqlx::Error::Tls(Box::new(io()))),
        ("unavailable", sqlx::Error::PoolTimedOut),
        ("unavailable", sqlx::Error::PoolClosed),
        ("statement", sqlx::Error::RowNotFound),
    ] {
        assert_eq!(kind(&error.into()), meant);
    }
}

#[test]
fn a_code_of_sqlite_is_its_low_byte() {
    assert_eq!(sqlite_code(&coded("11")), Some(11));
    assert_eq!(sqlite_code(&coded("267")), Some(11), "CORRUPT_VTAB");
    assert_eq!(sqlite_code(&coded("8714")), Some(10), "IOERR_IN_PAGE");
    assert_eq!(sqlite_code(&coded("57P01")), None);
    assert_eq!(sqlite_code(&sqlx::Error::PoolClosed), None);
}

#[test]
fn only_what_the_database_said_of_the_work_undid_it() {
    let said = |error: sqlx::Error| StoreError::from(error).is_said_by_the_database();
    for code in ["40001", "23505", "42601", "53100", "57014", "13"] {
        assert!(said(coded(code)), "{code}");
    }
    // Of connections, also by what stands between.
    for code in ["08006", "08P01", "57P01", "57P02", "57P03"] {
        assert!(!said(coded(code)), "{code}");
    }
    assert!(!said(sqlx::Error::WorkerCrashed));
    assert!(!StoreError::TooSlow("late").is_said_by_the_database());
}

#[test]
fn what_fails_is_told_apart_by_whoever_asks() {
    let damaged = |code| StoreError::from(coded(code)).is_malformed();
    assert_eq!(["11", "26", "267", "10", "13", "1"].map(damaged), [true, true, true, false, false, false]);
    let at_fault = |error: StoreError| error.is_the_databases();
    assert!(at_fault(coded("13").into()) && at_fault(coded("5").into()));
    assert!(at_fault(StoreError::Statement(coded("11"))), "damaged, whatever it was said of");
    assert!(
        !at_fault(coded("40001").into()) && !at_fault(coded("1").into()) && !at_fault(StoreError::Panic(String::new()))
    );
    assert!(StoreError::Conflict("met").is_conflict() && !StoreError::from(coded("5")).is_conflict());
    assert!(StoreError::from(coded("57P01")).is_broken() && !StoreError::from(coded("5")).is_broken());
    // A COMMIT that failed leaves a connection that nobody can vouch for.
    assert!(StoreError::from(coded("5")).broken().is_broken() && StoreError::from(coded("1")).broken().is_broken());
    assert!(StoreError::Conflict("met").broken().is_conflict());
    let has = |error: sqlx::Error, code| StoreError::from(error).has_code(code);
    assert!(has(coded("22023"), "22023") && !has(coded("22003"), "22023") && !has(sqlx::Error::PoolClosed, "22023"));
}

#[test]
fn a_client_hears_when_to_come_again_and_nothing_of_the_inside() {
    for error in [coded("5").into(), coded("57P01").into(), coded("40001").into(), StoreError::TooSlow("late")] {
        let refusal = error.refusal();
        assert_eq!(refusal.code, ErrorCode::Unavailable);
        assert!(refusal.retry_after_ms.is_some());
    }
    for error in [coded("1").into(), StoreError::Panic("at line 7".into()), StoreError::Unexpected("a row".into())] {
        let refusal = error.refusal();
        assert_eq!(refusal.code, ErrorCode::Internal);
        assert!(!refusal.message.contains("line 7") && !refusal.message.contains("row"));
    }
    assert_eq!(StoreError::from(coded("5")).cause(), "it said so");
    assert_eq!(StoreError::TooSlow("late").cause(), "late");
}
