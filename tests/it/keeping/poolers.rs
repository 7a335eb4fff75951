//! Spark behind pgbouncer: served in session mode, refused by name in the modes in which clients share sessions.

mod postgres {
    use crate::harness::{
        Engine, Spark,
        database::Database,
        eventually, on_their_own,
        process::{Process, complains, succeeds},
    };
    use std::{
        fs,
        os::unix::fs::{MetadataExt, PermissionsExt},
        path::Path,
    };
    use tokio::{
        net::TcpStream,
        process::{Child, Command},
    };

    on_their_own! {
        pgbouncer_in_session_mode_is_served_through;
        pgbouncer_in_other_modes_is_refused_by_name;
    }

    /// A pgbouncer before the test's server, with the parameters of docs/operating.md. It ends with its story.
    struct Pooler {
        _process: Child,
        _folder: tempfile::TempDir,
        database: Database,
    }

    impl Pooler {
        async fn before(database: &Database, mode: &str) -> Self {
            let url = url::Url::parse(&database.url).unwrap();
            let (host, port, user) = (url.host_str().unwrap(), url.port().unwrap_or(5432), url.username());
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let address = free.local_addr().unwrap();
            drop(free);
            let folder = tempfile::tempdir().unwrap();
            // Its user reads it.
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
            let file = folder.path().join("pgbouncer.ini");
            let configuration = format!(
                "[databases]\n* = host={host} port={port} user={user}\n[pgbouncer]\nauth_type = any\nunix_socket_dir =\n\
                 listen_addr = 127.0.0.1\nlisten_port = {}\npool_mode = {mode}\ndefault_pool_size = 30\n",
                address.port()
            );
            fs::write(&file, configuration).unwrap();
            let installed = "/usr/sbin/pgbouncer";
            let mut command = Command::new(if Path::new(installed).exists() { installed } else { "pgbouncer" });
            // As root it does not run.
            if fs::metadata("/proc/self").unwrap().uid() == 0 {
                command.args(["-u", "nobody"]);
            }
            command.args(["--quiet", file.to_str().unwrap()]).kill_on_drop(true);
            let process = command.spawn().expect("pgbouncer: run scripts/install-dependencies");
            eventually("the pooler", async || TcpStream::connect(address).await.map(drop)).await;
            let name = database.url.rsplit_once('/').unwrap().1;
            let url = format!("postgres://{user}@{address}/{name}?sslmode=disable");
            Self { _process: process, _folder: folder, database: database.at(url) }
        }
    }

    async fn pgbouncer_in_session_mode_is_served_through() {
        let spark = Spark::start(Engine::Postgres).await;
        let alice = spark.user("alice").await;
        let room = alice.creates_room("PUBLIC", "Square", &[]).await;
        spark.stop().await;
        let pooler = Pooler::before(&spark.database, "session").await;
        let url = pooler.database.url.as_str();
        let process = Process::serve(&pooler.database, &["--log=error"]).await;
        let alice = alice.at(&process.url);
        let mut feed = alice.hears_rooms().await;
        let sent = alice.sends(&room, "through the pooler").await;
        assert_eq!(feed.next().await["message"]["id"], sent["id"]);
        succeeds(&["admin", "grant", "alice", "--database-url", url]).await;
        let second = ["serve", "--listen=127.0.0.1:0", "--log=error", "--database-url", url];
        assert!(complains(&second, 1).await.contains("another Spark serves this database"));
        process.terminate().await;
        assert_eq!(process.ended().await.status.code(), Some(0));
        succeeds(&["doctor", "--database-url", url]).await;
    }

    async fn pgbouncer_in_other_modes_is_refused_by_name() {
        let database = Database::create(Engine::Postgres).await;
        for mode in ["transaction", "statement"] {
            let pooler = Pooler::before(&database, mode).await;
            for args in [&["serve", "--listen=127.0.0.1:0"][..], &["migrate"], &["doctor"]] {
                let all: Vec<_> =
                    args.iter().copied().chain(["--log=error", "--database-url", &pooler.database.url]).collect();
                let said = complains(&all, 1).await;
                let named = ["pgbouncer with pool_mode = transaction", "pool_mode = session", "SPARK_DATABASE_URL"];
                assert!(named.iter().all(|part| said.contains(part)), "{mode}: {said}");
            }
            assert_eq!(database.number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").await, 0);
        }
    }
}
