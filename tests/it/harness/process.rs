//! The `spark` command, as a process of its own: for what only a process can do, such as being killed.

use super::{PATIENCE, Spark, database::Database};
use std::process::{Output, Stdio};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// A server in another process. It is killed when its story ends, however that ends.
pub struct Process {
    pub url: String,
    child: Child,
}

/// The command with nothing in its environment.
fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spark"));
    command.args(args).env_clear().stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// Runs the command to its end.
pub async fn run(args: &[&str]) -> Output {
    timeout(PATIENCE, command(args).output()).await.expect("the command does not end").unwrap()
}

impl Process {
    /// Serves on a free port, and waits for the line that says where.
    pub async fn serve(database: &Database, args: &[&str]) -> Self {
        let mut all = vec!["serve", "--listen=127.0.0.1:0", "--database-url", &database.url];
        all.extend(args);
        let mut child = command(&all).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = timeout(PATIENCE, lines.next_line()).await.expect("the server does not start").unwrap();
        let Some(line) = line else { panic!("the server did not start: {:?}", child.wait_with_output().await) };
        let url = line.strip_prefix("listening on ").unwrap_or_else(|| panic!("an unknown line: {line}")).to_owned();
        Self { url, child }
    }

    /// Its number, to look it up by.
    pub fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// `kill -9`: nothing is closed, nothing is written any more.
    pub async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks it to stop.
    pub async fn terminate(&self) {
        let pid = self.child.id().unwrap();
        let asked = Command::new("sh").arg("-c").arg(format!("kill -TERM {pid}")).status().await.unwrap();
        assert!(asked.success());
    }

    /// Waits until it has ended; its exit code and what it wrote to standard error.
    pub async fn ended(self) -> Output {
        timeout(PATIENCE, self.child.wait_with_output()).await.expect("the server does not stop").unwrap()
    }
}

impl Spark {
    /// Stops, and lets another process serve its database.
    pub async fn gives_way(&self, args: &[&str]) -> Process {
        self.stop().await;
        Process::serve(&self.database, args).await
    }
}
