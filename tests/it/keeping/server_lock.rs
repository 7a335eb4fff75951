//! One server works on a database: it holds a lock of PostgreSQL's, which is lost with its connection.

mod postgres {
    use crate::harness::{
        Engine, PATIENCE,
        database::Database,
        eventually, on_their_own,
        process::{Process, ended},
    };
    use sqlx::{Connection, PgConnection};
    use std::time::{Duration, Instant};

    on_their_own! {
        a_server_that_loses_its_lock_takes_it_again_and_ends_when_another_has_it;
    }

    /// For so long it may be the server's own session, which PostgreSQL does not know to be dead.
    const OWN_SESSION: Duration = Duration::from_secs(25);
    /// Whose the lock is: who has it, and by which number.
    const HOLDER: &str =
        "SELECT pid, (classid::bigint << 32) | objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    async fn ends(conn: &mut PgConnection, session: i32) {
        let ended = "SELECT pg_terminate_backend($1, 5000)";
        assert!(sqlx::query_scalar::<_, bool>(ended).bind(session).fetch_one(conn).await.unwrap());
    }

    async fn a_server_that_loses_its_lock_takes_it_again_and_ends_when_another_has_it() {
        let database = Database::create(Engine::Postgres).await;
        let server = Process::serve(&database, &["--log=error"]).await;
        let mut other = PgConnection::connect(&database.url).await.unwrap();
        let (first, key): (i32, i64) = sqlx::query_as(HOLDER).fetch_one(&mut other).await.unwrap();
        ends(&mut other, first).await;
        let mut second = first;
        eventually("the lock", async || {
            match sqlx::query_as::<_, (i32, i64)>(HOLDER).fetch_optional(&mut other).await.unwrap() {
                Some((holder, _)) if holder != first => {
                    second = holder;
                    Ok(())
                }
                found => Err(found),
            }
        })
        .await;
        // Whoever waits for it has it at once.
        let mut heir = PgConnection::connect(&database.url).await.unwrap();
        let (begun, takes) = (Instant::now(), sqlx::query("SELECT pg_advisory_lock($1)").bind(key).execute(&mut heir));
        let (inherited, ()) = tokio::join!(takes, async {
            database.waits_for_locks(1).await;
            ends(&mut other, second).await;
        });
        inherited.unwrap();
        let output = server.ended_within(3 * PATIENCE).await;
        assert!(begun.elapsed() >= OWN_SESSION, "{:?}", begun.elapsed());
        let (code, _, err) = ended(&output);
        assert_eq!(code, Some(1), "{err}");
        assert!(err.contains("another Spark took the database over"), "{err}");
        for conn in [other, heir] {
            conn.close().await.unwrap();
        }
    }
}
