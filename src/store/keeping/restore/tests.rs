//! What becomes of what was there before.

use super::*;
use crate::store::tests::new_database;

/// 2026-06-01T08:00:00Z.
const NOW: Timestamp = Timestamp(1_780_300_800_000_000);

#[tokio::test]
async fn what_was_there_is_kept_under_a_name_with_the_time() {
    let folder = tempfile::tempdir().unwrap();
    let (address, from) = (new_database(folder.path(), "spark.db").await, folder.path().join("backup.db"));
    new_database(folder.path(), "backup.db").await;
    let restored = address.restore(&from, true, NOW, async || Ok(|stamp: &str| Ok(stamp.to_owned()))).await;
    let (restored, stamp) = restored.unwrap();
    assert_eq!(stamp, "20260601T080000");
    assert_eq!(restored.kept, Some(folder.path().join("spark.db.before-20260601T080000Z")));
}

#[tokio::test]
async fn what_cannot_be_set_aside_whole_stays() {
    let folder = tempfile::tempdir().unwrap();
    // As long as the name of what is kept may be: that of its log is too long.
    let file = folder.path().join("n".repeat(230));
    let address: Address = format!("sqlite://{}", file.display()).parse().unwrap();
    let log = beside(&file, file::LOG);
    for path in [&file, &log] {
        fs::write(path, "of somebody").unwrap();
    }
    let Address::Sqlite(options) = &address else { panic!("{address}") };
    assert!(address.set_aside(options, "20260601T080000").await.is_err());
    assert!(file.exists() && log.exists());
}
