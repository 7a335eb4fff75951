//! A server that speaks S3: of another make, in another process, from PyPI. One for all stories of this process, and gone with it.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

const NAME: &str = "spark-files";

/// A bucket, of which each story has a part of its own.
pub struct Bucket {
    /// Where S3 is spoken.
    pub endpoint: String,
    /// It ends when its input does.
    _server: Child,
}

impl Bucket {
    /// Waits until it serves: the first time it is installed.
    pub fn get() -> &'static Self {
        static BUCKET: LazyLock<Bucket> = LazyLock::new(Bucket::start);
        &BUCKET
    }

    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/bucket/run");
        let mut server = Command::new(script).arg(NAME).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let endpoint = line.trim().to_owned();
        assert!(endpoint.starts_with("http://127.0.0.1:"), "no bucket: {line}");
        Self { endpoint, _server: server }
    }

    /// The address of a part of it that nobody else uses.
    pub fn part() -> String {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        format!("s3://{NAME}/{}/part{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
    }

    /// The variables by which it is found.
    pub fn variables(&self) -> [(&'static str, &str); 4] {
        [
            ("AWS_ENDPOINT_URL", &self.endpoint),
            ("AWS_ACCESS_KEY_ID", "spark"),
            ("AWS_SECRET_ACCESS_KEY", "spark-secret"),
            ("AWS_REGION", "us-east-1"),
        ]
    }
}
