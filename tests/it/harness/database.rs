//! A database for one story: an SQLite file, or a database on the PostgreSQL server that `scripts/with-postgres` gives.

use super::eventually;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

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
}

enum Guard {
    Sqlite { folder: tempfile::TempDir },
    Postgres { server: String, name: String },
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Database {
    pub async fn create(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}/spark.db", folder.path().display());
                Self { engine, url, guard: Arc::new(Guard::Sqlite { folder }) }
            }
            Engine::Postgres => {
                let server = std::env::var("SPARK_TEST_POSTGRES_URL")
                    .expect("run the tests with scripts/with-postgres, or skip those of postgres::");
                let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                let name = format!("spark_test_{}_{number}", std::process::id());
                let mut conn = PgConnection::connect(&server).await.unwrap();
                let create = format!("CREATE DATABASE {name}");
                sqlx::query(AssertSqlSafe(create)).execute(&mut conn).await.unwrap();
                let (base, _) = server.rsplit_once('/').unwrap();
                let url = format!("{base}/{name}");
                Self { engine, url, guard: Arc::new(Guard::Postgres { server, name }) }
            }
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
            Engine::Postgres => {
                let backup = Self::create(Engine::Postgres).await;
                backup.restores(self).await;
                backup
            }
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
        for log in ["-wal", "-shm"] {
            let mut file = self.file().into_os_string();
            file.push(log);
            let _ = std::fs::remove_file(file);
        }
        std::fs::copy(backup.file(), self.file()).unwrap();
    }

    /// Where an SQLite database is.
    fn file(&self) -> std::path::PathBuf {
        match &*self.guard {
            Guard::Sqlite { folder } => folder.path().join("spark.db"),
            Guard::Postgres { .. } => unreachable!("PostgreSQL has no file"),
        }
    }

    /// Runs statements beside the server: to make what would take too long through its doors, or to break something.
    pub async fn execute(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.engine {
            Engine::Sqlite => {
                let mut conn = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
            }
            Engine::Postgres => {
                let mut conn = PgConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
            }
        }
    }

    /// Reads one number beside the server.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.engine {
            Engine::Sqlite => {
                let mut conn = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut conn).await.unwrap()
            }
            Engine::Postgres => {
                let mut conn = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut conn).await.unwrap()
            }
        }
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
