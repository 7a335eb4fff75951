//! What is not Spark's, or not whole, is refused in one sentence and left as it is.

use super::{mode, written};
use crate::harness::{
    Engine, Spark,
    database::Database,
    on_both, on_sqlite,
    process::{Process, complains, succeeds},
};
use sqlx::{Connection, SqliteConnection};
use std::fs;

on_sqlite! {
    another_programs_file_is_left_as_it_is;
    what_is_not_whole_is_not_served;
    one_of_ours_without_a_sign_gets_it;
}

on_both! {
    a_newer_database_is_refused;
    a_database_that_is_not_there_is_made_by_few;
}

/// All that could touch a database.
fn commands(url: &str) -> Vec<Vec<&str>> {
    let database = ["--log=error", "--database-url", url];
    let commands: [&[&str]; 6] = [
        &["serve", "--listen=127.0.0.1:0"],
        &["migrate"],
        &["admin", "grant", "alice"],
        &["check", "--listen=127.0.0.1:0"],
        &["doctor"],
        &["backup", "/nonexistent/copy.db"],
    ];
    commands.iter().map(|command| command.iter().chain(&database).copied().collect()).collect()
}

/// What the command says is wrong, and nothing else changes.
async fn refused(database: &Database, args: &[&str], why: &str) {
    let (before, bytes) = (database.folder(), fs::read(database.file()).ok());
    let (_, _, said) = crate::harness::process::ended(&crate::harness::process::run(args).await);
    assert!(said.contains(why) && said.starts_with("spark: "), "{args:?}: {said}");
    assert_eq!(said.lines().count(), 1, "{args:?}: {said}");
    assert_eq!(database.folder(), before, "{args:?}");
    assert!(fs::read(database.file()).ok() == bytes, "{args:?} changed the file");
}

async fn another_programs_file_is_left_as_it_is(_spark: Spark) {
    let theirs = Database::create(Engine::Sqlite).await;
    let programs = [
        "CREATE TABLE users (name TEXT); INSERT INTO users VALUES ('somebody')",
        "PRAGMA journal_mode = WAL; CREATE TABLE users (name TEXT)",
        "PRAGMA application_id = 77",
        // Made with the same library.
        "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP,
           success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL);
         INSERT INTO _sqlx_migrations VALUES (1, 'theirs', 0, TRUE, X'00', 0); CREATE TABLE posts (id INTEGER)",
    ];
    for program in programs {
        let _ = fs::remove_file(theirs.file());
        let mut conn = SqliteConnection::connect(&format!("{}?mode=rwc", theirs.url)).await.unwrap();
        sqlx::raw_sql(program).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        for args in commands(&theirs.url) {
            refused(&theirs, &args, "another program's").await;
        }
    }
    fs::write(theirs.file(), "Dear diary, this is a text and no database. ".repeat(100)).unwrap();
    for args in commands(&theirs.url) {
        refused(&theirs, &args, "is no SQLite database").await;
    }
    fs::remove_file(theirs.file()).unwrap();
    fs::create_dir(theirs.file()).unwrap();
    for args in commands(&theirs.url) {
        refused(&theirs, &args, "is no file").await;
    }
}

