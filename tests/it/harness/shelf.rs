//! Where the files of a story's people lie, a directory or a part of the bucket; and the forms that tell stories with both.

use super::{Engine, Spark, bucket::Bucket, database::Database};
use futures_util::TryStreamExt;
use spark::{
    config::Serve,
    files::{Files, FilesAddress, Surroundings},
};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// Tells each story on both databases, with files in a directory and in a bucket.
macro_rules! on_both_with_both_stores {
    ($($story:ident;)*) => {
        $crate::harness::on_both! { $($story;)* }
        $crate::harness::told! { bucket_sqlite: start_with_bucket(Sqlite) => $($story;)* }
        $crate::harness::told! { bucket_postgres: start_with_bucket(Postgres) => $($story;)* }
    };
}
pub(crate) use on_both_with_both_stores;

/// The same on a clock that stands still until they move it; and, behind `in_a_directory:`, those in
/// which objects are as old as the story says, which a bucket says by its own clock.
macro_rules! by_hand_with_both_stores {
    (in_a_directory: $($alone:ident),*; $($story:ident;)*) => {
        $crate::harness::by_hand_with_both_stores! { @ [$($alone;)*] [$($story;)*] }
    };
    ($($story:ident;)*) => {
        $crate::harness::by_hand_with_both_stores! { @ [] [$($story;)*] }
    };
    (@ [$($alone:ident;)*] [$($story:ident;)*]) => {
        $crate::harness::on_both_by_hand! { $($alone;)* $($story;)* }
        $crate::harness::told! { by_hand_bucket_sqlite: start_by_hand_with_bucket(Sqlite) => $($story;)* }
        $crate::harness::told! { by_hand_bucket_postgres: start_by_hand_with_bucket(Postgres) => $($story;)* }
    };
}
pub(crate) use by_hand_with_both_stores;

/// Where the files of one story lie. They go with it, or with the bucket.
pub enum Shelf {
    Directory(TempDir),
    Bucket {
        part: String,
        way: super::bucket::Way,
        /// Where they come in.
        incoming: TempDir,
    },
}

impl Shelf {
    pub fn directory() -> Self {
        Self::Directory(tempfile::tempdir().unwrap())
    }

    pub async fn bucket() -> Self {
        let bucket = tokio::task::spawn_blocking(Bucket::get).await.unwrap();
        let incoming = tempfile::tempdir().unwrap();
        Self::Bucket { part: Bucket::part(), way: bucket.way().await, incoming }
    }

    /// The flag that says where it is.
    pub fn flag(&self) -> String {
        match self {
            Self::Directory(folder) => format!("--files-url=file:{}", folder.path().join("files").display()),
            Self::Bucket { part, .. } => format!("--files-url={part}"),
        }
    }

    /// The variables by which a process finds it.
    pub fn variables(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::Directory(_) => Vec::new(),
            Self::Bucket { way, incoming, .. } => {
                let temporary = [("TMPDIR", incoming.path().to_str().unwrap())];
                Bucket::variables_at(&way.endpoint).into_iter().chain(temporary).collect()
            }
        }
    }

    /// The same for a server of this process.
    pub fn address(&self) -> FilesAddress {
        let flag = self.flag();
        match flag.strip_prefix("--files-url=").unwrap().parse().unwrap() {
            FilesAddress::S3 { bucket, prefix, .. } => {
                let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
                let variables = self.variables().into_iter().map(own);
                let surroundings = Surroundings::new(variables, incoming_of(self));
                FilesAddress::S3 { bucket, prefix, surroundings }
            }
            directory => directory,
        }
    }

    /// Takes away all that is there; of a directory alone.
    pub fn is_lost(&self) {
        if let Self::Directory(folder) = self {
            std::fs::remove_dir_all(folder.path().join("files")).unwrap();
        }
    }

    /// From now on it takes and gives nothing.
    pub fn closes(&self) {
        match self {
            Self::Directory(folder) => {
                fs::rename(folder.path().join("files/objects"), folder.path().join("files/away")).unwrap();
            }
            Self::Bucket { way, .. } => way.closes(),
        }
    }

    /// It is there again.
    pub fn opens(&self) {
        match self {
            Self::Directory(folder) => {
                fs::rename(folder.path().join("files/away"), folder.path().join("files/objects")).unwrap();
            }
            Self::Bucket { way, .. } => way.opens(),
        }
    }
}

fn incoming_of(shelf: &Shelf) -> PathBuf {
    match shelf {
        Shelf::Directory(folder) => folder.path().join("files/incoming"),
        Shelf::Bucket { incoming, .. } => incoming.path().to_owned(),
    }
}

/// Where files come in, in a folder for each server.
pub fn incoming(config: &Serve) -> PathBuf {
    match &config.files.files_url {
        FilesAddress::Directory(root) => root.join("incoming"),
        FilesAddress::S3 { surroundings, .. } => surroundings.temporary.clone(),
        FilesAddress::None => panic!("no files are kept"),
    }
}

/// The names of what lies in the store.
pub async fn objects(at: &FilesAddress) -> Vec<String> {
    let mut names: Vec<_> = match at {
        FilesAddress::Directory(root) => {
            let folders = fs::read_dir(root.join("objects")).unwrap().map(|folder| folder.unwrap().path());
            let entries = folders.flat_map(|folder| fs::read_dir(folder).unwrap());
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        }
        bucket => {
            let files = Files::look(bucket).unwrap().unwrap();
            files.list().map_ok(|stored| stored.name.0).try_collect().await.unwrap()
        }
    };
    names.sort();
    names
}

impl Spark {
    /// Starts a server that keeps its files in a bucket.
    pub async fn start_with_bucket(engine: Engine) -> Self {
        Self::start_on(Database::create(engine).await.with_bucket().await, |_| {}).await
    }

    /// The same by a clock that stands still until it is advanced.
    pub async fn start_by_hand_with_bucket(engine: Engine) -> Self {
        Self::start_by_hand_on(Database::create(engine).await.with_bucket().await).await
    }

    /// Another server on a database and a store of the same kinds, set up otherwise.
    pub async fn alike(&self, setup: impl FnOnce(&mut Serve)) -> Self {
        Self::start_on(self.database.alike().await, setup).await
    }
}
