//! What of a file tells that it is damaged.

use super::*;
use crate::store::tests::{new_database, open};

#[tokio::test]
async fn what_is_no_database_is_damaged_and_what_cannot_be_asked_just_now_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&new_database(folder.path(), "spark.db").await);
    let look_into = async |name: &str| store.look_into(&plain(&folder.path().join(name))).await;
    assert!(look_into("spark.db").await);
    assert!(look_into("nowhere.db").await);
    assert_eq!(store.ready().await, Ok(()));
    std::fs::write(folder.path().join("text.db"), "a text ".repeat(1_000)).unwrap();
    assert!(look_into("text.db").await);
    let why = store.ready().await.unwrap_err();
    assert!(why.starts_with("the database is damaged"), "{why}");
    store.close().await;
}
