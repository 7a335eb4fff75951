//! Which addresses are understood, and what of them is never repeated; what is folded; and who is waited for.

use super::*;
use std::{fs, time::Instant};

#[test]
fn what_a_password_that_was_not_escaped_would_show_is_refused() {
    // A password of 12/b, 12?b and 12#b: what is left of the address is one as well.
    for url in ["postgres://spark:12/b@host/spark", "postgres://spark:12?b@host/spark", "postgres://spark:12#b@host"] {
        let why = understood(url).unwrap_err().to_string();
        assert!(why.contains("write %23 for #, %2F for /, %3F for ? and %40 for @"), "{url}: {why}");
        assert!(!why.contains("12"), "{why}");
    }
    for url in ["postgres://spark:12%2Fb@host/spark", "postgres://host/spark?host=/run/postgresql"] {
        assert!(understood(url).is_ok(), "{url}");
    }
}

#[test]
fn only_what_the_driver_knows_is_handed_to_it() {
    for (url, left) in [
        ("postgres://host/spark?sslmode=require&color=blue", "postgres://host/spark?sslmode=require"),
        ("postgres://host/spark?color=blue", "postgres://host/spark"),
        ("postgres://host/spark?options%5Bsearch_path%5D=chat", "postgres://host/spark?options%5Bsearch_path%5D=chat"),
        ("postgres://host/spark", "postgres://host/spark"),
    ] {
        assert_eq!(understood(url).unwrap(), left);
    }
}

#[test]
fn an_address_names_a_file_or_a_server() {
    for url in [
        "sqlite://spark.db",
        "sqlite:spark.db",
        "sqlite:///data/spark.db?mode=ro",
        "postgres://host/spark",
        "postgresql://host",
    ] {
        assert!(url.parse::<Address>().is_ok(), "{url}");
    }
    for url in
        ["sqlite:", "sqlite://", "sqlite::memory:", "sqlite://:memory:", "sqlite://file:sqlx-in-memory-1?mode=memory"]
    {
        let why = url.parse::<Address>().unwrap_err().to_string();
        assert!(why.contains("memory would forget everything"), "{url}: {why}");
    }
    for url in ["", "spark.db", "mysql://host/spark", "https://host"] {
        let why = url.parse::<Address>().unwrap_err().to_string();
        assert!(why.contains("unknown scheme"), "{url}: {why}");
    }
}

/// Somebody who has a database open, and has written.
async fn writes(options: &SqliteConnectOptions) -> SqliteConnection {
    let mut conn = SqliteConnection::connect_with(options).await.unwrap();
    sqlx::raw_sql("CREATE TABLE cats (name); INSERT INTO cats VALUES ('Tom')").execute(&mut conn).await.unwrap();
    conn
}

fn logged(path: &Path) -> SqliteConnectOptions {
    let Address::Sqlite(options) = format!("sqlite://{}", path.display()).parse::<Address>().unwrap() else {
        panic!("{path:?}")
    };
    options.create_if_missing(true)
}

#[tokio::test]
async fn what_is_folded_is_one_file_and_nothing_of_it_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let [open, left] = ["open.db", "left.db"].map(|name| folder.path().join(name));
    let other = writes(&logged(&open)).await;
    // As a crash leaves them.
    fs::copy(&open, &left).unwrap();
    fs::copy(beside(&open, file::LOG), beside(&left, file::LOG)).unwrap();
    fold(&logged(&left)).await.unwrap();
    assert!(!beside(&left, file::LOG).exists());
    let mut conn = plain(&left).connect().await.unwrap();
    let name: String = sqlx::query_scalar("SELECT name FROM cats").fetch_one(&mut conn).await.unwrap();
    assert_eq!(name, "Tom");
    conn.close().await.unwrap();
    other.close().await.unwrap();
}

#[tokio::test]
async fn who_still_closes_what_is_folded_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let options = logged(&folder.path().join("spark.db"));
    let (other, begun) = (writes(&options).await, Instant::now());
    fold(&options).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(400));
    other.close().await.unwrap();
}

#[test]
fn a_server_is_waited_for_so_long_and_a_file_as_long_as_it_takes() {
    let opener = |url: &str| Opener {
        address: url.parse().unwrap(),
        clock: Clock::system(),
        statements: Counter::default(),
        health: Arc::new(Health::new(None, 1)),
        seeds: Arc::new(Mutex::new(StdRng::seed_from_u64(1))),
    };
    let (server, file) = (opener("postgres://host/spark"), opener("sqlite://spark.db"));
    assert_eq!((server.limit(CONNECT), file.limit(CONNECT)), (Some(CONNECT), None));
    assert!(server.begins_early() && !file.begins_early());
}
