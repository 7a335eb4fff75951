//! What Spark asks of a PostgreSQL server before it works there.

mod postgres {
    use crate::harness::{
        Engine, Spark,
        database::Database,
        eventually, on_their_own,
        process::{Process, complains, ended, succeeds},
    };
    use spark::store::Address;
    use sqlx::{Connection, PgConnection};
    use std::time::Duration;
    use tokio::{
        io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, copy_bidirectional},
        net::{TcpListener, TcpStream},
    };

    on_their_own! {
        another_encoding_is_refused;
        what_can_only_be_read_is_refused;
        another_programs_tables_are_left_alone;
        a_role_that_may_make_nothing_serves_what_is_up_to_date;
        an_upgrade_waits_for_a_backup_that_is_under_way;
        a_server_that_is_late_is_waited_for;
        a_pooler_that_shares_sessions_is_refused_by_name;
    }

    fn migrate(url: &str) -> [&str; 4] {
        ["migrate", "--log=error", "--database-url", url]
    }

    async fn another_encoding_is_refused() {
        for encoding in ["LATIN1", "EUC_KR", "WIN1252", "SQL_ASCII"] {
            let options = format!("ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
            let database = Database::create_with(&options).await;
            let said = complains(&migrate(&database.url), 1).await;
            assert!(said.contains(encoding) && said.contains("--encoding=UTF8"), "{said}");
            assert_eq!(database.number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").await, 0);
        }
    }

    async fn what_can_only_be_read_is_refused() {
        let database = Database::create(Engine::Postgres).await;
        let name = database.url.rsplit_once('/').unwrap().1;
        database.execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).await;
        let said = complains(&migrate(&database.url), 1).await;
        assert!(said.contains("can only be read"), "{said}");
    }

    async fn another_programs_tables_are_left_alone() {
        let database = Database::create(Engine::Postgres).await;
        database.execute("CREATE TABLE weather (day DATE); CREATE TABLE users (name TEXT)").await;
        let said = complains(&migrate(&database.url), 1).await;
        assert!(said.contains("another program's") && said.contains("users"), "{said}");
        assert_eq!(database.number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").await, 2);
        // Tables of other names are in nobody's way.
        database.execute("DROP TABLE users").await;
        succeeds(&migrate(&database.url)).await;
    }

    async fn a_role_that_may_make_nothing_serves_what_is_up_to_date() {
        let spark = Spark::start(Engine::Postgres).await;
        spark.stop().await;
        let database = &spark.database;
        let role = format!("{}_server", database.url.rsplit_once('/').unwrap().1);
        database
            .execute(&format!(
                "CREATE ROLE {role} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC;
                 GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
            ))
            .await;
        let url = database.url.replacen("spark@", &format!("{role}@"), 1);
        let served = Process::serve(&database.at(url.clone()), &["--log=off"]).await;
        served.terminate().await;
        assert_eq!(served.ended().await.status.code(), Some(0));
        succeeds(&migrate(&url)).await;
        succeeds(&["doctor", "--database-url", &url]).await;
        database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
    }

    /// A backup by `pg_dump` holds all tables for as long as it takes, which is longer than a statement waits while serving.
    async fn an_upgrade_waits_for_a_backup_that_is_under_way() {
        let database = Database::create(Engine::Postgres).await;
        succeeds(&migrate(&database.url)).await;
        database
            .execute(
                "DROP INDEX demo_users; ALTER TABLE users DROP COLUMN is_demo;
                 DELETE FROM _sqlx_migrations WHERE version = 11",
            )
            .await;
        let mut backup = PgConnection::connect(&database.url).await.unwrap();
        sqlx::raw_sql("BEGIN; LOCK TABLE users IN ACCESS SHARE MODE").execute(&mut backup).await.unwrap();
        let address = database.url.parse::<Address>().unwrap();
        let upgrade = tokio::spawn(async move { address.migrate().await });
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
            AND wait_event_type = 'Lock' AND backend_start < clock_timestamp() - interval '5.5 seconds'";
        eventually("an upgrade that goes on waiting", async || match database.number(waiting).await {
            1 => Ok(()),
            found => Err((found, upgrade.is_finished())),
        })
        .await;
        backup.close().await.unwrap();
        upgrade.await.unwrap().unwrap();
    }

    /// Passes on what comes to a port.
    async fn passes_on(listener: TcpListener, to: String) {
        while let Ok((mut here, _)) = listener.accept().await {
            let to = to.clone();
            tokio::spawn(async move {
                let mut there = TcpStream::connect(to).await.unwrap();
                let _ = copy_bidirectional(&mut here, &mut there).await;
            });
        }
    }

    async fn a_server_that_is_late_is_waited_for() {
        let database = Database::create(Engine::Postgres).await;
        let (head, name) = database.url.rsplit_once('/').unwrap();
        let (user, server) = head.rsplit_once('@').unwrap();
        // Nobody listens here yet.
        let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let url = format!("{user}@{address}/{name}");
        let said = complains(&["migrate", "--log=off", "--database-wait=1", "--database-url", &url], 1).await;
        assert!(said.contains("did not answer within 1 s") && said.contains("--database-wait"), "{said}");
        let late = database.at(url);
        let comes = async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            tokio::spawn(passes_on(TcpListener::bind(address).await.unwrap(), server.to_owned()));
        };
        let (process, ()) = tokio::join!(Process::serve(&late, &["--log=warn"]), comes);
        process.terminate().await;
        let (code, _, log) = ended(&process.ended().await);
        assert_eq!(code, Some(0), "{log}");
        assert!(log.contains("waiting for"), "{log}");
        // What is no matter of waiting is said at once.
        assert!(complains(&migrate(&format!("{head}/no_such_database")), 1).await.contains("no_such_database"));
    }

    async fn a_pooler_that_shares_sessions_is_refused_by_name() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("postgres://spark@{}/spark?sslmode=disable", listener.local_addr().unwrap());
        let pooler = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pretends(BufReader::new(client)));
            }
        });
        let said = complains(&migrate(&url), 1).await;
        assert!(said.contains("pool_mode = session"), "{said}");
        pooler.abort();
    }

    /// A pooler in transaction mode, as far as it can be told: lets everybody in, and whoever asks, the same session answers.
    async fn pretends(mut client: BufReader<TcpStream>) -> std::io::Result<()> {
        let message = |kind: u8, body: &[u8]| {
            let length = u32::try_from(body.len() + 4).unwrap_or_default().to_be_bytes();
            [&[kind][..], &length, body].concat()
        };
        let ready = message(b'Z', b"I");
        let length = client.read_u32().await?;
        client.read_exact(&mut vec![0; length as usize - 4]).await?;
        client.write_all(&[message(b'R', &[0; 4]), message(b'K', &[0; 8]), ready.clone()].concat()).await?;
        // One column, an int4 as text; and one row with 42 in it.
        let column = [&[0, 1][..], b"pg_backend_pid\0", &[0; 6], &[0, 0, 0, 23, 0, 4], &[0xff; 4], &[0; 2]].concat();
        let row = [&[0, 1, 0, 0, 0, 2][..], b"42"].concat();
        while !client.fill_buf().await?.is_empty() {
            let kind = client.read_u8().await?;
            let mut body = vec![0; client.read_u32().await? as usize - 4];
            client.read_exact(&mut body).await?;
            let answer = match kind {
                b'Q' if body.starts_with(b"SELECT") => {
                    [message(b'T', &column), message(b'D', &row), message(b'C', b"SELECT 1\0"), ready.clone()].concat()
                }
                b'Q' => [message(b'C', b"SET\0"), ready.clone()].concat(),
                _ => continue,
            };
            client.write_all(&answer).await?;
        }
        Ok(())
    }
}
