//! The `spark` command, as a process of its own: for what only a process can do, such as being killed.

use super::{PATIENCE, Spark, database::Database};
use std::{
    process::{Output, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStderr, Command},
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

/// Runs the command to its end. Where it is not told where files lie, it leaves none behind.
pub async fn run(args: &[&str]) -> Output {
    let files = tempfile::tempdir().unwrap();
    let mut command = command(args);
    command.env("SPARK_FILES_URL", format!("file:{}", files.path().join("files").display()));
    timeout(PATIENCE, command.output()).await.expect("the command does not end").unwrap()
}

/// The same with some variables in its environment.
pub async fn run_with(args: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = command(args);
    command.envs(variables.iter().copied());
    timeout(PATIENCE, command.output()).await.expect("the command does not end").unwrap()
}

/// How the command ended: its code, and what it wrote to standard output and standard error.
pub fn ended(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Runs the command, which succeeds; what it says.
pub async fn succeeds(args: &[&str]) -> String {
    let (code, out, err) = ended(&run(args).await);
    assert_eq!(code, Some(0), "{args:?}: {err}");
    out
}

/// Runs the command, which fails with that code and says why in one line.
pub async fn complains(args: &[&str], code: i32) -> String {
    complained(&run(args).await, code)
}

/// That it failed with that code and said why in one line.
pub fn complained(output: &Output, code: i32) -> String {
    let (status, out, err) = ended(output);
    assert_eq!((status, out.as_str()), (Some(code), ""), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(err.starts_with("spark: ") && err.ends_with('\n'), "{err}");
    err
}

impl Process {
    /// Serves on a free port, and waits for the line that says where.
    pub async fn serve(database: &Database, args: &[&str]) -> Self {
        Self::serve_with(database, args, &[]).await
    }

    /// The same with some variables in its environment.
    pub async fn serve_with(database: &Database, args: &[&str], variables: &[(&str, &str)]) -> Self {
        let files = database.files_flag();
        let mut all = vec!["serve", "--listen=127.0.0.1:0", "--database-url", &database.url];
        if !args.iter().any(|arg| arg.starts_with("--files-url")) {
            all.push(&files);
        }
        // All people of a story are at one address.
        if !args.iter().any(|arg| arg.starts_with("--max-address-connections")) {
            all.push("--max-address-connections=0");
        }
        all.extend(args);
        let mut command = command(&all);
        command.envs(database.shelf.variables()).envs(variables.iter().copied());
        Self::begin(command).await
    }

    /// The same with files of so many bytes at most: on a disk that is full.
    pub async fn serve_within(database: &Database, kibibytes: u32) -> Self {
        Self::serve_limited(database, &format!("-f {kibibytes}"), &["--send-rate=0", "--log=off"]).await
    }

    /// The same with whatever limit of the shell's `ulimit`.
    pub async fn serve_limited(database: &Database, limit: &str, args: &[&str]) -> Self {
        let script = format!("trap '' XFSZ; ulimit {limit}; exec \"$0\" \"$@\"");
        let mut shell = Command::new("bash");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_spark"), "serve", "--listen=127.0.0.1:0"]).args(args);
        shell
            .args(["--database-url", &database.url, &database.files_flag()])
            .env_clear()
            .stdin(Stdio::null())
            .kill_on_drop(true);
        Self::begin(shell).await
    }

    /// Waits for the line that says where it listens.
    pub async fn begin(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
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
        self.signals("TERM").await;
    }

    pub async fn signals(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.id());
        let asked = Command::new("sh").arg("-c").arg(kill).status().await.unwrap();
        assert!(asked.success());
    }

    /// What it writes to standard error from now on; `ended` has none of it any more.
    pub fn log(&mut self) -> Lines<BufReader<ChildStderr>> {
        BufReader::new(self.child.stderr.take().unwrap()).lines()
    }

    /// Waits until it has ended; its exit code and what it wrote to standard error.
    pub async fn ended(self) -> Output {
        self.ended_within(PATIENCE).await
    }

    /// The same of one that takes its time.
    pub async fn ended_within(self, patience: Duration) -> Output {
        timeout(patience, self.child.wait_with_output()).await.expect("the server does not stop").unwrap()
    }
}

impl Spark {
    /// Stops, and lets another process serve its database.
    pub async fn gives_way(&self, args: &[&str]) -> Process {
        self.stop().await;
        Process::serve(&self.database, args).await
    }
}
