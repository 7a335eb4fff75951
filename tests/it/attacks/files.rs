//! What others on the machine can read of what people write: nothing.

use crate::harness::{
    Engine, Spark,
    database::Database,
    on_sqlite,
    process::{Process, succeeds},
};
use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
};
use tokio::process::Command;

on_sqlite! {
    files_are_their_owners_alone_from_the_first_moment;
    what_was_open_is_closed;
}

/// The rights of everything in a database's folder.
fn modes(database: &Database) -> Vec<(String, u32)> {
    let names = database.folder().into_iter();
    names.map(|name| (name.clone(), mode(&database.beside(&name)))).collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn opens(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// The command where nothing is kept from anybody.
fn freely(args: &[&str]) -> Command {
    let mut shell = Command::new("bash");
    shell.args(["-c", "umask 000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_spark")]);
    shell.args(args).env_clear().kill_on_drop(true);
    shell
}

async fn runs_freely(args: &[&str]) {
    let done = freely(args).output().await.unwrap();
    assert!(done.status.success(), "{args:?}: {done:?}");
}

async fn files_are_their_owners_alone_from_the_first_moment(spark: Spark) {
    spark.stop().await;
    let database = Database::create(Engine::Sqlite).await;
    let folder = database.file().parent().unwrap().to_owned();
    opens(&folder, 0o755);
    let files = database.files_flag();
    let serve = ["serve", "--listen=127.0.0.1:0", "--log=off", "--database-url", &database.url, &files];
    let process = Process::begin(freely(&serve)).await;
    let served = modes(&database);
    let names: Vec<_> = served.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["spark.db", "spark.db-serve", "spark.db-shm", "spark.db-wal"]);
    assert!(served.iter().all(|(_, mode)| *mode == 0o600), "{served:?}");
    let copy = database.beside("copy.db");
    runs_freely(&["backup", copy.to_str().unwrap(), "--database-url", &database.url]).await;
    assert_eq!(mode(&copy), 0o600);
    process.terminate().await;
    assert_eq!(process.ended().await.status.code(), Some(0));
    // What it replaces is kept, and is as secret as it was.
    opens(&database.file(), 0o644);
    opens(&copy, 0o644);
    runs_freely(&["restore", copy.to_str().unwrap(), "--database-url", &database.url]).await;
    for (name, mode) in modes(&database).into_iter().filter(|(name, _)| name != "copy.db") {
        assert_eq!(mode, 0o600, "{name}");
    }
    assert_eq!(mode(&copy), 0o644, "what is somebody's own stays as they want it");
    let made = Database::create(Engine::Sqlite).await;
    runs_freely(&["migrate", "--log=off", "--database-url", &made.url]).await;
    assert_eq!(modes(&made), [("spark.db".to_owned(), 0o600)]);
    assert_eq!(mode(&folder), 0o755, "the folder is the operator's");
}

async fn what_was_open_is_closed(spark: Spark) {
    spark.user("alice").await;
    spark.stop().await;
    let url = spark.database.url.as_str();
    // Made by hand, by an older program, or left open by a crash with all that lies beside it.
    let empty = Database::create(Engine::Sqlite).await;
    fs::write(empty.file(), "").unwrap();
    opens(&empty.file(), 0o666);
    runs_freely(&["migrate", "--log=off", "--database-url", &empty.url]).await;
    assert_eq!(modes(&empty), [("spark.db".to_owned(), 0o600)]);

    let mut process = Process::serve(&spark.database, &["--log=off"]).await;
    process.kill().await;
    for name in ["spark.db", "spark.db-wal", "spark.db-shm"] {
        opens(&spark.database.beside(name), 0o664);
    }
    let process = Process::serve(&spark.database, &["--log=warn"]).await;
    let served = modes(&spark.database);
    assert!(served.len() == 4 && served.iter().all(|(_, mode)| *mode == 0o600), "{served:?}");
    process.terminate().await;
    let said = String::from_utf8(process.ended().await.stderr).unwrap();
    assert!(said.contains("others could read") && said.contains("0600"), "{said}");
    // Nothing to say any more; and those that change nothing leave what they find.
    let process = Process::serve(&spark.database, &["--log=warn"]).await;
    process.terminate().await;
    assert_eq!(process.ended().await.stderr, b"");
    opens(&spark.database.file(), 0o640);
    succeeds(&["doctor", "--database-url", url]).await;
    assert_eq!(mode(&spark.database.file()), 0o640);
}
