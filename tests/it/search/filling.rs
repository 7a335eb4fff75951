//! Messages of before there was an index get their places and words when a database is brought up to date.

use super::{NOTHING, finds};
use crate::harness::{Engine, Person, Spark, database::Database, on_both, person::Room, process::succeeds};
use serde_json::json;

on_both! {
    what_was_written_before_is_found;
    a_filling_that_was_stopped_goes_on;
    a_backup_from_before_is_filled;
}

/// Three rooms with texts, some of them edited, some deleted.
async fn writes(spark: &Spark) -> (Person, Room) {
    let [alice, bob] = spark.users(["alice", "bob"]).await;
    let kitchen = alice.creates_room("PRIVATE", "Kitchen", &[&bob]).await;
    let cellar = alice.creates_room("PRIVATE", "Cellar", &[&bob]).await;
    for (room, body) in [(&kitchen, "soup one"), (&cellar, "soup two"), (&kitchen, "soup three"), (&cellar, "…")] {
        alice.sends(room, body).await;
    }
    let old = bob.sends(&cellar, "wine").await;
    bob.does("editMessage", json!({"messageId": old["id"], "body": "soup four"}), "seq").await;
    let gone = bob.sends(&kitchen, "soup of yesterday").await;
    bob.does("deleteMessage", json!({"messageId": gone["id"]}), "seq").await;
    (alice, kitchen)
}

/// In the order of their time.
const ALL: [&str; 4] = ["soup four", "soup three", "soup two", "soup one"];

/// As it was before: as a server without search would have written it.
async fn forgets_words(database: &Database) {
    let sql = match database.engine {
        Engine::Sqlite => "DELETE FROM search_words; UPDATE messages SET search_id = NULL",
        Engine::Postgres => "TRUNCATE search_words RESTART IDENTITY; UPDATE messages SET search_id = NULL",
    };
    database.execute(sql).await;
}

async fn what_was_written_before_is_found(spark: Spark) {
    let (alice, kitchen) = writes(&spark).await;
    assert_eq!(finds(&alice, "soup").await, ALL);
    let (spark, ()) = spark.restart_after(forgets_words).await;
    let alice = alice.at(&spark.url);
    assert_eq!(finds(&alice, "soup").await, ALL);
    assert_eq!(finds(&alice, "wine").await, NOTHING);
    assert_eq!(finds(&alice, "yesterday").await, NOTHING);
    assert_eq!(spark.wrong().await, NOTHING);
    // And what comes stands above.
    alice.sends(&kitchen, "soup five").await;
    assert_eq!(finds(&alice, "soup").await[..2], ["soup five", "soup four"]);
    // Beside that an older server wrote, which knows no words: before the newest was sent, and it comes after it.
    let (spark, ()) = spark
        .restart_after(async |database: &Database| {
            let one = "UPDATE messages SET search_id = NULL WHERE body = 'soup two'";
            let words = match database.engine {
                Engine::Sqlite => {
                    "DELETE FROM search_words WHERE rowid = (SELECT search_id FROM messages WHERE body = 'soup two')"
                }
                Engine::Postgres => {
                    "DELETE FROM search_words WHERE id = (SELECT search_id FROM messages WHERE body = 'soup two')"
                }
            };
            database.execute(&format!("{words}; {one}")).await;
        })
        .await;
    let alice = alice.at(&spark.url);
    assert_eq!(finds(&alice, "soup").await, ["soup two", "soup five", "soup four", "soup three", "soup one"]);
    assert_eq!(spark.wrong().await, NOTHING);
}

async fn a_filling_that_was_stopped_goes_on(spark: Spark) {
    let (alice, _) = writes(&spark).await;
    let (spark, ()) = spark
        .restart_after(async |database: &Database| {
            let beyond = match database.engine {
                Engine::Sqlite => "DELETE FROM search_words WHERE rowid > 2",
                Engine::Postgres => "DELETE FROM search_words WHERE id > 2",
            };
            let unplaced = "UPDATE messages SET search_id = NULL WHERE search_id > 2";
            database.execute(&format!("{beyond}; {unplaced}")).await;
        })
        .await;
    let alice = alice.at(&spark.url);
    assert_eq!(finds(&alice, "soup").await, ALL);
    assert_eq!(spark.wrong().await, NOTHING);
    // The whole one is left as it is.
    let said = succeeds(&["migrate", "--database-url", &spark.database.url]).await;
    assert!(!said.contains("search"), "{said}");
}

async fn a_backup_from_before_is_filled(spark: Spark) {
    let (alice, _) = writes(&spark).await;
    spark.stop().await;
    let backup = spark.database.backs_up().await;
    forgets_words(&backup).await;
    backup
        .execute(
            "DROP TABLE attachments; DROP TABLE files; DROP TABLE secrets; ALTER TABLE messages DROP COLUMN attachments;
             ALTER TABLE users DROP COLUMN avatar_file; ALTER TABLE users DROP COLUMN avatar_address;
             DROP TABLE search_words; DROP INDEX messages_by_search_id; DROP INDEX messages_without_place;
             ALTER TABLE messages DROP COLUMN search_id; DELETE FROM _sqlx_migrations WHERE version >= 13",
        )
        .await;
    let restored = async |database: &Database| {
        database.restores(&backup).await;
        database.loses_files();
    };
    let (spark, ()) = spark.restart_after(restored).await;
    assert_eq!(finds(&alice.at(&spark.url), "soup").await, ALL);
    assert_eq!(spark.wrong().await, NOTHING);
}
