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
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
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
        Self::variables_at(&self.endpoint)
    }

    /// The same by another way.
    pub fn variables_at(endpoint: &str) -> [(&'static str, &str); 4] {
        [
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_ACCESS_KEY_ID", "spark"),
            ("AWS_SECRET_ACCESS_KEY", "spark-secret"),
            ("AWS_REGION", "us-east-1"),
        ]
    }

    /// A way to it of a story's own.
    pub async fn way(&self) -> Way {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (is_closed, closed) = watch::channel(false);
        let server = self.endpoint.strip_prefix("http://").unwrap().to_owned();
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                if *closed.borrow() {
                    continue;
                }
                let (server, mut closed) = (server.clone(), closed.clone());
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(&server).await?;
                    tokio::select! {
                        passed = copy_bidirectional(&mut client, &mut server) => passed.map(drop),
                        _ = closed.wait_for(|closed| *closed) => Ok(()),
                    }
                });
            }
        });
        Way { endpoint, is_closed }
    }
}

/// A way to the bucket that can be closed.
pub struct Way {
    pub endpoint: String,
    is_closed: watch::Sender<bool>,
}

impl Way {
    /// Whoever comes is turned away, and whoever is there.
    pub fn closes(&self) {
        self.is_closed.send_replace(true);
    }

    pub fn opens(&self) {
        self.is_closed.send_replace(false);
    }
}