async fn what_is_not_whole_is_not_served(spark: Spark) {
    written(&spark).await;
    let whole = fs::read(spark.database.file()).unwrap();
    let torn = |from: usize, to: usize| {
        let mut bytes = whole.clone();
        bytes[from..to].fill(0);
        bytes
    };
    // Cut short; half a page never written; a page of something else.
    for bytes in [whole[..whole.len() / 2].to_vec(), torn(4_096, 6_144), torn(4_096, 40_960)] {
        fs::write(spark.database.file(), bytes).unwrap();
        for args in commands(&spark.database.url).iter().filter(|args| args[0] != "doctor") {
            refused(&spark.database, args, "is damaged").await;
        }
        let (code, _, said) = crate::harness::process::ended(
            &crate::harness::process::run(&["doctor", "--database-url", &spark.database.url]).await,
        );
        assert_eq!(code, Some(1));
        assert!(said.lines().all(|line| line.starts_with("spark: ")), "{said}");
    }
    // A killed server's log, beside an older copy that somebody put in its place.
    fs::write(spark.database.file(), &whole).unwrap();
    let mut process = Process::serve(&spark.database, &["--send-rate=0", "--log=off"]).await;
    let carol = {
        let input = serde_json::json!({"input": {"username": "carol", "password": crate::harness::person::PASSWORD}});
        let query = "mutation($input: RegisterInput!) { register(input: $input) { session { token user { id } } } }";
        let session =
            crate::harness::post(&spark.http, &process.url, None, query, input).await["data"]["register"]["session"]
                .clone();
        crate::harness::Person::new(
            &spark,
            "carol",
            session["user"]["id"].as_str().unwrap(),
            session["token"].as_str().unwrap(),
        )
        .at(&process.url)
    };
    let room = carol.creates_room("PUBLIC", "Other", &[]).await;
    for n in 0..200 {
        carol.sends(&room, &format!("{n} {}", "long ".repeat(200))).await;
    }
    process.kill().await;
    fs::remove_file(spark.database.beside("spark.db-serve")).unwrap();
    fs::write(spark.database.file(), &whole[..whole.len() / 4_096 / 2 * 4_096]).unwrap();
    for args in commands(&spark.database.url).iter().filter(|args| ["serve", "migrate", "admin"].contains(&args[0])) {
        complains(args, 1).await;
    }
    assert!(
        spark.database.folder().contains(&"spark.db-wal".to_owned()),
        "the log is still there for whoever can save it"
    );
}

async fn one_of_ours_without_a_sign_gets_it(spark: Spark) {
    written(&spark).await;
    let application = || spark.database.number("SELECT application_id FROM pragma_application_id");
    assert_eq!(application().await, 0x5370_726b);
    spark.database.execute("PRAGMA application_id = 0").await;
    succeeds(&["doctor", "--database-url", &spark.database.url]).await;
    assert_eq!(application().await, 0, "to look changes nothing");
    succeeds(&["migrate", "--database-url", &spark.database.url]).await;
    assert_eq!(application().await, 0x5370_726b);
}

async fn a_newer_database_is_refused(spark: Spark) {
    spark.stop().await;
    let copied = "SELECT 999, description, installed_on, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
    spark.database.execute(&format!("INSERT INTO _sqlx_migrations {copied}")).await;
    for args in commands(&spark.database.url) {
        if spark.database.engine == Engine::Postgres && args[0] == "backup" {
            continue;
        }
        let (code, _, said) = crate::harness::process::ended(&crate::harness::process::run(&args).await);
        assert_eq!(code, Some(1), "{args:?}");
        assert!(said.contains("version 999") && said.contains("newer"), "{args:?}: {said}");
    }
    spark.database.execute("DELETE FROM _sqlx_migrations WHERE version = 999").await;
    spark.database.execute("UPDATE _sqlx_migrations SET success = FALSE WHERE version = 4").await;
    let said = complains(&["migrate", "--database-url", &spark.database.url], 1).await;
    assert!(said.contains("half-way"), "{said}");
}

async fn a_database_that_is_not_there_is_made_by_few(spark: Spark) {
    let fresh = Database::create(spark.database.engine).await;
    for args in commands(&fresh.url) {
        if ["admin", "doctor"].contains(&args[0]) {
            let said = complains(&args, 1).await;
            assert!(said.contains("there is no database at") && said.contains("--database-url"), "{said}");
        }
    }
    if fresh.engine == Engine::Sqlite {
        assert!(fresh.folder().is_empty());
    }
    let checked = succeeds(&["check", "--listen=127.0.0.1:0", "--database-url", &fresh.url]).await;
    assert!(checked.contains("spark serve"), "{checked}");
    let made = succeeds(&["migrate", "--database-url", &fresh.url]).await;
    assert!(made.contains("made ") && made.contains("version "), "{made}");
    let again = succeeds(&["migrate", "--database-url", &fresh.url]).await;
    assert!(again.contains("up to date"), "{again}");
    if fresh.engine == Engine::Sqlite {
        assert_eq!((fresh.folder(), mode(&fresh.file())), (vec!["spark.db".to_owned()], 0o600));
        fs::remove_file(fresh.file()).unwrap();
        let process = Process::serve(&fresh, &["--log=info"]).await;
        process.terminate().await;
        let (code, _, log) = crate::harness::process::ended(&process.ended().await);
        assert_eq!(code, Some(0));
        assert!(log.contains("made ") && log.contains("version"), "{log}");
    }
}
