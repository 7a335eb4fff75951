//! Objects in a bucket of S3, or of what speaks S3. Who may read and write it, and at which endpoint, say the variables of AWS.

use super::{FilesError, Surroundings, directory::OWNER};
use anyhow::Context;
use bytes::Bytes;
use object_store::{
    ClientConfigKey, MultipartUpload, ObjectStore, ObjectStoreExt, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey},
    path::Path as Location,
};
use std::{fs::File, io, io::Read, path::Path, time::Duration};
use tokio::{sync::Semaphore, time::timeout};

/// What a large object is sent in; no provider takes smaller ones.
const PART: usize = 5 * 1024 * 1024;
/// How many parts of all uploads are in memory and on their way.
const PARTS: usize = 4;
/// For a part or an answer, attempts included.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct S3Bucket {
    pub store: AmazonS3,
    prefix: String,
    parts: Semaphore,
}

impl S3Bucket {
    pub fn open(bucket: &str, prefix: &str, surroundings: &Surroundings) -> anyhow::Result<Self> {
        // The program has one; whoever came first may have installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let told = surroundings.settings();
        let builder = told.fold(AmazonS3Builder::new(), |builder, (key, value)| builder.with_config(key, value));
        let mut builder = builder.with_bucket_name(bucket).with_retry(RetryConfig {
            max_retries: 3,
            retry_timeout: Duration::from_secs(20),
            ..RetryConfig::default()
        });
        // Who names an endpoint without TLS means it.
        let endpoints = [AmazonS3ConfigKey::Endpoint, AmazonS3ConfigKey::S3Endpoint];
        let is_plain = |key: &AmazonS3ConfigKey| {
            builder.get_config_value(key).is_some_and(|endpoint| endpoint.starts_with("http://"))
        };
        if endpoints.iter().any(is_plain) {
            builder = builder.with_allow_http(true);
        }
        // By default a whole answer has 30 s; whoever downloads slowly takes longer. The silence within it is what is bounded.
        for (key, value) in [(ClientConfigKey::Timeout, "1 day"), (ClientConfigKey::ReadTimeout, "60 seconds")] {
            builder = builder.with_config(AmazonS3ConfigKey::Client(key), value);
        }
        let store = builder.build().with_context(|| format!("the bucket {bucket}"))?;
        Ok(Self { store, prefix: prefix.to_owned(), parts: Semaphore::new(PARTS) })
    }

    /// What the locations of all objects begin with.
    pub fn prefix(&self) -> Option<Location> {
        (!self.prefix.is_empty()).then(|| Location::from(self.prefix.as_str()))
    }

    pub fn location(&self, name: &str) -> Location {
        self.prefix().unwrap_or_default().join(name)
    }

    /// Notes which database it is of, unless it is another's. Whether it is that one's.
    pub async fn claim(&self, database: &str) -> Result<bool, FilesError> {
        let owner = self.location(OWNER);
        match bounded(async { self.store.get(&owner).await?.bytes().await }).await {
            Ok(known) => return Ok(known == database.as_bytes()),
            Err(FilesError::NotFound) => {}
            Err(error) => return Err(error),
        }
        bounded(self.store.put(&owner, database.to_owned().into())).await?;
        Ok(true)
    }

    /// Gives an object the bytes of a file. Nothing is under its name before all are there.
    pub async fn put(&self, location: &Location, file: File) -> Result<(), FilesError> {
        let mut permit = self.permit().await?;
        let (mut file, first) = part(file).await?;
        if first.len() < PART {
            return bounded(self.store.put(location, first.into())).await.map(drop);
        }
        let mut upload = bounded(self.store.put_multipart(location)).await?;
        let mut next = first;
        let sent = loop {
            if next.is_empty() {
                break bounded(upload.complete()).await.map(drop);
            }
            if let Err(error) = bounded(upload.put_part(next.into())).await {
                break Err(error);
            }
            // Others' parts go between one's own.
            drop(permit);
            permit = self.permit().await?;
            match part(file).await {
                Ok((rest, read)) => (file, next) = (rest, read),
                Err(error) => break Err(error.into()),
            }
        };
        if sent.is_err()
            && let Err(error) = bounded(upload.abort()).await
        {
            tracing::debug!(%error, "an upload that failed keeps parts in the bucket");
        }
        sent
    }

    async fn permit(&self) -> Result<tokio::sync::SemaphorePermit<'_>, FilesError> {
        self.parts.acquire().await.map_err(|error| FilesError::Unavailable(error.to_string()))
    }

    /// Whether it answers to us: it is asked for a page of what it has.
    pub async fn reach(&self) -> Result<(), FilesError> {
        use futures_util::StreamExt;
        let prefix = self.prefix();
        let mut listed = self.store.list(prefix.as_ref());
        bounded(async { listed.next().await.transpose() }).await.map(drop)
    }
}

/// Reads the next part.
async fn part(file: File) -> io::Result<(File, Bytes)> {
    let read = move || {
        let mut part = Vec::with_capacity(PART);
        (&file).take(PART as u64).read_to_end(&mut part)?;
        Ok::<_, io::Error>((file, part.into()))
    };
    tokio::task::spawn_blocking(read).await?
}

/// Opens a file to send.
pub(super) fn open(path: &Path) -> Result<File, FilesError> {
    File::open(path).map_err(FilesError::from)
}

/// Waits no longer than is reasonable.
pub(super) async fn bounded<T>(what: impl Future<Output = object_store::Result<T>>) -> Result<T, FilesError> {
    match timeout(PATIENCE, what).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(FilesError::Unavailable("no answer".to_owned())),
    }
}
