//! A disk that fails as a story tells it to (`disk.c`): that is full, broken, or may only be read.

use super::{database::Database, process::Process};
use std::{fmt::Write, fs, path::PathBuf, process::Stdio};
use tempfile::TempDir;
use tokio::process::Command;

/// What fails: which call (`write`, `sync`, `truncate`, `rename` to it, or `open` to write), of files with this end, how, and after so many that succeed.
pub type Order = (&'static str, &'static str, Fault, u32);

/// The system's numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    Broken = 5,
    /// By `kill -9`, when it is to be renamed.
    Killed = 9,
    Full = 28,
    ReadOnly = 30,
}

/// What a process's files are on.
pub struct Disk(TempDir);

impl Disk {
    pub async fn new() -> Self {
        let disk = Self(tempfile::tempdir().unwrap());
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/harness/disk.c");
        let library = disk.library();
        let built =
            Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).args([source, "-ldl"]).status().await;
        assert!(built.unwrap().success());
        disk
    }

    fn library(&self) -> PathBuf {
        self.0.path().join("disk.so")
    }

    fn orders(&self) -> PathBuf {
        self.0.path().join("orders")
    }

    /// From now on these fail.
    pub fn fails(&self, orders: &[Order]) {
        let mut text = String::new();
        for (call, end, fault, after) in orders {
            writeln!(text, "{call} {end} {} {after}", *fault as i32).unwrap();
        }
        // At once, for it is read at every call.
        let new = self.0.path().join("new");
        fs::write(&new, text).unwrap();
        fs::rename(new, self.orders()).unwrap();
    }

    /// It is well again.
    pub fn heals(&self) {
        fs::remove_file(self.orders()).unwrap();
    }

    /// The variables by which a process has its files on it.
    pub fn variables(&self) -> [(&'static str, String); 2] {
        [("LD_PRELOAD", self.library()), ("SPARK_TEST_DISK", self.orders())]
            .map(|(name, path)| (name, path.into_os_string().into_string().unwrap()))
    }

    /// A server whose files are on it.
    pub async fn serves(&self, database: &Database, args: &[&str]) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spark"));
        command.args(["serve", "--listen=127.0.0.1:0", "--database-url", &database.url]);
        command.arg(database.files_flag()).args(args).env_clear();
        command.env("LD_PRELOAD", self.library()).env("SPARK_TEST_DISK", self.orders());
        command.stdin(Stdio::null()).kill_on_drop(true);
        Process::begin(command).await
    }
}
