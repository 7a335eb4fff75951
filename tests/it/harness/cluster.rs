//! A PostgreSQL server of a story's own, which it may crash.

use super::{PATIENCE, database::Database};
use sqlx::{Connection, PgConnection};
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{ChildStdin, Command},
    time::timeout,
};

/// It ends when this is dropped, for then nobody holds the other end of its standard input.
pub struct Cluster {
    pub database: Database,
    _stdin: ChildStdin,
}

impl Cluster {
    pub async fn starts() -> Self {
        let mut script = Command::new("scripts/with-postgres");
        script.args(["bash", "-c", "echo \"$SPARK_TEST_POSTGRES_URL\"; exec cat"]);
        script.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("SPARK_TEST_POSTGRES_URL");
        let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = timeout(3 * PATIENCE, lines.next_line()).await.expect("no server").unwrap().expect("no server");
        Self { database: Database::at_server(url), _stdin: child.stdin.take().unwrap() }
    }

    /// Kills a session of its own as the system does when memory is short: the server ends all others, and looks at its log for
    /// what was committed.
    pub async fn crashes(&self) {
        let mut conn = PgConnection::connect(&self.database.url).await.unwrap();
        let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut conn).await.unwrap();
        let kill = Command::new("kill").args(["-9", &pid.to_string()]).status().await.unwrap();
        assert!(kill.success());
        assert!(conn.ping().await.is_err());
    }
}
