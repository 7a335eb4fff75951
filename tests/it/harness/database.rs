//! A database for one story: an SQLite file, or a database on the PostgreSQL server that `scripts/with-postgres` gives.

use super::{eventually, shelf::Shelf};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};
use tempfile::TempDir;

/// Which database a story runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A database that goes away with its last user. So does a backup, which is another database with the same in it.
#[derive(Clone)]
pub struct Database {
    pub engine: Engine,
    pub url: String,
    guard: Arc<Guard>,
    /// Where the files of its people lie.
    pub shelf: Arc<Shelf>,
}

enum Guard {
    Sqlite {
        _folder: TempDir,
    },
    Postgres {
        server: String,
        name: String,
    },
    /// It goes with its server.
    Nobody,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Database {
    fn guarded(engine: Engine, url: String, guard: Guard) -> Self {
        // Every story has a database before it has a client, which speaks TLS by this.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { engine, url, guard: Arc::new(guard), shelf: Arc::new(Shelf::directory()) }
    }

    /// Takes the store of its files away, as whoever puts another database in its place does.
    pub fn loses_files(&self) {
        self.shelf.is_lost();
    }

    /// The flag that says where the files of its people lie.
    pub fn files_flag(&self) -> String {
        self.shelf.flag()
    }

    /// The same with files in a bucket.
    pub async fn with_bucket(self) -> Self {
        Self { shelf: Arc::new(Shelf::bucket().await), ..self }
    }

    /// Another one of its kind, with a store of the same kind.
    pub async fn alike(&self) -> Self {
        let another = Self::create(self.engine).await;
        match *self.shelf {
            Shelf::Directory(_) => another,
            Shelf::Bucket { .. } => another.with_bucket().await,
        }
    }

    /// A database on the PostgreSQL server that is made in some way.
    pub async fn create_with(options: &str) -> Self {
        let server = std::env::var("SPARK_TEST_POSTGRES_URL")
            .expect("run the tests with scripts/with-postgres, or skip those of postgres::");
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("spark_test_{}_{number}", std::process::id());
        let mut conn = PgConnection::connect(&server).await.unwrap();
        let create = format!("CREATE DATABASE {name} {options}");
        sqlx::query(AssertSqlSafe(create)).execute(&mut conn).await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        let url = format!("{base}/{name}");
        Self::guarded(Engine::Postgres, url, Guard::Postgres { server, name })
    }

    /// The one database of a server that is a story's own.
    pub fn at_server(url: String) -> Self {
        Self::guarded(Engine::Postgres, url, Guard::Nobody)
    }

    /// The same database by another address.
    pub fn at(&self, url: String) -> Self {
        Self { url, ..self.clone() }
    }

    /// A copy of a database on the PostgreSQL server that nobody is connected to.
    pub async fn copy(&self) -> Self {
        let (_, name) = self.url.rsplit_once('/').unwrap();
        Self::create_with(&format!("TEMPLATE {name}")).await
    }

    pub async fn create(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}/spark.db", folder.path().display());
                Self::guarded(engine, url, Guard::Sqlite { _folder: folder })
            }
            Engine::Postgres => Self::create_with("").await,
        }
    }

    /// A copy of it as it is. PostgreSQL copies only what nobody has open.
    pub async fn backs_up(&self) -> Self {
        match self.engine {
            Engine::Sqlite => {
                let backup = Self::create(Engine::Sqlite).await;
                self.execute(&format!("VACUUM INTO '{}'", backup.file().display())).await;
                backup
            }
            Engine::Postgres => self.copy().await,
        }
    }

    /// Becomes what a backup holds. Nobody has either open.
    pub async fn restores(&self, backup: &Self) {
        if let (Guard::Postgres { server, name }, Guard::Postgres { name: from, .. }) = (&*self.guard, &*backup.guard) {
            let mut conn = PgConnection::connect(server).await.unwrap();
            for sql in [format!("DROP DATABASE {name}"), format!("CREATE DATABASE {name} TEMPLATE {from}")] {
                sqlx::query(AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
            }
            return;
        }
        // A connection that was dropped is closed by a thread of its own: it would write the old log into the new file.
        eventually("the last to close it", async || {
            let open = std::fs::read_dir("/proc/self/fd").unwrap();
            let names = open.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
            match names.filter(|name| name.starts_with(self.file().parent().unwrap())).collect::<Vec<_>>() {
                names if names.is_empty() => Ok(()),
                names => Err(names),
            }
        })
        .await;
        // What a log holds is none of the file that is put in place.
        for log in ["spark.db-wal", "spark.db-shm"] {
            let _ = std::fs::remove_file(self.beside(log));
        }
        std::fs::copy(backup.file(), self.file()).unwrap();
    }

    /// The file of an SQLite database.
    pub fn file(&self) -> PathBuf {
        self.url.strip_prefix("sqlite://").expect("a file").into()
    }

    /// A file beside it.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.file().with_file_name(name)
    }

    /// What lies in its folder.
    pub fn folder(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.file().parent().unwrap()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs statements beside the server: to make what would take too long through its doors, or to break something.
    pub async fn execute(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.engine {
            Engine::Sqlite => {
                let mut conn = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
                conn.close().await.unwrap();
            }
            Engine::Postgres => {
                let mut conn = PgConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
                conn.close().await.unwrap();
            }
        }
    }

    /// Reads one number beside the server.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.engine {
            Engine::Sqlite => {
                let mut conn = SqliteConnection::connect(&self.url).await.unwrap();
                let number = sqlx::query_scalar(sql).fetch_one(&mut conn).await.unwrap();
                conn.close().await.unwrap();
                number
            }
            Engine::Postgres => {
                let mut conn = PgConnection::connect(&self.url).await.unwrap();
                let number = sqlx::query_scalar(sql).fetch_one(&mut conn).await.unwrap();
                conn.close().await.unwrap();
                number
            }
        }
    }

    /// Reads a column of numbers beside the server.
    pub async fn numbers(&self, sql: &str) -> Vec<i64> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.engine {
            Engine::Sqlite => {
                let mut conn = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut conn).await.unwrap()
            }
            Engine::Postgres => {
                let mut conn = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut conn).await.unwrap()
            }
        }
    }

    /// Waits until so many wait for a lock of PostgreSQL.
    pub async fn waits_for_locks(&self, count: i64) {
        eventually("who waits for a lock", async || match self.waiting_for_locks().await {
            found if found >= count => Ok(()),
            found => Err(found),
        })
        .await;
    }

    /// How many wait for a lock of PostgreSQL.
    pub async fn waiting_for_locks(&self) -> i64 {
        let sql =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        self.number(sql).await
    }

    /// A series of numbers from 1 on, as a table `n (i)` in a WITH clause.
    pub fn series(&self, count: u32) -> String {
        match self.engine {
            Engine::Sqlite => {
                format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})")
            }
            Engine::Postgres => format!("WITH n (i) AS (SELECT generate_series(1, {count}))"),
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let Self::Postgres { server, name } = self else { return };
        let (server, drop) = (server.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        // A runtime of its own: the story's may be gone, or busy failing.
        let gone = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut conn = PgConnection::connect(&server).await?;
                sqlx::query(AssertSqlSafe(drop)).execute(&mut conn).await
            })
        });
        let _ = gone.join();
    }
}
